"""What the workspaces of tests have in common: Lore's desk in one, real Bolt that listens, and somebody who does the jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.inbox import Job, Task
from assistant.slack.desk import Desk, Ourselves
from assistant.slack.working.worker import Handler
from tests.stand_ins.slack_memory import HeldInbox
from tests.stand_ins.slack_platform import APP_TOKEN, LORE_BOT, LORE_USER, Hands, Platform

NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
SITE: Final = "https://lore.tidewater.example"
_LEASE: Final = timedelta(minutes=1)


@dataclass
class Installed:
    """The Workspaces port: the stand-in's first workspace. What fails is not tried again, as Lore's own calls don't repeat a
    post."""

    slack: Platform

    async def client(self, team: str) -> AsyncWebClient:
        client = self.slack.client()
        client.retry_handlers.clear()
        return client

    async def ourselves(self, team: str) -> Ourselves:
        return Ourselves(LORE_USER, LORE_BOT, team)

    async def leave(self, team: str, enterprise: str, at: datetime) -> bool:
        return True


@dataclass
class Noted:
    """What a handler notes, kept as the worker does."""

    inbox: HeldInbox
    job: Job

    async def note_reply(self, reply: str) -> None:
        self.inbox.note_reply("w", self.job.id, reply)


@dataclass(frozen=True)
class Handlers:
    """What does the jobs: by the name that they carry, else by their task. Jobs of other tasks are left where they are."""

    named: Mapping[str, Handler]
    by_task: Mapping[Task, Handler] = field(default_factory=dict)
    tasks: Collection[Task] = frozenset(Task)

    async def do(self, desk: Desk, job: Job, noted: Noted) -> str:
        """One attempt."""
        handler = self.by_task.get(job.task) or self.named[str(job.payload["name"])]
        return await handler(desk, job, noted)


@dataclass
class Workplace:
    """A workspace with a desk for Lore in it."""

    slack: Platform
    desk: Desk
    hands: Hands
    inbox: HeldInbox
    handlers: Handlers

    @property
    def workspace(self) -> Any:
        return self.slack.workspace

    async def work(self) -> list[str]:
        """Do everything that is in the inbox; returns the outcomes."""
        done: list[str] = []
        while jobs := [one for one in self.inbox.claim("w", 1, NOW, NOW + _LEASE) if one.task in self.handlers.tasks]:
            outcome = await self.do(jobs[0])
            self.inbox.finish("w", jobs[0].id, outcome)
            done.append(outcome)
        return done

    async def do(self, job: Job) -> str:
        """One attempt at a job, which leaves it unfinished: as if the process died right after it."""
        return await self.handlers.do(self.desk, job, Noted(self.inbox, job))

    def claimed(self) -> Job:
        """The next job, by a process that will not hold it: another may claim it."""
        (job,) = self.inbox.claim("w", 1, NOW, NOW)
        return job


@asynccontextmanager
async def over_a_socket(app: AsyncApp, slack: Platform) -> AsyncIterator[None]:
    """Bolt listens over Socket Mode."""
    handler = AsyncSocketModeHandler(app, APP_TOKEN, web_client=slack.client())
    await handler.connect_async()
    await slack.sockets.connected()
    try:
        yield
    finally:
        await handler.close_async()


def words_of(part: Any, keys: Collection[str] = ("text",)) -> list[str]:
    """Every text in blocks, the options of menus apart."""
    if isinstance(part, list):
        return [words for one in part for words in words_of(one, keys)]
    if not isinstance(part, Mapping):
        return []
    own = [part[key] for key in keys if isinstance(part.get(key), str)]
    return own + [words for key, one in part.items() if key != "options" for words in words_of(one, keys)]
