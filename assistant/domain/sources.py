"""Where knowledge comes from, and what a run over it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    options: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What `lore add … --set KEY=VALUE` said; which keys there are depends on the type."""


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
    stopped: str = ""
    """Why the run ended before the source was through; "" if it did not."""
    partial: bool = False
    """Whether only what had changed since a cursor was looked at; `listed` then counts what the source named."""
    seconds: Mapping[str, float] = field(default_factory=dict, hash=False)
    """Time by stage: list, read, parse, chunk, embed, commit; reading and parsing run beside the others."""

    @property
    def complete(self) -> bool:
        """Whether everything that the source lists can be found."""
        return not (self.failed or self.missing or self.stopped)


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many documents and chunks of a source have the same readers."""

    readers: Readers
    documents: int
    chunks: int


@dataclass(frozen=True, slots=True)
class SourceState:
    """A registered source with what the catalogue holds of it now."""

    entry: SourceEntry
    documents: int
    chunks: int
    last_run: datetime | None
    """When it was last looked at."""
    complete: bool
    """Whether all that it listed when everything was last compared can be found, and nothing failed since."""
    compared_at: datetime | None = None
    """When everything that it lists was last compared with what is held."""
    listed: int = 0
    """How many documents it listed then."""
    failed: tuple[Failure, ...] = ()
    """What could not be read then."""
    stopped: str = ""
    """Why the newest look at it ended early; "" if it did not."""
    holdings: tuple[Holdings, ...] = ()
    """The counts by readers."""
