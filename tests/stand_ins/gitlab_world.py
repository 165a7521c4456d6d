"""A private GitLab project with nine documents, and what its members do to them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.domain.sources import SourceEntry
from ingest.opening import Access
from tests.stand_ins.gitlab_server import GitLabServer

PROJECT = "tidewater/billing"


class GitLabWorld:
    """Five merge requests and four issues, the last of them confidential, in pages of three. Time passes with each deed."""

    def __init__(self, folder: Path) -> None:
        self.server = GitLabServer(PROJECT)
        self.entry = SourceEntry("world", "gitlab", f"{self.server.address}/{PROJECT}", added_at=datetime.now(UTC))
        self.access = Access(token=self.server.token)
        for username, level in {"ana": 40, "bo": 20, "guest": 10}.items():
            self.server.join(username, level)
        for number in range(1, 6):
            self.server.open_merge_request(title=f"Merge request {number}", description=f"The queue holds {number} jobs.")
            self.server.comment("merge_requests", number, "bo", "Why so few?")
            self.server.pass_time(minutes=10)
        for number in range(1, 5):
            self.server.open_issue(title=f"Issue {number}", description="It stalls.", confidential=number == 4)
            self.server.pass_time(minutes=10)

    def paths(self) -> set[str]:
        return {f"merge_requests/{number}" for number in self.server.merge_requests} | {
            f"issues/{number}" for number in self.server.issues
        }

    def add(self) -> str:
        self.server.pass_time(hours=1)
        path = f"merge_requests/{self.server.open_merge_request(title='Added', description='Something new.')}"
        self.server.pass_time(hours=1)
        return path

    def edit(self, path: str) -> None:
        kind, number = self._at(path)
        self.server.pass_time(hours=1)
        self.server.edit(kind, number, description="Now it says heliotrope.")
        self.server.pass_time(hours=1)

    def reply(self, path: str) -> None:
        kind, number = self._at(path)
        self.server.pass_time(days=1)
        self.server.comment(kind, number, "ana", "An afterthought.")
        self.server.pass_time(hours=1)

    def remove(self, path: str) -> None:
        kind, number = self._at(path)
        del (self.server.merge_requests if kind == "merge_requests" else self.server.issues)[number]

    def restrict(self, path: str) -> None:
        kind, number = self._at(path)
        self.server.edit(kind, number, confidential=True)

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.server.__exit__(kind, error, where)

    @staticmethod
    def _at(path: str) -> tuple[str, int]:
        kind, _, number = path.rpartition("/")
        return kind, int(number)
