"""What a question is told of what was said before."""

from __future__ import annotations

import pytest

from assistant.answering.conversing.history import WITHHELD, as_turns, last_asked, resolved
from assistant.domain.dialogue import Exchange
from assistant.domain.questions import Turn
from tests.stand_ins.conversed import NOON


def said(question: str, text: str, *, aside: bool = False) -> Exchange:
    return Exchange("a1", question, question, text, NOON, aside=aside)


def you(text: str) -> Turn:
    return Turn("You", text)


def lore(text: str) -> Turn:
    return Turn("Lore", text, ours=True)


def everything(_: Exchange) -> bool:
    return True


def test_exchanges_become_turns_and_what_was_asked_of_an_answer_is_none() -> None:
    turns = as_turns([said("Which bus?", "Kafka."), said("shorter", "K.", aside=True)], everything)
    assert turns == (you("Which bus?"), lore("Kafka."), lore("K."))


def test_an_answer_that_may_not_be_read_any_more_is_withheld() -> None:
    turns = as_turns([said("Which bus?", "Kafka."), said("why?", "Replay.")], lambda one: one.text != "Kafka.")
    assert [turn.text for turn in turns] == ["Which bus?", WITHHELD, "why?", "Replay."]


def test_of_a_long_conversation_the_last_exchanges_are_told() -> None:
    turns = as_turns([said(f"question {number}?", "yes") for number in range(50)], everything)
    assert (len(turns), turns[0].text, turns[-2].text) == (40, "question 30?", "question 49?")


LAST = {
    "the last question": ((you("Which bus?"), lore("Kafka")), "Which bus?"),
    "a follow-up with its subject": (
        (you("Was ADR-0012 accepted?"), lore("Yes"), you("is it in force?"), lore("Yes")),
        "is ADR-0012 in force?",
    ),
    "not what was asked of an answer": ((you("Which bus?"), lore("Kafka"), you("shorter"), lore("K")), "Which bus?"),
    "not what nobody answered yet": ((you("Which bus?"), lore("Kafka"), you("Who owns the map?")), "Which bus?"),
    "nothing before somebody started over": ((you("Which bus?"), lore("Kafka"), you("start over"), lore("Yes")), ""),
    "nothing": ((), ""),
    "nothing without an answer": ((you("Which bus?"),), ""),
}


@pytest.mark.parametrize(("turns", "expected"), LAST.values(), ids=LAST.keys())
def test_the_last_question_is_the_one_that_was_answered(turns: tuple[Turn, ...], expected: str) -> None:
    assert last_asked(turns) == expected


def test_a_question_is_resolved_by_the_words_of_people_alone() -> None:
    turns = (you("Why did we choose Kafka?"), lore("ADR-0019 “Kafka as the message bus” says so [1]."))
    assert resolved("who decided that?", turns) == "who decided Kafka?"
