"""A team's blog behind a login, followed by its feed or by its sitemap."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.domain.sources import SourceEntry
from ingest.opening import Access
from tests.stand_ins.web_server import Post, WebServer


class FeedWorld:
    """Eight posts in a feed of three parts."""

    location = "/feed.xml"

    def __init__(self, folder: Path) -> None:
        self.server = WebServer()
        self.server.login = True
        self.entry = SourceEntry("world", "web", f"{self.server.address}{self.location}", added_at=datetime.now(UTC))
        self.access = Access(token=self.server.token)
        self._moments = 0
        for number in range(8):
            self._post(f"/2024/post-{number}", f"Post {number}", f"The queue holds {number} jobs, and no more than that.")

    def paths(self) -> set[str]:
        return {f"{self._host}{path}" for path, post in self.server.posts.items() if post.listed}

    def add(self) -> str:
        path = f"/2024/post-{len(self.server.posts) + 100}"
        self._post(path, "Later", "Something new was written.")
        return f"{self._host}{path}"

    def edit(self, path: str) -> None:
        self._post(path.removeprefix(self._host), "Edited", "Now it says heliotrope.")

    def reply(self, path: str) -> None:
        self._post(path.removeprefix(self._host), "Edited", "A reader left an afterthought below.")

    def remove(self, path: str) -> None:
        del self.server.posts[path.removeprefix(self._host)]

    def restrict(self, path: str) -> None:
        pass

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.server.__exit__(kind, error, where)

    @property
    def _host(self) -> str:
        return self.server.address.removeprefix("http://")

    def _post(self, path: str, title: str, text: str) -> None:
        self._moments += 1
        self.server.posts[path] = Post(title, text, changed=f"2024-06-01T09:00:{self._moments:02}Z")


class SitemapWorld(FeedWorld):
    """The same posts in the parts of a sitemap."""

    location = "/sitemap.xml"
