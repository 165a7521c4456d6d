"""The `Name: value` lines that a document opens with, in the many ways of writing them down.

Mail headers, YAML front matter, bullets, reST fields, AsciiDoc attributes, rows of a table, a table of one row, several on
one line with bars between them, and any of these inside of a code block: all become the same pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.parsed import Block, BlockKind

MAX_LINES: Final = 80
MAX_LINE: Final = 400
MAX_VALUE: Final = 2000
MAX_ROW: Final = 12

_MARKS: Final = r"[*_`]{0,3}"
_NAME: Final = r"[^\W\d_][\w ()/'’-]{0,38}?"
_LINE: Final = re.compile(
    rf"\s{{0,8}}(?:[-*+>]\s+|:|\|\s*)?{_MARKS}(?P<name>{_NAME}){_MARKS}\s{{0,8}}[:：|]{_MARKS}\s*(?P<value>.*)"
)
_MEETING_DATE: Final = re.compile(r"\s{0,8}(?:[-*+]\s+)?(?P<name>Meeting date)\s+(?P<value>\d.*)", re.IGNORECASE)
_ITEM: Final = re.compile(r"[ \t]*[-*+•][ \t]+(\S.*)")
_COMMENT: Final = re.compile(r"<!--.{0,300}?-->")
_COLUMN: Final = re.compile(r"\s{4,}(?=\S)")
"""Between a value and what stands in the column beside it."""
_RULE: Final = re.compile(r"[\s|:+=-]+")
_NOTHING: Final = re.compile(
    r"\W*(?:none|null|n/?a|tb[dac]|no|nil|xx+|unknown|\(?(?:leave this|to be) [^)]{0,60}\)?)?\W*", re.IGNORECASE
)
_SEGMENT: Final = re.compile(rf"\s[|·•]\s(?={_MARKS}{_NAME}{_MARKS}\s{{0,2}}[:：])")


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A pair; `name` is in lower case with single spaces. `text` is the line that it stands in, as it is, and `line` its
    number in the file, 0 where that is not known."""

    name: str
    value: str
    text: str
    line: int = 0


def header_lines(blocks: Sequence[Block]) -> list[HeaderLine]:
    """The pairs before the second heading; those below a first heading too, since some documents have a title more."""
    found: list[HeaderLine] = []
    headings = lines = 0
    for block in blocks:
        headings += block.kind is BlockKind.HEADING
        if headings > 1 or lines >= MAX_LINES:
            break
        if block.kind is BlockKind.HEADING:
            continue
        own = block.text.split("\n", MAX_LINES)[: MAX_LINES - lines]
        lines += len(own)
        pairs = _in_row(own, block.line) if block.kind is BlockKind.TABLE else []
        pairs = pairs or list(_in_lines(own, block.line))
        # Code is a header only if it is little else: an example may hold one too.
        if block.kind is not BlockKind.CODE or 2 * len(pairs) > sum(bool(line.strip("`~ \t")) for line in own) > 2:
            found += pairs
    return found


def canonical(name: str) -> str:
    """A field's name in lower case, its words divided by single spaces, `author(s)` as `authors`."""
    return " ".join(re.split(r"[\s_-]+", name.casefold().replace("(s)", "s").strip(" :：*`")))


def is_nothing(value: str) -> bool:
    """Whether a value says that there is none: `N/A`, `[]`, `(leave this empty)`."""
    return bool(_NOTHING.fullmatch(value[:120]))


def _in_lines(lines: Sequence[str], first: int) -> Iterator[HeaderLine]:
    for index, line in enumerate(lines):
        number = first + index if first else 0
        for segment in _SEGMENT.split(line[:MAX_LINE]):
            match = _LINE.match(segment) or _MEETING_DATE.match(segment)
            if match is None:
                continue
            value = _value(match["value"])
            below = _below(lines, index, is_empty=not value)
            value = _joined(value, list(below))
            yield HeaderLine(canonical(match["name"]), value[:MAX_VALUE], line, number)


def _joined(value: str, below: Sequence[str]) -> str:
    """A value with what goes on below it: as a list where it is one, and where a line ends with an address or a bracket."""
    if not value:
        return ", ".join(below).strip(" ,")
    for line in below:
        value = f"{value}{', ' if value.endswith(('>', ')', ']')) else ' '}{line}"
    return value


def _value(raw: str) -> str:
    """A value without comments, quotation marks and the bar that ends a table's row."""
    bare = _COMMENT.sub("", raw).strip().rstrip("|").strip()
    bare = re.sub(r"\s#\s.*$", "", _COLUMN.split(bare, maxsplit=1)[0]).strip()
    quoted = len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'"
    bare = bare[1:-1] if quoted else bare
    return "" if bare in {"|", ">", "|-", ">-"} else bare


def _below(lines: Sequence[str], index: int, *, is_empty: bool) -> Iterator[str]:
    """What goes on below a pair: the items of an empty one, or lines that are indented deeper."""
    own = _indent(lines[index])
    is_item = bool(_ITEM.match(lines[index]))
    for line in lines[index + 1 : index + 40]:
        item = _ITEM.match(line[:MAX_LINE])
        deeper = _indent(line) > own
        if not line.strip() or not (deeper or (item and is_empty and not is_item)):
            return
        if is_empty:
            yield _value(item[1] if item else line.strip()[:MAX_LINE])
        elif item or (_LINE.match(line[:MAX_LINE]) and not line[0].isspace()):
            return
        else:
            yield line.strip()[:MAX_LINE]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _in_row(lines: Sequence[str], first: int) -> list[HeaderLine]:
    """The pairs of a table with the names in its first row and the values in its second."""
    rows = [(number, line) for number, line in enumerate(lines) if line.strip() and not _RULE.fullmatch(line)]
    if len(rows) != 2:
        return []
    (_, names), (at, values) = rows
    cells = zip(cells_of(names), cells_of(values), strict=False)
    pairs = [HeaderLine(canonical(name), _value(value), values, first + at if first else 0) for name, value in cells if name]
    return pairs if len(pairs) > 2 else []


def cells_of(row: str) -> list[str]:
    """The cells of a table's row between bars, without their marks."""
    return [cell.strip().strip("*_` ") for cell in row[:MAX_VALUE].strip().strip("|").split("|")[:MAX_ROW]]


def first_of(lines: Iterable[HeaderLine], names: Iterable[str]) -> HeaderLine | None:
    """The first line of one of these names that says something; an earlier name goes before a later one."""
    held = list(lines)
    for name in names:
        for line in held:
            if line.name == name and not is_nothing(line.value):
                return line
    return None
