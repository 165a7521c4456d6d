"""The Embedder's twin in memory: no model, no torch; for tests, and for trying the rest of Lore in a blink."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.ports import Vectors

HASHING: Final = "hashing"
"""What the settings call it."""

_WORD: Final = re.compile(r"\w+")


class HashingEmbedder:
    """Feature hashing (Weinberger et al., 2009): words that two texts share bring their vectors together."""

    def __init__(self, dimension: int = 64) -> None:
        self.name = HASHING
        self.dimension = dimension
        self.token_limit = 256

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors in the order of the texts."""
        vectors = np.stack([self.embed_question(text) for text in texts]) if texts else np.zeros((0, self.dimension))
        if progress:
            progress(len(texts))
        return vectors.astype(np.float32)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """A signed count of hashed words, as a unit vector; a text without words points at the first axis."""
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in _WORD.findall(text.casefold()):
            digest = zlib.crc32(word.encode())
            vector[digest % self.dimension] += 1.0 if digest & 0x8000_0000 else -1.0
        length = float(np.linalg.norm(vector))
        if length == 0:
            vector[0] = length = 1.0
        return vector / np.float32(length)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Words, and two for the ends."""
        return [len(_WORD.findall(text)) + 2 for text in texts]

    def known_share(self, text: str) -> float:  # noqa: ARG002 - the port's signature
        """All of it: any word can be hashed."""
        return 1.0
