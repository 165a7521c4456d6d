"""A source in memory, with versions, cursors and readers, that fails when it is told to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assistant.domain.readers import Readers
from assistant.domain.sources import Failure
from assistant.errors import SourceError, UnreadableDocument
from ingest.connection import Missing, Misunderstood, Unanswered
from ingest.ports import Gone, Item, Listed, Reached


@dataclass
class MemorySource:
    """Documents by path. Every `write`, `remove` and `share` is a moment; cursors count moments."""

    texts: dict[str, str] = field(default_factory=dict)
    readers: dict[str, Readers | None] = field(default_factory=dict)
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)
    fails_after: int | None = None
    """SourceError once so many documents were read."""
    unreadable: set[str] = field(default_factory=set)
    misunderstood: set[str] = field(default_factory=set)
    vanishing: set[str] = field(default_factory=set)
    form: str = ""
    unanswered: set[str] = field(default_factory=set)
    """The server goes on failing with these."""
    unlistable: set[str] = field(default_factory=set)
    access_lost: bool = False
    """Documents read as gone; the listing fails as one that is not there, or goes on if `lists_all_the_same`."""
    lists_all_the_same: bool = False
    _moments: list[str] = field(default_factory=list)
    _versions: dict[str, int] = field(default_factory=dict)

    def write(self, path: str, text: str) -> None:
        self.texts[path] = text
        self._moments.append(path)
        self._versions[path] = len(self._moments)

    def remove(self, path: str) -> None:
        del self.texts[path]
        self._moments.append(path)

    def rename(self, path: str, to: str) -> None:
        """Both are told in one part."""
        self.texts[to] = self.texts.pop(path)
        self._moments.append(f"{path}\n{to}")
        self._versions[to] = len(self._moments)

    def share(self, path: str, readers: Readers | None) -> None:
        self.readers[path] = readers
        self._moments.append(path)

    def listing(self) -> Iterator[Item]:
        cursor = str(len(self._moments))
        if self.access_lost and self.reads and not self.lists_all_the_same:
            raise Missing("is not there (HTTP 404)")
        for path in list(self.texts):
            yield Failure(path, "can't be listed") if path in self.unlistable else self._listed(path)
        yield Reached(cursor)

    def changes(self, cursor: str) -> Iterator[Item]:
        for number, paths in enumerate(self._moments[int(cursor) :], int(cursor) + 1):
            for path in paths.split("\n"):
                gone = path.removeprefix("gone ")
                yield self._listed(path) if path in self.texts else Gone(gone)
            yield Reached(str(number))
        yield Reached(str(len(self._moments)))

    def read(self, listed: Listed) -> bytes | None:
        if self.fails_after is not None and len(self.reads) >= self.fails_after:
            raise SourceError("the server went away: run the command again later")
        self.reads.append(listed.path)
        if listed.path in self.unreadable:
            raise UnreadableDocument("can't be downloaded")
        if listed.path in self.unanswered:
            raise Unanswered("the server does not answer (HTTP 500, 6 times)")
        if listed.path in self.misunderstood:
            raise Misunderstood("the server does not understand the request (HTTP 422)")
        if listed.path in self.vanishing:
            self.vanishing.discard(listed.path)
            self.remove(listed.path)
        if listed.path not in self.texts or self.access_lost:
            return None
        return self.texts[listed.path].encode()

    def audiences(self) -> Mapping[str, frozenset[str]]:
        return self.members

    def _listed(self, path: str) -> Listed:
        return Listed(path, str(self._versions[path]), self.form, f"https://x.example/{path}", self.readers.get(path))
