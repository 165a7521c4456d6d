"""Slack exports, as Slack writes them: of a small world, as a .zip and as a folder."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.domain.sources import SourceEntry
from ingest.opening import Access
from tests.stand_ins.slack_server import BOT, Workspace
from tests.stand_ins.slack_world import SlackWorld, tidewater


def exported(workspace: Workspace) -> dict[str, Any]:
    """The files of an export, by name: a message stands in the file of its own day, a root lists its replies."""
    public = [_row(one) for one in workspace.channels.values() if not one.private]
    private = [_row(one) for one in workspace.channels.values() if one.private]
    files: dict[str, Any] = {
        "users.json": list(workspace.users.values()),
        "channels.json": public,
        "groups.json": private,
        "dms.json": [{"id": "D0DIRECT", "members": ["U0ANA", "U0BO"]}],
        "mpims.json": [],
        "integration_logs.json": [],
        "D0DIRECT/2026-01-05.json": [{"type": "message", "user": "U0ANA", "ts": "1767600000.000100", "text": "between us"}],
    }
    for channel in workspace.channels.values():
        for ts, message in sorted(channel.messages.items()):
            shown = workspace.shown(channel, message)
            replies = [one for one in channel.messages.values() if one.get("thread_ts") == ts]
            if replies:
                shown = shown | {"replies": [{"user": one.get("user"), "ts": one["ts"]} for one in replies]}
            day = datetime.fromtimestamp(float(ts), UTC).date()
            files.setdefault(f"{channel.name}/{day}.json", []).append(shown)
    return files


def write_zip(path: Path, files: dict[str, Any], top: str = "") -> Path:
    """The files in a .zip, each as JSON; bytes are written as they are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in files.items():
            archive.writestr(top + name, value if isinstance(value, bytes) else json.dumps(value, indent=4))
    return path


def write_folder(path: Path, files: dict[str, Any]) -> Path:
    """The files in a folder that holds nothing else."""
    shutil.rmtree(path, ignore_errors=True)
    for name, value in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(value if isinstance(value, bytes) else json.dumps(value, indent=4).encode())
    return path


class SlackExportWorld(SlackWorld):
    """The world of the API, exported anew after each deed."""

    server = None

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.workspace = tidewater()
        self._added = 0
        self._place = self._export(folder)
        self.access = Access()
        self.entry = SourceEntry("world", "slack-export", str(self._place), added_at=datetime.now(UTC))

    def _export(self, folder: Path) -> Path:
        return write_zip(folder / "export.zip", exported(self.workspace))

    def add(self) -> str:
        path = super().add()
        self._export(self._place.parent)
        return path

    def edit(self, path: str) -> None:
        super().edit(path)
        self._export(self._place.parent)

    def reply(self, path: str) -> None:
        super().reply(path)
        self._export(self._place.parent)

    def remove(self, path: str) -> None:
        super().remove(path)
        self._export(self._place.parent)

    def restrict(self, path: str) -> None:
        super().restrict(path)
        self._export(self._place.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        pass


class SlackFolderWorld(SlackExportWorld):
    """The same, unpacked."""

    def _export(self, folder: Path) -> Path:
        return write_folder(folder / "export", exported(self.workspace))


def _row(channel: Any) -> dict[str, Any]:
    members = [one for one in channel.members if one != BOT]
    return {"id": channel.id, "name": channel.name, "created": 1767000000, "is_archived": channel.archived, "members": members}
