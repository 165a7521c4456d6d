"""When a watch looks at what."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from assistant.domain.sources import Coverage, SourceEntry, SourceState
from assistant.errors import Busy, SettingsError, StorageFull
from ingest.schedule import Intervals, Watch, interval


class Looks:
    """An ingest that writes down how it was asked to look, and fails when it is told to."""

    def __init__(self, *names: str, compared: datetime | None = None) -> None:
        self.names = list(names)
        self.compared = compared
        self.looks: list[str] = []
        self.errors: list[Exception] = []

    def states(self) -> Sequence[SourceState]:
        return [
            SourceState(SourceEntry(name, "x", ""), 0, 0, None, complete=True, compared_at=self.compared) for name in self.names
        ]

    def run(self, names: Sequence[str], progress: object) -> list[Coverage]:
        return self._look("all of", names)

    def follow(self, names: Sequence[str], progress: object) -> list[Coverage]:
        return self._look("changes of", names)

    def _look(self, how: str, names: Sequence[str]) -> list[Coverage]:
        if self.errors:
            raise self.errors.pop()
        self.looks += [f"{how} {name}" for name in names]
        return [Coverage(name, 1, indexed=("x",)) for name in names]


class Running:
    """A watch in a thread, for as long as the `with` lasts."""

    def __init__(self, looks: Looks, *names: str, follow: float = 100, compare: float = 1000, scheduled: bool = True) -> None:
        self.looks = looks
        self.watch = Watch(looks, names, lambda _: Intervals(follow, compare))
        self.complaints: list[str] = []
        self.reports: list[Coverage] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self.watch.run,
            args=(self._stopping, self.reports.append, self.complaints.append),
            kwargs={"scheduled": scheduled},
        )

    def __enter__(self) -> Running:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < deadline, f"never: {self.looks.looks} {self.complaints}"
            time.sleep(0.01)


@pytest.mark.parametrize(("text", "seconds"), [("30s", 30), ("5m", 300), ("1.5h", 5400), ("1d", 86400), (" 2 m ", 120)])
def test_an_interval_is_read(text: str, seconds: float) -> None:
    assert interval(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "m", "0s", "-5m", "five minutes", "5 w"])
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="5m"):
        interval(text)


def test_what_was_never_compared_is_compared_at_once_and_followed_afterwards() -> None:
    with Running(Looks("a", "b"), follow=0.05) as running:
        running.until(lambda: len(running.looks.looks) >= 6)

    assert running.looks.looks[:2] == ["all of a", "all of b"]
    assert set(running.looks.looks[2:]) == {"changes of a", "changes of b"}


def test_what_an_earlier_process_compared_is_only_followed_when_due() -> None:
    looks = Looks("a", compared=datetime.now(UTC) - timedelta(seconds=50))
    with Running(looks, follow=51, compare=1000) as running:
        running.until(lambda: bool(looks.looks))

    assert looks.looks == ["changes of a"]


def test_everything_is_compared_again_when_its_interval_is_over() -> None:
    with Running(Looks("a"), follow=0.05, compare=0.2) as running:
        running.until(lambda: running.looks.looks.count("all of a") >= 2)

    assert "changes of a" in running.looks.looks


@pytest.mark.parametrize(("everything", "look"), [(False, "changes of a"), (True, "all of a")])
def test_a_nudge_is_followed_though_nothing_is_due(everything: bool, look: str) -> None:
    with Running(Looks("a", "b"), scheduled=False) as running:
        running.watch.nudge("a", everything=everything)
        running.until(lambda: bool(running.looks.looks))

    assert running.looks.looks == [look]


def test_a_burst_of_nudges_is_one_look() -> None:
    with Running(Looks("a"), scheduled=False) as running:
        for number in range(50):
            running.watch.nudge("a", everything=number == 7)
        running.until(lambda: bool(running.looks.looks))

    assert running.looks.looks[0] == "all of a"
    assert len(running.looks.looks) <= 2


def test_an_error_is_complained_of_and_the_nudge_is_not_forgotten() -> None:
    looks = Looks("a")
    looks.errors = [StorageFull("the disk is full")]
    watch = Watch(looks, (), lambda _: Intervals(100, 1000))
    watch.nudge("a")
    with pytest.raises(StorageFull):
        watch._step(lambda _: None, scheduled=False)

    watch._step(lambda _: None, scheduled=False)

    assert looks.looks == ["changes of a"]


def test_another_writer_is_waited_for_without_a_word() -> None:
    looks = Looks("a")
    looks.errors = [Busy("another ingest is running")]
    with Running(looks, scheduled=False) as running:
        running.watch.nudge("a")
        running.until(lambda: bool(looks.looks))

    assert running.complaints == []


def test_only_the_named_sources_are_watched() -> None:
    with Running(Looks("a", "b"), "b", follow=0.05) as running:
        running.until(lambda: len(running.looks.looks) >= 3)

    assert all(look.endswith(" b") for look in running.looks.looks)


def test_what_was_found_is_reported() -> None:
    with Running(Looks("a"), scheduled=False) as running:
        running.watch.nudge("a")
        running.until(lambda: bool(running.reports))

    assert running.reports[0].indexed == ("x",)


def test_a_defect_ends_no_watch() -> None:
    looks = Looks("docs")
    looks.errors.append(ZeroDivisionError())
    with Running(looks) as running:
        running.until(lambda: bool(running.complaints))
        assert "ZeroDivisionError" in running.complaints[0]
        running.until(lambda: bool(looks.looks))
