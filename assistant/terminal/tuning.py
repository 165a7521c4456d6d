"""What tuning found and made, in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table
from rich.text import Text

from assistant.tuning.pairs import Origin, Pair
from assistant.tuning.planning import Plan
from assistant.tuning.tuner import Prepared, Tuned

_EXAMPLES = 2
_SHOWN = 160


class TuningProgress:
    """A bar a step, and before the first one how long it will take; see tuner.Listener."""

    def __init__(self, bars: Progress, console: Console) -> None:
        self._bars = bars
        self._console = console
        self._tasks: dict[str, TaskID] = {}

    def planned(self, plan: Plan) -> None:
        """See the port."""
        minutes = max(1, round(plan.expected_s / 60))
        self._console.print(f"{plan.lessons} lessons; about {minutes} min on this machine.", highlight=False)

    def began(self, step: str, total: int) -> None:
        """See the port."""
        self._tasks[step] = self._bars.add_task(step, total=total)

    def advanced(self, step: str, count: int) -> None:
        """See the port."""
        self._bars.advance(self._tasks[step], count)


def show_prepared(console: Console, prepared: Prepared, *, examples: bool) -> None:
    """How many pairs of which origin there are, with some of each if `examples` are wanted."""
    counts = prepared.counts
    table = Table(title="Pairs by what they are for", title_justify="left", box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    table.add_column("from")
    for part in counts:
        table.add_column(part, justify="right")
    for origin in Origin:
        row = [by_origin.get(origin.value, 0) for by_origin in counts.values()]
        if any(row):
            table.add_row(origin.value, *map(str, row))
    table.add_row("all", *(str(sum(by_origin.values())) for by_origin in counts.values()), style="bold")
    console.print(table)
    console.print(
        f"{len(prepared.library)} documents, {prepared.chunks} chunks; {prepared.split.dropped} pairs were too near to what is "
        "held back, and are left out.",
        highlight=False,
    )
    for origin in Origin if examples else ():
        _show_examples(console, [pair for pair in prepared.split.learning if pair.origin is origin][:_EXAMPLES])


def _show_examples(console: Console, pairs: Sequence[Pair]) -> None:
    for pair in pairs:
        console.print(Text(f"{pair.origin.value}: ", style="dim") + Text(pair.question, style="bold"), soft_wrap=True)
        text = " ".join(pair.text.split())
        console.print(Text("  → " + (text[:_SHOWN] + "…" if len(text) > _SHOWN else text)), soft_wrap=True)


def show_verdict(console: Console, tuned: Tuned) -> None:
    """The one table."""
    table = Table(
        title="Held-back questions, nDCG@10 by vectors alone, before and after (means over documents)",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1),
        pad_edge=False,
    )
    table.add_column("questions")
    for name in ("n", "documents", "before", "after", "difference", "95 % interval"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in tuned.verdict.rows:
        found = row.difference
        table.add_row(
            row.origin,
            str(row.questions),
            str(row.documents),
            f"{row.before:.3f}",
            f"{row.after:.3f}",
            f"{found.mean:+.3f}",
            f"{found.low:+.3f} to {found.high:+.3f}",
        )
    console.print(table)
    learned = tuned.learned
    console.print(
        f"{learned.lessons} lessons, {learned.stopped}; {learned.share:.0%} of the new weights, the rest the old ones'.",
        highlight=False,
    )
