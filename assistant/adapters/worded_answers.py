"""What models said, remembered in this process's memory: so many answers at most, each for a while."""

from __future__ import annotations

import threading

from cachetools import TTLCache


class HeldWordedAnswers:
    """The WordedAnswers port."""

    def __init__(self, most: int = 500, seconds: float = 3600.0) -> None:
        self._held: TTLCache[str, str] = TTLCache(maxsize=most, ttl=seconds)
        self._lock = threading.Lock()

    def recall(self, key: str) -> str | None:
        """The whole text that the model gave, or None."""
        with self._lock:
            return self._held.get(key)

    def remember(self, key: str, text: str) -> None:
        """Keep it, in the place of the one that was longest unused where there are too many."""
        with self._lock:
            self._held[key] = text
