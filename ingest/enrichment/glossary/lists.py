"""Terms of glossaries: tables, items, lines and definition lists under headings such as Glossary, Terminology or 术语."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.enrichment.glossary.letters import is_short_form
from ingest.enrichment.glossary.markup import Prose
from ingest.parsed import Block, BlockKind

MAX_ROWS: Final = 1000
_HEADING: Final = re.compile(
    r"\W*(?:[\divx.]{1,8}\s+)?(?:(?:key|list of|important|other|common|basic|standard|overview and)\s+)?"
    r"(?:glossary|terminology|terms|definitions?|acronyms|ab"
    r"breviations|nomenclature|vocabulary|术语|术语表|术语定义|缩写|缩略语|"
    r"名词解释|词汇表)(?:\s+(?:and|&|of|used|in|/)\s+[\w ]{0,40})?\W*",
    re.IGNORECASE,
)
_TERM_HEADS: Final = frozenset("term terms acronym acronyms abbreviation word concept name 术语 缩写 名词 词 简称 概念".split())
_STRONG_HEADS: Final = frozenset("term terms acronym acronyms abbreviation word concept 术语 缩写 名词 简称".split())
_MEANING_HEADS: Final = frozenset(
    "meaning definition explanation expansion description stands full 含义 定义 解释 说明 全称 释义".split()
)
_ITEM: Final = re.compile(r"^[ \t]{0,12}(?:[-*+•]|\d{1,3}[.)])[ \t]+")
_DASHED: Final = re.compile(r"\s+(?:[-–—]{1,3}|=)\s+|(?<!:)[:：](?!:)(?=\s|[^\x00-\x7f]|$)|(?<=[:：])\s*(?=\*{2})")
_EMPHASISED: Final = re.compile(
    r"^(?:an?\s+|the\s+)?(\*\*|__|\*|_|``|`)(?P<term>[^*`\n]{1,80}?)\1(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_ASCIIDOC: Final = re.compile(r"^(?P<term>\S[^\n]{0,80}?)::[ \t\n]+(?P<meaning>[^\n]{1,2000})", re.MULTILINE)
_COLON_LINE: Final = re.compile(r"^(?P<term>[^\s:][^\n:]{0,60})\n[ \t]{0,3}:[ \t]+(?P<meaning>[^\n]{1,2000})", re.MULTILINE)
_ABBR_LINE: Final = re.compile(r"^\*\[(?P<term>[^\]\n]{1,40})\]:[ \t]*(?P<meaning>[^\n]{1,300})", re.MULTILINE)
_ABBR_ROLE: Final = re.compile(r":abbr:`(?P<term>[^`(\n]{1,40}?)[ \t]{0,3}\((?P<meaning>[^`()\n]{2,200})\)`")
_ABBR_TAG: Final = re.compile(
    r"<abbr\s[^<>\n]{0,100}?title=\"(?P<meaning>[^\"<>\n]{2,200})\"[^<>\n]{0,100}>(?P<term>[^<>\n]{1,40})</abbr>"
)
_IS: Final = re.compile(
    r"\s*(?:\([^()\n]{1,60}\)\s*)?(?:(?:means|refers to|denotes)\s+|(?:i"
    r"s|are)\s+(?=(?:an?|the|any|all|one|each|every|those|what|when|how|"
    r"something|someone|anything|anyone|entities|things)\s))",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"^[ \t|:+=-]{3,}$")
_INDENT: Final = re.compile(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class Row:
    """A term, what it means, and where both stand in the block's text."""

    term: str
    meaning: str
    start: int
    end: int


def is_glossary_heading(text: str) -> bool:
    """Whether what stands below this heading are terms with their meanings."""
    return len(text) <= 80 and bool(_HEADING.fullmatch(text.strip()))


def marked_up(prose: Prose) -> Iterator[Row]:
    """What is an abbreviation by its markup, anywhere: `:abbr:` of reST, `<abbr title>`, and `*[ABC]: Full Name`."""
    for pattern in (_ABBR_ROLE, _ABBR_TAG, _ABBR_LINE):
        for match in pattern.finditer(prose.text):
            yield Row(match["term"], match["meaning"], match.start(), match.end())


def rows_of(block: Block, prose: Prose, *, in_glossary: bool) -> Iterator[Row]:
    """The rows of a block of terms: outside of a glossary those of tables only whose head says what they hold."""
    text = prose.text
    if block.kind is BlockKind.TABLE or text.lstrip().startswith((".. list-table", ".. table", "|===")):
        yield from _table(text, in_glossary=in_glossary)
    elif ".. glossary::" in text[:40]:
        yield from _indented(text)
    elif in_glossary and block.kind in {BlockKind.LIST, BlockKind.PARAGRAPH, BlockKind.QUOTE}:
        for pattern in (_ASCIIDOC, _COLON_LINE):
            for match in pattern.finditer(text):
                yield Row(match["term"], match["meaning"], match.start(), match.end())
        yield from _items(text)
        yield from _indented(text)


def _table(text: str, *, in_glossary: bool) -> Iterator[Row]:
    rows = [row for row in _cells(text)[:MAX_ROWS] if len(row) >= 2]
    if len(rows) < 2:
        return
    heads = [cell.strip(" *_`.:").casefold() for cell, _, _ in rows[0]]
    first = set(heads[0].split())
    says = bool(first & _TERM_HEADS) and any(set(head.split()) & _MEANING_HEADS for head in heads[1:])
    if not says and not in_glossary:
        return
    if not in_glossary and not first & _STRONG_HEADS:
        return
    column = next((index for index, head in enumerate(heads) if index and set(head.split()) & _MEANING_HEADS), 1)
    for row in rows[1:] if says or column != 1 else rows:
        if column < len(row):
            yield Row(row[0][0], row[column][0], row[0][1], row[column][2])


_Cell = tuple[str, int, int]


def _cells(text: str) -> list[list[_Cell]]:
    """A table's cells with their places, row by row: of Markdown, HTML, AsciiDoc and reST."""
    lines = list(_lines(text))
    if text.lstrip().startswith(("|===", "[")) and "|===" in text:
        return _asciidoc_cells(lines)
    if any(line.lstrip().startswith(("* - ", "*  - ")) for line, _ in lines):
        return _list_table(lines)
    if any("|" in line for line, _ in lines):
        return [_piped(line, at) for line, at in lines if "|" in line and not _RULE.match(line)]
    return _simple_table(lines)


def _lines(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    for line in text.split("\n"):
        yield line, at
        at += len(line) + 1


def _piped(line: str, at: int) -> list[_Cell]:
    cells: list[_Cell] = []
    position = 0
    for part in re.split(r"(?<!\\)\|", line):
        if part.strip() or (cells and position + len(part) < len(line)):
            cells.append((part.strip(), at + position, at + position + len(part)))
        position += len(part) + 1
    return cells


def _asciidoc_cells(lines: Sequence[tuple[str, int]]) -> list[list[_Cell]]:
    """As many cells a row as its first line has, or as `cols` says."""
    cells: list[_Cell] = []
    width = 0
    for line, at in lines:
        stated = re.match(r'\[.{0,60}?cols="?([^"\]]{1,60})', line)
        if stated:
            width = len(stated[1].split(","))
        if not line.startswith("|") or line.startswith("|==="):
            continue
        found = _piped(line, at)
        width = width or len(found)
        cells += found
    return [cells[at : at + width] for at in range(0, len(cells), width)] if width else []


def _list_table(lines: Sequence[tuple[str, int]]) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = []
    for line, at in lines:
        opening = re.match(r"\s{0,12}\*\s{1,3}-\s+", line)
        following = re.match(r"\s{0,16}-\s+", line)
        if opening:
            rows.append([(line[opening.end() :].strip(), at, at + len(line))])
        elif following and rows:
            rows[-1].append((line[following.end() :].strip(), at, at + len(line)))
        elif rows and line.strip():
            cell, start, _ = rows[-1][-1]
            rows[-1][-1] = (f"{cell} {line.strip()}", start, at + len(line))
    return rows


def _simple_table(lines: Sequence[tuple[str, int]]) -> list[list[_Cell]]:
    """The columns are where the first rule's `===` stand; a line with an empty first column goes on with the row above."""
    rule = next((line for line, _ in lines if re.fullmatch(r"\s*=+(?:\s+=+)+\s*", line)), "")
    columns = [match.start() for match in re.finditer("=+", rule)]
    rows: list[list[_Cell]] = []
    for line, at in lines if len(columns) >= 2 else ():
        if not line.strip() or re.fullmatch(r"[\s=-]+", line):
            continue
        bounds = pairwise([*columns, len(line)])
        row = [(line[first : max(first, last)].strip(), at, at + len(line)) for first, last in bounds]
        if row[0][0] or not rows:
            rows.append(row)
        else:
            rows[-1] = [
                (f"{cell} {more}".strip(), start, at + len(line))
                for (cell, start, _), (more, _, _) in zip(rows[-1], row, strict=True)
            ]
    return rows


def _items(text: str) -> Iterator[Row]:
    """`- **TERM**: meaning`, `TERM — meaning`, `A *term* is …`: one a line, with the lines that go on with it."""
    starts: list[int] = []
    empty = True
    for line, at in _lines(text):
        if line.strip() and (empty or _ITEM.match(line) or _EMPHASISED.match(line)):
            starts.append(at)
        empty = not line.strip()
    for start, end in pairwise([*starts[:MAX_ROWS], len(text)]):
        row = _item(text[start:end].rstrip(), start)
        if row is not None:
            yield row


def _item(text: str, start: int) -> Row | None:
    mark = _ITEM.match(text)
    body = text[mark.end() if mark else 0 :][:2000]
    whole = start + len(text)
    emphasised = _EMPHASISED.match(body)
    if emphasised:
        rest = emphasised["rest"]
        inner = emphasised["term"].rstrip()
        separator = _DASHED.match(rest) or _IS.match(rest)
        if inner.endswith((":", "：")):
            return Row(inner, rest, start, whole)
        return Row(inner, rest[separator.end() :], start, whole) if separator else None
    parts = _DASHED.split(body, maxsplit=1)
    if len(parts) == 2 and (mark or is_short_form(parts[0].strip()) or len(parts[0].split()) <= 4):
        return Row(parts[0], parts[1], start, whole)
    return None


def _indented(text: str) -> Iterator[Row]:
    """ReST's definition lists: a line, and below it lines that are indented further."""
    lines = list(_lines(text))
    for number, ((line, at), (below, _)) in enumerate(pairwise(lines)):
        indent, further = _width(line), _width(below)
        if (
            not line.strip()
            or not below.strip()
            or further <= indent
            or _ITEM.match(line)
            or line.lstrip().startswith(("..", ":"))
        ):
            continue
        if (
            number
            and lines[number - 1][0].strip()
            and _width(lines[number - 1][0]) <= indent
            and not _is_term_above(lines, number)
        ):
            continue
        meaning, end = [], at + len(line)
        for following in range(number + 1, len(lines)):
            more, place = lines[following]
            if not more.strip() or _width(more) < further:
                break
            meaning.append(more.strip())
            end = place + len(more)
        yield Row(line.strip().split(" : ")[0], " ".join(meaning), at, end)


def _is_term_above(lines: Sequence[tuple[str, int]], number: int) -> bool:
    """Whether the line above is the end of a definition, so that a new term may stand here."""
    return _width(lines[number - 1][0]) > _width(lines[number][0])


def _width(line: str) -> int:
    match = _INDENT.match(line)
    return match.end() if match else 0
