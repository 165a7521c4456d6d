"""The calls of Google Drive's API, version 3, that the source makes; each returns what the API does, to the last page.

Follows https://developers.google.com/workspace/drive/api/reference/rest/v3. Raises as Connection does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from assistant.errors import SourceError, UnreadableDocument
from ingest.connection import Connection, Missing, Refused

Json: TypeAlias = Mapping[str, Any]

FOLDER: Final = "application/vnd.google-apps.folder"
SHORTCUT: Final = "application/vnd.google-apps.shortcut"

_PERMISSION: Final = "id,type,emailAddress,domain,allowFileDiscovery,expirationTime,deleted,view"
_FILE: Final = (
    "id,name,mimeType,description,parents,driveId,trashed,createdTime,modifiedTime,md5Checksum,size,webViewLink,"
    f"owners(displayName),lastModifyingUser(displayName),shortcutDetails,permissionIds,permissions({_PERMISSION})"
)
_PAGE: Final = 1000
_NOT_FOR_THIS_ACCOUNT: Final = ("insufficientFilePermissions", "appNotAuthorizedToFile")
_NOT_TO_BE_HAD: Final = {
    "exportSizeLimitExceeded": "is larger than the 10 MB that Drive exports",
    "cannotExportFile": "may not be exported: its owner has switched that off",
    "cannotDownloadFile": "may not be downloaded: its owner has switched that off",
    "cannotDownloadAbusiveFile": "is held back by Drive as malware or spam",
    "fileNotDownloadable": "is of a kind that Drive does not give out",
}


class TooLargeToExport(UnreadableDocument):
    """A Google Doc whose export in this format has more than 10 MB; another may have less."""


class DriveApi:
    """One account's view of Drive. `drive_id` confines searches and changes to a shared drive; "" is everything else."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.drive_id = ""

    def file(self, file_id: str) -> Json:
        """A file resource; Missing where it is gone or not shared with this account."""
        return self._get(f"files/{file_id}", {"fields": _FILE})

    def children(self, folder_id: str, *, with_trash: bool = False) -> Iterator[Json]:
        """The files directly in a folder."""
        return self._search(f"'{folder_id}' in parents" + ("" if with_trash else " and trashed = false"))

    def shortcuts_to(self, file_id: str) -> Iterator[Json]:
        """The shortcuts that point to a file."""
        return self._search(f"shortcutDetails.targetId = '{file_id}' and trashed = false")

    def permissions(self, file_id: str) -> list[Json] | None:
        """A file's permissions; None where this account may not see them."""
        try:
            pages = self._pages(f"files/{file_id}/permissions", {"fields": f"nextPageToken,permissions({_PERMISSION})"}, 100)
            return [one for page in pages for one in page.get("permissions", ())]
        except Missing:
            return None
        except Refused as error:
            if any(reason in error.said for reason in _NOT_FOR_THIS_ACCOUNT):
                return None
            raise

    def start_token(self) -> str:
        """Where the log of changes ends now."""
        return str(self._get("changes/startPageToken", self._in_drive())["startPageToken"])

    def changes(self, token: str) -> Json:
        """A page of the log: `changes`, and `nextPageToken` or, at the end, `newStartPageToken`."""
        fields = f"nextPageToken,newStartPageToken,changes(changeType,fileId,removed,file({_FILE}))"
        return self._get(
            "changes",
            {
                "pageToken": token,
                "pageSize": _PAGE,
                "fields": fields,
                "includeRemoved": "true",
                "includeItemsFromAllDrives": "true",
                **self._in_drive(),
            },
        )

    def content(self, file_id: str) -> bytes:
        """The bytes of an uploaded file. Raises UnreadableDocument where they may not be had."""
        return self._bytes(f"files/{file_id}", {"alt": "media", "supportsAllDrives": "true"})

    def export(self, file_id: str, mime_type: str) -> bytes:
        """A Google document in another format. Raises TooLargeToExport, or UnreadableDocument."""
        return self._bytes(f"files/{file_id}/export", {"mimeType": mime_type})

    def _bytes(self, address: str, parameters: Mapping[str, str]) -> bytes:
        try:
            return self._connection.fetch(address, parameters).body
        except Refused as error:
            for reason, words in _NOT_TO_BE_HAD.items():
                if reason in error.said:
                    raise (TooLargeToExport if reason.startswith("export") else UnreadableDocument)(words) from error
            raise

    def _search(self, query: str) -> Iterator[Json]:
        parameters = {
            "q": query,
            "fields": f"nextPageToken,incompleteSearch,files({_FILE})",
            "includeItemsFromAllDrives": "true",
        }
        if self.drive_id:
            parameters["corpora"] = "drive"
        for page in self._pages("files", {**parameters, **self._in_drive()}, _PAGE):
            if page.get("incompleteSearch"):
                raise SourceError(
                    "Google Drive answered a search in part only: nothing was removed, run the command again later"
                )
            yield from page.get("files", ())

    def _pages(self, address: str, parameters: Mapping[str, str], size: int) -> Iterator[Json]:
        token = ""
        while True:
            page = self._get(address, {**parameters, "pageSize": size, **({"pageToken": token} if token else {})})
            yield page
            following = page.get("nextPageToken", "")
            if not following:
                return
            if following == token:
                raise SourceError("Google Drive sends its pages in a circle: nothing was removed; try again later")
            token = following

    def _get(self, address: str, parameters: Mapping[str, str | int]) -> Json:
        answer = self._connection.json(address, {"supportsAllDrives": "true", **parameters})
        if not isinstance(answer, dict):
            raise SourceError(
                f"Google Drive answers {address.partition('?')[0]} in a form that Lore does not know: update Lore"
            )
        return answer

    def _in_drive(self) -> dict[str, str]:
        return {"driveId": self.drive_id} if self.drive_id else {}
