"""Chunks by headings: a piece never spans two sections, unless both are only a few words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from assistant.domain.documents import Anchor
from ingest.chunking.limits import Limits, Measure, Piece
from ingest.chunking.packing import pack
from ingest.chunking.splitting import Unit, split
from ingest.parsed import Block, BlockKind, Parsed

TINY = 24
"""Neighbouring sections of at most this many tokens share a piece, in which their headings stay as lines."""

MAX_EMPTY_LINES = 2


@dataclass(slots=True)
class _Section:
    """What stands between two headings, and the headings above it."""

    path: tuple[str, ...]
    heading: Block | None
    blocks: list[Block] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)

    @property
    def tokens(self) -> int:
        return sum(unit.tokens for unit in self.units)

    @property
    def anchor(self) -> Anchor:
        return self.heading.anchor if self.heading else Anchor()


def chunk(parsed: Parsed, limits: Limits) -> list[Piece]:
    """The pieces of a document in its order; together they hold the text of every block once.

    Title, heading path and text of a piece fit in `limits.max_tokens`, unless title and headings alone take more than
    half of it. A heading with nothing below it is a text of its own.
    """
    sections = list(_sections(parsed.blocks))
    measure = limits.measure()
    texts = [block.text for section in sections for block in section.blocks]
    headings = list(dict.fromkeys(heading for section in sections for heading in section.path))
    lengths = measure.lengths([parsed.title, *headings, *texts])
    cost = dict(zip(headings, lengths[1:], strict=False))
    budgets = [
        max(limits.max_tokens // 2, limits.max_tokens - measure.added - lengths[0] - _context(section.path, cost))
        for section in sections
    ]
    _fill(sections, lengths[1 + len(headings) :], budgets, measure)
    return list(_pieces(sections, budgets, cost))


def _context(path: Sequence[str], cost: dict[str, int]) -> int:
    """Tokens of the heading path with its separators."""
    return sum(cost[heading] + 1 for heading in path)


def _sections(blocks: Sequence[Block]) -> Iterator[_Section]:
    above: list[Block] = []
    section = _Section((), None)
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            section.blocks.append(block)
            continue
        if section.blocks:
            yield section
        elif section.heading and block.level <= section.heading.level:
            yield _of_heading_only(section, section.heading)
        above = [heading for heading in above if heading.level < block.level] + [block]
        section = _Section(tuple(heading.text for heading in above), block)
    if section.blocks:
        yield section
    elif section.heading:
        yield _of_heading_only(section, section.heading)


def _of_heading_only(section: _Section, heading: Block) -> _Section:
    """A heading without a body, which would be in no piece's text and in no piece's path."""
    return _Section(section.path[:-1], heading, [replace(heading, kind=BlockKind.PARAGRAPH)])


def _fill(sections: Sequence[_Section], lengths: Sequence[int], budgets: Sequence[int], measure: Measure) -> None:
    """Give every section its units."""
    rows: list[tuple[Block, int, str]] = []
    row_budgets: list[int] = []
    owners: list[_Section] = []
    for section, budget in zip(sections, budgets, strict=True):
        before: Block | None = None
        for block in section.blocks:
            rows.append((block, lengths[len(rows)], _gap(before, block)))
            row_budgets.append(budget)
            owners.append(section)
            before = block
    for owner, units in zip(owners, split(rows, row_budgets, measure), strict=True):
        owner.units += units


def _gap(before: Block | None, block: Block) -> str:
    """The white space between two blocks as it was in the file, where lines are known."""
    if before is None:
        return ""
    if block.kind is BlockKind.TURN and before.kind is BlockKind.TURN and (block.anchor.seconds is not None or not block.line):
        return "\n"  # the lines between are times and numbers of captions
    between = block.line - before.last_line if before.last_line and block.line else 2
    return "\n" * min(max(between, 1), MAX_EMPTY_LINES + 1)


def _pieces(sections: Sequence[_Section], budgets: Sequence[int], cost: dict[str, int]) -> Iterator[Piece]:
    index = 0
    while index < len(sections):
        end = _end_of_tiny_run(sections, index, budgets[index], cost)
        if end - index > 1:
            yield _merged(sections[index:end], cost)
        else:
            section = sections[index]
            for _, units in groupby(section.units, key=lambda unit: unit.anchor.page):
                for run in pack(list(units), budgets[index]):  # a citation names one page, or one slide
                    yield _piece(run, section.path, section.anchor)
        index = end


def _piece(run: Sequence[Unit], path: tuple[str, ...], heading: Anchor) -> Piece:
    text = run[0].text + "".join(unit.gap + unit.text for unit in run[1:])
    anchor = replace(
        run[0].anchor, fragment=run[0].anchor.fragment or heading.fragment, last_line=max(unit.anchor.last_line for unit in run)
    )
    return Piece(text, path, anchor)


def _end_of_tiny_run(sections: Sequence[_Section], start: int, budget: int, cost: dict[str, int]) -> int:
    """How far sections from `start` on are tiny siblings that together take at most half of the budget."""
    parent, size = _parent(sections[start]), 0
    for index in range(start, len(sections)):
        section = sections[index]
        size += section.tokens + sum(cost.get(heading, 0) for heading in section.path[-1:])
        fits = section.tokens <= TINY and size <= budget // 2
        same_page = section.units[0].anchor.page == sections[start].units[0].anchor.page
        speaks = section.blocks[0].kind is BlockKind.TURN  # a chunk of turns says who speaks, and when
        if speaks or not (same_page and fits and section.heading and not section.anchor.file and _parent(section) == parent):
            return max(index, start + 1)
    return len(sections)


def _parent(section: _Section) -> tuple[str, ...]:
    return section.path if _is_heading_only(section) else section.path[:-1]


def _is_heading_only(section: _Section) -> bool:
    return section.heading is not None and len(section.blocks) == 1 and section.blocks[0].text == section.heading.text


def _merged(sections: Sequence[_Section], cost: dict[str, int]) -> Piece:
    """Tiny siblings as one text, each with its heading above it."""
    units: list[Unit] = []
    for section in sections:
        if section.heading and not _is_heading_only(section):
            heading = section.heading
            units.append(Unit(heading.text, cost.get(heading.text, 0), "\n\n", replace(heading.anchor, line=heading.line)))
        first, *rest = section.units
        units += [replace(first, gap="\n\n"), *rest]
    return _piece(units, _parent(sections[0]), sections[0].anchor)
