"""What the Inbox and Work ports promise, over SQLite and over their twin in memory."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.inbox import Job, Task
from assistant.slack.ports import Inbox, Work
from tests.stand_ins.slack_memory import HeldInbox

REPOSITORY = Path(__file__).parents[2]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
THREAD = "T1:C1:1700000000.000100"


class InboxAndWork(Inbox, Work, Protocol):
    """Both ports over the same jobs."""


@pytest.fixture(params=["sqlite", "held"])
def inbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[InboxAndWork]:
    if request.param == "held":
        yield HeldInbox()
        return
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    yield catalogue.inbox
    catalogue.close()


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def job(id_: str, thread: str = "", team: str = "T1", received: float = 0) -> Job:
    return Job(id_, Task.QUESTION, team, at(received), thread, {"text": f"why {id_}", "nested": {"list": [1, None, "ä"]}})


def claim(work: Work, most: int = 10, now: float = 0, worker: str = "one", lease: float = 30) -> list[str]:
    return ids(work.claim(worker, most, at(now), at(now + lease)))


def ids(jobs: Sequence[Job]) -> list[str]:
    return [one.id for one in jobs]


def test_what_was_put_comes_back_whole_with_its_attempt_counted(inbox: InboxAndWork) -> None:
    put = Job("a", Task.EDIT, "T1", at(0.25), THREAD, {"text": "why", "nested": {"list": [1, None, "ä"]}})
    assert inbox.put(put)

    (claimed,) = inbox.claim("one", 5, at(1), at(30))

    assert claimed == replace(put, attempts=1)


@pytest.mark.parametrize("state", ["waiting", "claimed", "released", "finished", "stopped"])
def test_a_job_is_kept_once_whatever_became_of_it(inbox: InboxAndWork, state: str) -> None:
    inbox.put(job("a", THREAD))
    if state == "stopped":
        inbox.stop("T1", THREAD, at(1))
    elif state != "waiting":
        inbox.claim("one", 1, at(0), at(30))
    if state == "released":
        inbox.release("one", "a", "TimeoutError", at(1))
    if state == "finished":
        inbox.finish("one", "a", "answered")

    assert not inbox.put(job("a", THREAD))
    assert claim(inbox, now=60) == ([] if state in {"finished", "stopped"} else ["a"])


def test_jobs_are_claimed_in_the_order_in_which_they_came_and_no_more_than_asked_for(inbox: InboxAndWork) -> None:
    for name in "dacb":
        inbox.put(job(name))

    assert claim(inbox, most=3) == ["d", "a", "c"]
    assert claim(inbox, most=3) == ["b"]
    assert claim(inbox, most=3) == []


def test_a_job_from_a_clock_that_runs_ahead_is_due_all_the_same(inbox: InboxAndWork) -> None:
    inbox.put(job("a", received=3600))

    assert claim(inbox) == ["a"]


def test_jobs_of_a_thread_are_done_one_after_another(inbox: InboxAndWork) -> None:
    for name in "abc":
        inbox.put(job(name, THREAD))

    assert claim(inbox) == ["a"]
    assert claim(inbox, worker="other") == []
    inbox.finish("one", "a", "answered")
    assert claim(inbox, worker="other") == ["b"]
    inbox.finish("other", "b", "answered")
    assert claim(inbox) == ["c"]


def test_a_job_that_waits_for_another_attempt_holds_its_thread_back(inbox: InboxAndWork) -> None:
    inbox.put(job("a", THREAD))
    inbox.put(job("b", THREAD))
    claim(inbox)
    inbox.release("one", "a", "TimeoutError", at(60))

    assert claim(inbox, now=59) == []
    assert claim(inbox, now=60) == ["a"]


@pytest.mark.parametrize(
    ("first", "second"),
    [((THREAD, "T1"), ("T1:C1:2", "T1")), (("1", "T1"), ("1", "T2")), (("", "T1"), ("", "T1"))],
    ids=["another thread", "another workspace", "no thread at all"],
)
def test_jobs_that_share_no_thread_do_not_wait_for_each_other(
    inbox: InboxAndWork, first: tuple[str, str], second: tuple[str, str]
) -> None:
    inbox.put(job("a", *first))
    inbox.put(job("b", *second))

    assert claim(inbox) == ["a", "b"]


def test_only_the_tasks_that_are_asked_for_are_claimed(inbox: InboxAndWork) -> None:
    for id_, task in (("slow", Task.QUESTION), ("page", Task.HOME), ("press", Task.ACTION), ("other page", Task.HOME)):
        inbox.put(replace(job(id_), task=task))

    assert ids(inbox.claim("one", 9, at(0), at(30), [])) == []
    assert ids(inbox.claim("one", 1, at(0), at(30), {Task.HOME, Task.ACTION})) == ["page"]
    assert ids(inbox.claim("one", 9, at(0), at(30), {Task.HOME, Task.ACTION})) == ["press", "other page"]
    assert ids(inbox.claim("one", 9, at(0), at(30), {Task.QUESTION})) == ["slow"]


def test_a_job_waits_for_an_earlier_one_of_its_thread_also_where_that_is_of_no_task_asked_for(inbox: InboxAndWork) -> None:
    inbox.put(job("a", THREAD))
    inbox.put(replace(job("b", THREAD), task=Task.ACTION))

    assert ids(inbox.claim("one", 9, at(0), at(30), {Task.ACTION})) == []
    assert ids(inbox.claim("one", 9, at(0), at(30), {Task.QUESTION})) == ["a"]
    inbox.finish("one", "a", "answered")
    assert ids(inbox.claim("one", 9, at(0), at(30), {Task.ACTION})) == ["b"]


def test_one_claim_gives_room_to_threads_behind_a_long_one(inbox: InboxAndWork) -> None:
    for number in range(30):
        inbox.put(job(f"long{number}", THREAD))
    inbox.put(job("short", "T1:C1:2"))

    assert claim(inbox, most=2) == ["long0", "short"]


def test_a_lease_that_ran_out_is_taken_over_and_its_first_holder_can_do_no_more(inbox: InboxAndWork) -> None:
    inbox.put(job("a", THREAD))
    claim(inbox, lease=30)
    assert claim(inbox, now=29, worker="other") == []

    (taken,) = inbox.claim("other", 5, at(30), at(60))

    assert taken.attempts == 2
    inbox.finish("one", "a", "answered")
    inbox.note_reply("one", "a", "1700.1")
    inbox.release("one", "a", "late", at(0))
    assert inbox.extend("one", ["a"], at(500)) == (set(), set())
    assert claim(inbox, now=59, worker="third") == []
    (again,) = inbox.claim("third", 5, at(60), at(90))
    assert (again.attempts, again.reply) == (3, "")


def test_a_lease_that_is_extended_stays(inbox: InboxAndWork) -> None:
    inbox.put(job("a"))
    inbox.put(job("b"))
    claim(inbox, lease=30)

    assert inbox.extend("one", ["a", "never"], at(100)) == ({"a"}, set())
    assert inbox.extend("one", [], at(100)) == (set(), set())
    assert claim(inbox, now=99, worker="other") == ["b"]


def test_the_place_of_an_answer_is_there_at_the_next_attempt(inbox: InboxAndWork) -> None:
    inbox.put(job("a"))
    claim(inbox)
    inbox.note_reply("one", "a", "1700000000.000200")
    inbox.release("one", "a", "ClientOSError", at(5))

    (again,) = inbox.claim("other", 5, at(5), at(30))

    assert (again.reply, again.attempts, again.payload["text"]) == ("1700000000.000200", 2, "why a")


def test_stopping_ends_what_waits_and_tells_who_is_at_it(inbox: InboxAndWork) -> None:
    for name in "ab":
        inbox.put(job(name, THREAD))
    inbox.put(job("elsewhere", "T1:C1:2"))
    inbox.put(job("later", THREAD, received=10))
    claim(inbox)

    assert inbox.stop("T1", THREAD, at(10)) == 2
    assert inbox.extend("one", ["a", "elsewhere"], at(60)) == ({"a", "elsewhere"}, {"a"})
    inbox.finish("one", "a", "stopped")
    assert claim(inbox) == ["later"]
    assert inbox.stop("T1", THREAD, at(10)) == 0


def test_a_stop_is_remembered_while_a_begun_job_waits_for_another_attempt(inbox: InboxAndWork) -> None:
    inbox.put(job("a", THREAD))
    claim(inbox)
    inbox.release("one", "a", "TimeoutError", at(5))

    assert inbox.stop("T1", THREAD, at(1)) == 1
    assert claim(inbox, now=5, worker="other") == ["a"]
    assert inbox.extend("other", ["a"], at(60)) == ({"a"}, {"a"})


def test_finished_jobs_are_forgotten_after_a_while_and_no_others(inbox: InboxAndWork) -> None:
    for number, name in enumerate(("done", "open", "held", "young")):
        inbox.put(job(name, received=number))
    claim(inbox, most=1)
    inbox.finish("one", "done", "answered")
    claim(inbox, most=3, now=1, lease=1)
    inbox.finish("one", "young", "answered")

    assert inbox.forget_before(at(3)) == 1
    assert inbox.forget_before(at(3)) == 0
    assert inbox.put(job("done"))
    assert not inbox.put(job("young"))
    assert claim(inbox, now=5) == ["open", "held", "done"]


def test_many_finished_jobs_are_forgotten_in_one_call(inbox: InboxAndWork) -> None:
    for number in range(30):
        inbox.put(job(str(number)))
    for name in claim(inbox, most=30):
        inbox.finish("one", name, "answered")

    assert inbox.forget_before(at(1)) == 30


def stored(file: Path) -> sqlite3.Row:
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        row = connection.execute("SELECT * FROM jobs").fetchone()
    assert isinstance(row, sqlite3.Row)
    return row


@pytest.mark.parametrize("end", ["finish", "stop"])
def test_what_was_asked_is_gone_from_the_table_when_the_job_has_ended(tmp_path: Path, end: str) -> None:
    file = tmp_path / "catalogue.sqlite"
    catalogue = open_catalogue(file)
    catalogue.inbox.put(job("a", THREAD))
    if end == "stop":
        catalogue.inbox.stop("T1", THREAD, at(1))
    else:
        claim(catalogue.inbox)
        catalogue.inbox.finish("one", "a", "stopped")

    row = stored(file)

    assert (row["payload"], row["outcome"], row["finished"], row["worker"]) == ("{}", "stopped", 1, "")
    assert row["finished_at"] is not None
    catalogue.close()
    assert b"why a" not in file.read_bytes()


def test_a_task_of_a_newer_version_is_left_to_it(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.sqlite"
    catalogue = open_catalogue(file)
    catalogue.inbox.put(job("newer", THREAD))
    catalogue.inbox.put(job("behind it", THREAD))
    catalogue.inbox.put(job("other"))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE jobs SET task = 'telepathy' WHERE id = 'newer'")
        connection.commit()

    assert claim(catalogue.inbox) == ["other"]
    catalogue.close()


FIGHTER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlalchemy import text
from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.inbox import Job, Task

file, name, told, count = sys.argv[1:]
catalogue = open_catalogue(Path(file))
inbox = catalogue.inbox
now = datetime.now(UTC)

def open_jobs():
    with catalogue.engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM jobs WHERE NOT finished")).scalar()

print("ready", flush=True)
sys.stdin.readline()
jobs = [Job(f"j{n}", Task.QUESTION, "T1", now, f"C:{n % 40}" if n % 2 else "") for n in range(int(count))]
print(sum(map(inbox.put, jobs)), flush=True)
with open(told, "a", buffering=1) as out:
    while open_jobs():
        for job in inbox.claim(name, 7, now, now + timedelta(minutes=10)):
            out.write(f"begin {job.id} {job.attempts}\\n")
            out.write(f"end {job.id} {job.attempts}\\n")
            inbox.finish(name, job.id, name)
"""


def test_two_processes_put_and_do_each_job_once_and_each_thread_in_order(tmp_path: Path) -> None:
    file, told, count = tmp_path / "catalogue.sqlite", tmp_path / "told", 2000
    open_catalogue(file).close()
    fighters = [
        subprocess.Popen(
            [sys.executable, "-c", FIGHTER, str(file), name, str(told), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )
        for name in ("one", "two")
    ]
    for fighter in fighters:
        assert fighter.stdout
        assert fighter.stdout.readline() == "ready\n"
    for fighter in fighters:
        assert fighter.stdin
        fighter.stdin.write("go\n")
        fighter.stdin.flush()
    said = [fighter.communicate()[0] for fighter in fighters]

    assert [fighter.returncode for fighter in fighters] == [0, 0]
    assert sum(map(int, said)) == count
    lines = told.read_text().splitlines()
    assert sorted(lines) == sorted(f"{word} j{n} 1" for n in range(count) for word in ("begin", "end"))
    with closing(sqlite3.connect(file)) as connection:
        came = dict(connection.execute("SELECT id, thread FROM jobs ORDER BY number").fetchall())
        shares = connection.execute("SELECT outcome, count(*) FROM jobs GROUP BY outcome").fetchall()
    assert {name for name, done in shares} == {"one", "two"}
    for thread in {*came.values()} - {""}:
        in_thread = [line for line in lines if came[line.split()[1]] == thread]
        assert in_thread == [f"{word} {id_} 1" for id_, its in came.items() if its == thread for word in ("begin", "end")]
