"""The status beside a thread: as long as Lore works on it, and not a moment longer, however late Slack takes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.domain.answers import AnswerEvent
from assistant.domain.inbox import Job
from assistant.domain.questions import Question
from assistant.errors import Busy
from assistant.slack.desk import Desk
from assistant.slack.hearing.receiving import Post, question_job
from assistant.slack.showing.home_blocks import TRY
from assistant.slack.talking.status import SEARCHING, Statuses
from assistant.slack.working.worker import Doing
from tests.stand_ins.slack_office import Office, furnished, office
from tests.stand_ins.slack_platform import Message

ASKED = "<@U0LORE> which message bus do we run?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("lore") / "home")


@pytest.fixture
async def at(home: Path) -> AsyncIterator[Office]:
    async with office(home) as there:
        yield there
        there.asker.gate.set()
        await there.idle()
        assert there.violations == []


def shown(at: Office, thread: str) -> list[str]:
    """The statuses of a thread in the hall, in their order."""
    return [one.status for one in at.slack.workspace.statuses if one.thread_ts == thread]


async def test_a_status_that_slack_takes_after_the_answer_is_taken_back(at: Office) -> None:
    at.slack.faults.limit("assistant.threads.setStatus", retry_after=1)
    asked = await at.hands.says(at.bo, at.hall, ASKED)
    await at.idle()
    assert at.slack.workspace.by_lore(at.hall, asked.ts)
    assert shown(at, asked.ts) == []

    await at.until(lambda: SEARCHING in shown(at, asked.ts) and shown(at, asked.ts)[-1] == "")


async def test_a_question_that_is_tried_again_shows_so(at: Office) -> None:
    asker, attempts = at.asker.asker, 0

    async def flaky(question: Question) -> AsyncGenerator[AnswerEvent, None]:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            await at.until(lambda: at.slack.workspace.statuses)
            raise Busy("the catalogue is locked by another process: try again when it has finished")
        await again.wait()
        async for event in asker(question):
            yield event

    again = asyncio.Event()
    at.asker.asker = flaky
    asked = await at.hands.says(at.bo, at.hall, ASKED)
    await at.until(lambda: shown(at, asked.ts) == [SEARCHING, "", SEARCHING])
    again.set()
    await at.idle()

    assert at.slack.workspace.by_lore(at.hall, asked.ts)
    assert at.slack.workspace.status(at.hall, asked.ts) == ""


async def test_the_next_question_of_a_thread_shows_a_status_when_the_answer_before_it_has_ended_its_own(at: Office) -> None:
    at.asker.gate.clear()
    first = await at.hands.says(at.bo, at.hall, ASKED)
    await at.until(lambda: at.asker.asked)
    await at.hands.says(at.bo, at.hall, "<@U0LORE> when does the heron cache evict entries?", first.ts)
    await at.until(lambda: shown(at, first.ts) == [SEARCHING] * 2)
    at.asker.gate.set()
    await at.idle()

    await at.until(lambda: shown(at, first.ts).count(SEARCHING) == 3)


async def test_what_is_asked_about_a_message_shows_a_status(at: Office) -> None:
    at.asker.gate.clear()
    message = await at.hands.says(at.bo, at.hall, "The heron cache evicts entries too early")
    await at.hands.uses_shortcut(at.ana, message, "lore_ask_about")
    await at.until(lambda: "lore_ask_about" in str(at.slack.workspace.modal(at.ana)))
    await at.hands.submits(at.ana, question="When does the heron cache evict entries?")

    await at.until(lambda: at.slack.workspace.status(at.hall, message.ts) == SEARCHING)


async def test_what_is_asked_from_home_shows_a_status(at: Office) -> None:
    await at.hands.opens(at.bo, tab="home")
    await at.idle()
    page = at.slack.workspace.home(at.bo)
    assert page
    at.asker.gate.clear()
    await at.hands.presses(at.bo, page, f"{TRY}:0")
    direct = at.slack.workspace.direct(at.bo)
    await at.until(lambda: at.asker.asked)

    (asked,) = at.slack.workspace.by_lore(direct)
    await at.until(lambda: at.slack.workspace.status(direct, asked.ts) == SEARCHING)


def said(at: Office) -> tuple[Message, Post]:
    """A message in the hall as somebody's question."""
    message = at.slack.workspace.say(at.bo, at.hall, ASKED)
    return message, Post(at.slack.workspace.team_id, at.hall.id, message.ts, message.ts, at.bo.id, ASKED)


class Noted:
    async def note_reply(self, reply: str) -> None:
        """As the worker does it, but for keeping it."""


async def test_a_status_is_renewed_until_there_is_an_answer(at: Office) -> None:
    (message, post), (other, other_post) = said(at), said(at)
    statuses, desk = Statuses(at.running.desk, renewed_s=0.01), at.running.desk
    after: list[str] = []

    async def beside_it(_: Desk, __: Job, ___: Doing) -> str:
        await at.until(lambda: shown(at, other.ts).count(SEARCHING) >= 5)
        return "answered"

    async def slow(_: Desk, __: Job, doing: Doing) -> str:
        await at.until(lambda: shown(at, message.ts).count(SEARCHING) >= 3)
        await doing.note_reply("1.2")
        before = len(shown(at, message.ts))
        await statuses.beside(beside_it)(desk, question_job(other_post, desk), cast("Any", Noted()))
        after.extend(shown(at, message.ts)[before:])
        return "answered"

    await statuses.beside(slow)(desk, question_job(post, desk), cast("Any", Noted()))

    assert after in ([], [SEARCHING, ""])  # the latter if one was on its way when the answer came


@pytest.mark.parametrize("attempts", [1, 2])
async def test_only_what_changes_an_earlier_attempts_answer_has_its_status_cleared(at: Office, attempts: int) -> None:
    message, post = said(at)
    statuses = Statuses(at.running.desk)

    async def adopts(desk: Desk, job: Job, doing: Doing) -> str:
        await at.until(lambda: shown(at, message.ts) == [SEARCHING])
        return "answered"

    kept = question_job(post, at.running.desk)
    job = Job(kept.id, kept.task, kept.team, kept.received_at, kept.thread, kept.payload, attempts, "1.2")
    await statuses.beside(adopts)(at.running.desk, job, cast("Any", Noted()))

    if attempts > 1:
        await at.until(lambda: shown(at, message.ts) == [SEARCHING, ""])
    assert shown(at, message.ts)[0] == SEARCHING
