"""The files of an export, in a .zip or in a folder: named and read one by one, each up to a limit, never unpacked."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

from assistant.errors import SourceError

MAX_FILE: Final = 200_000_000
"""Bytes of one file. A busy channel writes a few megabytes a day."""
_MAX_FILES: Final = 5_000_000


class Archive(Protocol):
    """An export's files by their paths, with `/`."""

    def names(self) -> frozenset[str]:
        """All of them. Raises SourceError."""

    def read(self, name: str) -> bytes:
        """One of them. Raises SourceError if it is damaged, too large, or no regular file."""


class ZipArchive:
    """A .zip. Its names only say what is asked for: none becomes a path on this machine."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> frozenset[str]:
        """The names without the folder that some tools pack everything into."""
        return frozenset(self._members)

    def read(self, name: str) -> bytes:
        """The bytes; the size that the archive claims is not believed."""
        try:
            with self._opened.open(self._members[name]) as file:
                return _bounded(file.read(MAX_FILE + 1), f"{self._path.name}: {name}")
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
            raise SourceError(f"{self._path.name}: {name} is damaged or encrypted: get the export from Slack again") from error

    @cached_property
    def _opened(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self._path)
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
            raise SourceError(f"{self._path} is not there, or not a whole .zip: get the export from Slack again") from error

    @cached_property
    def _members(self) -> dict[str, zipfile.ZipInfo]:
        infos = [info for info in self._opened.infolist() if not info.is_dir()]
        if len(infos) > _MAX_FILES:
            raise SourceError(f"{self._path.name} holds {len(infos)} files, which no export does")
        tables = [info.filename for info in infos if info.filename.rpartition("/")[2] in {"channels.json", "groups.json"}]
        top = min(tables, key=len, default="").rpartition("/")[0]
        prefix = f"{top}/" if top else ""
        return {info.filename.removeprefix(prefix): info for info in infos if info.filename.startswith(prefix)}


class FolderArchive:
    """A folder that an export was unpacked into. Links are not followed: they may lead out of it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> frozenset[str]:
        """The files in the folder and in the folders directly below it, which is all that an export has."""
        return self._names

    def read(self, name: str) -> bytes:
        """The bytes."""
        try:
            descriptor = os.open(self._path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with open(descriptor, "rb") as file:  # noqa: PTH123 - of a descriptor
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise SourceError(f"{self._path / name} is no regular file: unpack the export again")
                return _bounded(file.read(MAX_FILE + 1), name)
        except OSError as error:
            raise SourceError(f"{self._path / name} can't be read ({error.strerror}): unpack the export again") from error

    @cached_property
    def _names(self) -> frozenset[str]:
        try:
            folders = [entry for entry in os.scandir(self._path) if entry.is_dir(follow_symlinks=False)]
            files = [entry.name for entry in os.scandir(self._path) if entry.is_file(follow_symlinks=False)]
            for folder in folders:
                inside = (entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False))
                files += [f"{folder.name}/{name}" for name in inside]
        except OSError as error:
            raise SourceError(f"the folder {self._path} can't be read ({error.strerror}): bring it back") from error
        return frozenset(files)


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > MAX_FILE:
        raise SourceError(f"{name} has more than {MAX_FILE // 1_000_000} MB, which no export's file has: get it again")
    return data
