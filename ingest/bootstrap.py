"""The only place of the ingest that names concrete classes: from a data folder to runs over its sources."""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from filelock import FileLock, Timeout

from assistant.domain.sources import Coverage, SourceEntry, SourceState
from assistant.errors import Busy, IndexUnusable, SourceError, StorageError, UsageError
from assistant.ports import Documents, Embedder, Ledger, Pages, Sources
from ingest.formats.registry import SUPPORTED
from ingest.job import Job, Tools, recipe
from ingest.opening import Access, Opening, Waiting
from ingest.parsing import ParserLimits, Parsers
from ingest.ports import Progress, Source
from ingest.sources.registry import source_module

_SURPRISES: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What code does with an answer that is not as its service's documentation says: it costs that source alone."""
_PUBLISHED_AT_ONCE: Final = 200
"""Documents; with more of them the readers' tails would slow every question down."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the settings say about reading."""

    chunk_tokens: int = 220
    max_file_bytes: int = 20_000_000
    workers: int = 2
    """How many documents are read and parsed at the same time."""
    parser: ParserLimits = field(default_factory=ParserLimits)
    waiting: Waiting = field(default_factory=Waiting)


class Stores(Protocol):
    """The catalogue, as far as an ingest needs it."""

    @property
    def ledger(self) -> Ledger:
        """What is written."""

    @property
    def documents(self) -> Documents:
        """What is read back."""

    @property
    def sources(self) -> Sources:
        """What is registered."""

    def pages(self, source: str) -> Pages:
        """The remembered pages of a source."""


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
    stores: Stores
    embedder: Embedder
    publisher: Publishing
    limits: Limits = Limits()
    access: Callable[[str], Access] = lambda _: Access()
    """The credentials of a source, by its name."""

    def run(self, names: Sequence[str], progress: Callable[[SourceEntry], Progress], *, full: bool = False) -> list[Coverage]:
        """Compare the named sources, or all of them, with what is held, and publish. Raises Busy when another run is
        under way.

        A source that can't be listed is a coverage that says so: the others are brought in step all the same.
        """
        entries = self._entries(names)
        with ingest_lock(self.home):
            changing = self._settle_embedder(entries, full=full)
            coverages = self._over(entries, progress, lambda job: job.compare(full=full))
            if changing:
                self._finish_change(entries)
            if any(changed(coverage) for coverage in coverages):
                self.publisher.publish()
            else:
                self.publisher.catch_up()
        return coverages

    def follow(self, names: Sequence[str], progress: Callable[[SourceEntry], Progress]) -> list[Coverage]:
        """Store what changed in these sources since they were last looked at. Few changes are not published:
        readers have what is committed at once, and the next comparison publishes it. Raises Busy."""
        entries = self._entries(names)
        with ingest_lock(self.home):
            self._settle_embedder(entries, full=False)
            coverages = self._over(entries, progress, lambda job: job.follow())
            if sum(len(one.indexed) + len(one.renamed) + len(one.removed) for one in coverages) >= _PUBLISHED_AT_ONCE:
                self.publisher.publish()
        return coverages

    def states(self) -> list[SourceState]:
        """The registered sources."""
        return self.stores.sources.states()

    def _entries(self, names: Sequence[str]) -> list[SourceEntry]:
        sources = self.stores.sources
        entries = [sources.get(name) for name in dict.fromkeys(names)] or [state.entry for state in sources.states()]
        if not entries:
            raise UsageError("there is no source yet: `lore add folder PATH --name NAME` makes one")
        return entries

    def _over(
        self, entries: Sequence[SourceEntry], progress: Callable[[SourceEntry], Progress], look: Callable[[Job], Coverage]
    ) -> list[Coverage]:
        with Parsers(self.limits.workers, self.limits.parser) as parsers:
            return [self._one(entry, progress(entry), parsers, look) for entry in entries]

    def _one(self, entry: SourceEntry, progress: Progress, parsers: Parsers, look: Callable[[Job], Coverage]) -> Coverage:
        started = datetime.now(UTC)
        pages = self.stores.pages(entry.name)
        limits = self.limits
        tools = Tools(
            self.stores.ledger, self.stores.documents, self.embedder, parsers.parse, limits.chunk_tokens, limits.workers
        )
        try:
            with ExitStack() as resources:
                coverage = look(Job(entry, self._source(entry, pages, resources), tools, progress))
        except (SourceError, UsageError) as error:
            coverage = Coverage(entry.name, 0, stopped=str(error), partial=True)  # nothing was compared
        except _SURPRISES as error:
            traceback.print_exception(error)
            coverage = Coverage(
                entry.name,
                0,
                stopped=f"its service sent something unforeseen ({type(error).__name__}): update Lore",
                partial=True,
            )
        if coverage.complete and not coverage.partial:
            pages.forget_unused()
        self.stores.sources.record(coverage, started, datetime.now(UTC))
        return coverage

    def _settle_embedder(self, entries: Sequence[SourceEntry], *, full: bool) -> bool:
        """Whether this run changes the embedder, which takes `--full` over every source."""
        recorded, wanted = self.stores.ledger.embedder(), self.embedder.name
        if recorded == wanted:
            return False
        if recorded is None:
            self.stores.ledger.settle_embedder(wanted)
            return False
        if not full or len(entries) < len(self.stores.sources.states()):
            said = f"was made with the embedder '{recorded}'" if recorded else "is between two embedders"
            raise IndexUnusable(
                f"the index {said} and the settings name '{wanted}': run `lore ingest --full` without naming a source to "
                "embed everything anew, or set the former one in [embedder]"
            )
        self.stores.ledger.settle_embedder("")
        return True

    def _finish_change(self, entries: Sequence[SourceEntry]) -> None:
        """Record the new embedder, unless documents that could not be read anew still have the former one's vectors."""
        wanted = recipe(self.limits.chunk_tokens, self.embedder.name)
        held = {
            f"{entry.name}/{path}": known
            for entry in entries
            for path, known in self.stores.ledger.held(entry.name).documents.items()
        }
        left = sorted(path for path, known in held.items() if known.recipe != wanted)
        if left:
            raise IndexUnusable(
                f"{len(left)} documents could not be read to embed them anew, the first is {left[0]}: bring their files back "
                "in order, or delete them, and run `lore ingest --full` again"
            )
        self.stores.ledger.settle_embedder(self.embedder.name)

    def _source(self, entry: SourceEntry, pages: Pages, resources: ExitStack) -> Source:
        opening = Opening(
            entry=entry,
            extensions=SUPPORTED,
            folder=self.home / "sources" / entry.name,
            max_bytes=self.limits.max_file_bytes,
            access=self.access(entry.name),
            pages=pages,
            waiting=self.limits.waiting,
            resources=resources,
        )
        return source_module(entry.type).open_source(opening)


def forget_kept(home: Path, name: str) -> None:
    """Delete what a source kept in the data folder, such as a clone."""
    shutil.rmtree(home / "sources" / name, ignore_errors=True)


def changed(coverage: Coverage) -> bool:
    """Whether a run stored or removed anything."""
    return bool(coverage.indexed or coverage.renamed or coverage.removed)


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
