"""Times as people say them."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.retrieval.understanding.periods import Period, period_in

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("on 2024-03-05", date(2024, 3, 5), date(2024, 3, 5)),
        ("March 5, 2024", date(2024, 3, 5), date(2024, 3, 5)),
        ("the 5th of March 2024", date(2024, 3, 5), date(2024, 3, 5)),
        ("in March 2024", date(2024, 3, 1), date(2024, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("Q2 2024", date(2024, 4, 1), date(2024, 6, 30)),
        ("late 2024", date(2024, 9, 1), date(2024, 12, 31)),
        ("the end of 2023", date(2023, 12, 1), date(2023, 12, 31)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("in March", date(2026, 3, 1), date(2026, 3, 31)),
        ("in December", date(2025, 12, 1), date(2025, 12, 31)),
        ("last year", date(2025, 1, 1), date(2025, 12, 31)),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("last week", date(2026, 11, 15), TODAY),
        ("3 weeks ago", date(2026, 11, 1), date(2026, 11, 1)),
        ("yesterday", date(2026, 11, 21), date(2026, 11, 21)),
        ("now", TODAY, TODAY),
        ("2024年3月5日", date(2024, 3, 5), date(2024, 3, 5)),
        ("2024年3月", date(2024, 3, 1), date(2024, 3, 31)),
        ("去年三月", date(2025, 3, 1), date(2025, 3, 31)),
        ("十二月", date(2025, 12, 1), date(2025, 12, 31)),
        ("去年", date(2025, 1, 1), date(2025, 12, 31)),
        ("目前", TODAY, TODAY),
    ],
)
def test_a_time_is_read_as_its_first_and_last_day(words: str, first: date, last: date) -> None:
    period = period_in(words, TODAY)

    assert period is not None
    assert (period.first, period.last) == (first, last)
    assert words[period.start : period.end] == period.words


@pytest.mark.parametrize("words", ["", "the harbour", "2024-02-31", "version 3.2024.1", "RFC 12024", "three", "1" * 300])
def test_what_names_no_day_that_exists_is_no_period(words: str) -> None:
    assert period_in(words, TODAY) is None


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        (date(2024, 3, 5), date(2024, 3, 5), "2024-03-05"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2024, 4, 1), date(2024, 6, 30), "2024-04-01 to 2024-06-30"),
    ],
)
def test_a_period_is_called_with_its_year(first: date, last: date, label: str) -> None:
    assert Period(first, last).label == label
