"""What `tests.benchmarks.retrieval` and `tests.benchmarks.ablation` print: Markdown tables, and JSON with every question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from assistant.evaluation.metrics import Estimate, estimate
from assistant.evaluation.report import as_json as report_as_json
from assistant.evaluation.report import latencies
from tests.benchmarks.beside_stock import LINE, LORE, Difference, Rows, groups, values
from tests.benchmarks.first_search import FirstSearch

HEADS: Final = {
    "recall@5": "R@5",
    "recall@10": "R@10",
    "mrr@10": "MRR@10",
    "ndcg@10": "nDCG@10",
    "span@5": "whole span",
    LINE: "span@5",
    "span-overlap@5": "overlap@5",
}
"""The measures that a table shows, with its heads."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One set: its rows, how Lore differs from the stock rows, and what a first search costs."""

    rows: Rows
    differences: Sequence[Difference]
    chunks: int
    cost: FirstSearch


def as_markdown(scored: Sequence[Scored]) -> str:
    """The summary against the best stock rows, then each set's rows by kind, then times."""
    lines = [*_summary(scored), ""]
    for one in scored:
        lines += [*_rows(one.rows), ""]
    lines += [*_costs(scored), "", *_legend()]
    return "\n".join(lines) + "\n"


def as_json(one: Scored) -> dict[str, Any]:
    """All figures of one set with their intervals, and each question's measures by row."""
    return {
        "set": one.rows.set_name,
        "rows": {name: report_as_json(report) for name, report in one.rows.reports.items()},
        "references": sorted(one.rows.references),
        "against_stock": [
            {**asdict(each), "verdict": each.verdict, "reached": each.reached if each.bar else None} for each in one.differences
        ],
        "chunks": one.chunks,
        "first_search": asdict(one.cost),
    }


def interval(value: Estimate, *, signed: bool = False) -> str:
    """A mean with its 95 % interval."""
    form = "+.3f" if signed else ".3f"
    return f"{value.mean:{form}} ({value.low:{form}} to {value.high:{form}})" if value.count else "–"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table; the first column is text, the others are set to the right."""
    yield "| " + " | ".join(heads) + " |"
    yield "|---|" + "---:|" * (len(heads) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _summary(scored: Sequence[Scored]) -> Iterator[str]:
    heads = ("set: questions (n)", "measure", "best stock row", "stock", "Lore", "Lore − stock (95 %)", "", "bar", "")
    rows = [_summary_row(one.rows.set_name, each) for one in scored for each in one.differences]
    yield from table(heads, rows)


def _summary_row(set_name: str, each: Difference) -> tuple[str, ...]:
    bar = "reached" if each.reached else f"missed by {max(each.missing, 0.0005):.3f}"
    return (
        f"{set_name}: {each.group} ({each.now.count})",
        HEADS[each.measure],
        each.stock,
        f"{each.before.mean:.3f}",
        f"**{each.now.mean:.3f}**",
        interval(each.gained, signed=True),
        each.verdict,
        each.bar.in_words() if each.bar else "",
        bar if each.bar else "",
    )


def _rows(rows: Rows) -> Iterator[str]:
    shown = [name for name in HEADS if values(rows.reports[LORE], "all", name)]
    lines = []
    for group, outcomes in groups(rows.reports[LORE]).items():
        for name, report in rows.reports.items():
            cells = [_cell(estimate(list(values(report, group, measure).values()))) for measure in shown]
            label = f"{group} ({len(outcomes)})" if name == next(iter(rows.reports)) else ""
            lines.append((f"{label} · {name}" if label else f"· {name}", *cells))
    yield from table((rows.set_name, *(HEADS[name] for name in shown)), lines)


def _cell(value: Estimate) -> str:
    return f"{value.mean:.3f} ±{(value.high - value.low) / 2:.3f}" if value.count else ""


def _costs(scored: Sequence[Scored]) -> Iterator[str]:
    heads = ("set", "chunks", "search p50 ms", "search p95 ms", "start to first result s", "peak memory MB")
    rows = []
    for one in scored:
        times = latencies(one.rows.reports[LORE])["search"]
        cost = one.cost
        cells = (f"{times['p50']:.1f}", f"{times['p95']:.1f}", f"{cost.seconds:.1f}", f"{cost.memory_mb:.0f}")
        rows.append((one.rows.set_name, f"{one.chunks:,}", *cells))
    yield from table(heads, rows)


def _legend() -> Iterator[str]:
    yield (
        "Documents are ranked by their best chunk; answerable questions only; ± is half of the 95 % bootstrap interval over "
        "questions. span@5: a line of the gold section stands in one of the first five chunks; whole span: all of it stands in "
        "one of them; overlap@5: the share of its words in the five. Differences are paired by question; better or worse where "
        "the interval leaves out 0. A search embeds its question, finds 100 chunks and reads them from the catalogue."
    )
