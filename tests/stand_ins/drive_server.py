"""Google Drive as far as Lore asks it: version 3 of its API, with small pages, field masks and a log of changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

from google.auth import jwt

from tests.stand_ins.stumbling_server import Asked, Reply, StumblingServer

FOLDER = "application/vnd.google-apps.folder"
DOCUMENT = "application/vnd.google-apps.document"
SHORTCUT = "application/vnd.google-apps.shortcut"
PAGE = 3
MOST_EXPORTED = 10_000_000

Resource = dict[str, Any]


class DriveServer(StumblingServer):
    """Files by id in `files`, their bytes in `contents` (Google documents: by `id` and export type), permissions apart.

    Without `may_share` the account is a viewer, who sees no permissions. `granted` are the service account's tokens that
    hold; `public_key` is the certificate or key that its assertions are checked with. The next `hasty` requests are too many
    for the user's quota, the permissions of what is in `hidden` may not be seen, `in_part` cuts searches short, and
    `shut_out` refuses every token.
    """

    etags = False

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, Resource] = {}
        self.contents: dict[str, bytes] = {}
        self.exports: dict[tuple[str, str], bytes] = {}
        self.permissions: dict[str, list[Resource]] = {}
        self.changed: list[Resource] = []
        self.may_share = True
        self.public_key = b""
        self.granted: list[str] = []
        self.claims: list[dict[str, Any]] = []
        self.lasts_s = 3600
        self.hasty = 0
        self.hidden: set[str] = set()
        self.in_part = False
        self.shut_out = False
        self._ticks = 0

    def put(self, file_id: str, parent: str, **fields: Any) -> None:
        """A file as somebody made it, in a folder."""
        self._ticks += 1
        moment = f"2024-05-01T10:{self._ticks // 60:02}:{self._ticks % 60:02}.000Z"
        owner = {"displayName": "Ana Ruiz", "emailAddress": "ana@tidewater.example"}
        self.files[file_id] = {
            "kind": "drive#file",
            "id": file_id,
            "name": file_id,
            "mimeType": DOCUMENT,
            "parents": [parent] if parent else [],
            "trashed": False,
            "createdTime": moment,
            "modifiedTime": moment,
            "version": str(self._ticks),
            "webViewLink": f"https://docs.google.example/document/d/{file_id}/edit",
            "owners": [owner],
            "lastModifyingUser": owner,
            **fields,
        }
        inherited = self.permissions.get(parent, [])
        self.permissions[file_id] = [dict(one) for one in inherited]
        self.log_change(file_id)

    def write(self, file_id: str, text: str, mime_type: str = "text/markdown") -> None:
        """Somebody writes into a Google document, or uploads a new version of a file."""
        if file_id in self.contents:
            self.contents[file_id] = text.encode()
        else:
            self.exports[file_id, mime_type] = text.encode()
        self.touch(file_id)

    def touch(self, file_id: str, **fields: Any) -> None:
        """Something about it changes: with `fields` those alone, else what it holds."""
        self._ticks += 1
        self.files[file_id] |= fields or {"modifiedTime": f"2024-06-01T10:{self._ticks // 60:02}:{self._ticks % 60:02}.000Z"}
        self.files[file_id]["version"] = str(self._ticks)
        self.log_change(file_id)

    def bin(self, file_id: str) -> None:
        """Into the bin, with all that is below; the log names the file alone."""
        for one in (file_id, *self.below(file_id)):
            self.files[one]["trashed"] = True
        self.log_change(file_id)

    def delete(self, file_id: str) -> None:
        """For good, with all that is below."""
        for one in (*self.below(file_id), file_id):
            del self.files[one]
        self.log_change(file_id)

    def below(self, folder_id: str) -> list[str]:
        """The ids of all that is in a folder."""
        direct = [one for one, file in self.files.items() if folder_id in file["parents"]]
        return [*direct, *(deeper for one in direct for deeper in self.below(one))]

    def log_change(self, file_id: str) -> None:
        """The log keeps a file's latest change only, as Drive does."""
        self.changed = [{"changeType": "file"} if one.get("fileId") == file_id else one for one in self.changed]
        self.changed.append({"changeType": "file", "fileId": file_id})

    def authorised(self, asked: Asked) -> bool:
        if asked.path == "/token":
            return True
        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        return not self.shut_out and (bearer == self.token or bearer in self.granted)

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/token":
            return self._exchanged(asked)
        if self.hasty:
            self.hasty -= 1
            return _refusal(403, "userRateLimitExceeded", "User Rate Limit Exceeded.")
        parts = asked.path.removeprefix("/drive/v3/").split("/")
        every_drive = asked.query.get("supportsAllDrives") == "true"
        match parts:
            case ["files"]:
                return self._listed(asked)
            case ["changes", "startPageToken"]:
                return Reply.of({"startPageToken": str(len(self.changed))})
            case ["changes"]:
                return self._changes(asked)
            case ["files", file_id, *rest] if file_id in self.files:
                if "driveId" in self.files[file_id] and not every_drive and rest != ["export"]:
                    return _missing(file_id)
                return self._file(file_id, "/".join(rest), asked)
            case _:
                return _missing(parts[-1])

    def _file(self, file_id: str, rest: str, asked: Asked) -> Reply:
        if rest == "export":
            exported = self.exports.get((file_id, asked.query["mimeType"]))
            if exported is None:
                return _refusal(400, "badRequest", "The requested conversion is not supported.")
            if len(exported) > MOST_EXPORTED:
                return _refusal(403, "exportSizeLimitExceeded", "This file is too large to be exported.")
            return Reply(200, exported, {"content-type": asked.query["mimeType"]})
        if rest == "permissions":
            if not self.may_share or file_id in self.hidden:
                return _refusal(403, "insufficientFilePermissions", "The user does not have sufficient permissions.")
            return self._page("permissions", self.permissions.get(file_id, []), asked)
        if asked.query.get("alt") == "media":
            if file_id not in self.contents:
                return _refusal(403, "fileNotDownloadable", "Only files with binary content can be downloaded.")
            return Reply(200, self.contents[file_id], {"content-type": "application/octet-stream"})
        return Reply.of(_masked(self._resource(file_id), _mask(asked.query.get("fields", "kind,id,name,mimeType"))))

    def _resource(self, file_id: str) -> Resource:
        """Files of a shared drive have no `permissions`, but the ids of them; a viewer sees neither."""
        file, permissions = self.files[file_id], self.permissions.get(file_id, [])
        if not self.may_share or file_id in self.hidden:
            return file
        ids = {"permissionIds": [one["id"] for one in permissions]}
        return {**file, **ids, **({} if "driveId" in file else {"permissions": permissions})}

    def _listed(self, asked: Asked) -> Reply:
        query = asked.query["q"]
        parent, target = re.search(r"'([^']+)' in parents", query), re.search(r"targetId = '([^']+)'", query)
        found = []
        for file_id, file in self.files.items():
            if "driveId" in file and asked.query.get("includeItemsFromAllDrives") != "true":
                continue
            if asked.query.get("corpora") == "drive" and file.get("driveId") != asked.query["driveId"]:
                continue
            if file["trashed"] and "trashed = false" in query:
                continue
            if parent and parent[1] not in file["parents"]:
                continue
            if target and file.get("shortcutDetails", {}).get("targetId") != target[1]:
                continue
            found.append(self._resource(file_id))
        if parent and parent[1] not in self.files:
            return _missing(parent[1])
        return self._page("files", found, asked, {"incompleteSearch": self.in_part})

    def _changes(self, asked: Asked) -> Reply:
        start = int(asked.query["pageToken"])
        known = [dict(one) for one in self.changed[start : start + PAGE] if "fileId" in one]
        for one in known:
            one["removed"] = one["fileId"] not in self.files
            if not one["removed"]:
                one["file"] = self._resource(one["fileId"])
        more = start + PAGE < len(self.changed)
        token = {"nextPageToken": str(start + PAGE)} if more else {"newStartPageToken": str(len(self.changed))}
        return Reply.of(_masked({"changes": known, **token}, _mask(asked.query["fields"])))

    def _page(self, name: str, found: list[Resource], asked: Asked, extra: Resource | None = None) -> Reply:
        start = int(asked.query.get("pageToken", 0))
        size = min(PAGE, int(asked.query.get("pageSize", 100)))
        page: Resource = {name: found[start : start + size], **(extra or {})}
        if start + size < len(found):
            page["nextPageToken"] = str(start + size)
        return Reply.of(_masked(page, _mask(asked.query["fields"])))

    def _exchanged(self, asked: Asked) -> Reply:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        try:
            claims = dict(jwt.decode(form["assertion"], certs=self.public_key, audience=f"{self.address}/token"))
        except ValueError:
            return Reply.of({"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, 400)
        self.claims.append(claims)
        self.granted.append(f"ya29.granted-{len(self.granted) + 1}")
        return Reply.of({"access_token": self.granted[-1], "expires_in": self.lasts_s, "token_type": "Bearer"})


def _missing(what: str) -> Reply:
    return _refusal(404, "notFound", f"File not found: {what}.")


def _refusal(status: int, reason: str, message: str) -> Reply:
    error = {"domain": "global", "reason": reason, "message": message}
    return Reply.of({"error": {"code": status, "message": message, "errors": [error]}}, status)


def _mask(fields: str) -> Resource:
    """`files(id,owners(displayName)),nextPageToken` as nested dictionaries; an empty one wants everything below."""
    tokens: Iterator[str] = iter(re.findall(r"[\w*]+|[(),]", fields))

    def read() -> Resource:
        wanted: Resource = {}
        name = ""
        for token in tokens:
            if token == "(":
                wanted[name] = read()
            elif token == ")":
                break
            elif token != ",":
                name = token
                wanted[name] = {}
        return wanted

    return read()


def _masked(value: Any, mask: Resource) -> Any:
    if not mask:
        return value
    if isinstance(value, list):
        return [_masked(one, mask) for one in value]
    return {name: _masked(value[name], below) for name, below in mask.items() if name in value}
