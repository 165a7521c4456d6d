"""What an integration sees of a Notion workspace (https://developers.notion.com/reference, version 2026-03-11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from assistant.errors import SourceError, UnreadableDocument
from ingest.connection import Connection, Missing, Refused

Json: TypeAlias = Any

ID: Final = re.compile(r"(?<![0-9a-f])([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})(?![0-9a-f])")
"""An id with or without hyphens, in lower case."""
_DEPTH: Final = 40
_OTHER_PAGES: Final = frozenset({"child_page", "child_database"})


class Workspace:
    """Pages, blocks, comments and people, as they are now; what is in the trash is left out of every list.

    `shows_comments` is whether they are asked for; it turns False once the integration proves to have no right to them.
    """

    def __init__(self, connection: Connection, *, shows_comments: bool) -> None:
        self.shows_comments = shows_comments
        self._connection = connection
        self.places: dict[str, Json] = {}
        """Pages, data sources, databases and blocks that were met, by their ids without hyphens; None for hidden ones."""
        self._names: dict[str, str] = {}

    def page(self, page_id: str) -> Json:
        """A page with its properties. Missing if it is in the trash, or not shared (any more)."""
        found = self._connection.json(f"v1/pages/{page_id}")
        if is_gone(found):
            raise Missing("is in the trash")
        return found

    def shows(self, place: str) -> bool:
        """Whether there is a page, a database or a data source of this id."""
        for kind in ("pages", "databases", "data_sources"):
            try:
                return not is_gone(self._connection.json(f"v1/{kind}/{place}"))
            except Missing:
                continue
        return False

    def search(self, kind: str, direction: str) -> Iterator[Json]:
        """Ascending, a page that is edited meanwhile comes up again at the end, and nothing is passed over."""
        order = {"timestamp": "last_edited_time", "direction": direction}
        body = {"filter": {"property": "object", "value": kind}, "sort": order, "page_size": 100}
        try:
            for one in self._all(lambda more: self._connection.post("v1/search", {**body, **more})):
                if one.get("object") == kind and not is_gone(one):
                    yield one
        except Missing as error:
            raise SourceError("there is no Notion at this address: check the source's option api") from error

    def rows(self, table: str) -> Iterator[Json]:
        """The pages in a data source."""
        address = f"v1/data_sources/{table}/query"
        try:
            for row in self._all(lambda more: self._connection.post(address, {"page_size": 100, **more})):
                if row.get("object") == "page" and not is_gone(row):
                    yield row
        except Missing:
            return

    def blocks(self, parent: str, above: set[str]) -> list[Json]:
        """The blocks below a block, each with its `children`; pages and databases among them are documents of their own."""
        address = f"v1/blocks/{parent}/children"
        found = list(self._all(lambda more: self._connection.json(address, {"page_size": 100, **more})))
        for block in found:
            if not block.get("has_children") or block.get("type") in _OTHER_PAGES or block["id"] in above:
                continue
            if len(above) > _DEPTH:
                raise UnreadableDocument(f"is nested deeper than {_DEPTH} blocks")
            try:
                block["children"] = self.blocks(block["id"], above | {block["id"]})
            except Missing:  # the original of a synced block that is not shared
                block["children"] = []
        return [block for block in found if not is_gone(block)]

    def comments(self, page: str) -> list[Json]:
        """The open comments on the page as a whole."""
        if not self.shows_comments:
            return []
        asked: dict[str, str | int] = {"block_id": page, "page_size": 100}
        try:
            return list(self._all(lambda more: self._connection.json("v1/comments", {**asked, **more})))
        except Missing:
            return []
        except Refused:
            self.shows_comments = False
            return []

    def _all(self, ask: Callable[[dict[str, Any]], Json]) -> Iterator[Json]:
        """The results of every page; `ask` takes what says where to go on."""
        more: dict[str, Any] = {}
        seen: set[str] = set()
        while True:
            page = ask(more)
            if not isinstance(page, dict) or not isinstance(page.get("results"), list):
                raise SourceError("Notion answers with something that is no list: check the source's address")
            yield from page["results"]
            following = page.get("next_cursor") if page.get("has_more") else None
            if not following:
                return
            if following in seen:
                raise SourceError("Notion sends its pages in a circle: nothing was removed; try again later")
            seen.add(following)
            more = {"start_cursor": following}

    def titles_above(self, page: Json) -> list[str]:
        """The titles of what a page is below, outermost first."""
        titles = [title for one in self.way_up(page) if (title := _title(one)) and one is not page]
        return titles[::-1]

    def way_up(self, page: Json) -> Iterator[Json]:
        """The page, and what it is below, as far as the integration may see it."""
        passed: set[str] = set()
        here: Json | None = page
        while here is not None:
            yield here
            parent = next(iter(parents(here)), "")
            kind = str((here.get("parent") or {}).get("type") or "").removesuffix("_id")
            here = self._place(kind, parent) if parent and parent not in passed else None
            passed.add(parent)

    def _place(self, kind: str, place: str) -> Json | None:
        if place not in self.places:
            try:
                self.places[place] = self._connection.json(f"v1/{kind}s/{_dashed(place)}")
            except (Missing, Refused):
                self.places[place] = None
        return self.places[place]

    def people(self, kept: Json) -> dict[str, str]:
        """The names of those whom the page and its comments name by an id only; none without the right to see users."""
        named = [kept["page"].get("created_by"), kept["page"].get("last_edited_by")]
        named += [comment.get("created_by") for comment in kept["comments"]]
        for user in {one["id"] for one in named if isinstance(one, dict) and one.get("id")} - self._names.keys():
            try:
                self._names[user] = str(self._connection.json(f"v1/users/{user}").get("name") or "")
            except (Missing, Refused):
                self._names[user] = ""
        return {one["id"]: name for one in named if isinstance(one, dict) and (name := self._names.get(one.get("id", ""), ""))}


def parents(one: Json) -> tuple[str, ...]:
    """The ids that a parent gives: of a row the data source's and the database's."""
    parent = one.get("parent") or {}
    kind = str(parent.get("type") or "")
    first = parent.get(kind)
    found = [first, parent.get("database_id")] if isinstance(first, str) else []
    return tuple(dict.fromkeys(bare(place) for place in found if isinstance(place, str)))


def _title(one: Json) -> str:
    """The title of a page, a data source or a database."""
    properties = one.get("properties") or {}
    titles = [value.get("title") for value in properties.values() if isinstance(value, dict) and value.get("type") == "title"]
    words = one.get("title") or next(iter(titles), None)
    return "".join(str(part.get("plain_text") or "") for part in words) if isinstance(words, list) else ""


def is_gone(one: Json) -> bool:
    """`archived` is what versions of the API before 2026-03-11 call it."""
    return bool(one.get("in_trash") or one.get("archived"))


def bare(place: str) -> str:
    """An id without hyphens: the API takes both, and gives either."""
    return place.replace("-", "")


def _dashed(place: str) -> str:
    match = ID.fullmatch(place)
    return "-".join(match.groups()) if match else place
