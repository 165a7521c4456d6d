"""A person's Home: what somebody who is new reads first, and what stands around it. Pure; read `home_view` first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, groupby, islice
from typing import Any, Final

from assistant.knowledge.health.digest import Digest
from assistant.knowledge.health.gaps import Gap
from assistant.knowledge.onboarding.explaining import Item
from assistant.knowledge.onboarding.guide import Guide
from assistant.knowledge.onboarding.topics import Topics
from assistant.slack.showing import addresses, digest_blocks
from assistant.slack.showing.onboarding_blocks import (
    change_line,
    decision_line,
    item_text,
    person_line,
    progress,
    stage_line,
    term_line,
    topic_lines,
)
from assistant.slack.wording.kit import (
    MOST_IN_A_VIEW,
    MOST_OPTIONS,
    OPTION,
    Block,
    actions,
    button,
    context,
    divider,
    header,
    option,
    paragraphs,
    plain_text,
    section,
)
from assistant.slack.wording.phrasing import day, more_on, said, titled

READ: Final = "lore_read"
"""A document's check box: behind the id stands the document's."""
PATH: Final = "lore_path"
"""The menu of teams and topics."""
TRY: Final = "lore_try"
"""A question to try, which is the button's value; behind the id stands a number, as ids in a row have to differ."""
MOST_ITEMS: Final = 30
MOST_SUGGESTIONS: Final = 5
_LINES: Final = 8
_TERMS: Final = 12
_LATELY: Final = 5
_HOW_TO_ASK: Final = (
    "Mention me in a channel, write to me under *Messages*, or use `/ask`. `/decisions` finds what was decided. "
    "This page shows what you may read, to you alone."
)
_SORRY: Final = (
    "I couldn't make it: something here does not work. Open another tab and then this one again in a few minutes; if it stays "
    "so, tell whoever runs Lore. Under *Messages* you can ask me all the same."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What Home is made from, for one person. Without a guide there is no path yet, and `topics` are there to choose from.
    `choices` are the names in the menu, their own teams first. `name` is what they are called: nobody has to get to know
    themselves."""

    name: str
    guide: Guide | None
    topics: Topics
    choices: Sequence[str]
    lately: Digest
    site: str
    suggestions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a page says of itself when something on it is pressed: the path that it shows, and the channel of the person's
    direct messages; "" where there is none, or it is not known."""

    topic: str = ""
    channel: str = ""

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> Remembered:
        """What a page carries."""
        kept = json.loads(view.get("private_metadata") or "{}")
        return cls(str(kept.get("topic", "")), str(kept.get("channel", "")))


def home_view(shown: Shown, channel: str = "") -> dict[str, Any]:
    """The whole page, at most 100 blocks; the way to ask is always on it."""
    guide = shown.guide if shown.guide and shown.guide.items else None
    top = chain(_path(guide, shown), _beside(guide, shown)) if guide else _choosing(shown)
    last = [*_trying(shown.suggestions), context(_HOW_TO_ASK)]
    blocks = islice(chain(top, _since_last_week(shown.lately, shown.site)), MOST_IN_A_VIEW - len(last))
    return _view([*blocks, *last], Remembered(guide.topic if guide else "", channel))


def refused_view(reason: str) -> dict[str, Any]:
    """For somebody who may not ask. `reason` is a sentence with what they can do, as mrkdwn."""
    return _view([header("Lore can’t answer you yet"), section(reason)], Remembered())


def sorry_view(kept: Remembered) -> dict[str, Any]:
    """For somebody whose page could not be made."""
    return _view([header("This page did not work out"), section(_SORRY)], kept)


def document_of(action_id: str) -> str:
    """The document whose check box it is."""
    return action_id.removeprefix(f"{READ}:")


def _view(blocks: Sequence[Block], kept: Remembered) -> dict[str, Any]:
    return {"type": "home", "blocks": blocks, "private_metadata": json.dumps(asdict(kept))}


def _path(guide: Guide, shown: Shown) -> Iterator[Block]:
    yield header(f"New to {guide.topic}")
    yield section(progress(guide, shown.site))
    yield from _menu(shown.choices, guide.topic)
    for stage, items in groupby(guide.items[:MOST_ITEMS], key=lambda item: item.stage):
        yield section(stage_line(stage))
        yield from (_item(item, shown.site, ticked=guide.keeps_progress) for item in items)
    page = addresses.page(shown.site, "/onboarding", {"topic": guide.topic})
    more = len(guide.items) - MOST_ITEMS
    rest = f"and {more_on(more, page)}" if more > 0 else titled("Open the page", page) if page else ""
    if rest:
        yield context(rest)


def _choosing(shown: Shown) -> Iterator[Block]:
    """For somebody without a path: what there is."""
    lines = list(topic_lines(shown.topics, shown.site))
    yield header("Welcome to Lore")
    if shown.guide:
        yield section(f"Nothing that you may read is about “{said(shown.guide.topic, 100)}”.")
    if not lines:
        yield section("There is nothing yet that you may read. Ask whoever looks after Lore to share documents with you.")
        return
    yield section("Lore answers from the documents of your organisation. New here? Choose a team or a topic to read up on:")
    yield from _menu(shown.choices, "")
    yield from paragraphs(lines)


def _item(item: Item, site: str, *, ticked: bool) -> Block:
    box = _check_box(item.document.id, is_read=item.read_at is not None) if ticked else None
    return section(f"{item.number}. {item_text(item, site)}", box)


def _check_box(document_id: str, *, is_read: bool) -> Block:
    choice = option("Read", "read")
    made: Block = {"type": "checkboxes", "action_id": f"{READ}:{document_id}", "options": [choice]}
    return made | ({"initial_options": [choice]} if is_read else {})


def _menu(choices: Sequence[str], chosen: str) -> Iterator[Block]:
    """The paths to choose from, if there is a choice. A name that is too long for an option can be asked for by `/onboard`."""
    names = [name for name in dict.fromkeys([*([chosen] if chosen else []), *choices]) if 0 < len(name) <= OPTION]
    options = [option(name, name) for name in names[:MOST_OPTIONS]]
    if not options or names == [chosen]:
        return
    menu: Block = {"type": "static_select", "action_id": PATH, "options": options}
    menu["placeholder"] = plain_text("Choose a team or a topic", 150)
    initial = [one for one in options if one["value"] == chosen]
    yield actions([menu | ({"initial_option": initial[0]} if initial else {})])


def _beside(guide: Guide, shown: Shown) -> Iterator[Block]:
    """What stands around a path."""
    site = shown.site
    people = [person_line(one) for one in guide.people if one.name.casefold() != shown.name.casefold()]
    decisions = [decision_line(entry, site) for entry in guide.decisions]
    terms = [term_line(term, site) for term in guide.terms[:_TERMS]]
    changes = [change_line(change, site) for change in guide.changes]
    joined = " (your first day)" if guide.joined == guide.since else ""
    for heading, lines, most in (
        ("People to know", people, _LINES),
        (f"Decisions in force about {said(guide.topic, 80)}", decisions, _LINES),
        ("Terms that this path uses", terms, _TERMS),
        (f"What changed since {day(guide.since)}{joined}", changes, _LINES),
    ):
        if lines:
            yield divider()
            yield from paragraphs([f"*{heading}*", *_first(lines, most)])


def _since_last_week(lately: Digest, site: str) -> Iterator[Block]:
    """The person's own digest."""
    lines = list(chain.from_iterable(digest_blocks.sections(lately, site, _LATELY)))
    if lately.gaps:
        lines += ["*Questions without an answer*", *_first([_gap_line(gap) for gap in lately.gaps], _LATELY)]
    if lines:
        yield divider()
        yield header("Since last week")
        yield from paragraphs(lines)


def _gap_line(gap: Gap) -> str:
    owner = f": {said(gap.owner.name, 60)} may know" if gap.owner else ""
    return f"• {said(gap.question)}{owner}"


def _trying(suggestions: Sequence[str]) -> Iterator[Block]:
    if suggestions:
        yield divider()
        yield section("*Questions to try*\nThe answer comes under *Messages*.")
        yield actions([button(one, f"{TRY}:{at}", one) for at, one in enumerate(suggestions[:MOST_SUGGESTIONS])])


def _first(lines: Sequence[str], most: int) -> list[str]:
    more = len(lines) - most
    return [*lines[:most], *([f"• and {more} more"] if more > 0 else [])]
