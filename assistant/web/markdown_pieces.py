"""Pieces of one Markdown document made readable one by one.

A document is cut between lines of code and rows of tables, so a piece may begin in the middle of either; what was open is
opened again, so that each piece renders as it does in the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})(.*)$")
TABLE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")


def rejoined(texts: Sequence[str]) -> list[str]:
    """The pieces in order: a code block or table that was cut goes on under its opening line or its header."""
    pieces: list[str] = []
    fence, header = "", ""
    for text in texts:
        piece = text
        if fence:
            piece = f"{fence}\n{text}"
        elif header and _begins_with_row(text):
            piece = f"{header}\n{text}"
        fence = _open_fence(piece)
        header = "" if fence else _table_header(piece)
        pieces.append(f"{piece}\n{_marks(fence)}" if fence else piece)
    return pieces


def _begins_with_row(text: str) -> bool:
    first, _, rest = text.lstrip().partition("\n")
    return "|" in first and not TABLE_RULE.match(rest.partition("\n")[0] or "-no rule-")


def _open_fence(text: str) -> str:
    """The line that opened the code block that the text ends in, or nothing."""
    opened = ""
    for line in text.split("\n"):
        match = FENCE.match(line)
        if match is None:
            continue
        if not opened:
            opened = line
        elif match[1].startswith(_marks(opened)) and not match[2].strip():
            opened = ""
    return opened


def _marks(fence: str) -> str:
    match = FENCE.match(fence)
    return match[1] if match else ""


def _table_header(text: str) -> str:
    """The first two lines of the table that the text ends in, or nothing."""
    lines = text.rstrip().split("\n")
    first = len(lines)
    while first > 0 and "|" in lines[first - 1]:
        first -= 1
    table = lines[first:]
    is_table = len(table) >= 2 and TABLE_RULE.match(table[1])
    return "\n".join(table[:2]) if is_table else ""
