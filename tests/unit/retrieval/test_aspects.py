"""A question in its parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.aspects import Aspects, aspects

LONG = "we have looked at this for three weeks and nobody in the team can say why it happens at all on Mondays"
"""More than twenty words with any sentence before it."""


def whole(text: str) -> Aspects:
    return Aspects(text, text, text)


@pytest.mark.parametrize(
    ("text", "lead", "rest"),
    [
        pytest.param("RFC 188 — do I have to use this?", "RFC 188", "do I have to use this?", id="a long dash"),
        pytest.param("RFC 188 – do I have to use this?", "RFC 188", "do I have to use this?", id="a shorter dash"),
        pytest.param("RFC 188 - do I have to use this?", "RFC 188", "do I have to use this?", id="a hyphen with space"),
        pytest.param("Server Components\nWhat is sent?", "Server Components", "What is sent?", id="two lines"),
        pytest.param("Server Components\r\nWhat is sent?", "Server Components", "What is sent?", id="two lines of Windows"),
        pytest.param("Server Components  \n\n\n What is sent?", "Server Components", "What is sent?", id="a paragraph"),
        pytest.param("Title\n- first thing\n- second", "Title", "first thing\n- second", id="a list below a title"),
        pytest.param("A — b c — d e", "A", "b c — d e", id="the first of two dashes"),
        pytest.param("A b\nc d — e f", "A b", "c d — e f", id="a line before a dash"),
        pytest.param("  RFC 188 — is it used?  ", "RFC 188", "is it used?", id="space around"),
        pytest.param("缓存设计 — 为什么 超时?", "缓存设计", "为什么 超时?", id="Chinese with a dash and words apart"),
        pytest.param(f"The build is red. {LONG}", "The build is red.", LONG, id="the first sentence of many words"),
        pytest.param(f"Why is it so? {LONG}", "Why is it so?", LONG, id="a question and its story"),
        pytest.param(f"The problem is this: {LONG}", "The problem is this:", LONG, id="a colon"),
    ],
)
def test_a_question_is_taken_apart(text: str, lead: str, rest: str) -> None:
    assert aspects(text) == Aspects(text.strip(), lead, rest)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("why do we use slot-scope in server-side rendering", id="hyphens inside words"),
        pytest.param("what is 10-20 ms or 3–5 s", id="ranges"),
        pytest.param("kv_cache—the old one", id="a dash without space"),
        pytest.param("--full or -k 5 -h", id="options"),
        pytest.param("为什么我们选择卡夫卡——而不是脉冲星?", id="a Chinese dash"),
        pytest.param("kafka", id="one word"),
        pytest.param("What is Kafka? Who runs it?", id="two short sentences"),
        pytest.param(LONG, id="long without a sentence"),
        pytest.param(f"No. {LONG}", id="a first sentence that says nothing"),
        pytest.param("a b. c", id="a short text with a full stop"),
        pytest.param("— is this used?", id="nothing before the dash"),
        pytest.param("is this used —", id="nothing after the dash"),
        pytest.param("?!…", id="only punctuation"),
        pytest.param("* * *", id="only marks"),
        pytest.param("--- - ???", id="only dashes"),
    ],
)
def test_a_question_that_has_no_parts_stays_whole(text: str) -> None:
    assert aspects(text) == whole(text)


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        pytest.param("Server Components — why?", "Server Components", id="one word"),
        pytest.param("缓存设计\n为什么会超时而且不重试", "缓存设计", id="a language without spaces"),
        pytest.param("Server Components — - –", "Server Components", id="dashes"),
    ],
)
def test_what_follows_a_lead_and_says_too_little_is_searched_with_it(text: str, lead: str) -> None:
    assert aspects(text) == Aspects(text, lead, text)


@pytest.mark.parametrize("text", ["— — what is Kafka for", "--- \nKafka topics", "* - Kafka topics"])
def test_a_mark_of_a_list_leads_with_nothing(text: str) -> None:
    assert aspects(text).lead == text


def test_a_lead_of_a_whole_paragraph_is_none() -> None:
    words = " ".join(f"word{number}" for number in range(26))
    assert aspects(f"{words} — and the rest of it").lead == f"{words} — and the rest of it"
    fewer = words.rpartition(" ")[0]
    assert aspects(f"{fewer} — and the rest of it").lead == fewer


def test_a_long_paragraph_before_a_line_break_leads_with_its_first_sentence() -> None:
    assert aspects(f"The build is red. {LONG} {LONG}\nWhat now?").lead == "The build is red."


def test_what_is_very_long_is_taken_apart_as_well() -> None:
    story = "the broker was restarted again " * 20_000
    assert aspects(f"Broker restarts\n{story}").lead == "Broker restarts"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("gap", [" ", "\t", " \t", "\u00a0", "\r"], ids=repr)
def test_much_empty_space_does_not_take_for_ever(gap: str) -> None:
    text = f"a{gap * 400_000}b"  # quadratic, it would take an hour
    assert aspects(text) == whole(text)


TEXTS = st.text(st.sampled_from("ab文.?:—–- \n\r\t\u00a0\x00"), max_size=60) | st.text(max_size=60)


@given(TEXTS)
def test_parts_are_stretches_of_the_question_without_space_around(text: str) -> None:
    parts = aspects(text)
    assert parts.whole == text.strip()
    assert parts.whole.startswith(parts.lead)
    assert parts.whole.endswith(parts.rest) or parts.rest in parts.whole
    assert parts.lead == parts.lead.strip()
    assert bool(parts.lead) == bool(parts.rest) == bool(parts.whole)


@given(TEXTS)
def test_a_lead_that_is_taken_says_something(text: str) -> None:
    parts = aspects(text)
    assert parts.lead == parts.whole or any(letter.isalnum() or letter == "_" for letter in parts.lead)


@given(TEXTS)
def test_space_around_a_question_changes_nothing(text: str) -> None:
    assert aspects(f" \n{text}\n\t") == aspects(text)
