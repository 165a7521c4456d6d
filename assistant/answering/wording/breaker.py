"""A circuit breaker: a model that fails again and again is left alone for a while, so that nobody waits for it in vain.

After M. Nygard, "Release It!" (2007). Of the libraries for it, pybreaker knows asynchronous calls only through Tornado,
aiobreaker has had no release since 2021, and purgatory lets any number of calls through when one trial is meant, and counts
a reader who goes away as a failure of the model.
"""

from __future__ import annotations

import math
import threading
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta

from assistant.domain.provenance import Usage
from assistant.errors import GeneratorError, ModelResting
from assistant.ports import Clock, Generator, Message


class CircuitBreaker:
    """Counts failures in a row. Its state is this process's own; safe to share between threads."""

    def __init__(self, name: str, clock: Clock, failures: int = 5, rest_s: float = 30.0) -> None:
        """After so many `failures` in a row the model `name` rests for `rest_s` seconds; then one call tries it, and a success
        of that ends the rest. 0 failures is a breaker that never opens."""
        self._name = name
        self._clock = clock
        self._most = failures
        self._rest = timedelta(seconds=rest_s)
        self._lock = threading.Lock()
        self._failed = 0
        self._resting_until: datetime | None = None
        self._on_trial = False

    def admit(self) -> None:
        """Call it before a call. Raises ModelResting while the model rests, or while another call tries it."""
        with self._lock:
            if self._resting_until is None:
                return
            now = self._clock.now()
            if now < self._resting_until or self._on_trial:
                raise ModelResting(self._refusal(now, self._resting_until))
            self._on_trial = True

    def succeeded(self) -> None:
        """The call went well."""
        with self._lock:
            self._failed, self._resting_until, self._on_trial = 0, None, False

    def failed(self) -> None:
        """The model failed."""
        with self._lock:
            self._failed += 1
            tried, self._on_trial = self._on_trial, False
            if self._most and (tried or self._failed >= self._most):
                self._resting_until = self._clock.now() + self._rest

    def left(self) -> None:
        """The call was given up by the one who asked, which says nothing of the model."""
        with self._lock:
            self._on_trial = False

    def _refusal(self, now: datetime, until: datetime) -> str:
        seconds = max(0, math.ceil((until - now).total_seconds()))
        when = f"in {seconds} s" if seconds else "now, by another question"
        return f"{self._name} failed {self._failed} times in a row and is left alone for a while; it is tried again {when}"


class Guarded:
    """A Generator behind a breaker."""

    def __init__(self, generator: Generator, breaker: CircuitBreaker) -> None:
        self._generator = generator
        self._breaker = breaker

    @property
    def name(self) -> str:
        """The generator's."""
        return self._generator.name

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str | Usage, None]:
        """What the generator says. Raises ModelResting at once while it rests."""
        self._breaker.admit()
        settled = False
        try:
            async with aclosing(self._generator.stream(messages)) as pieces:
                async for piece in pieces:
                    yield piece
            settled = True
            self._breaker.succeeded()
        except GeneratorError:
            settled = True
            self._breaker.failed()
            raise
        finally:
            if not settled:
                self._breaker.left()
