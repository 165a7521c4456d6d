"""Feedback: an asker rates their own answers, and the last word counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.adapters.system_clock import FixedClock
from assistant.domain.asked import Interface, Outcome, Rating
from assistant.domain.readers import Principal, Readers
from assistant.errors import NotFound
from assistant.knowledge.health.feedback import LONGEST_REASON, Behind, Feedback
from assistant.knowledge.health.hearing import Hearing
from tests.stand_ins.asked_questions import HeldQuestions
from tests.stand_ins.upkept import NOW, asked

ANA, BO = Principal("ana"), Principal("bo")
ASKED = replace(asked("why?"), id="a1")


@pytest.fixture
def questions() -> HeldQuestions:
    held = HeldQuestions()
    held.keep(ASKED)
    held.keep(replace(ASKED, id="check", interface=Interface.CHECK))
    return held


@pytest.fixture
def feedback(questions: HeldQuestions) -> Feedback:
    return Feedback(questions, lambda text: text.replace("hunter2", "***"), FixedClock(NOW))


def test_a_rating_is_kept_without_secrets_and_cut(feedback: Feedback, questions: HeldQuestions) -> None:
    given = feedback.give(ANA, "a1", helpful=False, reason="hunter2 " + "x" * 9000)
    assert questions.ratings(ASKED.asked_at) == [given]
    assert given == Rating("a1", "ana", False, "*** " + "x" * (LONGEST_REASON - 4), NOW)


def test_giving_it_again_replaces_it(feedback: Feedback, questions: HeldQuestions) -> None:
    for helpful in (True, True, False):
        feedback.give(ANA, "a1", helpful=helpful)
    assert [one.helpful for one in questions.ratings(ASKED.asked_at)] == [False]


@pytest.mark.parametrize(
    ("who", "answer_id"),
    [(ANA, "a2"), (BO, "a1"), (Principal(""), "a1"), (Principal("root", administrator=True), "a1"), (ANA, "check")],
    ids=["unknown", "somebody else's", "anonymous", "even for an administrator", "Lore's own"],
)
def test_another_answer_is_as_one_that_there_is_not(
    feedback: Feedback, questions: HeldQuestions, who: Principal, answer_id: str
) -> None:
    with pytest.raises(NotFound) as refused:
        feedback.give(who, answer_id, helpful=True)
    with pytest.raises(NotFound) as unknown:
        feedback.asked_by(who, "never")
    assert str(refused.value) == str(unknown.value)
    assert questions.ratings(ASKED.asked_at) == []


@pytest.mark.parametrize("who", [ANA, BO], ids=["the asker", "a colleague"])
def test_in_a_chat_whoever_reads_along_may_rate(feedback: Feedback, questions: HeldQuestions, who: Principal) -> None:
    questions.keep(replace(ASKED, id="chat", interface=Interface.SLACK))
    given = feedback.give_as_reader(who, "chat", helpful=False, reason="hunter2")
    assert questions.ratings(ASKED.asked_at) == [given]
    assert (given.user, given.reason) == (who.user, "***")


@pytest.mark.parametrize(
    ("who", "answer_id"),
    [(BO, "a1"), (BO, "check"), (BO, "never"), (Principal(""), "chat")],
    ids=["an answer on the page", "Lore's own", "unknown", "somebody without a name"],
)
def test_as_a_reader_nothing_else_is_rated(
    feedback: Feedback, questions: HeldQuestions, who: Principal, answer_id: str
) -> None:
    questions.keep(replace(ASKED, id="chat", interface=Interface.SLACK))
    with pytest.raises(NotFound):
        feedback.give_as_reader(who, answer_id, helpful=True)
    assert questions.ratings(ASKED.asked_at) == []


@pytest.mark.parametrize("order", [(ANA, BO), (BO, ANA)], ids=["the asker first", "the asker last"])
def test_the_askers_word_is_what_counts(
    feedback: Feedback, questions: HeldQuestions, order: tuple[Principal, Principal]
) -> None:
    questions.keep(replace(ASKED, id="chat", interface=Interface.SLACK))
    for who in order:
        feedback.give_as_reader(who, "chat", helpful=who is ANA)
    heard = Hearing(questions, Readers.parse("user:chief"), FixedClock(NOW)).of(Principal("chief"), 4)
    rating = next(heard.rating(one) for one in heard.asked if one.id == "chat")
    assert rating is not None
    assert rating.user == "ana"


def test_a_colleagues_word_counts_until_the_asker_says_something(feedback: Feedback, questions: HeldQuestions) -> None:
    chat = replace(ASKED, id="chat", interface=Interface.SLACK, outcome=Outcome.ANSWERED)
    questions.keep(chat)
    hearing = Hearing(questions, Readers.parse("user:chief"), FixedClock(NOW))
    feedback.give_as_reader(BO, "chat", helpful=False)
    assert hearing.of(Principal("chief"), 4).is_open(chat)
    feedback.give_as_reader(ANA, "chat", helpful=True)
    assert not hearing.of(Principal("chief"), 4).is_open(chat)


def test_what_waits_to_be_stored_is_waited_for(questions: HeldQuestions) -> None:
    late = replace(ASKED, id="late")
    feedback = Feedback(questions, str, FixedClock(NOW), Behind(settle=lambda: questions.keep(late)))
    assert feedback.asked_by(ANA, "late") == late
