"""Hits into excerpts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.answering.evidence import gather
from assistant.domain.answers import Evidence
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.readers import Readers
from assistant.ports import Found

LONG = "the retention of raw positions is eighteen months and after that only the hourly aggregate is kept for analysts " * 2


class Stored:
    """The Documents port over documents `a` and `b`, ten chunks each."""

    def get(self, document_id: str) -> Document | None:
        return document(document_id)

    def chunks(self, document_id: str, first: int = 0, last: int | None = None) -> list[Chunk]:
        return [chunk(document_id, ordinal) for ordinal in range(10)][first : 10 if last is None else last + 1]

    def found(self, keys: Sequence[int]) -> dict[int, Found]:
        return {key: Found(self.now(chr(key // 100)), chunk(chr(key // 100), key % 100)) for key in keys}

    def now(self, name: str) -> Document:
        return document(name)


class TakenAway(Stored):
    """The same, after document `a` was taken from its readers between the search and the reading."""

    def now(self, name: str) -> Document:
        return replace(document(name), readers=Readers.parse("group:board" if name == "a" else ""))


def document(name: str) -> Document:
    return Document(name, "s", f"{name}.md", name.upper(), Kind.PAGE, "")


def chunk(name: str, ordinal: int, text: str = "") -> Chunk:
    words = " ".join(f"{name}{ordinal}{letter}" for letter in "pqrstuv")
    return Chunk(ord(name) * 100 + ordinal, name, ordinal, text or words)


def hit(name: str, ordinal: int, score: float, text: str = "") -> Hit:
    return Hit(document(name), chunk(name, ordinal, text), score, score / 2)


def shape(evidence: Evidence) -> list[tuple[str, list[int]]]:
    return [(excerpt.document.id, [one.ordinal for one in excerpt.chunks]) for excerpt in evidence.excerpts]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([("a", 3), ("a", 4)], [("a", [3, 4])]),
        ([("a", 5), ("a", 3)], [("a", [3, 4, 5])]),
        ([("a", 3), ("a", 6)], [("a", [3]), ("a", [6])]),
        ([("a", 3), ("b", 4), ("a", 4)], [("a", [3, 4]), ("b", [4])]),
        ([("a", 1), ("a", 2), ("a", 3), ("a", 4), ("a", 5)], [("a", [1, 2, 3, 4]), ("a", [5])]),
        ([("a", 0), ("a", 2), ("a", 4)], [("a", [0, 1, 2]), ("a", [4])]),
        ([("a", 9)], [("a", [9])]),
        ([], []),
    ],
)
def test_neighbours_become_one_excerpt(found: list[tuple[str, int]], expected: list[tuple[str, list[int]]]) -> None:
    hits = [hit(name, ordinal, 1 - place / 10) for place, (name, ordinal) in enumerate(found)]
    assert shape(gather(hits, Stored())) == expected


def test_no_neighbour_is_read_that_was_taken_from_the_readers_since_the_search() -> None:
    hits = [hit("a", 3, 0.9), hit("a", 5, 0.8), hit("b", 3, 0.7), hit("b", 5, 0.6)]
    assert shape(gather(hits, TakenAway())) == [("a", [3, 5]), ("b", [3, 4, 5])]


def test_an_excerpt_is_as_good_as_its_best_chunk() -> None:
    [excerpt] = gather([hit("a", 4, 0.9), hit("a", 3, 0.5)], Stored()).excerpts
    assert (excerpt.score, excerpt.similarity) == (0.9, 0.45)
    assert excerpt.text == f"{chunk('a', 3).text}\n\n{chunk('a', 4).text}"


def test_no_more_excerpts_are_made_than_asked_for_and_neighbours_still_join() -> None:
    hits = [hit("a", 0, 1), hit("b", 5, 0.9), hit("a", 5, 0.8), hit("a", 1, 0.7)]
    assert shape(gather(hits, Stored(), most=2)) == [("a", [0, 1]), ("b", [5])]


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (LONG, False),
        (LONG.upper(), False),
        (LONG.replace(" ", "\n"), False),
        (LONG + "forever.", False),
        (LONG.replace("eighteen", "18"), True),
        ("Something else altogether stands in this other chunk.", True),
    ],
    ids=["the same", "in capitals", "wrapped", "with a word more", "with another figure", "another text"],
)
def test_what_repeats_a_better_hit_is_left_out(other: str, *, kept: bool) -> None:
    evidence = gather([hit("a", 1, 0.9, LONG), hit("b", 7, 0.8, other)], Stored())
    assert len(evidence.excerpts) == (2 if kept else 1)


def test_a_contradiction_in_one_figure_is_kept() -> None:
    one = "raw positions of every vessel in the whole fleet are kept for 18 months and then thrown away by the nightly job " * 4
    evidence = gather([hit("a", 1, 0.9, one), hit("b", 7, 0.8, one.replace("18", "13", 1))], Stored())
    assert len(evidence.excerpts) == 2


def test_nothing_found_is_no_evidence() -> None:
    assert not gather([], Stored())
