"""What the job needs from the outside: sources, a memory for their pages, and somebody to tell how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from assistant.domain.readers import Readers
from assistant.domain.sources import Failure
from assistant.ports import Page, Pages

__all__ = ["Failure", "Gone", "Item", "Listed", "Page", "Pages", "Progress", "Reached", "Skipped", "Source", "Told"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a source knows of a document besides its bytes, such as a file's authors from the history. It counts where the
    bytes say nothing, but for `updated_at`, of which the later one counts, and `fields`, which are put together."""

    authors: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """A document that the source holds now.

    `path` is its id within the source, stable as long as the document lives, with `/`. `version` is equal for equal
    bytes: a revision, an ETag, the moment of the last edit; "" where the source can't tell, whose documents are then
    read and compared by hash. `form` names the format that reads the bytes (`ingest/formats/registry.py`); "" goes by
    the path's extension. `readers` is None where the source can't say who may read it: then the administrator's
    `--readers` count. What the source says is never widened by them.
    """

    path: str
    version: str = ""
    form: str = ""
    url: str = ""
    readers: Readers | None = None
    told: Told | None = None
    """`version` must change with it."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A document that was there at an earlier cursor and is no more."""

    path: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in the source's place that is not a document, and why; it does not count as listed."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reached:
    """All that came before is covered by this cursor: `changes(cursor)` goes on from here. "" says that the source has
    no cursor, and is listed anew each time.

    The cursor must have been taken before the source was looked at, so that what changes meanwhile comes again.
    """

    cursor: str


Item: TypeAlias = Listed | Gone | Skipped | Failure | Reached
"""What a source says, one after another. A Failure is a document that the source lists and that can't be had."""


class Source(Protocol):
    """Where documents come from. One file in `ingest/sources` each.

    Every method raises SourceError when the source as a whole can't be read (missing, unreachable after retries, token
    refused, cut off in the middle), so that a brief outage is never taken for the deletion of everything in it.
    """

    def listing(self) -> Iterator[Item]:
        """Everything that the source holds now, each path once, and a Reached at the end; nothing is Gone here.

        An iterator that ends without an error promises that it was complete: what it did not name will be removed.
        """

    def changes(self, cursor: str) -> Iterator[Item]:
        """What is new, edited, replied to or shared otherwise since that cursor, and what is gone where the service tells
        that too (else the next listing shows it), with a Reached after each part that is complete and at the end.

        Naming something unchanged costs time only. Called with cursors that this source gave; never with "".
        A source without cursors is never asked, and may return `listing()`.
        """

    def read(self, listed: Listed) -> bytes | None:
        """The document's bytes; None if it is gone meanwhile. A source that lists a snapshot, such as a commit, may still
        give what it listed. Several threads may call it at once.

        Raises UnreadableDocument if this one can't be had.
        """

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """The members of every group that this source's `readers` name, as `user:…` or `group:…` names: `{}` if it names
        none. Called in each run, after the listing or the changes; a membership that ended is in force with its commit.

        A user is named by the address that the source knows (`user:ana@tidewater.example`), or by an account
        (`user:github:ana-r`), which people claim in lore.toml; all who have an address in a domain are
        `user:*@tidewater.example`. A group's name begins with the source's type
        (`github:tidewater/billing`), so that it is never one of lore.toml's.
        """


class Progress(Protocol):
    """Hears how a run goes on."""

    def listed(self, total: int) -> None:
        """How many documents the source lists."""

    def advanced(self, path: str) -> None:
        """One more of them was looked at."""

    def acknowledged(self, event: str, path: str, document_id: str) -> None:
        """A document is durable: `event` is indexed, moved or removed. It will survive any crash from here on."""
