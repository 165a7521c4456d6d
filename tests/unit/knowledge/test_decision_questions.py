"""What questions about decisions ask, and that others are left alone."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.knowledge.decisions.question_forms import Aspect
from assistant.knowledge.decisions.questions import question_about_decision
from assistant.knowledge.naming import Label

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "aspect", "subject"),
    [
        ("What was decided about the berth planner?", Aspect.OUTCOME, "berth planner"),
        ("What did the council decide on night shifts: was it accepted or not?", Aspect.OUTCOME, "night shifts"),
        ("Was the berth planner proposal accepted, rejected or deferred?", Aspect.OUTCOME, "berth planner"),
        ("what's the status of the berth planner", Aspect.OUTCOME, "berth planner"),
        ("What became of the paper log?", Aspect.OUTCOME, "paper log"),
        ("Can you tell me why we rejected", None, ""),
        ("why did we reject the paper log?", Aspect.WHY_NOT, "paper log"),
        ("Why did the team decide against the paper log?", Aspect.WHY_NOT, "paper log"),
        ("why was the paper log phased out", Aspect.WHY_NOT, "paper log"),
        ("Why didn't we go with the paper log?", Aspect.WHY_NOT, "paper log"),
        ("reasons for dropping the paper log", Aspect.WHY_NOT, "paper log"),
        ("Why did we adopt the berth planner?", Aspect.WHY, "berth planner"),
        ("Why was the berth planner chosen?", Aspect.WHY, "berth planner"),
        ("what is our current policy on night shifts?", Aspect.CURRENT, "night shifts"),
        ("What are the current guidelines for night shifts?", Aspect.CURRENT, "night shifts"),
        ("which harbour log is in force now", Aspect.CURRENT, "harbour log"),
        ("What did we use before the berth planner?", Aspect.BEFORE, "berth planner"),
        ("what did ADR-0019 replace?", Aspect.BEFORE, "ADR-0019"),
        ("What was used before the berth planner?", Aspect.BEFORE, "berth planner"),
        ("Which ADR superseded the paper log?", Aspect.SUCCESSOR, "paper log"),
        ("By what was the paper log replaced?", Aspect.SUCCESSOR, "paper log"),
        ("what do we use instead of the paper log", Aspect.SUCCESSOR, "paper log"),
        ("Is the paper log still in force?", Aspect.IN_FORCE, "paper log"),
        ("Do we still use the paper log?", Aspect.IN_FORCE, "paper log"),
        ("Does the paper log still apply?", Aspect.IN_FORCE, "paper log"),
        ("Who approved the berth planner?", Aspect.DECIDERS, "berth planner"),
        ("By whom was the berth planner rejected?", Aspect.DECIDERS, "berth planner"),
        ("When was the paper log deprecated?", Aspect.WHEN, "paper log"),
        ("when did we switch to the berth planner", Aspect.WHEN, "berth planner"),
        ("What alternatives were considered for the berth planner?", Aspect.ALTERNATIVES, "berth planner"),
        ("which options did we reject for the berth planner", Aspect.ALTERNATIVES, "berth planner"),
        ("为什么我们放弃了纸质日志？", Aspect.WHY_NOT, "纸质日志"),
        ("为什么采用泊位系统？", Aspect.WHY, "泊位系统"),
        ("我们现在关于夜班的政策是什么？", Aspect.CURRENT, "夜班"),
        ("泊位系统之前我们用什么？", Aspect.BEFORE, "泊位系统"),
        ("什么取代了 ADR-0004？", Aspect.SUCCESSOR, "ADR-0004"),
        ("纸质日志现在还有效吗？", Aspect.IN_FORCE, "纸质日志"),
        ("谁批准了 ADR-0019？", Aspect.DECIDERS, "ADR-0019"),
        ("关于夜班是怎么决定的？", Aspect.OUTCOME, "夜班"),
        ("泊位系统考虑过哪些替代方案？", Aspect.ALTERNATIVES, "泊位系统"),
        ("ADR-0019 是什么时候通过的？", Aspect.WHEN, "ADR-0019"),
    ],
)
def test_the_form_of_a_question_tells_what_it_asks_and_of_what(text: str, aspect: Aspect | None, subject: str) -> None:
    asked = question_about_decision(text, TODAY)

    assert (asked.aspect if asked else None) is aspect
    assert (asked.subject if asked else "") == subject


@pytest.mark.parametrize(
    "text",
    [
        "",
        "How many cranes does the harbour have?",
        "Why is the sky over the harbour red?",
        "Why not write the log in Rust?",
        "What is the default port of the log service?",
        "When does the ferry leave?",
        "Who owns the crane schedule?",
        "How do I roll a deployment back?",
        "Berth planner — Why was this name chosen over others?",
        "Is it possible to nest scopes?",
        "What happens if a berth is taken?",
        "泊位有多少个？",
        "why did we reject " + "the paper log " * 40,
        "was " * 90,
        "Was ADR-0004 still in force before March 2024?",
        "Was ADR-0004 in force after 2023?",
        "Was ADR-0004 in force until 2023?",
        "Is the paper log still in force since 2023?",
        "Was ADR-0004 in force in the summer of 2024?",
        "Was ADR-0004 in force from January to June 2024?",
        "What was decided about the paper log before 2023?",
        "What did the council decide on night shifts, and why?",
        "What replaced the paper log, and why did we keep the dead letters?",
        "Was the paper log accepted, and who objected?",
        "Was the paper log accepted, or did it fail?",
        "Why did we choose tablets over the paper log, and who decided?",
        "When did we stop supporting the paper log and why?",
        "Why did we drop the paper log? Who decided?",
        'What was decided about not using "the old log"?',
        "What was decided about not using the old log?",
        'What is the status of support for "Paper logs"?',
        "Why did we not stop using the paper log?",
        "在关于现在" * 70,
    ],
)
def test_other_questions_are_left_to_the_ordinary_reader(text: str) -> None:
    assert question_about_decision(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('Which PEP superseded "Paper Logs Considered", and what is it called?', ("Paper Logs Considered",)),
        ("What was decided about the proposal “Reject Foolish Logs”?", ("Reject Foolish Logs",)),
        ('Was "Add a "while" clause to logs" accepted?', ('Add a "while" clause to logs', 'Add a "while')),
        ("什么取代了《纸质日志》？", ("纸质日志",)),
    ],
)
def test_what_is_quoted_is_a_title_and_its_words_are_not_the_questions(text: str, titles: tuple[str, ...]) -> None:
    asked = question_about_decision(text, TODAY)

    assert asked is not None
    assert asked.titles == titles
    assert asked.subject == titles[0]
    assert not any(title in asked.wording for title in titles)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("What was decided about the harbour design document “Paper Logs”, or not?", ""),
        ("What was decided about the Python proposal “Paper Logs”: was it accepted, rejected or deferred?", "Paper Logs"),
        ("Was the RFC called “Paper Logs” accepted or rejected?", "Paper Logs"),
        ("Which ADR superseded “Paper Logs”, and what is its number?", "Paper Logs"),
        ("Which ADR superseded “Paper Logs”, and what is the newer document called?", "Paper Logs"),
        ("Which ADR superseded “Paper Logs”, and who wrote it?", ""),
        ("What was decided about dropping support for “Paper Logs”?", ""),
    ],
)
def test_only_what_kind_of_thing_it_is_may_stand_before_a_title_and_only_the_same_again_behind(text: str, title: str) -> None:
    asked = question_about_decision(text, TODAY)

    assert (asked.subject if asked else "") == title


@pytest.mark.parametrize(
    ("text", "aspect", "fate"),
    [
        ("Was ADR-0006 rejected in 2022?", Aspect.OUTCOME, "rejected"),
        ("Was ADR-0006 superseded in 2022?", Aspect.OUTCOME, "superseded"),
        ("Is ADR-0006 still proposed?", Aspect.OUTCOME, "proposed"),
        ("Was ADR-0006 in force in 2022?", Aspect.IN_FORCE, ""),
        ("When was ADR-0006 removed?", Aspect.WHEN, "removed"),
        ("When did we move away from ADR-0006?", Aspect.WHEN, "move away from"),
        ("Why did we adopt ADR-0006?", Aspect.WHY, "adopt"),
        ("ADR-0006 是什么时候通过的？", Aspect.WHEN, "通过"),
    ],
)
def test_the_verb_that_says_what_became_of_it_is_kept(text: str, aspect: Aspect, fate: str) -> None:
    asked = question_about_decision(text, TODAY)

    assert asked is not None
    assert (asked.aspect, asked.fate, asked.subject) == (aspect, fate, "ADR-0006")


def test_a_number_names_a_decision_and_one_within_a_title_does_not() -> None:
    named = question_about_decision("What replaced ADR-0004?", TODAY)
    quoted = question_about_decision('What replaced "Dependencies based on PEP 508"?', TODAY)

    assert named is not None
    assert named.numbers == (Label("adr", 4),)
    assert quoted is not None
    assert quoted.numbers == ()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("was the paper log still in force in March 2024?", date(2024, 3, 1), date(2024, 3, 31)),
        ("Was the paper log still in force in March (2024)?", date(2024, 3, 1), date(2024, 3, 31)),
        ("did we still use the paper log on 2024-03-05?", date(2024, 3, 5), date(2024, 3, 5)),
        ("纸质日志在2024年3月还有效吗？", date(2024, 3, 1), date(2024, 3, 31)),
    ],
)
def test_a_question_about_a_time_has_the_time(text: str, first: date, last: date) -> None:
    asked = question_about_decision(text, TODAY)

    assert asked is not None
    assert asked.aspect is Aspect.IN_FORCE
    assert asked.subject in {"paper log", "纸质日志"}
    assert asked.period is not None
    assert (asked.period.first, asked.period.last) == (first, last)


@pytest.mark.parametrize("text", ["What changed since March 2024?", "What has been decided since March 2024?"])
def test_what_changed_may_be_asked_of_everything(text: str) -> None:
    asked = question_about_decision(text, TODAY)

    assert asked is not None
    assert (asked.aspect, asked.subject) == (Aspect.CHANGED, "")


def test_what_changed_since_no_time_is_no_question_about_decisions() -> None:
    assert question_about_decision("What changed since the storm?", TODAY) is None


@pytest.mark.parametrize(
    ("text", "subject", "beside"),
    [
        ("Why did we move from the paper log to tablets?", "paper log", "tablets"),
        ("Why did we choose tablets over the paper log?", "tablets", "paper log"),
        ("What did we use as a queue before Kafka?", "Kafka", "queue"),
        ("Is the harbour log still on paper?", "harbour log paper", ""),
    ],
)
def test_further_words_stand_beside_the_subject(text: str, subject: str, beside: str) -> None:
    asked = question_about_decision(text, TODAY)

    assert asked is not None
    assert (asked.subject, asked.beside) == (subject, beside)
