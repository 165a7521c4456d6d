"""Keeps sources in step for as long as a process runs: each by its intervals, and at once when somebody nudges."""

from __future__ import annotations

import re
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from assistant.domain.sources import Coverage, SourceEntry, SourceState
from assistant.errors import Busy, LoreError, SettingsError
from ingest.ports import Progress

_UNITS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SETTLING_S: Final = 0.3
"""Events come in bursts: a merged review brings five within a blink, and one look serves them all."""
_STOP_WITHIN_S: Final = 0.5
_NEW_SOURCES_S: Final = 60.0
"""Sources that were added meanwhile are noticed within this time."""
_AGAIN_AFTER_S: Final = 5.0
"""How long to wait when another process is writing, or the disk is full."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """How often a source is looked at, in seconds: at what changed, and at everything."""

    follow: float
    compare: float


def interval(text: str) -> float:
    """The seconds of `30s`, `5m`, `2h` or `1d`. Raises SettingsError."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", text.strip())
    if match is None or not float(match[1]):
        raise SettingsError(f"'{text}' is no interval: write 30s, 5m, 2h or 1d in [schedule] of lore.toml")
    return float(match[1]) * _UNITS[match[2]]


class Looking(Protocol):
    """An ingest, as a watch needs it."""

    def states(self) -> Sequence[SourceState]:
        """The registered sources."""

    def run(self, names: Sequence[str], progress: Callable[[SourceEntry], Progress]) -> list[Coverage]:
        """Compare everything."""

    def follow(self, names: Sequence[str], progress: Callable[[SourceEntry], Progress]) -> list[Coverage]:
        """Take what changed."""


class Unheard:
    """A Progress of work that nobody watches."""

    def listed(self, total: int) -> None:
        """See ingest.ports.Progress."""

    def advanced(self, path: str) -> None:
        """See ingest.ports.Progress."""

    def acknowledged(self, event: str, path: str, document_id: str) -> None:
        """See ingest.ports.Progress."""


class Watch:
    """Looks at sources when they are due, one at a time. `nudge` may be called by any thread.

    `names` are the sources to watch, all if it is empty; sources that are added later are found by themselves. An error
    is reported and the source is looked at again when it is next due: a watch does not end by itself.
    """

    def __init__(self, ingest: Looking, names: Sequence[str], intervals: Callable[[str], Intervals]) -> None:
        self._ingest = ingest
        self._names = frozenset(names)
        self._intervals = intervals
        self._nudged: dict[str, bool] = {}
        self._waking = threading.Condition()
        self._followed: dict[str, float] = {}
        self._compared: dict[str, float] = {}

    def nudge(self, name: str, *, everything: bool = False) -> None:
        """Look at this source now; with `everything` at all of it, since its permissions may have changed."""
        with self._waking:
            self._nudged[name] = everything or self._nudged.get(name, False)
            self._waking.notify_all()

    def run(
        self,
        stopping: threading.Event,
        report: Callable[[Coverage], None],
        complain: Callable[[str], None],
        *,
        scheduled: bool = True,
    ) -> None:
        """Go on until `stopping` is set; `report` hears of each look that found something. Without `scheduled` only
        nudges are followed."""
        while not stopping.is_set():
            try:
                wait = self._step(report, scheduled=scheduled)
            except LoreError as error:
                if not isinstance(error, Busy):
                    complain(str(error))
                stopping.wait(_AGAIN_AFTER_S)
            except Exception as error:  # noqa: BLE001 - the edge of a thread: without it, nothing is in step any more
                traceback.print_exception(error)
                complain(f"a look failed ({type(error).__name__}): this is a defect of Lore")
                stopping.wait(_AGAIN_AFTER_S)
            else:
                self._sleep(min(wait, _NEW_SOURCES_S), stopping)

    def _sleep(self, seconds: float, stopping: threading.Event) -> None:
        """Until the time is over, somebody nudges, or the watch is to end."""
        until = time.monotonic() + seconds
        with self._waking:
            while not self._nudged and not stopping.is_set() and (left := until - time.monotonic()) > 0:
                self._waking.wait(min(left, _STOP_WITHIN_S))
            nudged = bool(self._nudged)
        if nudged:
            stopping.wait(_SETTLING_S)

    def _step(self, report: Callable[[Coverage], None], *, scheduled: bool) -> float:
        """Look at what is due; the seconds until something else is."""
        with self._waking:
            nudged, self._nudged = self._nudged, {}
        try:
            return self._look(nudged, report, scheduled=scheduled)
        except LoreError:
            with self._waking:  # an event that was acknowledged is not forgotten because the disk was full
                self._nudged = {**nudged, **self._nudged}
            raise

    def _look(self, nudged: dict[str, bool], report: Callable[[Coverage], None], *, scheduled: bool) -> float:
        soonest = float("inf")
        for state in self._ingest.states():
            name = state.entry.name
            if self._names and name not in self._names:
                continue
            everything, due = self._due(state) if scheduled else (False, float("inf"))
            if name in nudged or due <= 0:
                everything = everything if name not in nudged else nudged[name] or (everything and due <= 0)
                look = self._ingest.run if everything else self._ingest.follow
                for coverage in look([name], lambda _: Unheard()):
                    report(coverage)
                self._note(name, everything=everything)
                everything, due = self._due(state) if scheduled else (False, float("inf"))
            soonest = min(soonest, due)
        return soonest

    def _due(self, state: SourceState) -> tuple[bool, float]:
        """Whether everything is due next, and in how many seconds something is."""
        name, now = state.entry.name, time.monotonic()
        intervals = self._intervals(name)
        if name not in self._compared:  # what an earlier process did counts
            since = (datetime.now(UTC) - state.compared_at).total_seconds() if state.compared_at else float("inf")
            self._compared[name] = now - since
        compare = self._compared[name] + intervals.compare - now
        follow = self._followed.get(name, self._compared[name]) + intervals.follow - now
        return compare <= 0, min(compare, follow)

    def _note(self, name: str, *, everything: bool) -> None:
        self._followed[name] = time.monotonic()
        if everything:
            self._compared[name] = self._followed[name]
