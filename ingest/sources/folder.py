"""A folder of files."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from assistant.domain.sources import Failure
from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.opening import Opening
from ingest.ports import Item, Listed, Reached, Skipped

_PASSED_BY: Final = frozenset({"node_modules", "__pycache__", "venv"})
"""Folders that hold other people's files; those whose names begin with a dot are passed by too."""
_SETTLED_AFTER_S: Final = 2.0
"""A file younger than this gets no version: it could be written again within the clock's grain, with the same size."""


def settle(location: str) -> str:
    """The absolute path of a folder that is there. Raises UsageError."""
    path = Path(location).expanduser()
    if not path.is_dir():
        raise UsageError(f"there is no folder {location}: check the path")
    if any("\udc80" <= character <= "\udcff" for character in str(path.resolve())):
        raise UsageError("the folder's path is not valid UTF-8: rename it")
    return str(path.resolve())


def open_source(opening: Opening) -> FolderSource:
    """The folder that was added."""
    return FolderSource(Path(opening.entry.location), opening.extensions, opening.max_bytes)


class FolderSource:
    """Every file below a folder whose extension is one that Lore reads.

    A file's version is its size, inode and moment of last change, so that an unchanged one is not read again. Symbolic
    links are not followed: they may lead out of the folder or in circles, and a file that is linked stands somewhere
    itself. A folder keeps no history, so that it has no cursor.
    """

    def __init__(
        self, root: Path, extensions: Collection[str], max_bytes: int, *, settled_after_s: float = _SETTLED_AFTER_S
    ) -> None:
        self._root = root
        self._extensions = frozenset(extensions)
        self._max_bytes = max_bytes
        self._settled_after_ns = int(settled_after_s * 1e9)

    def listing(self) -> Iterator[Item]:
        """Every file, by path."""
        if not self._root.is_dir():
            raise SourceError(f"the folder {self._root} is not there: bring it back, or remove its source with `lore remove`")
        yield from sorted(self._walk(), key=lambda entry: entry.path)
        yield Reached("")

    def changes(self, cursor: str) -> Iterator[Item]:  # noqa: ARG002 - a folder keeps no history
        """The listing."""
        return self.listing()

    def read(self, listed: Listed) -> bytes | None:
        """The file's bytes."""
        try:
            return (self._root / listed.path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnreadableDocument(f"can't be read ({error.strerror})") from error

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """None: a folder does not say who may read it."""
        return {}

    def _walk(self) -> Iterator[Listed | Failure | Skipped]:
        waiting, now = [self._root], time.time_ns()
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
                    yield self._entry(entry, now)

    def _entry(self, entry: os.DirEntry[str], now: int) -> Listed | Failure | Skipped:
        path = self._path(Path(entry.path))
        if any("\udc80" <= character <= "\udcff" for character in entry.name):
            return Failure(path, "its name is not valid UTF-8: rename it")
        if entry.is_symlink():
            return Skipped(path, "a symbolic link: not followed")
        if not entry.is_file(follow_symlinks=False):
            return Skipped(path, "not a regular file")
        extension = os.path.splitext(entry.name)[1].casefold()  # noqa: PTH122 - a Path for each of many thousand files is slow
        if extension not in self._extensions:
            return Skipped(path, f"no format for {extension or 'files without an extension'}")
        try:
            state = entry.stat(follow_symlinks=False)
        except OSError as error:
            return Failure(path, f"can't be read ({error.strerror})")
        if state.st_size > self._max_bytes:
            return Failure(
                path, f"has {state.st_size / 1e6:.0f} MB, more than [ingest] max_file_mb = {self._max_bytes / 1e6:g}"
            )
        changed = max(state.st_mtime_ns, state.st_ctime_ns)
        settled = now - changed > self._settled_after_ns
        return Listed(path, f"{state.st_size}-{state.st_ino}-{state.st_mtime_ns}-{state.st_ctime_ns}" if settled else "")

    def _path(self, path: Path) -> str:
        relative = path.relative_to(self._root).as_posix()
        return relative.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
