"""What the Student port promises, over the real one and its twin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.student import SentenceStudent
from assistant.tuning.ports import Lesson, Student
from tests.stand_ins.tiny_transformer import write_tiny_transformer
from tests.stand_ins.tuning_world import ALIASES, WordStudent

LESSONS = [Lesson(alias, f"the {word} of the harbour") for alias, word in ALIASES.items()]
TEXTS = ["", "quorl", "the broker of the harbour", "the cache of the harbour", "the broker of the harbour", "broker " * 200]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = [text for lesson in LESSONS for text in (lesson.question, lesson.right)]
    return write_tiny_transformer(tmp_path_factory.mktemp("models") / "tiny", texts)


@pytest.fixture(params=["sentence-transformers", "words"])
def make(request: pytest.FixtureRequest, tiny: Path) -> Callable[[], Student]:
    if request.param == "words":
        return WordStudent
    return lambda: SentenceStudent(str(tiny), rate=5e-3)


def nearness(student: Student) -> float:
    """How much nearer questions are to their own texts than to the others'."""
    cosines = student.embed_questions([one.question for one in LESSONS]) @ student.embed([one.right for one in LESSONS]).T
    return float(np.trace(cosines) / len(cosines) - cosines.mean())


def teach(student: Student, steps: int = 20) -> None:
    for _ in range(steps):
        student.learn(LESSONS, 1.0)


def test_vectors_have_length_1_and_come_in_the_order_of_their_texts(make: Callable[[], Student]) -> None:
    student, heard = make(), list[int]()
    vectors = student.embed(TEXTS, heard.append)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert float(vectors[2] @ vectors[4]) == pytest.approx(1, abs=1e-3)
    assert float(vectors[2] @ student.embed(TEXTS[::-1])[3]) == pytest.approx(1, abs=1e-3)
    assert sum(heard) == len(TEXTS)


def test_questions_come_nearer_to_their_texts(make: Callable[[], Student]) -> None:
    student = make()
    before = nearness(student)
    teach(student)
    assert nearness(student) > before + 0.1


def test_a_rate_of_nothing_moves_nothing(make: Callable[[], Student]) -> None:
    student = make()
    before = student.embed(TEXTS)
    student.learn(LESSONS, 0.0)
    assert np.abs(student.embed(TEXTS) - before).max() < 1e-3


def test_a_share_of_nothing_is_where_it_began(make: Callable[[], Student]) -> None:
    student = make()
    before = student.embed(TEXTS)
    teach(student)
    student.remember()
    student.blend(0)
    assert np.abs(student.embed(TEXTS) - before).max() < 1e-3


def test_the_whole_share_is_what_was_remembered_and_not_what_came_after(make: Callable[[], Student]) -> None:
    student = make()
    teach(student, 5)
    remembered = student.embed(["quorl", "brint"])
    student.remember()
    teach(student, 20)
    student.blend(1)
    assert np.abs(student.embed(["quorl", "brint"]) - remembered).max() < 1e-3


def test_half_a_share_lies_between(make: Callable[[], Student]) -> None:
    student = make()
    before = nearness(student)
    teach(student)
    student.remember()
    found = []
    for share in (0.0, 0.5, 1.0):
        student.blend(share)
        found.append(nearness(student))
    assert before == pytest.approx(found[0], abs=1e-3)
    assert found[0] < found[1] < found[2]


def test_two_of_one_seed_learn_the_same(make: Callable[[], Student]) -> None:
    found = []
    for _ in range(2):
        student = make()
        teach(student, 3)
        found.append(student.embed(TEXTS))
    assert np.abs(found[0] - found[1]).max() < 0.05


def test_lessons_with_and_without_a_near_miss_can_be_mixed(make: Callable[[], Student]) -> None:
    student = make()
    mixed = [Lesson("quorl", "the broker of the harbour", "the cache of the harbour"), *LESSONS[2:]]
    assert np.isfinite([student.learn(mixed, 1.0) for _ in range(3)]).all()
    assert np.isfinite(student.learn(LESSONS[:1], 1.0))


def test_what_is_saved_is_files(make: Callable[[], Student], tmp_path: Path) -> None:
    student = make()
    teach(student, 1)
    student.save(tmp_path)
    assert any(path.is_file() and path.stat().st_size for path in tmp_path.rglob("*"))
