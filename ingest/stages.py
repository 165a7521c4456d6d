"""How long each stage of a run took."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stages:
    """Seconds by stage, added up over all threads."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._lock = threading.Lock()

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the time of the block to a stage."""
        started = time.perf_counter()
        try:
            yield
        finally:
            with self._lock:
                self._seconds[stage] = self._seconds.get(stage, 0.0) + time.perf_counter() - started

    def seconds(self) -> dict[str, float]:
        """What was counted, to the millisecond."""
        with self._lock:
            return {stage: round(seconds, 3) for stage, seconds in self._seconds.items()}
