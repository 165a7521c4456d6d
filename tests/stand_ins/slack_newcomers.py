"""Lore in a workspace whose people read the newcomers' library: real Bolt and real knowledge over the stand-in for Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from assistant.access.directory import Directory
from assistant.access.directory import Person as Listed
from assistant.adapters.system_clock import FixedClock
from assistant.domain.inbox import Job, Task
from assistant.slack import decisions, home, onboarding
from assistant.slack.desk import Desk, Options, Ourselves
from assistant.slack.digests import handle_digest
from assistant.slack.marking import handle_marks
from assistant.slack.members import SlackMembers
from tests.stand_ins.newcomers_library import PEOPLE, Shelf
from tests.stand_ins.slack_memory import HeldChannels, HeldGivenAnswers, HeldInbox, HeldThreads
from tests.stand_ins.slack_platform import APP_TOKEN, LORE_BOT, LORE_USER, Hands, Person, Platform

NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
SITE: Final = "https://lore.tidewater.example"
SECRET: Final = "Plan to leave kafka"
"""The title of the board's plan: bo, who is not in the board, must not meet a word of it."""
_LEASE: Final = timedelta(minutes=1)
_NAMED: Final = {**home.JOBS, **decisions.JOBS, **onboarding.JOBS}


@dataclass
class Installed:
    """The Workspaces port: the stand-in's first workspace."""

    slack: Platform

    async def client(self, team: str) -> AsyncWebClient:
        return self.slack.client()

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


@dataclass
class Office:
    """A workspace with ana (of the platform team and the board), bo (of the platform team) and stranger (whom lore.toml does
    not know), with a desk for Lore."""

    slack: Platform
    desk: Desk
    inbox: Any
    hands: Hands
    ana: Person
    bo: Person
    stranger: Person

    @property
    def workspace(self) -> Any:
        return self.slack.workspace

    async def work(self) -> list[str]:
        """Do everything that is in the inbox; returns the outcomes."""
        done: list[str] = []
        while jobs := self.inbox.claim("w", 1, NOW, NOW + _LEASE):
            outcome = await do(self.desk, jobs[0], Noted(self.inbox, jobs[0]))
            self.inbox.finish("w", jobs[0].id, outcome)
            done.append(outcome)
        return done

    def claimed(self) -> Job:
        """The next job, begun by a process that dies before it ends: another may claim it."""
        (job,) = self.inbox.claim("w", 1, NOW, NOW)
        return job

    def shown_at_home(self, person: Person) -> str:
        """Every word of their Home page."""
        view = self.workspace.home(person)
        assert view is not None
        return "\n".join(words_of(view.blocks))


async def do(desk: Desk, job: Job, noted: Noted) -> str:
    """As the worker hands jobs out."""
    if job.task is Task.DIGEST:
        return await handle_digest(desk, job, noted)
    if job.task is Task.MARKS:
        return await handle_marks(desk, job, noted)
    return await _NAMED[str(job.payload["name"])](desk, job, noted)


@dataclass
class Kept:
    """What is kept when the office opens, and who is in lore.toml."""

    people: tuple[Listed, ...] = tuple(replace(one, email=f"{one.user}@tidewater.example") for one in PEOPLE)
    given: HeldGivenAnswers = field(default_factory=HeldGivenAnswers)
    channels: HeldChannels = field(default_factory=HeldChannels)


@asynccontextmanager
async def office(shelf: Shelf, kept: Kept | None = None, now: datetime = NOW, **options: Any) -> AsyncIterator[Office]:
    """Open it, with Bolt listening over Socket Mode; at the end nothing may have gone over Slack's limits."""
    async with Platform() as slack:
        people = [
            slack.workspace.person(name, f"{name.title()} R", f"{name}@tidewater.example") for name in ("ana", "bo", "eve")
        ]
        desk = _desk(slack, shelf, kept or Kept(), Options(**{"site": SITE, **options}), now)
        app = AsyncApp(client=slack.client(), token=slack.token, process_before_response=True)
        for part in (home, decisions, onboarding):
            part.listen(app, desk)
        handler = AsyncSocketModeHandler(app, APP_TOKEN, web_client=slack.client())
        await handler.connect_async()
        await slack.sockets.connected()
        try:
            yield Office(slack, desk, desk.inbox, Hands(slack), *people)
        finally:
            await handler.close_async()
        assert slack.violations == []


def _desk(slack: Platform, shelf: Shelf, kept: Kept, options: Options, now: datetime) -> Desk:
    shelf.people = kept.people
    workspaces = Installed(slack)
    return Desk(
        asker=None,  # type: ignore[arg-type]  # nothing here answers questions
        knowledge=shelf.knowledge(),
        documents=shelf.documents,
        sources=None,  # type: ignore[arg-type]  # nothing here lists sources
        members=SlackMembers(Directory(shelf.people, shelf.groups), workspaces, admits="listed"),
        workspaces=workspaces,
        inbox=HeldInbox(),
        threads=HeldThreads(),
        given=kept.given,
        channels=kept.channels,
        clock=FixedClock(now),
        options=options,
        redact=lambda text: text.replace("hunter2", "[redacted]"),
    )


def words_of(part: Any) -> list[str]:
    """Every text in blocks."""
    if isinstance(part, list):
        return [words for one in part for words in words_of(one)]
    if not isinstance(part, Mapping):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return own + [words for value in part.values() if not isinstance(value, str) for words in words_of(value)]
