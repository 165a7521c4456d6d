"""People and teams whose words a question asks for: `what did Ana say about`, `PRs by @ana`, `the storage team's decisions`.

A name counts only where somebody of that name is in what the asker may read, and only where a name is expected. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from assistant.domain.queries import Filters
from assistant.retrieval.understanding.finding import Finding
from assistant.retrieval.understanding.inventory import Inventory, folded_name
from assistant.retrieval.understanding.kinds import DOCUMENTS

_MOST: Final = 3
"""People whom a part of a name may mean; more than these are nobody in particular."""
_CAPITAL: Final = r"(?-i:[A-Z\u00c0-\u00de])[\w'.-]*\w"
_NAME: Final = rf"(?P<name>@[\w.-]*\w|{_CAPITAL}(?: (?:{_CAPITAL}|van|von|de|der|da))*|[\u3400-\u9fff]{{2,4}})"
_SAY: Final = (
    r"(?:sa(?:y|id)|th(?:ink|ought)|wr(?:ite|ote|itten)|suggest(?:ed)?|argued?|mention(?:ed)?|proposed?|recommend(?:ed)?|"
    r"comment(?:ed)?|ask(?:ed)?|report(?:ed)?|object(?:ed)?|explain(?:ed)?|present(?:ed)?|claim(?:ed)?|raised?|"
    r"answer(?:ed)?|repl(?:y|ied)|post(?:ed)?|announced?|decided?|agreed?|concluded?|discuss(?:ed)?|feel|felt)"
)
_VOICES: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b(?:what|why|how|when|where|which [\w -]{{1,30}}?) (?:else )?(?:did|does|has|had) {_NAME} (?:\w+ )?{_SAY}\b",
        rf"\b(?:did|has) {_NAME} (?:ever |already )?{_SAY}\b",
        rf"\baccording to {_NAME}(?=[\s,.?]|$)",
        rf"^\W*was (?:hat|sagte) {_NAME}(?= )",
        rf"\bqu['’]a (?:dit|écrit|proposé) {_NAME}|\bqué dijo (?P<name_es>{_CAPITAL})",
        r"^\W*(?P<name>[\u3400-\u9fff]{2,3})(?=对|关于|在|是怎么)[^?？]{0,30}?(?:说|认为|提到|提出|写)了?(?:什么|过)",
    )
)
_AUTHORS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b(?:written|authored|posted|opened|submitted|created|drafted) by {_NAME}(?=[\s,.?]|$)",
        rf"\b{DOCUMENTS} (?:\w+ )?(?:by|von|de) {_NAME}(?=[\s,.?]|$)",
        rf"\b(?:posts?|messages?|threads?|comments?|PRs?|pull requests?) from {_NAME}(?=[\s,.?]|$)",
        (
            rf"\b{_NAME}['’]s? (?:latest |last |recent |open |merged )?(?:PRs?|pull requests?|posts?|messages?|design docs?|"
            rf"proposals?|ADRs?|RFCs?)\b"
        ),
    )
)
_REVIEWERS: Final = re.compile(rf"\b(?:reviewed|approved) by {_NAME}(?=[\s,.?]|$)", re.IGNORECASE)
_TEAM_WORD: Final = r"(?:team|group|squad|committee|council|board|guild|working group|WG|crew|chapter|folks|people)"
_BODY: Final = r"(?P<team>[\w][\w+-]*(?: [\w][\w+-]*){0,2}?)"
_TEAMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b(?:did|does|has|had) (?:the |our )?{_BODY} {_TEAM_WORD} (?:\w+ )?{_SAY}\b",
        rf"\b(?:{_SAY}|made|taken|reached) by (?:the |our )?{_BODY} {_TEAM_WORD}\b",
        rf"\b(?:the |our ){_BODY} {_TEAM_WORD}['’]s? (?:\w+ )?{DOCUMENTS}\b",
        rf"\b{DOCUMENTS} (?:of|by|from) (?:the |our ){_BODY} {_TEAM_WORD}\b",
        (
            r"\b(?:did|has|had) (?:the )?(?P<team>(?-i:[A-Z])[\w+-]*) (?:\w+ )?(?:decided?|agreed?|concluded?|discuss(?:ed)?|"
            r"resolved?)\b"
        ),
    )
)


def people_in(text: str, inventory: Inventory) -> list[Finding]:
    """Whose words are asked for, as a filter on reviewers, on authors or on voices."""
    for match in _first((_REVIEWERS,), text):
        if persons := _known(match["name"], inventory):
            filters = Filters(reviewers=_names(persons))
            return [Finding(match.start(), match.end(), f"reviewed by {_shown(persons)}", filters, is_removable=True)]
    for match in _first(_AUTHORS, text):
        if persons := _known(match["name"], inventory):
            place = match.span("name")
            return [Finding(*place, f"by {_shown(persons)}", Filters(authors=_names(persons)))]
    for match in _first(_VOICES, text):
        group = "name" if match["name"] else "name_es"
        if persons := _known(match[group], inventory):
            return [Finding(*match.span(group), f"words of {_shown(persons)}", Filters(voices=_names(persons)))]
    return teams_in(text, inventory)


def teams_in(text: str, inventory: Inventory) -> list[Finding]:
    """The team whose documents are asked for: those in a folder or a source of its name, else those of its members."""
    for match in _first(_TEAMS, text):
        name = match["team"]
        filters = _of_team(name, inventory)
        if filters is not None:
            is_named = re.match(rf" {_TEAM_WORD}\b", text[match.end("team") :], re.IGNORECASE)
            return [
                Finding(
                    match.start("team"),
                    match.end("team"),
                    f"{name}{' team' if is_named else ''}",
                    filters,
                    is_team=bool(filters.voices),
                )
            ]
    return []


def _of_team(name: str, inventory: Inventory) -> Filters | None:
    wanted = _bare(name)
    spellings = {wanted, f"{wanted} team"}
    if folders := tuple(sorted(one for one in inventory.folders if _bare(one.rpartition("/")[2]) in spellings)):
        return Filters(folders=folders)
    if sources := tuple(sorted(one for one in inventory.sources if _bare(one) in spellings)):
        return Filters(sources=sources)
    members = inventory.teams.get(name.casefold()) or inventory.teams.get(name.casefold().replace(" ", "-"))
    return Filters(voices=members) if members else None


def _bare(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", name.casefold()))


def _known(name: str, inventory: Inventory) -> tuple[tuple[str, ...], ...]:
    """Those who are meant, each by all their names; () where nobody is known by it, or too many."""
    bare = name.removeprefix("@").removesuffix("'s").removesuffix("’s")
    persons = inventory.people.get(folded_name(bare), ())
    return persons if 1 <= len(persons) <= _MOST else ()


def _names(persons: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in persons for name in names))


def _shown(persons: tuple[tuple[str, ...], ...]) -> str:
    """Each by the fullest of their names, without what stands in brackets behind it: an office, another spelling."""
    fullest = (max(names, key=lambda name: (" " in name, len(name))) for names in persons)
    return " or ".join(name.partition(" (")[0] for name in fullest)


def _first(forms: Iterable[re.Pattern[str]], text: str) -> Iterable[re.Match[str]]:
    return (match for form in forms if (match := form.search(text)))
