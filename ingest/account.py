"""What one run was told, what was held before it, and what became of each document: the run's account of itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from assistant.domain.sources import Coverage, Failure
from assistant.ports import Held, Holding, Refused
from ingest.ports import Item, Listed, Reached, Skipped


@dataclass
class Account:
    """The state of a run. Threads that read ahead only look things up in what was there at its beginning."""

    held: Holding
    recipe: str
    full: bool
    listed: dict[str, Listed] = field(default_factory=dict)
    indexed: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    skipped: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    vanished: set[str] = field(default_factory=set)
    """Listed, and gone before they were read."""
    unchanged: int = 0
    stopped: str = ""
    _gone: dict[str, Held] = field(default_factory=dict)
    _gone_by_hash: dict[str, str] = field(default_factory=dict)

    def hear(self, items: Iterator[Item]) -> str:
        """Take what a source says; the cursor that it reached at the end, "" if it has none."""
        cursor = ""
        for item in items:
            if isinstance(item, Listed):
                self.listed[item.path] = item
            elif isinstance(item, Failure):
                self.failed.append(item)
            elif isinstance(item, Skipped):
                self.skipped.append(Failure(item.path, item.reason))
            elif isinstance(item, Reached):
                cursor = item.cursor
        return cursor

    def as_held(self, listed: Listed) -> Held | None:
        """What is held, if its version says that the bytes are the same."""
        known = self.held.documents.get(listed.path)
        return known if known and listed.version and listed.version == known.version and self.is_current(known) else None

    def same(self, path: str, digest: str) -> Held | None:
        """What is held, if these are its bytes."""
        known = self.held.documents.get(path)
        return known if known and known.content_hash == digest and self.is_current(known) else None

    def refused(self, path: str, version: str) -> Refused | None:
        """What was said of these bytes when they were refused, if they were; `version` may be their hash."""
        before = self.held.refused.get(path)
        if before is None or self.full or not version or before.version != version or before.recipe != self.recipe:
            return None
        return before

    def is_current(self, known: Held) -> bool:
        """Whether its chunks were made as they are made now, and this run does not make everything anew."""
        return known.recipe == self.recipe and not self.full

    def miss(self, paths: Iterable[str]) -> None:
        """From now on these are the documents that may be gone, or may have a new path."""
        known = self.held.documents
        self._gone = {path: known[path] for path in paths if path in known and not self._is_unread(path)}
        self._gone_by_hash = {known.content_hash: path for path, known in reversed(self._gone.items())}

    def forget(self, path: str) -> None:
        """It was removed: if the source names it again, it is new."""
        self.held.documents.pop(path, None)
        self._gone.pop(path, None)

    def unlisted(self) -> list[str]:
        """The paths of what is held and was not listed."""
        return [path for path in self.held.documents if path not in self.listed]

    def moved_from(self, digest: str) -> Held | None:
        """A document whose path is gone and whose bytes these are: it was renamed, and lives on. Asked once for each."""
        path = self._gone_by_hash.pop(digest, None)
        return self._gone.pop(path) if path is not None else None

    def really_gone(self) -> dict[str, Held]:
        """What is missed and did not turn up under a new path."""
        return {path: known for path, known in self._gone.items() if not self._is_unread(path)}

    def _is_unread(self, path: str) -> bool:
        """Whether it can't be had this time, itself or the folder that it is in: a folder without rights has lost nothing."""
        return any(path == failure.path or path.startswith(f"{failure.path}/") for failure in self.failed)

    def no_longer_refused(self) -> list[str]:
        """Paths that were refused, and that the source no longer lists."""
        return [path for path in self.held.refused if path not in self.listed]

    def missing(self, now_held: Collection[str]) -> tuple[str, ...]:
        """What was listed, is not held now, and was not named with a reason: always empty, or the run has a hole."""
        named = {one.path for one in (*self.failed, *self.skipped)} | self.vanished
        return tuple(sorted(path for path in self.listed if path not in now_held and path not in named))

    def coverage(self, source: str) -> Coverage:
        """The account as it is reported."""
        unlisted = sum(one.path in self.listed for one in self.skipped)
        unread = sum(one.path not in self.listed for one in self.failed)
        return Coverage(
            source=source,
            listed=len(self.listed) - unlisted + unread,
            indexed=tuple(self.indexed),
            unchanged=self.unchanged,
            renamed=tuple(self.renamed),
            removed=tuple(sorted(self.removed)),
            failed=tuple(self.failed),
            skipped=tuple(self.skipped),
            warnings=tuple(self.warnings),
            stopped=self.stopped,
        )
