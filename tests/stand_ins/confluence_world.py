"""A space of Confluence, in the cloud and self-hosted, and what people do in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.domain.sources import SourceEntry
from ingest.opening import Access
from tests.stand_ins.confluence_cloud_server import CloudServer
from tests.stand_ins.confluence_data_center_server import DataCenterServer
from tests.stand_ins.confluence_server import USER, ConfluenceServer, Content


class ConfluenceWorld:
    """Nine pages in a tree, one of them restricted with what is below it, and two blog posts."""

    server: ConfluenceServer
    access: Access

    def __init__(self, folder: Path) -> None:
        top = self.server.put("page", "Engineering", "<h1>Welcome</h1><p>All of it.</p>")
        plans = self.server.put("page", "Plans", "<p>What comes next.</p>", parent=top.id, users=["u-ana", "u-bo"])
        for number in range(7):
            below = plans if number % 3 == 2 else top
            page = self.server.put("page", f"Note {number}", f"<p>The queue holds {number} jobs.</p>", parent=below.id)
            if number < 5:
                self.comment(page, f"<p>Remark {number}.</p>", datetime(2024, 3, 2, tzinfo=UTC))
        for number in range(2):
            self.server.put("blogpost", f"News {number}", f"<p>Release {number} is out.</p>")

    def comment(self, page: Content, body: str, when: datetime, author: str = "u-bo") -> Content:
        return self.server.put("comment", f"Re: {page.title}", body, page=page.id, when=when, author=author, editor=author)

    def paths(self) -> set[str]:
        return {f"{one.type}/{one.id}" for one in self.server.current("page", "blogpost")}

    def add(self) -> str:
        top = self.server.current("page")[0]
        added = self.server.put("page", "Something new", "<p>New.</p>", parent=top.id, when=datetime.now(UTC))
        return f"page/{added.id}"

    def edit(self, path: str) -> None:
        page = self.at(path)
        page.body, page.version, page.when = "<p>Now it says heliotrope.</p>", page.version + 1, datetime.now(UTC)

    def reply(self, path: str) -> None:
        self.comment(self.at(path), "<p>An afterthought.</p>", datetime.now(UTC))

    def remove(self, path: str) -> None:
        self.at(path).status = "trashed"

    def restrict(self, path: str) -> None:
        self.at(path).users = ["u-bo"]

    def at(self, path: str) -> Content:
        return self.server.contents[path.partition("/")[2]]

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.server.__exit__(kind, error, where)


class CloudWorld(ConfluenceWorld):
    """The space on a site of Atlassian's, whose API is the stand-in."""

    def __init__(self, folder: Path) -> None:
        self.server = CloudServer()
        super().__init__(folder)
        self.access = Access(token=self.server.token, user=USER)
        location, options = "https://tidewater.atlassian.net/wiki/spaces/ENG", {"api": f"{self.server.address}/wiki"}
        self.entry = SourceEntry("world", "confluence", location, added_at=datetime.now(UTC), options=options)


class DataCenterWorld(ConfluenceWorld):
    """The space on a server of the organisation's own."""

    def __init__(self, folder: Path) -> None:
        self.server = DataCenterServer()
        super().__init__(folder)
        self.access = Access(token=self.server.token)
        self.entry = SourceEntry("world", "confluence", f"{self.server.address}/spaces/ENG", added_at=datetime.now(UTC))
