"""What a reviewer and an attacker found missing in Lore's conduct."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.slack.talking.conversation import GLADLY, INTERRUPTED, NOTHING_TO_STOP, STOPS, WHAT_TO_ASK
from assistant.slack.talking.understanding import NOT_ALL_MAY_READ
from tests.stand_ins.slack_office import Office, furnished, office
from tests.stand_ins.slack_platform import Channel, Message, Person

BROKERS = "how many brokers of Kafka do we run?"
KEYS = "how often are the osprey signing keys rotated?"


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


def public(at: Office, asked: Message, channel: Channel) -> list[Message]:
    return [one for one in at.slack.workspace.by_lore(channel, thread=asked.ts) if not one.only_to]


def private(at: Office, who: Person, channel: Channel) -> list[str]:
    return [one.words for one in at.slack.workspace.seen_by(who, channel) if one.only_to]


async def test_a_thread_of_hundreds_is_read_to_its_end(at: Office) -> None:
    root = at.slack.workspace.say(at.bo, at.hall, "Brokers")
    for number in range(1200):
        at.slack.workspace.say(at.ana, at.hall, f"remark {number}", thread=root.ts)
    await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}", thread=root.ts)

    assert "six brokers" in public(at, root, at.hall)[0].words
    said = [turn.text for turn in at.asker.asked[0].said]
    assert (said[0], said[-1], len(said)) == ("Brokers", "remark 1199", 100)


async def test_a_question_that_was_deleted_before_its_turn_is_not_answered(at: Office) -> None:
    root = at.slack.workspace.say(at.bo, at.hall, "Brokers")
    at.asker.gate.clear()
    await at.hands.says(at.bo, at.hall, f"<@U0LORE> {BROKERS}", thread=root.ts)
    second = await at.hands.says(at.ana, at.hall, f"<@U0LORE> {BROKERS}", thread=root.ts)
    await at.until(lambda: at.asker.asked)
    await at.hands.deletes(second)
    at.asker.gate.set()
    await at.idle()

    assert len(public(at, root, at.hall)) == 1


async def test_what_is_said_while_the_answer_is_made_is_heard(at: Office) -> None:
    at.asker.gate.clear()
    asked = await at.hands.says(at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    await at.hands.says(at.bo, at.hall, "and what evicts entries of the heron cache?", thread=asked.ts)
    at.asker.gate.set()
    await at.idle()

    first, second = public(at, asked, at.hall)
    assert "six brokers" in first.words
    assert "nine hours" in second.words


@pytest.mark.parametrize("word", ["stop", "<@U0LORE> stop", "Lore, please stop"])
async def test_stop_ends_what_is_being_made_and_keeps_lore_out(at: Office, word: str) -> None:
    at.asker.gate.clear()
    asked = await at.hands.says(at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    await at.until(lambda: at.asker.asked)
    await at.hands.says(at.ana, at.hall, word, thread=asked.ts)
    await at.idle()
    assert at.asker.cancelled == 1
    assert public(at, asked, at.hall) == []
    assert private(at, at.ana, at.hall) == [STOPS]

    at.asker.gate.set()
    await says(at, at.bo, at.hall, "how many brokers do we run?", thread=asked.ts)
    assert public(at, asked, at.hall) == []


async def test_talk_among_people_in_a_followed_thread_is_not_answered_with_search_results(at: Office) -> None:
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    for text in ("How was the concert yesterday?", "What time does the game start?", "Does this printer work for anyone?"):
        await says(at, at.ana, at.hall, text, thread=asked.ts)

    assert len(public(at, asked, at.hall)) == 1
    assert private(at, at.ana, at.hall) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [("thanks!", GLADLY), ("Thank you so much, great!", GLADLY), ("stop", NOTHING_TO_STOP), ("hello", WHAT_TO_ASK)],
)
async def test_courtesies_in_a_direct_message_are_no_questions(at: Office, text: str, said: str) -> None:
    direct = at.slack.workspace.direct(at.bo)
    asked = await says(at, at.bo, direct, text)

    assert [one.words.partition("\n")[0].removesuffix(" For instance:") for one in public(at, asked, direct)] == [said]
    assert at.asker.asked == []


async def test_thanks_in_a_channel_need_no_word(at: Office) -> None:
    asked = await says(at, at.bo, at.hall, "<@U0LORE> thanks, great!")

    assert (public(at, asked, at.hall), private(at, at.bo, at.hall), at.asker.asked) == ([], [], [])


async def test_thanks_with_a_question_are_a_question(at: Office) -> None:
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> thanks! {BROKERS}")

    assert "six brokers" in public(at, asked, at.hall)[0].words


async def test_a_question_edited_to_one_for_its_asker_alone_leaves_no_former_answer(at: Office) -> None:
    asked = await says(at, at.ana, at.hall, f"<@U0LORE> {BROKERS}")
    await at.hands.edits(asked, f"<@U0LORE> {KEYS}")
    await at.idle()

    assert public(at, asked, at.hall) == []
    assert "45 days" in private(at, at.ana, at.hall)[-1]


async def test_a_question_is_recorded_once_with_what_became_of_it(at: Office) -> None:
    start = at.running.desk.clock.now()
    await says(at, at.ana, at.hall, f"<@U0LORE> {KEYS}")
    await says(at, at.bo, at.hall, "<@U0LORE> what is the airspeed of an unladen swallow?")

    at.lore.recorder.settle()
    assert [str(one.outcome) for one in at.lore.catalogue.asked.since(start)] == ["answered", "abstained"]


async def test_who_joins_while_the_members_are_read_counts(at: Office) -> None:
    at.slack.faults.slow("conversations.members", 0.5)
    asking = asyncio.create_task(at.hands.says(at.ana, at.den, f"<@U0LORE> {KEYS}"))
    await at.until(lambda: at.slack.calls_of("conversations.members"))
    await at.hands.joins(at.bo, at.den)
    asked = await asking
    await at.idle()

    assert public(at, asked, at.den) == []
    assert NOT_ALL_MAY_READ in private(at, at.ana, at.den)[0]


async def test_who_joins_while_the_answer_is_made_does_not_see_it(at: Office) -> None:
    at.asker.gate.clear()
    asked = await at.hands.says(at.ana, at.den, f"<@U0LORE> {KEYS}")
    await at.until(lambda: at.asker.asked)
    await at.hands.joins(at.bo, at.den)
    at.asker.gate.set()
    await at.idle()

    assert public(at, asked, at.den) == []
    assert "45 days" in private(at, at.ana, at.den)[0]


async def test_too_many_calls_lose_no_private_answer(at: Office) -> None:
    at.slack.faults.limit("chat.postEphemeral", times=1, retry_after=31)
    at.slack.faults.limit("chat.postMessage", times=1, retry_after=31)
    at.slack.faults.limit("conversations.open", times=1, retry_after=31)
    asked = await at.hands.says(at.ana, at.hall, f"<@U0LORE> {KEYS}")
    await at.until(lambda: len(at.slack.calls_of("chat.postEphemeral")) == 1)
    at.lore.catalogue.engine.dispose()
    await at.until(lambda: _is_waiting(at))
    with at.lore.catalogue.engine.begin() as connection:  # rather than wait for the half minute that Slack asked for
        connection.exec_driver_sql("UPDATE jobs SET due = received_at WHERE NOT finished")
    at.running.worker.nudge()
    await at.idle()

    told = private(at, at.ana, at.hall)
    assert ["45 days" in one for one in told] == [True]
    assert INTERRUPTED not in told
    assert public(at, asked, at.hall) == []


def _is_waiting(at: Office) -> bool:
    with at.lore.catalogue.engine.connect() as connection:
        return bool(connection.exec_driver_sql("SELECT count(*) FROM jobs WHERE NOT finished AND worker = ''").scalar_one())


async def test_people_are_looked_up_in_one_call_however_many_are_named(at: Office) -> None:
    direct = at.slack.workspace.direct(at.bo)
    crowd = " ".join(f"<@U0NOBODY{number}>" for number in range(500))
    root = await says(at, at.bo, direct, f"{crowd} {BROKERS}")
    await says(at, at.bo, direct, BROKERS, thread=root.ts)

    assert len(at.slack.calls_of("users.info")) <= 31
