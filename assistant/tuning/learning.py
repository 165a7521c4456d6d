"""Learns in rounds, stops when it no longer helps, and goes as far as it has to. Pure over the Student port."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.tuning.ports import Lesson, Student

BATCH: Final = 32
"""The other texts of a batch are wrong answers too, so that a larger one teaches more; 32 fits the caches of a CPU."""
_WARM_UP: Final = 0.1
_PATIENCE: Final = 2
SHARES: Final = (0.25, 0.5, 0.75, 1.0)
_ENOUGH: Final = 0.9
"""The smallest share of the new weights that brings so much of the best one's gain is taken: averaging keeps what the model
knew of everything else (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022)."""


@dataclass(frozen=True, slots=True)
class Course:
    """How much is learned, in how many rounds, from which seed; `over` says when time is up."""

    lessons: int
    rounds: int
    seed: int
    over: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of it: the choosing part's score before and after each round, and the share of the new weights taken."""

    scores: tuple[float, ...]
    lessons: int
    share: float
    stopped: str


def learn(
    student: Student,
    lessons: Sequence[Lesson],
    course: Course,
    score: Callable[[], float],
    progress: Callable[[int], None],
) -> Learned:
    """Leaves the student with the weights chosen: those it began with where no round was better than they."""
    scores, learned, stopped = [score()], 0, "all lessons learned"
    batches, best, worse = _batches(lessons, course.seed), 0, 0
    for number in range(1, course.rounds + 1):
        until = course.lessons * number // course.rounds
        while learned < until and not course.over():
            batch = next(batches)
            student.learn(batch, _rate(learned / course.lessons))
            learned += len(batch)
            progress(len(batch))
        scores.append(score())
        if scores[-1] > scores[best]:
            student.remember()
            best, worse = number, 0
        else:
            worse += 1
        if worse >= _PATIENCE or course.over():
            stopped = "no better on the part that chooses" if worse >= _PATIENCE else "out of time"
            break
    share = _blended(student, scores[0], score) if best else 0.0
    student.blend(share)
    return Learned(tuple(scores), learned, share, stopped)


def _blended(student: Student, before: float, score: Callable[[], float]) -> float:
    """The share of the new weights to take; 0 where none is better than the old ones."""
    found = {}
    for share in SHARES:
        student.blend(share)
        found[share] = score()
    gain = max(found.values()) - before
    if gain <= 0:
        return 0.0
    return next(share for share in SHARES if found[share] - before >= _ENOUGH * gain)


def _rate(done: float) -> float:
    """Up to the full rate within the first tenth, then down to nothing in a straight line."""
    return min(done / _WARM_UP + 0.05, 1.0) if done < _WARM_UP else max((1 - done) / (1 - _WARM_UP), 0.02)


def _batches(lessons: Sequence[Lesson], seed: int) -> Iterator[Sequence[Lesson]]:
    """Batches without end, in a new order each time round; no text or question stands twice in one, since each would be
    taught as a wrong answer to the other, and no two forms, which could be told apart."""
    order = random.Random(seed)  # noqa: S311 - a shuffle that can be repeated
    left: list[Lesson] = []
    while True:
        if len(left) < BATCH:
            some = list(lessons)
            order.shuffle(some)
            left += some
        batch, rest = _apart(left)
        left = rest
        yield batch


def _apart(lessons: Sequence[Lesson]) -> tuple[list[Lesson], list[Lesson]]:
    """The first batch of lessons of one form that share nothing, and what is left."""
    batch: list[Lesson] = []
    rest: list[Lesson] = []
    seen: set[str] = set()
    for lesson in lessons:
        said = {lesson.question, lesson.right, lesson.wrong} - {""}
        if len(batch) < BATCH and lesson.form is lessons[0].form and not said & seen:
            seen |= said
            batch.append(lesson)
        else:
            rest.append(lesson)
    return batch, rest
