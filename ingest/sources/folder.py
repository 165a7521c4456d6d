"""A folder of files."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Final

from assistant.domain.sources import Failure
from assistant.errors import SourceError, UnreadableDocument
from ingest.ports import Change, Skipped

_PASSED_BY: Final = frozenset({"node_modules", "__pycache__", "venv"})
"""Folders that hold other people's files; those whose names begin with a dot are passed by too."""


class FolderSource:
    """Every file below a folder whose extension is one that Lore reads.

    The folder is walked once an object, so that what is listed and what is offered are the same. Symbolic links are not
    followed: they may lead out of the folder or in circles, and a file that is linked stands somewhere itself.
    """

    def __init__(self, root: Path, extensions: Collection[str], max_bytes: int) -> None:
        self._root = root
        self._extensions = frozenset(extensions)
        self._max_bytes = max_bytes

    def changes(self, since: str) -> Iterator[Change | Failure | Skipped]:  # noqa: ARG002 - a folder keeps no history
        """Every file, to be compared by its hash, by path."""
        yield from self._entries

    def listing(self) -> frozenset[str]:
        """The paths of all files, with `/`."""
        return frozenset(entry.path for entry in self._entries if not isinstance(entry, Skipped))

    @cached_property
    def _entries(self) -> tuple[Change | Failure | Skipped, ...]:
        if not self._root.is_dir():
            raise SourceError(f"the folder {self._root} is not there: bring it back, or remove its source with `lore remove`")
        return tuple(sorted(self._walk(self._root), key=lambda entry: entry.path))

    def _walk(self, folder: Path) -> Iterator[Change | Failure | Skipped]:
        waiting = [folder]
        while waiting:
            here = waiting.pop()
            try:
                entries = sorted(os.scandir(here), key=lambda entry: entry.name)
            except OSError as error:
                if here == self._root:
                    raise SourceError(f"the folder {here} can't be read ({error.strerror}): check its rights") from error
                yield Failure(self._path(here), f"the folder can't be read ({error.strerror})")
                continue
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith(".") and entry.name not in _PASSED_BY:
                        waiting.append(Path(entry.path))
                elif not entry.name.startswith("."):
                    yield self._entry(entry)

    def _entry(self, entry: os.DirEntry[str]) -> Change | Failure | Skipped:
        path = self._path(Path(entry.path))
        if any("\udc80" <= character <= "\udcff" for character in entry.name):
            return Failure(path, "its name is not valid UTF-8: rename it")
        if entry.is_symlink():
            return Skipped(path, "a symbolic link: not followed")
        if not entry.is_file(follow_symlinks=False):
            return Skipped(path, "not a regular file")
        extension = Path(entry.name).suffix.casefold()
        if extension not in self._extensions:
            return Skipped(path, f"no format for {extension or 'files without an extension'}")
        try:
            size = entry.stat(follow_symlinks=False).st_size
        except OSError as error:
            return Failure(path, f"can't be read ({error.strerror})")
        if size > self._max_bytes:
            return Failure(path, f"has {size / 1e6:.0f} MB, more than [ingest] max_file_mb = {self._max_bytes / 1e6:g}")
        return Change(path, partial(_read, Path(entry.path)))

    def _path(self, path: Path) -> str:
        relative = path.relative_to(self._root).as_posix()
        return relative.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"can't be read ({error.strerror})") from error
