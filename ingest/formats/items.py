"""The items of a list, with what is nested in them, and the lines of a paragraph that stand for themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.parsed import Block, BlockKind

MAX_DEPTH = 12
"""What is nested deeper is taken as if it stood there: lists may be nested as deep as a line is long."""

MAX_TEXT = 4000
"""Characters of an item that are looked at: nobody states a decision at greater length."""

_ITEM = re.compile(r"([ \t]*)(?:[-*+•‣]|\(?\d{1,3}[.)])[ \t]+(?:\\?\[(?P<tick>[ xX])\\?\][ \t]*)?(?P<text>.*)")
_TICK = re.compile(r"\s*\[(?P<tick>[ xX])\]\s+(?P<text>\S.*)")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, or a paragraph: its first line with what goes on below it, and the items nested in it."""

    text: str
    nested: tuple[Item, ...] = ()
    marked: bool = True
    """With a bullet, a number or a box before it."""
    open_task: bool = False
    """With a box that is not ticked."""

    @property
    def whole(self) -> str:
        """Its text with that of what is nested in it."""
        return "; ".join([self.text.rstrip(" :;"), *(item.whole for item in self.nested)]) if self.nested else self.text


@dataclass(frozen=True, slots=True)
class _Row:
    """An item on the way out of its lines."""

    indent: int
    item: Item

    def going_on(self, between: str, line: str) -> _Row:
        if len(self.item.text) + len(line) > MAX_TEXT:
            return self
        return replace(self, item=replace(self.item, text=f"{self.item.text}{between}{line.strip()}".strip()))


def items_of(block: Block, begins: Callable[[str], bool]) -> Iterator[Item]:
    """The items of a list or a paragraph; in a paragraph a line stands for itself if it has a mark or if it `begins`
    something, and goes on with the line before otherwise. Items below a line that ends with a colon are nested in it."""
    rows: list[_Row] = []
    labelled = 0
    for line in (line[:MAX_TEXT] for line in block.text.split("\n")):
        match, bare = _ITEM.match(line), _TICK.fullmatch(line)
        if match:
            rows.append(_Row(len(match[1].expandtabs(4)) + labelled, Item(match["text"], open_task=match["tick"] == " ")))
        elif bare:
            rows.append(_Row(len(line) - len(line.lstrip()), Item(bare["text"], open_task=bare["tick"] == " ")))
        elif line.strip() and rows and (block.kind is BlockKind.LIST or not begins(line)):
            rows[-1] = rows[-1].going_on(" " if block.kind is BlockKind.LIST else "\n", line)
        elif line.strip():
            rows.append(_Row(0, Item(line.strip(), marked=False)))
        if rows and not rows[-1].item.marked:
            labelled = int(rows[-1].item.text.rstrip("*_ ").endswith((":", "：")))
    yield from _nest(rows, 0)


def _nest(rows: Sequence[_Row], depth: int) -> Iterator[Item]:
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and rows[end].indent > rows[start].indent and depth < MAX_DEPTH:
            end += 1
        yield replace(rows[start].item, nested=tuple(_nest(rows[start + 1 : end], depth + 1)))
        start = end
