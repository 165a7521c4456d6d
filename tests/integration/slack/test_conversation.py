"""Conversations in Slack: what each person sees, with the real application, bolt and worker over Slack's stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.domain.conversations import ChannelSettings, Place, SettingsChange
from assistant.domain.questions import Turn
from assistant.slack.installed.members import LEFT, NO_ADDRESS, NOT_LISTED, NOT_OURS
from assistant.slack.talking.conversation import STOPS, WHAT_TO_ASK
from assistant.slack.talking.understanding import NOT_ALL_MAY_READ, SET_TO_PRIVATE
from tests.stand_ins.slack_office import SETTINGS, Office, furnished, office
from tests.stand_ins.slack_platform import Channel, Message, Person

BROKERS = "how many brokers of Kafka do we run?"
KEYS = "how often are the osprey signing keys rotated?"
TEAM = "T0TIDE"
NONSENSE = "what is the airspeed of an unladen swallow?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    left = '\n[people.lea]\nname = "Lea"\nemail = "lea@tidewater.example"\nleft = true\n'
    return furnished(tmp_path_factory.mktemp("lore") / "home", settings=SETTINGS + left)


@pytest.fixture
async def at(home: Path) -> AsyncIterator[Office]:
    async with office(home) as there:
        yield there
        assert there.violations == []


def seen(at: Office, who: Person, channel: Channel, thread: str = "") -> list[str]:
    """What Lore said that this person sees."""
    shown = at.slack.workspace.seen_by(who, channel)
    return [one.words for one in shown if one.user == "U0LORE" and (not thread or one.thread_ts == thread)]


def public(at: Office, asked: Message, channel: Channel) -> list[Message]:
    return [one for one in at.slack.workspace.by_lore(channel, thread=asked.ts) if not one.only_to]


def change(at: Office, channel: Channel, **settings: object) -> None:
    after = ChannelSettings(**settings)  # type: ignore[arg-type]
    now = at.lore.catalogue.channels
    place = (TEAM, channel.id)
    now.change(SettingsChange(*place, "U0ANA", at.running.desk.clock.now(), now.get(*place), after))


async def says(at: Office, who: Person, channel: Channel, text: str, thread: str = "") -> Message:
    asked = await at.hands.says(who, channel, text, thread=thread)
    await at.idle()
    return asked


async def test_a_mention_is_answered_in_its_thread_with_sources(at: Office) -> None:
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")

    (answer,) = public(at, asked, at.hall)
    assert answer.thread_ts == asked.ts
    assert "six brokers" in answer.words
    assert "ADR-0019: Kafka as the message bus" in answer.words
    assert answer.element("lore_feedback")
    assert at.slack.workspace.status(at.hall, asked.ts) == ""
    assert next(iter(at.slack.workspace.statuses)).status


async def test_a_mention_that_comes_as_two_events_four_times_each_is_answered_once(at: Office) -> None:
    at.hands.copies = 4
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")

    assert len(public(at, asked, at.hall)) == 1
    assert len(at.asker.asked) == 1


async def test_a_direct_message_needs_no_mention_and_its_thread_goes_on(at: Office) -> None:
    direct = at.slack.workspace.direct(at.ana)
    asked = await says(at, at.ana, direct, KEYS)
    assert "45 days" in public(at, asked, direct)[0].words

    await says(at, at.ana, direct, BROKERS, thread=asked.ts)
    assert "six brokers" in public(at, asked, direct)[1].words
    assert [turn.speaker for turn in at.asker.asked[-1].said] == ["Ana Ruiz", "Lore"]


async def test_a_followed_thread_goes_on_without_a_mention_until_somebody_says_stop(at: Office) -> None:
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    await says(at, at.root, at.hall, "and what evicts the heron cache?", thread=asked.ts)
    assert len(public(at, asked, at.hall)) == 2

    await says(at, at.root, at.hall, "thanks, good to know", thread=asked.ts)
    assert len(public(at, asked, at.hall)) == 2
    await says(at, at.root, at.hall, "Lore, stop", thread=asked.ts)
    assert STOPS in seen(at, at.root, at.hall)
    assert STOPS not in seen(at, at.bo, at.hall)
    await says(at, at.root, at.hall, "how many brokers do we run?", thread=asked.ts)
    assert len(public(at, asked, at.hall)) == 2

    await says(at, at.root, at.hall, f"<@U0LORE> {BROKERS}", thread=asked.ts)
    assert len(public(at, asked, at.hall)) == 3


async def test_a_thread_that_lore_has_no_part_in_is_left_alone(at: Office) -> None:
    root = await says(at, at.bo, at.hall, "How many brokers do we run?")
    await says(at, at.ana, at.hall, "Does anybody know?", thread=root.ts)

    assert seen(at, at.bo, at.hall) == []
    assert at.asker.asked == []


async def test_the_whole_thread_with_its_speakers_is_the_context(at: Office) -> None:
    root = await says(at, at.bo, at.hall, "We should look at the Kafka brokers, <@U0ANA>")
    await says(at, at.ana, at.hall, "The password is hunter2", thread=root.ts)
    await says(at, at.root, at.hall, f"<@U0LORE> {BROKERS}", thread=root.ts)

    assert at.asker.asked[0].said == (
        Turn("Bo Lindqvist", "We should look at the Kafka brokers, @Ana Ruiz"),
        Turn("Ana Ruiz", "The password is [redacted]"),
    )


async def test_a_listening_channel_is_answered_where_the_documents_answer_and_not_otherwise(at: Office) -> None:
    change(at, at.hall, listening=True)
    try:
        answered = await says(at, at.bo, at.hall, "How many Kafka brokers do we run?")
        silent = await says(at, at.bo, at.hall, NONSENSE)
        chatter = await says(at, at.bo, at.hall, "Good morning, everybody")
        to_ana = await says(at, at.bo, at.hall, "<@U0ANA> how many Kafka brokers do we run?")
    finally:
        change(at, at.hall)

    assert "six brokers" in public(at, answered, at.hall)[0].words
    assert [public(at, one, at.hall) for one in (silent, chatter, to_ana)] == [[], [], []]
    assert all(not one.only_to for one in at.slack.workspace.seen_by(at.bo, at.hall))


async def test_what_not_all_may_read_goes_to_the_asker_alone(at: Office) -> None:
    asked = await says(at, at.ana, at.hall, f"<@U0LORE> {KEYS}")

    assert public(at, asked, at.hall) == []
    (private,) = seen(at, at.ana, at.hall)
    assert "45 days" in private
    assert NOT_ALL_MAY_READ in private
    assert seen(at, at.bo, at.hall) == seen(at, at.root, at.hall) == []
    assert at.slack.workspace.status(at.hall, asked.ts) == ""


async def test_where_all_may_read_it_the_channel_sees_it(at: Office) -> None:
    asked = await says(at, at.ana, at.den, f"<@U0LORE> {KEYS}")

    assert "45 days" in public(at, asked, at.den)[0].words


async def test_somebody_who_joins_is_counted_at_the_next_question(at: Office) -> None:
    await says(at, at.ana, at.den, f"<@U0LORE> {KEYS}")
    await at.hands.joins(at.bo, at.den)
    asked = await says(at, at.ana, at.den, f"<@U0LORE> {KEYS}")

    assert public(at, asked, at.den) == []
    assert "45 days" in seen(at, at.ana, at.den)[-1]


async def test_an_administrators_question_is_answered_from_what_everybody_there_may_read(at: Office) -> None:
    asked = await says(at, at.root, at.hall, f"<@U0LORE> {KEYS}")

    assert public(at, asked, at.hall) == []
    assert "45 days" in seen(at, at.root, at.hall)[0]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"team_id": "T0ELSEWHERE"}, NOT_OURS),
        ({"is_stranger": True}, NOT_OURS),
        ({"is_restricted": True}, NOT_LISTED),
        ({"is_ultra_restricted": True}, NOT_LISTED),
        ({"is_email_confirmed": False}, NO_ADDRESS),
        ({"email": ""}, NO_ADDRESS),
        ({"email": "LEA@tidewater.example"}, LEFT),
    ],
    ids=["another-organisation", "stranger", "guest", "single-channel-guest", "unconfirmed", "no-address", "left"],
)
async def test_outsiders_are_refused_in_private(at: Office, flags: dict[str, object], said: str) -> None:
    flags = {"email": "eve@elsewhere.example"} | flags
    eve = at.slack.workspace.person("eve", "Eve", str(flags.pop("email")), **flags)  # type: ignore[arg-type]
    channel = at.slack.workspace.channel("shared", [eve, at.bo])
    asked = await says(at, eve, channel, f"<@U0LORE> {BROKERS}")

    assert public(at, asked, channel) == []
    assert [one.replace("`", "") for one in seen(at, eve, channel)] == [said]
    assert at.asker.asked == []


async def test_with_an_outsider_in_the_channel_answers_are_private(at: Office) -> None:
    eve = at.slack.workspace.person("eve", "Eve", "eve@elsewhere.example", team_id="T0ELSEWHERE")
    channel = at.slack.workspace.channel("shared", [eve, at.bo])
    asked = await says(at, at.bo, channel, f"<@U0LORE> {BROKERS}")

    assert public(at, asked, channel) == []
    assert "six brokers" in seen(at, at.bo, channel)[0]
    assert seen(at, eve, channel) == []


async def test_a_member_who_is_not_in_lore_toml_reads_what_everyone_may(at: Office) -> None:
    cy = at.slack.workspace.person("cy", "Cy", "cy@tidewater.example")
    direct = at.slack.workspace.direct(cy)

    assert "six brokers" in public(at, await says(at, cy, direct, BROKERS), direct)[0].words
    assert "45 days" not in public(at, await says(at, cy, direct, KEYS), direct)[0].words


async def test_what_is_not_found_says_so_and_names_the_nearest(at: Office) -> None:
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {NONSENSE}")

    (answer,) = public(at, asked, at.hall)
    assert "found nothing" in answer.words.casefold()
    assert answer.element("lore_ask_person")
    assert at.lore.catalogue.asked.since(at.running.desk.clock.now().replace(year=2000))[-1].outcome == "abstained"


async def test_a_channel_set_to_private_answers_the_asker_alone_and_they_can_share_it(at: Office) -> None:
    change(at, at.hall, private=True)
    try:
        asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    finally:
        change(at, at.hall)

    assert public(at, asked, at.hall) == []
    (private,) = (one for one in at.slack.workspace.seen_by(at.bo, at.hall) if one.only_to)
    assert SET_TO_PRIVATE in private.words
    assert private.element("lore_share")


async def test_only_those_whom_the_channel_names_may_ask(at: Office) -> None:
    change(at, at.hall, askers=("storage",))
    try:
        refused = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")
        answered = await says(at, at.ana, at.hall, f"<@U0LORE> {BROKERS}")
    finally:
        change(at, at.hall)

    assert public(at, refused, at.hall) == []
    assert "storage" in seen(at, at.bo, at.hall)[0]
    assert len(public(at, answered, at.hall)) == 1


async def test_a_channels_sources_limit_its_answers(at: Office) -> None:
    change(at, at.den, sources=("handbook",))
    try:
        asked = await says(at, at.ana, at.den, f"<@U0LORE> {KEYS}")
    finally:
        change(at, at.den)

    assert "45 days" not in " ".join(seen(at, at.ana, at.den, asked.ts))


async def test_a_bare_mention_says_what_to_ask(at: Office) -> None:
    await says(at, at.bo, at.hall, "<@U0LORE>")

    (private,) = seen(at, at.bo, at.hall)
    assert private.startswith(WHAT_TO_ASK)
    assert "Which message bus do we use?" in private


async def test_bots_and_lore_itself_are_never_answered(at: Office) -> None:
    robot = at.slack.workspace.person("robot", "Robot", "", is_bot=True)
    await says(at, robot, at.hall, f"<@U0LORE> {BROKERS}")
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    await at.hands.hears_itself(public(at, asked, at.hall)[0])
    await at.idle()

    assert len(at.asker.asked) == 1


async def test_an_edited_question_gets_another_answer_in_the_same_place(at: Office) -> None:
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    (first,) = public(at, asked, at.hall)
    await at.hands.edits(asked, "<@U0LORE> what evicts entries of the heron cache?")
    await at.idle()

    (second,) = public(at, asked, at.hall)
    assert second.ts == first.ts
    assert "nine hours" in second.words
    assert "six brokers" not in second.words


async def test_an_edit_that_changes_no_word_is_no_edit(at: Office) -> None:
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    await at.hands.edits(asked, asked.text)
    await at.idle()

    assert len(at.asker.asked) == 1


async def test_a_deleted_question_takes_its_answer_along(at: Office) -> None:
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    await at.hands.deletes(asked)
    await at.idle()

    assert public(at, asked, at.hall) == []
    place = Place(TEAM, at.hall.id, asked.ts)
    assert at.lore.catalogue.given.to_question(place) == []


async def test_an_answer_that_somebody_has_replied_to_stays(at: Office) -> None:
    asked = await says(at, at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    await says(at, at.ana, at.hall, "Good point", thread=asked.ts)
    await at.hands.deletes(asked)
    await at.idle()

    assert len(public(at, asked, at.hall)) == 1


async def test_questions_of_one_thread_are_answered_in_their_order(at: Office) -> None:
    at.asker.gate.clear()
    asked = await at.hands.says(at.bo, at.hall, f"<@U0LORE> {BROKERS}")
    await at.hands.says(at.bo, at.hall, "<@U0LORE> what evicts entries of the heron cache?", thread=asked.ts)
    await at.until(lambda: at.asker.asked)
    at.asker.gate.set()
    await at.idle()

    first, second = public(at, asked, at.hall)
    assert "six brokers" in first.words
    assert "nine hours" in second.words


async def test_ask_answers_in_private_anywhere(at: Office) -> None:
    elsewhere = at.slack.workspace.channel("elsewhere", [at.ana, at.bo], lore=False)
    await at.hands.commands(at.ana, elsewhere, "/ask", KEYS)
    await at.idle()

    said = seen(at, at.ana, elsewhere)
    assert "45 days" in said[-1]
    assert seen(at, at.bo, elsewhere) == []


async def test_ask_without_a_question_explains_itself(at: Office) -> None:
    said = await at.hands.commands(at.ana, at.hall, "/ask", "")

    assert "/ask" in str(said.payload)
    assert at.asker.asked == []


async def test_a_question_is_kept_without_secrets_and_without_words_once_it_is_answered(at: Office) -> None:
    at.asker.gate.clear()
    await at.hands.says(at.bo, at.hall, "<@U0LORE> is hunter2 a good password for Kafka?")
    with at.lore.catalogue.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT payload FROM jobs ORDER BY number DESC LIMIT 1").scalar_one()
    at.asker.gate.set()
    await at.idle()
    with at.lore.catalogue.engine.connect() as connection:
        left = connection.exec_driver_sql("SELECT payload FROM jobs ORDER BY number DESC LIMIT 1").scalar_one()

    assert "good password" in kept
    assert "hunter2" not in kept
    assert "password" not in left
