"""A worker on a bench: an inbox that tells how jobs end, a clock that stands still until it is moved, handlers on a string."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, cast

from slack_sdk.errors import SlackApiError

from assistant.domain.inbox import Job, Task
from assistant.errors import Busy
from assistant.slack.desk import Desk
from assistant.slack.working.worker import Doing, Limits, Worker
from tests.stand_ins.slack_memory import HeldInbox

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEVER = 3600.0
QUICK = Limits(poll_s=NEVER, renewal_s=0.005, tidying_s=5, grace_s=5)
"""Nothing is polled for, so that what is found was announced."""
End: TypeAlias = tuple[Any, ...]


@dataclass
class MovedClock:
    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class WatchedInbox(HeldInbox):
    """Tells how jobs end, and fails as often as it is told to."""

    ends: asyncio.Queue[End] = field(default_factory=asyncio.Queue)
    claims: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    extended: list[set[str]] = field(default_factory=list)
    failing: dict[str, int] = field(default_factory=dict)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_event_loop)

    def claim(self, worker: str, most: int, now: datetime, until: datetime, tasks: Collection[Task] = tuple(Task)) -> list[Job]:
        if Task.QUESTION in tasks:
            self.loop.call_soon_threadsafe(self.claims.put_nowait, most)
        self._fail("claim")
        return super().claim(worker, most, now, until, tasks)

    def extend(self, worker: str, ids: Collection[str], until: datetime) -> tuple[set[str], set[str]]:
        self._fail("extend")
        self.extended.append(set(ids))
        return super().extend(worker, ids, until)

    def note_reply(self, worker: str, id_: str, reply: str) -> None:
        self._fail("note_reply")
        super().note_reply(worker, id_, reply)

    def finish(self, worker: str, id_: str, outcome: str) -> None:
        self._fail("finish")
        super().finish(worker, id_, outcome)
        self._tell("finished", id_, outcome)

    def release(self, worker: str, id_: str, error: str, due: datetime) -> None:
        self._fail("release")
        super().release(worker, id_, error, due)
        self._tell("released", id_, error, due)

    def _tell(self, *end: Any) -> None:
        self.loop.call_soon_threadsafe(self.ends.put_nowait, end)

    def _fail(self, name: str) -> None:
        if self.failing.get(name):
            self.failing[name] -= 1
            raise Busy("the catalogue is locked by another process: try again when it has finished")


@dataclass
class Bench:
    """A worker with one handler for everything, which does what `handle` says."""

    handle: Callable[[Job, Doing], Awaitable[str]]
    limits: Limits = QUICK
    apology: Callable[[Job, datetime], Job | None] | None = None
    clock: MovedClock = field(default_factory=MovedClock)
    inbox: WatchedInbox = field(default_factory=WatchedInbox)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    sorry: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        desk = cast("Desk", self)  # of the desk, the worker itself uses the clock alone
        self.worker = Worker(desk, self.inbox, dict.fromkeys(set(Task) - {Task.MARKS}, self._handle), self._sorry, self.limits)

    async def _handle(self, desk: Desk, job: Job, doing: Doing) -> str:
        assert desk is cast("Desk", self)
        return await self.handle(job, doing)

    def _sorry(self, job: Job, now: datetime) -> Job | None:
        self.sorry.append(job.id)
        return self.apology(job, now) if self.apology else None

    def put(self, *ids: str, thread: str = "", task: Task = Task.QUESTION, attempts: int = 0) -> None:
        for id_ in ids:
            self.inbox.put(Job(id_, task, "T1", self.clock.now(), thread, {"text": "the merger is off"}, attempts))
        self.worker.nudge()

    async def ended(self) -> End:
        return await self.inbox.ends.get()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        work = asyncio.create_task(self.worker.run(self.stopping))
        try:
            async with asyncio.timeout(20):
                yield
        finally:
            self.stopping.set()
            await work


@dataclass
class Held:
    """A handler that waits until it is let go, and tells what happens to it."""

    begun: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled_with: list[Any] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def __call__(self, job: Job, doing: Doing) -> str:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        self.begun.put_nowait(job.id)
        try:
            await self.let_go.wait()
        except asyncio.CancelledError as cancelled:
            self.cancelled_with += cancelled.args
            raise
        finally:
            self.at_once -= 1
        return "answered"


async def answer(job: Job, doing: Doing) -> str:
    return "answered"


def failing(*errors: BaseException) -> Callable[[Job, Doing], Awaitable[str]]:
    """A handler that raises these, one an attempt, and then answers."""

    async def handle(job: Job, doing: Doing) -> str:
        if job.attempts <= len(errors):
            raise errors[job.attempts - 1]
        return "answered"

    return handle


def slack_error(code: str, status: int = 200, headers: dict[str, str] | None = None) -> SlackApiError:
    @dataclass
    class Response:
        data: Any
        status_code: int
        headers: dict[str, str]

    data = {"ok": False, "error": code} if code else "<html>"
    return SlackApiError("the merger is off", Response(data, status, headers or {}))  # type: ignore[no-untyped-call]
