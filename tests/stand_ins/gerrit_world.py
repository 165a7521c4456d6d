"""A Gerrit server with nine changes, one of them private, and what its users do to them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.domain.sources import SourceEntry
from ingest.opening import Access
from tests.stand_ins.gerrit_server import USER, GerritServer

PROJECT = "tidewater/billing"


class GerritWorld:
    """Eight changes of one project that strangers see, and a private one, in pages of three. Time passes with each deed."""

    def __init__(self, folder: Path) -> None:
        self.server = GerritServer()
        self.server.open_to_all.add(PROJECT)
        self.entry = SourceEntry(
            "world", "gerrit", self.server.address, added_at=datetime.now(UTC), options={"project": PROJECT}
        )
        self.access = Access(user=USER, token=self.server.token)
        self.server.push("tidewater/other", "Not of this project")
        for number in range(1, 10):
            made = self.server.push(PROJECT, f"Change {number}", is_private=number == 5)
            self.server.comment(made, "Bo Lindqvist", f"The queue holds {number} jobs.")
            self.server.pass_time(minutes=10)

    def paths(self) -> set[str]:
        return {f"{PROJECT}/{number}" for number, change in self.server.changes.items() if change["project"] == PROJECT}

    def add(self) -> str:
        self.server.pass_time(hours=1)
        path = f"{PROJECT}/{self.server.push(PROJECT, 'Added')}"
        self.server.pass_time(hours=1)
        return path

    def edit(self, path: str) -> None:
        self.server.pass_time(hours=1)
        self.server.edit(self._at(path), commit_message="Edited\n\nNow it says heliotrope.\n")
        self.server.pass_time(hours=1)

    def reply(self, path: str) -> None:
        self.server.pass_time(days=1)
        self.server.comment(self._at(path), "Ana Ruiz", "An afterthought.")
        self.server.pass_time(hours=1)

    def remove(self, path: str) -> None:
        del self.server.changes[self._at(path)]

    def restrict(self, path: str) -> None:
        self.server.edit(self._at(path), is_private=True)

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.server.__exit__(kind, error, where)

    @staticmethod
    def _at(path: str) -> int:
        return int(path.rpartition("/")[2])
