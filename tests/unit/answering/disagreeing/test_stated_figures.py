"""What a sentence states: figures with what they count, denials, names."""

from __future__ import annotations

import pytest

from assistant.answering.citing.support import Reader
from assistant.answering.disagreeing.claims import DATE, Figure, claim_of, figures_in


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Tokens live for 15 minutes.", {("15", "minut")}),
        ("Tokens live for fifteen minutes.", {("15", "minut")}),
        ("| Raw positions | 13 months | deleted |", {("13", "month")}),
        ("**18 months** is how long they are kept.", {("18", "month")}),
        ("The error rate is 0.5 % at most.", {("0.5", "%")}),
        ("The table has 18,400 rows.", {("18400", "row")}),
        ("It runs on Python 3.11 only.", {("3.11", "python")}),
        ("It was written in 2011 and revised.", {("2011", DATE)}),
        ("The 2018 edition was better.", set()),
        ("It is switched off on 2024-12-31.", {("2024-12-31", DATE)}),
        ("Six brokers and 48 partitions.", {("6", "broker"), ("48", "partit")}),
        ("`retries=3` is the default.", set()),
        ("No figure at all.", set()),
        ("See step 3.", set()),
        ("Between 3 and 5 of them.", set()),
    ],
)
def test_a_figure_comes_with_what_it_counts(text: str, figures: set[tuple[str, str]]) -> None:
    assert figures_in(text, Reader()) == {Figure(value, unit) for value, unit in figures}


@pytest.mark.parametrize(
    ("value", "unit", "days"), [("12", "month", 360), ("2", "week", 14), ("3", "broker", None), ("1.5", "year", None)]
)
def test_a_span_of_time_has_so_many_days(value: str, unit: str, days: int | None) -> None:
    assert Figure(value, unit).days == days


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("We use the mesh.", False),
        ("We no longer use the mesh.", True),
        ("We don’t use the mesh.", True),
        ("Services cannot use the mesh.", True),
        ("Nothing notable about the mesh.", False),
        ("我们不再使用 RabbitMQ。", True),
    ],
)
def test_a_denial_is_heard(text: str, denies: bool) -> None:
    assert claim_of(text, Reader()).denies is denies


def test_the_words_of_a_claim_are_stems_without_figures() -> None:
    claim = claim_of("Two brokers keep 7 days of positions.", Reader())

    assert claim.words == {"broker", "keep", "day", "posit"}
    assert claim.values_of("day") == {"7"}
    assert claim.values_of("hour") == frozenset()


def test_names_are_what_is_written_as_one() -> None:
    claim = claim_of("The owner of `lane-matcher` is Tomás, says meter_conflict.", Reader())

    assert {"lane-matcher", "tomás", "meter_conflict"} <= claim.names
    assert "owner" not in claim.names
