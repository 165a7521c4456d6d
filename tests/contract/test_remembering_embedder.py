"""The embedder that remembers: whatever was asked before, its vectors are the other's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.adapters.remembering_embedder import RememberingEmbedder
from assistant.ports import Vectors


class Counting(HashingEmbedder):
    """Tells which texts were really embedded."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        self.made += texts
        return super().embed(texts, progress)


@given(
    st.lists(st.lists(st.sampled_from(["a b", "c", "", "日本", "d e f", "a  b"]), max_size=6), max_size=8), st.integers(1, 4)
)
def test_vectors_are_those_of_the_other_whatever_was_asked_before(batches: list[list[str]], most: int) -> None:
    plain, remembering = HashingEmbedder(), RememberingEmbedder(HashingEmbedder(), most)
    for batch in batches:
        assert np.array_equal(remembering.embed(batch), plain.embed(batch))


def test_a_text_is_embedded_once() -> None:
    counting = Counting()
    remembering = RememberingEmbedder(counting)

    remembering.embed(["one", "two", "one"])
    remembering.embed(["two", "three"])

    assert counting.made == ["one", "two", "three"]


def test_the_texts_asked_for_longest_ago_are_forgotten() -> None:
    counting = Counting()
    remembering = RememberingEmbedder(counting, most=2)

    for batch in (["one", "two"], ["one"], ["three"], ["one"], ["two"]):
        remembering.embed(batch)

    assert counting.made == ["one", "two", "three", "two"]


def test_progress_counts_every_text_and_the_rest_is_the_others() -> None:
    counting = Counting()
    remembering = RememberingEmbedder(counting)
    heard: list[int] = []
    remembering.embed(["one", "two"])
    remembering.embed(["two", "three"], heard.append)

    assert sum(heard) == 2
    assert (remembering.name, remembering.dimension, remembering.token_limit) == (
        counting.name,
        counting.dimension,
        counting.token_limit,
    )
    assert remembering.count_tokens(["a b c"]) == counting.count_tokens(["a b c"])
    assert np.array_equal(remembering.embed_question("why?"), counting.embed_question("why?"))


def test_what_a_caller_does_to_its_vectors_changes_nothing() -> None:
    remembering = RememberingEmbedder(HashingEmbedder())
    remembering.embed(["one"])[:] = 0

    assert np.array_equal(remembering.embed(["one"]), HashingEmbedder().embed(["one"]))
