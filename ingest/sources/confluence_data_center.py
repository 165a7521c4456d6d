"""Confluence Data Center and Server (https://developer.atlassian.com/server/confluence/rest/)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from assistant.errors import SourceError
from ingest.connection import Missing, Parameters, Refused
from ingest.sources.confluence_wiki import RESTRICTIONS, TYPES, Entry, Json, Subjects, Wiki, no_space


class DataCenter(Wiki):
    """Confluence Data Center and Server: accounts have keys and names, groups have names."""

    def entries(self) -> Iterator[Entry]:
        """See Wiki. What is deleted while pages are counted off moves a later one out of sight: then they are listed again."""
        for _ in range(4):
            before = self.gone()
            found = list(self._once())
            if before == self.gone():
                return iter(found)
        raise SourceError(f"the space {self.space} changes faster than it can be listed: nothing was removed; try again later")

    def _once(self) -> Iterator[Entry]:
        for kind in TYPES:
            for found in self._list(kind, "current", f"version,ancestors,{RESTRICTIONS}"):
                self._note(found)
                above = tuple(str(one["id"]) for one in reversed(found.get("ancestors") or ()))
                url = self.site + str((found.get("_links") or {}).get("webui") or "")
                yield Entry(str(found["id"]), kind, found["version"]["number"], found["version"]["when"], url, above)

    def page(self, entry_id: str, entry_type: str) -> Json:  # noqa: ARG002 - ids are shared by pages and posts here
        """See Wiki."""
        expand = "body.storage,version,history,metadata.labels,ancestors"
        return self.connection.json(f"rest/api/content/{entry_id}", {"expand": expand})

    def gone(self) -> tuple[str, ...]:
        """See Wiki."""
        return tuple(sorted(f"{kind}/{one['id']}" for kind in TYPES for one in self._list(kind, "trashed", "")))

    def space_readers(self) -> Subjects:
        """See Wiki. Since Confluence 9.1; Missing before."""
        found: dict[str, set[str]] = {"user": set(), "group": set()}
        for permission in self.connection.json(f"rest/api/space/{quote(self.space)}/permissions"):
            operation, subject = permission.get("operation") or {}, permission.get("subject") or {}
            if (operation.get("operationKey"), operation.get("targetType")) == ("read", "space") and subject.get(
                "type"
            ) in found:
                found[subject["type"]].add(str(subject.get("userKey") or subject.get("name")))
        return Subjects(frozenset(found["user"]), frozenset(found["group"]))

    def is_public(self) -> bool:
        """See Wiki."""
        seen = self._seen_by_strangers(f"rest/api/space/{quote(self.space)}")
        return isinstance(seen, dict) and seen.get("key") == self.space

    def _members_address(self, group: str) -> str:
        return f"rest/api/group/{quote(group, safe='')}/member"

    def _ask_for(self, accounts: Iterable[str]) -> Iterable[Json]:
        for account in accounts:
            try:
                yield self.connection.json("rest/api/user", {"key": account})
            except (Refused, Missing):
                continue

    def _list(self, kind: str, status: str, expand: str) -> Iterator[Json]:
        asked: Parameters = {"type": kind, "spaceKey": self.space, "status": status, "limit": 100, "expand": expand}
        try:
            yield from self._all("rest/api/content", asked)
        except Missing as error:
            raise no_space(self.space) from error
