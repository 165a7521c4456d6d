"""Work that came in, in SQL: kept before it is acknowledged, claimed by whichever process is free."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Engine, Row, Select, and_, delete, exists, insert, or_, select, update

from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.slack_schema import jobs
from assistant.domain.inbox import Job, Task

_BATCH: Final = 1000
"""How many finished jobs are dropped in one transaction, so that nobody who wants to put one waits long."""
_AT_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before everybody's clock, whoever stamped the job."""


class SqlInbox:
    """The Inbox and the Work ports over one table.

    Every method that writes is one transaction that begins with SQLite's only write lock (`writing`), so that two processes
    can't claim the same job, nor one job of a thread each. PostgreSQL would need `with_for_update(skip_locked=True)` on the
    rows in `_due` plus a lock on the thread (an advisory one by its hash), or SERIALIZABLE with a retry.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, job: Job) -> bool:
        """Keep it durably; False, and nothing kept, if there is or was a job with that id."""
        with writing(self._engine) as connection:
            if connection.execute(select(jobs.c.number).where(jobs.c.id == job.id)).first():
                return False
            connection.execute(insert(jobs).values(_values(job)))
        return True

    def stop(self, team: str, thread: str, before: datetime) -> int:
        """Ask that the unfinished jobs of a thread end. What nobody has begun ends at once."""
        those = and_(~jobs.c.finished, jobs.c.team == team, jobs.c.thread == thread, jobs.c.received_at < before)
        with writing(self._engine) as connection:
            waiting = connection.execute(update(jobs).where(those, jobs.c.attempts == 0).values(_finished("stopped", before)))
            begun = connection.execute(update(jobs).where(those).values(stop_asked=True))
        return waiting.rowcount + begun.rowcount

    def forget_before(self, moment: datetime) -> int:
        """Drop finished jobs that came in before this moment; how many went."""
        old = select(jobs.c.number).where(jobs.c.finished, jobs.c.received_at < moment).order_by(jobs.c.number).limit(_BATCH)
        gone = 0
        while True:
            with reading(self._engine) as connection:
                numbers = connection.execute(old).scalars().all()
            if not numbers:
                return gone
            with writing(self._engine) as connection:
                gone += connection.execute(delete(jobs).where(jobs.c.number.in_(numbers))).rowcount

    def claim(self, worker: str, most: int, now: datetime, until: datetime, tasks: Collection[Task] = tuple(Task)) -> list[Job]:
        """Up to `most` jobs of these tasks that are due, oldest first."""
        with reading(self._engine) as connection:
            if not connection.execute(_due(tasks, now, 1)).first():
                return []  # nobody waits for the write lock only to learn that there is nothing to do
        with writing(self._engine) as connection:
            rows = connection.execute(_due(tasks, now, most)).all()
            mine = jobs.c.number.in_([row.number for row in rows])
            connection.execute(update(jobs).where(mine).values(worker=worker, due=until, attempts=jobs.c.attempts + 1))
        return [_to_job(row) for row in rows]

    def extend(self, worker: str, ids: Collection[str], until: datetime) -> tuple[set[str], set[str]]:
        """Hold these longer. Returns those that are still the worker's, and of these the ones that were asked to stop."""
        mine = and_(jobs.c.id.in_(sorted(ids)), jobs.c.worker == worker, ~jobs.c.finished)
        with writing(self._engine) as connection:
            connection.execute(update(jobs).where(mine).values(due=until))
            rows = connection.execute(select(jobs.c.id, jobs.c.stop_asked).where(mine)).all()
        return {row.id for row in rows}, {row.id for row in rows if row.stop_asked}

    def note_reply(self, worker: str, id_: str, reply: str) -> None:
        """Keep where its answer stands, durably."""
        self._change(worker, id_, {"reply": reply})

    def finish(self, worker: str, id_: str, outcome: str) -> None:
        """It is done, and what was asked is forgotten. Does nothing if it is no longer the worker's."""
        self._change(worker, id_, _finished(outcome, datetime.now(UTC)))

    def release(self, worker: str, id_: str, error: str, due: datetime) -> None:
        """It did not end: it may be claimed again from then on. Does nothing if it is no longer theirs."""
        self._change(worker, id_, {"worker": "", "error": error, "due": due})

    def _change(self, worker: str, id_: str, values: dict[str, Any]) -> None:
        mine = and_(jobs.c.id == id_, jobs.c.worker == worker, ~jobs.c.finished)
        with writing(self._engine) as connection:
            connection.execute(update(jobs).where(mine).values(values))


def _due(tasks: Collection[Task], now: datetime, most: int) -> Select[Any]:
    """Unfinished jobs of these tasks that nobody holds, each the first unfinished one of its thread, whatever its task."""
    earlier = jobs.alias("earlier")
    same = and_(earlier.c.team == jobs.c.team, earlier.c.thread == jobs.c.thread, earlier.c.number < jobs.c.number)
    first = or_(jobs.c.thread == "", ~exists().where(~earlier.c.finished, same))
    wanted = jobs.c.task.in_(sorted(map(str, tasks)))  # a newer version of Lore may have put in others beside this one
    return select(jobs).where(~jobs.c.finished, jobs.c.due <= now, wanted, first).order_by(jobs.c.number).limit(most)


def _values(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "task": str(job.task),
        "team": job.team,
        "thread": job.thread,
        "received_at": job.received_at,
        "payload": dict(job.payload),
        "attempts": job.attempts,
        "reply": job.reply,
        "worker": "",
        "due": _AT_ONCE,
        "stop_asked": False,
        "finished": False,
        "outcome": "",
        "error": "",
    }


def _finished(outcome: str, at: datetime) -> dict[str, Any]:
    return {"finished": True, "finished_at": at, "outcome": outcome, "payload": {}, "worker": ""}


def _to_job(row: Row[Any]) -> Job:
    """The job as it is once it is claimed."""
    return Job(
        id=row.id,
        task=Task(row.task),
        team=row.team,
        received_at=row.received_at,
        thread=row.thread,
        payload=row.payload,
        attempts=row.attempts + 1,
        reply=row.reply,
    )
