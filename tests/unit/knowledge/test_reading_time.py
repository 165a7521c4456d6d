"""Reading takes as long as the figures say, and a plan holds no day that is too long."""

from __future__ import annotations

import pytest

from assistant.knowledge.onboarding.reading_time import Day, days, minutes_to_read


@pytest.mark.parametrize(
    ("texts", "minutes"),
    [
        pytest.param([], 1, id="nothing is a minute"),
        pytest.param(["word " * 220], 1, id="220 words"),
        pytest.param(["word " * 221], 2, id="one word more"),
        pytest.param(["word " * 1100, "word " * 1100], 10, id="chunks add up"),
        pytest.param(["```\n" + "word " * 220 + "\n```"], 2, id="fenced code is slower"),
        pytest.param(["    " + "word " * 220], 2, id="indented code too"),
        pytest.param(["```\ncode\n```\n" + "word " * 220], 2, id="after the fence it is prose again"),
        pytest.param(["字" * 510], 2, id="Chinese counts characters"),
        pytest.param(["字" * 255 + " word" * 220], 2, id="both languages"),
    ],
)
def test_minutes(texts: list[str], minutes: int) -> None:
    assert minutes_to_read(texts) == minutes


def test_an_open_fence_ends_with_its_chunk() -> None:
    assert minutes_to_read(["```\ncode", "word " * 220]) == 2


@pytest.mark.parametrize(
    ("minutes", "plan"),
    [
        ([], ()),
        ([10, 20, 15], (Day(1, 1, 3, 45),)),
        ([10, 20, 16], (Day(1, 1, 2, 30), Day(2, 3, 3, 16))),
        ([90, 5], (Day(1, 1, 1, 90), Day(2, 2, 2, 5))),
    ],
    ids=["nothing", "one full day", "a minute too many", "one long document has a day of its own"],
)
def test_days_hold_the_items_in_their_order(minutes: list[int], plan: tuple[Day, ...]) -> None:
    assert days(minutes, 45) == plan
