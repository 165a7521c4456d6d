"""Hits into as much evidence as may be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.packing import packed
from assistant.answering.wording.prompting import HEADER_TOKENS
from assistant.domain.answers import Evidence
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.readers import Readers
from assistant.ports import Found

WORDS = 100
"""Tokens of each chunk, unless a shelf says otherwise."""


class Shelf:
    """The Documents port over documents whose sections are given as numbers of chunks: {"a": (2, 5)} has two sections."""

    def __init__(self, sections: dict[str, tuple[int, ...]], words: int = WORDS) -> None:
        self._chunks = {
            name: [
                Chunk(
                    ord(name) * 1000 + ordinal, name, ordinal, " ".join(f"{name}{ordinal}w{n}" for n in range(words)), (title,)
                )
                for ordinal, title in enumerate(
                    f"Section {number}" for number, count in enumerate(counts) for _ in range(count)
                )
            ]
            for name, counts in sections.items()
        }
        self.readers = dict.fromkeys(sections, Readers())

    def get(self, document_id: str) -> Document | None:
        return Document(document_id, "s", f"{document_id}.md", document_id, Kind.PAGE, "", readers=self.readers[document_id])

    def chunks(self, document_id: str, first: int = 0, last: int | None = None) -> list[Chunk]:
        return self._chunks[document_id][first : None if last is None else last + 1]

    def found(self, keys: Sequence[int]) -> dict[int, Found]:
        return {}

    def neighbours(self, chunks: Sequence[Chunk], reach: int) -> list[Found]:
        places = {
            (chunk.document_id, ordinal)
            for chunk in chunks
            for ordinal in range(chunk.ordinal - reach, chunk.ordinal + reach + 1)
            if 0 <= ordinal < len(self._chunks[chunk.document_id])
        }
        return [Found(self._now(name), self._chunks[name][ordinal]) for name, ordinal in sorted(places)]

    def hit(self, name: str, ordinal: int, score: float = 1.0) -> Hit:
        return Hit(replace(self._now(name), readers=Readers()), self._chunks[name][ordinal], score, score / 2)

    def _now(self, name: str) -> Document:
        found = self.get(name)
        assert found is not None
        return found


def count(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def shape(evidence: Evidence) -> list[tuple[str, list[int]]]:
    return [(one.document.id, [chunk.ordinal for chunk in one.chunks]) for one in evidence.excerpts]


def test_the_first_hit_brings_its_whole_section_and_no_other_one() -> None:
    shelf = Shelf({"a": (2, 4, 3)})
    assert shape(packed([shelf.hit("a", 4)], shelf, 2000, count)) == [("a", [2, 3, 4, 5])]


def test_a_hit_in_a_section_that_is_there_already_brings_nothing_more() -> None:
    shelf = Shelf({"a": (3,), "b": (1,)})
    hits = [shelf.hit("a", 1, 0.9), shelf.hit("a", 2, 0.8), shelf.hit("b", 0, 0.7)]
    assert shape(packed(hits, shelf, 2000, count)) == [("a", [0, 1, 2]), ("b", [0])]


def test_of_a_section_that_is_too_long_comes_what_stands_around_the_hit() -> None:
    shelf = Shelf({"a": (40,)})
    assert shape(packed([shelf.hit("a", 20)], shelf, 2000, count)) == [("a", [19, 20, 21, 22])]


def test_a_short_section_brings_those_below_it_and_a_long_one_does_not() -> None:
    class Nested(Shelf):
        def __init__(self, words: int) -> None:
            super().__init__({"a": (1, 2, 1)}, words)
            for ordinal, headings in enumerate([("Why",), ("Why", "Order"), ("Why", "Order"), ("Then",)]):
                self._chunks["a"][ordinal] = replace(self._chunks["a"][ordinal], headings=headings)

    for words, ordinals in ((100, [0, 1, 2]), (400, [0])):
        shelf = Nested(words)
        assert shape(packed([shelf.hit("a", 0)], shelf, 2000, count)) == [("a", ordinals)]
    assert shape(packed([Nested(100).hit("a", 1)], Nested(100), 2000, count)) == [("a", [1, 2])]


def test_further_down_only_short_sections_come_whole() -> None:
    shelf = Shelf(dict.fromkeys("abcd", (4,)) | {"e": (2,)})
    hits = [shelf.hit(name, 1, 1 - place / 10) for place, name in enumerate("abcde")]
    assert [ordinals for _, ordinals in shape(packed(hits, shelf, 2000, count))] == [[0, 1, 2, 3]] * 3 + [[1], [0, 1]]


def test_what_does_not_fit_is_passed_over_for_what_does() -> None:
    shelf = Shelf({"a": (5,), "b": (1,)}, words=300)
    small = Shelf({"c": (1,)}, words=50)

    class Both(Shelf):
        def neighbours(self, chunks: Sequence[Chunk], reach: int) -> list[Found]:
            return shelf.neighbours(chunks[:2], reach) + small.neighbours(chunks[2:], reach)

    hits = [shelf.hit("a", 0, 0.9), shelf.hit("b", 0, 0.8), small.hit("c", 0, 0.7)]
    evidence = packed(hits, Both({}), 450, count)
    assert shape(evidence) == [("a", [0]), ("c", [0])]


def test_the_first_chunk_comes_whatever_its_length() -> None:
    shelf = Shelf({"a": (1,)}, words=5000)
    assert shape(packed([shelf.hit("a", 0)], shelf, 200, count)) == [("a", [0])]


@pytest.mark.parametrize("change", ["readers", "text"])
def test_a_document_that_changed_since_the_search_is_left_out(change: str) -> None:
    shelf = Shelf({"a": (2,), "b": (2,)})
    hits = [shelf.hit("a", 0, 0.9), shelf.hit("b", 0, 0.8)]
    if change == "readers":
        shelf.readers["a"] = Readers(frozenset({"group:board"}))
    else:
        hits[0] = replace(hits[0], chunk=replace(hits[0].chunk, key=1))
    assert shape(packed(hits, shelf, 2000, count)) == [("b", [0, 1])]


def test_nothing_found_is_no_evidence() -> None:
    assert not packed([], Shelf({}), 2000, count)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 11)), max_size=12),
    st.integers(200, 3000),
    st.integers(1, 400),
)
def test_nothing_comes_twice_and_the_budget_holds(places: list[tuple[str, int]], tokens: int, words: int) -> None:
    shelf = Shelf({"a": (12,), "b": (3, 9), "c": (1,) * 12}, words)
    hits = [shelf.hit(name, ordinal, 1 / (rank + 1)) for rank, (name, ordinal) in enumerate(places)]
    evidence = packed(hits, shelf, tokens, count)
    keys = [chunk.key for one in evidence.excerpts for chunk in one.chunks]
    assert len(keys) == len(set(keys))
    cost = sum(HEADER_TOKENS + words * len(one.chunks) for one in evidence.excerpts)
    assert cost <= tokens or len(evidence.excerpts) == len(keys) == 1
    for one in evidence.excerpts:
        ordinals = [chunk.ordinal for chunk in one.chunks]
        assert ordinals == list(range(ordinals[0], ordinals[0] + len(ordinals)))
        assert len({chunk.headings for chunk in one.chunks}) == 1, "no section of these has others below it"
