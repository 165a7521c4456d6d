"""Three sets of chunk keys, compared."""

from __future__ import annotations

import pytest

from assistant.retrieval.agreement import compare


@pytest.mark.parametrize(
    ("catalogue", "vectors", "words", "wrong"),
    [
        ({1, 2}, {1, 2}, {1, 2}, {}),
        (set(), set(), set(), {}),
        ({1, 2}, {1}, {1, 2}, {"missing_vectors": {2}}),
        ({1, 2}, {1, 2}, {2}, {"missing_words": {1}}),
        ({1}, {1, 3}, {1}, {"extra_vectors": {3}}),
        ({1}, {1}, {1, 4}, {"extra_words": {4}}),
        ({1, 2}, {3}, {4}, {"missing_vectors": {1, 2}, "missing_words": {1, 2}, "extra_vectors": {3}, "extra_words": {4}}),
    ],
)
def test_what_one_holds_and_another_lacks_is_named(
    catalogue: set[int], vectors: set[int], words: set[int], wrong: dict[str, set[int]]
) -> None:
    agreement = compare(catalogue, vectors, words)
    fields = ("missing_vectors", "missing_words", "extra_vectors", "extra_words")
    assert {name: set(getattr(agreement, name)) for name in fields if getattr(agreement, name)} == wrong
    assert agreement.sound is not bool(wrong)
    assert agreement.chunks == len(catalogue)


def test_a_damaged_file_is_not_sound() -> None:
    assert not compare({1}, {1}, {1}, ("vectors.faiss",)).sound
