"""How like a document others are."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.domain.hits import Scored
from assistant.retrieval.likeness import Neighbour, combined, most_different, neighbours


def unit(*rows: tuple[float, float]) -> NDArray[np.float32]:
    vectors = np.array(rows, dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def test_parts_are_the_most_central_chunk_and_then_what_is_least_like_the_others() -> None:
    vectors = unit((1, 0), (1, 0.05), (0.9, 0.5), (0, 1), (0.05, 1))
    assert most_different(vectors, 3) == [2, 3, 0]


def test_a_short_document_is_looked_at_as_a_whole() -> None:
    assert sorted(most_different(unit((1, 0), (0, 1)), 16)) == [0, 1]


def test_no_chunk_is_taken_twice_though_others_have_its_words() -> None:
    assert sorted(most_different(unit((1, 0), (1, 0), (1, 0)), 16)) == [0, 1, 2]


def found(*scores: tuple[str, float]) -> list[Scored]:
    return [Scored(number, document_id, score) for number, (document_id, score) in enumerate(scores, start=1)]


def test_what_stands_out_in_several_parts_comes_before_what_stands_out_in_one() -> None:
    first = found(("often", 0.8), ("once", 0.8), ("far", 0.3))
    second = found(("often", 0.7), ("far", 0.3))
    assert [one.document_id for one in neighbours([first, second])] == ["often", "once", "far"]


def test_a_part_that_is_near_to_everything_tells_nothing() -> None:
    licence = found(("a", 0.95), ("b", 0.95), ("c", 0.95))
    subject = found(("c", 0.6), ("d", 0.2))
    best = neighbours([licence, subject])
    assert best[0].document_id == "c"
    assert [one.gain for one in best[1:]] == [0.0, 0.0, 0.0]


def test_a_neighbour_says_which_chunk_is_like_which_part() -> None:
    first = found(("x", 0.5), ("last", 0.4))
    second = [Scored(77, "x", 0.9), Scored(78, "x", 0.8), Scored(79, "last", 0.4)]
    best = neighbours([first, second])[0]
    assert (best.document_id, best.key, best.part) == ("x", 77, 1)


@pytest.mark.parametrize(
    ("cosines", "is_copy"),
    [
        pytest.param((1.0, 0.99, 0.98, 1.0, 0.99), True, id="all parts"),
        pytest.param((1.0, 0.99, 0.98, 1.0, 0.5), True, id="all but a changed paragraph"),
        pytest.param((1.0, 0.99, 0.98, 0.5, 0.5), False, id="a common beginning"),
        pytest.param((0.9, 0.9, 0.9, 0.9, 0.9), False, id="about the same in other words"),
    ],
)
def test_a_copy_has_nearly_all_parts_in_the_same_words(cosines: tuple[float, ...], is_copy: bool) -> None:
    parts = [found(("mirror", cosine), ("other", 0.1)) for cosine in cosines]
    assert neighbours(parts)[0].is_copy is is_copy


def test_no_parts_have_no_neighbours() -> None:
    assert neighbours([]) == []
    assert neighbours([[]]) == []


def test_both_halves_count_and_the_vectors_name_the_place() -> None:
    near = [Neighbour("both", 0.4, 1, 0, False), Neighbour("vectors", 0.3, 2, 0, False), Neighbour("least", 0.0, 3, 0, False)]
    matching = [Scored(9, "both", 20.0), Scored(8, "both", 15.0), Scored(7, "words", 15.0), Scored(6, "few", 10.0)]
    scores = combined(near, matching)
    assert scores["both"] == (1.0, 1)
    assert scores["vectors"] == (pytest.approx(0.375), 2)
    assert scores["words"] == (pytest.approx(0.375), 7)
    assert scores["few"] == (pytest.approx(0.25), 6), "the last of few still shares words"
    assert scores["least"][0] == 0.0


def test_nothing_found_scores_nothing() -> None:
    assert combined([], []) == {}
