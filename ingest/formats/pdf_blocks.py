"""From the rows of a PDF to headings, paragraphs, lists, tables and code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.domain.documents import Anchor
from ingest.formats.pdf_layout import Row
from ingest.parsed import Block, BlockKind

LARGER = 1.12
"""Letters so much larger than the body's make a heading."""
MAX_HEADING = 200
MAX_HEADING_ROWS = 4
WIDE_GAP = 1.8
"""Two cells further apart than this, in heights of the letters, belong to a table."""
INDENT = 0.8
BREAK = 1.35
"""A wider step down than this many usual ones begins a paragraph."""

_ITEM = re.compile(r"(?:[•●◦▪■‣∙·–—*-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]|\[\d{1,3}\])\s+\S")
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,5}|[A-Z])[.)]?\s+[^\W\d_]")
_LEADERS = re.compile(r"\s?(?:\.\s?){5,}")
_PAGE_AT_END = re.compile(r"\s\d{1,4}\Z")
_LETTERS = re.compile(r"[^\W\d_]")
_SENTENCE_END = tuple('.:?!。：？！”"')


@dataclass(frozen=True, slots=True)
class Style:
    """What is usual in a document: the size of its letters, the step from line to line, whether it is typewritten."""

    size: float
    step: float
    monospaced: bool


@dataclass(slots=True)
class _Unit:
    """Rows that belong together, and as what."""

    kind: BlockKind
    rows: list[Row] = field(default_factory=list)

    @property
    def page(self) -> int:
        return self.rows[0].first.page


def style_of(rows: Sequence[Row]) -> Style:
    """The most common size (by letters) and step."""
    sizes: Counter[tuple[float, bool]] = Counter()
    for row in rows:
        sizes[round(row.size * 2) / 2, row.first.monospaced] += len(row.text)
    (size, monospaced), _ = sizes.most_common(1)[0]
    steps: Counter[float] = Counter()
    for before, row in pairwise(rows):
        step = before.first.bottom - row.first.bottom
        if 0.8 * size < step < 3 * size and abs(row.size - size) <= 0.5:
            steps[round(step * 2) / 2] += 1
    return Style(size or 1.0, steps.most_common(1)[0][0] if steps else 1.2 * size, monospaced)


def blocks_of(rows: Sequence[Row], style: Style, outline: Mapping[tuple[int, str], int]) -> list[Block]:
    """The blocks. `outline` has the level of each bookmark by its page and title, squeezed by `squeeze`; where it names
    headings that are found on their pages, the size of letters alone makes none."""
    units = _units(rows, style, _outlined(rows, outline))
    words = _words(rows)
    levels = _levels(units, outline)
    blocks: list[Block] = []
    for index, unit in enumerate(units):
        text = _text(unit, words)
        last = blocks[-1] if blocks else None
        if unit.kind is BlockKind.LIST and last and last.kind is BlockKind.LIST and units[index - 1].kind is BlockKind.LIST:
            blocks[-1] = Block(BlockKind.LIST, f"{last.text}\n{text}", anchor=last.anchor)
        elif unit.kind is BlockKind.HEADING:
            blocks.append(Block(BlockKind.HEADING, text, level=levels[index], anchor=Anchor(page=unit.page)))
        else:
            blocks.append(Block(unit.kind, text, anchor=Anchor(page=unit.page)))
    return blocks


def squeeze(title: str) -> str:
    """A heading's letters alone, by which a bookmark is found on its page."""
    return "".join(re.findall(r"[^\W\d_]", title.casefold()))


def _outlined(rows: Sequence[Row], outline: Mapping[tuple[int, str], int]) -> frozenset[int]:
    """The indexes of the rows that bookmarks name, if they name enough of them to be trusted."""
    found: set[int] = set()
    for index, row in enumerate(rows):
        text = squeeze(row.text)
        if not text or len(text) > MAX_HEADING:
            continue
        following = text + squeeze(rows[index + 1].text) if index + 1 < len(rows) else text
        if (row.first.page, text) in outline:
            found.add(index)
        elif (row.first.page, following) in outline and len(text) > 8:
            found |= {index, index + 1}
    return frozenset(found) if len(found) >= max(3, len(outline) // 2) else frozenset()


def _units(rows: Sequence[Row], style: Style, outlined: frozenset[int]) -> list[_Unit]:
    units: list[_Unit] = []
    before: Row | None = None
    for index, row in enumerate(rows):
        if outlined and row.first.page > 1:
            kind = BlockKind.HEADING if index in outlined else _kind(row, style, before, allow_heading=False)
        else:
            kind = _kind(row, style, before, allow_heading=True)
        if units and before and _continues(units[-1], before, row, kind, style):
            units[-1].rows.append(row)
        else:
            units.append(_Unit(kind, [row]))
        before = row
    return _without_contents([_checked(unit) for unit in units])


def _without_contents(units: Sequence[_Unit]) -> list[_Unit]:
    """Headings that end with a page's number and come again later stand in a table of contents: there they are items."""
    last: dict[str, int] = {}
    for index, unit in enumerate(units):
        if unit.kind is BlockKind.HEADING:
            last[_squeezed(unit)] = index
    for index, unit in enumerate(units):
        if unit.kind is BlockKind.HEADING and _PAGE_AT_END.search(unit.rows[-1].text) and last[_squeezed(unit)] > index:
            unit.kind = BlockKind.LIST
    return list(units)


def _squeezed(unit: _Unit) -> str:
    return squeeze(" ".join(row.text for row in unit.rows))


def _kind(row: Row, style: Style, before: Row | None, *, allow_heading: bool) -> BlockKind:
    if not style.monospaced and all(cell.monospaced for cell in row.cells):
        return BlockKind.CODE
    if allow_heading and _is_heading(row, style, before):
        return BlockKind.HEADING
    if _has_wide_gap(row):
        is_item = len(row.cells) == 2 and len(row.first.text) <= 4 and _ITEM.match(row.text)
        return BlockKind.LIST if is_item else BlockKind.TABLE
    return BlockKind.LIST if _ITEM.match(row.text) else BlockKind.PARAGRAPH


def _has_wide_gap(row: Row) -> bool:
    return any(cell.left - before.right > WIDE_GAP * max(cell.size, 4) for before, cell in pairwise(row.cells))


def _is_heading(row: Row, style: Style, before: Row | None) -> bool:
    text, first = row.text, row.first
    if len(text) > MAX_HEADING or len(_LETTERS.findall(text)) < (3 if text.isascii() else 2):
        return False
    if row.size >= LARGER * style.size:
        return True
    numbered = _NUMBERED.match(text)
    capitals = text.upper() == text and len(text) > 5
    apart = before is None or before.first.page != first.page or before.first.bottom - first.bottom > 1.2 * style.step
    column = row.right - row.left
    is_short = row.end - first.left < 0.85 * column and not text.endswith((".", ",", ";", ":"))
    smallest = (0.85 if numbered and first.bold else 0.95) * style.size
    if row.size < smallest or not is_short or row.cells[-1].hyphenated or (len(row.cells) > 1 and not numbered):
        return False
    return (first.bold and (apart or bool(numbered))) or (bool(numbered) and capitals and apart)


def _continues(unit: _Unit, before: Row, row: Row, kind: BlockKind, style: Style) -> bool:
    step = before.first.bottom - row.first.bottom
    same_place = before.first.page == row.first.page and before.column == row.column and step > -1
    if kind is BlockKind.PARAGRAPH and unit.kind is BlockKind.LIST and before.first.hyphenated:
        return abs(before.size - row.size) < 1
    if kind is not unit.kind:
        hangs = unit.kind is BlockKind.LIST and kind is BlockKind.PARAGRAPH and same_place
        if unit.kind is BlockKind.TABLE and kind is BlockKind.PARAGRAPH and same_place and step < BREAK * style.step:
            return any(abs(row.first.left - cell.left) < 3 for known in unit.rows for cell in known.cells[1:])
        return hangs and row.first.left > unit.rows[0].first.left + 2 and step < BREAK * style.step
    if kind is BlockKind.HEADING:
        alike = abs(before.size - row.size) < 0.6 and before.first.bold == row.first.bold
        return alike and same_place and step < 1.6 * row.size and not _NUMBERED.match(row.text)
    if kind is BlockKind.PARAGRAPH and _is_label(before, style) and _is_label(row, style):
        return before.first.page == row.first.page
    if kind in {BlockKind.CODE, BlockKind.TABLE}:
        return same_place and step < 3 * style.step
    return kind is BlockKind.PARAGRAPH and _same_paragraph(unit, before, row, style, same_place=same_place)


def _is_label(row: Row, style: Style) -> bool:
    """A word of a drawing or a number on its axis; they stay together."""
    return len(row.text) < 25 and (row.size < 0.93 * style.size or not _LETTERS.search(row.text))


def _same_paragraph(unit: _Unit, before: Row, row: Row, style: Style, *, same_place: bool) -> bool:
    if before.first.hyphenated and abs(before.size - row.size) < 1:
        return True
    ended = before.text.endswith(_SENTENCE_END)
    if abs(before.size - row.size) > 0.12 * style.size:
        return False
    if not same_place:
        return not ended and row.text[:1].islower()
    step = before.first.bottom - row.first.bottom
    if step > BREAK * max(style.step, 1.1 * row.size):
        return False
    missing = (row.right - before.end) / max(row.right - row.left, 1.0)
    if not ended and missing < 0.12:
        return True
    margin = min(other.first.left for other in unit.rows[-3:])
    outdented = row.first.left < before.first.left - INDENT * row.size and len(unit.rows) > 1
    indented = row.first.left > margin + INDENT * row.size
    is_centred = abs((before.first.left + before.end) - (row.first.left + row.end)) < 6
    return is_centred or not (indented or outdented or (ended and missing > 0.25))


def _checked(unit: _Unit) -> _Unit:
    """A table of one row is a line with gaps; a heading that goes on for many rows is large print."""
    if unit.kind is BlockKind.TABLE and len(unit.rows) == 1:
        unit.kind = BlockKind.PARAGRAPH
    if unit.kind is BlockKind.HEADING and (
        len(unit.rows) > MAX_HEADING_ROWS or sum(len(row.text) for row in unit.rows) > MAX_HEADING
    ):
        unit.kind = BlockKind.PARAGRAPH
    return unit


def _levels(units: Sequence[_Unit], outline: Mapping[tuple[int, str], int]) -> dict[int, int]:
    """The level of each heading by its unit's index: the outline's, else by its number, else by its size."""
    headings = {index: unit for index, unit in enumerate(units) if unit.kind is BlockKind.HEADING}
    ranks = sorted({_look(unit) for unit in headings.values()}, reverse=True)
    numbered = {index: _NUMBERED.match(unit.rows[0].text) for index, unit in headings.items()}
    largest = max((_look(headings[index]) for index, match in numbered.items() if match), default=(0.0, False))
    above = any(_look(unit) > largest for index, unit in headings.items() if not numbered[index])
    levels: dict[int, int] = {}
    for index, unit in headings.items():
        match = numbered[index]
        stated = outline.get((unit.page, _squeezed(unit)))
        if stated:
            levels[index] = stated
        elif match and match["number"][0].isdigit():
            levels[index] = match["number"].count(".") + 1 + above
        else:
            levels[index] = ranks.index(_look(unit)) + 1
    return {index: min(level, 6) for index, level in levels.items()}


def _look(unit: _Unit) -> tuple[float, bool]:
    return float(round(unit.rows[0].size)), unit.rows[0].first.bold


def _text(unit: _Unit, words: set[str]) -> str:
    if unit.kind is BlockKind.TABLE:
        return "\n".join(_LEADERS.sub("…", " | ".join(cell.text for cell in row.cells)) for row in unit.rows)
    if unit.kind is BlockKind.CODE:
        return "\n".join(_code_lines(unit.rows))
    return _LEADERS.sub(" … ", _prose(unit.rows, words))


def _prose(rows: Sequence[Row], words: set[str]) -> str:
    parts: list[str] = []
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        parts.append(row.text)
        if below is not None:
            parts.append(_join(row, below, words))
    return "".join(parts)


def _words(rows: Sequence[Row]) -> set[str]:
    """The words that stand whole in a line."""
    words: set[str] = set()
    parted = False
    for row in rows:
        found = re.findall(r"[\w-]+", row.text.casefold())
        words.update(found[1 if parted else 0 : -1 if row.cells[-1].hyphenated else None])
        parted = row.cells[-1].hyphenated
    return words


def _join(row: Row, below: Row, words: set[str]) -> str:
    """What stands between two lines of a paragraph: nothing, if a word was parted; its hyphen, if it has one anyway."""
    if not row.cells[-1].hyphenated:
        return " "
    head, tail = re.search(r"[\w-]*$", row.text), re.match(r"[\w-]+", below.text)
    if head is None or tail is None or not head[0]:
        return "-"
    start, end = head[0].casefold(), tail[0].casefold()
    is_compound = f"{start}-{end}" in words or (start + end not in words and start in words and end in words)
    return "-" if tail[0][0].isupper() or tail[0][0].isdigit() or is_compound else ""


def _code_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Lines with the indentation and the gaps that they have on the page."""
    letter = rows[0].first.width / max(len(rows[0].first.text), 1) or 1.0
    margin = min(row.first.left for row in rows)
    for row in rows:
        line = ""
        for cell in row.cells:
            column = min(round((cell.left - margin) / letter), 200)
            line += " " * max(column - len(line), 1 if line else 0) + cell.text
        yield line
