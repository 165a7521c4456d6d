"""Whether a difference may be chance, against values that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.metrics import Estimate
from assistant.evaluation.significance import holm, randomisation_p, verdict

COUNTED = {
    "no-questions": ([], 1.0),
    "no-difference": ([0.0, 0.0], 1.0),
    "one-question": ([0.5], 1.0),
    "two-alike": ([0.5, 0.5], 2 / 4),
    "three-alike": ([0.1, 0.1, 0.1], 2 / 8),
    "five-alike": ([0.2] * 5, 2 / 32),
    "ten-alike": ([1.0] * 10, 2 / 1024),
    "they-cancel-out": ([0.5, -0.5], 1.0),
    "unequal": ([3.0, 1.0], 2 / 4),
    "one-against-the-others": ([1.0, 1.0, 1.0, -1.0], 10 / 16),
    "zeros-say-nothing": ([0.5, 0.5, 0.0, 0.0], 2 / 4),
}


@pytest.mark.parametrize(("differences", "p"), COUNTED.values(), ids=COUNTED)
def test_few_differences_are_counted_exactly(differences: list[float], p: float) -> None:
    assert randomisation_p(differences) == pytest.approx(p)


def test_many_differences_are_sampled_close_to_the_exact_p() -> None:
    # Of 20 equal differences 15 are positive: the two tails of the binomial, 2 * P(X >= 15) of 20 fair coins.
    assert randomisation_p([1.0] * 15 + [-1.0] * 5) == pytest.approx(0.0414, abs=0.01)


def test_a_large_difference_has_the_smallest_p_that_can_be_sampled() -> None:
    assert randomisation_p([1.0] * 200) == pytest.approx(1 / 10_001)


def test_under_chance_few_comparisons_look_significant() -> None:
    generator = np.random.default_rng(7)
    low = sum(randomisation_p(generator.normal(size=11).tolist()) < 0.05 for _ in range(200))
    assert low <= 20, "about 10 of 200 are expected"


@given(st.lists(st.floats(-1, 1, allow_nan=False), max_size=10))
def test_p_does_not_depend_on_which_run_is_named_first(differences: list[float]) -> None:
    assert randomisation_p(differences) == pytest.approx(randomisation_p([-one for one in differences]))


ADJUSTED = {
    "alone": ({"a": 0.03}, {"a": 0.03}),
    "two": ({"a": 0.01, "b": 0.04}, {"a": 0.02, "b": 0.04}),
    "never-falls": ({"a": 0.01, "b": 0.012, "c": 0.9}, {"a": 0.03, "b": 0.03, "c": 0.9}),
    "at-most-one": ({"a": 0.6, "b": 0.7}, {"a": 1.0, "b": 1.0}),
    "keeps-the-order-given": ({"z": 0.5, "a": 0.01}, {"z": 0.5, "a": 0.02}),
    "none": ({}, {}),
}


@pytest.mark.parametrize(("single", "adjusted"), ADJUSTED.values(), ids=ADJUSTED)
def test_holm(single: dict[str, float], adjusted: dict[str, float]) -> None:
    found = holm(single)
    assert found == pytest.approx(adjusted)
    assert list(found) == list(single)


VERDICTS = {
    "better": (0.1, 0.01, 0.02, False, "better"),
    "worse": (-0.1, 0.01, 0.02, False, "worse"),
    "lower-is-better": (-0.1, 0.01, 0.02, True, "better"),
    "more-of-what-should-be-low": (0.1, 0.01, 0.02, True, "worse"),
    "only-alone": (0.1, 0.03, 0.2, False, "perhaps better"),
    "chance": (0.1, 0.3, 0.9, False, "within noise"),
}


@pytest.mark.parametrize(("mean", "p", "adjusted", "lower", "says"), VERDICTS.values(), ids=VERDICTS)
def test_a_verdict_in_words(mean: float, p: float, adjusted: float, lower: bool, says: str) -> None:
    assert verdict(Estimate(mean, 0, 0, 9), p, adjusted, lower_is_better=lower).says == says
