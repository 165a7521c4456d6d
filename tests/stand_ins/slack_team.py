"""A team in Slack that does things with Lore's answers: real Bolt, real knowledge and rendering, twins of the catalogue."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web
from slack_bolt.app.async_server import AsyncSlackAppServer
from slack_bolt.async_app import AsyncApp

from assistant.access.directory import Directory
from assistant.access.directory import Person as Listed
from assistant.adapters.system_clock import FixedClock
from assistant.domain.answers import Answer, AnswerEvent, Citation, SourcesFound
from assistant.domain.asked import Asked, Interface, Outcome
from assistant.domain.conversations import Given, Place
from assistant.domain.documents import Document, Kind
from assistant.domain.extracted import Extracted, Known
from assistant.domain.inbox import Job, Task
from assistant.domain.people import Contribution, Role
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal, Readers
from assistant.domain.sources import SourceEntry, SourceState
from assistant.slack.acting import channel_settings, feedback, handing_over, saving, sharing
from assistant.slack.desk import Desk, Options
from assistant.slack.installed.members import SlackMembers
from assistant.slack.rendering.answers import Around as Eyes
from assistant.slack.rendering.answers import posts_of
from tests.stand_ins.asked_questions import HeldQuestions, HeldSources, Listened
from tests.stand_ins.decided import Around, HeldDocuments, WordSearcher
from tests.stand_ins.remembered import HeldExtracts, knowledge_over
from tests.stand_ins.slack_memory import HeldChannels, HeldGivenAnswers, HeldInbox, HeldThreads
from tests.stand_ins.slack_platform import LORE_BOT, SIGNING_SECRET, Channel, Hands, Message, Person, Platform, View
from tests.stand_ins.slack_workplace import NOW, SITE, Handlers, Installed, Workplace, over_a_socket, words_of

SECRET: Final = "hunter2"
PATIENCE_S: Final = 10.0
_PARTS: Final = (channel_settings, feedback, handing_over, saving, sharing)
_HANDLERS: Final = Handlers(
    {name: handler for part in _PARTS for name, handler in part.JOBS.items()}, tasks=frozenset({Task.ACTION})
)


def document(id_: str, title: str, readers: str = "everyone", **more: Any) -> Document:
    """A page of the handbook."""
    fields = {"source": "handbook", "path": f"{id_}.md", "kind": Kind.PAGE, "content_hash": "h"} | more
    return Document(id=id_, title=title, readers=Readers.parse(readers), **fields)


KAFKA: Final = document("kafka", "Kafka as the message bus", authors=("Bo Lindqvist",), updated_at=NOW)
VAULT: Final = document("vault", "Signing keys of the vault", "group:storage", source="vault")
LISTED: Final = (
    Listed("ana", "Ana Ruiz", "ana@tidewater.example", groups=("storage",)),
    Listed("bo", "Bo Lindqvist", "bo@tidewater.example", groups=("storage",)),
    Listed("left", "Lena Gone", "lena@tidewater.example", left=True),
    Listed("root", "Root", "root@tidewater.example", administrator=True),
)
SOURCES: Final = tuple(
    SourceEntry(name, kind, f"/{name}", readers=Readers.parse(readers))
    for name, kind, readers in (
        ("handbook", "folder", "everyone"),
        ("vault", "folder", "group:storage"),
        ("board", "folder", "group:board"),
        ("chat", "slack", "everyone"),
    )
)
GROUPS: Final = {"storage": ("user:ana", "user:bo")}


@dataclass
class Answering:
    """The Asker port: the first chunk that has a word of the question and that the principal may read."""

    documents: HeldDocuments
    questions: HeldQuestions
    asked: list[Question] = field(default_factory=list)

    async def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        self.asked.append(question)
        yield SourcesFound(())
        yield self.made(question)

    def made(self, question: Question) -> Answer:
        """The answer, recorded as the application does."""
        words = [word.strip("?.,").casefold() for word in question.text.split() if len(word) > 4]
        found = [
            Citation(1, chunk.text, held, chunk)
            for held, chunks in self.documents.all()
            if question.scope.admit(held)
            for chunk in chunks
            if any(word in chunk.text.casefold() for word in words)
        ][:1]
        number = len(self.asked)
        text = f"{found[0].quote} [1]" if found else "Nothing that you may read answers this."
        answer = Answer(f"answer{number}", "", question.text, text, not found, 0.8, tuple(found), (), "extractive", 1.0)
        outcome, user = Outcome.ANSWERED if found else Outcome.ABSTAINED, question.scope.principal.user
        cited = tuple(one.document.id for one in found)
        self.questions.keep(Asked(answer.id, question.text, NOW, outcome, user, (), Interface.SLACK, cited=cited))
        return answer


@dataclass
class Team(Workplace):
    """Ana and bo are in the storage group, eve is of the workspace and not in lore.toml, root administers Lore. All four are
    in #hall; ana and bo alone in #den."""

    questions: HeldQuestions
    documents: HeldDocuments
    extracts: HeldExtracts
    answering: Answering
    channels: HeldChannels
    given: HeldGivenAnswers
    ana: Person
    bo: Person
    eve: Person
    root: Person
    hall: Channel
    den: Channel

    def kept(self, task: Task = Task.ACTION) -> list[Job]:
        """The jobs that wait to be done."""
        return [one.job for one in self.inbox.held.values() if one.job.task is task and not one.outcome]

    async def answered(self, asker: Person, channel: Channel, text: str, thread: str = "", *, private: bool = False) -> Message:
        """Somebody asks, and Lore answers as it does: in the thread, or them alone. Its last message."""
        asked = self.workspace.say(asker, channel, text, thread)
        member = await self.desk.members.member(self.workspace.team_id, asker.id)
        company = await self.desk.members.company(self.workspace.team_id, channel.id) if channel.kind != "im" else ()
        principal = member.principal if private or not company else member.principal.among(company)
        answer = self.answering.made(self._question(text, principal))
        client, root, ts = self.slack.client(), thread or asked.ts, ""
        for post in posts_of(answer, Eyes(SITE, NOW.date(), private=private, shareable=True)):
            where = {"channel": channel.id, "text": post.text, "blocks": post.blocks}
            if private:
                ts = str((await client.chat_postEphemeral(user=asker.id, thread_ts=thread or None, **where))["message_ts"])
            else:
                quiet = {"unfurl_links": False, "unfurl_media": False}
                ts = str((await client.chat_postMessage(thread_ts=root, **where, **quiet))["ts"])
        at = Place(self.workspace.team_id, channel.id, asked.ts if private else ts)
        cited = tuple(one.document.id for one in answer.citations)
        self.given.keep(Given(at, root, asked.ts, answer.id, asker.id, cited, NOW, private))
        return self.workspace.message(channel, ts)

    def told(self, person: Person, channel: Channel) -> list[str]:
        """What Lore said to them alone there, oldest first."""
        seen = self.workspace.seen_by(person, channel)
        return [one.words for one in seen if one.only_to == person.id and one.bot_id == LORE_BOT]

    def letters(self, person: Person) -> list[Message]:
        """What Lore wrote to them directly."""
        return list(self.workspace.by_lore(self.workspace.direct(person)))

    async def form(self, person: Person) -> View:
        """The form that they have open, once it is filled."""
        await self.until(lambda: self._form(person) and "One moment…" not in words_in(self._form(person)))
        found = self._form(person)
        assert found is not None
        return found

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for something that must come true."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                await asyncio.sleep(0.005)

    def _form(self, person: Person) -> View | None:
        found: View | None = self.workspace.modal(person)
        return found

    def _question(self, text: str, principal: Principal) -> Question:
        question = Question(text, Scope(principal), interface=Interface.SLACK)
        self.answering.asked.append(question)
        return question


@asynccontextmanager
async def team(**changed: Any) -> AsyncIterator[Team]:
    """Open the workspace, with Bolt listening; at the end nothing may have gone over Slack's limits.

    `changed` are `curators`, `admits` as SlackMembers has it, and `over_http` for signed requests instead of the socket.
    """
    async with Platform() as slack:
        w = slack.workspace
        w.clock = NOW.timestamp
        people = [w.person(one, name, f"{one}@tidewater.example") for one, name in _NAMES.items()]
        ana, bo, _, _ = people
        hall, den = w.channel("hall", people, creator=ana.id), w.channel("den", [ana, bo], kind="private")
        made = _made(slack, changed)
        app = AsyncApp(client=slack.client(), signing_secret=SIGNING_SECRET, process_before_response=True)
        for part in _PARTS:
            part.listen(app, made["desk"])
        async with _over_http(app, slack) if changed.get("over_http") else over_a_socket(app, slack):
            named = dict(zip(_NAMES, people, strict=True))
            yield Team(slack, hands=Hands(slack), handlers=_HANDLERS, **made, **named, hall=hall, den=den)
        assert slack.violations == []


@asynccontextmanager
async def _over_http(app: AsyncApp, slack: Platform) -> AsyncIterator[None]:
    """Requests that Slack signs, each checked by Bolt."""
    runner = web.AppRunner(AsyncSlackAppServer(0, "/slack/events", app).web_app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.courier.listener_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield
    finally:
        await runner.cleanup()


_NAMES: Final = {"ana": "Ana Ruiz", "bo": "Bo Lindqvist", "eve": "Eve Stone", "root": "Root"}


def _made(slack: Platform, changed: dict[str, Any]) -> dict[str, Any]:
    kafka, vault = "We chose Kafka as the message bus.", "The signing keys rotate after 45 days."
    documents = HeldDocuments([(KAFKA, [kafka]), (VAULT, [vault])])
    bo = Contribution(Role.AUTHOR, "Bo Lindqvist", "bo@tidewater.example")
    extracts = HeldExtracts([Known(KAFKA, Extracted(contributions=(bo,))), Known(VAULT, Extracted(contributions=(bo,)))])
    questions, clock = HeldQuestions(), FixedClock(NOW)
    sources = HeldSources([SourceState(one, 0, 0, None, complete=True) for one in SOURCES])
    directory = Directory(LISTED, GROUPS)
    curators = changed.get("curators", Readers.parse("user:ana"))
    around = Around(documents, WordSearcher(documents), directory=directory, curators=curators, clock=clock)
    knowledge = knowledge_over(extracts, around=around, listened=Listened(questions, sources, LISTED, dict(GROUPS)))
    workspaces, inbox, channels, given = Installed(slack), HeldInbox(), HeldChannels(), HeldGivenAnswers()
    answering = Answering(documents, questions)
    desk = Desk(
        asker=answering,
        knowledge=knowledge,
        documents=documents,
        sources=sources,
        members=SlackMembers(directory, workspaces, admits=changed.get("admits", "all")),
        workspaces=workspaces,
        inbox=inbox,
        threads=HeldThreads(),
        given=given,
        channels=channels,
        clock=clock,
        options=Options(site=SITE, organisation="Tidewater", groups=("storage",)),
        redact=lambda text: text.replace(SECRET, "[redacted]"),
    )
    held = {"inbox": inbox, "questions": questions, "documents": documents, "extracts": extracts}
    return {"desk": desk, "answering": answering, "channels": channels, "given": given, **held}


def words_in(view: View | None) -> str:
    """All that a person reads in a form, what is filled in included."""
    return "\n".join(words_of(view.blocks, ("text", "initial_value"))) if view else ""
