"""What is asked of an answer in Slack, where the thread is the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.answering.conversing.asides import NOT_KEPT, STARTS_OVER
from assistant.domain.questions import Question
from tests.stand_ins.slack_office import Office, furnished, office
from tests.stand_ins.slack_platform import Channel, Message, Person

BROKERS = "how many brokers of Kafka do we run?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("lore") / "home")


@pytest.fixture
async def at(home: Path) -> AsyncIterator[Office]:
    async with office(home) as there:
        yield there
        assert there.violations == []


async def says(at: Office, who: Person, channel: Channel, text: str, thread: str = "") -> Message:
    asked = await at.hands.says(who, channel, text, thread=thread)
    await at.idle()
    return asked


def told(at: Office, asked: Message, channel: Channel) -> list[Message]:
    return [one for one in at.slack.workspace.by_lore(channel, thread=asked.ts) if not one.only_to]


def last_asked(at: Office) -> Question:
    return at.asker.asked[-1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("shorter", "We run Kafka with six brokers."),
        ("auf Deutsch bitte", "only with a language model"),
        ("as a table", "What it says"),
        ("where does it say that?", "Decision"),
        ("show me the thread", "ADR-0019: Kafka as the message bus"),
    ],
)
async def test_an_answer_in_a_thread_is_said_again(at: Office, words: str, expected: str) -> None:
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    await says(at, at.bo, at.hall, words, thread=asked.ts)
    first, again = told(at, asked, at.hall)
    assert expected in again.words
    assert "six brokers" in again.words
    assert first.element("lore_feedback")
    assert "lore_feedback" not in str(again.blocks)


@pytest.mark.parametrize(("words", "said"), [("start over", STARTS_OVER), ("forget this", NOT_KEPT)])
async def test_a_thread_can_be_started_over(at: Office, words: str, said: str) -> None:
    direct = at.slack.workspace.direct(at.ana)
    asked = await says(at, at.ana, direct, BROKERS)
    await says(at, at.ana, direct, words, thread=asked.ts)
    assert said in told(at, asked, direct)[-1].words
    await says(at, at.ana, direct, "why?", thread=asked.ts)
    assert last_asked(at).text == "why?"
    assert "six brokers" not in told(at, asked, direct)[-1].words


async def test_nothing_of_slack_is_kept_as_a_conversation(at: Office) -> None:
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    await says(at, at.bo, at.hall, "shorter", thread=asked.ts)
    assert all(at.lore.catalogue.dialogues.of(user) == [] for user in ("", "ana", "bo", "root"))


async def test_what_people_say_to_each_other_gets_no_courtesy(at: Office) -> None:
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    for words in ("great", "never mind", "alright", "that helps"):
        await says(at, at.ana, at.hall, words, thread=asked.ts)
    assert len(told(at, asked, at.hall)) == 1
