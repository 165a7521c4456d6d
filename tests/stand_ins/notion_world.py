"""A workspace of Notion, and what people do in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

from assistant.domain.sources import SourceEntry
from ingest.opening import Access
from tests.stand_ins.notion_server import NotionServer, Thing


class NotionWorld:
    """Five pages below each other, and a database with four rows."""

    options: ClassVar[dict[str, str]] = {}

    def __init__(self, folder: Path) -> None:
        self.server = NotionServer()
        self.top = self.server.page("Engineering")
        self.server.block(self.top, "paragraph", "All of it.")
        for number in range(4):
            page = self.server.page(f"Note {number}", self.top)
            for line in range(5):
                self.server.block(page, "paragraph", f"The queue holds {number} jobs, line {line}.")
            self.server.comment(page, f"Remark {number}", datetime(2024, 3, 2, tzinfo=UTC))
        database = self.server.put("database", "Decisions", self.server.below(self.top))
        self.table = self.server.put("data_source", "Decisions", {"type": "database_id", "database_id": database.id})
        for number in range(4):
            row = self.server.page(f"Decision {number}", self.table, content=decided("Accepted"))
            self.server.block(row, "paragraph", f"We chose {number}.")
        self.access = Access(token=self.server.token)
        options = {"api": self.server.address, **self.options}
        self.entry = SourceEntry("world", "notion", "Tidewater", added_at=datetime.now(UTC), options=options)

    def paths(self) -> set[str]:
        return {one.id for one in self.server.things.values() if one.object == "page" and not one.in_trash}

    def add(self) -> str:
        page = self.server.page("Something new", self.table, edited=datetime.now(UTC))
        self.server.block(page, "paragraph", "New.")
        return page.id

    def edit(self, path: str) -> None:
        page = self.server.things[path]
        self.server.block(page, "paragraph", "Now it says heliotrope.")
        page.edited = datetime.now(UTC)

    def reply(self, path: str) -> None:
        self.server.comment(self.server.things[path], "An afterthought.", datetime.now(UTC))

    def remove(self, path: str) -> None:
        self.server.things[path].in_trash = True

    def restrict(self, path: str) -> None:
        pass

    def at(self, title: str) -> Thing:
        return next(one for one in self.server.things.values() if one.title == title)

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.server.__exit__(kind, error, where)


class WordlessWorld(NotionWorld):
    """The workspace without its comments, whose source has a cursor."""

    options: ClassVar[dict[str, str]] = {"comments": "no"}

    def reply(self, path: str) -> None:
        page = self.server.things[path]
        self.server.block(page, "paragraph", "An afterthought.")
        page.edited = datetime.now(UTC)


def decided(status: str) -> dict[str, Any]:
    """The property of a row that says what became of it."""
    return {"Status": {"id": "st", "type": "status", "status": {"id": "1", "name": status, "color": "green"}}}
