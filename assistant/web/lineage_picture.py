"""A family of decisions as a picture: boxes in columns from left to right in time, and arrows between them. Pure.

The layout follows K. Sugiyama, S. Tagawa and M. Toda, "Methods for visual understanding of hierarchical system structures"
(1981): columns by the longest way from the left, a lane through every column that a long arrow crosses, and rows ordered by
the mean of their neighbours.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

BOX_WIDTH: Final = 196
BOX_HEIGHT: Final = 104
COLUMN_GAP: Final = 108
ROW_GAP: Final = 26
LANE_HEIGHT: Final = 18
MARGIN: Final = 14
LETTERS_A_LINE: Final = 21
"""What fits into a box in a wide font, counted in narrow letters."""
LINES: Final = 3
MOST_BOXES: Final = 30
_SWEEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Box:
    """One decision. `tone` is a style's name, `note` a few words under the title, `spoken` is what a screen reader says."""

    key: str
    title: str
    note: str
    tone: str
    href: str
    spoken: str
    is_current: bool = False
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """That `newer` replaced `older`; a tentative one only would like to. `reason` is why, in the documents' words, or ""."""

    older: str
    newer: str
    label: str
    reason: str = ""
    is_tentative: bool = False


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box with its upper left corner and its title in lines."""

    box: Box
    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacedArrow:
    """An arrow as an SVG path, and where the middle of its label is."""

    arrow: Arrow
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything with its place, in pixels. `left_out` counts boxes that were too many."""

    width: float
    height: float
    boxes: tuple[PlacedBox, ...]
    arrows: tuple[PlacedArrow, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in a column: a box, or the lane of an arrow that passes by."""

    column: int
    key: str
    arrow: Arrow | None = None

    @property
    def height(self) -> float:
        return LANE_HEIGHT if self.arrow else BOX_HEIGHT


def picture(boxes: Sequence[Box], arrows: Iterable[Arrow]) -> Picture:
    """The family drawn. `boxes` come what was replaced before what replaced it; arrows against that order are left out, so
    that a ring is drawn as a line. Of more than MOST_BOXES, those nearest to the one that was asked for are drawn."""
    forward = _forward(boxes, arrows)
    kept = _nearest(boxes, forward)
    shown = [box for box in boxes if box.key in kept]
    forward = [arrow for arrow in forward if arrow.older in kept and arrow.newer in kept]
    columns = _columns(shown, forward)
    ways = _ways(forward, columns)
    grid = _grid(shown, columns, ways)
    _untangle(grid, ways)
    tops = _tops(grid)
    height = max((tops[slot] + slot.height for slot in tops), default=0) + MARGIN
    width = 2 * MARGIN + len(grid) * BOX_WIDTH + max(0, len(grid) - 1) * COLUMN_GAP
    placed = tuple(
        PlacedBox(box, _left(columns[box.key]), tops[_Slot(columns[box.key], box.key)], wrapped(box.title)) for box in shown
    )
    return Picture(width, height, placed, tuple(_drawn(way, tops) for way in ways), len(boxes) - len(shown))


def wrapped(title: str, most: int = LETTERS_A_LINE, lines: int = LINES) -> tuple[str, ...]:
    """A title in lines that fit a box; what does not fit ends in an ellipsis. Wide letters count twice."""
    found: list[str] = [""]
    for word in title.split():
        for piece in _pieces(word, most):
            longer = f"{found[-1]} {piece}".strip()
            if not found[-1] or _wide(longer) <= most:
                found[-1] = longer
            else:
                found.append(piece)
    if len(found) > lines:
        last = found[lines - 1]
        while _wide(last) >= most:
            last = last[:-1]
        found[lines - 1 :] = [f"{last.rstrip(' ,;:')}…"]
    return tuple(found)


def _pieces(word: str, most: int) -> Iterable[str]:
    piece = ""
    for letter in word:
        if _wide(piece + letter) > most:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _forward(boxes: Sequence[Box], arrows: Iterable[Arrow]) -> list[Arrow]:
    place = {box.key: at for at, box in enumerate(boxes)}
    known = (arrow for arrow in arrows if arrow.older in place and arrow.newer in place)
    return [arrow for arrow in known if place[arrow.older] < place[arrow.newer]]


def _nearest(boxes: Sequence[Box], arrows: Iterable[Arrow]) -> set[str]:
    if len(boxes) <= MOST_BOXES:
        return {box.key for box in boxes}
    beside = defaultdict(list)
    for arrow in arrows:
        beside[arrow.older].append(arrow.newer)
        beside[arrow.newer].append(arrow.older)
    queue = deque([box.key for box in boxes if box.is_asked] or [boxes[-1].key])
    kept = set(queue)
    while queue:
        for other in beside[queue.popleft()]:
            if other not in kept and len(kept) < MOST_BOXES:
                kept.add(other)
                queue.append(other)
    return kept


def _columns(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> dict[str, int]:
    before = defaultdict(list)
    for arrow in arrows:
        before[arrow.newer].append(arrow.older)
    columns: dict[str, int] = {}
    for box in boxes:
        columns[box.key] = max((columns[older] + 1 for older in before[box.key]), default=0)
    return columns


def _ways(arrows: Sequence[Arrow], columns: Mapping[str, int]) -> list[tuple[Arrow, list[_Slot]]]:
    """Each arrow with the slots that it goes through, its two ends included."""
    return [
        (
            arrow,
            [
                _Slot(columns[arrow.older], arrow.older),
                *(_Slot(column, "", arrow) for column in range(columns[arrow.older] + 1, columns[arrow.newer])),
                _Slot(columns[arrow.newer], arrow.newer),
            ],
        )
        for arrow in arrows
    ]


def _grid(boxes: Sequence[Box], columns: Mapping[str, int], ways: Sequence[tuple[Arrow, list[_Slot]]]) -> list[list[_Slot]]:
    grid: list[list[_Slot]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    for box in boxes:
        grid[columns[box.key]].append(_Slot(columns[box.key], box.key))
    for _, slots in ways:
        for lane in slots[1:-1]:
            grid[lane.column].append(lane)
    return grid


def _untangle(grid: list[list[_Slot]], ways: Sequence[tuple[Arrow, list[_Slot]]]) -> None:
    """Order each column by the mean row of what its slots are joined to, from the left and from the right in turn."""
    left, right = defaultdict(list), defaultdict(list)
    for _, slots in ways:
        for one, other in pairwise(slots):
            right[one].append(other)
            left[other].append(one)
    for sweep in range(_SWEEPS):
        beside = right if sweep % 2 else left
        for column in reversed(grid) if sweep % 2 else grid:
            rows = {slot: row for each in grid for row, slot in enumerate(each)}
            column.sort(key=lambda slot: _mean([rows[other] for other in beside[slot]], rows[slot]))


def _mean(rows: Sequence[int], otherwise: int) -> float:
    return sum(rows) / len(rows) if rows else otherwise


def _tops(grid: Sequence[Sequence[_Slot]]) -> dict[_Slot, float]:
    heights = [sum(slot.height for slot in column) + ROW_GAP * (len(column) - 1) for column in grid]
    tallest = max(heights, default=0)
    tops: dict[_Slot, float] = {}
    for column, height in zip(grid, heights, strict=True):
        y = MARGIN + (tallest - height) / 2
        for slot in column:
            tops[slot] = y
            y += slot.height + ROW_GAP
    return tops


def _left(column: int) -> float:
    return MARGIN + column * (BOX_WIDTH + COLUMN_GAP)


def _drawn(way: tuple[Arrow, list[_Slot]], tops: Mapping[_Slot, float]) -> PlacedArrow:
    arrow, slots = way
    path, label = "", (0.0, 0.0)
    for one, other in pairwise(slots):
        x, y = _left(one.column) + BOX_WIDTH, tops[one] + one.height / 2
        to_x, to_y = _left(other.column), tops[other] + other.height / 2
        middle = (x + to_x) / 2
        if not path:
            path, label = f"M{x:g} {y:g}", (middle, (y + to_y) / 2)
        path += f" C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}"
        if other.arrow:
            path += f" H{to_x + BOX_WIDTH:g}"
    return PlacedArrow(arrow, path, *label)
