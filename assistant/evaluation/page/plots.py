"""Plots as SVG that stands in a page: no script, no style of its own. Pure.

Their classes (`bar`, `whisker`, `grid` …) are coloured by report.css. Every mark has its figures as a `<title>`, which browsers
show on hover and screen readers read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.evaluation.metrics import Estimate

WIDTH, ROW = 720, 26
_LABEL, _VALUE = 210, 70
_PLOT = WIDTH - _LABEL - _VALUE
_SQUARE, _MARGIN = 300, 44
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a histogram: what stands below it, how much it holds, and its class."""

    label: str
    count: int
    kind: str = "bar"


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark in a square from 0 to 1, with its interval upwards and downwards where there is one."""

    x: float
    y: float
    title: str
    low: float | None = None
    high: float | None = None
    size: float = 4.0


@dataclass(frozen=True, slots=True)
class Axes:
    """What the two axes of a square plot show, and its name."""

    name: str
    across: str
    up: str


def bars(name: str, rows: Sequence[tuple[str, Estimate]]) -> str:
    """A bar for each row from 0 to 1, with its interval as a whisker."""
    drawn = "".join(_bar(place, label, value) for place, (label, value) in enumerate(rows))
    height = ROW * len(rows) + 20
    return _svg(name, WIDTH, height, _scale(height, [(tick, f"{tick:g}") for tick in _TICKS]) + drawn)


def differences(name: str, rows: Sequence[tuple[str, Estimate, str]]) -> str:
    """A dot for each row on a scale around 0, with its interval; the third of a row is its class: better, worse or noise."""
    reach = max([0.02, *(abs(end) for _, value, _ in rows for end in (value.low, value.high))])
    reach = next(step for step in (0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if reach <= step) if reach <= 1 else reach

    def at(value: float) -> float:
        return 0.5 + value / reach / 2

    drawn = []
    for place, (label, value, kind) in enumerate(rows):
        middle = place * ROW + 13
        low, high, mean = (_LABEL + _PLOT * at(one) for one in (value.low, value.high, value.mean))
        drawn.append(
            f"<g class='{kind}'><title>{escape(label)}: {value.mean:+.3f} ({value.low:+.3f} to {value.high:+.3f}), "
            f"{value.count} questions</title>{_name(label, middle)}"
            f"<path class='whisker' d='M{low:.1f} {middle}H{high:.1f}'/>"
            f"<circle class='dot' cx='{mean:.1f}' cy='{middle}' r='5'/>"
            f"<text class='value' x='{WIDTH - 4}' y='{middle + 4}' text-anchor='end'>{value.mean:+.3f}</text></g>"
        )
    height = ROW * len(rows) + 20
    ticks = [(at(one), f"{one:+g}" if one else "0") for one in (-reach, -reach / 2, 0.0, reach / 2, reach)]
    zero = f"<path class='zero' d='M{_LABEL + _PLOT / 2:.1f} 0V{height - 18}'/>"
    return _svg(name, WIDTH, height, _scale(height, ticks) + zero + "".join(drawn))


def histogram(name: str, columns: Sequence[Column], across: str) -> str:
    """A column for each, with its count above it."""
    height, foot, most = 190, 40, max([1, *(column.count for column in columns)])
    wide = (WIDTH - 20) / max(1, len(columns))
    drawn = []
    for place, column in enumerate(columns):
        tall = (height - foot - 20) * column.count / most
        left, top = 10 + place * wide, height - foot - tall
        middle = left + wide / 2
        above = f"<text x='{middle:.1f}' y='{top - 4:.1f}' text-anchor='middle'>{column.count}</text>" if column.count else ""
        drawn.append(
            f"<g><title>{escape(column.label)}: {column.count}</title>"
            f"<rect class='{column.kind}' x='{left + 2:.1f}' y='{top:.1f}' width='{wide - 4:.1f}' height='{tall:.1f}' rx='2'/>"
            f"{above}<text x='{middle:.1f}' y='{height - foot + 16}' text-anchor='middle'>{escape(column.label)}</text></g>"
        )
    drawn.append(f"<path class='axis' d='M10 {height - foot}H{WIDTH - 10}'/>")
    drawn.append(f"<text class='soft' x='{WIDTH / 2}' y='{height - 6}' text-anchor='middle'>{escape(across)}</text>")
    return _svg(name, WIDTH, height, "".join(drawn))


def square(axes: Axes, line: Sequence[tuple[float, float]] = (), dots: Sequence[Dot] = (), *, diagonal: bool = False) -> str:
    """A line and dots over two axes from 0 to 1."""
    parts = [_grid(axes)]
    if diagonal:
        parts.append(f"<path class='zero' d='M{_across(0)} {_up(0)}L{_across(1)} {_up(1)}'/>")
    if line:
        parts.append(f"<path class='line' d='M{'L'.join(f'{_across(x):.1f} {_up(y):.1f}' for x, y in line)}'/>")
    for dot in dots:
        if dot.low is not None and dot.high is not None:
            parts.append(f"<path class='whisker' d='M{_across(dot.x):.1f} {_up(dot.low):.1f}V{_up(dot.high):.1f}'/>")
        parts.append(
            f"<circle class='dot' cx='{_across(dot.x):.1f}' cy='{_up(dot.y):.1f}' r='{dot.size:.1f}'>"
            f"<title>{escape(dot.title)}</title></circle>"
        )
    return _svg(axes.name, _SQUARE + _MARGIN + 16, _SQUARE + _MARGIN + 14, "".join(parts), "square")


def _across(x: float) -> float:
    return _MARGIN + _SQUARE * min(max(x, 0.0), 1.0)


def _up(y: float) -> float:
    return 10 + _SQUARE * (1 - min(max(y, 0.0), 1.0))


def _grid(axes: Axes) -> str:
    lines = "".join(
        f"<path class='grid' d='M{_across(0)} {_up(tick)}H{_across(1)}M{_across(tick)} {_up(0)}V{_up(1)}'/>"
        f"<text class='soft' x='{_MARGIN - 6}' y='{_up(tick) + 4:.1f}' text-anchor='end'>{tick:g}</text>"
        f"<text class='soft' x='{_across(tick):.1f}' y='{_up(0) + 15:.1f}' text-anchor='middle'>{tick:g}</text>"
        for tick in _TICKS
    )
    middle = 10 + _SQUARE / 2
    return (
        f"{lines}<text x='{_across(0.5)}' y='{_up(0) + 32:.1f}' text-anchor='middle'>{escape(axes.across)}</text>"
        f"<text x='10' y='{middle}' text-anchor='middle' transform='rotate(-90 10 {middle})'>{escape(axes.up)}</text>"
    )


def _bar(place: int, label: str, value: Estimate) -> str:
    top, middle = place * ROW + 5, place * ROW + 13
    low, high, mean = (_LABEL + _PLOT * min(max(x, 0.0), 1.0) for x in (value.low, value.high, value.mean))
    ends = "".join(f"M{end:.1f} {middle - 4}V{middle + 4}" for end in (low, high))
    return (
        f"<g><title>{escape(label)}: {value.mean:.3f} ({value.low:.3f} to {value.high:.3f}), {value.count} questions</title>"
        f"{_name(label, middle)}<rect class='bar' x='{_LABEL}' y='{top}' width='{mean - _LABEL:.1f}' height='16' rx='2'/>"
        f"<path class='whisker' d='M{low:.1f} {middle}H{high:.1f}{ends}'/>"
        f"<text class='value' x='{WIDTH - 4}' y='{middle + 4}' text-anchor='end'>{value.mean:.3f}</text></g>"
    )


def _name(label: str, middle: int) -> str:
    shown = label if len(label) <= 28 else label[:27] + "…"
    return f"<text x='0' y='{middle + 4}'>{escape(shown)}</text>"


def _scale(height: int, ticks: Sequence[tuple[float, str]]) -> str:
    return "".join(
        f"<path class='grid' d='M{_LABEL + _PLOT * place:.1f} 0V{height - 18}'/>"
        f"<text class='soft' x='{_LABEL + _PLOT * place:.1f}' y='{height - 4}' text-anchor='middle'>{label}</text>"
        for place, label in ticks
    )


def _svg(name: str, width: int, height: int, inside: str, kind: str = "wide") -> str:
    label = escape(name, quote=True)
    return f"<svg class='{kind}' viewBox='0 0 {width} {height}' role='img' aria-label='{label}'>{inside}</svg>"
