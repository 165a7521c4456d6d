"""Google Drive: a folder with everything below it, or a shared drive."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final, TypeAlias

from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.connection import Connection, Missing
from ingest.opening import Opening
from ingest.ports import Gone, Item, Listed, Reached, Skipped
from ingest.sources.drive_api import FOLDER, SHORTCUT, DriveApi, TooLargeToExport
from ingest.sources.drive_sharing import Sharing
from ingest.sources.google_account import google_auth

Json: TypeAlias = Mapping[str, Any]

_API: Final = "https://www.googleapis.com/drive/v3"
_SCOPE: Final = "https://www.googleapis.com/auth/drive.readonly"
_ID: Final = re.compile(r"[A-Za-z0-9_-]{10,100}")
_ADDRESS: Final = re.compile(
    r"https://drive\.google\.com/(?:drive/(?:u/\d+/)?folders/|open\?id=)([A-Za-z0-9_-]{10,100})(?:[/?#&].*)?"
)
_DEEPEST: Final = 100
"""Drive allows no more levels of folders."""
_EXPORTS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "application/vnd.google-apps.document": (("text/markdown", ".md"), ("text/plain", ".txt")),
    "application/vnd.google-apps.presentation": (
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
        ("text/plain", ".txt"),
    ),
}
"""What Google's own documents are exported as: the next one where an export would be too large."""
_EXTENSIONS: Final = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/vtt": ".vtt",
}
"""For uploaded files whose name has no extension that Lore reads."""
_KEPT: Final = ("id", "name", "mimeType", "description", "createdTime", "modifiedTime", "webViewLink", "owners",
                "lastModifyingUser")  # fmt: skip
_DRAWN: Final = re.compile(rb"^\[image\d+\]: <data:[^>\n]*>[ \t]*\r?$|!\[\]\[image\d+\]", re.MULTILINE)
"""A picture in exported Markdown: a reference, and far below it the bytes as one line."""


def settle(location: str) -> str:
    """The id of a folder or shared drive, from itself or its address. Raises UsageError."""
    match = _ADDRESS.fullmatch(location.strip())
    found = match[1] if match else location.strip()
    if not _ID.fullmatch(found):
        raise UsageError(
            f"{location} is no folder of Google Drive: copy its address, such as "
            "https://drive.google.com/drive/folders/1AbCdEfGhIjKlMnOp, or the id at its end"
        )
    return found


def open_source(opening: Opening) -> DriveSource:
    """The folder, seen by the service account or with the token of `opening.access`."""
    api = opening.entry.options.get("api") or _API
    connection = opening.owned(
        Connection("Google Drive", api, auth=google_auth(opening.access, _SCOPE), waiting=opening.waiting)
    )
    return DriveSource(DriveApi(connection), opening.entry.location, opening.extensions, opening.max_bytes)


class DriveSource:
    """Google Docs and Slides, and uploaded files of the forms that Lore reads.

    A document's path is its file id, which outlives renames and moves; names are not unique in Drive. Its bytes are the
    form of `ingest/formats/drive_file.py`: the file's fields, the names of its folders, and the text or the file. A shortcut
    to a file stands for the file; shortcuts to folders are not followed, since they may lead in circles or far away.
    """

    def __init__(self, api: DriveApi, root: str, extensions: Collection[str], max_bytes: int) -> None:
        self._api = api
        self._root = root
        self._extensions = frozenset(extensions)
        self._max_bytes = max_bytes
        self._sharing = Sharing(api, root)
        self._opened = False
        self._folders: dict[str, tuple[str, ...]] = {}

    def listing(self) -> Iterator[Item]:
        """Every file below the folder, nearest first. The cursor is Drive's own page token."""
        self._open()
        start = self._api.start_token()
        yield from self._below(self._root, ())
        yield Reached(start)

    def changes(self, cursor: str) -> Iterator[Item]:
        """What Drive's log of changes says of files in the folder; others may be named as gone.

        A folder that moves in is listed, one that moves out or into the bin is gone with all that is below it. What was in
        a folder that is deleted for good is noticed by the next listing.
        """
        self._open()
        token = cursor
        while True:
            try:
                page = self._api.changes(token)
            except Missing as error:
                raise SourceError("Google Drive no longer knows the cursor: run `lore ingest NAME --full`") from error
            for change in page.get("changes", ()):
                yield from self._changed(change)
            following = page.get("nextPageToken", "")
            yield Reached(following or page.get("newStartPageToken") or token)
            if not following:
                return
            token = following

    def read(self, listed: Listed) -> bytes | None:
        """The file now, in the form that `drive_file` reads."""
        self._open(anew=False)
        try:
            file = self._api.file(listed.path)
            folders = None if file.get("trashed") else self._place(file)
            if folders is None:
                return None
            self._check(file, listed)
            extension, content = self._content(file)
        except Missing:
            return None
        made = {**_description(file, folders), "extension": extension, **content}
        return json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")

    def _check(self, file: Json, listed: Listed) -> None:
        """Raises UnreadableDocument for a file that is too large, and for one that is no longer shared as it was listed:
        what was written into it since then may not be for those."""
        size = 0 if file["mimeType"] in _EXPORTS else int(file.get("size") or 0)
        if size > self._max_bytes:
            raise UnreadableDocument(
                f"'{file['name']}' has {size / 1e6:.0f} MB, more than [ingest] max_file_mb = {self._max_bytes / 1e6:g}"
            )
        if self._sharing.readers(file) != listed.readers:
            raise UnreadableDocument("was shared otherwise while Drive was read: the next run takes it")

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """The Google groups and domains that may read something: nobody is in them until lore.toml says so."""
        return self._sharing.audiences()

    def _open(self, *, anew: bool = True) -> None:
        """Find the folder, and forget what was remembered of the tree before a new look at it. SourceError without it."""
        if self._opened and not anew:
            return
        try:
            root = self._api.file(self._root)
        except Missing as error:
            raise SourceError(
                f"Google Drive shows no folder {self._root} to this account: share it with the account's address as a viewer"
            ) from error
        if root.get("mimeType") != FOLDER:
            raise SourceError(f"'{root.get('name', self._root)}' is a file of Google Drive: add the folder that it is in")
        if root.get("trashed"):
            raise SourceError(f"the folder '{root.get('name')}' is in the bin: bring it back, or remove its source")
        self._api.drive_id = root.get("driveId", "")
        self._folders = {}
        self._opened = True

    def _below(self, folder_id: str, folders: tuple[str, ...]) -> Iterator[Item]:
        """All that is in a folder and below, each once, breadth first; shortcuts last, when it is known what stands there."""
        waiting = deque([(folder_id, folders)])
        seen, shortcuts = {folder_id}, []
        while waiting:
            here, names = waiting.popleft()
            for file in self._children(here):
                if file["id"] in seen:
                    continue
                seen.add(file["id"])
                if file["mimeType"] == FOLDER:
                    self._folders[file["id"]] = (*names, file["name"])
                    waiting.append((file["id"], (*names, file["name"])))
                elif file["mimeType"] == SHORTCUT:
                    shortcuts.append((file, names))
                else:
                    yield self._item(file, names)
        for shortcut, names in shortcuts:
            details = shortcut.get("shortcutDetails", {})
            target = details.get("targetId", "")
            if target not in seen or details.get("targetMimeType") == FOLDER:
                seen.add(target)
                yield self._through(shortcut, names)

    def _children(self, folder_id: str, *, with_trash: bool = False) -> Iterator[Json]:
        try:
            yield from self._api.children(folder_id, with_trash=with_trash)
        except Missing:
            self._api.file(self._root)  # deleted meanwhile, unless it is all of it that is no longer shared

    def _item(self, file: Json, folders: tuple[str, ...]) -> Item:
        """The file as a document, or why it is none."""
        shown = "/".join((*folders, file["name"]))
        if file["mimeType"] not in _EXPORTS:
            if file["mimeType"].startswith("application/vnd.google-apps."):
                return Skipped(shown, f"a Google {file['mimeType'].rpartition('.')[2]}, which holds no text that Lore reads")
            if not self._extension(file):
                return Skipped(shown, f"no format for {PurePosixPath(file['name']).suffix or file['mimeType']}")
        stated = json.dumps([file.get("md5Checksum"), _description(file, folders)], sort_keys=True)
        version = hashlib.sha256(stated.encode("utf-8", "replace")).hexdigest()[:24]
        return Listed(file["id"], version, "json", file.get("webViewLink", ""), self._sharing.readers(file))

    def _through(self, shortcut: Json, folders: tuple[str, ...]) -> Item:
        details = shortcut.get("shortcutDetails", {})
        shown = "/".join((*folders, shortcut["name"]))
        if details.get("targetMimeType") == FOLDER:
            return Skipped(shown, "a shortcut to a folder: add that folder as a source of its own")
        try:
            target = self._api.file(details.get("targetId", ""))
        except Missing:
            target = {"trashed": True}
        if target.get("trashed"):
            return Skipped(shown, "a shortcut to a file that is gone, or not shared with this account")
        return self._item(target, folders)

    def _changed(self, change: Json) -> Iterator[Item]:
        file, file_id = change.get("file") or {}, change.get("fileId", "")
        if not file_id or change.get("changeType") == "drive":
            return
        if file_id == self._root:
            self._open()
            return
        place = None if change.get("removed") or not file or file.get("trashed") else self._place(file)
        if place is None:
            yield Gone(file_id)
            if file.get("mimeType") == FOLDER:
                yield from self._gone_below(file_id)
        elif file["mimeType"] == FOLDER:
            yield from self._below(file_id, (*place, file["name"]))
        else:
            yield self._through(file, place) if file["mimeType"] == SHORTCUT else self._item(file, place)

    def _gone_below(self, folder_id: str) -> Iterator[Gone]:
        waiting, seen = [folder_id], {folder_id}
        while waiting:
            for file in self._children(waiting.pop(), with_trash=True):
                if file["id"] in seen:
                    continue
                seen.add(file["id"])
                yield Gone(file["id"])
                if file["mimeType"] == FOLDER:
                    waiting.append(file["id"])

    def _place(self, file: Json) -> tuple[str, ...] | None:
        """The names of the folders from the source's own down to the file, or to a shortcut to it; None if it is elsewhere."""
        direct = self._chain(file)
        if direct is not None or file["mimeType"] in {FOLDER, SHORTCUT}:
            return direct
        chains = (self._chain(shortcut) for shortcut in self._api.shortcuts_to(file["id"]))
        return next((chain for chain in chains if chain is not None), None)

    def _chain(self, file: Json) -> tuple[str, ...] | None:
        return self._names(next(iter(file.get("parents") or ()), ""), _DEEPEST)

    def _names(self, folder_id: str, levels: int) -> tuple[str, ...] | None:
        """The names down to a folder and its own; None if it is not below the source's, or in the bin."""
        if folder_id == self._root:
            return ()
        if folder_id in self._folders:
            return self._folders[folder_id]
        if not folder_id or not levels:
            return None
        try:
            folder = self._api.file(folder_id)
        except Missing:
            return None
        above = None if folder.get("trashed") else self._names(next(iter(folder.get("parents") or ()), ""), levels - 1)
        if above is None:
            return None
        self._folders[folder_id] = (*above, folder["name"])
        return self._folders[folder_id]

    def _extension(self, file: Json) -> str:
        """The extension that tells the form of an uploaded file: of its name, else of its type; "" for none that Lore reads."""
        candidates = PurePosixPath(file["name"]).suffix.casefold(), _EXTENSIONS.get(file["mimeType"], "")
        return next((one for one in candidates if one in self._extensions), "")

    def _content(self, file: Json) -> tuple[str, dict[str, str]]:
        """The extension, and either `text` or `base64`."""
        exports = [one for one in _EXPORTS.get(file["mimeType"], ()) if one[1] in self._extensions]
        for mime_type, extension in exports:
            try:
                data = self._api.export(file["id"], mime_type)
            except TooLargeToExport:
                if (mime_type, extension) == exports[-1]:
                    raise
                continue
            if mime_type.startswith("text/"):
                return extension, {"text": _DRAWN.sub(b"", data).decode("utf-8-sig", "replace")}
            return extension, {"base64": base64.b64encode(data).decode("ascii")}
        return self._extension(file), {"base64": base64.b64encode(self._api.content(file["id"])).decode("ascii")}


def _description(file: Json, folders: tuple[str, ...]) -> dict[str, Any]:
    """What is kept of the file resource; equal for equal files."""
    return {"drive_file": {name: file[name] for name in _KEPT if file.get(name)}, "folders": list(folders)}
