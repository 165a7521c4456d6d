"""An embedder that remembers the texts it was given last: sentences of much-read documents come again with each question."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import numpy as np

from assistant.ports import Embedder, Vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST: Final = 20_000
"""Vectors that are remembered: 31 MB at 384 dimensions."""


class RememberingEmbedder:
    """Another embedder's vectors, each made once while it is among the last `most` that were asked for.

    Only digests of texts are held, never their words. Safe to share between threads: two that ask for the same new text at
    once may both make its vector.
    """

    def __init__(self, embedder: Embedder, most: int = MOST) -> None:
        self._embedder = embedder
        self._most = most
        self._held: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """As the other's."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """As the other's."""
        return self._embedder.dimension

    @property
    def token_limit(self) -> int:
        """As the other's."""
        return self._embedder.token_limit

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """The other's vectors, in the order of the texts; only what is not remembered is made."""
        keys = [_digest(f"text:{text}") for text in texts]
        with self._lock:
            found = {key: self._held[key] for key in dict.fromkeys(keys) if key in self._held}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if new:
            found |= zip(new, self._embedder.embed(list(new.values())), strict=True)
        if progress:
            progress(len(texts))
        self._remember(found)
        return np.stack([found[key] for key in keys]) if keys else np.zeros((0, self.dimension), dtype=np.float32)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The other's, made once: a question is searched with, and its sentences are compared with it."""
        key = _digest(f"question:{text}")
        with self._lock:
            held = self._held.get(key)
        if held is None:
            held = self._embedder.embed_question(text)
            self._remember({key: held})
        return held

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the other's."""
        return self._embedder.count_tokens(texts)

    def known_share(self, text: str) -> float:
        """As the other's."""
        return self._embedder.known_share(text)

    def _remember(self, vectors: dict[bytes, NDArray[np.float32]]) -> None:
        with self._lock:
            for key, vector in vectors.items():
                self._held[key] = vector.copy()  # a row of a batch would hold the whole batch
                self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
