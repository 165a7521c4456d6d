"""The only place of the ingest that names concrete classes: from a data folder to runs over its sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from assistant.domain.sources import Coverage, Failure, SourceEntry
from assistant.errors import Busy, IndexUnusable, SourceError, StorageError, UsageError
from assistant.ports import Embedder, Ledger, Sources
from ingest.enrichment.clean import enrich
from ingest.formats.registry import SUPPORTED, parse
from ingest.job import Job, Reader, recipe
from ingest.ports import Progress, Source
from ingest.sources.folder import FolderSource


@dataclass(frozen=True, slots=True)
class Limits:
    """What the settings say about reading."""

    chunk_tokens: int
    max_file_bytes: int


class Publishing(Protocol):
    """Puts a new generation of the index in force."""

    def publish(self) -> object:
        """Write it from the catalogue."""

    def catch_up(self) -> None:
        """The same, unless the one in force is whole and has all of it."""


@dataclass(frozen=True, slots=True)
class Ingest:
    """Runs over sources. `embedder` is called only when there is something to embed with."""

    home: Path
    ledger: Ledger
    sources: Sources
    embedder: Embedder
    publisher: Publishing
    limits: Limits

    def run(self, names: Sequence[str], progress: Callable[[SourceEntry], Progress], *, full: bool = False) -> list[Coverage]:
        """Run over the named sources, or all of them, and publish. Raises Busy when another run is under way.

        A source that can't be listed is a coverage with that failure: the others are brought in step all the same.
        """
        entries = [self.sources.get(name) for name in dict.fromkeys(names)] or [state.entry for state in self.sources.states()]
        if not entries:
            raise UsageError("there is no source yet: `lore add folder PATH --name NAME` makes one")
        with ingest_lock(self.home):
            changing = self._settle_embedder(entries, full=full)
            coverages = [self._run_one(entry, progress(entry), full=full) for entry in entries]
            if changing:
                self._finish_change(entries)
            if any(coverage.indexed or coverage.renamed or coverage.removed for coverage in coverages):
                self.publisher.publish()
            else:
                self.publisher.catch_up()
        return coverages

    def _run_one(self, entry: SourceEntry, progress: Progress, *, full: bool) -> Coverage:
        started = datetime.now(UTC)
        job = Job(self.ledger, self.embedder, Reader(parse, enrich), self.limits.chunk_tokens, progress)
        try:
            coverage = job.run(entry, self._source(entry), full=full)
        except SourceError as error:
            coverage = Coverage(entry.name, 0, failed=(Failure(entry.location, str(error)),))
        self.sources.record(coverage, started, datetime.now(UTC))
        return coverage

    def _settle_embedder(self, entries: Sequence[SourceEntry], *, full: bool) -> bool:
        """Whether this run changes the embedder, which takes `--full` over every source."""
        recorded, wanted = self.ledger.embedder(), self.embedder.name
        if recorded == wanted:
            return False
        if recorded is None:
            self.ledger.settle_embedder(wanted)
            return False
        if not full or len(entries) < len(self.sources.states()):
            said = f"was made with the embedder '{recorded}'" if recorded else "is between two embedders"
            raise IndexUnusable(
                f"the index {said} and the settings name '{wanted}': run `lore ingest --full` without naming a source to "
                "embed everything anew, or set the former one in [embedder]"
            )
        self.ledger.settle_embedder("")
        return True

    def _finish_change(self, entries: Sequence[SourceEntry]) -> None:
        """Record the new embedder, unless documents that could not be read anew still have the former one's vectors."""
        wanted = recipe(self.limits.chunk_tokens, self.embedder.name)
        held = {f"{entry.name}/{path}": known for entry in entries for path, known in self.ledger.held(entry.name).items()}
        left = sorted(path for path, known in held.items() if known.recipe != wanted)
        if left:
            raise IndexUnusable(
                f"{len(left)} documents could not be read to embed them anew, the first is {left[0]}: bring their files back "
                "in order, or delete them, and run `lore ingest --full` again"
            )
        self.ledger.settle_embedder(self.embedder.name)

    def _source(self, entry: SourceEntry) -> Source:
        if entry.type == "folder":
            return FolderSource(Path(entry.location), SUPPORTED, self.limits.max_file_bytes)
        raise UsageError(
            f"the source '{entry.name}' is of the type '{entry.type}', which this version of Lore does not know: update Lore, "
            f"or `lore remove {entry.name}`"
        )


def ingest_lock(home: Path) -> FileLock:
    """The lock that a writer of this data folder holds. Entering it raises Busy at once when another process has it.

    The operating system lets go of it when its process ends, however that ends.
    """
    return _OneWriter(home / "ingest.lock", timeout=0)


class _OneWriter(FileLock):
    """A file lock that says what to do when it is taken."""

    def __enter__(self) -> _OneWriter:
        try:
            super().__enter__()
        except Timeout as error:
            raise Busy("another ingest or rebuild is running on this data folder: wait for it, or end it") from error
        except OSError as error:
            raise StorageError(f"the data folder can't be locked ({error}): check its rights and its disk") from error
        return self
