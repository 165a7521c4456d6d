"""What was shared of a private answer goes with its question, as any answer does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.domain.conversations import ChannelSettings, SettingsChange
from tests.stand_ins.slack_office import Office, furnished, office
from tests.stand_ins.slack_platform import Message

BUS, CACHE = "<@U0LORE> which message bus do we run?", "<@U0LORE> how does the heron cache evict entries?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("lore") / "home")


@pytest.fixture
async def at(home: Path) -> AsyncIterator[Office]:
    async with office(home) as there:
        yield there
        assert there.violations == []


def change(at: Office, **settings: bool) -> None:
    channels, place = at.lore.catalogue.channels, ("T0TIDE", at.hall.id)
    now = at.running.desk.clock.now()
    channels.change(SettingsChange(*place, "U0ANA", now, channels.get(*place), ChannelSettings(**settings)))


def public(at: Office, asked: Message) -> list[Message]:
    return [one for one in at.slack.workspace.by_lore(at.hall, asked.ts) if not one.only_to]


async def shared(at: Office) -> Message:
    """Ana asks where answers are private, and shares hers: the question."""
    change(at, private=True)
    asked = await at.hands.says(at.ana, at.hall, BUS)
    await at.idle()
    private = next(one for one in at.slack.workspace.seen_by(at.ana, at.hall) if one.only_to == at.ana.id)
    await at.hands.presses(at.ana, private, "lore_share")
    await at.idle()
    assert len(public(at, asked)) == 1
    return asked


async def test_with_the_question_goes_what_was_shared(at: Office) -> None:
    asked = await shared(at)
    await at.hands.deletes(asked)
    await at.idle()
    assert public(at, asked) == []


async def test_what_was_shared_is_changed_when_the_question_is(at: Office) -> None:
    asked = await shared(at)
    change(at, private=False)
    await at.hands.edits(asked, CACHE)
    await at.idle()
    (answer,) = public(at, asked)
    assert "heron cache" in answer.words
    assert "shared this answer" not in answer.words


async def test_what_was_shared_of_another_wording_does_not_stand_where_answers_are_private(at: Office) -> None:
    asked = await shared(at)
    await at.hands.edits(asked, CACHE)
    await at.idle()
    assert [one for one in public(at, asked) if "Kafka" in one.words] == []
