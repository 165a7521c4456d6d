"""A published state of the index: a folder that is written once, described by a manifest, and never changed.

    index/
      CURRENT                       names the generation in force and the SHA-256 of its manifest; replaced by a rename
      generations/000042-1f3a/
        manifest.json               format, embedder, sequence, counts, and the SHA-256 of every other file
        vectors.faiss  keys.npy  owners.npy  columns.json  words/…

FAISS loads a file with a flipped bit without a word, so that no file is used whose hash was not compared.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.adapters.index import vectors
from assistant.adapters.index.columns import Columns, Row
from assistant.adapters.index.words import Words
from assistant.errors import IndexUnusable

FORMAT: Final = 3
_CURRENT: Final = "CURRENT"
_GENERATIONS: Final = "generations"
_MANIFEST: Final = "manifest.json"
_REBUILD: Final = "run `lore rebuild`, which makes the index anew from the catalogue"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds, and by which means it was made. `files` maps each file's path to its SHA-256."""

    format: int
    embedder: str
    dimension: int
    sequence: int
    documents: int
    chunks: int
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Generation:
    """An open generation. Row i of `vectors` is the chunk `keys[i]` of the document at position `owners[i]`."""

    folder: Path
    manifest: Manifest
    vectors: Any
    keys: NDArray[np.int64]
    owners: NDArray[np.int32]
    columns: Columns
    words: Words


def generations_folder(index_folder: Path) -> Path:
    """Where generations stand beside each other."""
    return index_folder / _GENERATIONS


def current_stamp(index_folder: Path) -> tuple[int, int] | None:
    """Something that changes with every publication, cheap to ask for; None before the first."""
    try:
        status = (index_folder / _CURRENT).stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def seal(folder: Path, manifest: Manifest) -> str:
    """Write the manifest over all files in the folder, make everything durable, and return the manifest's SHA-256."""
    files = {}
    for file in _files(folder):
        files[file.relative_to(folder).as_posix()] = _sha256(file)
        _sync(file)
    complete = {**asdict(manifest), "files": files}
    path = folder / _MANIFEST
    path.write_text(json.dumps(complete, indent=1, sort_keys=True), encoding="utf-8")
    _sync(path)
    for directory in (*(entry for entry in folder.rglob("*") if entry.is_dir()), folder, folder.parent):
        _sync(directory)
    return _sha256(path)


def publish(index_folder: Path, folder: Path, manifest_sha256: str) -> None:
    """Put a sealed generation in force by one atomic rename, and remove those before its predecessor."""
    pointer = index_folder / _CURRENT
    previous = generation_in_force(index_folder)
    fresh = pointer.with_suffix(".new")
    fresh.write_text(json.dumps({"generation": folder.name, "manifest_sha256": manifest_sha256}), encoding="utf-8")
    _sync(fresh)
    fresh.replace(pointer)
    _sync(index_folder)
    keep = {folder.name, previous}
    for other in generations_folder(index_folder).iterdir():
        if other.name not in keep:
            shutil.rmtree(other, ignore_errors=True)


def generation_in_force(index_folder: Path) -> str | None:
    """The name of the generation that is pointed to; None before the first, and when the pointer itself is damaged."""
    try:
        pointer = _pointed(index_folder)
    except IndexUnusable:
        return None
    return pointer["generation"] if pointer else None


def damaged_files(index_folder: Path) -> list[str]:
    """Files of the generation in force that are missing, extra, or not as its manifest says; empty when all are well."""
    pointer = _pointed(index_folder)
    return _damaged(index_folder, pointer) if pointer else []


def _damaged(index_folder: Path, pointer: dict[str, str]) -> list[str]:
    folder = generations_folder(index_folder) / pointer["generation"]
    path = folder / _MANIFEST
    if not path.is_file() or _sha256(path) != pointer["manifest_sha256"]:
        return [f"{folder.name}/{_MANIFEST}"]
    expected: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["files"]
    present = {file.relative_to(folder).as_posix(): file for file in _files(folder)}
    wrong = sorted(expected.keys() ^ present.keys())
    wrong += [name for name, digest in expected.items() if name in present and _sha256(present[name]) != digest]
    return [f"{folder.name}/{name}" for name in wrong]


def is_in_step(index_folder: Path, embedder: str, sequence: int) -> bool:
    """Whether the generation in force is whole, of this embedder, and covers the catalogue up to this very number."""
    try:
        pointer = _pointed(index_folder)
    except IndexUnusable:
        return False
    if pointer is None or _damaged(index_folder, pointer):
        return False
    path = generations_folder(index_folder) / pointer["generation"] / _MANIFEST
    values = json.loads(path.read_text(encoding="utf-8"))
    return bool((values["format"], values["embedder"], values["sequence"]) == (FORMAT, embedder, sequence))


def open_current(index_folder: Path, embedder: str) -> Generation | None:
    """The generation in force, every file checked; None before the first publication.

    Raises IndexUnusable when a file is damaged, or when the format or the embedder is another one.
    """
    pointer = _pointed(index_folder)
    if pointer is None:
        return None
    # The pointer is read once: were it read again for the check, a publication in between would have its files checked
    # and the former generation's loaded.
    if damaged := _damaged(index_folder, pointer):
        raise IndexUnusable(f"the index is damaged ({', '.join(damaged[:3])}): {_REBUILD}")
    folder = generations_folder(index_folder) / pointer["generation"]
    values = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    if values.get("format") != FORMAT:
        raise IndexUnusable(f"the index was written by another version of Lore (format {values.get('format')}): {_REBUILD}")
    manifest = Manifest(**values)
    if manifest.embedder != embedder:
        raise IndexUnusable(
            f"the index was made with the embedder '{manifest.embedder}' and the settings name '{embedder}': "
            "run `lore ingest --full` to embed everything anew, or set the former one in [embedder]"
        )
    return Generation(
        folder=folder,
        manifest=manifest,
        vectors=vectors.read(folder / "vectors.faiss"),
        keys=np.load(folder / "keys.npy", allow_pickle=False),
        owners=np.load(folder / "owners.npy", allow_pickle=False),
        columns=Columns(_stored_rows(folder)),
        words=Words.open(folder / "words"),
    )


def _stored_rows(folder: Path) -> list[Row]:
    stored: list[dict[str, Any]] = json.loads((folder / "columns.json").read_text(encoding="utf-8"))
    return [Row(**{**row, **{name: tuple(row[name]) for name in ("authors", "voices", "reviewers")}}) for row in stored]


def write_columns(folder: Path, rows: list[Row], keys: NDArray[np.int64], owners: NDArray[np.int32]) -> None:
    """Write what `open_current` reads beside the two halves."""
    (folder / "columns.json").write_text(json.dumps([asdict(row) for row in rows]), encoding="utf-8")
    np.save(folder / "keys.npy", keys, allow_pickle=False)
    np.save(folder / "owners.npy", owners, allow_pickle=False)


def _pointed(index_folder: Path) -> dict[str, str] | None:
    pointer = index_folder / _CURRENT
    try:
        value = json.loads(pointer.read_text(encoding="utf-8"))
        return {"generation": Path(value["generation"]).name, "manifest_sha256": value["manifest_sha256"]}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise IndexUnusable(f"the index is damaged ({_CURRENT}): {_REBUILD}") from error


def _files(folder: Path) -> Iterator[Path]:
    """A generation's files, without the manifest and without the locks that tantivy leaves."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != _MANIFEST and not path.name.endswith(".lock"):
            yield path


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Make a file's bytes, or a directory's entries, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
