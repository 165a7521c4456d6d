"""RFCs and drafts of the IETF as plain text (RFC 7994 and, for older ones, RFC 2223).

The first lines are two columns, what the document is and who wrote it; then come the title, and sections whose headings alone
stand at the margin. Pages end with a line that says so; it and the line that repeats the title are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from assistant.domain.documents import Anchor
from ingest.formats.assembling import assemble
from ingest.formats.dates import find_date
from ingest.formats.fields import Fields
from ingest.formats.markdown import slug
from ingest.formats.plain import paragraphs
from ingest.parsed import Block, BlockKind, Parsed

HEADER_LINES: Final = 40

_IS_ONE: Final = re.compile(
    r"^(?:Request for Comments:\s{1,20}(?P<number>\d{1,5})|Internet[- ]Draft)\b", re.MULTILINE | re.IGNORECASE
)
_COLUMNS: Final = re.compile(r"\s{3,}")
_AUTHOR: Final = re.compile(r"(?P<name>(?:[A-Z]\.[ -]?){1,4}\s?[^\W\d_][\w'’ -]{1,40})(?:, Eds?\.)?")
_MONTH: Final = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\s(?:19|20)\d\d", re.IGNORECASE
)
_FOOTER: Final = re.compile(r"\S.{0,120}\[Page \d{1,4}\]\s*")
_RUNNING: Final = re.compile(r"(?:RFC \d{1,5}|Internet-Draft)\s{3,}\S.{0,100}\s{3,}[A-Z][a-z]{2,8} (?:19|20)\d\d\s*")
_HEADING: Final = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,3}){0,5}\.?\s{1,3}|Appendix [A-Z]\.?\s{1,3})?[A-Z][^\n]{1,78}")


def is_ietf(text: str) -> bool:
    """Whether its first lines are those of an RFC or a draft."""
    opening = "\n".join(text[:4000].split("\n")[:HEADER_LINES])
    return bool(_IS_ONE.search(opening)) and bool(_MONTH.search(opening))


def parse_ietf(text: str, path: str) -> Parsed:
    """Paragraphs with their lines below the sections' headings; the first block is the header as it stands."""
    lines = ["" if _is_furniture(line) else line for line in text.replace("\f", "").split("\n")]
    first = next(index for index, line in enumerate(lines) if line.strip())
    end = next((index for index in range(first, min(len(lines), first + HEADER_LINES)) if not lines[index].strip()), len(lines))
    title_end = next((index for index in range(end, len(lines)) if lines[index] and not lines[index][0].isspace()), len(lines))
    fields = _fields(lines[first:end], lines[end : min(title_end, end + 12)])
    header = Block(BlockKind.LIST, "\n".join(lines[first:end]), first + 1, end)
    return assemble(path, [header, *_blocks(lines, title_end)], fields, is_design_format=True)


def _is_furniture(line: str) -> bool:
    """Whether a line ends a page or begins one."""
    return bool(_FOOTER.fullmatch(line) or _RUNNING.fullmatch(line))


def _fields(header: Sequence[str], titles: Sequence[str]) -> Fields:
    cells = [_COLUMNS.split(line.strip()) for line in header]
    right = [cell[-1] for cell, line in zip(cells, header, strict=True) if len(cell) > 1 or line[:1].isspace()]
    authors = [match["name"].strip() for match in map(_AUTHOR.fullmatch, right) if match]
    number = _IS_ONE.search("\n".join(header))
    words = " ".join(" ".join(titles).split())
    named = f"RFC {number['number']}: {words}" if number and number["number"] and words else words
    return Fields(title=named, authors=tuple(dict.fromkeys(authors)), created=_date(right))


def _date(cells: Sequence[str]) -> datetime | None:
    for cell in reversed(cells):
        found = find_date(cell)
        if found:
            return found
        match = _MONTH.fullmatch(cell)
        if match:
            return datetime.strptime(f"1 {match[0].title()}", "%d %B %Y").replace(tzinfo=UTC)
    return None


def _blocks(lines: Sequence[str], start: int) -> Iterator[Block]:
    seen: dict[str, int] = {}
    for block in paragraphs(lines, start):
        first, _, rest = block.text.partition("\n")
        heading = _HEADING.fullmatch(first)
        if heading is None or (rest and not rest[0].isspace()):
            yield block
            continue
        words = " ".join(first.split())
        level = 1 + (heading["number"] or "").strip().rstrip(".").count(".") if heading["number"] else 1
        anchor = Anchor(fragment=slug(words, seen), line=block.line, last_line=block.line)
        yield Block(BlockKind.HEADING, words, block.line, block.line, level + 1, anchor)
        if rest:
            yield Block(BlockKind.PARAGRAPH, rest, block.line + 1, block.last_line)
