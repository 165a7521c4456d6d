"""What a document says about itself: title, authors, status and dates, in the many ways of writing them down.

RFCs and ADRs keep such fields in front matter, mail headers, bullet lists, bold words, tables, or sections of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from ingest.formats.dates import parse_date
from ingest.formats.headers import canonical, header_lines, is_nothing
from ingest.parsed import Block, BlockKind

HEADER_LINES = 40

_NAMES = {
    "title": ("title",),
    "authors": (
        "author", "authors", "rfc author", "rfc authors", "owner", "owners", "proposer", "proposers", "proposed by", "作者",
    ),
    "deciders": (
        "deciders", "decider", "decision makers", "decision maker", "decided by", "approver", "approvers", "approved by",
        "决策人", "决策者",
    ),
    "status": ("status", "state", "decision status", "current status", "状态"),
    "created": (
        "date", "created", "start date", "creation date", "meeting date", "date created", "proposed", "date started",
        "started", "submitted", "date submitted", "date proposed", "proposed on", "created on", "日期", "创建日期", "datum",
    ),
    "updated": ("updated", "last updated", "last modified", "modified", "revdate", "date updated", "last update"),
    "language": ("lang", "language"),
}  # fmt: skip
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names}

_LINK = re.compile(r"\[([^\]\n]{0,200})\]\([^)\n]{0,500}\)")
_ADDRESS = re.compile(r"\s*(?:<[^>]*>|\([^)]*[@:][^)]*\)|\S+@\S+)")
_SUPERSEDED = re.compile(r"\s{0,8}(?:[-*+>]\s+)?[*_]{0,3}(?:this \w+ (?:is|was|has been) )?superseded by\b", re.IGNORECASE)
_SINCE_SUPERSEDED = re.compile(r"\b(?:superseded|replaced) by\b", re.IGNORECASE)
_IN_PART = re.compile(r"\b(?:part(?:ly|ially)?|in part)\b", re.IGNORECASE)
_STATUS_END = re.compile(r"[.;:,(\[|<\n→—]|\s-\s|\s(?:by|on|in favou?r|as of|since|until)\s|\s\d")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that were found; empty where the document says nothing."""

    title: str = ""
    authors: tuple[str, ...] = ()
    deciders: tuple[str, ...] = ()
    """Who decided: the ones to ask about a record that names no author."""
    status: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    language: str = ""

    def or_else(self, other: Fields) -> Fields:
        """These fields, and the other's where these are empty."""
        return Fields(
            self.title or other.title,
            self.authors or other.authors,
            self.deciders or other.deciders,
            self.status or other.status,
            self.created or other.created,
            self.updated or other.updated,
            self.language or other.language,
        )


def from_pairs(pairs: Iterable[tuple[str, str]]) -> Fields:
    """Fields of name-value pairs; the first of a name counts, unknown names are skipped."""
    found = Fields()
    for name, value in ((name, value.strip()) for name, value in pairs):
        match _FIELD_OF.get(canonical(name)) if value else None:
            case "title" if not found.title:
                found = replace(found, title=plain(value))
            case "authors" if not found.authors:
                found = replace(found, authors=people(value))
            case "deciders" if not found.deciders:
                found = replace(found, deciders=people(value))
            case "status" if not found.status:
                found = replace(found, status=status_word(value))
            case "created" if not found.created:
                found = replace(found, created=parse_date(value))
            case "updated" if not found.updated:
                found = replace(found, updated=parse_date(value))
            case "language" if not found.language:
                found = replace(found, language=value[:35])
    return found


def from_mapping(mapping: Mapping[object, object]) -> Fields:
    """Fields of YAML front matter: values may be texts, dates, lists, or lists of objects with a name."""
    return from_pairs((str(name), _flat(value)) for name, value in mapping.items())


def from_blocks(blocks: Sequence[Block]) -> Fields:
    """Fields written as `Name: value` lines, bullets or table rows before the second heading, or as a section each."""
    pairs = ((line.name, line.value) for line in header_lines(blocks) if not is_nothing(line.value))
    found = from_pairs(pairs).or_else(from_pairs(_section_pairs(blocks)))
    # A record that was replaced often keeps the status that it once had, and says so in a line of its own.
    replaced = any(_SUPERSEDED.match(line) for line in _opening_lines(blocks))
    return replace(found, status="superseded") if replaced else found


def people(text: str) -> tuple[str, ...]:
    """The names in `Ana Ruiz <ana@example.org>, Bo Lindqvist and Chen Wei`, without addresses."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]") and "](" not in text:
        text = text[1:-1]  # a list of YAML, in front matter that is not quite YAML
    bare = re.split(r"\s\S{1,20}[:：]", _ADDRESS.sub("", plain(text[:2000]).replace("\n", " ")))[0]
    names = (" ".join(name.strip(" \t*_`'\"").split()) for name in re.split(r"[,;，、]|\s+(?:and|&)\s+", bare))
    return tuple(dict.fromkeys(name for name in names if 0 < len(name) <= 60))[:50]


def status_word(text: str) -> str:
    """The status in lower case: `accepted` of `**Accepted** (2023-08-10); part of ADR-0021`."""
    bare = plain(text.strip()[:300])
    if _SINCE_SUPERSEDED.search(bare) and not _IN_PART.search(bare):
        return "superseded"
    word = _STATUS_END.split(bare, maxsplit=1)[0].strip(" \t-*_`~\"'").casefold()
    return word if 0 < len(word) <= 30 else ""


def plain(text: str) -> str:
    """A line of Markdown or reST without its marks and links."""
    return re.sub(r"[*`~]+|(?<!\w)_+|_+(?!\w)", "", _LINK.sub(r"\1", text)).strip()


def _opening_lines(blocks: Sequence[Block]) -> list[str]:
    lines: list[str] = []
    headings = 0
    for block in blocks:
        headings += block.kind is BlockKind.HEADING
        if headings > 1 or len(lines) >= HEADER_LINES:
            break
        if block.kind not in {BlockKind.HEADING, BlockKind.CODE}:
            lines += block.text.split("\n", HEADER_LINES)[:HEADER_LINES]
    return lines


def _section_pairs(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    for block, below in pairwise(block for block in blocks if not block.text.startswith("<!--")):
        names_a_field = block.kind is BlockKind.HEADING and block.text[:60].casefold() != "title"
        if names_a_field and below.kind is not BlockKind.HEADING:
            yield block.text[:60], re.sub(r"^\s*[-*+>]\s+", "", below.text[:300].split("\n", 1)[0])


def _flat(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, Mapping):
        return _flat(value.get("name") or value.get("fullname") or "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_flat, value[:50])))
    return ""
