"""A folder of Google Drive in which a team keeps its documents."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.domain.sources import SourceEntry
from ingest.opening import Access
from tests.stand_ins.drive_server import FOLDER, DriveServer

ROOT = "1RootFolderOfTheTeam"
ANA = {"id": "01", "type": "user", "emailAddress": "ana@tidewater.example", "role": "owner"}
BO = {"id": "02", "type": "user", "emailAddress": "bo@tidewater.example", "role": "reader"}
TEAM = {"id": "03", "type": "group", "emailAddress": "storage@tidewater.example", "role": "reader"}


def person(number: int) -> dict[str, Any]:
    """A reader's permission."""
    return {"id": f"1{number:02}", "type": "user", "emailAddress": f"reader-{number}@tidewater.example", "role": "reader"}


class DriveWorld:
    """Eight Google documents and a Markdown file in the folder and two folders below it; `shared` makes it a shared drive."""

    shared = False

    def __init__(self, folder: Path) -> None:
        self.server = DriveServer()
        self._added = 0
        options = {"api": f"{self.server.address}/drive/v3"}
        self.entry = SourceEntry("world", "drive", ROOT, added_at=datetime.now(UTC), options=options)
        self.access = Access(token=self.server.token)
        self.server.permissions[""] = [ANA, BO, TEAM]
        self._put(ROOT, "", name="Storage team", mimeType=FOLDER)
        for name in ("Design", "Meetings"):
            self._put(f"1Folder{name}", ROOT, name=name, mimeType=FOLDER)
        for number in range(8):
            self._document(f"1Document{number:04}", (ROOT, "1FolderDesign", "1FolderMeetings")[number % 3], f"Plan {number}")
        self._put("1Upload00009", "1FolderDesign", name="limits.md", mimeType="text/markdown", size="44", md5Checksum="d41d")
        self.server.contents["1Upload00009"] = b"# Limits\n\nThe queue holds a million jobs.\n"
        self.server.permissions["1Document0000"] = [ANA, BO]

    def paths(self) -> set[str]:
        return {
            one
            for one in self.server.below(ROOT)
            if self.server.files[one]["mimeType"] != FOLDER and not self.server.files[one]["trashed"]
        }

    def add(self) -> str:
        self._added += 1
        self._document(f"1Document9{self._added:03}", "1FolderDesign", f"Later plan {self._added}")
        return f"1Document9{self._added:03}"

    def edit(self, path: str) -> None:
        self.server.write(path, "# Plan\n\nNow it says heliotrope.\n")

    def reply(self, path: str) -> None:
        self.server.write(path, "# Plan\n\nWith an afterthought.\n")

    def remove(self, path: str) -> None:
        self.server.bin(path)

    def restrict(self, path: str) -> None:
        kept = [one for one in self.server.permissions[path] if one["id"] != BO["id"]]
        self.server.permissions[path] = kept
        self.server.touch(path, version="0")

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.server.__exit__(kind, error, where)

    def _document(self, file_id: str, parent: str, name: str) -> None:
        self._put(file_id, parent, name=name)
        self.server.write(file_id, f"\ufeff# Summary\r\n\r\nThe {name} keeps the queue short.\r\n")

    def _put(self, file_id: str, parent: str, **fields: Any) -> None:
        self.server.put(file_id, parent, **fields, **({"driveId": ROOT} if self.shared else {}))


class SharedDriveWorld(DriveWorld):
    """The same in a shared drive, whose files name their permissions by id only."""

    shared = True
