"""A folder of files, and what people do to them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.domain.sources import SourceEntry
from ingest.opening import Access


class FolderWorld:
    """Nine Markdown files in three folders."""

    server = None

    def __init__(self, folder: Path) -> None:
        self._root = folder / "docs"
        self.entry = SourceEntry("world", "folder", str(self._root), added_at=datetime.now(UTC))
        self.access = Access()
        self._added = 0
        for number in range(9):
            self._write(f"team-{number % 3}/note-{number}.md", f"# Note {number}\n\nThe queue holds {number} jobs.\n")

    def paths(self) -> set[str]:
        return {file.relative_to(self._root).as_posix() for file in self._root.rglob("*.md")}

    def add(self) -> str:
        self._added += 1
        path = f"team-0/added-{self._added}.md"
        self._write(path, f"# Added {self._added}\n\nSomething new.\n")
        return path

    def edit(self, path: str) -> None:
        self._write(path, "# Edited\n\nNow it says heliotrope.\n")

    def reply(self, path: str) -> None:
        self._write(path, "# Edited\n\nAn afterthought.\n")

    def remove(self, path: str) -> None:
        (self._root / path).unlink()

    def restrict(self, path: str) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        pass

    def _write(self, path: str, text: str) -> None:
        file = self._root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
