"""The vector half by itself, exact and by inverted lists."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.adapters.index import vectors
from assistant.adapters.index.vectors import Allowed
from assistant.ports import Vectors
from tests.integration.index.shelf import ADMINISTRATOR, Shelf, written

COUNT = 4000
EXACT, LISTS = COUNT + 1, 1


def two_languages() -> Vectors:
    """Rows in two heaps that lie opposite each other; the second one is a tenth of them."""
    chosen = np.random.default_rng(0)
    rows = chosen.standard_normal((COUNT, 32)).astype(np.float32) * 0.2
    rows[:, 0] += np.where(np.arange(COUNT) % 10 == 0, -1, 1)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


ROWS = two_languages()
SECOND = np.arange(COUNT) % 10 == 0


@pytest.mark.parametrize("exact_below", [EXACT, LISTS], ids=["exact", "inverted lists"])
@pytest.mark.parametrize("k", [1, 10, 150, 400, 500])
@pytest.mark.parametrize("question", [0, 1], ids=["near", "far"])
def test_k_rows_come_back_also_where_all_that_are_allowed_lie_far_from_the_question(
    exact_below: int, k: int, question: int
) -> None:
    [found] = vectors.search(vectors.build(ROWS, exact_below), ROWS[[question]], k, Allowed.of(SECOND))
    assert len(found) == min(k, 400)
    assert len({row for row, _ in found}) == len(found)
    assert SECOND[[row for row, _ in found]].all()
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


@pytest.mark.parametrize("exact_below", [EXACT, LISTS], ids=["exact", "inverted lists"])
def test_nothing_allowed_is_nothing_found(exact_below: int) -> None:
    none = Allowed.of(np.zeros(COUNT, dtype=np.bool_))
    assert vectors.search(vectors.build(ROWS, exact_below), ROWS[:2], 5, none) == [[], []]


@pytest.mark.parametrize("exact_below", [EXACT, LISTS], ids=["exact", "inverted lists"])
def test_an_index_is_the_same_after_it_was_written_and_read(tmp_path: Path, exact_below: int) -> None:
    index = vectors.build(ROWS, exact_below)
    vectors.write(index, tmp_path / "vectors.faiss")
    again = vectors.read(tmp_path / "vectors.faiss")
    allowed = Allowed.of(SECOND)
    assert vectors.search(again, ROWS[5:7], 20, allowed) == vectors.search(index, ROWS[5:7], 20, allowed)


FAR = np.flatnonzero(SECOND)
SHARES = {
    "one row": FAR[:1],
    "a few": FAR[:40],
    "more than are compared one by one": np.arange(0, COUNT - 10),
    "all": np.arange(COUNT),
}


@pytest.mark.parametrize("exact_below", [EXACT, LISTS], ids=["exact", "inverted lists"])
@pytest.mark.parametrize("places", SHARES.values(), ids=SHARES.keys())
def test_what_is_found_is_what_comparing_each_allowed_row_finds(exact_below: int, places: NDArray[np.int64]) -> None:
    rows = np.zeros(COUNT, dtype=np.bool_)
    rows[places] = True
    for question, found in zip(
        ROWS[:6], vectors.search(vectors.build(ROWS, exact_below), ROWS[:6], 10, Allowed.of(rows)), strict=True
    ):
        cosines = np.where(rows, ROWS @ question, -np.inf)
        best = np.argsort(-cosines)[: min(10, len(places))]
        assert rows[[row for row, _ in found]].all()
        assert len({row for row, _ in found} & set(best.tolist())) >= 0.8 * len(best)  # 8 bits a number, and not every list
        np.testing.assert_allclose([score for _, score in found], cosines[[row for row, _ in found]], atol=0.02)
        assert exact_below == LISTS or [row for row, _ in found] == best.tolist()


@pytest.mark.parametrize("exact_below", [EXACT, LISTS], ids=["exact", "inverted lists"])
@pytest.mark.parametrize("allowed", [None, Allowed.of(SECOND), Allowed.of(~SECOND)], ids=["all", "few", "most"])
def test_several_questions_find_what_each_finds_alone(exact_below: int, allowed: Allowed | None) -> None:
    index = vectors.build(ROWS, exact_below)
    together = vectors.search(index, ROWS[:7], 30, allowed)
    alone = [vectors.search(index, ROWS[[place]], 30, allowed)[0] for place in range(7)]
    assert [[row for row, _ in found] for found in together] == [[row for row, _ in found] for found in alone]


def test_a_search_leaves_the_threads_of_this_thread_as_they_were() -> None:
    faiss.omp_set_num_threads(2)
    vectors.search(vectors.build(ROWS, EXACT), ROWS[:1], 3, None)
    assert faiss.omp_get_max_threads() == 2


@pytest.mark.parametrize("name", ["what?", "50%20", "a#b", "ä ö", "a&b=c", "name:memory:"])
def test_a_data_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    with Shelf(home) as shelf:
        shelf.put(written("bus", "We run Kafka."))
        shelf.publish()
        assert len(shelf.index.view().matching("kafka", 5, ADMINISTRATOR)) == 1
    assert (home / "catalogue.sqlite").stat().st_size > 0
