"""Lore's scores beside the stock rows': the best stock row of a group, differences, bars."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assistant.evaluation.question_set import JudgedQuestion
from assistant.evaluation.runner import Outcome, Report
from tests.benchmarks.beside_stock import (
    BARS,
    LINE,
    LORE,
    NDCG,
    Bar,
    Rows,
    against_stock,
    difference,
    groups,
    values,
)

LONG_LINE = "The bus was chosen for its ordering guarantees."


def question(number: int, kind: str = "own", answer_type: str = "section") -> JudgedQuestion:
    return JudgedQuestion(
        id=f"q{number}",
        text=f"question {number}",
        answers=(LONG_LINE,),
        answerable=True,
        relevant=frozenset({"bus.md"}),
        related=frozenset(),
        kind=kind,
        answer_type=answer_type,
    )


def report(scores: Mapping[str, list[float]], set_name: str = "a set") -> Report:
    """Outcomes by kind with these nDCGs; questions are numbered through."""
    outcomes: list[Outcome] = []
    for kind, ndcgs in scores.items():
        for score in ndcgs:
            outcomes.append(Outcome(question(len(outcomes), kind), {NDCG: score}, ("bus.md",), 1.0))
    return Report(set_name, 10, tuple(outcomes))


def rows(set_name: str, lore: float, **stock: float) -> Rows:
    reports = {name: report({"own": [score] * 8}, set_name) for name, score in stock.items()}
    return Rows(set_name, {**reports, LORE: report({"own": [lore] * 8}, set_name)}, frozenset({"reference"}) & stock.keys())


def test_groups_are_all_peoples_own_and_each_kind() -> None:
    found = groups(report({"heading": [1.0, 0.5], "status_templated": [0.0]}))
    assert {name: len(outcomes) for name, outcomes in found.items()} == {
        "all": 3,
        "people's own": 2,
        "heading": 2,
        "status_templated": 1,
    }


def test_one_kind_is_not_told_twice() -> None:
    assert list(groups(report({"heading": [1.0, 0.5]}))) == ["all"]


def test_unanswerable_questions_are_in_no_group() -> None:
    unanswerable = Outcome(question(9), {}, (), 1.0)
    assert groups(Report("a set", 10, (unanswerable,))) == {"all": []}


def test_a_difference_is_paired_by_question() -> None:
    gained = difference(report({"own": [0.2, 0.6, 1.0]}), report({"own": [0.1, 0.5, 0.9]}), "all")
    assert gained.mean == pytest.approx(0.1)
    assert gained.low == pytest.approx(gained.high)  # the same gain on each question leaves nothing to chance


def test_a_group_that_the_set_lacks_has_no_values() -> None:
    assert values(report({"own": [1.0]}), "heading", NDCG) == {}


def test_lore_is_compared_with_the_best_stock_row_and_never_with_a_reference() -> None:
    (compared,) = against_stock(rows("a set", 0.8, dense=0.5, words=0.7, reference=0.99))
    assert (compared.stock, compared.before.mean, compared.now.mean) == ("words", pytest.approx(0.7), pytest.approx(0.8))
    assert compared.verdict == "better"
    assert compared.bar is None


def test_each_group_has_its_own_best_stock_row() -> None:
    dense = report({"a": [1.0, 1.0], "b": [0.0, 0.0]})
    words = report({"a": [0.4, 0.4], "b": [0.9, 0.9]})
    compared = against_stock(Rows("a set", {"dense": dense, "words": words, LORE: words}))
    assert {one.group: one.stock for one in compared} == {"all": "words", "a": "dense", "b": "words"}
    assert {one.group: one.verdict for one in compared} == {"all": "within noise", "a": "worse", "b": "within noise"}


@pytest.mark.parametrize(
    ("set_name", "lore", "stock", "reached", "missing"),
    [
        pytest.param("reviews_tls", 0.56, 0.23, True, -0.01, id="at-least-reached"),
        pytest.param("reviews_tls", 0.50, 0.23, False, 0.05, id="at-least-missed"),
        pytest.param("meetings_tc39", 0.82, 0.76, True, -0.01, id="above-stock-reached"),
        pytest.param("meetings_tc39", 0.79, 0.76, False, 0.02, id="above-stock-missed"),
        pytest.param("squad2", 0.87, 0.86, True, -0.01, id="above-by-anything"),
        pytest.param("squad2", 0.86, 0.86, False, 0.0, id="a-draw-is-not-above"),
    ],
)
def test_a_bar_is_reached_or_missed_by_so_much(
    set_name: str, lore: float, stock: float, *, reached: bool, missing: float
) -> None:
    (compared,) = against_stock(rows(set_name, lore, words=stock))
    assert compared.reached is reached
    assert compared.missing == pytest.approx(missing, abs=1e-9)


def test_a_bar_stands_beside_its_group_in_the_order_of_the_groups() -> None:
    heading = {"heading": [0.9, 0.9], "title": [0.9, 0.9], "status_templated": [1.0]}
    compared = against_stock(Rows("design_dev", {"words": report(heading), LORE: report(heading)}))
    assert [(one.group, one.measure, one.bar is not None) for one in compared] == [
        ("all", NDCG, False),
        ("people's own", NDCG, True),
        ("people's own", LINE, True),
        ("heading", NDCG, True),
        ("status_templated", NDCG, False),
        ("title", NDCG, False),
    ]


@pytest.mark.parametrize("bar", [bar for bars in BARS.values() for bar in bars], ids=lambda bar: f"{bar.group}-{bar.measure}")
def test_a_bar_asks_for_one_thing_and_says_it(bar: Bar) -> None:
    assert (bar.at_least is None) != (bar.above_stock is None)
    assert bar.in_words().startswith(("at least", "above", "+"))
