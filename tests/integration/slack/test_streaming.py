"""Answers that are shown while they are made, and what happens when Slack or the process doesn't play along."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.answers import Answer, AnswerEvent, Citation, Delta, Evidence, EvidenceChosen, Excerpt, SourcesFound
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.inbox import Job
from assistant.domain.readers import Readers
from assistant.slack.hearing.receiving import Post, question_job
from assistant.slack.talking.conversation import INTERRUPTED, SORRY, answer_post
from assistant.slack.talking.telling import PRIVATELY
from assistant.slack.working.worker import CLOSING
from tests.stand_ins.slack_office import Office, furnished, office
from tests.stand_ins.slack_platform import Message

EVERYONE = Readers(frozenset({"everyone"}))
DOCUMENT = Document("d1", "handbook", "bus.md", "The bus", Kind.DESIGN_DOC, "0", EVERYONE, "https://wiki.example/bus")
CHUNK = Chunk(7, "d1", 0, "We run Kafka with six brokers.")
PARAGRAPHS = [f"Paragraph {number} says that broker {number} runs Kafka. [1]\n\n" for number in range(1, 40)]


def events(pieces: list[str], *, abstained: bool = False) -> list[AnswerEvent]:
    """An answer in these pieces, as a generator words it."""
    hit = Hit(DOCUMENT, CHUNK, 1.0)
    citations = () if abstained else (Citation(1, CHUNK.text, DOCUMENT, CHUNK),)
    whole = Answer("a1", "c", "q", "".join(pieces), abstained, 0.9, citations, (hit,), "scripted", 1.0)
    evidence = Evidence((Excerpt(DOCUMENT, (CHUNK,), 1.0),))
    return [SourcesFound((hit,)), EvidenceChosen(evidence), *map(Delta, pieces), whole]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("lore") / "home")


@pytest.fixture
async def at(home: Path) -> AsyncIterator[Office]:
    async with office(home, events=events(PARAGRAPHS)) as there:
        yield there
        assert there.violations == []


async def answered(at: Office) -> tuple[str, list[Message]]:
    """Ask, wait until it is over: the thread, and Lore's messages in it."""
    asked = await at.hands.says(at.bo, at.hall, "<@U0LORE> how many brokers?")
    await at.idle()
    return asked.ts, at.slack.workspace.by_lore(at.hall, thread=asked.ts)


def is_whole(message: Message) -> bool:
    return all(f"broker {number} runs Kafka" in message.words for number in range(1, 40))


async def test_an_answer_in_pieces_is_streamed_and_ends_with_sources_and_linked_markers(at: Office) -> None:
    _, (answer,) = await answered(at)

    assert is_whole(answer)
    assert "https://wiki.example/bus" in answer.words
    assert answer.element("lore_feedback")
    assert len(at.slack.calls_of("chat.startStream")) == len(at.slack.calls_of("chat.stopStream")) == 1
    assert at.slack.calls_of("chat.postMessage") == at.slack.calls_of("chat.update") == []


async def test_an_answer_that_comes_whole_is_posted(home: Path) -> None:
    async with office(home, events=events(["All at once. [1]"])) as at:
        _, (answer,) = await answered(at)

        assert "All at once." in answer.words
        assert at.slack.calls_of("chat.startStream") == []


async def test_a_stream_that_expires_ends_with_the_same_text_by_update(at: Office) -> None:
    at.slack.faults.expire_stream(after_appends=0)
    _, (answer,) = await answered(at)

    assert is_whole(answer)
    assert answer.element("lore_feedback")
    assert len(at.slack.calls_of("chat.update")) == 1


@pytest.mark.parametrize("method", ["chat.startStream", "chat.stopStream", "assistant.threads.setStatus"])
async def test_too_many_calls_lose_and_double_nothing(at: Office, method: str) -> None:
    at.slack.faults.limit(method, times=2, retry_after=1)
    _, (answer,) = await answered(at)

    assert is_whole(answer)


@pytest.mark.parametrize("method", ["chat.startStream", "chat.stopStream"])
@pytest.mark.parametrize("after", [False, True], ids=["before-it-took-effect", "after-it-took-effect"])
async def test_a_connection_that_breaks_doubles_nothing(at: Office, method: str, after: bool) -> None:
    at.slack.faults.drop(method, after=after)
    _, messages = await answered(at)

    (answer,) = messages
    assert is_whole(answer)
    assert answer.element("lore_feedback")


@pytest.mark.parametrize("after", [False, True], ids=["before-it-took-effect", "after-it-took-effect"])
async def test_a_post_that_breaks_off_stands_there_once(home: Path, after: bool) -> None:
    async with office(home, events=events(["All at once. [1]"])) as at:
        at.slack.faults.drop("chat.postMessage", after=after)
        _, messages = await answered(at)

        assert ["All at once" in one.words for one in messages] == [True]
        assert at.violations == []


async def test_where_streams_are_refused_the_answer_is_posted(at: Office) -> None:
    at.slack.faults.refuse("chat.startStream", "method_not_supported_for_channel_type")
    _, (answer,) = await answered(at)

    assert is_whole(answer)


async def test_stop_ends_the_generators_call_and_says_so(at: Office) -> None:
    at.asker.gate.clear()
    asked = await at.hands.says(at.bo, at.hall, "<@U0LORE> how many brokers?")
    await at.until(lambda: at.asker.asked)
    await at.hands.stops(at.bo, asked)
    await at.idle()

    assert at.asker.cancelled == 1
    assert at.slack.workspace.by_lore(at.hall, thread=asked.ts) == []
    assert at.slack.workspace.status(at.hall, asked.ts) == ""


async def test_a_hundred_questions_are_acknowledged_while_every_answer_hangs(at: Office) -> None:
    at.asker.gate.clear()
    for number in range(100):
        await at.hands.says(at.bo, at.hall, f"<@U0LORE> question number {number}?")

    assert len(at.slack.workspace.statuses) >= 90
    slowest = sorted(at.slack.sockets.seconds)[-2]
    print(f"acknowledged within {slowest:.3f} s at the 99th percentile")
    at.asker.gate.set()
    await at.idle()
    assert len([one for one in at.slack.workspace.by_lore(at.hall) if is_whole(one)]) == 100


class Nothing:
    """A Doing of a process that dies before it can write anything down."""

    async def note_reply(self, reply: str) -> None:
        """Kept nowhere."""


def job_of(at: Office, asked: Message, **more: object) -> Job:
    post = Post("T0TIDE", at.hall.id, asked.ts, asked.ts, "U0BO", "<@U0LORE> how many brokers?", how="mention")
    return replace(question_job(post, at.running.desk), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("noted", [False, True], ids=["before-it-was-noted", "after-it-was-noted"])
async def test_what_a_process_began_before_it_died_another_ends_in_its_place(at: Office, noted: bool) -> None:
    asked = at.slack.workspace.say(at.bo, at.hall, "<@U0LORE> how many brokers?")
    at.asker.gate.clear()
    at.asker.holds_after = 20
    first = asyncio.create_task(answer_post(at.running.desk, job_of(at, asked, attempts=1), Nothing()))
    await at.until(lambda: at.slack.calls_of("chat.startStream"))
    first.cancel(CLOSING)
    await asyncio.wait({first})
    (begun,) = at.slack.workspace.by_lore(at.hall, thread=asked.ts)
    assert not is_whole(begun)

    at.asker.gate.set()
    again = job_of(at, asked, attempts=2, reply=begun.ts if noted else "")
    assert await answer_post(at.running.desk, again, Nothing()) == "answered"
    (answer,) = at.slack.workspace.by_lore(at.hall, thread=asked.ts)
    assert answer.ts == begun.ts
    assert is_whole(answer)


async def test_what_stood_there_already_is_not_said_again(home: Path) -> None:
    async with office(home, events=events(["All at once. [1]"])) as at:
        asked = at.slack.workspace.say(at.bo, at.hall, "<@U0LORE> how many brokers?")
        for attempt in (1, 2, 3):
            await answer_post(at.running.desk, job_of(at, asked, attempts=attempt), Nothing())

        (answer,) = at.slack.workspace.by_lore(at.hall, thread=asked.ts)
        assert "All at once." in answer.words
        assert at.violations == []


async def test_a_private_answer_is_never_given_twice(at: Office) -> None:
    asked = at.slack.workspace.say(at.bo, at.hall, "<@U0LORE> how many brokers?")

    assert await answer_post(at.running.desk, job_of(at, asked, attempts=2, reply=PRIVATELY), Nothing()) == "interrupted"
    assert [one.words for one in at.slack.workspace.seen_by(at.bo, at.hall) if one.only_to] == [INTERRUPTED]
    assert at.asker.asked == []


async def test_what_can_not_be_answered_is_told_in_private(home: Path) -> None:
    async with office(home, events=[]) as at:  # an asker that breaks its promise, as a defect would
        asked = await at.hands.says(at.bo, at.hall, "<@U0LORE> how many brokers?")
        await at.idle()

        assert at.slack.workspace.by_lore(at.hall, thread=asked.ts) == []
        assert [one.words for one in at.slack.workspace.seen_by(at.bo, at.hall) if one.only_to] == [SORRY]
        assert at.slack.workspace.status(at.hall, asked.ts) == ""
