"""What the job needs from the outside: sources, and somebody to tell how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from assistant.domain.sources import Failure


@dataclass(frozen=True, slots=True)
class Change:
    """A document that is new or may have changed, or, with `read` None, one that is gone.

    `path` is the document's id within its source. `read` fetches its bytes and raises UnreadableDocument when that
    fails; it is called once, and only when the job gets there. `cursor` is where the next run may go on once this change
    is stored; empty for sources that can't say what changed, whose documents are compared by their hash.
    """

    path: str
    read: Callable[[], bytes] | None
    url: str = ""
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in the source's place that is not a document, and why; it is not in the listing."""

    path: str
    reason: str


class Source(Protocol):
    """Where documents come from. One file in `ingest/sources` each."""

    def changes(self, since: str) -> Iterator[Change | Failure | Skipped]:
        """What may have changed since that cursor ("" is the beginning), in a stable order; a Failure is listed by the
        source and can't be opened.

        Raises SourceError when the source as a whole can't be read, so that a missing folder or a brief outage is never
        taken for the deletion of everything in it.
        """

    def listing(self) -> frozenset[str]:
        """The paths of everything that the source holds now, those that can't be read included."""


class Progress(Protocol):
    """Hears how a run goes on."""

    def listed(self, total: int) -> None:
        """How many documents the source lists."""

    def advanced(self, path: str) -> None:
        """One more of them was looked at."""

    def acknowledged(self, event: str, path: str, document_id: str) -> None:
        """A document is durable: `event` is indexed, moved or removed. It will survive any crash from here on."""
