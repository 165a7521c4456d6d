"""Reading paths in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from assistant.knowledge.onboarding.explaining import Item
from assistant.knowledge.onboarding.guide import Guide
from assistant.knowledge.onboarding.reading_time import SAID
from assistant.knowledge.onboarding.topics import Topics


def show_guide(console: Console, guide: Guide) -> None:
    """The path by stages and days, and what stands around it."""
    if not guide.items:
        console.print(Text(f"Nothing that may be read is about '{guide.topic}'."))
        if guide.nearest:
            console.print(Text("What comes closest: " + ", ".join(one.title for one in guide.nearest), style="dim"))
        show_topics(console, guide.topics)
        return
    _show_path(console, guide)
    _show_list(console, "Decisions in force", [_dated(entry.decision.title, entry.day) for entry in guide.decisions])
    terms = [f"{entry.name}: {entry.meanings[0].text}" for entry in guide.terms]
    _show_list(console, "Terms", terms)
    _show_list(console, "People to know", [f"{one.name}: {one.because}" for one in guide.people])
    news = [f"{change.day}  {change.news}  {change.title}" for change in guide.changes] or ["nothing"]
    _show_list(console, f"Changed since {guide.since}", news)
    if guide.upkeep:
        _show_list(console, "Newcomers asked, and nothing answers", [one.text for one in guide.upkeep.questions])
        _show_list(console, "What needs care", guide.upkeep.problems)


def show_topics(console: Console, topics: Topics) -> None:
    """What a path can be asked for."""
    _show_list(console, "Paths that teams keep", topics.pinned)
    _show_list(console, "Teams", topics.teams)
    _show_list(console, "Places", topics.places)
    _show_list(console, "What most documents refer to", [document.title for document in topics.cited])


def _show_path(console: Console, guide: Guide) -> None:
    starts = {day.first: day for day in guide.days}
    pinned = f"; the team's own list: {guide.pinned_in.path}" if guide.pinned_in else ""
    read = f", {guide.read} read" if guide.keeps_progress else ""
    console.print(
        Text(f"{guide.topic}: {len(guide.items)} documents, {guide.minutes} min{read}", style="bold")
        + Text(pinned, style="dim")
    )
    stage = ""
    for item in guide.items:
        if item.stage != stage:
            stage = item.stage
            console.print(Text(f"\n{stage}", style="bold"))
        if item.number in starts and len(guide.days) > 1:
            console.print(Text(f"  day {starts[item.number].number}, {starts[item.number].minutes} min", style="dim"))
        _show_item(console, item)
    console.print(Text(f"\nTimes: {SAID}.", style="dim"))
    for one in guide.history:
        newer = ", ".join(document.title for document in one.replaced_by)
        console.print(Text(f"Left out, no longer holds: {one.document.title}{f' (now {newer})' if newer else ''}", style="dim"))


def _show_item(console: Console, item: Item) -> None:
    mark = "✓" if item.read_at else " "
    title = Text(f" {mark}{item.number:>3}  ") + Text(item.document.title, style="bold")
    console.print(title + Text(f"  {item.minutes} min", style="dim"), soft_wrap=True)
    if item.changed:
        console.print(Text("      changed since you read it", style="yellow"))
    console.print(Text(f"      {'; '.join(item.reasons)}"), soft_wrap=True)
    console.print(Text(f"      {item.document.source}/{item.document.path}", style="cyan"), soft_wrap=True)
    for warning in item.warnings:
        console.print(Text(f"      it {warning}", style="yellow"), soft_wrap=True)


def _show_list(console: Console, title: str, lines: list[str] | tuple[str, ...]) -> None:
    if lines:
        console.print(Text(f"\n{title}", style="bold"))
    for line in lines:
        console.print(Text(f"  {line}"), soft_wrap=True)


def _dated(title: str, day: object) -> str:
    return f"{title} (since {day})" if day else title
