"""The first hits in another order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.retrieval.reranking import CANDIDATES, reranked

Judge = Callable[[Sequence[str]], list[float] | None]


@dataclass
class Judging:
    """The Reranker port with a function; keeps what it was asked."""

    judge: Judge
    name: str = "judging"
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    def scores(self, question: str, texts: Sequence[str]) -> list[float] | None:
        self.asked.append((question, list(texts)))
        return self.judge(texts)


def hits(count: int) -> list[Hit]:
    """From 1.0 downwards."""
    return [
        Hit(
            Document(f"d{place}", "s", f"{place}.md", f"Title {place}", Kind.PAGE, ""),
            Chunk(place + 1, f"d{place}", 0, f"text {place}", ("Part", "Section")),
            1.0 - place / 100,
            0.5,
        )
        for place in range(count)
    ]


def backwards(texts: Sequence[str]) -> list[float]:
    return [float(place) for place in range(len(texts))]


def keys(found: Sequence[Hit]) -> list[int]:
    return [hit.chunk.key for hit in found]


def test_hits_come_in_the_order_of_the_reranker() -> None:
    assert keys(reranked(hits(4), "q", Judging(backwards))) == [4, 3, 2, 1]


def test_scores_stay_in_their_old_order() -> None:
    before = hits(40)
    after = reranked(before, "q", Judging(backwards))
    assert [hit.score for hit in after] == [hit.score for hit in before]
    assert after[0].similarity == 0.5


def test_only_the_first_are_read_and_the_others_stay_behind_them() -> None:
    judging = Judging(backwards)
    after = reranked(hits(CANDIDATES + 5), "q", judging)
    assert len(judging.asked[0][1]) == CANDIDATES
    assert keys(after) == [*range(CANDIDATES, 0, -1), *range(CANDIDATES + 1, CANDIDATES + 6)]


def test_a_chunk_is_read_with_its_title_and_headings() -> None:
    judging = Judging(backwards)
    reranked(hits(2), "why?", judging)
    assert judging.asked == [("why?", ["Title 0\nPart › Section\ntext 0", "Title 1\nPart › Section\ntext 1"])]


@pytest.mark.parametrize("count", [0, 1, 2, 50])
@pytest.mark.parametrize("reranker", [None, Judging(lambda _: None)], ids=["no reranker", "a reranker that says nothing"])
def test_without_a_word_from_a_reranker_nothing_changes(count: int, reranker: Judging | None) -> None:
    assert reranked(hits(count), "q", reranker) == hits(count)


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_is_asked_about_the_order_of_one(count: int) -> None:
    judging = Judging(backwards)
    reranked(hits(count), "q", judging)
    assert judging.asked == []


def test_equal_scores_leave_the_order() -> None:
    assert reranked(hits(9), "q", Judging(lambda texts: [0.5] * len(texts))) == hits(9)


@given(st.lists(st.floats(allow_nan=False), min_size=2, max_size=CANDIDATES))
def test_no_hit_is_lost_and_the_best_judged_is_first(scores: list[float]) -> None:
    after = reranked(hits(len(scores)), "q", Judging(lambda _: scores))
    assert sorted(keys(after)) == list(range(1, len(scores) + 1))
    judged = [scores[key - 1] for key in keys(after)]
    assert judged == sorted(scores, reverse=True)
