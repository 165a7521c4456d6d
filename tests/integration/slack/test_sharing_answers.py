"""Showing a private answer to the channel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.conversations import ChannelSettings, Place, SettingsChange
from assistant.domain.readers import Readers
from assistant.slack.acting.sharing import DONE, GONE, IN_DIRECT, NOTHING
from assistant.slack.wording.privately import INVITE
from tests.stand_ins.slack_platform import Channel, Message, links_in, pings_in
from tests.stand_ins.slack_team import KAFKA, VAULT, Team, team
from tests.stand_ins.slack_workplace import NOW

OPEN = "Which message bus is it?"
CLOSED = "How often do the signing keys rotate?"


async def shared(us: Team, answer: Message) -> list[str]:
    await us.hands.presses(us.ana, answer, "lore_share")
    return await us.work()


def public(us: Team, channel: Channel) -> list[Message]:
    return [one for one in us.workspace.by_lore(channel) if not one.only_to]


async def test_an_answer_from_what_all_may_read_is_posted_in_the_thread_of_its_question() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, OPEN, private=True)
        assert await shared(us, answer) == ["shared"]
        (post,) = public(us, us.hall)
        asked = next(one for one in us.workspace.seen_by(us.ana, us.hall) if one.user == us.ana.id)
        assert post.thread_ts == asked.ts
        assert "*Ana Ruiz* shared this answer" in post.words
        assert "We chose Kafka" in post.words


async def test_what_is_posted_was_made_for_everybody_in_the_channel() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, OPEN, private=True)
        await shared(us, answer)
        principal = us.answering.asked[-1].scope.principal
        assert {one.user for one in principal.company} == {"ana", "bo", "eve@tidewater.example"}  # root reads everything
        assert not VAULT.readers.permit(principal)


async def test_a_source_that_not_all_may_read_is_named_to_the_sharer_alone() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, CLOSED, private=True)
        assert await shared(us, answer) == ["refused"]
        assert public(us, us.hall) == []
        assert us.told(us.ana, us.hall)[-1] == f"Not shared: not everybody here may read {VAULT.title}."
        assert us.told(us.eve, us.hall) == []


async def test_where_all_members_may_read_it_the_same_answer_is_shared() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.den, CLOSED, private=True)
        assert await shared(us, answer) == ["shared"]
        assert "45 days" in public(us, us.den)[0].words


async def test_readers_are_those_of_the_moment_in_which_it_is_shared() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, OPEN, private=True)
        us.documents.hold(replace(KAFKA, readers=Readers.parse("group:storage")), ["We chose Kafka as the message bus."])
        assert await shared(us, answer) == ["refused"]
        assert public(us, us.hall) == []


async def test_a_source_that_the_sharer_may_no_longer_read_is_not_named() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, CLOSED, private=True)
        us.documents.hold(replace(VAULT, readers=Readers.parse("group:board")), ["The signing keys rotate."])
        await shared(us, answer)
        assert us.told(us.ana, us.hall)[-1] == "Not shared: not everybody here may read 1 of its sources."


async def test_where_the_channel_s_own_sources_answer_nothing_nothing_is_posted() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, OPEN, private=True)
        place, settings = (us.workspace.team_id, us.hall.id), ChannelSettings(sources=("vault",))
        us.channels.change(SettingsChange(*place, us.ana.id, NOW, ChannelSettings(), settings))
        assert await shared(us, answer) == ["refused"]
        assert us.told(us.ana, us.hall)[-1] == NOTHING
        assert public(us, us.hall) == []


async def test_two_presses_share_it_once() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, OPEN, private=True)
        await us.hands.presses(us.ana, answer, "lore_share")
        await us.hands.presses(us.ana, answer, "lore_share")
        assert await us.work() == ["shared", "known"]
        assert len(public(us, us.hall)) == 1
        assert us.told(us.ana, us.hall)[-1] == DONE


async def test_a_process_that_dies_after_posting_leaves_one_answer() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, OPEN, private=True)
        await us.hands.presses(us.ana, answer, "lore_share")
        await us.do(us.claimed())
        us.given.given = {place: one for place, one in us.given.given.items() if one.private}
        assert await us.work() == ["shared"]
        assert len(public(us, us.hall)) == 1


async def test_a_shared_answer_is_followed_and_remembered() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, OPEN, private=True)
        await shared(us, answer)
        (post,) = public(us, us.hall)
        given = us.given.get(Place(us.workspace.team_id, us.hall.id, post.ts))
        assert given is not None
        assert (given.cited, given.asker) == (("kafka",), us.ana.id)
        assert us.desk.threads.follows(Place(us.workspace.team_id, us.hall.id, post.thread_ts))


async def test_the_answer_to_a_command_is_shared_below_its_question() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, OPEN, private=True)
        us.given.given.clear()  # a command is no post
        assert await shared(us, answer) == ["shared"]
        question, post = public(us, us.hall)
        assert question.words == f"*Ana Ruiz* asked: {OPEN}"
        assert post.thread_ts == question.ts


async def test_a_command_s_answer_that_was_half_shared_is_shared_once() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, OPEN, private=True)
        us.given.given.clear()
        await us.hands.presses(us.ana, answer, "lore_share")
        await us.do(us.claimed())
        us.given.given.clear()
        await us.work()
        assert len(public(us, us.hall)) == 2


async def test_an_answer_of_which_nothing_is_kept_any_more_is_not_shared() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, OPEN, private=True)
        us.given.given.clear()
        us.questions.forget_before(NOW.replace(year=2030))
        assert await shared(us, answer) == ["gone"]
        assert us.told(us.ana, us.hall)[-1] == GONE


async def test_in_a_direct_message_there_is_nobody_to_share_it_with() -> None:
    async with team() as us:
        direct = us.workspace.direct(us.ana)
        answer = await us.answered(us.ana, direct, OPEN, private=True)
        assert await shared(us, answer) == ["refused"]
        assert IN_DIRECT in [one.words for one in us.workspace.by_lore(direct)]


async def test_where_lore_is_not_in_the_channel_it_says_how_to_invite_it() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.den, OPEN, private=True)
        us.slack.faults.refuse("conversations.replies", "not_in_channel", times=9)
        us.slack.faults.refuse("chat.postMessage", "not_in_channel")
        await shared(us, answer)
        assert us.told(us.ana, us.den)[-1] == INVITE


HOSTILE = (
    "the bus <!channel> <@U0BO> is Kafka",
    "the bus <https://evil.example|click> is Kafka",
    "the bus https://evil.example/x is Kafka",
    "the bus *Kafka*_`~ &lt;!here&gt;",
)


@pytest.mark.parametrize("words", HOSTILE)
async def test_words_of_a_question_ping_nobody_and_link_nowhere_when_it_is_shared(words: str) -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, f"{words} message?", private=True)
        us.given.given.clear()
        await shared(us, answer)
        question = public(us, us.hall)[0]
        assert pings_in(question) == []
        assert [one for one in links_in(question) if "evil" in one.url] == []


async def test_where_the_question_was_deleted_the_answer_is_shared_below_its_words() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, OPEN, private=True)
        next(one for one in us.workspace.seen_by(us.ana, us.hall) if one.user == us.ana.id).deleted = True
        assert await shared(us, answer) == ["shared"]
        question, post = public(us, us.hall)
        assert OPEN in question.words
        assert post.thread_ts == question.ts


async def test_a_follow_up_is_shared_with_what_was_said_before_it_in_mind() -> None:
    async with team() as us:
        root = us.workspace.say(us.bo, us.hall, "We talk about the message bus")
        answer = await us.answered(us.ana, us.hall, OPEN, root.ts, private=True)
        assert await shared(us, answer) == ["shared"]
        assert [(one.speaker, one.text) for one in us.answering.asked[-1].said] == [
            ("Bo Lindqvist", "We talk about the message bus")
        ]
        assert public(us, us.hall)[0].thread_ts == root.ts


async def test_a_channel_with_strangers_is_shown_nothing() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, OPEN, private=True)
        us.hall.members.append(us.workspace.person("gil", "Gil", "gil@elsewhere.example", is_stranger=True).id)
        us.desk.members.forget(us.workspace.team_id, us.hall.id)
        us.desk.members._rosters.clear()  # five minutes later
        assert await shared(us, answer) == ["refused"]
        assert us.told(us.ana, us.hall)[-1].startswith("Nothing was shared. Not everybody in this channel")
        assert public(us, us.hall) == []
