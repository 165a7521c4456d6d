"""Questions about how things were on a day are read as of that day; those about what happened then are not."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.retrieval.understanding.wishes import wishes_in

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Which message bus did we use in March 2023?", date(2023, 3, 31)),
        ("Where did we store positions in 2022?", date(2022, 12, 31)),
        ("What was our policy for releases in March 2023?", date(2023, 3, 31)),
        ("What were the rules on tokens in June 2024?", date(2024, 6, 30)),
        ("As of June 2023, how do customers sign in?", date(2023, 6, 30)),
    ],
)
def test_a_state_of_the_past_is_asked_for_as_of_then(text: str, day: date) -> None:
    assert [finding.wish.as_of for finding in wishes_in(text, TODAY)] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "What did we decide about Kafka in March 2023?",
        "What did the committee say in March 2023?",
        "When did we switch to Kafka?",
        "Which message bus do we use in 2031?",
        "Who was in the meeting in March 2023?",
    ],
)
def test_what_happened_on_a_day_is_not(text: str) -> None:
    assert all(finding.wish.as_of is None for finding in wishes_in(text, TODAY))
