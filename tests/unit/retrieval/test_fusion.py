"""Two lists into one: what holds whatever the weights are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.hits import Scored
from assistant.retrieval.fusion import Ranking, fuse

RANKINGS = [Ranking(), Ranking(vectors=0.0), Ranking(vectors=1.0), Ranking(support=0.0)]


def scored(*keys: int, best: float = 1.0) -> list[Scored]:
    """Chunks of documents of their own, best first."""
    return [Scored(key, f"d{key}", best - place * 0.1) for place, key in enumerate(keys)]


chunk = st.builds(Scored, st.integers(1, 30), st.just("d"), st.floats(-1, 30, allow_nan=False))


def ranked(found: list[Scored]) -> list[Scored]:
    """Best first, and in four documents."""
    return [Scored(one.key, f"d{one.key % 4}", one.score) for one in sorted(found, key=lambda one: -one.score)]


halves = st.lists(chunk, max_size=20, unique_by=lambda one: one.key).map(ranked)


@pytest.mark.parametrize("ranking", RANKINGS, ids=str)
@given(nearest=halves, matching=halves)
def test_every_chunk_of_either_half_comes_once_in_an_order_that_scores_explain(
    nearest: list[Scored], matching: list[Scored], ranking: Ranking
) -> None:
    fused = fuse(nearest, matching, ranking)
    assert sorted(one.key for one in fused) == sorted({one.key for one in [*nearest, *matching]})
    assert fused == sorted(fused, key=lambda one: (-one.score, one.key))
    assert fused == fuse(nearest, matching, ranking)
    cosines = {one.key: one.score for one in nearest}
    assert all(one.similarity == cosines.get(one.key, 0.0) for one in fused)


@pytest.mark.parametrize("ranking", RANKINGS, ids=str)
def test_a_chunk_that_both_halves_rank_first_is_first(ranking: Ranking) -> None:
    assert fuse(scored(7, 1, 2), scored(7, 3, 4, best=20.0), ranking)[0].key == 7


@pytest.mark.parametrize(("nearest", "matching"), [([], []), (scored(1, 2), []), ([], scored(1, 2))])
def test_one_half_may_be_empty(nearest: list[Scored], matching: list[Scored]) -> None:
    assert [one.key for one in fuse(nearest, matching, Ranking())] == [one.key for one in nearest or matching]


def test_equal_scores_go_to_the_older_chunk() -> None:
    same = [Scored(key, f"d{key}", 0.5) for key in (5, 3, 9)]
    assert [one.key for one in fuse(same, [], Ranking())] == [3, 5, 9]


def test_a_document_that_answers_in_several_places_rises() -> None:
    alone, together = Scored(1, "one", 0.9), [Scored(key, "many", 0.89) for key in (2, 3, 4)]
    fused = fuse([alone, *together, Scored(5, "last", 0.1)], [], Ranking(support=0.5))
    assert fused[0].document_id == "many"
    assert fuse([alone, *together, Scored(5, "last", 0.1)], [], Ranking(support=0.0))[0].key == 1
