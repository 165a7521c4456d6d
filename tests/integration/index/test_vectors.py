"""The vector half by itself, exact and by inverted lists."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.index import vectors
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
    found = vectors.search(vectors.build(ROWS, exact_below), ROWS[question], k, SECOND)
    assert len(found) == min(k, 400)
    assert len({row for row, _ in found}) == len(found)
    assert SECOND[[row for row, _ in found]].all()
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


@pytest.mark.parametrize("exact_below", [EXACT, LISTS], ids=["exact", "inverted lists"])
def test_nothing_allowed_is_nothing_found(exact_below: int) -> None:
    assert vectors.search(vectors.build(ROWS, exact_below), ROWS[0], 5, np.zeros(COUNT, dtype=np.bool_)) == []


@pytest.mark.parametrize("exact_below", [EXACT, LISTS], ids=["exact", "inverted lists"])
def test_an_index_is_the_same_after_it_was_written_and_read(tmp_path: Path, exact_below: int) -> None:
    index = vectors.build(ROWS, exact_below)
    vectors.write(index, tmp_path / "vectors.faiss")
    again = vectors.read(tmp_path / "vectors.faiss")
    assert vectors.search(again, ROWS[5], 20, SECOND) == vectors.search(index, ROWS[5], 20, SECOND)


@pytest.mark.parametrize("name", ["what?", "50%20", "a#b", "ä ö", "a&b=c", "name:memory:"])
def test_a_data_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    with Shelf(home) as shelf:
        shelf.put(written("bus", "We run Kafka."))
        shelf.publish()
        assert len(shelf.index.view().matching("kafka", 5, ADMINISTRATOR)) == 1
    assert (home / "catalogue.sqlite").stat().st_size > 0
