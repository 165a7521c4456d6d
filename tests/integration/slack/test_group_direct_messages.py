"""Direct messages among a few people: Lore answers there as in a private channel, from what all of them may read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stand_ins.slack_office import Office, furnished, office
from tests.stand_ins.slack_platform import Channel, Message, Person, events

KEYS = "<@U0LORE> how often are the osprey signing keys rotated?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("lore") / "home")


@pytest.fixture
async def at(home: Path) -> AsyncIterator[Office]:
    async with office(home) as there:
        yield there
        assert there.violations == []


async def mentioned(at: Office, who: Person, group: Channel, text: str, thread: str = "") -> Message:
    message = at.slack.workspace.say(who, group, text, thread=thread)
    await at.slack.courier.deliver(events.mentioned(at.slack.workspace, message))
    await at.idle()
    return message


async def test_a_mention_is_answered_for_all_of_them(at: Office) -> None:
    group = at.slack.workspace.direct(at.ana, at.bo)
    asked = await mentioned(at, at.ana, group, "<@U0LORE> how many brokers of Kafka do we run?")

    (answer,) = at.slack.workspace.by_lore(group, asked.ts)
    assert "six brokers" in answer.words
    assert not answer.only_to


async def test_what_not_all_of_them_may_read_goes_to_the_asker_alone(at: Office) -> None:
    group = at.slack.workspace.direct(at.ana, at.bo)
    await mentioned(at, at.ana, group, KEYS)

    assert any("45 days" in one.words for one in at.slack.workspace.seen_by(at.ana, group))
    assert not any("45 days" in one.words for one in at.slack.workspace.seen_by(at.bo, group))


async def test_what_all_of_them_may_read_all_of_them_see(at: Office) -> None:
    group = at.slack.workspace.direct(at.ana, at.root)
    asked = await mentioned(at, at.ana, group, KEYS)

    assert any("45 days" in one.words and not one.only_to for one in at.slack.workspace.by_lore(group, asked.ts))


async def test_the_thread_goes_on_without_a_mention(at: Office) -> None:
    group = at.slack.workspace.direct(at.ana, at.bo)
    asked = await mentioned(at, at.ana, group, "<@U0LORE> how many brokers of Kafka do we run?")
    await at.hands.says(at.bo, group, "when does the heron cache evict entries?", asked.ts)
    await at.idle()

    assert any("nine hours" in one.words for one in at.slack.workspace.by_lore(group, asked.ts))


async def test_what_they_say_to_each_other_is_left_alone(at: Office) -> None:
    group = at.slack.workspace.direct(at.ana, at.bo)
    await at.hands.says(at.bo, group, "how many brokers of Kafka do we run?")
    await at.idle()

    assert at.slack.workspace.by_lore(group) == []
