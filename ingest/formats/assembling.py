"""The last step of every text format: which title, which kind, which date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from assistant.domain.documents import Kind
from ingest.formats.dates import date_in_path, find_date
from ingest.formats.fields import Fields
from ingest.parsed import Block, BlockKind, Parsed

MAX_TITLE = 200

_MEETING = {"meeting", "meetings", "minutes", "notes", "standup", "standups", "retro", "会议", "纪要"}
_NOT_MEETING = {"release", "patch", "upgrade"}
_DESIGN = {
    "adr", "adrs", "rfc", "rfcs", "design", "designs", "pep", "peps", "jep", "jeps", "kep", "keps", "proposal",
    "proposals", "decision", "decisions", "enhancements", "specs",
}  # fmt: skip
_GENERIC = {
    "abstract", "background", "context", "introduction", "motivation", "overview", "problem", "problem statement",
    "rfc", "status", "summary", "table of contents", "tl;dr", "contents", "start date", "feature name", "basic example",
}  # fmt: skip
_MEETING_TITLE = re.compile(r"\b(?:meeting|minutes|standup|retrospective)\b|会议|纪要", re.IGNORECASE)
_ATTENDEES = re.compile(r"^\W*(?:remote |in[- ]person )?(?:attendees|attendance|present|participants|出席)\b", re.IGNORECASE)


def assemble(path: str, blocks: Sequence[Block], fields: Fields, *, is_design_format: bool = False) -> Parsed:
    """A Parsed of what a format found.

    The title is the stated one, else the heading that names the document (which then is no block), else the file's name
    in words. `is_design_format` says that the format is one that design documents are written in.
    """
    named = heading_that_names(blocks)
    title = fields.title
    if named is not None and (not title or blocks[named].text.casefold() == title.casefold()):
        title = title or blocks[named].text
        blocks = [*blocks[:named], *blocks[named + 1 :]]
    title = shorten(title) or title_from_path(path)
    kind = kind_of(path, title, blocks, has_status=bool(fields.status), is_design_format=is_design_format)
    created = fields.created
    if kind is Kind.MEETING and created is None:
        opening = "\n".join([title, *(block.text[:300] for block in blocks[:3])])
        created = find_date(title) or date_in_path(path) or find_date(opening)
    return Parsed(
        title=title,
        blocks=tuple(blocks),
        kind=kind,
        authors=fields.authors or fields.deciders,
        created_at=created,
        updated_at=fields.updated,
        status=fields.status,
        language=fields.language,
    )


def heading_that_names(blocks: Sequence[Block]) -> int | None:
    """The index of the heading that is the document's title: the first of level 1, else the first of all.

    RFCs often have no title of their own and begin with "Summary" or "Motivation": those name nothing.
    """
    headings = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    if not headings:
        return None
    top = [index for index in headings if blocks[index].level == 1]
    chosen = (top or headings)[0]
    if blocks[chosen].text.casefold().strip(" :.") in _GENERIC:
        return None
    if not top and chosen != headings[0]:
        return None
    return chosen


def title_from_path(path: str) -> str:
    """The file's name in words: `0135-where.md` is `0135 where`; a bare date or number follows its folder's name."""
    place = PurePosixPath(path)
    words = _in_words(place.stem)
    if not re.search(r"[^\W\d_]", words):
        words = f"{_in_words(place.parent.name)} {words}"
    return shorten(words) or "untitled"


def _in_words(name: str) -> str:
    return re.sub(r"(?<!\d)-|-(?!\d)|(?<!\d\d)-(?=\d)|_", " ", name)


def shorten(title: str) -> str:
    """A title on one line, of at most MAX_TITLE characters."""
    title = " ".join(title.split())
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…"


def kind_of(path: str, title: str, blocks: Sequence[Block], *, has_status: bool, is_design_format: bool) -> Kind:
    """What a document is, from its path, its title and its form."""
    parts = [set(re.findall(r"[^\W\d_]+", part)) for part in PurePosixPath(path.casefold()).parts]
    if any(part & _MEETING and not (part & _NOT_MEETING) for part in parts):
        return Kind.MEETING
    if is_design_format and any(part & _DESIGN for part in parts):
        return Kind.DESIGN_DOC
    if _reads_like_minutes(path, title, blocks):
        return Kind.MEETING
    return Kind.DESIGN_DOC if is_design_format and has_status else Kind.PAGE


def _reads_like_minutes(path: str, title: str, blocks: Sequence[Block]) -> bool:
    """A date, and a list of who was there or a title that says so."""
    opening = blocks[:12]
    if not (_MEETING_TITLE.search(title) or any(_ATTENDEES.match(block.text[:60]) for block in opening)):
        return False
    dated = date_in_path(path) or find_date(title)
    return dated is not None or any(find_date(block.text[:300]) for block in opening)
