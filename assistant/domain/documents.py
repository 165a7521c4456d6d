"""What a source holds and what is indexed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from assistant.domain.readers import ADMINISTRATORS_ONLY, Readers


class Kind(StrEnum):
    """What sort of knowledge a document is; a filter and a label on every page."""

    DESIGN_DOC = "design-doc"
    CODE_REVIEW = "code-review"
    MEETING = "meeting"
    PAGE = "page"
    THREAD = "thread"
    """A conversation in a chat: its first message and the replies."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a chunk is in its document, so that a citation can open it there.

    `fragment` is the heading's slug where the original has one. `line` and `last_line` count from 1 in the original
    file. `file` with `file_line` to `file_last_line` is the place that a review comment talks about. `speaker` and
    `seconds` are the first voice of a piece of a transcript and the moment it starts. `page` counts a PDF's pages or a
    presentation's slides from 1.
    """

    fragment: str = ""
    line: int = 0
    last_line: int = 0
    file: str = ""
    file_line: int = 0
    file_last_line: int = 0
    speaker: str = ""
    seconds: float | None = None
    page: int = 0

    @property
    def label(self) -> str:
        """The place in words, short enough for a list of sources: `server/tls.py:42`, `00:14:05 Ana`, `lines 3-9`."""
        if self.file:
            lines = f"{self.file_line}-{self.file_last_line}" if self.file_last_line > self.file_line else f"{self.file_line}"
            return f"{self.file}:{lines}" if self.file_line else self.file
        if self.seconds is not None:
            minutes, seconds = divmod(int(self.seconds), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02} {self.speaker}".rstrip()
        if self.page:
            return f"page {self.page}"
        if self.line:
            return f"line {self.line}" if self.last_line <= self.line else f"lines {self.line}-{self.last_line}"
        return self.speaker


@dataclass(frozen=True, slots=True)
class Link:
    """That a document speaks of another: `relation` is closes, refers-to, implements, supersedes, discussed-in or
    reverts; `target` is an absolute address, or a path within the same source."""

    relation: str
    target: str


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that a source holds: a design doc, a pull request with its threads, a meeting.

    `id` stays the same when the document is edited or renamed. `path` is relative to its source, with `/`.
    `content_hash` is the SHA-256 of the bytes that were read. Times are aware and in UTC. `status` of a review is open,
    merged, closed or superseded. `fields` holds by name what else the original states: `attendees`, `speakers`, `agenda`,
    `decisions`, `action_items` of a meeting; `reviewers`, `verdicts`, `labels`, `branch` of a review; `owners` of a file.
    """

    id: str
    source: str
    path: str
    title: str
    kind: Kind
    content_hash: str
    readers: Readers = ADMINISTRATORS_ONLY
    url: str = ""
    authors: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    status: str = ""
    language: str = ""
    warnings: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a document's own text, the unit that is embedded, found and cited. Its text is never changed.

    `key` is the catalogue's number for it: 0 until it is stored, never used twice. `ordinal` counts from 0 within the
    document; the chunks of a document follow each other without a gap or an overlap, so that together they are its text.
    `headings` is the path of headings above it, outermost first, without the document's title.
    """

    key: int
    document_id: str
    ordinal: int
    text: str
    headings: tuple[str, ...] = ()
    anchor: Anchor = field(default_factory=Anchor)

    @property
    def heading(self) -> str:
        """The path of headings as one line."""
        return " › ".join(self.headings)


class Headed(Protocol):
    """A text with the headings above it, as a Chunk has them."""

    @property
    def text(self) -> str:
        """The text itself."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The path of headings, outermost first."""


def contextual_text(title: str, chunk: Headed) -> str:
    """What is embedded and whose words are indexed for a chunk: its title and heading path above its own text.

    A chunk that says "it was rejected" is found only if the words around it say what "it" was.
    """
    context = [title, *(heading for heading in chunk.headings if heading != title)]
    return "\n".join([" › ".join(part for part in context if part), chunk.text]).strip()
