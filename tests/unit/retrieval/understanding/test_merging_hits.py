"""Lists of hits in one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.retrieval.understanding.merging import Ranked, merge


def hits(*keys: int, top: float = 1.0) -> list[Hit]:
    return [hit(key, top - place / 10) for place, key in enumerate(keys)]


def hit(key: int, score: float) -> Hit:
    return Hit(Document(f"d{key}", "notes", f"{key}.md", "", Kind.PAGE, ""), Chunk(key, f"d{key}", 0, f"text {key}"), score)


def keys(merged: tuple[Hit, ...]) -> list[int]:
    return [one.chunk.key for one in merged]


def test_equal_shares_take_turns() -> None:
    assert keys(merge([Ranked(hits(1, 2, 3)), Ranked(hits(4, 5, 6))], 4)) == [1, 4, 2, 5]


def test_a_larger_share_takes_more_places() -> None:
    merged = keys(merge([Ranked(hits(1, 2, 3, 4, 5, 6), 1.0), Ranked(hits(11, 12, 13), 0.5)], 6))

    assert merged == [1, 2, 11, 3, 4, 12]


def test_a_hit_of_two_lists_has_one_place_and_counts_for_both() -> None:
    assert keys(merge([Ranked(hits(1, 2, 3)), Ranked(hits(1, 9))], 3)) == [1, 2, 9]


def test_where_a_list_ends_the_others_go_on() -> None:
    assert keys(merge([Ranked(hits(1)), Ranked(hits(4, 5, 6)), Ranked([])], 10)) == [1, 4, 5, 6]


def test_nothing_makes_nothing() -> None:
    assert merge([], 5) == ()
    assert merge([Ranked([])], 5) == ()
    assert merge([Ranked(hits(1))], 0) == ()


_LISTS = st.lists(
    st.tuples(st.lists(st.integers(1, 20), unique=True, max_size=8), st.floats(0.1, 3), st.floats(0, 5)), max_size=4
)


@given(_LISTS, st.integers(0, 12))
def test_the_best_of_each_list_has_a_place_and_scores_fall(lists: list[tuple[list[int], float, float]], k: int) -> None:
    merged = merge([Ranked(hits(*each, top=top), share) for each, share, top in lists], k)

    everything = {key for each, _, _ in lists for key in each}
    assert len(merged) == min(k, len(everything))
    assert len(set(keys(merged))) == len(merged)
    assert [one.score for one in merged] == sorted((one.score for one in merged), reverse=True)
    if k >= len(everything):
        assert set(keys(merged)) == everything
