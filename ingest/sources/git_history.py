"""Who wrote each file of a repository, and when: kept between runs, so that only new commits are read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ingest.formats.dates import parse_date
from ingest.sources.git_repository import Commit, Repository

_AUTHORS: Final = 8
_FORM: Final = 1
"""Raised whenever what is kept changes; then the history is read anew."""


@dataclass(slots=True)
class Life:
    """What the history says of one file. Authors have the number of their commits."""

    created: str
    updated: str
    authors: dict[str, int] = field(default_factory=dict)

    @property
    def people(self) -> tuple[str, ...]:
        """The authors, those with the most commits first."""
        return tuple(sorted(self.authors, key=lambda name: (-self.authors[name], name)))[:_AUTHORS]

    def moments(self) -> tuple[datetime | None, datetime | None]:
        """When it was made, and last changed."""
        return _moment(self.created), _moment(self.updated)


class History:
    """The lives of a repository's files up to a commit."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._commit, self.lives = _load(file)

    def follow(self, repository: Repository, head: str) -> None:
        """Bring it up to this commit; from the beginning if the history was rewritten."""
        if self._commit == head:
            return
        if not (self._commit and repository.leads_to(self._commit, head)):
            self._commit, self.lives = "", {}
        self._take(repository.history(head, self._commit))
        self._commit = head
        self._file.parent.mkdir(parents=True, exist_ok=True)
        kept = {"form": _FORM, "commit": head, "lives": {path: asdict(life) for path, life in self.lives.items()}}
        self._file.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8", errors="surrogateescape")

    def _take(self, commits: Iterable[Commit]) -> None:
        for commit in commits:
            for one in commit.touched:
                if one.status == "D":
                    self.lives.pop(one.path, None)
                    continue
                life = self.lives.pop(one.former, None) if one.former else self.lives.get(one.path)
                life = life or Life(commit.when, commit.when)
                life.updated = max(
                    life.updated, commit.when, key=lambda when: _moment(when) or datetime.min.replace(tzinfo=UTC)
                )
                life.authors[commit.author] = life.authors.get(commit.author, 0) + 1
                self.lives[one.path] = life


def _moment(text: str) -> datetime | None:
    return parse_date(text) if text else None


def _load(file: Path) -> tuple[str, dict[str, Life]]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8", errors="surrogateescape"))
        lives = {path: Life(**life) for path, life in kept["lives"].items()}
        return (kept["commit"], lives) if kept["form"] == _FORM else ("", {})
    except (OSError, ValueError, KeyError, TypeError):
        return "", {}  # it can be made again
