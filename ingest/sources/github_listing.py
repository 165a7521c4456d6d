"""Walks over all discussions of a repository, and over the comments in them, without losing one.

GitHub numbers pages by position, so that a deletion moves what comes after it, and something can slip from a page that is
still to be read to one that was read. A walk of several pages is therefore made again, which the server answers with 304s,
until nothing turns up that had slipped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeAlias

from assistant.errors import SourceError
from ingest.connection import Connection, Missing
from ingest.ports import Page, Pages
from ingest.sources.github_cursor import BEGINNING, Entry

Json: TypeAlias = Any

_WALKS: Final = 5
_DEEPEST: Final = 300
"""GitHub refuses to go beyond 40,000 comments, which are 400 pages."""


class TooMuchChanged(Exception):
    """More than GitHub's pages of recent comments hold: only a listing helps."""


class Discussions:
    """The discussions of the repository at `place`: `wanted` holds `issues`, `pulls`, or both.

    GitHub's list of issues names the pull requests too; those have a list of their own for where there are no issues.
    After `deepest` pages of comments a walk over them begins anew from there.
    """

    def __init__(
        self, connection: Connection, memory: Pages, place: str, wanted: Collection[str], *, deepest: int = _DEEPEST
    ) -> None:
        self._connection = connection
        self._memory = memory
        self._place = place
        self._wanted = wanted
        self._deepest = deepest
        self._list = f"{place}/{'issues' if 'issues' in wanted else 'pulls'}"

    def newest(self) -> str:
        """The moment of the latest change; the page is the one that a walk over recent changes begins with."""
        page = next(self._pages("updated", "desc"), [])
        return max((entry.moment for entry in page), default=BEGINNING)

    def walk(self, border: str = "") -> Iterator[Sequence[Entry]]:
        """Each discussion once, the oldest first; with `border` the latest first, to those that moved at that moment."""
        named: set[int] = set()
        for attempt in range(_WALKS):
            highest, pages, slipped = max(named, default=0), 0, False
            for page in self._pages(*(("updated", "desc") if border else ("created", "asc"))):
                fresh = [entry for entry in page if entry.number not in named]
                slipped = slipped or any(entry.number <= highest for entry in fresh)
                named.update(entry.number for entry in fresh)
                pages += 1
                yield fresh
                if border and page and page[-1].moment < border:
                    break
            if pages <= 1 or (attempt and not slipped):
                return
        raise SourceError("GitHub's list changes faster than it can be read: nothing was removed, run it again later")

    def single(self, numbers: Sequence[int]) -> list[Entry]:
        """These discussions; those that are gone, or not of this listing, are left out."""
        found = []
        for number in numbers:
            try:
                loaded = self._connection.json(f"{self._list}/{number}")
            except Missing:
                continue
            found += [Entry(*row) for row in _entries([loaded])]
        return found

    def last_words(self, border: str = "") -> dict[int, str]:
        """When the latest comment of each discussion was written or edited; with `border` those from that moment on.

        A discussion's own moment moves when somebody comments; that it does for an edit, or for a comment on a line,
        GitHub does not promise.
        """
        latest: dict[int, str] = {}
        for kind in ("issues", "pulls") if "pulls" in self._wanted else ("issues",):
            try:
                spoken = self._recent(kind, border) if border else self._all(kind)
                for number, moment in spoken:
                    latest[number] = max(moment, latest.get(number, ""))
            except Missing:
                continue  # the repository has no issues, or no pull requests
        return latest

    def _recent(self, kind: str, border: str) -> Iterator[tuple[int, str]]:
        for count, page in enumerate(self._comments(kind, "desc")):
            if count >= self._deepest:
                raise TooMuchChanged
            yield from ((number, moment) for number, moment in page if moment >= border)
            if page and page[-1][1] < border:
                return

    def _all(self, kind: str) -> Iterator[tuple[int, str]]:
        since, reached = "", BEGINNING
        while since < reached:
            since, count = reached, 0
            for page in islice(self._comments(kind, "asc", since), self._deepest):
                count += 1
                reached = max([reached, *(moment for _, moment in page)])
                yield from page
            if count < self._deepest:
                return

    def _comments(self, kind: str, direction: str, since: str = "") -> Iterator[list[tuple[int, str]]]:
        parameters: dict[str, str | int] = {"sort": "updated", "direction": direction, "per_page": 100}
        parameters |= {"since": since} if since > BEGINNING else {}
        memory = self._memory if direction == "desc" else UnlessLast(self._memory)
        return self._connection.pages(f"{self._place}/{kind}/comments", parameters, _moments, memory)

    def _pages(self, sort: str, direction: str) -> Iterator[list[Entry]]:
        parameters: Mapping[str, str | int] = {"state": "all", "sort": sort, "direction": direction, "per_page": 100}
        memory = self._memory if direction == "desc" else UnlessLast(self._memory)
        for page in self._connection.pages(self._list, parameters, _entries, memory):
            yield [Entry(*row) for row in page]


class UnlessLast:
    """Remembers pages, but the last of a list that grows at its end.

    When that page is full and another begins, its body and so its ETag stay what they were, and a 304 would hide that the
    list goes on.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def recall(self, address: str) -> Page | None:
        """See ingest.ports.Pages."""
        return self._pages.recall(address)

    def keep(self, address: str, page: Page) -> None:
        """See ingest.ports.Pages."""
        if page.following:
            self._pages.keep(address, page)

    def forget_unused(self) -> None:
        """See ingest.ports.Pages."""
        self._pages.forget_unused()


def rows(loaded: Json) -> list[dict[str, Json]]:
    """The objects of a page. Raises SourceError for a body of another shape."""
    if not isinstance(loaded, list) or not all(isinstance(one, dict) for one in loaded):
        raise SourceError("GitHub answers a list in an unknown form: check the source's address, and update Lore")
    return loaded


def _entries(loaded: Json) -> list[Json]:
    """What is remembered of a page; the number of comments is there in the list of issues alone."""
    try:
        return [
            [
                int(one["number"]),
                "pull_request" in one or "head" in one,
                _moment(one),
                0 if "head" in one else int(one.get("comments", 0)),
                str(one["html_url"]),
            ]
            for one in rows(loaded)
        ]
    except (KeyError, ValueError, TypeError) as error:
        raise SourceError("GitHub lists an issue in an unknown form: check the source's address, and update Lore") from error


def _moments(loaded: Json) -> list[Json]:
    try:
        return [
            [int(str(one.get("issue_url") or one["pull_request_url"]).rpartition("/")[2]), _moment(one)] for one in rows(loaded)
        ]
    except (KeyError, ValueError) as error:
        raise SourceError("GitHub lists a comment in an unknown form: check the source's address, and update Lore") from error


def _moment(one: Mapping[str, Json]) -> str:
    moment = str(one["updated_at"])
    datetime.fromisoformat(moment)
    return moment
