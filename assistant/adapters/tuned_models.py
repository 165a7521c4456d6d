"""The folder of tuned models: each is written beside it, made durable, and then put in its place by one rename."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from assistant.errors import Busy, StorageError, StorageFull

FOLDER: Final = "models"
"""In the data folder; [embedder] calls a model of it `models/NAME`."""
_UNFINISHED: Final = ".unfinished"
_LOCK: Final = ".tune.lock"
_DIGITS: Final = 8


class ModelFolder:
    """The TunedModels port over `models/` of a data folder."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    @contextmanager
    def held(self) -> Iterator[None]:
        """One tuning at a time. Raises Busy when another one is under way, and clears what one that was killed left."""
        with _storing():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(self._folder / _LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise Busy("another `lore tune` is running on this data folder: wait for it, or end it") from error
        try:
            shutil.rmtree(self._folder / _UNFINISHED, ignore_errors=True)
            yield
        finally:
            shutil.rmtree(self._folder / _UNFINISHED, ignore_errors=True)
            lock.release()

    def keep(self, name: str, write: Callable[[Path], None]) -> str:
        """See the port. Call it while `held`. The digest makes two models of one name two embedders: the index refuses to mix
        their vectors."""
        unfinished = self._folder / _UNFINISHED
        with _storing():
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            write(unfinished)
            _make_durable(unfinished)
            final = self._folder / f"{name}-{_digest(unfinished)}"
            if final.exists():  # the same weights under the same name: nothing is lost by putting this in its place
                shutil.rmtree(final)
            unfinished.rename(final)
            _sync(self._folder)
        return f"{FOLDER}/{final.name}"


def _digest(folder: Path) -> str:
    """Of all weights and settings of the model."""
    digest = sha256()
    for file in _files(folder):
        if file.suffix != ".md":
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:_DIGITS]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _make_durable(folder: Path) -> None:
    for file in _files(folder):
        _sync(file)
    for inner in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        _sync(inner)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _storing() -> Iterator[None]:
    """Errors of the disk as one line."""
    try:
        yield
    except OSError as error:
        kind = StorageFull if error.errno == errno.ENOSPC else StorageError
        raise kind(f"the tuned model can't be written ({error.strerror or error}): free some space, and tune again") from error
