"""When nothing comes of it: whoever waits hears so where they were, however slow Slack is and whatever they did."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.answers import AnswerEvent
from assistant.domain.conversations import ChannelSettings, SettingsChange
from assistant.domain.inbox import Job, Task
from assistant.domain.questions import Question
from assistant.slack.installed.leaving import LEAVE
from assistant.slack.showing.home import OPENED, PROMPTS
from assistant.slack.showing.home_blocks import PATH, READ, TRY
from assistant.slack.talking.conversation import SORRY
from assistant.slack.working.apologies import apology_for
from tests.stand_ins.slack_office import QUICK, Office, furnished, office
from tests.stand_ins.slack_platform import Channel, Person

NO_TIME = replace(QUICK, tidying_s=0.01)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 1, 13, tzinfo=UTC)
ASKED = "<@U0LORE> which message bus do we run?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("lore") / "home")


@pytest.fixture
async def at(home: Path) -> AsyncIterator[Office]:
    async with office(home, NO_TIME) as there:
        yield there
        assert there.violations == []


def break_answers(at: Office) -> None:
    async def broken(_: Question) -> AsyncGenerator[AnswerEvent, None]:
        raise ZeroDivisionError
        yield

    at.asker.asker = broken


def told(at: Office, who: Person, channel: Channel) -> list[str]:
    """What Lore said there to this person alone."""
    return [one.words for one in at.slack.workspace.seen_by(who, channel) if one.user == "U0LORE" and one.only_to == who.id]


async def test_a_question_that_cannot_be_answered_is_regretted_once_in_private(at: Office) -> None:
    break_answers(at)
    asked = await at.hands.says(at.bo, at.hall, ASKED)
    await at.idle()

    assert told(at, at.bo, at.hall) == [SORRY]
    assert told(at, at.ana, at.hall) == []
    assert at.slack.workspace.status(at.hall, asked.ts) == ""


@pytest.mark.parametrize("wait_s", [1, 31], ids=["waited for within the call", "waited for in the inbox"])
async def test_an_apology_that_slack_limits_comes_all_the_same(home: Path, wait_s: int) -> None:
    async with office(home, replace(NO_TIME, longest_backoff_s=0.05)) as at:
        break_answers(at)
        at.slack.faults.limit("chat.postEphemeral", retry_after=wait_s)
        if wait_s > 30:  # then it goes to them directly, as to anybody who can't be told where they are
            at.slack.faults.limit("chat.postMessage", retry_after=0)
        await at.hands.says(at.bo, at.hall, ASKED)
        await at.idle()

        directly = [one.words for one in at.slack.workspace.by_lore(at.slack.workspace.direct(at.bo))]
        assert [*told(at, at.bo, at.hall), *directly] == [SORRY]


async def test_a_status_that_cannot_be_cleared_keeps_nobody_from_hearing_it(at: Office) -> None:
    break_answers(at)
    at.slack.faults.refuse("assistant.threads.setStatus", "internal_error", times=9)
    await at.hands.says(at.bo, at.hall, ASKED)
    await at.idle()

    assert told(at, at.bo, at.hall) == [SORRY]


async def test_a_follow_up_without_a_mention_is_regretted_too(at: Office) -> None:
    asked = await at.hands.says(at.bo, at.hall, ASKED)
    await at.idle()
    break_answers(at)
    await at.hands.says(at.bo, at.hall, "and which cache?", asked.ts)
    await at.idle()

    assert told(at, at.bo, at.hall) == [SORRY]
    assert at.slack.workspace.status(at.hall, asked.ts) == ""


async def test_what_was_not_said_to_lore_is_not_regretted(at: Office) -> None:
    team, moment = at.slack.workspace.team_id, at.running.desk.clock.now()
    listening = ChannelSettings(listening=True)
    at.lore.catalogue.channels.change(SettingsChange(team, at.hall.id, at.ana.id, moment, ChannelSettings(), listening))
    break_answers(at)
    asked = await at.hands.says(at.bo, at.hall, "Which message bus do we run?")
    await at.idle()

    assert at.slack.workspace.statuses
    assert told(at, at.bo, at.hall) == []
    assert at.slack.workspace.status(at.hall, asked.ts) == ""


async def test_ask_is_regretted_where_it_was_given(at: Office) -> None:
    break_answers(at)
    await at.hands.commands(at.bo, at.hall, "/ask", "which message bus do we run?")
    await at.idle()

    assert told(at, at.bo, at.hall)[-1] == SORRY


async def test_a_home_page_that_cannot_be_made_says_what_to_do(at: Office) -> None:
    at.slack.faults.refuse("views.publish", "invalid_arguments")
    await at.hands.opens(at.bo, tab="home")
    await at.idle()

    page = str(at.slack.workspace.home(at.bo))
    assert "This page did not work out" in page
    assert "again in a few minutes" in page


async def test_a_page_that_came_after_all_is_not_covered_by_an_apology(at: Office) -> None:
    await at.hands.opens(at.bo, tab="home")
    await at.idle()
    shown = at.slack.workspace.home(at.bo)
    assert shown
    at.slack.faults.refuse("views.publish", "invalid_arguments")
    at.slack.faults.refuse("views.publish", "hash_conflict")
    await at.hands.opens(at.bo, tab="home")
    await at.idle()

    assert "did not work out" not in str(at.slack.workspace.home(at.bo))


async def test_a_question_from_home_that_cannot_be_asked_is_regretted_in_the_direct_messages(at: Office) -> None:
    await at.hands.opens(at.bo, tab="home")
    await at.idle()
    page = at.slack.workspace.home(at.bo)
    assert page
    at.slack.faults.refuse("chat.postMessage", "invalid_blocks")
    await at.hands.presses(at.bo, page, f"{TRY}:0")
    await at.idle()

    assert [one.words for one in at.slack.workspace.by_lore(at.slack.workspace.direct(at.bo))] == [SORRY]


ASIDE = {"team": "T1", "channel": "C1", "account": "U1", "thread": "", "response_url": ""}
HOME = {"account": "U1", "topic": "x", "channel": "D1", "hash": "h", "question": "the merger is off"}
PAGE = {"page": {"account": "U1", "channel": "D1", "hash": "h"}}


@pytest.mark.parametrize(
    ("task", "payload", "reached"),
    [
        (Task.COMMAND, {"name": "/decisions", "text": "the merger is off", "aside": ASIDE}, {"aside": ASIDE}),
        (Task.ASK, {"name": "/ask", "text": "the merger is off", "aside": ASIDE}, {"aside": ASIDE}),
        (Task.HOME, {"name": OPENED, **HOME}, PAGE),
        (Task.ACTION, {"name": READ, **HOME}, PAGE),
        (Task.ACTION, {"name": PATH, **HOME}, PAGE),
        (Task.ACTION, {"name": TRY, **HOME}, {"aside": {**ASIDE, "channel": ""}}),
    ],
)
def test_an_apology_carries_how_to_reach_the_person_and_no_word_of_theirs(task: Task, payload: Any, reached: Any) -> None:
    job = Job("j", task, "T1", NOON, "t", payload)

    apology = apology_for(job, LATER)

    assert apology == Job("apology:j", Task.APOLOGY, "T1", LATER, "", reached)


@pytest.mark.parametrize(
    ("task", "payload"),
    [
        (Task.APOLOGY, {"aside": ASIDE}),
        (Task.HOME, {"name": PROMPTS, **HOME}),
        (Task.DIGEST, {"channel": "C1"}),
        (Task.MARKS, {}),
        (Task.ACTION, {"name": LEAVE, "enterprise": "", "at": 1}),
    ],
)
def test_where_nobody_waits_there_is_no_apology_and_none_for_an_apology(task: Task, payload: Any) -> None:
    assert apology_for(Job("j", task, "T1", NOON, "", payload), LATER) is None
