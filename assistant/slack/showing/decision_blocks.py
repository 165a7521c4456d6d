"""Decisions in Slack: a list of them, and one with its lineage. Pure, over one person's lineage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from assistant.domain.decisions import Decision
from assistant.domain.documents import Document
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import TOOK_EFFECT, Entry, Lineage
from assistant.knowledge.decisions.meanings import MEANINGS, TENTATIVE
from assistant.slack.showing import addresses
from assistant.slack.showing.decisions_asked import Asked
from assistant.slack.wording.kit import MOST_IN_A_VIEW, SECTION, Block, button, context, fitting, header, paragraphs, section
from assistant.slack.wording.phrasing import capitalised, counted, day, listed, more_on, people, said, titled, unmarked

SHOW: Final = "lore_decision"
"""The button that opens one: its value is the decision's id. Behind the id stands its number, so that no two are alike."""
SHOWN: Final = 8
_NEIGHBOURS: Final = 2
_NEIGHBOUR: Final = 60
"""Characters of the title of one that is named beside another."""
_ALTERNATIVES: Final = 12
_FAMILY: Final = 12
_QUOTES: Final = 6
_STATEMENT: Final = 450
"""Characters of a document's words: escaped, they still fit a section."""
_DECIDED: Final = TOOK_EFFECT | {DecisionStatus.UNSTATED}


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought: `entries` are all, the best or newest first. Where there are none, `nearest` are some to look at
    instead, and `nearest_are` says what they are."""

    asked: Asked
    entries: tuple[Entry, ...]
    lineage: Lineage
    nearest: tuple[Entry, ...] = ()
    nearest_are: str = "What comes closest"


def list_blocks(found: Found, site: str) -> list[Block]:
    """The first few, each with a button that opens it."""
    if not found.entries:
        return list(_nothing(found, site))
    query = found.asked.query
    blocks = [section(f"*{counted(len(found.entries), 'decision')}*{limits(found.asked)}")]
    for at, entry in enumerate(found.entries[:SHOWN]):
        text = line(entry, found.lineage, site, as_of=query.as_of)
        blocks.append(section(text, button("Show", f"{SHOW}:{at}", entry.id)))
    more = len(found.entries) - SHOWN
    if more > 0:
        page = _page(found.asked, site)
        blocks.append(context(f"and {more_on(more, page)}" + ("" if page else ": other words or a status narrow it down")))
    return blocks


def limits(asked: Asked) -> str:
    """What was understood, in words: ` about “kafka”, accepted, as of 1 March 2024`."""
    query = asked.query
    parts = [" or ".join(status.value for status in query.statuses)] if query.statuses else []
    parts += [f"of {said(query.team, 60)}"] if query.team else []
    parts += [f"by {said(query.author, 60)}"] if query.author else []
    parts += [f"in {said(', '.join(query.sources), 60)}"] if query.sources else []
    parts += [f"as of {day(query.as_of)}"] if query.as_of else []
    parts += [f"proposed, decided or superseded since {day(query.changed_since)}"] if query.changed_since else []
    about = f" about “{said(query.text, 100)}”" if query.text else ""
    return about + (f", {', '.join(parts)}" if parts else "")


def line(entry: Entry, lineage: Lineage, site: str, as_of: date | None = None) -> str:
    """Its title, and below it how it stands, since when, by whom, and what replaced what."""
    parts = [_standing(entry, as_of)]
    parts += [day(entry.day)] if entry.day else []
    parts += [_whose(entry)] if _whose(entry) else []
    for relation, ids in (("replaced by", entry.replaced_by), ("replaces", entry.replaces)):
        if others := _others(ids, lineage, site):
            parts.append(f"{relation} {others}")
    title = f"*{titled(entry.decision.title, addresses.of_decision(entry, site))}*\n"
    return title + fitting(parts, " · ", SECTION - len(title))


def lineage_blocks(entry: Entry, lineage: Lineage, site: str) -> list[Block]:
    """One decision whole: what was decided, what else was considered, what replaced what, and the words that bear it out."""
    decision = entry.decision
    blocks = [header(decision.title or "A decision without a title"), section(_status(entry, lineage, site))]
    word = "What was decided" if lineage.own_status(entry.id) in _DECIDED else "What was proposed"
    statement = unmarked(decision.statement, _STATEMENT) or "The document does not say in words what was decided."
    blocks.append(section(f"*{word}*\n{statement}"))
    for lines in (_alternatives(decision), _family(entry, lineage, site), _evidence(entry, site)):
        blocks += paragraphs(lines)
    blocks += [context(place)] if (place := _place(entry, site)) else []
    return blocks[:MOST_IN_A_VIEW]


def _nothing(found: Found, site: str) -> Iterator[Block]:
    yield section(f"No decision that you may read{limits(found.asked) or ' is known yet'}.")
    if found.nearest:
        yield section(f"*{found.nearest_are}*")
    for at, entry in enumerate(found.nearest):
        yield section(line(entry, found.lineage, site), button("Show", f"{SHOW}:{at}", entry.id))
    yield context("Fewer limits or other words may help; `/decisions help` shows how to ask.")


def _standing(entry: Entry, as_of: date | None = None) -> str:
    """`Accepted, in force`; of a day only what it was."""
    if as_of:
        return f"{capitalised(entry.status.value)} on {day(as_of)}"
    meaning = "" if entry.status is DecisionStatus.SUPERSEDED and entry.replaced_by else f", {MEANINGS[entry.status]}"
    return f"{capitalised(entry.status.value)}{meaning}"


def _whose(entry: Entry) -> str:
    if entry.decision.deciders:
        return f"decided by {people(entry.decision.deciders)}"
    return f"by {people(entry.document.authors)}" if entry.document and entry.document.authors else ""


def _others(ids: Sequence[str], lineage: Lineage, site: str) -> str:
    """Decisions by their titles, the first few of them."""
    entries = [other for id_ in ids if (other := lineage.entry(id_))]
    names = [titled(other.decision.title, addresses.of_decision(other, site), _NEIGHBOUR) for other in entries[:_NEIGHBOURS]]
    more = len(entries) - len(names)
    return listed([*names, *([f"{more} more"] if more else [])]) if names else ""


def _status(entry: Entry, lineage: Lineage, site: str) -> str:
    decision = entry.decision
    stated = f" (its document says “{said(decision.stated, 80)}”)" if _says_more(entry) else ""
    parts = [f"*{_standing(entry)}*{stated}"]
    if decision.decided_on:
        parts.append(f"decided {day(decision.decided_on)}")
    if decision.proposed_on:
        word = "dated" if entry.status in TOOK_EFFECT and not decision.decided_on else "proposed"
        parts.append(f"{word} {day(decision.proposed_on)}")
    parts += [_whose(entry)] if _whose(entry) else []
    lines = [" · ".join(parts)]
    if others := _others(entry.replaced_by, lineage, site):
        lines.append(f"Superseded by {others}.")
    current = lineage.current(entry.id)
    if current and current.id not in {entry.id, *entry.replaced_by}:
        lines.append(f"In force now: {titled(current.decision.title, addresses.of_decision(current, site))}.")
    return fitting(lines)


def _says_more(entry: Entry) -> bool:
    return bool(entry.decision.stated) and entry.decision.stated.casefold() != entry.status.value


def _alternatives(decision: Decision) -> Iterator[str]:
    if decision.alternatives:
        yield "*Considered and not taken*"
    for one in decision.alternatives[:_ALTERNATIVES]:
        yield f"• {unmarked(one.name, 100)}: {unmarked(one.reason) or 'why not is not stated'}"
    if more := len(decision.alternatives[_ALTERNATIVES:]):
        yield f"• and {more} more"


def _family(entry: Entry, lineage: Lineage, site: str) -> Iterator[str]:
    """Who replaced whom, the oldest first."""
    chain = lineage.chain(entry.id)
    if len(chain) < 2:
        return
    at = next(place for place, one in enumerate(chain) if one.id == entry.id)
    first = max(0, min(at - _FAMILY // 2, len(chain) - _FAMILY))
    yield "*What replaced what*"
    for one in chain[first : first + _FAMILY]:
        when = day(one.day) if one.day else "undated"
        here = ", this decision" if one.id == entry.id else ""
        yield f"• {titled(one.decision.title, addresses.of_decision(one, site))} ({when}, {one.status.value}{here})"
        for newer in lineage.successors(one.id)[:_NEIGHBOURS]:
            yield f"      {_arrow(one, newer)}"
    if len(chain) > _FAMILY:
        yield f"• and {len(chain) - _FAMILY} more"


def _arrow(older: Entry, newer: Entry) -> str:
    name = titled(newer.decision.title, most=80)
    if newer.id in older.replaced_by:
        return f"↳ replaced by {name}"
    return f"↳ {name} {TENTATIVE.get(newer.status, 'is said to replace it')}"


def _evidence(entry: Entry, site: str) -> Iterator[str]:
    """The words, a document's together."""
    if entry.evidence:
        yield "*Evidence*"
    for _, quotes in groupby(entry.evidence[:_QUOTES], key=lambda one: one.document.id):
        of_one = list(quotes)
        yield from (f"> {unmarked(one.quote.text, 300)}" for one in of_one)
        yield titled(of_one[0].document.title, addresses.of_document(of_one[0].document, site))


def _place(entry: Entry, site: str) -> str:
    document: Document | None = entry.document
    parts = [f"Stands in {titled(document.title, addresses.of_document(document, site))}"] if document else []
    parts += [titled("Open its page", addresses.of_decision(entry, site))] if site else []
    return " · ".join(parts)


def _page(asked: Asked, site: str) -> str:
    """The same list on Lore's page; what changed since a day is told by the timeline there."""
    return addresses.page(site, "/decisions/timeline" if asked.query.changed_since else "/decisions", asked.filters)
