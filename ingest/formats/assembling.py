"""The last step of every text format: which title, which kind, which date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

from assistant.domain.documents import Kind
from ingest.formats.dates import date_in_path, find_date
from ingest.formats.fields import Fields
from ingest.formats.minutes import Minutes, read_minutes
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
_NOTEPAD = re.compile(r"https?://notes\.granola\.(?:ai|so)/", re.IGNORECASE)
# What recorders put into a file's name beside the call's own.
_RECORDER = re.compile(
    r"GMT(?=\d{8}-\d{6})|(?<=\d{8})[-_]\d{6}(?!\d)|"
    r"[-_ ]*(?<![^\W_])(?:meeting_saved_(?:closed_caption|chat|new_chat)|meeting[ _-](?:recording|transcript)|recording|"
    r"transcript|(?:saved[ _])?closed[ _]caption|saved[ _]chat|newchat|chat|captions?|audio[ _]transcript|otter[_ ]ai|"
    r"original|cc|vtt|srt)(?![^\W_])|_(?:en|en-us|de|fr|es|zh)$|\s+\d{2}[.:]\d{2}[.:]\d{2}|\s+\d{9,11}$|"
    r"\s+\d{1,2}[:.]\d{2}\s(?:GMT|UTC|[A-Z]{3,4})(?:[+-]\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_ATTENDEES = re.compile(r"^\W*(?:remote |in[- ]person )?(?:attendees|attendance|present|participants|出席)\b", re.IGNORECASE)


def assemble(path: str, blocks: Sequence[Block], fields: Fields, *, is_design_format: bool = False) -> Parsed:
    """A Parsed of what a format found.

    The title is the stated one, else the heading that names the document (which then is no block), else the file's name
    in words. `is_design_format` says that the format is one that design documents are written in. Of a meeting's minutes
    attendees, speakers, agenda, decisions and action items are read too; and since a team's minutes often have one title
    week after week, the day is added to a title that says none.
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
    minutes = read_minutes(blocks) if kind is Kind.MEETING else Minutes(tuple(blocks), {})
    return Parsed(
        title=dated(title, created) if kind is Kind.MEETING else title,
        blocks=minutes.blocks,
        kind=kind,
        authors=fields.authors or fields.deciders,
        created_at=created,
        updated_at=fields.updated,
        status=fields.status,
        language=fields.language,
        fields=minutes.fields,
    )


def dated(title: str, day: datetime | None) -> str:
    """The title with the day behind it, unless it says one: `Weekly, 2024-11-14`."""
    says_one = day is None or find_date(title) is not None or re.search(r"(?<!\d)20\d{6}(?!\d)", title)
    return title if says_one or day is None else f"{title}, {day:%Y-%m-%d}"


def call_in_path(path: str) -> str:
    """The name of a recorded call, from its file's name without what the recorder added to it: `Weekly` of
    `Weekly-20241114_100305-Meeting Recording.vtt`; from its folder's where nothing else is left."""
    place = PurePosixPath(path)
    stem = re.sub(r"\.(?:transcript|cc|captions?|[a-z]{2}(?:-[A-Z]{2})?)$", "", place.stem)
    name = _RECORDER.sub(" ", stem)
    if not re.search(r"[^\W\d_]", name):
        name = f"{_RECORDER.sub(' ', place.parent.name)} {name}" if place.parent.name else name
    name = " ".join(_in_words(name).split()).replace(" )", ")").replace("()", "").strip(" -–_,")
    return shorten(name) if re.search(r"[^\W\d_]", name) else title_from_path(path)


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
    if any(_NOTEPAD.search(block.text[-500:]) for block in blocks[-2:]):
        return True
    if not (_MEETING_TITLE.search(title) or any(_ATTENDEES.match(block.text[:60]) for block in opening)):
        return False
    dated = date_in_path(path) or find_date(title)
    return dated is not None or any(find_date(block.text[:300]) for block in opening)
