"""The parts of the report that are about all questions: cards, comparison, ranking, answers, times. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from math import log10

from assistant.evaluation.abstention import Bin, confidences, reliability, risk_curve, roc_curve
from assistant.evaluation.comparison import Comparison, of_kind
from assistant.evaluation.metrics import Estimate, percentile
from assistant.evaluation.page.markup import card, figure, interval, section, table
from assistant.evaluation.page.plots import Axes, Column, Dot, bars, differences, histogram, square
from assistant.evaluation.report import Summary, answers, latencies, summaries
from assistant.evaluation.runner import Outcome, Report
from assistant.evaluation.table import noise_explained

CLASSES = {"better": "better", "worse": "worse"}
"""How a verdict is coloured; whatever is not beyond noise is grey."""
_STEPS = 4
"""Columns of the latency histogram for each tenfold."""


def rank_of(outcome: Outcome, k: int) -> int | None:
    """Where the first relevant document came: 0 for not among the first k, None where no document is asked for."""
    reciprocal = outcome.measures.get(f"mrr@{k}")
    if reciprocal is None:
        return None
    return round(1 / reciprocal) if reciprocal else 0


def cards(report: Report, comparison: Comparison | None) -> str:
    """The figures that are looked at first, each with what became of it since the earlier run."""
    everything = summaries(report)[0].measures
    names = [name for name in everything if name.startswith((f"ndcg@{report.k}", f"recall@{report.k}", "evidence@", "span@"))]
    shown = [_card(name, everything[name], comparison) for name in names]
    said = answers(report)
    if said is not None:
        for name, value in (("abstained, unanswerable", said.abstained_on_unanswerable), ("right answers", said.contains_gold)):
            if value.count:
                shown.append(_card(name, value, comparison))
        if said.confidence_auc is not None:
            shown.append(_card("confidence, area under ROC", said.confidence_auc, None))
    for what, times in latencies(report).items():
        shown.append(card(f"{what}, p50", f"{times['p50']:.0f} ms", f"p95 {times['p95']:.0f} ms"))
    return f"<div class='cards'>{''.join(shown)}</div>"


def _card(name: str, value: Estimate, comparison: Comparison | None) -> str:
    lines = [f"{value.low:.3f} to {value.high:.3f}, n = {value.count}"]
    if comparison is not None and name in comparison.differences:
        verdict = comparison.verdicts[name].says
        change = f"{comparison.differences[name].mean:+.3f}"
        lines.append(f"<i class='{CLASSES.get(verdict, 'noise')}'>{change} {escape(verdict)}</i>")
    return card(name, f"{value.mean:.3f}", *lines)


def compared(comparison: Comparison) -> str:
    """Every difference with its interval, and whether it is more than noise."""
    rows = [(name, value, name) for name, value in comparison.differences.items()]
    kinds = [(kind, value, of_kind(kind)) for kind, value in comparison.by_kind.items()]
    listed = [
        [
            verdict_name,
            str(value.count),
            f"{value.mean:+.3f}",
            f"{value.low:+.3f} to {value.high:+.3f}",
            f"{worth.p:.3f}",
            f"{worth.adjusted:.3f}",
            worth.says,
        ]
        for _, value, verdict_name in [*rows, *kinds]
        for worth in [comparison.verdicts[verdict_name]]
    ]
    return section(
        "compared",
        "Against the earlier run",
        figure(differences("differences to the earlier run", _coloured(rows, comparison))),
        f"<h3>nDCG by kind</h3>{figure(differences('differences of nDCG by kind', _coloured(kinds, comparison)))}"
        if kinds
        else "",
        "<p class='soft'>This run less the earlier one, on the same questions, with 95 % bootstrap intervals. "
        f"{escape(noise_explained(comparison))}</p>",
        "<details><summary>In figures</summary>",
        table(["measure", "n", "difference", "95 % interval", "p", "p, Holm", ""], listed),
        "</details>",
    )


def _coloured(rows: Sequence[tuple[str, Estimate, str]], comparison: Comparison) -> list[tuple[str, Estimate, str]]:
    return [(label, value, CLASSES.get(comparison.verdicts[name].says, "noise")) for label, value, name in rows]


def ranking(report: Report) -> str:
    """Each measure by kind, and where the first relevant document came."""
    groups = summaries(report)
    if len(groups) == 1:
        plots = [figure(bars("measures", list(groups[0].measures.items())))]
    else:
        plots = [
            f"<h3>{escape(name)}</h3>{figure(bars(f'{name} by kind', _rows(name, groups)))}" for name in groups[0].measures
        ]
    return section(
        "measures",
        "What is found",
        "<p class='soft'>Means over answerable questions; whiskers are 95 % bootstrap intervals.</p>",
        *plots,
        _ranks(report),
        "<details><summary>In figures</summary>",
        _figures(groups),
        "</details>",
    )


def _rows(name: str, groups: Sequence[Summary]) -> list[tuple[str, Estimate]]:
    return [(group.group, group.measures[name]) for group in groups if name in group.measures]


def _ranks(report: Report) -> str:
    ranks = Counter(rank for outcome in report.outcomes if (rank := rank_of(outcome, report.k)) is not None)
    if not ranks:
        return ""
    columns = [Column(str(rank), ranks[rank]) for rank in range(1, report.k + 1)]
    columns.append(Column(f"not in {report.k}", ranks[0], "miss"))
    plot = histogram("ranks of the first relevant document", columns, "rank of the first relevant document")
    return f"<h3>Where the first relevant document came</h3>{figure(plot)}"


def _figures(groups: Sequence[Summary]) -> str:
    names = list(groups[0].measures)
    rows = [
        [group.group, str(max((m.count for m in group.measures.values()), default=0))]
        + [interval(group.measures[name]) if name in group.measures else "–" for name in names]
        for group in groups
    ]
    return table(["kind", "n", *names], rows)


def answered(report: Report) -> str:
    """What the answerer did, and what its confidence is worth; "" where it was not asked."""
    said = answers(report)
    if said is None:
        return ""
    rows = [
        ["abstained on unanswerable questions", interval(said.abstained_on_unanswerable)],
        ["abstained on answerable questions", interval(said.abstained_on_answerable)],
        ["short answers that hold the gold one", interval(said.contains_gold)],
        ["words in the median short answer", f"{said.median_words:.0f}"],
        ["worded by", ", ".join(f"{name} ({count})" for name, count in said.generators.items())],
    ]
    if said.confidence_auc is not None:
        rows.insert(2, ["confidence tells answerable from unanswerable (area under ROC)", interval(said.confidence_auc)])
    kinds = [
        [kind.kind, str(kind.count), f"{kind.abstained:.3f}", f"{kind.cites_relevant:.3f}", interval(kind.right)]
        for kind in said.by_kind
    ]
    return section(
        "answers",
        "Answers",
        table(["", ""], rows),
        f"<div class='trio'>{''.join(_confidence_plots(report))}</div>",
        table(["kind", "n", "abstained", "cites relevant", "right"], kinds) if kinds else "",
    )


def _confidence_plots(report: Report) -> Iterator[str]:
    bins, risks, curve = reliability(report), risk_curve(report), roc_curve(*confidences(report))
    if bins:
        yield figure(
            _reliability(bins),
            "Reliability: answers that were given, by confidence. On the dashed line, confidence is what it says; larger dots "
            "are more answers. Right is the short gold answer with a relevant citation; where there is none, the citation.",
        )
    if risks:
        now = Dot(
            risks[-1].coverage, risks[-1].risk, f"now: {risks[-1].coverage:.2f} answered, {risks[-1].risk:.2f} of it wrong"
        )
        axes = Axes("coverage and risk", "coverage: share of questions answered", "risk: share of answers wrong")
        yield figure(
            square(axes, line=[(one.coverage, one.risk) for one in risks], dots=[now]),
            "Coverage and risk: if only the surest answers were given. The dot is how it is now; an answer to an unanswerable "
            "question is wrong.",
        )
    if curve:
        axes = Axes("ROC curve of the confidence", "unanswerable questions answered", "answerable questions answered")
        yield figure(
            square(axes, line=[(one.unanswerable, one.answerable) for one in curve], diagonal=True),
            "ROC: what every threshold on the confidence would let through. The dashed line is chance.",
        )


def _reliability(bins: Sequence[Bin]) -> str:
    most = max(one.right.count for one in bins)
    dots = [
        Dot(
            one.confidence,
            one.right.mean,
            f"{one.right.count} answers, confidence {one.confidence:.2f}: {one.right.mean:.2f} right",
            one.right.low,
            one.right.high,
            3 + 6 * (one.right.count / most) ** 0.5,
        )
        for one in bins
    ]
    return square(Axes("reliability of the confidence", "confidence", "share right"), dots=dots, diagonal=True)


def times(report: Report, comparison: Comparison | None) -> str:
    """How long it took, now and before."""
    before = (comparison.latency_before if comparison else None) or {}
    rows = []
    for what, found in latencies(report).items():
        then = before.get(what, {})
        rows.append([what, *(f"{found[p]:.0f}" + (f" (was {then[p]:.0f})" if p in then else "") for p in ("p50", "p95"))])
    taken = {
        "search": [outcome.took_ms for outcome in report.outcomes],
        "ask": [outcome.reply.took_ms for outcome in report.outcomes if outcome.reply],
    }
    plots = [f"<h3>{what}</h3>{figure(_latency(what, values))}" for what, values in taken.items() if values]
    return section("times", "Times", table(["", "p50 ms", "p95 ms"], rows), *plots)


def _latency(what: str, values: Sequence[float]) -> str:
    """Columns that are equally wide on a scale of tenfolds."""
    places = Counter(round(log10(max(value, 0.1)) * _STEPS) for value in values)
    columns = [Column(_ms(10 ** (place / _STEPS)), places[place]) for place in range(min(places), max(places) + 1)]
    across = (
        f"ms of {what}, one question after the other; p50 {percentile(values, 0.5):.0f}, p95 {percentile(values, 0.95):.0f}"
    )
    return histogram(f"times of {what}", columns, across)


def _ms(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def everything_named(report: Report) -> str:
    """The heading's line: how many questions of which kinds."""
    kinds = Counter(outcome.question.kind for outcome in report.outcomes)
    listed = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common(6)) + (", …" if len(kinds) > 6 else "")
    return f"{len(report.outcomes)} questions ({listed}); rankings are cut at 5 and {report.k}."
