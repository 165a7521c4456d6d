"""Workers in processes of their own over one catalogue, ended in the middle of their work."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.inbox import Job, Task

REPOSITORY = Path(__file__).parents[3]
THREADS = 6

PROCESS = """
import asyncio, os, signal, sys
from pathlib import Path
from types import SimpleNamespace
from assistant.adapters.catalogue.open import open_catalogue
from assistant.adapters.system_clock import SystemClock
from assistant.domain.inbox import Task
from assistant.slack.working.worker import Limits, Worker

file, told, hangs, lease_s = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "hangs", float(sys.argv[4])
catalogue = open_catalogue(file)
stopping = asyncio.Event()

def tell(*words):
    with told.open("a") as out:
        out.write(" ".join(map(str, words)) + "\\n")

async def handle(desk, job, doing):
    # As real handlers do it: noted or found in the thread, an earlier attempt's answer is not posted again.
    if not job.reply and not (job.attempts > 1 and f"answer {job.id}" in told.read_text().splitlines()):
        tell("answer", job.id)
        await doing.note_reply("posted")
    tell("attempt", job.id, job.attempts)
    print(job.id, flush=True)
    if hangs:
        await asyncio.Event().wait()
    return "answered"

def apology(job, at):
    tell("sorry", job.id)

async def main():
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    limits = Limits(at_once=3, lease_s=lease_s, renewal_s=0.1, poll_s=0.05, grace_s=2 if not hangs else 0.01)
    desk = SimpleNamespace(clock=SystemClock())
    await Worker(desk, catalogue.inbox, {Task.QUESTION: handle}, apology, limits).run(stopping)

asyncio.run(main())
"""


@dataclass(frozen=True)
class Office:
    """Where the processes meet: the catalogue, and a file with a line for each thing that they did."""

    folder: Path

    @property
    def told(self) -> list[str]:
        return (self.folder / "told").read_text().splitlines()

    def put(self, count: int) -> list[str]:
        names = [f"j{number}" for number in range(count)]
        with closing(open_catalogue(self.folder / "catalogue.sqlite")) as catalogue:
            for number, name in enumerate(names):
                catalogue.inbox.put(Job(name, Task.QUESTION, "T1", datetime.now(UTC), f"T1:C1:{number % THREADS}"))
        (self.folder / "told").touch()
        return names

    @contextmanager
    def worker(self, *, hangs: bool = False, lease_s: float = 1.0) -> Iterator[subprocess.Popen[str]]:
        files = (self.folder / "catalogue.sqlite", self.folder / "told")
        command = [sys.executable, "-c", PROCESS, *map(str, files), "hangs" if hangs else "ends", str(lease_s)]
        with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield process
                end(process, signal.SIGTERM)
            finally:
                process.kill()

    def rows(self) -> dict[str, tuple[str, int]]:
        """Outcome and attempts by id."""
        with closing(open_catalogue(self.folder / "catalogue.sqlite")) as catalogue, catalogue.engine.connect() as connection:
            found = connection.execute(text("SELECT id, outcome, attempts FROM jobs ORDER BY number"))
            return {row.id: (row.outcome, row.attempts) for row in found}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def begun(process: subprocess.Popen[str]) -> str:
    """The next job that it is at; waits for it."""
    assert process.stdout
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str], how: signal.Signals) -> None:
    process.send_signal(how)
    process.wait()


def test_what_a_killed_process_had_begun_another_ends_without_answering_twice(office: Office) -> None:
    (name,) = office.put(1)
    with office.worker(hangs=True) as first:
        assert begun(first) == name
        end(first, signal.SIGKILL)
    with office.worker() as second:
        assert begun(second) == name

    assert office.rows() == {name: ("answered", 2)}
    assert office.told == [f"answer {name}", f"attempt {name} 1", f"attempt {name} 2"]


def test_what_a_process_hands_back_at_its_end_need_not_wait_for_the_lease(office: Office) -> None:
    (name,) = office.put(1)
    with office.worker(hangs=True, lease_s=100_000) as first:
        assert begun(first) == name
        end(first, signal.SIGTERM)
        assert first.returncode == 0
    with office.worker(lease_s=100_000) as second:
        assert begun(second) == name

    assert office.rows() == {name: ("answered", 2)}


@pytest.mark.slow
def test_through_three_kills_every_job_is_answered_once_and_each_thread_in_order(office: Office) -> None:
    names = office.put(120)
    for _ in range(3):
        with office.worker(hangs=True) as one, office.worker() as other:
            assert begun(one)
            assert all(begun(other) for _ in range(8))
            end(one, signal.SIGKILL)
            end(other, signal.SIGKILL)
    with office.worker():
        while {outcome for outcome, _ in office.rows().values()} != {"answered"}:
            pass  # pytest's own limit ends this
    answers = [line.removeprefix("answer ") for line in office.told if line.startswith("answer ")]

    assert Counter(answers) == Counter(names)
    for thread in range(THREADS):
        assert [name for name in answers if int(name[1:]) % THREADS == thread] == names[thread::THREADS]
    assert max(attempts for _, attempts in office.rows().values()) > 1
    assert not any(line.startswith("sorry") for line in office.told)
