"""Confluence Cloud.

Spaces, pages, blog posts and users come from version 2 of the REST API
(https://developer.atlassian.com/cloud/confluence/rest/v2/). Most of version 1 is deprecated and being removed since April
2026; only what version 2 lacks is used of it: search by CQL, restrictions, members of groups, and who is asking
(https://developer.atlassian.com/cloud/confluence/rest/v1/).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

from ingest.connection import Connection, Missing, Refused
from ingest.sources.confluence_wiki import (
    RESTRICTIONS,
    TYPES,
    Entry,
    Json,
    Subjects,
    Wiki,
    no_space,
    quoted,
    results,
    whole_list,
)

_MANY: Final = 200
"""How many users are asked for at once; the service allows 250."""


class Cloud(Wiki):
    """Confluence Cloud: accounts and groups are known by opaque ids."""

    context = "/wiki"

    def __init__(self, connection: Connection, public: Connection, site: str, space: str) -> None:
        super().__init__(connection, public, site, space)
        self._number = ""
        self._places: dict[str, Json] = {}

    def entries(self) -> Iterator[Entry]:
        """See Wiki."""
        found = [entry for kind in TYPES for entry in self._list(kind, "current")]
        self._places.update((str(entry["id"]), entry) for entry in found)
        cql = f"space = {quoted(self.space)} and type in (page, blogpost)"
        for hit in self._all("rest/api/content/search", {"cql": cql, "limit": 100, "expand": RESTRICTIONS}):
            self._note(hit)
        for entry in found:
            version = entry["version"]
            above = self._above(entry)
            yield Entry(str(entry["id"]), entry["type"], version["number"], version["createdAt"], self._url(entry), above)

    def page(self, entry_id: str, entry_type: str) -> Json:
        """See Wiki."""
        found = self.connection.json(f"api/v2/{entry_type}s/{entry_id}", {"body-format": "storage", "include-labels": True})
        above = self._above(found) or ()
        return {**found, "ancestors": [{"id": one, "title": self._places[one].get("title", "")} for one in reversed(above)]}

    def gone(self) -> tuple[str, ...]:
        """See Wiki."""
        statuses = {"page": ("trashed", "archived"), "blogpost": ("trashed",)}
        found = {f"{kind}/{one['id']}" for kind in TYPES for status in statuses[kind] for one in self._list(kind, status)}
        return tuple(sorted(found))

    def space_readers(self) -> Subjects:
        """See Wiki. Access classes of sites with roles (all licensed users) can't be told apart into accounts."""
        found: dict[str, set[str]] = {"user": set(), "group": set()}
        for permission in self._all(f"api/v2/spaces/{self._space_id()}/permissions", {"limit": 250}):
            operation, principal = permission.get("operation") or {}, permission.get("principal") or {}
            to_read = (operation.get("key"), operation.get("targetType")) == ("read", "space")
            if to_read and principal.get("type") in found:
                found[principal["type"]].add(str(principal["id"]))
        return Subjects(frozenset(found["user"]), frozenset(found["group"]))

    def is_public(self) -> bool:
        """See Wiki."""
        seen = self._seen_by_strangers(f"api/v2/spaces?keys={quote(self.space)}")
        return any(space.get("key") == self.space for space in results(seen))

    def _members_address(self, group: str) -> str:
        return f"rest/api/group/{quote(group, safe='')}/membersByGroupId"

    def _ask_for(self, accounts: Iterable[str]) -> Iterable[Json]:
        wanted = list(accounts)
        for first in range(0, len(wanted), _MANY):
            body = {"accountIds": wanted[first : first + _MANY]}
            try:
                yield from results(self.connection.post("api/v2/users-bulk", body))
            except (Refused, Missing):
                return

    def _list(self, kind: str, status: str) -> Iterator[Json]:
        address = f"api/v2/spaces/{self._space_id()}/{kind}s"
        return ({**one, "type": kind} for one in self._all(address, {"status": status, "limit": 250}))

    def _space_id(self) -> str:
        if not self._number:
            spaces = whole_list(self.connection.json("api/v2/spaces", {"keys": self.space}))
            self._number = next((str(space["id"]) for space in spaces if space["key"] == self.space), "")
        if not self._number:
            raise no_space(self.space)
        return self._number

    def _above(self, entry: Json) -> tuple[str, ...] | None:
        """The way up over pages, folders, whiteboards and databases, each of which may have a restriction."""
        above: list[str] = []
        while entry.get("parentId"):
            parent, kind = str(entry["parentId"]), entry.get("parentType") or "page"
            if parent in above:
                return None
            above.append(parent)
            if parent not in self._places:
                try:
                    self._places[parent] = self.connection.json(f"api/v2/{kind}s/{parent}")
                except (Refused, Missing):
                    return None
            entry = self._places[parent]
        return tuple(above)

    def _url(self, entry: Json) -> str:
        return self.site + str((entry.get("_links") or {}).get("webui") or "")
