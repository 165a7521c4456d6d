"""A report as one HTML page that needs nothing else: no script, no style sheet, no font from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from assistant.evaluation.metrics import Estimate
from assistant.evaluation.report import Comparison, Summary, Worse, answers, latencies, summaries
from assistant.evaluation.runner import Report

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #667; --bar: #3b6fb6; --line: #8884; --bad: #b3382c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #9aa; --bar: #6f9fe0; --bad: #ec7a6e; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; white-space: nowrap; }
small, .soft { color: var(--soft); }
.worse { color: var(--bad); }
.scroll { overflow-x: auto; }
svg text { fill: currentColor; font: 13px system-ui, sans-serif; }
"""
_ROW, _LABEL, _WIDTH = 26, 250, 420


def as_html(report: Report, comparison: Comparison | None = None) -> str:
    """The whole page; texts from the set are escaped."""
    groups = summaries(report)
    title = f"Evaluation of {escape(report.set_name)}"
    parts = [
        f"<h1>{title}</h1>",
        f"<p class='soft'>{len(report.outcomes)} questions; means over the answerable ones, with 95 % intervals.</p>",
        *(f"<h2>{escape(name)}</h2>{_bars(name, groups)}" for name in groups[0].measures),
        _measures(groups),
        _answers(report),
        _times(report),
        _comparison(comparison) if comparison else "",
    ]
    head = f"<meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>{title}</title>"
    return f"<!doctype html><html lang='en'><head>{head}<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"


def _bars(name: str, groups: Sequence[Summary]) -> str:
    """A bar for each group from 0 to 1, with its interval as a whisker."""
    shown = [(group.group, group.measures[name]) for group in groups if name in group.measures]
    rows = [_bar(row, label, value) for row, (label, value) in enumerate(shown)]
    size = f"viewBox='0 0 {_LABEL + _WIDTH + 70} {_ROW * len(shown)}' width='100%'"
    return f"<svg {size} role='img' aria-label='{escape(name, quote=True)} by kind'>{''.join(rows)}</svg>"


def _bar(row: int, label: str, value: Estimate) -> str:
    top, middle = row * _ROW + 5, row * _ROW + 13
    low, high, mean = (_LABEL + _WIDTH * min(max(x, 0.0), 1.0) for x in (value.low, value.high, value.mean))
    return (
        f"<text x='0' y='{middle + 5}'>{escape(label[:34])}</text>"
        f"<rect x='{_LABEL}' y='{top}' width='{mean - _LABEL:.1f}' height='16' rx='2' fill='var(--bar)'/>"
        f"<path d='M{low:.1f} {middle}H{high:.1f}' stroke='currentColor' stroke-width='1.5'/>"
        f"<text x='{_LABEL + _WIDTH + 12}' y='{middle + 5}'>{value.mean:.3f}</text>"
    )


def _measures(groups: Sequence[Summary]) -> str:
    names = list(groups[0].measures)
    rows = [
        [group.group, str(max((m.count for m in group.measures.values()), default=0))]
        + [_interval(group.measures[name]) if name in group.measures else "–" for name in names]
        for group in groups
    ]
    return "<h2>All figures</h2>" + _table(["kind", "questions", *names], rows)


def _answers(report: Report) -> str:
    said = answers(report)
    if said is None:
        return ""
    rows = [
        ["abstained on unanswerable questions", _interval(said.abstained_on_unanswerable)],
        ["abstained on answerable questions", _interval(said.abstained_on_answerable)],
        ["short answers that hold the gold one", _interval(said.contains_gold)],
        ["words in the median short answer", f"{said.median_words:.0f}"],
        ["worded by", ", ".join(f"{name} ({count})" for name, count in said.generators.items())],
    ]
    return "<h2>Answers</h2>" + _table(["", ""], rows)


def _times(report: Report) -> str:
    rows = [[what, f"{times['p50']:.0f}", f"{times['p95']:.0f}"] for what, times in latencies(report).items()]
    return "<h2>Times</h2>" + _table(["", "p50 ms", "p95 ms"], rows)


def _comparison(comparison: Comparison) -> str:
    rows = [
        [name, str(v.count), f"{v.mean:+.3f}", f"{v.low:+.3f} to {v.high:+.3f}"] for name, v in comparison.differences.items()
    ]
    worse = "".join(_worse(question) for question in comparison.worse)
    return (
        "<h2>Against the earlier run</h2>"
        + _table(["measure", "questions", "difference", "95 % interval"], rows)
        + f"<h2>{len(comparison.worse)} questions got worse, {comparison.better} better</h2>"
        + f"<div class='scroll'><table><tr><th>question<th>nDCG<th>relevant<th>came first</tr>{worse}</table></div>"
    )


def _worse(question: Worse) -> str:
    relevant, first = ("<br>".join(escape(path) for path in paths) for paths in (question.relevant, question.first))
    return (
        f"<tr><td>{escape(question.question)}<br><small>{escape(question.id)}</small>"
        f"<td class='number worse'>{question.before:.2f} → {question.now:.2f}<td>{relevant}<td>{first}</tr>"
    )


def _table(head: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    heading = "".join(f"<th{' class=number' if place else ''}>{escape(name)}" for place, name in enumerate(head))
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f"<div class='scroll'><table><tr>{heading}</tr>{body}</table></div>"


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<td{' class=number' if place else ''}>{escape(cell)}" for place, cell in enumerate(row))


def _interval(value: Estimate) -> str:
    return f"{value.mean:.3f} ({value.low:.3f}–{value.high:.3f})" if value.count else "–"
