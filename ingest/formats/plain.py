"""Plain text: paragraphs between empty lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.formats.assembling import assemble
from ingest.formats.fields import from_blocks
from ingest.parsed import Block, BlockKind, Parsed

MAX_TITLE_LINE = 120


def parse_plain(text: str, path: str) -> Parsed:
    """Paragraphs with their lines; a short first line with an empty one below it is the title."""
    lines = text.split("\n")
    blocks = list(paragraphs(lines, 0))
    first = blocks[0]
    is_title = first.line == first.last_line and len(first.text) <= MAX_TITLE_LINE and len(blocks) > 1
    if is_title:
        blocks[0] = Block(BlockKind.HEADING, first.text.strip(), first.line, first.last_line, level=1)
    return assemble(path, blocks, from_blocks(blocks))


def paragraphs(lines: Sequence[str], start: int) -> Iterator[Block]:
    """The runs of lines that hold something, from line `start` (counted from 0) on."""
    first = None
    for index in range(start, len(lines) + 1):
        if index < len(lines) and lines[index].strip():
            first = index if first is None else first
        elif first is not None:
            yield Block(BlockKind.PARAGRAPH, "\n".join(lines[first:index]), first + 1, index)
            first = None
