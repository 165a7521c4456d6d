"""From a PDF page's lines to rows in the order of reading: columns told apart, running heads left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.formats.pdf_lines import Line, Page

MARGIN = 0.14
"""The part of a page's height, at its top and its bottom, in which running heads and page numbers stand."""
MOST_LINES = 3000
"""Of a page; one with more is no print, and is read in the order in which it was drawn."""
FEWEST_IN_COLUMN = 6
FILLED = 0.6
"""Half of the lines of a column of prose reach at least so far over its width; the cells of a table don't."""

_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one line of a column: one Line, or the cells of a table. `left` and `right` are the column's."""

    cells: tuple[Line, ...]
    column: int
    left: float
    right: float

    @property
    def first(self) -> Line:
        """Its first cell."""
        return self.cells[0]

    @property
    def size(self) -> float:
        """The height of most of its letters; a line may begin with a large initial."""
        return max(self.cells, key=lambda cell: len(cell.text)).size

    @property
    def end(self) -> float:
        """Where its text ends on the right."""
        return self.cells[-1].right

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(cell.text for cell in self.cells)


def rows_of(pages: Sequence[Page]) -> list[Row]:
    """Every row of a document in the order of reading."""
    running = _running(pages)
    rows: list[Row] = []
    for page in pages:
        gone = [line for line in page.lines if _is_running(line, page, running)]
        heights = {round(line.bottom) for line in gone}  # what stands beside a page number is a running head too
        lines = [line for line in page.lines if not (_in_margin(line, page) and round(line.bottom) in heights)]
        rows += _page_rows(lines, page.width)
    return rows


def _running(pages: Sequence[Page]) -> frozenset[tuple[str, int]]:
    """What stands at the same height of many pages; numbers count as equal. On alternating pages it is every other one."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_place(line) for line in page.lines if _in_margin(line, page)})
    least = max(2, min(3, len(pages)), len(pages) // 8)
    return frozenset(place for place, times in seen.items() if times >= least)


def _place(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text.casefold()), round(line.bottom / 6)


def _in_margin(line: Line, page: Page) -> bool:
    return line.bottom > page.height * (1 - MARGIN) or line.top < page.height * MARGIN


def _is_running(line: Line, page: Page, running: frozenset[tuple[str, int]]) -> bool:
    if not _in_margin(line, page):
        return False
    text, place = _place(line)
    return any((text, near) in running for near in (place - 1, place, place + 1)) or bool(_PAGE_NUMBER.fullmatch(line.text))


def _page_rows(lines: Sequence[Line], width: float) -> list[Row]:
    if not lines:
        return []
    gutter = _gutter(lines, width)
    if gutter is None:
        return _joined([(line, 0) for line in lines], [(min(line.left for line in lines), max(line.right for line in lines))])
    placed = _in_columns(lines, gutter)
    left = min(line.left for line in lines)
    right = max(line.right for line in lines)
    return _joined(placed, [(left, right), (left, gutter), (gutter, right)])


def _gutter(lines: Sequence[Line], width: float) -> float | None:
    """Where two columns of prose are parted; None if there is one column, or a table."""
    if not 2 * FEWEST_IN_COLUMN <= len(lines) <= MOST_LINES:
        return None
    places = [width * share / 100 for share in range(30, 71)]
    crossing = [sum(line.left < place - 1 and line.right > place + 1 for line in lines) for place in places]
    fewest = [place for place, count in zip(places, crossing, strict=True) if count == min(crossing)]
    gutter = fewest[len(fewest) // 2]
    left = [line for line in lines if line.right <= gutter + 1]
    right = [line for line in lines if line.left >= gutter - 1]
    if min(len(left), len(right)) < FEWEST_IN_COLUMN:
        return None
    left_width = gutter - min(line.left for line in left)
    right_width = max(line.right for line in right) - gutter
    fills = [median(line.width for line in left) / (left_width or 1), median(line.width for line in right) / (right_width or 1)]
    return gutter if min(fills) >= FILLED else None


def _in_columns(lines: Sequence[Line], gutter: float) -> list[tuple[Line, int]]:
    """Each line with its column: 0 spans both, 1 is left, 2 is right. What spans parts the page in bands."""
    spans = sorted(
        (line for line in lines if line.left < gutter - 1 and line.right > gutter + 1), key=lambda line: -line.bottom
    )
    heights = [span.bottom for span in spans]
    placed: list[tuple[tuple[int, int], Line, int]] = []
    for line in lines:
        if line.left < gutter - 1 and line.right > gutter + 1:
            placed.append(((heights.index(line.bottom), 3), line, 0))
        else:
            band = sum(height > line.bottom + line.size / 2 for height in heights)
            column = 1 if line.right <= gutter + 1 else 2
            placed.append(((band, column), line, column))
    return [(line, column) for _, line, column in sorted(placed, key=lambda entry: entry[0])]


def _joined(placed: Sequence[tuple[Line, int]], columns: Sequence[tuple[float, float]]) -> list[Row]:
    """Lines that follow each other at one height are the cells of a row."""
    rows: list[Row] = []
    for line, column in placed:
        last = rows[-1] if rows else None
        if last and last.column == column and _beside(last.cells[-1], line):
            rows[-1] = Row((*last.cells, line), column, last.left, last.right)
        else:
            left, right = columns[column]
            rows.append(Row((line,), column, left, right))
    return rows


def _beside(before: Line, line: Line) -> bool:
    overlap = min(before.top, line.top) - max(before.bottom, line.bottom)
    return line.left >= before.right - 1 and overlap > 0.5 * min(before.top - before.bottom, line.top - line.bottom)
