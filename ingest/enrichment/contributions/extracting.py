"""Who did what in a document: its authors, reviewers, deciders and owners, and who spoke or was there.

What a format tells itself (`Parsed.extracted.contributions`: accounts, addresses, when somebody last said something) is
joined with what the fields, the lines at the top and the turns say. Programs are not people. One pass over the blocks, with
bounded counts, so that a hostile document costs no more than its length.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.domain.documents import Kind
from assistant.domain.people import Contribution, Role
from assistant.domain.quotes import Quote
from ingest.enrichment.contributions.header import MAX_NAME, Named, named_at_the_top
from ingest.parsed import Block, BlockKind, Parsed

MOST: Final = 300
"""People of a document that are kept: a longer list is no list of people who worked on it."""
QUOTES: Final = 3
LONGEST_QUOTE: Final = 240
_FEW_WORDS: Final = 20
"""Characters: what is shorter shows nothing of what somebody knows."""

_FIELDS: Final[Mapping[str, Role]] = {
    "reviewers": Role.REVIEWER,
    "deciders": Role.DECIDER,
    "merged_by": Role.DECIDER,
    "assignees": Role.OWNER,
    "owners": Role.OWNER,
    "speakers": Role.SPEAKER,
    "participants": Role.SPEAKER,
    "attendees": Role.ATTENDEE,
}
_REMARK: Final = re.compile(r"@([^:\n]{1,80}): ")
_TURN: Final = re.compile(r"[\s>*_#-]{0,8}([^:：\n*]{1,60}?)[*_]{0,3}\s?[:：]")
_BOT: Final = re.compile(
    r".*\[bot\]|(?:.*[\s_-])?(?:bot|robot)\d{0,3}|.*-bot-.*|dependabot.*|renovate(?:bot)?|github[- ]actions?|codecov.*|jenkins|"
    r"gitlab[- ]ci|travis[- ]?ci|slackbot|rustbot|bors|mergify.*|copilot.*|zuul|treehugger.*",
    re.IGNORECASE,
)
_NOBODY: Final = frozenset(
    "unknown ghost community various everyone everybody all others other none nobody anonymous team tbd tba n/a jr. jr sr. "
    "speaker host guest transcript unassigned".split()
)
_GROUP: Final = re.compile(r"(?:.*\s)?(?:team|group|committee|council|wg|sig|members|community|decided)", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[.!?。！？](?=\s|$)")


@dataclass(frozen=True, slots=True)
class _Voice:
    """What one person said in a document: how often, under which label, and their longest words."""

    count: int
    label: str
    words: tuple[Quote, ...]


def contributions_in(parsed: Parsed) -> tuple[Contribution, ...]:
    """Who did what, each person once for each role. Attendees who speak are speakers."""
    told = [replace(one, name=_tidy(one.name)) for one in _all(parsed, named_at_the_top(parsed.blocks), _voices(parsed))]
    people = [one for one in told if is_person(one.name, one.account)]
    called, found = _called(people), dict[tuple[Role, str], Contribution]()
    for one in (_as_called(one, called) for one in people):
        # Of two people with one name each has an account of their own.
        key = (one.role, one.account or one.email or one.name.casefold())
        if key in found:
            found[key] = _joined(found[key], one)
        elif len(found) < MOST:
            found[key] = one
    speaking = {who for role, who in found if role is Role.SPEAKER}
    return tuple(one for (role, who), one in found.items() if role is not Role.ATTENDEE or who not in speaking)


def _tidy(name: str) -> str:
    """A name without what sources put around it: `@ana`, `(Ana Ruiz)`, `with corrections by Ana Ruiz`."""
    bare = " ".join(name.strip(" @\t").split())
    bare = bare[1:-1] if bare.startswith("(") and bare.endswith(")") else bare
    return re.sub(r"^[a-z ]{0,40}\bby (?=[A-Z])", "", bare)[:MAX_NAME]


def told_beside(parsed: Parsed, authors: Sequence[str], fields: Mapping[str, Sequence[str]]) -> tuple[Contribution, ...]:
    """What a document's people did, with those whom its source names beside the bytes: the authors of a file's history,
    where the bytes name none, and its owners, by handle or address. Groups of people (`@org/team`) are not people."""
    known = parsed.extracted.contributions
    history = () if parsed.authors else tuple(_by_name(_tidy(name), Role.AUTHOR) for name in authors[:MOST])
    owners = (_owner(name) for name in fields.get("owners", ())[:MOST] if "/" not in name)
    has = {(one.role, one.name.casefold()) for one in known}
    more = [one for one in (*history, *owners) if is_person(one.name) and (one.role, one.name.casefold()) not in has]
    return (*known, *dict.fromkeys(more))


def _owner(name: str) -> Contribution:
    """`@ana-r` of CODEOWNERS is an account."""
    handle = re.fullmatch(r"@([A-Za-z0-9-]{1,39})", name)
    return (
        Contribution(Role.OWNER, handle[1], account=f"github:{handle[1].casefold()}") if handle else _by_name(name, Role.OWNER)
    )


def is_person(name: str, account: str = "") -> bool:
    """Whether this is somebody, and neither a program nor a word for nobody in particular."""
    login = account.rpartition(":")[2]
    return (
        re.search(r"[^\W\d_]", name) is not None
        and name.casefold() not in _NOBODY
        and not _BOT.fullmatch(name)
        and not _GROUP.fullmatch(name)
        and not (login and _BOT.fullmatch(login))
    )


def _called(people: Iterable[Contribution]) -> dict[str, Contribution]:
    """By lower-case name, login and first name, the one person of the document who is called so."""
    found: defaultdict[str, list[Contribution]] = defaultdict(list)
    for one in people:
        if " " in one.name or one.account or one.email:
            name = one.name.casefold()
            for called in {name, name.split(" ", 1)[0], one.label.casefold()} - {""}:
                found[called].append(one)
    return {called: known for called, ones in found.items() if (known := _the_one(ones))}


def _the_one(ones: list[Contribution]) -> Contribution | None:
    """Whom all of these are, by account or address where one is stated; None if they may be two."""
    stated = {one.account or one.email: one for one in ones if one.account or one.email}
    if len({one.name.casefold() for one in ones}) > 1 or len(stated) > 1:
        return None
    return next(iter(stated.values()), ones[0])


def _as_called(one: Contribution, called: Mapping[str, Contribution]) -> Contribution:
    """Somebody named shortly here and in full elsewhere in the document, under the full name and its account."""
    known = called.get(one.name.casefold())
    if known is None or one.account or one.email:
        return one
    label = one.label or (one.name if one.name.casefold() != known.name.casefold() else "")
    return replace(one, name=known.name, email=known.email, account=known.account, label=label)


def _all(parsed: Parsed, named: list[Named], voices: Mapping[str, _Voice]) -> Iterator[Contribution]:
    """Everything that is told; the same person in the same role may come more than once."""
    yield from parsed.extracted.contributions
    yield from _authors(parsed, named)
    for one in named:
        if one.role is not Role.AUTHOR:
            yield _named(one, one.role)
    for field, role in _FIELDS.items():
        for name in parsed.fields.get(field, ())[:MOST]:
            yield _by_name(name, role)
    for name, voice in voices.items():
        role = Role.REVIEWER if parsed.kind is Kind.CODE_REVIEW else Role.SPEAKER
        if role is Role.REVIEWER and name in parsed.authors:
            role = Role.AUTHOR  # who answers the comments on their own change does not review it
        yield replace(_by_name(name, role), count=voice.count, quotes=voice.words, label=voice.label)


def _authors(parsed: Parsed, named: list[Named]) -> Iterator[Contribution]:
    """The document's authors, with what the line that names them adds. Who is named as a decider only is no author: such
    records have none, and their deciders stand in."""
    lines: defaultdict[str, list[Named]] = defaultdict(list)
    for one in named:
        lines[one.name.casefold()].append(one)
    in_talk = parsed.kind is Kind.THREAD
    for name in parsed.authors:
        said_of_them = lines.get(_tidy(name).casefold(), [])
        as_author = [one for one in said_of_them if one.role in {Role.AUTHOR, Role.OWNER}]
        if as_author:
            yield _named(as_author[0], Role.AUTHOR)
        elif not said_of_them:
            yield _by_name(_tidy(name), Role.SPEAKER if in_talk else Role.AUTHOR)


def _named(one: Named, role: Role) -> Contribution:
    return Contribution(role, one.name, one.email, one.account, quotes=(Quote(_cut(one.line), one.at),))


def _by_name(name: str, role: Role) -> Contribution:
    """Somebody of whom a field tells the name, which may be an address."""
    return Contribution(role, name, email=name.casefold() if re.fullmatch(r"\S+@\S+\.\S+", name) else "")


def _joined(known: Contribution, more: Contribution) -> Contribution:
    quotes = dict.fromkeys((*known.quotes, *more.quotes))
    return replace(
        known,
        email=known.email or more.email,
        account=known.account or more.account,
        count=max(known.count, more.count),
        last_at=max(filter(None, (known.last_at, more.last_at)), default=None),
        quotes=tuple(quotes)[:QUOTES],
        label=known.label or more.label,
    )


def _voices(parsed: Parsed) -> dict[str, _Voice]:
    """By name, what everybody says in turns, messages and comments."""
    said: defaultdict[str, list[tuple[int, Quote]]] = defaultdict(list)
    counts: Counter[str] = Counter()
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    opener = parsed.authors[0] if parsed.authors and parsed.kind is Kind.CODE_REVIEW else ""
    for block in parsed.blocks:
        name, label, start = _speaker(block, opener)
        if not name or (name not in counts and len(counts) >= MOST):
            continue
        counts[name] += 1
        if label and label != name:
            labels[name][label] += 1
        words = block.text[start : start + 4 * LONGEST_QUOTE].lstrip(" *_").split("\n", 1)[0]
        if len(words) >= _FEW_WORDS:
            said[name].append((len(block.text), Quote(_cut(words), block.line)))
            if len(said[name]) > 4 * QUOTES:
                said[name] = _longest(said[name])
    return {
        name: _Voice(count, next((label for label, _ in labels[name].most_common(1)), ""), _words(said[name]))
        for name, count in counts.items()
    }


def _speaker(block: Block, opener: str) -> tuple[str, str, int]:
    """Who says a block, what stands before the words, and where they begin. A comment of nobody is what a review was opened
    with."""
    if block.kind is BlockKind.COMMENT and not block.anchor.speaker:
        remark = _REMARK.match(block.text)
        return (remark[1], "", remark.end()) if remark else (opener, "", 0)
    if block.kind in {BlockKind.TURN, BlockKind.COMMENT} and block.anchor.speaker:
        label = _TURN.match(block.text[:100])
        return (block.anchor.speaker, label[1].strip(), label.end()) if label else (block.anchor.speaker, "", 0)
    return "", "", 0


def _longest(said: list[tuple[int, Quote]]) -> list[tuple[int, Quote]]:
    return sorted(said, key=lambda one: -one[0])[:QUOTES]


def _words(said: Iterable[tuple[int, Quote]]) -> tuple[Quote, ...]:
    return tuple(quote for _, quote in _longest(list(said)))


def _cut(words: str) -> str:
    """The beginning of a line, up to the end of a sentence where one fits."""
    words = words.strip()
    if len(words) <= LONGEST_QUOTE:
        return words
    ends = [match.end() for match in _SENTENCE_END.finditer(words, _FEW_WORDS, LONGEST_QUOTE)]
    return words[: ends[-1]] if ends else words[:LONGEST_QUOTE].rpartition(" ")[0] or words[:LONGEST_QUOTE]
