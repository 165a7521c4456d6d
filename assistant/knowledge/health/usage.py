"""How Lore is used: shares and counts of weeks and of teams, never of a person. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from assistant.domain.asked import Asked, Outcome
from assistant.domain.sources import SourceState
from assistant.knowledge.health.hearing import Heard

SMALLEST_TEAM: Final = 3
"""A team's numbers are shown when it has so many members, and so many of them asked: those of a smaller one are a person's."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of questions. Questions with a filter count too; what Lore asked itself does not."""

    answered: int = 0
    abstained: int = 0
    failed: int = 0
    helpful: int = 0
    unhelpful: int = 0
    complaints: tuple[tuple[str, int], ...] = ()
    """What was not right about those (asked.Complaint), and how many, the most frequent first."""

    @property
    def asked(self) -> int:
        """All of them."""
        return self.answered + self.abstained + self.failed

    @property
    def answered_share(self) -> float | None:
        """0 to 1; None where nothing was asked."""
        return self.answered / self.asked if self.asked else None

    @property
    def helpful_share(self) -> float | None:
        """Of the rated answers, 0 to 1; None where none was rated."""
        rated = self.helpful + self.unhelpful
        return self.helpful / rated if rated else None


@dataclass(frozen=True, slots=True)
class Week:
    """The counts of one week; `starts_on` is its Monday."""

    starts_on: date
    counts: Counts


@dataclass(frozen=True, slots=True)
class TeamUse:
    """The counts of one team; None where they would be those of too few people."""

    team: str
    counts: Counts | None


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """How much of one source can be found. `failed` is None for who may not know it."""

    source: str
    documents: int
    listed: int | None
    failed: int | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """`whole` says whether the counts are of everybody's questions, or of the viewer's own. Weeks are oldest first."""

    whole: bool
    total: Counts
    weeks: tuple[Week, ...]
    teams: tuple[TeamUse, ...]
    coverage: tuple[SourceCoverage, ...]


def usage(
    heard: Heard, now: datetime, teams: Mapping[str, int], states: Iterable[SourceState], *, administrator: bool
) -> Usage:
    """The use since `heard.since`; `teams` are the members of each by number, `states` what the viewer may see of sources."""
    return Usage(
        whole=heard.whole,
        total=_count(heard.by_people, heard),
        weeks=_by_week(heard, now),
        teams=_by_team(heard, teams) if heard.whole else (),
        coverage=tuple(_coverage(state, administrator=administrator) for state in states),
    )


def _by_week(heard: Heard, now: datetime) -> tuple[Week, ...]:
    found: defaultdict[date, list[Asked]] = defaultdict(list)
    for asked in heard.by_people:
        found[_monday(asked.asked_at)].append(asked)
    day, last = _monday(heard.since or now), _monday(now)
    weeks = []
    while day <= last:
        weeks.append(Week(day, _count(found[day], heard)))
        day += timedelta(weeks=1)
    return tuple(weeks)


def _by_team(heard: Heard, teams: Mapping[str, int]) -> tuple[TeamUse, ...]:
    """By name, those that asked nothing left out: an order by numbers would be a ranking."""
    found: defaultdict[str, list[Asked]] = defaultdict(list)
    for asked in heard.by_people:
        for team in asked.teams:
            found[team].append(asked)
    return tuple(TeamUse(team, _shown(found[team], teams.get(team, 0), heard)) for team in sorted(found))


def _shown(asked: Sequence[Asked], members: int, heard: Heard) -> Counts | None:
    askers = len({one.asker for one in asked})
    return _count(asked, heard) if min(members, askers) >= SMALLEST_TEAM else None


def _count(asked: Iterable[Asked], heard: Heard) -> Counts:
    asked = tuple(asked)
    outcomes = [one.outcome for one in asked]
    ratings = [rating for one in asked if (rating := heard.rating(one))]
    helpful = [rating.helpful for rating in ratings]
    complaints = Counter(rating.complaint for rating in ratings if rating.complaint and not rating.helpful)
    return Counts(
        outcomes.count(Outcome.ANSWERED),
        outcomes.count(Outcome.ABSTAINED),
        outcomes.count(Outcome.FAILED),
        helpful.count(True),
        helpful.count(False),
        tuple(sorted(complaints.items(), key=lambda one: (-one[1], one[0]))),
    )


def _coverage(state: SourceState, *, administrator: bool) -> SourceCoverage:
    return SourceCoverage(
        state.entry.name,
        state.documents,
        state.listed if administrator else None,
        len(state.failed) if administrator else None,
        state.complete,
    )


def _monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())
