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
    """One document's fields that a scope or the ranking can ask for. `updated` is microseconds since 1970, or None; `folder` is
    what its path lies in, with a slash at the end, "" for none. `voices` are the people whose words are in it."""

    document_id: str
    readers: str
    source: str
    kind: str
    status: str
    authors: tuple[str, ...]
    updated: int | None
    folder: str
    title: str
    voices: tuple[str, ...]
    reviewers: tuple[str, ...]


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
    voices: frozenset[str] | None
    reviewers: frozenset[str] | None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return all(field is None for field in (*self._sets, self.after, self.before))

    @property
    def values(self) -> int:
        """How many values it names: what a condition inside the word index costs grows with them."""
        return sum(len(values) for values in self._sets if values is not None)

    @property
    def nothing(self) -> bool:
        """Whether some condition lets nothing in."""
        return any(values is not None and not values for values in self._sets)

    @property
    def _sets(self) -> tuple[frozenset[str] | None, ...]:
        of_one = (self.readers, self.sources, self.kinds, self.statuses, self.folders)
        return (*of_one, self.authors, self.voices, self.reviewers)


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
        self._authors = _Names([row.authors for row in rows])
        self._voices = _Names([row.voices for row in rows])
        self._reviewers = _Names([row.reviewers for row in rows])
        self._place_of = {row.document_id: place for place, row in enumerate(rows)}

    def row(self, document_id: str) -> Row:
        """One document's fields. Raises KeyError."""
        return self.rows[self._place_of[document_id]]

    def select(self, scope: Scope) -> Selection:
        """The values that a scope lets in. It asks for every audience that occurs: milliseconds where there are thousands."""
        principal, filters = scope.principal, scope.filters
        statuses = {status.casefold() for status in filters.statuses}
        readable = None if principal.administrator else self._readers.where(lambda text: _parsed(text).permit(principal))
        return Selection(
            readers=readable,
            sources=self._sources.where(set(filters.sources).__contains__) if filters.sources else None,
            kinds=self._kinds.where(set(filters.kinds).__contains__) if filters.kinds else None,
            statuses=self._statuses.where(lambda status: status.casefold() in statuses) if statuses else None,
            authors=self._authors.like(filters.authors),
            after=microseconds(filters.after),
            before=microseconds(filters.before),
            folders=self._folders.where(lambda path: _is_in(path, filters.folders)) if filters.folders else None,
            voices=self._voices.like(filters.voices),
            reviewers=self._reviewers.like(filters.reviewers),
        )

    def mask(self, selection: Selection) -> NDArray[np.bool_]:
        """By position, whether a document is let in. The selection may be that of other columns which hold more values."""
        mask = np.ones(len(self.rows), dtype=np.bool_)
        columns = (self._readers, self._sources, self._kinds, self._statuses, self._folders)
        chosen = (selection.readers, selection.sources, selection.kinds, selection.statuses, selection.folders)
        for column, values in zip(columns, chosen, strict=True):
            if values is not None:
                mask &= column.mask(values)
        people = (self._authors, self._voices, self._reviewers)
        for names, chosen_names in zip(people, (selection.authors, selection.voices, selection.reviewers), strict=True):
            if chosen_names is not None:
                mask &= names.mask(chosen_names, len(mask))
        if selection.after is not None:
            mask &= self._updated >= selection.after
        if selection.before is not None:
            mask &= (self._updated < selection.before) & (self._updated != _UNDATED)
        return mask


def _is_in(path: str, folders: Sequence[str]) -> bool:
    return any(lies_in(path, folder) for folder in folders)


class _Codes:
    """A column of few distinct strings, as one small number each."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = sorted(set(values))
        code_of = {value: code for code, value in enumerate(self._values)}
        self._codes = np.array([code_of[value] for value in values], dtype=np.int32)

    def where(self, admit: Callable[[str], Any]) -> frozenset[str] | None:
        """The values that are let in; None if that is each of them, so that nothing has to be compared."""
        admitted = frozenset(value for value in self._values if admit(value))
        return None if len(admitted) == len(self._values) else admitted

    def mask(self, values: frozenset[str]) -> NDArray[np.bool_]:
        admitted = np.array([value in values for value in self._values], dtype=np.bool_)
        return admitted[self._codes] if len(self._codes) else np.zeros(0, dtype=np.bool_)


class _Names:
    """A column of people, several for each document."""

    def __init__(self, values: Sequence[Sequence[str]]) -> None:
        self._places: dict[str, list[int]] = {}
        for place, names in enumerate(values):
            for name in names:
                self._places.setdefault(name, []).append(place)

    def like(self, wanted: Sequence[str]) -> frozenset[str] | None:
        """The names that one of those wanted means; None where none is wanted."""
        if not wanted:
            return None
        return frozenset(name for name in self._places if any(author_matches(one, name) for one in wanted))

    def mask(self, names: frozenset[str], count: int) -> NDArray[np.bool_]:
        mask = np.zeros(count, dtype=np.bool_)
        for name in names:
            mask[self._places.get(name, [])] = True
        return mask
