"""What happened lately, for one reader or for a team: decisions, documents, and what nobody could answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from assistant.access.teams import Teams
from assistant.domain.documents import Document
from assistant.domain.readers import Principal
from assistant.errors import UsageError
from assistant.knowledge.decisions.book import DecisionBook
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.decisions.timeline import Event, Happening, events_of
from assistant.knowledge.health.gaps import SMALL, Gap
from assistant.knowledge.health.health import Health
from assistant.knowledge.health.hearing import Hearing
from assistant.knowledge.memory import Memory, View

DAYS: Final = 7
MOST_GAPS: Final = 5
_TOLD: Final = frozenset({Happening.DECIDED, Happening.REJECTED, Happening.WITHDRAWN, Happening.SUPERSEDED})

Days: TypeAlias = tuple[date, date]


class Freshly(StrEnum):
    """What happened to a document."""

    NEW = "new"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """A document that is new, or changed, since the digest's first day."""

    document: Document
    freshly: Freshly


@dataclass(frozen=True, slots=True)
class Digest:
    """What happened from `since` to `until`, both included, for a person (`reader`), a team, or the local administrator ("").

    Nothing in it is beyond what every one of the readers may read. `decisions` and `changes` are the newest first. `gaps` are
    those that the person may know of; a team's digest has none, since a question is its asker's. Instead `unanswered` counts
    the members' questions that found no answer; None for a person, and where so few asked that it would point at one.
    """

    reader: str
    since: date
    until: date
    decisions: tuple[Event, ...]
    changes: tuple[Change, ...]
    gaps: tuple[Gap, ...] = ()
    unanswered: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.decisions or self.changes or self.gaps or self.unanswered)


class Digests:
    """Makes digests. Blocks; safe to share between threads."""

    def __init__(self, memory: Memory, decisions: DecisionBook, health: Health, hearing: Hearing, teams: Teams) -> None:
        self._memory = memory
        self._decisions = decisions
        self._health = health
        self._hearing = hearing
        self._teams = teams

    def for_person(self, principal: Principal, since: date | None = None) -> Digest:
        """What this principal may read of the days since then, by default of the last seven."""
        days = self._days(since)
        made = _digest(principal.user, days, self._memory.seen_by(principal), self._decisions.lineage(principal))
        gaps = self._health.gaps(principal, _weeks(days))
        return replace(made, gaps=tuple(gap for gap in gaps if gap.last_at.date() >= days[0])[:MOST_GAPS])

    def for_team(self, team: str, since: date | None = None) -> Digest:
        """What every member of a team may read of these days. Raises UsageError for no team, and for an empty one.

        What people said of decisions is left out: it may be for some of the members only.
        """
        days = self._days(since)
        members = self._teams.members(team)
        view = _shared([self._memory.seen_by(member) for member in members])
        made = _digest(team, days, view, Lineage(view, days[1], statuses=self._decisions.statuses))
        return replace(made, unanswered=self._unanswered(frozenset(member.user for member in members), days))

    def _unanswered(self, members: frozenset[str], days: Days) -> int | None:
        heard = self._hearing.of_team(members, _weeks(days))
        unanswered = [one for one in heard.asked if heard.is_open(one) and one.asked_at.date() >= days[0]]
        return len(unanswered) if len({one.asker for one in unanswered}) >= SMALL else None

    def _days(self, since: date | None) -> Days:
        until = self._hearing.now().date()
        if since is not None and since > until:
            raise UsageError(f"{since} is in the future: choose an earlier --since")
        return since or until - timedelta(days=DAYS - 1), until


def _shared(views: Sequence[View]) -> View:
    """What all of these hold; a document that changed in between counts as none of them has it."""
    first, *others = views
    known = {id_: one for id_, one in first.known.items() if all(view.known.get(id_) == one for view in others)}
    return View(known, first.sequence)


def _digest(reader: str, days: Days, view: View, lineage: Lineage) -> Digest:
    return Digest(reader, *days, decisions=_events(lineage, days), changes=_changes(view, days))


def _events(lineage: Lineage, days: Days) -> tuple[Event, ...]:
    """What was settled; that a decision was replaced is told once, with the one that did."""
    first, last = days
    events = [one for one in events_of(lineage.entries, lineage) if one.happening in _TOLD and first <= one.day <= last]
    settled = {event.entry.id for event in events if event.happening is Happening.DECIDED}
    return tuple(
        event
        for event in events
        if event.happening is not Happening.SUPERSEDED or not any(other.id in settled for other in event.others)
    )


def _changes(view: View, days: Days) -> tuple[Change, ...]:
    found = [(moment, change) for document in view.documents.values() for moment, change in _change(document, days)]
    found.sort(key=lambda one: (-one[0].timestamp(), one[1].document.id))
    return tuple(change for _, change in found)


def _change(document: Document, days: Days) -> Iterator[tuple[datetime, Change]]:
    first, last = days
    for moment, freshly in ((document.created_at, Freshly.NEW), (document.updated_at, Freshly.CHANGED)):
        if moment and first <= moment.date() <= last:
            yield moment, Change(document, freshly)
            return


def _weeks(days: Days) -> int:
    return (days[1] - days[0]).days // 7 + 1
