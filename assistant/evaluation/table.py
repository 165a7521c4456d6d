"""A report for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.evaluation.comparison import Comparison, of_kind
from assistant.evaluation.metrics import Estimate
from assistant.evaluation.report import Answers, Summary, answers, latencies, summaries
from assistant.evaluation.runner import Report
from assistant.evaluation.significance import Verdict

WORST = 10
RANKING = ("recall@", "mrr@", "ndcg@")
"""Measures of ranked documents begin so; the others are of what stands in the text that was found."""
SHORT = {
    "recall": "R",
    "mrr": "MRR",
    "ndcg": "nDCG",
    "span-overlap": "overlap",
    "evidence-tokens": "tokens",
    "evidence-lines": "lines",
    "evidence-line": "line",
}
"""Column heads that leave room for all columns in 80 characters."""


def as_table(report: Report, comparison: Comparison | None = None) -> RenderableType:
    """Measures by kind with 95 % intervals, then the answers, the times, and how it compares."""
    said = answers(report)
    parts: list[RenderableType] = list(_measures(report))
    if said is not None and said.by_kind:
        what = "answers to answerable questions; right: the short gold answer with a citation of a relevant document"
        parts += [Text(what), _answered(said)]
    parts += [Text(line) for line in _lines(report)]
    if comparison is not None:
        parts += [
            Text("\nless the earlier run, on the same questions"),
            _differences(comparison),
            Text(noise_explained(comparison)),
            Text(_counted(comparison)),
        ]
        parts += [_worst(comparison)] if comparison.worse else []
    return Group(*parts)


def noise_explained(comparison: Comparison) -> str:
    """What the words beside the differences mean."""
    kinds = f", and for the {len(comparison.by_kind)} kinds" if comparison.by_kind else ""
    return (
        f"p is of a paired randomisation test, adjusted (Holm) for the {len(comparison.differences)} measures{kinds}: who "
        "looks at many differences finds one by chance. Better and worse: it is below 0.05. Perhaps: it is only before it is "
        "adjusted. Within noise: chance explains it."
    )


def _measures(report: Report) -> Iterator[RenderableType]:
    """One table for the ranking of documents, one for the text that was found."""
    groups = summaries(report)
    names = list(groups[0].measures)
    ranking = [name for name in names if name.startswith(RANKING)]
    found = [name for name in names if name not in ranking]
    title = f"{report.set_name}: answerable questions, mean; ± is half of the 95 % interval"
    if ranking or not names:
        yield Text(title)
        yield _by_kind(groups, ranking, exact=f"ndcg@{report.k}")
    if found:
        budget = next((name.partition("@")[2] for name in found if name.startswith("evidence")), "")
        said = f"; evidence, tokens, lines: in what a generator is sent, of {budget} tokens" if budget else ""
        yield Text(f"the gold answer in what was found{said}")
        yield _by_kind(groups, found, exact=f"evidence@{budget}")


def _by_kind(groups: Sequence[Summary], names: Sequence[str], exact: str) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("kind", overflow="fold", min_width=14)
    table.add_column("n", justify="right")
    for name in names:
        table.add_column(_head(name), justify="right", no_wrap=True)
    for group in groups:
        count = max((value.count for name, value in group.measures.items() if name in names), default=0)
        if not count and group.measures:
            continue
        cells = [_mean(group.measures[name], exact=name == exact) if name in group.measures else "" for name in names]
        table.add_row(Text(group.group), str(count), *cells)
    return table


def _head(name: str) -> str:
    measure, _, cut = name.partition("@")
    short = SHORT.get(measure, measure)
    return short if measure.startswith("evidence") else f"{short}@{cut}"


def _answered(said: Answers) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
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
        if said.confidence_auc is not None:
            yield f"confidence tells them apart          {_interval(said.confidence_auc)}  (ROC area)"
        yield f"short answers that hold the gold one {_interval(said.contains_gold)}, median {said.median_words:.0f} words"
        yield "worded by " + ", ".join(f"{name} ({count})" for name, count in said.generators.items())
    for what, times in latencies(report).items():
        yield f"{what}: p50 {times['p50']:.0f} ms, p95 {times['p95']:.0f} ms"


def _differences(comparison: Comparison) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("measure", overflow="fold")
    for name in ("n", "difference", "95 % interval", "p"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for name, value in comparison.differences.items():
        table.add_row(*_difference(Text(name), value, comparison.verdicts[name]))
    for kind, value in comparison.by_kind.items():
        table.add_row(*_difference(Text(of_kind(kind)), value, comparison.verdicts[of_kind(kind)]))
    return table


def _difference(name: Text, value: Estimate, worth: Verdict) -> tuple[Text | str, ...]:
    interval = f"{value.low:+.3f} … {value.high:+.3f}"
    return name, str(value.count), f"{value.mean:+.3f}", interval, f"{worth.adjusted:.3f}", worth.says


def _counted(comparison: Comparison) -> str:
    lost = (
        (len(comparison.lost_evidence), "have less of the gold answer in the evidence"),
        (len(comparison.lost_answers), "are no longer answered right"),
    )
    more = "".join(f"; {count} {what}" for count, what in lost if count)
    return f"\n{len(comparison.worse)} questions got worse, {comparison.better} better, by nDCG{more}"


def _worst(comparison: Comparison) -> Table:
    worse = comparison.worse
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
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
