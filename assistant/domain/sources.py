"""Where knowledge comes from, and what a run over it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.domain.readers import ADMINISTRATORS_ONLY, Readers


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source as it was registered: what type it is, where, and who may read what comes from it.

    `kind` is empty when each document's kind is told from its form.
    """

    name: str
    type: str
    location: str
    kind: str = ""
    readers: Readers = ADMINISTRATORS_ONLY
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that is listed by its source and could not be read, with the reason."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the source lists against what the index holds, each by path, at the end of a run."""

    source: str
    listed: int
    indexed: tuple[str, ...] = ()
    unchanged: int = 0
    renamed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    skipped: tuple[Failure, ...] = ()
    """In the source's place, and not something that it lists: images, links; not counted as a hole."""
    missing: tuple[str, ...] = ()
    """Listed by the source, not in the catalogue, and not named as failed: always empty, or the run has a hole."""
    warnings: tuple[Failure, ...] = ()
    """What was indexed all the same, and a person should know: a secret redacted, hidden text removed."""

    @property
    def complete(self) -> bool:
        """Whether everything that the source lists can be found."""
        return not self.failed and not self.missing


@dataclass(frozen=True, slots=True)
class SourceState:
    """A registered source with what the catalogue holds of it now."""

    entry: SourceEntry
    documents: int
    chunks: int
    last_run: datetime | None
    complete: bool
