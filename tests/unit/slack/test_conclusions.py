"""What a thread came to, by the words and marks of its people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.slack.acting.conclusions import LONGEST_TITLE, Said, concluded, concludes

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
ROOT = "Which cache do we take for sessions?"


def said(*texts: str, marked: int | None = None) -> list[Said]:
    marks = frozenset({"white_check_mark"})
    return [
        Said(f"P{place % 3}", text, START + timedelta(days=place), marks if place == marked else frozenset())
        for place, text in enumerate(texts)
    ]


CONCLUDING = [
    "We decided to use Redis.",
    "let's go with Redis then",
    "Let’s keep what we have",
    "ok, we'll use Redis",
    "We're going to adopt the plan of last week.",
    "Decision: Redis, with two replicas",
    "TL;DR: Redis",
    "Agreed, Redis it is.",
    "we have agreed on two replicas",
    "Going with Redis.",
    "The final call: Redis",
    "it's settled, Redis",
    "Wir nehmen Redis.",
    "Beschlossen: Redis mit zwei Replikaten",
    "Al final decidimos usar Redis",
    "Nous avons décidé de garder Redis",
    "I asked around.\nWe'll go with Redis.",
]


@pytest.mark.parametrize("text", CONCLUDING)
def test_people_say_that_it_is_decided(text: str) -> None:
    assert concludes(text)


OPEN = [
    "Should we go with Redis?",
    "Did we decide on Redis?",
    "We haven't decided yet",
    "We have not agreed on anything",
    "It is undecided",
    "If we go with Redis, who runs it?",
    "How about we use Redis",
    "Redis is fast and we know it",
    "What's the decision here?",
    "Let me check with the platform team",
    "Wir haben uns noch nicht entschieden",
    "I would rather use Memcached",
]


@pytest.mark.parametrize("text", OPEN)
def test_people_talk_of_it_and_it_is_open(text: str) -> None:
    assert not concludes(text)


@pytest.mark.parametrize(
    ("texts", "marked", "statement", "is_told"),
    [
        ((ROOT, "Redis or Memcached", "Let's go with Redis.", "Thanks"), None, "Let's go with Redis.", True),
        ((ROOT, "Let's go with Memcached.", "It is too slow.", "We'll use Redis then."), None, "We'll use Redis then.", True),
        ((ROOT, "We take Redis, since it is there already", "agreed"), None, "We take Redis, since it is there already", True),
        ((ROOT, "We take Redis, since it is there", "Should we?", "Agreed."), None, "We take Redis, since it is there", True),
        ((ROOT, "Redis it could be, I think", "Agreed, use Redis"), None, "Agreed, use Redis", True),
        ((ROOT, "Redis", "Let's go with Memcached."), 1, "Redis", True),
        ((ROOT, "We measured both and Redis was faster", "nice"), None, "We measured both and Redis was faster", False),
        ((ROOT, "Redis was faster in our test", "Who measured that for us?"), None, "Redis was faster in our test", False),
        ((ROOT, "hm", "?"), None, ROOT, False),
        ((ROOT,), None, ROOT, False),
        (("Decision: we run Redis",), None, "Decision: we run Redis", True),
    ],
    ids=[
        "the last that concludes, not the thanks", "a later conclusion over an earlier", "what was agreed to",
        "questions are not agreed to", "an agreement with an object", "what people marked", "the last of substance",
        "not a question", "nothing of substance", "a lone question", "a lone conclusion",
    ],
)  # fmt: skip
def test_a_thread_came_to(texts: tuple[str, ...], marked: int | None, statement: str, is_told: bool) -> None:
    found = concluded(said(*texts, marked=marked))
    assert (found.statement, found.is_told) == (statement, is_told)


def test_its_day_is_that_of_the_message_which_concludes() -> None:
    assert concluded(said(ROOT, "hm", "We decided: Redis", "thanks")).day == date(2026, 3, 3)


def test_its_people_are_those_who_wrote_each_once_in_their_order() -> None:
    assert concluded(said(ROOT, "a", "b", "c", "d")).people == ("P0", "P1", "P2")


@pytest.mark.parametrize(
    ("root", "title"),
    [
        ("which cache do we take?", "Which cache do we take?"),
        ("Hi all, which cache do we take?\nI looked at two.", "Which cache do we take?"),
        ("Hello team! The cache is slow. It has been so for weeks.", "The cache is slow."),
        ("*Cache for sessions*\nmore", "Cache for sessions"),
        ("\n\n• The cache", "The cache"),
        ("x" * 500, "X" + "x" * (LONGEST_TITLE - 2) + "…"),
        ("Hi", "Hi"),
    ],
    ids=["a question", "a greeting", "a sentence", "bold", "blank lines", "long", "only a greeting"],
)
def test_its_title_is_the_roots_first_sentence(root: str, title: str) -> None:
    assert concluded(said(root, "Let's go with it.")).title == title


def test_slacks_message_is_read_with_its_marks_and_moment() -> None:
    message = {"ts": "1772355600.000100", "reactions": [{"name": "heavy_check_mark", "count": 2}, "odd"]}
    one = Said.of(message, "Ana", " yes ")
    assert (one.text, one.marks, one.at.date()) == ("yes", frozenset({"heavy_check_mark"}), date(2026, 3, 1))
    assert Said.of({"ts": "1.0", "reactions": "odd"}, "Ana", "").marks == frozenset()


def test_a_thread_of_a_thousand_long_messages_is_read_in_no_time() -> None:
    many = said(*(["we " * 1300 + "not " * 100] * 1000))
    assert not concluded(many).is_told
