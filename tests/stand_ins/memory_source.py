"""A source in memory, with versions, cursors and readers, that fails when it is told to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assistant.domain.readers import Readers
from assistant.errors import SourceError, UnreadableDocument
from ingest.connection import Misunderstood
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
        for path in list(self.texts):
            yield self._listed(path)
        yield Reached(cursor)

    def changes(self, cursor: str) -> Iterator[Item]:
        for number, paths in enumerate(self._moments[int(cursor) :], int(cursor) + 1):
            for path in paths.split("\n"):
                yield self._listed(path) if path in self.texts else Gone(path)
            yield Reached(str(number))
        yield Reached(str(len(self._moments)))

    def read(self, listed: Listed) -> bytes | None:
        if self.fails_after is not None and len(self.reads) >= self.fails_after:
            raise SourceError("the server went away: run the command again later")
        self.reads.append(listed.path)
        if listed.path in self.unreadable:
            raise UnreadableDocument("can't be downloaded")
        if listed.path in self.misunderstood:
            raise Misunderstood("the server does not understand the request (HTTP 422)")
        if listed.path in self.vanishing or listed.path not in self.texts:
            return None
        return self.texts[listed.path].encode()

    def audiences(self) -> Mapping[str, frozenset[str]]:
        return self.members

    def _listed(self, path: str) -> Listed:
        return Listed(path, str(self._versions[path]), self.form, f"https://x.example/{path}", self.readers.get(path))
