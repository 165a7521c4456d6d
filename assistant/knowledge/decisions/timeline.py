"""What happened to decisions, and when. Pure, over a lineage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Final

from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import TOOK_EFFECT, Entry, Lineage


class Happening(StrEnum):
    """What an event is; the words that pages and exports show."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    """It took effect, or how it ended is not said. Where only one date is known of what took effect, it counts as this."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    """By `Event.others`, of which the first to take effect gives the day; where none says when, the first to be proposed."""
    DEPRECATED = "deprecated"
    """By its document's last change: it does not say on which day."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on a day: `others` are the decisions that replaced the entry, or that it replaced.

    `caveat` tells what the day is where the documents don't say on which day it happened; "" where they do.
    """

    day: date
    happening: Happening
    entry: Entry
    others: tuple[Entry, ...] = ()
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A month's events, the newest first."""

    year: int
    month: int
    events: tuple[Event, ...]


PROPOSED_THEN: Final = "its successor was proposed on this day"
BY_THEN: Final = "at the latest on this day"
_ENDS: Final = {DecisionStatus.REJECTED: Happening.REJECTED, DecisionStatus.WITHDRAWN: Happening.WITHDRAWN}


def events_of(entries: Iterable[Entry], lineage: Lineage) -> tuple[Event, ...]:
    """All that happened to these, the newest first."""
    found = [event for entry in entries for event in _events(entry, lineage)]
    return tuple(
        sorted(found, key=lambda event: (-event.day.toordinal(), event.entry.decision.title.casefold(), event.entry.id))
    )


def by_month(events: Sequence[Event]) -> tuple[Month, ...]:
    """Events in their months, the newest first; `events` must be sorted so."""
    grouped = groupby(events, lambda event: (event.day.year, event.day.month))
    return tuple(Month(year, month, tuple(those)) for (year, month), those in grouped)


def _events(entry: Entry, lineage: Lineage) -> Iterable[Event]:
    own, proposed, decided = lineage.own_status(entry.id), entry.decision.proposed_on, entry.decision.decided_on
    if own in TOOK_EFFECT:
        decided = entry.day
    if proposed and proposed != decided:
        yield Event(proposed, Happening.PROPOSED, entry)
    if decided:
        yield Event(decided, _ENDS.get(own, Happening.DECIDED), entry, _entries(entry.replaces, lineage))
    yield from _ending(entry, lineage)


def _ending(entry: Entry, lineage: Lineage) -> Iterable[Event]:
    """That it was superseded, or deprecated."""
    ended, proposed = lineage.ended_on(entry.id), lineage.end_proposed_on(entry.id)
    changed = entry.document.updated_at if entry.document else None
    if day := ended or proposed:
        yield Event(day, Happening.SUPERSEDED, entry, _entries(entry.replaced_by, lineage), "" if ended else PROPOSED_THEN)
    elif entry.status is DecisionStatus.DEPRECATED and changed:
        yield Event(changed.date(), Happening.DEPRECATED, entry, caveat=BY_THEN)


def _entries(ids: Iterable[str], lineage: Lineage) -> tuple[Entry, ...]:
    return tuple(entry for id_ in ids if (entry := lineage.entry(id_)))
