"""A report for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.evaluation.metrics import Estimate
from assistant.evaluation.report import Answers, Comparison, answers, latencies, summaries
from assistant.evaluation.runner import Report

WORST = 10
SHORT = {"recall@5": "R@5", "recall@10": "R@10", "mrr@10": "MRR@10", "ndcg@10": "nDCG@10", "span-overlap@5": "overlap@5"}
"""Column heads that leave room for eight columns in 80 characters."""


def as_table(report: Report, comparison: Comparison | None = None) -> RenderableType:
    """Measures by kind with 95 % intervals, then the answers, the times, and how it compares."""
    said = answers(report)
    parts: list[RenderableType] = [_measures(report)]
    if said is not None:
        parts.append(_answered(said))
    parts += [Text(line) for line in _lines(report)]
    if comparison is not None:
        parts += [_differences(comparison), _worst(comparison)]
    return Group(*parts)


def _measures(report: Report) -> Table:
    groups = summaries(report)
    table = Table(
        title=f"{report.set_name}: answerable questions, mean, and for nDCG half of the 95 % interval",
        box=SIMPLE_HEAD,
        padding=(0, 1),
    )
    table.add_column("kind", overflow="fold", min_width=14)
    table.add_column("n", justify="right")
    names = list(groups[0].measures)
    for name in names:
        table.add_column(SHORT.get(name, name), justify="right", no_wrap=True)
    for group in groups:
        count = max((value.count for value in group.measures.values()), default=0)
        cells = [_mean(group.measures[name], exact=name.startswith("ndcg")) if name in group.measures else "" for name in names]
        table.add_row(group.group, str(count), *cells)
    return table


def _answered(said: Answers) -> Table:
    table = Table(
        title="answers to answerable questions: right is the short gold answer with a citation of a relevant document",
        box=SIMPLE_HEAD,
        padding=(0, 1),
    )
    table.add_column("kind", overflow="fold", min_width=14)
    for name in ("n", "abstained", "cites", "right (95 % interval)"):
        table.add_column(name, justify="right", no_wrap=True)
    for kind in said.by_kind:
        cells = (str(kind.count), f"{kind.abstained:.3f}", f"{kind.cites_relevant:.3f}", _interval(kind.right))
        table.add_row(kind.kind, *cells)
    return table


def _lines(report: Report) -> Iterator[str]:
    said = answers(report)
    if said is not None:
        yield f"abstained on unanswerable questions  {_interval(said.abstained_on_unanswerable)}"
        yield f"abstained on answerable questions    {_interval(said.abstained_on_answerable)}"
        yield f"short answers that hold the gold one {_interval(said.contains_gold)}, median {said.median_words:.0f} words"
        yield "worded by " + ", ".join(f"{name} ({count})" for name, count in said.generators.items())
    for what, times in latencies(report).items():
        yield f"{what}: p50 {times['p50']:.0f} ms, p95 {times['p95']:.0f} ms"


def _differences(comparison: Comparison) -> Table:
    table = Table(title="against the earlier run, same questions")
    for name in ("measure", "questions", "difference", "95 % interval", ""):
        table.add_column(name)
    for name, value in comparison.differences.items():
        verdict = "better" if value.low > 0 else "worse" if value.high < 0 else "no clear difference"
        table.add_row(name, str(value.count), f"{value.mean:+.3f}", f"{value.low:+.3f} to {value.high:+.3f}", verdict)
    return table


def _worst(comparison: Comparison) -> Table:
    worse = comparison.worse
    table = Table(title=f"{len(worse)} questions got worse, {comparison.better} better")
    for name in ("question", "nDCG", "relevant", "first"):
        table.add_column(name, overflow="fold")
    for question in worse[:WORST]:
        change = f"{question.before:.2f} → {question.now:.2f}"
        cells = (f"{question.id}: {question.question}", change, "\n".join(question.relevant), "\n".join(question.first))
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _mean(value: Estimate, *, exact: bool) -> str:
    if not value.count:
        return "–"
    return f"{value.mean:.3f} ±{(value.high - value.low) / 2:.3f}" if exact else f"{value.mean:.3f}"


def _interval(value: Estimate) -> str:
    return f"{value.mean:.3f} ({value.low:.3f}–{value.high:.3f})" if value.count else "–"
