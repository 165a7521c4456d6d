"""Does what is in the inbox: several jobs at once, each held by a lease that is renewed while it is being done.

A job ends in one of four ways: its handler returns (finished), it fails in a way that may pass (released, to be tried again
later), it can't be done (finished, with an apology as a job of its own), or this process ends first (released at once, or its
lease runs out). A handler therefore may be run more than once for one job, and begins by looking for what an earlier attempt
has posted.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import socket
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, ParamSpec, Protocol, TypeAlias, TypeVar
from uuid import uuid4

import structlog
import tenacity
from slack_sdk.http_retry.builtin_interval_calculators import BackoffRetryIntervalCalculator

from assistant.domain.inbox import Job, Task
from assistant.errors import StorageError
from assistant.slack.desk import Desk
from assistant.slack.ports import Work
from assistant.slack.working.failures import Failure, Prospect, failure_of

log: Final = structlog.get_logger(__name__)

STOPPED: Final = "stopped"
CLOSING: Final = "closing"
"""What a handler's CancelledError holds as its first argument: a person said stop, or this process may not go on with it."""

_LONGEST_REST_S: Final = 30.0
_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Doing(Protocol):
    """What a handler has besides its job."""

    async def note_reply(self, reply: str) -> None:
        """Keep where the answer stands, durably, for another attempt. Raises StorageError."""


Handler: TypeAlias = Callable[[Desk, Job, Doing], Awaitable[str]]
"""Does a job, and returns the outcome in a word. Cancelled, it tidies up, and raises or returns as it likes."""

Apology: TypeAlias = Callable[[Job, datetime], Job | None]
"""The job, made at that moment, that tells whoever waits for this one that nothing will come of it; None if nobody does."""

ANSWERS: Final = frozenset({Task.QUESTION, Task.EDIT, Task.ASK})
"""Tasks that wait for a generator, for a minute perhaps: whatever else comes in has room of its own beside them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is done at once, and for how long something is tried; seconds, unless it says otherwise."""

    at_once: int = 4
    """Answers that this process makes."""
    others_at_once: int = 4
    """Its other jobs."""
    attempts: int = 5
    attempts_at_defects: int = 2
    lease_s: float = 30.0
    """After so long without a sign of life, another process takes a job over."""
    renewal_s: float = 1.0
    """How often leases are renewed, and so how soon a job learns that it should stop."""
    poll_s: float = 0.5
    """How often the inbox is looked at for what other processes put there."""
    backoff_s: float = 1.0
    """The wait after the first failure, doubled with each further one, and up to a second more by chance."""
    longest_backoff_s: float = 120.0
    grace_s: float = 10.0
    """How long running jobs may go on when the process ends."""
    tidying_s: float = 5.0
    """How long a cancelled handler may take."""


@dataclass(slots=True, eq=False)
class _Running:
    """A job that is being done. `reason` says why it was cancelled, once it was."""

    job: Job
    doing: asyncio.Task[str]
    held_until: datetime
    reason: str = ""

    def cancel(self, reason: str) -> None:
        """Let the handler end, once."""
        if not self.reason and self.doing.cancel(reason):
            self.reason = reason


class Worker:
    """One process's share in the work. `nudge` and `run` belong to the same event loop."""

    def __init__(
        self, desk: Desk, work: Work, handlers: Mapping[Task, Handler], apology: Apology, limits: Limits | None = None
    ) -> None:
        self.name: Final = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._desk = desk
        self._work = work
        self._handlers = handlers
        self._apology = apology
        self._limits = limits or Limits()
        self._running: dict[str, _Running] = {}
        self._minding: set[asyncio.Task[None]] = set()
        self._nudged = asyncio.Event()
        self._troubles = 0
        self._backoff = BackoffRetryIntervalCalculator(self._limits.backoff_s)
        # Threads of its own: leases must not wait behind the searches that handlers run in the loop's threads.
        self._threads = ThreadPoolExecutor(2, "lore-inbox")

    def nudge(self) -> None:
        """Look at the inbox now: something was put there."""
        self._nudged.set()

    async def note_reply(self, job: Job, reply: str) -> None:
        """Keep where the job's answer stands, durably. Raises StorageError."""
        await self._stored(self._work.note_reply, self.name, job.id, reply)

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until `stopping` is set, and then until what was begun has ended or was handed back; to be called once."""
        renewing, waking = asyncio.create_task(self._renew()), asyncio.create_task(self._wake_at(stopping))
        try:
            while not stopping.is_set():
                for job, until in await self._claim():
                    self._begin(job, until)
                await self._rest(min(self._limits.poll_s * 2**self._troubles, _LONGEST_REST_S))
                if renewing.done():
                    renewing.result()  # a defect: without leases nothing may be done
            await self._ended(self._limits.grace_s)
        finally:
            for running in self._running.values():
                running.cancel(CLOSING)
            await self._ended(self._limits.tidying_s)
            if self._running:
                log.warning("slack.jobs_left", jobs=sorted(self._running))  # to whoever claims them when their leases are over
            for left in (renewing, waking, *self._minding):
                left.cancel()
            self._threads.shutdown(wait=False)

    async def _wake_at(self, stopping: asyncio.Event) -> None:
        await stopping.wait()
        self.nudge()

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._nudged.wait(), seconds)
        self._nudged.clear()

    async def _ended(self, seconds: float) -> None:
        if self._minding:
            await asyncio.wait(set(self._minding), timeout=seconds)

    async def _claim(self) -> list[tuple[Job, datetime]]:
        """As many jobs as there is room for, with the end of their leases."""
        claimed: list[tuple[Job, datetime]] = []
        now = self._desk.clock.now()
        until = now + timedelta(seconds=self._limits.lease_s)
        try:
            for tasks, room in self._rooms():
                jobs = await self._off_loop(self._work.claim, self.name, room, now, until, tasks)
                claimed += [(job, until) for job in jobs]
        except StorageError as error:
            log.warning("slack.inbox_unavailable", error=type(error).__name__)
            self._troubles += 1
        else:
            self._troubles = 0
        return claimed

    def _rooms(self) -> list[tuple[frozenset[Task], int]]:
        """For how many more jobs there is room, by task."""
        answers = sum(running.job.task in ANSWERS for running in self._running.values())
        others = len(self._running) - answers
        rooms = [
            (ANSWERS, self._limits.at_once - answers),
            (frozenset(Task) - ANSWERS, self._limits.others_at_once - others),
        ]
        return [(tasks, room) for tasks, room in rooms if room > 0]

    async def _renew(self) -> None:
        """Renew the leases of all that runs, again and again."""
        while True:
            await asyncio.sleep(self._limits.renewal_s)
            if held := dict(self._running):
                await self._renew_once(held)

    async def _renew_once(self, held: Mapping[str, _Running]) -> None:
        """Cancel what was asked to stop, and what isn't ours any more."""
        now = self._desk.clock.now()
        until = now + timedelta(seconds=self._limits.lease_s)
        try:
            kept, stopped = await self._off_loop(self._work.extend, self.name, tuple(held), until)
        except StorageError as error:
            log.warning("slack.leases_not_renewed", error=type(error).__name__)
            for running in held.values():
                if running.held_until <= now:  # somebody else may have begun it
                    running.cancel(CLOSING)
            return
        for id_, running in held.items():
            running.held_until = until
            if id_ not in kept:
                running.cancel(CLOSING)
            elif id_ in stopped:
                running.cancel(STOPPED)

    def _begin(self, job: Job, until: datetime) -> None:
        running = _Running(job, asyncio.create_task(self._do(job)), until)
        self._running[job.id] = running
        minding = asyncio.create_task(self._mind(running))
        self._minding.add(minding)
        minding.add_done_callback(self._minding.discard)

    async def _do(self, job: Job) -> str:
        if job.attempts > self._limits.attempts:  # it has taken its process down with it, time and again
            await self._say_sorry(job)
            return "given up"
        with structlog.contextvars.bound_contextvars(job=job.id, attempt=job.attempts):
            return await self._handlers[job.task](self._desk, job, _Noting(self, job))

    async def _mind(self, running: _Running) -> None:
        """Wait for the job to end, however it ends, and say so in the inbox."""
        await asyncio.wait({running.doing})
        try:
            await self._settle(running)
        except StorageError as error:  # its lease runs out, and it is done again
            log.warning("slack.job_not_settled", job=running.job.id, error=type(error).__name__)
        finally:
            del self._running[running.job.id]
            self.nudge()

    async def _settle(self, running: _Running) -> None:
        job, doing = running.job, running.doing
        error = asyncio.CancelledError() if doing.cancelled() else doing.exception()
        if error is None:
            await self._finish(job, doing.result())
        elif running.reason == STOPPED:
            await self._finish(job, STOPPED)
        elif running.reason == CLOSING:
            await self._stored(self._work.release, self.name, job.id, CLOSING, self._desk.clock.now())
        else:
            await self._failed(job, failure_of(error))

    async def _failed(self, job: Job, failure: Failure) -> None:
        most = {Prospect.PASSING: self._limits.attempts, Prospect.DEFECT: self._limits.attempts_at_defects}
        log.warning("slack.job_failed", job=job.id, task=job.task, attempt=job.attempts, error=failure.name)
        if job.attempts < most.get(failure.prospect, 0):
            wait = min(self._limits.longest_backoff_s, self._backoff.calculate_sleep_duration(job.attempts - 1))
            due = self._desk.clock.now() + timedelta(seconds=max(wait, failure.wait_s))
            await self._stored(self._work.release, self.name, job.id, failure.name, due)
            return
        if failure.reachable:
            await self._say_sorry(job)
        await self._finish(job, failure.name if failure.prospect is Prospect.HOPELESS else "failed")

    async def _say_sorry(self, job: Job) -> None:
        """Put the apology into the inbox, before the job is finished: it may have to wait for Slack longer than this."""
        if apology := self._apology(job, self._desk.clock.now()):
            await self._stored(self._desk.inbox.put, apology)

    async def _finish(self, job: Job, outcome: str) -> None:
        await self._stored(self._work.finish, self.name, job.id, outcome)
        log.info("slack.job_finished", job=job.id, task=job.task, attempt=job.attempts, outcome=outcome)

    async def _stored(self, call: Callable[_Given, object], *given: _Given.args, **named: _Given.kwargs) -> None:
        """Write to the inbox, a few times over if the catalogue is busy. Raises StorageError."""
        wait = tenacity.wait_random_exponential(self._limits.poll_s, max=5)
        retry = tenacity.retry_if_exception_type(StorageError)
        async for attempt in tenacity.AsyncRetrying(retry=retry, wait=wait, stop=tenacity.stop_after_attempt(4), reraise=True):
            with attempt:
                await self._off_loop(call, *given, **named)

    async def _off_loop(self, call: Callable[_Given, _Result], *given: _Given.args, **named: _Given.kwargs) -> _Result:
        bound = functools.partial(call, *given, **named)
        return await asyncio.get_running_loop().run_in_executor(self._threads, bound)


@dataclass(frozen=True, slots=True)
class _Noting:
    """What a handler is given."""

    worker: Worker
    job: Job

    async def note_reply(self, reply: str) -> None:
        """Keep where the answer stands, durably."""
        await self.worker.note_reply(self.job, reply)
