"""A private repository with nine issues and pull requests, and what people do to them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.domain.sources import SourceEntry
from ingest.opening import Access
from tests.stand_ins.github_repository import Repository
from tests.stand_ins.github_server import GitHubServer


class GitHubWorld:
    """Three to a page; every third is an issue, the others are pull requests."""

    def __init__(self, folder: Path) -> None:
        self.repository = Repository()
        self.server = GitHubServer(self.repository, page_size=3)
        self.access = Access(token=self.server.token)
        options = {"api": self.server.address}
        self.entry = SourceEntry("world", "github", self.repository.full_name, added_at=datetime.now(UTC), options=options)
        for number in range(1, 10):
            self.repository.open(f"Retry {number}", f"The dialer retries {number} times.", pull=number % 3 != 0)
        remark = self.repository.remark(2, "Why not sooner?")
        self.repository.remark(2, "Because of the lock.", reply_to=remark)
        self.repository.comment(3, "Seen again today.")

    def paths(self) -> set[str]:
        return {self._path(number) for number in self.repository.items}

    def add(self) -> str:
        return self._path(self.repository.open("Added", "Something new.", pull=True))

    def edit(self, path: str) -> None:
        self.repository.edit(_number(path), "Now it says heliotrope.")

    def reply(self, path: str) -> None:
        self.repository.tick(hours=40)
        self.repository.comment(_number(path), "An afterthought.")

    def remove(self, path: str) -> None:
        self.repository.delete(_number(path))

    def restrict(self, path: str) -> None:
        self.repository.collaborators.remove("bo-lind")

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.server.__exit__(kind, error, where)

    def _path(self, number: int) -> str:
        return f"{'pulls' if self.repository.items[number].is_pull else 'issues'}/{number}.json"


def _number(path: str) -> int:
    return int(path.partition("/")[2].removesuffix(".json"))
