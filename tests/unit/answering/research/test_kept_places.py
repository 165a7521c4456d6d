"""What several searches found, in one list."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.research.keeping import LEADING, MOST_BROUGHT, kept, one_each
from assistant.domain.documents import Chunk
from assistant.domain.hits import Hit
from tests.stand_ins.linked_library import KAFKA


def hits(names: str, score: float = 1.0) -> list[Hit]:
    """A hit for each letter, in documents of that name, each worse than the one before it; `a2` would be another chunk."""
    return [
        Hit(replace(KAFKA, id=name[0]), Chunk(hash(name) % 10**9, name[0], 0, name), score - place / 100)
        for place, name in enumerate(names.split())
    ]


def order(found: tuple[Hit, ...]) -> str:
    return " ".join(hit.chunk.text for hit in found)


def test_the_first_searchs_best_keep_their_places() -> None:
    assert order(kept(hits("a b c d"), hits("x y"), 4)) == "a b x y"
    assert LEADING == 2


def test_no_more_is_brought_in_front_than_leaves_room() -> None:
    found = order(kept(hits("a b c d"), hits("p q r s t u v"), 20))
    assert found == "a b p q r s t c d u v"
    assert MOST_BROUGHT == 5


def test_what_both_found_stands_once() -> None:
    assert order(kept(hits("a b c d"), hits("d a x"), 20)) == "a b d x c"


def test_nothing_is_lost_that_the_first_search_found_within_its_number() -> None:
    assert order(kept(hits("a b c"), [], 3)) == "a b c"


def test_scores_never_rise() -> None:
    found = kept(hits("a b c d", 0.5), hits("x y", 9.0), 20)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert found[0].score == 0.5


def test_a_place_of_no_score_does_not_push_the_others_down() -> None:
    found = kept(hits("a b c"), [replace(hits("x")[0], score=0.0)], 20)
    assert [hit.score for hit in found if hit.chunk.text == "c"] == [0.98]


def test_nothing_found_first_leaves_what_was_brought() -> None:
    assert order(kept([], hits("x y"), 0)) == ""
    assert order(kept([], hits("x y"), 5)) == "x y"


def test_one_place_of_each_document_where_many_are_wanted() -> None:
    assert order(one_each(hits("a a2 a3 b"), hits("a9 b b2 c c2 d"), 20)) == "a b c d a2 a3"
