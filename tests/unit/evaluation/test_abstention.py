"""What confidence is worth, against cases worked out by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.abstention import confidences, is_right, reliability, risk_curve, roc_auc, roc_curve
from assistant.evaluation.question_set import JudgedQuestion
from assistant.evaluation.runner import Outcome, Reply, Report

AREAS = {
    "told-apart": ([0.9, 0.8], [0.1, 0.2], 1.0),
    "the-wrong-way-round": ([0.1], [0.9], 0.0),
    "all-tied": ([0.5, 0.5], [0.5], 0.5),
    "one-tie": ([0.5, 0.9], [0.5], 0.75),
    "three-of-four": ([0.4, 0.9], [0.1, 0.5], 0.75),
}


@pytest.mark.parametrize(("answerable", "unanswerable", "area"), AREAS.values(), ids=AREAS)
def test_area_under_the_roc_curve(answerable: list[float], unanswerable: list[float], area: float) -> None:
    found = roc_auc(answerable, unanswerable)
    assert found is not None
    assert found.mean == pytest.approx(area)
    assert 0 <= found.low <= found.high <= 1
    assert found.count == len(answerable) + len(unanswerable)


confidence_lists = st.lists(st.integers(0, 4).map(lambda n: n / 4), min_size=1, max_size=8)


@given(confidence_lists, confidence_lists)
def test_the_area_is_the_share_of_pairs_that_are_in_order(answerable: list[float], unanswerable: list[float]) -> None:
    won = sum((a > u) + (a == u) / 2 for a in answerable for u in unanswerable)
    found = roc_auc(answerable, unanswerable)
    assert found is not None
    assert found.mean == pytest.approx(won / len(answerable) / len(unanswerable))


@given(confidence_lists, confidence_lists)
def test_the_curve_has_that_area(answerable: list[float], unanswerable: list[float]) -> None:
    curve = roc_curve(answerable, unanswerable)
    pairs = pairwise(curve)
    area = sum((b.unanswerable - a.unanswerable) * (a.answerable + b.answerable) / 2 for a, b in pairs)
    found = roc_auc(answerable, unanswerable)
    assert found is not None
    assert area == pytest.approx(found.mean)
    assert (curve[0].unanswerable, curve[-1].answerable) == (0, 1)


def test_more_questions_make_the_interval_narrower() -> None:
    few, many = (roc_auc([0.2, 0.5, 0.8, 0.9] * n, [0.1, 0.3, 0.5, 0.85] * n) for n in (2, 50))
    assert few
    assert many
    assert many.high - many.low < (few.high - few.low) / 2
    assert many.low < many.mean < many.high


def test_there_is_no_area_without_both_kinds() -> None:
    assert roc_auc([0.5], []) is None
    assert roc_auc([], [0.5]) is None
    assert roc_curve([0.5], []) == []


def question(answerable: bool = True, answer_type: str = "short") -> JudgedQuestion:
    relevant = frozenset({"a.md"}) if answerable else frozenset[str]()
    return JudgedQuestion("q", "q?", ("gold",) if answerable else (), answerable, relevant, frozenset(), "k", answer_type)


def reply(confidence: float, gold: bool | None = True, cites: bool | None = True, abstained: bool = False) -> Reply:
    return Reply("text", "extractive", abstained, gold, 3, 1.0, cites, confidence)


RIGHT = {
    "gold-and-citation": (question(), reply(0.9), True),
    "gold-without-citation": (question(), reply(0.9, True, False), False),
    "gold-where-no-document-is-named": (question(), reply(0.9, True, None), True),
    "another-answer": (question(), reply(0.9, False, True), False),
    "no-short-answer-but-a-citation": (question(answer_type="section"), reply(0.9, None, True), True),
    "no-short-answer-and-no-citation": (question(answer_type="section"), reply(0.9, None, False), False),
    "to-an-unanswerable-question": (question(False), reply(0.9, None, None), False),
    "abstained": (question(), reply(0.2, True, True, True), False),
}


@pytest.mark.parametrize(("asked", "said", "right"), RIGHT.values(), ids=RIGHT)
def test_what_counts_as_right(asked: JudgedQuestion, said: Reply, right: bool) -> None:
    assert is_right(asked, said) is right


def report(*outcomes: tuple[JudgedQuestion, Reply | None]) -> Report:
    return Report("set", 10, tuple(Outcome(one, {}, (), 1.0, said) for one, said in outcomes))


MIXED = report(
    (question(), reply(0.95)),
    (question(), reply(0.91, False)),
    (question(), reply(0.55)),
    (question(False), reply(0.55, None, None)),
    (question(), reply(0.3, True, True, abstained=True)),
    (question(False), reply(0.1, None, None, abstained=True)),
    (question(), None),
)


def test_confidences_are_of_those_that_were_asked() -> None:
    assert confidences(MIXED) == ([0.95, 0.91, 0.55, 0.3], [0.55, 0.1])


def test_risk_rises_with_coverage_as_weaker_answers_are_given() -> None:
    points = [(one.confidence, one.coverage, one.risk) for one in risk_curve(MIXED)]
    assert points == [(0.95, 1 / 6, 0.0), (0.91, 2 / 6, 0.5), (0.55, 4 / 6, 0.5)]


def test_answers_are_grouped_by_tenths_of_confidence() -> None:
    bins = reliability(MIXED)
    assert [(one.low, one.right.count, one.right.mean) for one in bins] == [(0.5, 2, 0.5), (0.9, 2, 0.5)]
    assert bins[1].confidence == pytest.approx(0.93)


def test_full_confidence_belongs_to_the_last_tenth() -> None:
    assert [one.high for one in reliability(report((question(), reply(1.0))))] == [1.0]


def test_nothing_answered_makes_no_curves() -> None:
    silent = report((question(), reply(0.1, True, True, abstained=True)))
    assert risk_curve(silent) == []
    assert reliability(silent) == []
