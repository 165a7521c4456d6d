"""What the health page shows: plots as rectangles, computed here so that the page needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.domain.asked import complaint_in_words
from assistant.knowledge.decisions.conflicts import Conflict, Discord
from assistant.knowledge.health.freshness import Concern
from assistant.knowledge.health.gaps import SMALL, Gap
from assistant.knowledge.health.health import HealthReport
from assistant.knowledge.health.usage import SMALLEST_TEAM, Counts, SourceCoverage, TeamUse, Week

SHOWN: Final = 25
"""Items of a list on the page."""
_HEIGHT: Final = 120.0
_WIDTH: Final = 24.0
_GAP: Final = 8.0
_LEFT: Final = 34.0
_LABELS: Final = 6
_CONFLICTS: Final = {
    Discord.RIVALS: "Each is in force and replaced the same decision. Say which one holds.",
    Discord.RING: "Each says that it replaces the other. Correct one of them.",
    Discord.ORPHANED: "It is superseded by what was never adopted. Say whether it holds again.",
    Discord.DISPUTED: "One is said to be in force, the other to replace it. Say which is right.",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a column: its class says what it stands for. Units are those of the drawing."""

    kind: str
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One week of the plot; `label` is "" where the axis has no room."""

    middle: float
    label: str
    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Questions by week, stacked: answered, without an answer, failed."""

    columns: tuple[Column, ...]
    width: float
    height: float
    top: int
    """How many questions the highest line stands for."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share as a number of percent and in words; None where there is nothing to divide by."""

    percent: int | None
    said: str


@dataclass(frozen=True, slots=True)
class HealthView:
    """The report for the template."""

    report: HealthReport
    plot: Plot | None
    answered: Share
    helpful: Share
    gaps: tuple[Gap, ...]
    stale: tuple[Concern, ...]
    orphans: tuple[Concern, ...]
    conflicts: tuple[tuple[Conflict, str], ...]
    complaints: tuple[tuple[str, int], ...] = ()
    """What was not right about answers, in words, and how often."""
    few: int = SMALL
    smallest_team: int = SMALLEST_TEAM

    @property
    def teams(self) -> tuple[TeamUse, ...]:
        """By name."""
        return self.report.usage.teams

    @property
    def coverage(self) -> tuple[SourceCoverage, ...]:
        """By source."""
        return self.report.usage.coverage


def view_health(report: HealthReport) -> HealthView:
    """The report with its plots, the lists cut to what a page can hold."""
    total = report.usage.total
    return HealthView(
        report=report,
        plot=_plot(report.usage.weeks) if total.asked else None,
        answered=share(total.answered_share),
        helpful=share(total.helpful_share),
        gaps=report.gaps[:SHOWN],
        stale=report.stale[:SHOWN],
        orphans=report.orphans[:SHOWN],
        conflicts=tuple((one, _CONFLICTS[one.discord]) for one in report.conflicts[:SHOWN]),
        complaints=tuple((complaint_in_words(one), count) for one, count in total.complaints),
    )


def share(value: float | None) -> Share:
    """`87 %`, and a dash for nothing."""
    return Share(None, "–") if value is None else Share(round(value * 100), f"{value:.0%}")


def _plot(weeks: Sequence[Week]) -> Plot:
    top = max(1, *(week.counts.asked for week in weeks))
    every = max(1, -(-len(weeks) // _LABELS))
    columns = tuple(_column(week, place, top, labelled=place % every == 0) for place, week in enumerate(weeks))
    return Plot(columns, _LEFT + len(weeks) * (_WIDTH + _GAP), _HEIGHT, top)


def _column(week: Week, place: int, top: int, *, labelled: bool) -> Column:
    x, y, bars = _LEFT + place * (_WIDTH + _GAP), _HEIGHT, []
    counts = week.counts
    for kind, number in (("answered", counts.answered), ("abstained", counts.abstained), ("failed", counts.failed)):
        height = _HEIGHT * number / top
        y -= height
        if number:
            bars.append(Bar(kind, round(x, 1), round(y, 1), round(height, 1)))
    label = f"{week.starts_on:%-d %b}" if labelled else ""
    return Column(round(x + _WIDTH / 2, 1), label, _said(week, counts), tuple(bars))


def _said(week: Week, counts: Counts) -> str:
    return f"Week of {week.starts_on:%-d %B}: {counts.asked} asked, {counts.answered} answered"
