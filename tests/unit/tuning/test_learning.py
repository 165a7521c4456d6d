"""Learning in rounds, stopping, and going as far as it has to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, count, repeat
from pathlib import Path

import numpy as np
import pytest

from assistant.ports import Vectors
from assistant.tuning.learning import BATCH, SHARES, Course, Learned, learn
from assistant.tuning.pairs import Form
from assistant.tuning.ports import Lesson

LESSONS = [Lesson(f"question {number}", f"text {number}") for number in range(100)]


class Recorder:
    """A student that only writes down what is done with it; its score is what the test says."""

    def __init__(self, by_share: dict[float, float] | None = None) -> None:
        self.batches: list[Sequence[Lesson]] = []
        self.rates: list[float] = []
        self.remembered: list[int] = []
        self.share: float | None = None
        self._by_share = by_share or {}

    def embed(self, texts: Sequence[str], progress: object = None) -> Vectors:
        return np.zeros((len(texts), 1), np.float32)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return self.embed(texts)

    def learn(self, lessons: Sequence[Lesson], rate: float) -> float:
        self.batches.append(lessons)
        self.rates.append(rate)
        return 0.0

    def remember(self) -> None:
        self.remembered.append(len(self.batches))

    def blend(self, share: float) -> None:
        self.share = share

    def save(self, folder: Path) -> None:
        raise AssertionError("nothing is saved while it learns")

    def score(self, rounds: Iterator[float]) -> float:
        return next(rounds) if self.share is None else self._by_share[self.share]


def taught(
    rounds: Iterator[float],
    by_share: dict[float, float] | None = None,
    lessons: Sequence[Lesson] = LESSONS,
    over: Iterator[bool] | None = None,
) -> tuple[Recorder, Learned]:
    student, ends = Recorder(by_share), over or repeat(False)
    course = Course(lessons=300, rounds=6, seed=1, over=lambda: next(ends))
    return student, learn(student, lessons, course, lambda: student.score(rounds), lambda _: None)


RISING = {0.25: 0.3, 0.5: 0.5, 0.75: 0.7, 1.0: 0.9}


def test_all_lessons_are_learned_while_it_helps() -> None:
    student, learned = taught(count(0.1, 0.1), RISING)
    assert sum(len(batch) for batch in student.batches) == learned.lessons >= 300
    assert len(learned.scores) == 7
    assert learned.stopped == "all lessons learned"


def test_it_stops_when_two_rounds_are_no_better_and_keeps_the_best() -> None:
    student, learned = taught(iter([0.1, 0.3, 0.2, 0.3, 0.9]), {0.25: 0.1, 0.5: 0.1, 0.75: 0.1, 1.0: 0.3})
    assert learned.scores == (0.1, 0.3, 0.2, 0.3)
    assert student.remembered == [2]
    assert student.share == 1.0


def test_what_never_helps_leaves_the_weights_as_they_were() -> None:
    student, learned = taught(iter([0.5, 0.4, 0.4]))
    assert (student.remembered, student.share, learned.share) == ([], 0, 0.0)


def test_time_ends_it_after_a_last_look() -> None:
    student, learned = taught(count(0.1, 0.1), RISING, over=chain(repeat(False, 1), repeat(True)))
    assert len(student.batches) == 1
    assert learned.stopped == "out of time"
    assert student.remembered


@pytest.mark.parametrize(
    ("by_share", "taken"),
    [
        (RISING, 1.0),
        ({0.25: 0.2, 0.5: 0.58, 0.75: 0.6, 1.0: 0.4}, 0.5),
        ({0.25: 0.6, 0.5: 0.6, 0.75: 0.6, 1.0: 0.6}, 0.25),
        ({0.25: 0.1, 0.5: 0.1, 0.75: 0.0, 1.0: 0.05}, 0.0),
    ],
    ids=["all of it", "nearly the best is enough", "the least that does", "none is better than before"],
)
def test_the_smallest_share_that_brings_the_gain_is_taken(by_share: dict[float, float], taken: float) -> None:
    student, learned = taught(iter([0.1, 0.5, 0.4, 0.4]), by_share)
    assert set(by_share) == set(SHARES)
    assert student.share == learned.share == taken


def test_the_rate_rises_and_falls() -> None:
    student, _ = taught(count(0.1, 0.1), RISING)
    peak = student.rates.index(max(student.rates))
    assert 0 < peak < len(student.rates) // 3
    assert student.rates[peak:] == sorted(student.rates[peak:], reverse=True)
    assert 0 < student.rates[-1] < 0.3
    assert max(student.rates) <= 1


def test_no_batch_holds_a_question_or_a_text_twice() -> None:
    twice = [Lesson(f"question {number % 20}", f"text {number % 30}") for number in range(120)]
    student, _ = taught(count(0.1, 0.1), RISING, twice)
    for batch in student.batches:
        assert len({lesson.question for lesson in batch}) == len({lesson.right for lesson in batch}) == len(batch) <= BATCH


def test_a_near_miss_is_no_right_text_of_the_same_batch() -> None:
    chain_of = [Lesson(f"question {number}", f"text {number}", f"text {(number + 1) % 100}") for number in range(100)]
    student, _ = taught(count(0.1, 0.1), RISING, chain_of)
    for batch in student.batches:
        assert not {lesson.right for lesson in batch} & {lesson.wrong for lesson in batch}


def test_no_batch_mixes_forms() -> None:
    forms = list(Form)
    mixed = [Lesson(f"question {number}", f"text {number}", form=forms[number % 3]) for number in range(90)]
    student, _ = taught(count(0.1, 0.1), RISING, mixed)
    assert {len({lesson.form for lesson in batch}) for batch in student.batches} == {1}
    assert {batch[0].form for batch in student.batches} == set(forms)


def test_every_lesson_comes_before_any_comes_again() -> None:
    student, _ = taught(count(0.1, 0.1), RISING)
    first = [lesson.question for batch in student.batches for lesson in batch][: len(LESSONS) - BATCH]
    assert len(set(first)) == len(first)


def test_the_same_seed_learns_in_the_same_order() -> None:
    assert taught(count(0.1, 0.1), RISING)[0].batches == taught(count(0.1, 0.1), RISING)[0].batches
