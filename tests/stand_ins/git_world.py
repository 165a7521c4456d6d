"""A repository made by the real git, and what people commit to it."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.domain.sources import SourceEntry
from ingest.opening import Access


class GitWorld:
    """A repository on this machine with eight documents, some code, and owners."""

    server = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "repository"
        self.folder.mkdir(parents=True)
        self.entry = SourceEntry("world", "git", str(self.folder), added_at=datetime.now(UTC))
        self.access = Access()
        self._hour = 0
        self.git("init", "--quiet", "--initial-branch=main")
        self.write("CODEOWNERS", "* @tidewater/docs\n/adr/ @ana-r bo@tidewater.example\n")
        self.write("src/main.py", "print('no document')\n")
        self.write("node_modules/x/readme.md", "# Somebody else's\n")
        for number in range(8):
            self.write(
                f"{'adr' if number % 2 else 'guides'}/{number:04}-note.md", f"# Note {number}\n\nThe text of {number}.\n"
            )
        self.commit("First documents", author="Ana Ruiz")

    def paths(self) -> set[str]:
        return {path for path in self.git("ls-files").split() if path.endswith(".md") and "node_modules" not in path}

    def add(self) -> str:
        path = f"guides/added-{self._hour}.md"
        self.write(path, f"# Added at {self._hour}\n\nSomething new.\n")
        self.commit(f"Add {path}")
        return path

    def edit(self, path: str) -> None:
        self.write(path, "# Edited\n\nNow it says heliotrope.\n")
        self.commit(f"Edit {path}", author="Bo Lindqvist")

    def reply(self, path: str) -> None:
        self.write(path, "# Edited\n\nAn afterthought.\n")
        self.commit(f"Reply in {path}")

    def remove(self, path: str) -> None:
        self.git("rm", "--quiet", path)
        self.commit(f"Remove {path}")

    def restrict(self, path: str) -> None:
        pass

    def write(self, path: str, text: str | bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def commit(self, message: str, author: str = "Chen Wei") -> str:
        """Commit all that there is, an hour after the commit before; its SHA."""
        self._hour += 1
        moment = f"2026-03-{1 + self._hour // 24:02}T{self._hour % 24:02}:00:00+00:00"
        self.git("add", "--all")
        who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in
               (("NAME", author), ("EMAIL", "x@tidewater.example"), ("DATE", moment))}  # fmt: skip
        self.git("commit", "--quiet", "--allow-empty", "-m", message, **who)
        return self.git("rev-parse", "HEAD").strip()

    def git(self, *arguments: str, **environment: str) -> str:
        """Run git in the repository."""
        given = {"PATH": os.environ["PATH"], "HOME": str(self.folder.parent), "GIT_CONFIG_NOSYSTEM": "1", **environment}
        done = subprocess.run(["git", *arguments], cwd=self.folder, env=given, capture_output=True, text=True, check=True)
        return done.stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        pass


class ClonedWorld(GitWorld):
    """The same, reached by an address and cloned."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.entry = replace(self.entry, location=f"file://{self.folder}")
