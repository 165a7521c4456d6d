"""Blocks that are too long for one piece, cut where a reader would cut them.

Prose is cut at the ends of sentences, lists between items, code between lines, tables between rows; what is still too
long is cut at lines, then between words, and at last anywhere. What is cut off keeps the white space that stood before
it, so that neighbours in one piece stand as they stood in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from assistant.domain.documents import Anchor
from ingest.chunking.limits import Measure
from ingest.parsed import Block, BlockKind

SHORTEST = 16
"""Characters that a part has at least, where the text goes on: single words would only have to be joined again."""

_LINE = re.compile(r"\n")
_PARAGRAPH = re.compile(r"\n(?=[ \t]*\n)")
_ITEM = re.compile(r"\n(?=[ \t]*(?:[-*+•‣]|\(?(?:\d{1,4}|[A-Za-z#])[.)]|:[^:\n]{1,60}:)\s)")
# A sentence ends with a stop, white space, and something that can begin another; or with a Chinese or Japanese stop.
_SENTENCE = re.compile(
    r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’)\]*_`]))\s+(?=[\"'“‘(\[*_`]{0,3}[^\W_a-z])"
    r"|(?<=[。！？])\s*(?=[^\s」』”）])|(?<=[。！？][」』”）])\s*(?=\S)"
)
_CLAUSE = re.compile(r"(?<=[,;:，；、：])\s*(?=\S)")
_WORD = re.compile(r"(?<=\S)[ \t\n]+")
_FENCE = re.compile(r"^[ \t>]*(?:```|~~~)", re.MULTILINE)

_LINES = (_LINE, _WORD)
_PROSE = (_PARAGRAPH, _SENTENCE, _LINE, _CLAUSE, _WORD)
_FENCED = (_PARAGRAPH, _LINE, _WORD)
_CUTS = {
    BlockKind.CODE: _LINES,
    BlockKind.TABLE: _LINES,
    BlockKind.LIST: (_ITEM, *_PROSE),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """What is never cut again. `gap` is the white space between it and the unit before, if that is in the same piece."""

    text: str
    tokens: int
    gap: str
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a block on the way to units. `cuts` are the ways of cutting that are left for it."""

    text: str
    gap: str
    line: int
    tokens: int
    cuts: tuple[re.Pattern[str], ...]


def split(blocks: Sequence[tuple[Block, int, str]], budgets: Sequence[int], measure: Measure) -> list[list[Unit]]:
    """The units of each block, given as (block, its tokens, the gap before it), no longer than the block's budget.

    All blocks are cut together, a round for each way of cutting, so that the tokenizer is called a few times only.
    """
    rows = [[_Part(block.text, gap, block.line, tokens, _cuts_of(block))] for block, tokens, gap in blocks]
    open_rows = [row for row in range(len(rows)) if rows[row][0].tokens > budgets[row]]
    while open_rows:
        for row in open_rows:
            rows[row] = [part for whole in rows[row] for part in _cut(whole, budgets[row])]
        uncounted = [(row, index) for row in open_rows for index, part in enumerate(rows[row]) if part.tokens < 0]
        lengths = measure.lengths([rows[row][index].text for row, index in uncounted])
        for (row, index), tokens in zip(uncounted, lengths, strict=True):
            rows[row][index] = replace(rows[row][index], tokens=tokens)
        open_rows = [row for row in open_rows if any(part.tokens > budgets[row] for part in rows[row])]
    return [[_unit(part, block) for part in row] for row, (block, _, _) in zip(rows, blocks, strict=True)]


def _cuts_of(block: Block) -> tuple[re.Pattern[str], ...]:
    cuts = _CUTS.get(block.kind, _PROSE)
    return _FENCED if cuts != _LINES and _FENCE.search(block.text) else cuts


def _unit(part: _Part, block: Block) -> Unit:
    if not block.line:
        return Unit(part.text, part.tokens, part.gap, block.anchor)
    if block.kind is BlockKind.TURN and block.text.count("\n") != block.last_line - block.line:
        # Captions are joined to a turn on one line: which of the file's lines a part of it stands on is not known.
        whole = replace(block.anchor, line=block.line, last_line=block.last_line)
        return Unit(part.text, part.tokens, part.gap, whole)
    first = min(part.line, block.last_line)
    last = block.last_line if part.text == block.text else min(part.line + part.text.count("\n"), block.last_line)
    return Unit(part.text, part.tokens, part.gap, replace(block.anchor, line=first, last_line=last))


def _cut(part: _Part, budget: int) -> Iterator[_Part]:
    """The part itself if it is short enough, else its parts by the next way of cutting; their tokens are still -1."""
    if part.tokens <= budget:
        yield part
        return
    cuts = part.cuts
    while cuts:
        pieces = _by_pattern(part, cuts[0], cuts[1:])
        if len(pieces) > 1:
            yield from pieces
            return
        cuts = cuts[1:]
    yield from _anywhere(part, budget)


def _by_pattern(part: _Part, pattern: re.Pattern[str], cuts: tuple[re.Pattern[str], ...]) -> list[_Part]:
    parts: list[_Part] = []
    gap, line, position = part.gap, part.line, 0
    for start, end in chain((match.span() for match in pattern.finditer(part.text)), [(len(part.text), len(part.text))]):
        if start - position < SHORTEST and start < len(part.text):
            continue
        raw = part.text[position:start]
        # Empty lines at either side belong to the gap; indentation stays with the line it indents.
        body = raw.rstrip()
        lead = len(body) - len(body.lstrip("\n"))
        if body[lead:]:
            parts.append(_Part(body[lead:], gap + body[:lead], line + lead, -1, cuts))
            gap = raw[len(body) :] + part.text[start:end]
        else:
            gap += raw + part.text[start:end]
        line += part.text.count("\n", position, end)
        position = end
    return parts


def _anywhere(part: _Part, budget: int) -> Iterator[_Part]:
    """Slices of a text that has no white space to cut at; shorter than should be needed, since tokens vary in length."""
    width = max(1, len(part.text) * budget * 3 // (part.tokens * 4))
    for start in range(0, len(part.text), width):
        yield _Part(part.text[start : start + width], "" if start else part.gap, part.line, -1, ())
