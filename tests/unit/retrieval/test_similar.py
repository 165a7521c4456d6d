"""More like this, over a library in memory."""

from __future__ import annotations

import pytest

from assistant.domain.documents import Kind
from assistant.domain.queries import Filters, Scope
from assistant.domain.readers import Principal
from assistant.errors import NotFound, UsageError
from assistant.ports import IndexedDocument
from tests.stand_ins.likened import Bookcase, written

EVERYTHING = Scope(Principal("ana", administrator=True))
GUEST = Scope(Principal("guest"))
LICENCE = "This document is placed in the public domain or under the most permissive licence."
KAFKA = (
    "Kafka partitions are rebalanced when a consumer leaves the group.",
    "The consumer lag of a partition is watched.",
    LICENCE,
)
ORDERS = ("Orders are read by a consumer of Kafka partitions.", "A lagging consumer group is rebalanced.", LICENCE)
PAINT = ("The walls of the canteen are painted green.", "Paint dries within a day.", LICENCE)


def bookcase(*more: IndexedDocument) -> Bookcase:
    return Bookcase([written("kafka", *KAFKA), written("orders", *ORDERS), written("paint", *PAINT), *more])


def names(shelf: Bookcase, document_id: str = "kafka", scope: Scope = EVERYTHING, k: int = 10) -> list[str]:
    return [one.document.id for one in shelf.similar().like(document_id, scope, k).similar]


def test_what_is_about_the_same_comes_before_what_only_shares_a_licence() -> None:
    assert names(bookcase()) == ["orders", "paint"]


def test_a_document_is_not_like_itself() -> None:
    assert "kafka" not in names(bookcase())


def test_the_place_that_shows_why_is_named_on_both_sides() -> None:
    shelf = bookcase()
    best = shelf.similar().like("kafka", EVERYTHING).similar[0]
    own = {chunk.key: chunk.text for chunk in shelf.held[0].chunks}
    assert "consumer" in best.chunk.text
    assert "onsumer" in own[best.part]


def test_scores_fall_from_1_to_0() -> None:
    scores = [one.score for one in bookcase().similar().like("kafka", EVERYTHING).similar]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_like_one_chunk_finds_what_is_like_that_chunk() -> None:
    shelf = bookcase(written("mixed", KAFKA[0], "The walls of the canteen are painted yellow now."))
    key = shelf.held[3].chunks[1].key
    result = shelf.similar().like("mixed", EVERYTHING, 10, key)
    assert result.similar[0].document.id == "paint"
    assert result.similar[0].part == key


def test_a_mirror_is_told_apart_and_takes_no_place() -> None:
    result = bookcase(written("mirror", *KAFKA, source="wiki")).similar().like("kafka", EVERYTHING, 1)
    assert [one.id for one in result.copies] == ["mirror"]
    assert [one.document.id for one in result.similar] == ["orders"]


def test_a_copy_with_a_changed_paragraph_is_a_copy() -> None:
    long = [f"Paragraph {number} tells of partition {number} and of nothing else." for number in range(8)]
    shelf = bookcase(written("long", *long), written("edited", *long[:-1], "The last one was rewritten from scratch."))
    assert [one.id for one in shelf.similar().like("long", EVERYTHING).copies] == ["edited"]


def test_others_with_the_same_text_are_folded_into_one() -> None:
    result = bookcase(written("again", *ORDERS, source="wiki")).similar().like("kafka", EVERYTHING)
    assert [one.document.id for one in result.similar] == ["orders", "paint"]
    assert [one.id for one in result.similar[0].copies] == ["again"]


def test_hidden_documents_are_neither_found_nor_copies_nor_folded() -> None:
    hidden = [written("secret", *KAFKA, readers=""), written("plan", *ORDERS, readers="group:board")]
    result = bookcase(*hidden).similar().like("kafka", GUEST)
    assert [one.document.id for one in result.similar] == ["orders", "paint"]
    assert result.copies == result.similar[0].copies == ()


def test_hidden_documents_change_no_score() -> None:
    seen = bookcase().similar().like("kafka", GUEST).similar
    beside = (
        bookcase(written("secret", "Kafka partitions, consumers, groups.", readers="")).similar().like("kafka", GUEST).similar
    )
    assert [one.document.id for one in seen] == [one.document.id for one in beside]


@pytest.mark.parametrize("document_id", ["secret", "there is none"])
def test_what_may_not_be_read_is_as_if_it_were_not_there(document_id: str) -> None:
    shelf = bookcase(written("secret", *KAFKA, readers=""))
    with pytest.raises(NotFound, match="no such document, or it is not shared"):
        shelf.similar().like(document_id, GUEST)


def test_a_chunk_of_another_document_is_refused() -> None:
    shelf = bookcase(written("secret", *KAFKA, readers=""))
    with pytest.raises(NotFound, match="no such chunk"):
        shelf.similar().like("kafka", GUEST, 10, shelf.held[3].chunks[0].key)


def test_filters_narrow_what_is_found_and_not_what_is_compared() -> None:
    shelf = bookcase(written("minutes", ORDERS[0], kind=Kind.MEETING))
    assert names(shelf, scope=Scope(EVERYTHING.principal, Filters(kinds=("meeting",)))) == ["minutes"]


def test_what_has_just_gone_is_left_out() -> None:
    shelf = bookcase()
    shelf.gone.add("orders")
    assert names(shelf) == ["paint"]


@pytest.mark.parametrize("k", [0, -1, 51])
def test_k_outside_its_bounds_is_refused(k: int) -> None:
    with pytest.raises(UsageError, match="1 to 50"):
        bookcase().similar().like("kafka", EVERYTHING, k)


def test_at_most_k_come_back() -> None:
    assert names(bookcase(), k=1) == ["orders"]


def test_nothing_is_like_a_document_without_text() -> None:
    assert names(bookcase(written("", title="")), "") == []


def test_a_document_of_hundreds_of_chunks_finds_others_all_the_same() -> None:
    long = written("long", *(f"Kafka partition {number} has consumer lag {number}." for number in range(300)))
    assert names(bookcase(long), "long")[0] in {"kafka", "orders"}


def test_what_has_nothing_in_common_does_not_fill_the_list() -> None:
    shelf = bookcase(written("zebra", "Zzz qqq xxx."))
    assert "zebra" not in names(shelf)
