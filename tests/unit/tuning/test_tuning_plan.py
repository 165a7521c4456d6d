"""How much is done in the time there is."""

from __future__ import annotations

import pytest

from assistant.tuning.planning import CHOOSING_TEXTS, EPOCHS, JUDGING_TEXTS, MOST_ROUNDS, plan


def test_with_time_enough_every_pair_is_learned_three_times() -> None:
    made = plan(0.001, 60, pairs=1000, chunks=10_000)
    assert (made.lessons, made.rounds) == (EPOCHS * 1000, MOST_ROUNDS)
    assert (made.choosing_texts, made.judging_texts) == (CHOOSING_TEXTS, JUDGING_TEXTS)
    assert made.expected_s < 60


@pytest.mark.parametrize("minutes", [5, 10, 30, 120])
@pytest.mark.parametrize("seconds_per_text", [0.005, 0.03, 0.1])
def test_what_is_expected_fits_the_time(minutes: float, seconds_per_text: float) -> None:
    made = plan(seconds_per_text, minutes, pairs=50_000, chunks=200_000)
    assert made.expected_s <= minutes * 60 * 1.01
    assert made.lessons > 0


def test_more_time_never_means_less_learning() -> None:
    lessons = [plan(0.05, minutes, pairs=5000, chunks=20_000).lessons for minutes in (1, 5, 20, 60, 600)]
    assert lessons == sorted(lessons)
    assert len(set(lessons)) > 3


def test_what_judges_is_never_too_small_to_say_anything() -> None:
    made = plan(0.5, 1, pairs=1000, chunks=5000)
    assert min(made.choosing_texts, made.judging_texts) >= 200
    assert made.rounds == 1
