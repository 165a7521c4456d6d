"""What is kept of an answer, and what it is read again as."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.answering.conversing.keeping import evidence_of, exchange_of
from assistant.answering.conversing.rereading import Rereader, as_searched, reference_to
from assistant.domain.answers import Answer, Citation, Colleague
from assistant.domain.dialogue import Exchange, Reference
from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import Hit
from assistant.domain.provenance import Making, SentChunk
from tests.stand_ins.conversed import ANA, BO, NOON, SECURITY, document
from tests.stand_ins.decided import HeldDocuments

KAFKA, LEAK, ZH = document("kafka"), document("leak", SECURITY), document("位置数据")
MORE = tuple(document(f"m{number}") for number in range(3))
TEXTS = ["Kafka is the bus. It has six brokers.", "Retention is seven days.", "Ana owns it."]


def held(*texts: str) -> HeldDocuments:
    return HeldDocuments([(KAFKA, texts or TEXTS), (LEAK, ["The token leaked."])])


def cited(quote: str, ordinal: int = 0, text: str = TEXTS[0], of: Document = KAFKA, marker: int = 1) -> Citation:
    return Citation(marker, quote, of, Chunk(0, of.id, ordinal, text))


def answer(*citations: Citation, text: str = "Six [1].", sources: tuple[Document, ...] = (KAFKA,), **changes: object) -> Answer:
    hits = tuple(Hit(one, Chunk(0, one.id, 0, "words"), 1.0) for one in sources)
    whole = Answer("a1", "c1", "how many?", text, False, 0.7, citations, hits, "extractive", 5.0)
    return replace(whole, **changes)  # type: ignore[arg-type]


def kept(one: Answer, drew_on: frozenset[str] = frozenset()) -> Exchange:
    return exchange_of(one, "how many brokers?", NOON, str.upper, drew_on)


def test_of_a_quote_only_its_place_and_its_hash_are_kept() -> None:
    reference = reference_to(cited("It has six brokers."))
    assert (reference.document_id, reference.ordinal, reference.start, reference.length) == ("kafka", 0, 18, 19)
    assert "brokers" not in repr(reference)
    assert len(reference.quote_hash) == 64


def test_a_quote_that_is_not_in_the_chunk_word_for_word_has_no_place() -> None:
    assert reference_to(cited("It has seven brokers.")).start == -1


def test_everything_that_is_kept_in_words_is_redacted() -> None:
    exchange = kept(answer(cited(TEXTS[0])))
    assert (exchange.question, exchange.asked, exchange.text) == ("HOW MANY?", "HOW MANY BROKERS?", "SIX [1].")


@pytest.mark.parametrize(
    ("given", "drew_on"),
    {
        "nothing but the citation": (answer(cited(TEXTS[0]), sources=(KAFKA, LEAK)), set()),
        "a title in the text": (answer(text="See *About* leak.", sources=(KAFKA, LEAK)), {"leak"}),
        "a title in Chinese": (answer(text="（About 位置数据）", sources=(ZH,)), {"位置数据"}),
        "what an abstention lists": (answer(text="Nothing.", sources=(KAFKA, LEAK), abstained=True), {"kafka", "leak"}),
        "what an abstention counts": (
            answer(text="Bo wrote 4.", sources=(*MORE, LEAK), abstained=True, colleagues=(Colleague("Bo", "Wrote 4."),)),
            {"m0", "m1", "m2", "leak"},
        ),
    }.values(),
    ids=["nothing but the citation", "a title", "a title in Chinese", "an abstention", "whom to ask"],
)
def test_an_answer_draws_on_what_it_names(given: Answer, drew_on: set[str]) -> None:
    assert kept(given, frozenset({"told"})).drew_on == {"told", *drew_on}


def test_what_was_sent_to_a_model_is_its_evidence_and_otherwise_what_was_found() -> None:
    sent = Making("m", "answer", 1, (SentChunk(1, "kafka", 0, ""), SentChunk(2, "leak", 4, "")))
    assert evidence_of(answer(cited(TEXTS[0]), making=sent)) == (("kafka", 0), ("leak", 4))
    assert evidence_of(answer(cited("Ana owns it.", 2, TEXTS[2]), sources=(KAFKA, LEAK))) == (
        ("kafka", 2),
        ("kafka", 0),
        ("leak", 0),
    )


# ---- read again ----


def reread(documents: HeldDocuments, *references: Reference, who: object = ANA) -> list[tuple[int, str, int]]:
    found = Rereader(documents, who).citations(references)  # type: ignore[arg-type]
    return [(one.marker, one.quote, one.chunk.ordinal) for one in found]


BROKERS = reference_to(cited("It has six brokers."))


def test_a_quote_is_read_again_where_it_stood() -> None:
    assert reread(held(), BROKERS) == [(1, "It has six brokers.", 0)]


def test_a_quote_is_found_where_an_edit_moved_it() -> None:
    moved = held("A word before.", "And more: Kafka is the bus. It has six brokers. So much.")
    assert reread(moved, BROKERS) == [(1, "It has six brokers.", 1)]


def test_a_quote_that_the_document_does_not_have_any_more_is_empty() -> None:
    assert reread(held("Kafka is gone. It has no brokers.", *TEXTS[1:]), BROKERS) == [(1, "", 0)]


def test_a_place_behind_the_end_of_a_shortened_document_opens_its_beginning() -> None:
    last = reference_to(cited("Ana owns it.", 2, TEXTS[2]))
    assert reread(held("Nothing is left."), last) == [(1, "", 0)]


def test_what_is_gone_or_may_not_be_read_is_left_out() -> None:
    leak = reference_to(cited("The token leaked.", 0, "The token leaked.", LEAK, marker=2))
    gone = reference_to(cited("x", 0, "x", document("gone"), marker=3))
    assert [marker for marker, *_ in reread(held(), BROKERS, leak, gone)] == [1, 2]
    assert [marker for marker, *_ in reread(held(), BROKERS, leak, gone, who=BO)] == [1]


def test_words_may_be_shown_only_if_all_that_they_draw_on_may_be_read() -> None:
    exchange = kept(answer(), frozenset({"kafka", "leak"}))
    assert Rereader(held(), ANA).permits(exchange)
    assert not Rereader(held(), BO).permits(exchange)
    assert not Rereader(held(), ANA).permits(replace(exchange, drew_on=frozenset({"gone"})))
    assert Rereader(held(), BO).permits(replace(exchange, drew_on=frozenset()))


def test_chunks_come_in_the_order_in_which_they_are_wanted() -> None:
    wanted = [("kafka", 2), ("leak", 0), ("kafka", 0), ("kafka", 2), ("gone", 1)]
    assert [(one.document.id, one.chunk.ordinal) for one in Rereader(held(), ANA).found(wanted)] == wanted[:3]
    assert [(one.document.id, one.chunk.ordinal) for one in Rereader(held(), BO).found(wanted)] == [("kafka", 2), ("kafka", 0)]


def test_what_stands_around_a_chunk_comes_in_its_order() -> None:
    rereader = Rereader(held(), ANA)
    (there,) = rereader.found([("kafka", 1)])
    assert [one.chunk.ordinal for one in rereader.around(there, 1)] == [0, 1, 2]


def test_chunks_are_as_a_search_would_have_found_them() -> None:
    found = Rereader(held(), ANA).found([("kafka", 1), ("kafka", 0)])
    result = as_searched(found, "six brokers", HashingEmbedder())
    assert [hit.chunk.ordinal for hit in result.hits] == [1, 0]
    assert result.hits[0].score > result.hits[1].score
    assert result.hits[1].similarity > result.hits[0].similarity
    assert as_searched([], "x", HashingEmbedder()).hits == ()
