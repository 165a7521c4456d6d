"""Notion: the pages that an integration was given, or what is below one page or database.

Follows https://developers.notion.com/reference, version 2026-03-11. Notion's API does not say who may read a page, so
that the administrator must.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.connection import Connection, Missing
from ingest.formats.dates import parse_date
from ingest.opening import Opening
from ingest.ports import Item, Listed, Reached
from ingest.sources.notion_workspace import ID, Json, Workspace, bare, parents

_API: Final = "https://api.notion.com"
_VERSION: Final = "2026-03-11"
_SETTLED: Final = timedelta(minutes=5)
"""An edit shows by its minute only. A page that was edited more recently gets no version: it could be edited again within
that minute. The rest is for clocks that differ."""
_LAG: Final = timedelta(hours=1)
"""How late the search may bring an edited page."""
_SHED: Final = frozenset({"icon", "cover", "request_id", "avatar_url", "expiry_time", "public_url", "annotations"})


def settle(location: str) -> str:
    """The id of a page or database from its address, or the workspace's name. Raises UsageError."""
    text = location.strip()
    place = text.split("?")[0].split("#")[0].rstrip("/").rsplit("/", 1)[-1]
    match = re.search(rf"(?:{ID.pattern})$", place.casefold())
    if match:
        return "-".join(match.groups())
    if not text or "/" in text or ":" in text:
        raise UsageError(
            f"'{location}' is no page of Notion: write its address (… › Copy link), its id, or the workspace's name for all"
        )
    return text


def open_source(opening: Opening) -> NotionSource:
    """The pages, with the token of an internal integration."""
    said = opening.entry.options.get("comments", "yes")
    if said not in {"yes", "no"}:
        raise UsageError(f"comments is yes or no, not '{said}'")
    if not opening.access.token:
        raise SourceError(
            f"the source {opening.entry.name} needs the token of an integration: set it in lore.toml ([sources.NAME] "
            "token = …) or in LORE_SOURCES__NAME__TOKEN, and share the pages with the integration"
        )
    headers = {"authorization": f"Bearer {opening.access.token}", "notion-version": _VERSION}
    connection = opening.owned(
        Connection("Notion", opening.entry.options.get("api", _API), headers=headers, waiting=opening.waiting)
    )
    root = opening.entry.location if ID.fullmatch(opening.entry.location) else ""
    return NotionSource(Workspace(connection, shows_comments=said == "yes"), root, opening.max_bytes)


class NotionSource:
    """Pages by their ids, rows of databases among them; what is in the trash is gone.

    A version is the moment of the last edit with a digest of the page's comments, which are asked for page by page, since
    a comment is no edit; without comments there is a cursor, the last edit that is settled. Comments on single blocks are
    left out: they would cost a request each block.
    """

    def __init__(self, workspace: Workspace, root: str, max_bytes: int) -> None:
        self._workspace = workspace
        self._root = root
        self._max_bytes = max_bytes

    def listing(self) -> Iterator[Item]:
        """Every page that search knows, and every row of every data source, which search may be late with."""
        now = datetime.now(UTC)
        self._check_root()
        tables = list(self._workspace.search("data_source", "ascending"))
        pages = {page["id"]: page for page in self._workspace.search("page", "ascending")}
        self._workspace.places.update((bare(one["id"]), one) for one in [*tables, *pages.values()])
        for table in tables:
            if self._is_wanted(table):
                pages.update((row["id"], row) for row in self._workspace.rows(table["id"]))
        for page_id in sorted(pages):
            if self._is_wanted(pages[page_id]):
                yield self._listed(pages[page_id], now)
        yield self._reached("", pages.values(), now)

    def changes(self, cursor: str) -> Iterator[Item]:
        """The pages that were edited since then, newest first. What is gone shows in the listing, and so do comments."""
        if self._workspace.shows_comments:  # it was not so when the cursor was given
            yield from self.listing()
            return
        now = datetime.now(UTC)
        edge = _moment(cursor) - _LAG
        found: dict[str, Json] = {}
        for page in self._workspace.search("page", "descending"):
            if _moment(page["last_edited_time"]) < edge:
                break
            found.setdefault(page["id"], page)
        yield from (self._listed(page, now) for page in found.values() if self._is_wanted(page))
        yield self._reached(cursor, found.values(), now)

    def read(self, listed: Listed) -> bytes | None:
        """The page, the tree of its blocks, and its comments, as JSON."""
        try:
            page = self._workspace.page(listed.path)
            blocks = self._workspace.blocks(listed.path, {listed.path})
        except Missing:
            return None
        comments = self._workspace.comments(listed.path)
        kept = {"page": page, "blocks": blocks, "comments": comments, "above": self._workspace.titles_above(page)}
        kept["people"] = self._workspace.people(kept)
        data = json.dumps(_pruned(kept), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        if len(data) > self._max_bytes:
            raise UnreadableDocument(
                f"has {len(data) / 1e6:.0f} MB, more than [ingest] max_file_mb = {self._max_bytes / 1e6:g}"
            )
        return data

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """None: Notion does not say who may read a page."""
        return {}

    def _listed(self, page: Json, now: datetime) -> Listed:
        edited = str(page["last_edited_time"])
        version = edited if _is_settled(edited, now) else ""
        if version and self._workspace.shows_comments:
            said = [f"{one['id']} {one['last_edited_time']}" for one in self._workspace.comments(page["id"])]
            settled = all(_is_settled(one.rpartition(" ")[2], now) for one in said)
            version = f"{version} {_digest(said)}".rstrip() if settled else ""
        return Listed(page["id"], version, "json", str(page.get("url") or ""))

    def _reached(self, before: str, pages: Iterable[Json], now: datetime) -> Reached:
        if self._workspace.shows_comments:
            return Reached("")
        moments = (str(page["last_edited_time"]) for page in pages)
        return Reached(max([before, *(one for one in moments if _is_settled(one, now))]))

    def _check_root(self) -> None:
        """Raise SourceError if the page or database is not shared (any more): that is no empty listing."""
        if self._root and not self._workspace.shows(self._root):
            raise SourceError(f"Notion shows no page {self._root} to this integration: share it with it (… › Connections)")

    def _is_wanted(self, page: Json) -> bool:
        if not self._root or page["id"] == self._root:
            return True
        return any(bare(self._root) in (bare(str(one["id"])), *parents(one)) for one in self._workspace.way_up(page))


def _pruned(found: Json) -> Json:
    """What the API returned without what changes by itself: addresses of files are signed anew for each request."""
    if isinstance(found, list):
        return [_pruned(one) for one in found]
    if not isinstance(found, dict):
        return found
    signed = {"url"} if "expiry_time" in found else set()
    return {key: _pruned(value) for key, value in found.items() if key not in _SHED and key not in signed}


def _is_settled(edited: str, now: datetime) -> bool:
    return _moment(edited) <= now - _SETTLED


def _moment(text: str) -> datetime:
    """One that can't be read counts as new."""
    return parse_date(text) or datetime.max.replace(tzinfo=UTC)


def _digest(texts: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()[:12] if texts else ""
