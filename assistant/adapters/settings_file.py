"""Writing lore.toml, where a command was told to."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Final

from assistant.errors import SettingsError, StorageError
from assistant.tuning.naming import settings_lines, with_embedder

_FILE: Final = "lore.toml"


def put_in_force(home: Path, model: str) -> None:
    """Name this model in [embedder]; the file is replaced whole, and everything else in it stays.

    Raises SettingsError with the lines to write where the file is of a form that can't be edited safely.
    """
    try:
        file = (home / _FILE).resolve()
        before = file.read_bytes().decode() if file.exists() else ""
        text = with_embedder(before, model)
        if not _differs_in_the_model_alone(before, text, model):
            raise SettingsError(f"lore.toml can't be edited safely: write there yourself {settings_lines(model)!r}")
        _replace(file, text)
    except OSError as error:
        raise StorageError(f"lore.toml can't be written ({error.strerror}): write there {settings_lines(model)!r}") from error


def _replace(file: Path, text: str) -> None:
    """Nobody may read the new text, secrets and all, who may not read the file."""
    beside = file.with_suffix(".toml.new")
    mode = file.stat().st_mode & 0o777 if file.exists() else None
    try:
        beside.unlink(missing_ok=True)
        place = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else 0o600)
        with os.fdopen(place, "wb") as writing:
            writing.write(text.encode())
            if mode is not None:
                os.fchmod(writing.fileno(), mode)
            writing.flush()
            os.fsync(writing.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _differs_in_the_model_alone(before: str, after: str, model: str) -> bool:
    try:
        old, new = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return False
    old.setdefault("embedder", {})["model"] = model
    return old == new
