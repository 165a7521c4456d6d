"""What became of the documents behind an answer since it was given. Pure, over the lineage of those who read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from assistant.domain.documents import Document
from assistant.domain.statuses import DecisionStatus, Standing
from assistant.knowledge.decisions.lineage import PAST, REFUSED, Entry, Lineage
from assistant.knowledge.decisions.ruled import SUPERSEDES
from assistant.slack.showing import addresses
from assistant.slack.wording.phrasing import day, listed, titled

ENDED: Final = PAST | REFUSED
_NAMED: Final = 2
_TITLE: Final = 60


@dataclass(frozen=True, slots=True)
class Ended:
    """A document that holds no longer: what became of it, by what, and on which day, None where the documents don't say."""

    document: Document
    became: str
    by: tuple[Entry, ...] = ()
    on: date | None = None


def ended_since(cited: Sequence[str], given_at: datetime, lineage: Lineage) -> tuple[Ended, ...]:
    """Those of the cited documents (by id) that ended after the answer was given, as far as this lineage's people may read.

    A document that holds several decisions has ended when all of them have. An answer that cites what replaced a decision
    knew of it.
    """
    found = (_ended(document, given_at, lineage, cited) for id_ in cited if (document := lineage.view.documents.get(id_)))
    return tuple(one for one in found if one)


def told(ended: Sequence[Ended], site: str) -> str:
    """`ADR-0004 was superseded by ADR-0019 (1 March 2024); ADR-0007 was withdrawn`, with links."""
    parts = [_one(one, site) for one in ended[:_NAMED]]
    more = len(ended) - len(parts)
    return "; ".join(parts) + (f"; and {more} more of its sources hold no longer" if more > 0 else "")


def _ended(document: Document, given_at: datetime, lineage: Lineage, cited: Collection[str]) -> Ended | None:
    entries = lineage.of_document(document.id)
    if not entries:
        return _by_its_own_word(document, given_at, lineage)
    if any(entry.status not in ENDED for entry in entries):
        return None
    ends = [end for entry in entries if (end := _end(entry, given_at, lineage, cited))]
    if not ends:
        return None
    last = max(ends, key=lambda end: end.on or date.min)
    return Ended(document, last.became, last.by, last.on)


def _end(entry: Entry, given_at: datetime, lineage: Lineage, cited: Collection[str]) -> Ended | None:
    """How this decision ended, if that was after the answer."""
    successors = tuple(newer for id_ in entry.replaced_by if (newer := lineage.entry(id_)))
    if entry.status is DecisionStatus.SUPERSEDED and successors:
        if any(newer.document and newer.document.id in cited for newer in successors):
            return None
        on = lineage.ended_on(entry.id)
        if all(_is_since(newer.day, _told_at(newer), given_at) for newer in successors):
            return _as_ended(entry, "superseded", successors, on)
        return None
    stamp = entry.ruling.corrections.get("status") if entry.ruling else None
    on = entry.decision.decided_on if entry.status in REFUSED else None
    changed = entry.document.updated_at if entry.document and on is None else None
    if _is_since(on, stamp.at if stamp else changed, given_at):
        return _as_ended(entry, entry.status.value, (), on)
    return None


def _as_ended(entry: Entry, became: str, by: tuple[Entry, ...], on: date | None) -> Ended | None:
    return Ended(entry.document, became, by, on) if entry.document else None


def _by_its_own_word(document: Document, given_at: datetime, lineage: Lineage) -> Ended | None:
    """A document without a decision in it says itself that it holds no longer."""
    if lineage.statuses.standing(document.status) is Standing.HOLDS or not document.updated_at:
        return None
    return Ended(document, lineage.statuses.meaning(document.status).value) if document.updated_at >= given_at else None


def _told_at(newer: Entry) -> datetime | None:
    """The moment from which a decision could be known of: its document's first, or a person's word."""
    if newer.ruling and newer.ruling.written:
        return newer.ruling.written.at
    stamp = newer.ruling.corrections.get(SUPERSEDES) if newer.ruling else None
    if stamp:
        return stamp.at
    return newer.document.created_at if newer.document else None


def _is_since(on: date | None, told_at: datetime | None, given_at: datetime) -> bool:
    """Whether something of this day, told of from that moment, is later than the answer; what has neither is not."""
    if told_at and (on is None or told_at.astimezone(UTC).date() >= on):
        return told_at >= given_at
    return on is not None and on >= given_at.astimezone(UTC).date()


def _one(ended: Ended, site: str) -> str:
    name = titled(ended.document.title, addresses.of_document(ended.document, site), _TITLE)
    newer = [titled(one.decision.title, addresses.of_decision(one, site), _TITLE) for one in ended.by[:1]]
    newer += [f"{len(ended.by) - 1} more"] if len(ended.by) > 1 else []
    by = f" by {listed(newer)}" if newer else ""
    when = f" ({day(ended.on)})" if ended.on else ""
    return f"{name} was {ended.became}{by}{when}"
