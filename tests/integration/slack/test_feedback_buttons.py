"""👍 and 👎 below an answer, as people press them."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.domain.asked import COMPLAINTS, Rating
from assistant.domain.readers import Principal
from assistant.slack.acting.feedback import GONE, NOT_KEPT, THANKS_BETTER, THANKS_DOWN, THANKS_UNKNOWN, THANKS_UP
from tests.stand_ins.slack_platform import Message, Person
from tests.stand_ins.slack_team import SECRET, Team, team, words_in
from tests.stand_ins.slack_workplace import NOW

QUESTION = "Which message bus is it?"


def ratings(team: Team) -> dict[str, Rating]:
    return {one.user: one for one in team.questions.ratings(NOW)}


async def pressed(team: Team, person: Person, answer: Message, thumb: str) -> Any:
    return await team.hands.presses(person, answer, "lore_feedback", thumb)


async def test_a_thumb_up_is_kept_and_thanked_for_in_private() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await pressed(us, us.ana, answer, "up")
        assert await us.work() == ["rated"]
        assert ratings(us)["ana"].helpful
        assert us.told(us.ana, us.hall) == [THANKS_UP]
        assert us.told(us.bo, us.hall) == []


async def test_a_thumb_is_safe_before_slack_is_answered() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        said = await pressed(us, us.ana, answer, "down")
        assert said.ok
        assert len(us.kept()) == 1


async def test_a_thumb_down_counts_though_the_form_is_closed() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await pressed(us, us.ana, answer, "down")
        await us.form(us.ana)
        await us.hands.closes(us.ana)
        await us.work()
        rating = ratings(us)["ana"]
        assert (rating.helpful, rating.reason) == (False, "")
        assert us.told(us.ana, us.hall) == []  # the form was the answer


async def test_pressing_again_without_a_reason_keeps_the_one_that_was_given() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await pressed(us, us.ana, answer, "down")
        await us.form(us.ana)
        await us.hands.submits(us.ana, reason="wrong", words="We left it in May")
        await us.work()
        await pressed(us, us.ana, answer, "down")
        await us.form(us.ana)
        await us.hands.closes(us.ana)
        await us.work()
        assert (ratings(us)["ana"].complaint, ratings(us)["ana"].reason) == ("wrong", "We left it in May")
        await pressed(us, us.ana, answer, "up")
        await us.work()
        rating = ratings(us)["ana"]
        assert (rating.helpful, rating.complaint, rating.reason) == (True, "", "")


async def test_a_colleagues_reason_is_not_taken_for_ones_own() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await pressed(us, us.bo, answer, "down")
        await us.form(us.bo)
        await us.hands.submits(us.bo, reason="wrong")
        await pressed(us, us.ana, answer, "down")
        await us.work()
        assert (ratings(us)["bo"].complaint, ratings(us)["ana"].complaint) == ("wrong", "")


async def test_the_form_offers_every_reason() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await pressed(us, us.ana, answer, "down")
        form = await us.form(us.ana)
        reasons = next(one for one in form.blocks if one["block_id"] == "reason")
        assert [one["text"]["text"] for one in reasons["element"]["options"]] == list(COMPLAINTS.values())


async def test_a_reason_is_kept_without_secrets_and_thanked_for() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await pressed(us, us.ana, answer, "down")
        await us.form(us.ana)
        filled = {"reason": "outdated", "words": f"the password is {SECRET} now", "better": "https://wiki.example/bus"}
        await us.hands.submits(us.ana, **filled)
        assert SECRET not in str([one.payload for one in us.kept()])
        await us.work()
        rating = ratings(us)["ana"]
        assert (rating.complaint, rating.better) == ("outdated", "")
        assert rating.reason == "the password is [redacted] now\nA better source: https://wiki.example/bus"
        assert us.told(us.ana, us.hall) == [THANKS_UNKNOWN]


async def test_a_better_source_that_is_known_is_kept_as_the_document_that_it_is() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        held = next(iter(us.desk.knowledge.memory.seen_by(Principal("ana")).documents.values()))
        await pressed(us, us.ana, answer, "down")
        await us.form(us.ana)
        await us.hands.submits(us.ana, reason="incomplete", better=f"{held.source}/{held.path}")
        await us.work()
        rating = ratings(us)["ana"]
        assert (rating.complaint, rating.better, rating.reason) == ("incomplete", held.id, "")
        assert us.told(us.ana, us.hall) == [THANKS_BETTER]


async def test_a_reason_comes_after_its_thumb_whatever_the_workers_do() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await pressed(us, us.ana, answer, "down")
        await us.form(us.ana)
        await us.hands.submits(us.ana, reason="wrong")
        vote, why = us.kept()
        assert vote.thread == why.thread != ""


async def test_a_form_that_is_sent_twice_is_one_word() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await pressed(us, us.ana, answer, "down")
        form = await us.form(us.ana)
        await us.hands.submits(us.ana, reason="wrong")
        us.workspace.modals[us.ana.id].append(form)
        await us.hands.submits(us.ana, reason="wrong")
        await us.work()
        assert us.told(us.ana, us.hall) == [THANKS_DOWN]


async def test_what_a_process_that_died_had_taken_in_is_kept_by_the_next() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await pressed(us, us.ana, answer, "up")
        us.claimed()
        assert ratings(us) == {}
        assert await us.work() == ["rated"]
        assert ratings(us)["ana"].helpful


async def test_a_colleague_who_reads_along_may_say_that_it_is_wrong() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await pressed(us, us.eve, answer, "down")
        await us.work()
        assert not ratings(us)["eve@tidewater.example"].helpful


async def test_the_askers_word_counts_more_than_a_colleagues() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await pressed(us, us.ana, answer, "up")
        await pressed(us, us.bo, answer, "down")
        await us.work()
        member = await us.desk.members.member(us.workspace.team_id, us.root.id)
        assert us.desk.knowledge.health.gaps(member.principal) == ()
        await pressed(us, us.ana, answer, "down")
        await us.work()
        assert len(us.desk.knowledge.health.gaps(member.principal)) == 1


async def test_an_answer_that_is_no_longer_kept_can_not_be_rated() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        us.questions.forget_before(NOW.replace(year=2030))
        await pressed(us, us.ana, answer, "up")
        assert await us.work() == ["gone"]
        assert us.told(us.ana, us.hall) == [GONE]


async def test_where_no_questions_are_recorded_a_thumb_says_so() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        us.desk.knowledge.feedback.is_open = False
        await pressed(us, us.ana, answer, "up")
        assert await us.work() == ["not recorded"]
        assert us.told(us.ana, us.hall) == [NOT_KEPT]


@pytest.mark.parametrize("flag", ["is_stranger", "is_restricted"])
async def test_outsiders_and_unknown_guests_rate_nothing(flag: str) -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        guest = us.workspace.person("gil", "Gil", "gil@elsewhere.example", **{flag: True})
        us.hall.members.append(guest.id)
        await pressed(us, guest, answer, "up")
        assert await us.work() == ["refused"]
        assert ratings(us) == {}
        assert len(us.told(guest, us.hall)) == 1


async def test_a_private_answer_is_rated_where_it_stands() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION, private=True)
        await pressed(us, us.ana, answer, "up")
        await us.work()
        assert ratings(us)["ana"].helpful
        assert us.told(us.ana, us.hall)[-1] == THANKS_UP


async def test_where_slack_opens_no_form_the_thumb_counts_and_the_person_is_told() -> None:
    async with team() as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        us.slack.faults.refuse("views.open", "expired_trigger_id")
        await pressed(us, us.ana, answer, "down")
        await us.work()
        assert not ratings(us)["ana"].helpful
        assert "once more" in us.told(us.ana, us.hall)[0]
        assert words_in(us.workspace.modal(us.ana)) == ""


@pytest.mark.parametrize("over_http", [False, True], ids=["Socket Mode", "HTTP"])
async def test_the_same_happens_over_both_doors(over_http: bool) -> None:
    async with team(over_http=over_http) as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await pressed(us, us.ana, answer, "down")
        await us.form(us.ana)
        assert (await us.hands.submits(us.ana, reason="wrong")).ok
        await us.work()
        assert ratings(us)["ana"].complaint == "wrong"


async def test_a_form_with_mistakes_stays_open_over_http() -> None:
    async with team(over_http=True) as us:
        answer = await us.answered(us.ana, us.hall, QUESTION)
        await us.hands.presses(us.ana, answer, "lore_ask_person")
        await us.form(us.ana)
        await us.hands.submits(us.ana, whom=us.ana.id)
        assert us.workspace.modal(us.ana).errors == {"whom": "That is you: choose somebody else."}
