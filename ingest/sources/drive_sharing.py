"""Who may read a file of Google Drive: its permissions as Readers.

Follows https://developers.google.com/workspace/drive/api/reference/rest/v3/permissions. A link that opens a file for
whoever has it is no publication: only what Google lets strangers find is for everyone.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from assistant.domain.readers import ADMINISTRATORS_ONLY, EVERYONE, Readers
from ingest.sources.drive_api import DriveApi

Json: TypeAlias = Mapping[str, Any]


class Sharing:
    """Learns the readers of files, and remembers every group that they name. May be used by several threads at once.

    The members of a Google group are not Drive's to tell: `group:drive:eng@tidewater.example` is named, with nobody in it
    until lore.toml says who is. A domain is `user:*@tidewater.example`, whom lore.toml knows by their addresses.
    """

    def __init__(self, api: DriveApi, root: str) -> None:
        self._api = api
        self._root = root
        self._may_ask: bool | None = None
        self._known: dict[str, Json] = {}
        self._groups: set[str] = set()
        self._lock = threading.Lock()

    def readers(self, file: Json) -> Readers | None:
        """The readers of a file resource; None where this account may not even learn the root folder's."""
        if not self._asks():
            return None
        permissions = self._permissions(file)
        if permissions is None:
            return ADMINISTRATORS_ONLY
        found = Readers(frozenset(name for one in permissions if (name := _reader(one, datetime.now(UTC)))))
        self._groups |= {name.removeprefix("group:") for name in found.names if name.startswith("group:")}
        return found

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """The groups that were named so far, without members."""
        return dict.fromkeys(sorted(self._groups), frozenset())

    def _asks(self) -> bool:
        """Whether this account may learn who reads the root folder; asked once."""
        with self._lock:
            if self._may_ask is None:
                self._may_ask = self._asked(self._root) is not None
            return self._may_ask

    def _permissions(self, file: Json) -> Sequence[Json] | None:
        """With the file (My Drive), by its permissions' ids where all are known (shared drives), else asked for.

        Only a person's or a group's permission without an end is the same on every file.
        """
        stated = file.get("permissions")
        if isinstance(stated, list):
            return stated
        ids = file.get("permissionIds")
        if isinstance(ids, list) and ids and all(one in self._known for one in ids):
            return [self._known[one] for one in ids]
        return self._asked(file["id"])

    def _asked(self, file_id: str) -> Sequence[Json] | None:
        listed = self._api.permissions(file_id)
        for one in listed or ():
            if one.get("type") in {"user", "group"} and not one.get("expirationTime"):
                self._known[one["id"]] = one
        return listed


def _reader(permission: Json, now: datetime) -> str:
    """The name of the reader that a permission makes, or ""."""
    ends = permission.get("expirationTime")
    if permission.get("deleted") or permission.get("view") or (ends and datetime.fromisoformat(ends) <= now):
        return ""
    email = str(permission.get("emailAddress") or "").casefold()
    domain = str(permission.get("domain") or "").casefold()
    discoverable = permission.get("allowFileDiscovery") is True
    match permission.get("type"):
        case "user" if email and "," not in email:
            return f"user:{email}"
        case "group" if email and "," not in email:
            return f"group:drive:{email}"
        case "domain" if domain and discoverable and "," not in domain:
            return f"user:*@{domain}"
        case "anyone" if discoverable:
            return EVERYONE
        case _:
            return ""
