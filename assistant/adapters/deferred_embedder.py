"""An Embedder that is loaded when it is first needed, since loading a model takes seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.ports import Embedder, Vectors


class DeferredEmbedder:
    """Stands in for an embedder whose name is known. An ingest that finds nothing new, or a list of sources, never loads
    the model; threads that need it at once load it once."""

    def __init__(self, name: str, load: Callable[[], Embedder]) -> None:
        self.name = name
        self._load = load
        self._loaded: Embedder | None = None
        self._lock = threading.Lock()

    def loaded(self) -> Embedder:
        """The embedder itself. Raises SettingsError when it can't be loaded."""
        if self._loaded is None:
            with self._lock:
                self._loaded = self._loaded or self._load()
        return self._loaded

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self.loaded().dimension

    @property
    def token_limit(self) -> int:
        """How many tokens of a text the model reads."""
        return self.loaded().token_limit

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """See ports.Embedder."""
        return self.loaded().embed(texts, progress)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """See ports.Embedder."""
        return self.loaded().embed_question(text)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ports.Embedder."""
        return self.loaded().count_tokens(texts)

    def known_share(self, text: str) -> float:
        """See ports.Embedder."""
        return self.loaded().known_share(text)
