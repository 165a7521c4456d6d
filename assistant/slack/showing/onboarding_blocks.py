"""Reading paths in Slack, in the words of the onboarding page. Pure; read `path_blocks` first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from assistant.knowledge.decisions.lineage import Entry
from assistant.knowledge.glossary import Entry as Explained
from assistant.knowledge.onboarding.changes import Change
from assistant.knowledge.onboarding.explaining import Item
from assistant.knowledge.onboarding.guide import Colleague, Guide
from assistant.knowledge.onboarding.topics import Topics
from assistant.slack.showing import addresses
from assistant.slack.wording.kit import SECTION, Block, context, fitting, header, paragraphs, section
from assistant.slack.wording.phrasing import (
    DETAIL,
    capitalised,
    counted,
    day,
    listed,
    minutes,
    more_on,
    people,
    said,
    titled,
    unmarked,
)

SHOWN: Final = 10
_MEANINGS: Final = 2
_MOST_NAMES: Final = 20


def path_blocks(guide: Guide, site: str, home: str) -> list[Block]:
    """The first documents of a path, or what there is instead; `home` opens Lore's Home."""
    if not guide.items:
        return [*_nothing(guide, site), *_door(home)]
    blocks = [header(f"New to {guide.topic}"), section(progress(guide, site))]
    for stage, items in groupby(guide.items[:SHOWN], key=lambda item: item.stage):
        blocks += paragraphs([stage_line(stage), *(f"{item.number}. {item_text(item, site)}" for item in items)])
    more = len(guide.items) - SHOWN
    page = addresses.page(site, "/onboarding", {"topic": guide.topic})
    rest = f"and {more_on(more, page)}. " if more > 0 else ""
    return [*blocks, *_door(home, rest or (f"{titled('Open the page', page)}. " if page else ""))]


def topics_blocks(topics: Topics, site: str, home: str) -> list[Block]:
    """What a path can be asked for."""
    lines = list(topic_lines(topics, site))
    if not lines:
        return [section("There is nothing yet that you may read. Ask whoever looks after Lore to share documents with you.")]
    opening = "*What to read first*\nName a team or a topic: `/onboard` and any words will do. This is what there is:"
    return [section(opening), *paragraphs(lines), *_door(home)]


def progress(guide: Guide, site: str = "") -> str:
    """`3 of 12 read, 40 min to go.` and whose list it is."""
    left = sum(item.minutes for item in guide.items if item.read_at is None)
    count = len(guide.items)
    if not guide.keeps_progress:
        text = f"{counted(count, 'document')}, about {minutes(guide.minutes)} of reading."
    elif guide.read == count:
        text = f"*All {count} read.*" if count > 1 else "*Read.*"
    else:
        text = f"*{guide.read} of {count} read*, {minutes(left)} to go."
    if guide.pinned_in is None:
        return text
    owners = f", kept by {people(guide.owners)}" if guide.owners else ""
    name = titled(guide.pinned_in.title, addresses.of_document(guide.pinned_in, site))
    return f"{text}\n{name} is the team’s own list{owners}. Lore added the rest."


def stage_line(stage: str) -> str:
    """A stage's heading; a team's own is its words."""
    return f"*{said(stage, 100)}*"


def item_text(item: Item, site: str) -> str:
    """A document with its time, and why it is worth reading."""
    notes = [minutes(item.minutes), *(["pinned by the team"] if item.pinned else [])]
    notes += ["changed since you read it"] if item.changed else []
    lines = [f"*{titled(item.document.title, addresses.of_document(item.document, site, item.key))}* · {' · '.join(notes)}"]
    if item.reasons:
        lines.append(capitalised(said(" · ".join(item.reasons), 300)))
    if item.heading:
        lines.append(f"A long one: begin with “{said(item.heading, 100)}”.")
    lines += [f"It {said(warning)}." for warning in item.warnings[:2]]
    return fitting(lines, most=SECTION - 10)


def decision_line(entry: Entry, site: str) -> str:
    """A decision in force."""
    since = f" since {day(entry.day)}" if entry.day else ""
    return f"• {titled(entry.decision.title, addresses.of_decision(entry, site))}{since}"


def term_line(term: Explained, site: str) -> str:
    """What a term means, and where that stands."""
    told = []
    for meaning in term.meanings[:_MEANINGS]:
        first = meaning.definitions[0]
        where = titled(first.document.title, addresses.of_document(first.document, site, first.key), 60)
        told.append(f"{unmarked(meaning.text, 120)} ({where})")
    return f"*{said(term.name, 60)}*: {'; or '.join(told)}"


def person_line(one: Colleague) -> str:
    """Somebody to know, and why."""
    return f"*{said(one.name, 80)}*: {capitalised(said(one.because, DETAIL))}"


def change_line(change: Change, site: str) -> str:
    """One thing that happened."""
    address = addresses.of_decision(change.entry, site) if change.entry else addresses.of_document(change.document, site)
    newer = [titled(one.decision.title, addresses.of_decision(one, site), 80) for one in change.by[:2]]
    by = f" by {listed(newer)}" if newer else ""
    return f"• {day(change.day)} · {capitalised(change.news.value)} · {titled(change.title, address)}{by}"


def topic_lines(topics: Topics, site: str) -> Iterator[str]:
    """The names that a path can be asked for, under the onboarding page's headings."""
    for label, names in (("Paths that teams keep", topics.pinned), ("Teams", topics.teams), ("Places", topics.places)):
        if names:
            more = len(names) - _MOST_NAMES
            yield f"*{label}*: {_names(names)}" + (f" and {more} more" if more > 0 else "")
    if topics.cited:
        yield "*What most documents refer to*"
        yield from (f"• {titled(one.title, addresses.of_document(one, site))}" for one in topics.cited)


def _door(home: str, before: str = "") -> list[Block]:
    """Where the path is kept."""
    text = f"{before}In <{home}|Home> you can tick off what you have read." if home else before.strip()
    return [context(text)] if text else []


def _nothing(guide: Guide, site: str) -> Iterator[Block]:
    yield section(f"*Nothing is about “{said(guide.topic, 100)}”*\nNo document that you may read is about it.")
    if guide.nearest:
        names = ", ".join(titled(one.title, addresses.of_document(one, site), 80) for one in guide.nearest[:3])
        yield section(f"What comes closest: {names}")
    yield from paragraphs(topic_lines(guide.topics, site))


def _names(names: Sequence[str]) -> str:
    return said(", ".join(names[:_MOST_NAMES]), 400)
