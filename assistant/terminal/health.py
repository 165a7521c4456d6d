"""Gaps, concerns and use in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.domain.asked import complaint_in_words
from assistant.knowledge.decisions.conflicts import Conflict
from assistant.knowledge.health.freshness import Concern
from assistant.knowledge.health.gaps import SMALL, Gap
from assistant.knowledge.health.health import HealthReport
from assistant.knowledge.health.usage import SMALLEST_TEAM, Counts, Usage

_SHOWN = 10
_NOTHING = "–"


def show_gaps(console: Console, gaps: Sequence[Gap], most: int) -> None:
    """Each gap with how often it was asked, what is nearest, and whom it concerns."""
    if not gaps:
        console.print("No open questions: whatever was asked was answered, or nothing was asked yet.")
    for gap in gaps[:most]:
        console.print(Text(_flat(gap.question), style="bold"), soft_wrap=True)
        console.print(Text(f"    {_asked(gap)}; last on {gap.last_at:%Y-%m-%d}", style="dim"), soft_wrap=True)
        if gap.complaints:
            told = ", ".join(f"{complaint_in_words(one)} ({count})" for one, count in gap.complaints)
            console.print(Text(f"    said {told}"), soft_wrap=True)
        for document in gap.better:
            console.print(
                Text(f"    better source: {_flat(document.title)}  {document.source}/{document.path}", style="green"),
                soft_wrap=True,
            )
        if gap.owner:
            console.print(Text(f"    ask  {_flat(gap.owner.name)}: {_flat(gap.owner.because)}"), soft_wrap=True)
        for document in gap.nearest:
            console.print(
                Text(f"    near {_flat(document.title)}  {document.source}/{document.path}", style="cyan"), soft_wrap=True
            )
    _say_more(console, len(gaps) - most)


def show_health(console: Console, report: HealthReport) -> None:
    """The whole report, the longest lists cut."""
    whose = "all questions" if report.whole else "your questions"
    console.print(Text(f"{report.since:%Y-%m-%d} to {report.until:%Y-%m-%d}, {whose}", style="dim"))
    _show_usage(console, report.usage)
    _heading(console, "Gaps", len(report.gaps))
    show_gaps(console, report.gaps, _SHOWN)
    for title, concerns in (("Stale documents", report.stale), ("Orphans", report.orphans)):
        _heading(console, title, len(concerns))
        for one in concerns[:_SHOWN]:
            _show_concern(console, one)
        _say_more(console, len(concerns) - _SHOWN)
    _heading(console, "Conflicts", len(report.conflicts))
    for conflict in report.conflicts[:_SHOWN]:
        _show_conflict(console, conflict)
    _say_more(console, len(report.conflicts) - _SHOWN)


def _show_usage(console: Console, usage: Usage) -> None:
    table = _table("Questions", "week", "asked", "answered", "👍")
    for week in usage.weeks:
        table.add_row(week.starts_on.isoformat(), *_cells(week.counts))
    table.add_row("all", *_cells(usage.total), style="bold")
    console.print(table)
    if usage.teams:
        table = _table("Teams", "team", "asked", "answered", "👍")
        for team in usage.teams:
            table.add_row(Text(team.team), *(_cells(team.counts) if team.counts else (_NOTHING,) * 3))
        console.print(table)
        console.print(Text(f"{_NOTHING}: fewer than {SMALLEST_TEAM} members, or fewer who asked", style="dim"))
    table = _table("Coverage", "source", "documents", "listed", "failed")
    for one in usage.coverage:
        counts = (_NOTHING if count is None else str(count) for count in (one.listed, one.failed))
        table.add_row(Text(one.source), str(one.documents), *counts)
    console.print(table)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", no_wrap=True)
    return table


def _cells(counts: Counts) -> tuple[str, str, str]:
    return str(counts.asked), _percent(counts.answered_share), _percent(counts.helpful_share)


def _percent(share: float | None) -> str:
    return _NOTHING if share is None else f"{share:.0%}"


def _heading(console: Console, title: str, count: int) -> None:
    console.print(Text(f"\n{title}: {count}", style="bold underline"))


def _show_concern(console: Console, one: Concern) -> None:
    console.print(Text(_flat(one.document.title), style="bold") + Text(f"  {one.document.source}/{one.document.path}", "cyan"))
    console.print(Text(f"    {_flat(one.reason)} {one.todo}"), soft_wrap=True)


def _show_conflict(console: Console, conflict: Conflict) -> None:
    titles = " / ".join(_flat(entry.decision.title) for entry in conflict.entries)
    console.print(Text(f"{conflict.discord}  ", style="yellow") + Text(titles), soft_wrap=True)


def _asked(gap: Gap) -> str:
    times = "asked once" if gap.times == 1 else f"asked {gap.times} times"
    if gap.askers is None:
        return times if gap.times == 1 else f"{times}, by fewer than {SMALL} people"
    return f"{times}, by {gap.askers} people" + (f" of {gap.teams} teams" if gap.teams else "")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _say_more(console: Console, more: int) -> None:
    if more > 0:
        console.print(Text(f"… and {more} more; --json has them all", style="dim"))
