"""What the tests of the GitHub source share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.domain.sources import SourceEntry
from ingest.opening import Access, Opening, PagesInMemory, Waiting
from ingest.ports import Item, Listed, Pages, Reached
from ingest.sources.github import GitHubSource, open_source
from tests.stand_ins.github_repository import Repository
from tests.stand_ins.github_server import GitHubServer

WAITING = Waiting(attempts=3, first_s=0.001, longest_s=0.002, retry_after_s=5, timeout_s=5)


def small_repository() -> Repository:
    """Two pull requests and two issues; number 1 is a pull request with a thread, a comment and a verdict, and the one
    that moved least lately."""
    made = Repository()
    for number in range(1, 5):
        made.open(f"Retry {number}", pull=number < 3)
    made.remark(1, "Why not sooner?")
    made.comment(1, "It looks right.")
    made.review(1, "CHANGES_REQUESTED", "Not yet.")
    for number in range(2, 5):
        made.edit(number, "Please read it again.")
    return made


def opened(
    server: GitHubServer,
    pages: Pages | None = None,
    *,
    access: Access | None = None,
    location: str = "tidewater/billing",
    **options: str,
) -> GitHubSource:
    entry = SourceEntry("billing", "github", location, options={"api": server.address, **options})
    access = Access(token=server.token) if access is None else access
    return open_source(made_of(entry, access, pages))


def made_of(entry: SourceEntry, access: Access, pages: Pages | None = None, max_bytes: int = 20_000_000) -> Opening:
    from_memory = pages or PagesInMemory()
    return Opening(entry, (), Path(), max_bytes, access=access, pages=from_memory, waiting=WAITING)


def listed(items: Iterator[Item]) -> dict[str, Listed]:
    """By path; fails if one comes twice."""
    found = [item for item in items if isinstance(item, Listed)]
    assert len({one.path for one in found}) == len(found), "something is listed twice"
    return {one.path: one for one in found}


def cursor_of(items: Iterator[Item]) -> str:
    *_, last = items
    assert isinstance(last, Reached)
    return last.cursor


def read(source: GitHubSource, path: str) -> Any:
    data = source.read(Listed(path))
    return None if data is None else json.loads(data)
