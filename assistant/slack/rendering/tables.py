"""Tables: as Slack's own block where one fits, else aligned in a fence, or row by row where that would be too wide. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from assistant.slack.rendering.runs import Run, Style, to_plain, to_rich_text

MOST_ROWS: Final = 100
MOST_COLUMNS: Final = 20
MOST_CHARACTERS: Final = 8000
"""In one table block. Slack names no figure, and refuses blocks that are too long together."""
WIDEST: Final = 100
"""Columns of a fence; longer lines are wrapped by Slack, which no table survives."""

Cell = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Its rows, the header first, all of one length. `alignments` are left, center, right or ""."""

    rows: tuple[tuple[Cell, ...], ...]
    alignments: tuple[str, ...]

    @property
    def fits_block(self) -> bool:
        """Whether Slack takes it as a table block."""
        characters = sum(len(run.text) + len(run.url) for row in self.rows for cell in row for run in cell)
        return len(self.rows) <= MOST_ROWS and 0 < len(self.alignments) <= MOST_COLUMNS and characters <= MOST_CHARACTERS

    @property
    def fits_fence(self) -> bool:
        """Whether its lines are short enough to stand in a fence."""
        return sum(_widths(self)) + 3 * (len(self.alignments) - 1) <= WIDEST


def block_of(table: Table) -> dict[str, Any]:
    """The table block (https://docs.slack.dev/reference/block-kit/blocks/table-block)."""
    columns = [{"is_wrapped": True, **({"align": align} if align else {})} for align in table.alignments]
    return {"type": "table", "rows": [[_cell(cell) for cell in row] for row in table.rows], "column_settings": columns}


def lines_of(table: Table) -> list[str]:
    """Header, rule and rows, aligned for a fixed-width font."""
    widths = _widths(table)
    rows = [_line(row, widths, table.alignments) for row in table.rows]
    return [rows[0], "─┼─".join("─" * width for width in widths), *rows[1:]]


def sentences_of(table: Table) -> list[tuple[Run, ...]]:
    """Each row as a line with dots between its cells, the header's in bold."""
    return [_sentence(row, is_header=number == 0) for number, row in enumerate(table.rows)]


def width_of(text: str) -> int:
    """How many columns a text takes: East Asian wide characters are two, combining ones none (UAX 11)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}
        else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )  # fmt: skip


def _widths(table: Table) -> list[int]:
    return [max(width_of(_shown(cell)) for cell in column) for column in zip(*table.rows, strict=True)]


def _line(row: Sequence[Cell], widths: Sequence[int], alignments: Sequence[str]) -> str:
    padded = []
    for cell, width, align in zip(row, widths, alignments, strict=True):
        text = _shown(cell)
        room = width - width_of(text)
        left = room if align == "right" else room // 2 if align == "center" else 0
        padded.append(" " * left + text + " " * (room - left))
    return " │ ".join(padded).rstrip()


def _shown(cell: Cell) -> str:
    return " ".join(to_plain(cell).split())


def _sentence(row: Sequence[Cell], *, is_header: bool) -> tuple[Run, ...]:
    runs: list[Run] = []
    for cell in row:
        if not to_plain(cell).strip():
            continue
        runs += [Run(" · ")] if runs else []
        runs += [replace(run, style=run.style | Style.BOLD) for run in cell] if is_header else cell
    return tuple(runs)


def _cell(cell: Cell) -> dict[str, Any]:
    text = _shown(cell)
    if all(run.style == Style.NONE and not run.is_code and not run.url for run in cell):
        return {"type": "raw_text", "text": text or " "}
    return to_rich_text(cell)
