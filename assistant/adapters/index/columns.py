"""What the index knows of documents, in columns, so that a scope becomes a selection without visiting each document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.domain.queries import Scope, author_matches, lies_in
from assistant.domain.readers import Readers

_UNDATED = np.iinfo(np.int64).min
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_parsed: Final = lru_cache(maxsize=100_000)(Readers.parse)
"""An audience as it is spelt, read once: there are thousands, and every question asks for all of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One document's fields that a scope can ask for. `updated` is microseconds since 1970, or None; `folder` is what its
    path lies in, with a slash at the end, "" for none."""

    document_id: str
    readers: str
    source: str
    kind: str
    status: str
    authors: tuple[str, ...]
    updated: int | None
    folder: str


def folder_of(path: str) -> str:
    """The folder of a path, as the columns keep it."""
    folder, slash, _ = path.rpartition("/")
    return folder + slash


def microseconds(when: datetime | None) -> int | None:
    """A time as the columns and the word index keep it."""
    return None if when is None else (when - _EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Selection:
    """A scope in the values that occur in the index: None where it does not narrow, else what is let in."""

    readers: frozenset[str] | None
    sources: frozenset[str] | None
    kinds: frozenset[str] | None
    statuses: frozenset[str] | None
    authors: frozenset[str] | None
    after: int | None
    before: int | None
    folders: frozenset[str] | None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        chosen = (self.readers, self.sources, self.kinds, self.statuses, self.authors, self.folders)
        return all(field is None for field in (*chosen, self.after, self.before))

    @property
    def nothing(self) -> bool:
        """Whether some condition lets nothing in."""
        chosen = (self.readers, self.sources, self.kinds, self.statuses, self.authors, self.folders)
        return any(values is not None and not values for values in chosen)


class Columns:
    """The documents of one state of the index. Positions are those of `rows`."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        self._readers = _Codes([row.readers for row in rows])
        self._sources = _Codes([row.source for row in rows])
        self._kinds = _Codes([row.kind for row in rows])
        self._statuses = _Codes([row.status for row in rows])
        self._folders = _Codes([row.folder for row in rows])
        self._updated = np.array([_UNDATED if row.updated is None else row.updated for row in rows], dtype=np.int64)
        self._by_author: dict[str, list[int]] = {}
        for place, row in enumerate(rows):
            for author in row.authors:
                self._by_author.setdefault(author, []).append(place)

    def select(self, scope: Scope) -> Selection:
        """The values that a scope lets in."""
        principal, filters = scope.principal, scope.filters
        statuses = {status.casefold() for status in filters.statuses}
        readable = None if principal.administrator else self._readers.where(lambda text: _parsed(text).permit(principal))
        return Selection(
            readers=readable,
            sources=self._sources.where(set(filters.sources).__contains__) if filters.sources else None,
            kinds=self._kinds.where(set(filters.kinds).__contains__) if filters.kinds else None,
            statuses=self._statuses.where(lambda status: status.casefold() in statuses) if statuses else None,
            authors=self._authors(filters.authors) if filters.authors else None,
            after=microseconds(filters.after),
            before=microseconds(filters.before),
            folders=self._folders.where(lambda path: _is_in(path, filters.folders)) if filters.folders else None,
        )

    def in_folders(self, selection: Selection) -> frozenset[str] | None:
        """The ids of the documents in the folders that are let in; None where folders don't narrow."""
        if selection.folders is None:
            return None
        return frozenset(self.rows[place].document_id for place in np.flatnonzero(self._folders.mask(selection.folders)))

    def mask(self, selection: Selection) -> NDArray[np.bool_]:
        """By position, whether a document is let in."""
        mask = np.ones(len(self.rows), dtype=np.bool_)
        columns = (self._readers, self._sources, self._kinds, self._statuses, self._folders)
        chosen = (selection.readers, selection.sources, selection.kinds, selection.statuses, selection.folders)
        for column, values in zip(columns, chosen, strict=True):
            if values is not None:
                mask &= column.mask(values)
        if selection.authors is not None:
            written = np.zeros_like(mask)
            for author in selection.authors:
                written[self._by_author[author]] = True
            mask &= written
        if selection.after is not None:
            mask &= self._updated >= selection.after
        if selection.before is not None:
            mask &= (self._updated < selection.before) & (self._updated != _UNDATED)
        return mask

    def _authors(self, wanted: Sequence[str]) -> frozenset[str]:
        return frozenset(name for name in self._by_author if any(author_matches(one, name) for one in wanted))


def _is_in(path: str, folders: Sequence[str]) -> bool:
    return any(lies_in(path, folder) for folder in folders)


class _Codes:
    """A column of few distinct strings, as one small number each."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = sorted(set(values))
        code_of = {value: code for code, value in enumerate(self._values)}
        self._codes = np.array([code_of[value] for value in values], dtype=np.int32)

    def where(self, admit: Callable[[str], Any]) -> frozenset[str]:
        return frozenset(value for value in self._values if admit(value))

    def mask(self, values: frozenset[str]) -> NDArray[np.bool_]:
        admitted = np.array([value in values for value in self._values], dtype=np.bool_)
        return admitted[self._codes] if len(self._codes) else np.zeros(0, dtype=np.bool_)
