"""Lore at work in a workspace: the real application over a data folder, bolt, the worker, and Slack's stand-in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

from assistant.bootstrap import Lore, open_lore
from assistant.bootstrap_slack import wired
from assistant.domain.answers import AnswerEvent
from assistant.domain.questions import Question
from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from assistant.slack.installed.calling import Calls
from assistant.slack.installed.installations import OneWorkspace
from assistant.slack.running import Running
from assistant.slack.working.worker import Limits
from ingest.bootstrap import Ingest
from tests.stand_ins.quiet import Quiet
from tests.stand_ins.slack_platform import APP_TOKEN, Channel, Hands, Person, Platform

PATIENCE_S = 20.0
QUICK = Limits(renewal_s=0.05, poll_s=0.05, backoff_s=0.01, longest_backoff_s=0.05, grace_s=2.0)
SETTINGS = """
site = "https://lore.tidewater.example"
organisation = "Tidewater"
suggestions = ["Which message bus do we use?"]

[embedder]
model = "hashing"

[people.ana]
name = "Ana Ruiz"
email = "ana@tidewater.example"
groups = ["storage"]

[people.bo]
name = "Bo Lindqvist"
email = "bo@tidewater.example"

[people.root]
name = "Root"
email = "root@tidewater.example"
administrator = true
"""
BUS = "# ADR-0019: Kafka as the message bus\n\nStatus: Accepted\n\n## Decision\n\nWe run Kafka with six brokers.\n"
OPEN, CLOSED = "handbook", "vault"
DOCUMENTS = {
    OPEN: {"bus.md": BUS, "cache.md": "# The cache\n\nThe heron cache evicts entries by age, after nine hours.\n"},
    CLOSED: {"keys.md": "# Signing keys\n\nThe osprey signing keys are rotated every 45 days by the storage team.\n"},
}
READERS = {OPEN: "everyone", CLOSED: "group:storage"}


def furnished(
    home: Path,
    documents: Mapping[str, Mapping[str, str]] = DOCUMENTS,
    settings: str = SETTINGS,
    readers: Mapping[str, str] = READERS,
) -> Path:
    """A data folder with these documents by source, ingested, for these readers by source."""
    home.mkdir(exist_ok=True)
    (home / "lore.toml").write_text(settings, encoding="utf-8")
    with open_lore(home) as lore:
        for source, files in documents.items():
            folder = home.parent / f"{home.name}-{source}"
            folder.mkdir()
            for name, text in files.items():
                (folder / name).write_text(text, encoding="utf-8")
            audience = Readers.parse(readers.get(source, "everyone"))
            lore.catalogue.sources.add(SourceEntry(source, "folder", str(folder), "", audience, datetime.now(UTC)))
        Ingest(home, lore.catalogue, lore.embedder, lore.publisher).run([], lambda _: Quiet())
    return home


@dataclass
class Watched:
    """An asker that can be held up after so many events, and remembers what it was asked."""

    asker: Callable[[Question], AsyncGenerator[AnswerEvent, None]]
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[Question] = field(default_factory=list)
    cancelled: int = 0
    holds_after: int = 0

    async def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        self.asked.append(question)
        try:
            if not self.holds_after:
                await self.gate.wait()
            async with aclosing(self.asker(question)) as events:
                given = 0
                async for event in events:
                    yield event
                    given += 1
                    if given == self.holds_after:
                        await self.gate.wait()
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled += 1
            raise


@dataclass
class Office:
    """A workspace with three colleagues and a channel, and Lore in it."""

    slack: Platform
    hands: Hands
    lore: Lore
    running: Running
    asker: Watched
    ana: Person
    bo: Person
    root: Person
    hall: Channel
    """Everybody is in it, and reads what everyone may."""
    den: Channel
    """Ana's and the administrator's: both may read what the storage team may."""

    @property
    def violations(self) -> list[str]:
        return [str(one) for one in self.slack.violations]

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for something that must come true."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                await asyncio.sleep(0.01)

    async def idle(self) -> None:
        """Wait until all that was taken in is done."""
        await self.until(lambda: nothing_waits(self.lore))


def nothing_waits(lore: Lore) -> bool:
    """Whether every job is finished."""
    with lore.catalogue.engine.connect() as connection:
        return bool(connection.exec_driver_sql("SELECT count(*) FROM jobs WHERE NOT finished").scalar_one() == 0)


@asynccontextmanager
async def office(
    home: Path, limits: Limits | None = None, events: Sequence[AnswerEvent] | None = None
) -> AsyncIterator[Office]:
    """A workspace over a data folder, with Lore connected to it. With `events` every answer arrives in these."""
    async with Platform() as slack:
        w = slack.workspace
        ana = w.person("ana", "Ana Ruiz", "ana@tidewater.example", is_owner=True)
        bo = w.person("bo", "Bo Lindqvist", "bo@tidewater.example")
        root = w.person("root", "Root", "root@tidewater.example")
        hall, den = w.channel("hall", [ana, bo, root]), w.channel("den", [ana, root], kind="private")
        async with at_work(home, slack, limits, events) as (lore, running, asker):
            yield Office(slack, Hands(slack), lore, running, asker, ana, bo, root, hall, den)


@asynccontextmanager
async def at_work(
    home: Path, slack: Platform, limits: Limits | None = None, events: Sequence[AnswerEvent] | None = None
) -> AsyncIterator[tuple[Lore, Running, Watched]]:
    """Lore in a workspace, connected by Socket Mode, with its worker."""
    slack.sockets.delays = (0.05, 0.1, 0.2)
    calls = Calls(f"{slack.url}/api/")
    with open_lore(home, lambda text: text.replace("hunter2", "[redacted]")) as lore:
        asker = Watched(lore.asker.answer if events is None else _scripted(events))
        asker.gate.set()
        lore.asker = asker
        running = wired(lore, calls, OneWorkspace(calls, slack.token), limits=limits or QUICK)
        lore.make_ready()
        stopping = asyncio.Event()
        working = asyncio.create_task(running.worker.run(stopping))
        handler = AsyncSocketModeHandler(running.app, APP_TOKEN)
        await handler.connect_async()
        await slack.sockets.connected()
        try:
            yield lore, running, asker
        finally:
            stopping.set()
            await working
            await handler.close_async()
            await calls.close()


def _scripted(events: Sequence[AnswerEvent]) -> Callable[[Question], AsyncGenerator[AnswerEvent, None]]:
    async def answer(_: Question) -> AsyncGenerator[AnswerEvent, None]:
        for event in events:
            yield event
            await asyncio.sleep(0)

    return answer
