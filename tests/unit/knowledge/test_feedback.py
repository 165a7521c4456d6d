"""Feedback: an asker rates their own answers, and the last word counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.adapters.system_clock import FixedClock
from assistant.domain.asked import Interface, Rating
from assistant.domain.readers import Principal
from assistant.errors import NotFound
from assistant.knowledge.health.feedback import LONGEST_REASON, Feedback
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


def test_what_waits_to_be_stored_is_waited_for(questions: HeldQuestions) -> None:
    late = replace(ASKED, id="late")
    feedback = Feedback(questions, str, FixedClock(NOW), settle=lambda: questions.keep(late))
    assert feedback.asked_by(ANA, "late") == late
