"""What may go wrong on Slack's side, asked for by a test."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

Kind = Literal["limited", "error", "code", "dropped before", "dropped after", "slow"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One call that goes wrong. `seconds` is Retry-After or how long it takes, `code` Slack's error or the HTTP status.

    "dropped before" closes the connection before the call has any effect, "dropped after" when it has had it.
    """

    kind: Kind
    seconds: float = 0
    code: str = ""


class Faults:
    """The faults to come, by method; "*" stands for any. Each is used once, in the order asked for."""

    def __init__(self) -> None:
        self._coming: dict[str, deque[Fault]] = defaultdict(deque)
        self._appends_left: deque[int] = deque()

    def limit(self, method: str, times: int = 1, retry_after: int = 1) -> None:
        """429 with Retry-After for the next calls."""
        self._coming[method].extend([Fault("limited", retry_after)] * times)

    def fail(self, method: str, times: int = 1, status: int = 500) -> None:
        """An HTTP error with a page that is no JSON."""
        self._coming[method].extend([Fault("error", code=str(status))] * times)

    def refuse(self, method: str, code: str = "fatal_error", times: int = 1) -> None:
        """`ok: false` with this code, without effect."""
        self._coming[method].extend([Fault("code", code=code)] * times)

    def drop(self, method: str, *, after: bool = False, times: int = 1) -> None:
        """The connection ends without an answer, before or after the call took effect."""
        self._coming[method].extend([Fault("dropped after" if after else "dropped before")] * times)

    def slow(self, method: str, seconds: float, times: int = 1) -> None:
        """The answer comes late."""
        self._coming[method].extend([Fault("slow", seconds)] * times)

    def expire_stream(self, after_appends: int = 0) -> None:
        """The next stream to be written to expires when it has taken this many appends."""
        self._appends_left.append(after_appends)

    def next(self, method: str) -> Fault | None:
        for name in (method, "*"):
            if self._coming[name]:
                return self._coming[name].popleft()
        return None

    def clear(self) -> None:
        self._coming.clear()
        self._appends_left.clear()

    def appends_left(self) -> int | None:
        """For the next write to a stream: how many appends it still takes; None if it doesn't expire."""
        return self._appends_left[0] if self._appends_left else None

    def appended(self) -> None:
        """A write to a stream was done or refused."""
        if not self._appends_left:
            return
        left = self._appends_left.popleft()
        if left > 0:
            self._appends_left.appendleft(left - 1)
