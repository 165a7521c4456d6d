"""Vectors kept between runs, so that only the first run over a corpus embeds it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from assistant.ports import Embedder, Vectors

AT_ONCE = 256
"""Texts between two commits; a run that is stopped loses no more."""


class VectorCache:
    """An embedder's vectors in one SQLite file of a folder, each found by the SHA-256 of the model's name and the text."""

    def __init__(self, folder: Path, load: Callable[[], Embedder], model: str) -> None:
        """`load` makes the embedder when the first text is not held yet: a second run needs no model."""
        folder.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(folder / "vectors.sqlite")
        self._connection.execute("create table if not exists vectors (key blob primary key, vector blob) without rowid")
        self._load = load
        self._model = model
        self._embedder: Embedder | None = None

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors in the order of the texts; `progress` hears how many texts are new and through."""
        return self._vectors("document", texts, lambda some: self._loaded().embed(some), progress)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """The same for questions, which some models embed differently."""
        return self._vectors("question", texts, lambda some: np.stack([self._loaded().embed_question(text) for text in some]))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _vectors(
        self,
        role: str,
        texts: Sequence[str],
        make: Callable[[Sequence[str]], Vectors],
        progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        keys = [sha256(f"{self._model}\0{role}\0{text}".encode("utf-8", "surrogatepass")).digest() for text in texts]
        held = {key: vector for key in set(keys) if (vector := self._held(key)) is not None}
        new = list({key: text for key, text in zip(keys, texts, strict=True) if key not in held}.items())
        new.sort(key=lambda one: len(one[1]))  # texts of one length go through the model together
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            made = dict(zip((key for key, _ in some), make([text for _, text in some]), strict=True))
            rows = [(key, vector.astype(np.float32).tobytes()) for key, vector in made.items()]
            self._connection.executemany("insert or replace into vectors values (?, ?)", rows)
            self._connection.commit()
            held |= made
            if progress:
                progress(len(some))
        return np.stack([held[key] for key in keys])

    def _held(self, key: bytes) -> Vectors | None:
        row = self._connection.execute("select vector from vectors where key = ?", (key,)).fetchone()
        return None if row is None else np.frombuffer(row[0], dtype=np.float32)

    def _loaded(self) -> Embedder:
        if self._embedder is None:
            self._embedder = self._load()
        return self._embedder
