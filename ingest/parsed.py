"""What a format makes of a file's bytes: fields and blocks, before anything is cut into chunks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.domain.documents import Anchor, Kind, Link
from assistant.domain.extracted import Extracted


class BlockKind(StrEnum):
    """What a block is; code, tables and lists are cut only between lines, rows and items."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    CODE = "code"
    TABLE = "table"
    QUOTE = "quote"
    TURN = "turn"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document that belongs together, in the words of the original file (not re-rendered).

    A heading's `text` is its plain text, without marks or underlines, and its `level` counts from 1; the document's own
    title is not among the blocks. `line` and `last_line` are where it stands in the file, from 1. `anchor` is set where
    the format knows more than lines: the fragment that the format's usual renderer gives a heading, a review comment's
    file and line, a turn's speaker and second.
    """

    kind: BlockKind
    text: str
    line: int = 0
    last_line: int = 0
    level: int = 0
    anchor: Anchor = field(default_factory=Anchor)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's fields and blocks. Fields that the file does not state are empty; nothing is guessed from the clock.

    `kind` is set when the form tells it (a transcript is a meeting); None leaves it to the source or to the path.
    """

    title: str
    blocks: tuple[Block, ...]
    kind: Kind | None = None
    authors: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    status: str = ""
    url: str = ""
    language: str = ""
    warnings: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """As in Document."""
    links: tuple[Link, ...] = ()
    extracted: Extracted = field(default_factory=Extracted)
    """Decisions, terms and people; their quotes have no ordinal yet."""
