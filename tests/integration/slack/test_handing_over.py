"""Handing a question over to a person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiohttp import ClientError

from assistant.slack.acting.handing_over import MOST_AN_HOUR, NOBODY_STANDS_OUT
from tests.stand_ins.slack_platform import Channel, Message, Person, links_in, pings_in
from tests.stand_ins.slack_team import SECRET, Team, team, words_in

QUESTION = "Who knows the Kafka message bus?"


async def opened(us: Team, person: Person, answer: Message) -> str:
    """The words of the form."""
    await us.hands.presses(person, answer, "lore_ask_person")
    return words_in(await us.form(person))


async def handed(us: Team, answer: Message, to: Person, **filled: str) -> list[str]:
    await opened(us, us.ana, answer)
    said = await us.hands.submits(us.ana, whom=to.id, **filled)
    assert said.ok
    return await us.work()


def posts(us: Team, channel: Channel) -> list[Message]:
    """What Lore said there for all to see, the answer apart."""
    return [one for one in us.workspace.by_lore(channel) if not one.only_to][1:]


async def test_the_form_proposes_who_knows_with_the_reason_and_the_question() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        words = await opened(us, us.ana, answer)
        form = await us.form(us.ana)
        chosen = next(one for one in form.blocks if one.get("block_id") == "whom")
        assert chosen["element"]["initial_user"] == us.bo.id
        assert "*Bo Lindqvist*: Wrote 2 documents about this" in words or "*Bo Lindqvist*: Wrote 1 document about this" in words
        assert QUESTION in words


async def test_people_are_proposed_from_what_the_asker_may_read_alone() -> None:
    async with team() as us:
        answer = await us.answered(us.eve, us.hall, "How often do the signing keys of the vault rotate?")
        words = await opened(us, us.eve, answer)
        assert NOBODY_STANDS_OUT in words


async def test_nobody_is_proposed_to_ask_themselves() -> None:
    async with team() as us:
        answer = await us.answered(us.bo, us.hall, QUESTION)
        assert "Bo Lindqvist" not in await opened(us, us.bo, answer)


async def test_the_person_is_mentioned_once_in_the_thread_and_nobody_else_is() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        assert await handed(us, answer, us.bo, note="It is for the review <!channel> <@U0EVE>") == ["handed over"]
        (post,) = posts(us, us.hall)
        assert post.thread_ts == answer.thread_ts
        assert pings_in(post) == [f"<@{us.bo.id}>"]
        assert QUESTION in post.words
        assert us.told(us.ana, us.hall) == ["Handed over to Bo Lindqvist, in the thread."]


async def test_a_private_question_goes_to_the_person_directly_without_a_mention() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION, private=True)
        assert await handed(us, answer, us.bo) == ["handed over"]
        (letter,) = us.letters(us.bo)
        assert letter.words.startswith("*Ana Ruiz* asks whether you know this")
        assert pings_in(letter) == []
        assert f"slack://user?team={us.workspace.team_id}&id={us.ana.id}" in letter.text
        assert posts(us, us.hall) == []
        assert us.told(us.ana, us.hall)[-1] == "Handed over to Bo Lindqvist, in a direct message."


async def test_somebody_who_is_not_in_the_channel_is_written_to_with_the_place() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.den, QUESTION)
        assert await handed(us, answer, us.eve) == ["handed over"]
        (letter,) = us.letters(us.eve)
        assert "Where it was asked" in letter.text
        assert posts(us, us.den) == []


async def test_the_question_that_a_colleague_hands_over_is_the_one_in_the_thread() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        assert QUESTION in await opened(us, us.eve, answer)


@pytest.mark.parametrize(
    ("flags", "word"),
    [
        ({"is_bot": True}, "This is an app: choose a person."),
        ({"deleted": True}, "This person has left the workspace: choose somebody else."),
        ({"is_stranger": True}, "This person is of another organisation: choose a colleague."),
        ({"team_id": "T0ELSE"}, "This person is of another organisation: choose a colleague."),
        ({"is_restricted": True}, "This person is a guest here: choose a colleague."),
    ],
    ids=["a bot", "who left", "a stranger", "another organisation", "a guest"],
)
async def test_the_form_refuses_whoever_can_not_be_asked(flags: dict[str, bool], word: str) -> None:
    async with team() as us:
        other = us.workspace.person("gil", "Gil", "gil@elsewhere.example", **flags)
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await opened(us, us.ana, answer)
        await us.hands.submits(us.ana, whom=other.id)
        assert us.workspace.modal(us.ana).errors == {"whom": word}
        assert us.kept() == []


async def test_who_left_by_lore_toml_is_not_asked() -> None:
    async with team() as us:
        lena = us.workspace.person("lena", "Lena Gone", "lena@tidewater.example")
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await opened(us, us.ana, answer)
        await us.hands.submits(us.ana, whom=lena.id)
        assert us.workspace.modal(us.ana).errors == {"whom": "This person has left: choose somebody else."}


async def test_nobody_hands_a_question_to_themselves() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await opened(us, us.ana, answer)
        await us.hands.submits(us.ana, whom=us.ana.id)
        assert us.workspace.modal(us.ana).errors == {"whom": "That is you: choose somebody else."}


async def test_who_left_between_the_form_and_the_work_is_not_asked_and_the_asker_is_told() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await opened(us, us.ana, answer)
        await us.hands.submits(us.ana, whom=us.bo.id)
        us.bo.deleted = True
        assert await us.work() == ["refused"]
        assert posts(us, us.hall) == []
        assert "has left the workspace" in us.told(us.ana, us.hall)[-1]


async def test_a_person_whom_slack_lets_nobody_write_to_is_named_to_the_asker() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION, private=True)
        us.slack.faults.refuse("chat.postMessage", "messages_tab_disabled")
        assert await handed(us, answer, us.bo) == ["unreachable"]
        assert us.told(us.ana, us.hall)[-1] == "Slack does not let me write to Bo Lindqvist. Please ask them yourself."


async def test_a_form_that_is_sent_twice_asks_once() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await opened(us, us.ana, answer)
        form = await us.form(us.ana)
        await us.hands.submits(us.ana, whom=us.bo.id)
        us.workspace.modals[us.ana.id].append(form)
        await us.hands.submits(us.ana, whom=us.bo.id)
        await us.work()
        assert len(posts(us, us.hall)) == 1


async def test_a_process_that_dies_after_asking_does_not_ask_again() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await opened(us, us.ana, answer)
        await us.hands.submits(us.ana, whom=us.bo.id)
        job = us.claimed()
        await us.do(job)
        us.inbox.held[job.id].job = replace(job, reply="")  # nor was it noted
        assert await us.work() == ["handed over"]
        assert len(posts(us, us.hall)) == 1


@pytest.mark.parametrize("private", [False, True], ids=["in the thread", "directly"])
async def test_a_post_that_slack_took_without_saying_so_is_not_sent_again(private: bool) -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION, private=private)
        await opened(us, us.ana, answer)
        await us.hands.submits(us.ana, whom=us.bo.id)
        us.slack.faults.drop("chat.postMessage", after=True)
        with pytest.raises(ClientError):
            await us.do(us.claimed())
        assert await us.work() == ["handed over"]
        assert len(posts(us, us.hall) if not private else us.letters(us.bo)) == 1


async def test_an_earlier_letter_is_no_sign_that_this_one_was_sent() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION, private=True)
        await handed(us, answer, us.bo)
        await opened(us, us.ana, answer)
        await us.hands.submits(us.ana, whom=us.bo.id)
        us.claimed()
        assert await us.work() == ["handed over"]
        assert len(us.letters(us.bo)) == 2


@pytest.mark.parametrize("private", [False, True], ids=["in the thread", "directly"])
async def test_a_process_that_dies_before_it_notes_the_post_does_not_send_it_again(private: bool) -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION, private=private)
        await opened(us, us.ana, answer)
        await us.hands.submits(us.ana, whom=us.bo.id)
        job = us.claimed()
        await us.do(job)
        us.inbox.held[job.id].job = replace(job, reply="")
        await us.work()
        assert len(posts(us, us.hall) if not private else us.letters(us.bo)) == 1


async def test_where_lore_may_only_write_directly_the_asker_is_told_once() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await opened(us, us.ana, answer)
        await us.hands.submits(us.ana, whom=us.bo.id)
        us.slack.faults.refuse("chat.postEphemeral", "not_in_channel", times=2)
        await us.do(us.claimed())
        assert await us.work() == ["handed over"]
        assert [one.words for one in us.letters(us.ana)] == ["Handed over to Bo Lindqvist, in the thread."]


async def test_the_question_of_a_long_thread_is_the_one_before_the_answer() -> None:
    async with team() as us:
        us.slack.largest_page = 20
        root = us.workspace.say(us.root, us.hall, "Let us talk about it")
        for n in range(70):
            us.workspace.say(us.root, us.hall, f"remark {n}", root.ts)
        answer = await us.answered(us.ana, us.hall, QUESTION, root.ts)
        us.workspace.say(us.root, us.hall, "a remark after it", root.ts)
        assert QUESTION in await opened(us, us.eve, answer)


async def test_where_it_is_not_known_what_was_asked_it_is_what_a_person_said_last() -> None:
    async with team() as us:
        us.slack.largest_page = 20
        root = us.workspace.say(us.root, us.hall, "Let us talk about it")
        for n in range(70):
            us.workspace.say(us.root, us.hall, f"remark {n}", root.ts)
        answer = await us.answered(us.ana, us.hall, QUESTION, root.ts)
        us.given.given.clear()
        us.workspace.say(us.root, us.hall, "a remark after it", root.ts)
        assert QUESTION in await opened(us, us.eve, answer)


async def test_a_question_that_was_deleted_is_not_asked_with_slacks_words_for_that() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        us.workspace.message(us.hall, answer.thread_ts).deleted = True
        words = await opened(us, us.eve, answer)
        assert "deleted" not in words


async def test_in_a_long_thread_too_the_person_is_asked_once() -> None:
    async with team() as us:
        us.slack.largest_page = 20
        answer = await us.answered(us.ana, us.hall, QUESTION)
        for n in range(70):
            us.workspace.say(us.root, us.hall, f"remark {n}", answer.thread_ts)
        await opened(us, us.ana, answer)
        await us.hands.submits(us.ana, whom=us.bo.id)
        job = us.claimed()
        await us.do(job)
        us.inbox.held[job.id].job = replace(job, reply="")
        await us.work()
        assert len(posts(us, us.hall)) == 1


async def test_nobody_hands_over_more_than_a_few_an_hour() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        for _ in range(MOST_AN_HOUR):
            await handed(us, answer, us.bo)
        await opened(us, us.ana, answer)
        await us.hands.submits(us.ana, whom=us.bo.id)
        assert "within an hour" in us.workspace.modal(us.ana).errors["question"]
        assert len(posts(us, us.hall)) == MOST_AN_HOUR


async def test_secrets_are_kept_nowhere_and_reach_nobody() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await opened(us, us.ana, answer)
        await us.hands.submits(us.ana, whom=us.bo.id, question=f"Is {SECRET} right?", note=f"or {SECRET}2")
        assert SECRET not in str(us.kept())
        await us.work()
        assert SECRET not in posts(us, us.hall)[0].words


HOSTILE = [
    "<https://evil.example|here>",
    "see evil.example/x",
    "> quoted\n> <!here>",
    "*_~`" * 50,
    "\u202egnp.exe\u2066",
    "a" * 1500,
]


@pytest.mark.parametrize("words", HOSTILE, ids=["link", "bare host", "broadcast", "marks", "bidi", "long"])
async def test_hostile_words_reach_the_person_as_words(words: str) -> None:
    async with team() as us:
        us.ana.name = "<!channel> *Ana* https://evil.example"
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await handed(us, answer, us.bo, question=words, note=words[:1000])
        (post,) = posts(us, us.hall)
        assert pings_in(post) == [f"<@{us.bo.id}>"]
        assert [one for one in links_in(post) if "evil" in one.url] == []
        assert "\u202e" not in post.text


async def test_handing_over_leaves_the_question_a_gap() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, "Where are the parking lots?")
        await handed(us, answer, us.bo)
        root = await us.desk.members.member(us.workspace.team_id, us.root.id)
        assert len(us.desk.knowledge.health.gaps(root.principal)) == 1


async def test_outsiders_see_a_refusal_in_the_form() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        guest = us.workspace.person("gil", "Gil", "gil@elsewhere.example", is_stranger=True)
        us.hall.members.append(guest.id)
        assert "only answer people" in await opened(us, guest, answer)
