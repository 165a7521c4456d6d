"""Pointing at words, and finding them again."""

from __future__ import annotations

import pytest

from assistant.domain.documents import Anchor, Chunk
from assistant.knowledge.decisions.quoting import point_at, quote_at, quoted
from tests.stand_ins.decided import HeldDocuments
from tests.stand_ins.decision_world import adr, view_of


def cut(*texts: str) -> list[Chunk]:
    return [Chunk(place + 1, "doc1", place, text, (), Anchor(line=10 * place + 1)) for place, text in enumerate(texts)]


BEFORE = cut("First of all.", "We take\nKafka, and (only) Kafka.", "Kafka, and (only) Kafka.")


@pytest.mark.parametrize(
    ("words", "ordinal", "start", "length"),
    [
        ("We take Kafka,", 1, 0, 14),
        (" take \n Kafka ", 1, 3, 10),
        ("Kafka, and (only) Kafka.", 1, 8, 24),
        ("First", 0, 0, 5),
    ],
)
def test_words_are_pointed_at_where_they_stand_first(words: str, ordinal: int, start: int, length: int) -> None:
    pointer = point_at(words, BEFORE)

    assert pointer
    assert (pointer.document_id, pointer.ordinal, pointer.start, pointer.length) == ("doc1", ordinal, start, length)


@pytest.mark.parametrize("words", ["", "  \n", "We take NATS", "we take", "all. We", "Kafka.*"])
def test_what_does_not_stand_there_has_no_place(words: str) -> None:
    assert point_at(words, BEFORE) is None


@pytest.mark.parametrize(
    ("after", "ordinal"),
    [
        (BEFORE, 1),
        (cut("We take\nKafka, and (only) Kafka."), 0),
        (cut("", "", "", "", "Before. We take\nKafka, after."), 4),
        (cut("We take Kafka,"), None),
        (cut("We take"), None),
        ([], None),
    ],
    ids=["as it was", "moved up", "moved down", "other spaces", "shorter", "gone"],
)
def test_words_are_found_again_as_long_as_they_stand_somewhere(after: list[Chunk], ordinal: int | None) -> None:
    pointer = point_at("We take Kafka,", BEFORE)
    assert pointer

    quote = quote_at(pointer, after)

    assert (quote.ordinal if quote else None) == ordinal
    assert quote is None or quote.text == "We take\nKafka,"


def test_of_several_places_the_nearest_is_taken() -> None:
    pointer = point_at("Kafka, and (only) Kafka.", BEFORE)
    assert pointer

    quote = quote_at(pointer, cut("Kafka, and (only) Kafka.", "x", "Kafka, and (only) Kafka."))

    assert quote
    assert (quote.ordinal, quote.line) == (0, 1)


def test_only_readable_documents_are_quoted_and_long_ones_not_searched_to_the_end() -> None:
    known = adr(1)
    texts = ["We take it."] + ["x"] * 40
    pointer = point_at("We take it.", cut(*texts))
    assert pointer
    documents = HeldDocuments([(known.document, texts)])

    here = list(quoted([pointer], view_of(known), documents))
    hidden = list(quoted([pointer], view_of(adr(2)), documents))
    documents.hold(known.document, ["x"] * 20 + ["We take it."])
    moved = list(quoted([pointer], view_of(known), documents))
    documents.hold(known.document, ["x"] * 40 + ["We take it."])
    far = list(quoted([pointer], view_of(known), documents))

    assert [one.quote.text for one in here] == ["We take it."]
    assert [one.quote.ordinal for one in moved] == [20]
    assert hidden == far == []
