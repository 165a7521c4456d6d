"""The built-in reader."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.answering.reading.extractive import THRESHOLD, Extract, Features, confidence, extract
from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Chunk, Document, Kind

BUS = "We met on Monday. The message bus is Kafka with six brokers. Lunch was late."
STORE = "The position store is PostgreSQL. Compression starts after 7 days."
EMBEDDER = HashingEmbedder(256)


def evidence(*texts: str, headings: tuple[str, ...] = ()) -> Evidence:
    return Evidence(
        tuple(
            Excerpt(
                Document(f"d{place}", "s", f"{place}.md", f"Title {place}", Kind.PAGE, ""),
                (Chunk(place + 1, f"d{place}", 0, text, headings),),
                1 - place / 10,
                0.6,
            )
            for place, text in enumerate(texts)
        )
    )


def read(question: str, *texts: str) -> Extract:
    return extract(question, evidence(*texts), EMBEDDER)


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("How many brokers does the Kafka message bus have?", "The message bus is Kafka with six brokers."),
        ("When does compression start?", "Compression starts after 7 days."),
        ("What is the position store?", "The position store is PostgreSQL."),
    ],
)
def test_the_sentence_that_answers_is_quoted_first_or_among_the_quotes(question: str, quoted: str) -> None:
    extracted = read(question, BUS, STORE)
    assert quoted in [citation.quote for citation in extracted.citations]
    assert f"> {quoted} [" in extracted.text


def test_markers_count_from_one_and_point_to_the_places_quoted() -> None:
    extracted = read("Which message bus and which position store do we run?", BUS, STORE)
    assert [citation.marker for citation in extracted.citations] == list(range(1, len(extracted.citations) + 1))
    for citation in extracted.citations:
        assert citation.quote in citation.chunk.text
        assert f"[{citation.marker}]" in extracted.text
        assert citation.chunk.document_id == citation.document.id


def test_code_is_quoted_as_code() -> None:
    code = "```\nlog.retention = server.properties\n```"
    extracted = read("how is retention set in server.properties?", f"Set retention so:\n\n{code}")
    assert f"{code}\n\n[" in extracted.text


@pytest.mark.parametrize("texts", [(), ("",), (" \n ",), ("-----",)], ids=["none", "empty", "blank", "a rule"])
def test_nothing_to_quote_is_no_answer(texts: tuple[str, ...]) -> None:
    extracted = read("Which bus?", *texts)
    assert not extracted.answers
    assert extracted.confidence == 0
    assert extracted.citations == ()


def test_another_subject_is_no_answer() -> None:
    unrelated = Evidence(tuple(Excerpt(e.document, e.chunks, e.score, 0.02) for e in evidence(BUS, STORE).excerpts))
    assert not extract("Who discovered penicillin in London?", unrelated, EMBEDDER).answers


def test_a_heading_says_what_its_text_is_about() -> None:
    hosted = evidence("It was rejected in February.", headings=("Hosted log service",)).excerpts
    both = Evidence((*hosted, *evidence("It was adopted in May.").excerpts))
    quoted = extract("Was the hosted log service adopted or rejected?", both, EMBEDDER).citations[0].quote
    assert quoted == "It was rejected in February."


@given(st.builds(Features, *[st.floats(0, 1)] * len(fields(Features))))
def test_confidence_is_a_chance(features: Features) -> None:
    assert 0 <= confidence(features) <= 1


@given(
    st.text(st.sampled_from("aKf ?.日本8'\n"), min_size=1, max_size=40),
    st.lists(st.text(st.sampled_from("aKf .\n-|`8日本。"), max_size=80), max_size=4),
)
def test_any_question_over_any_evidence_quotes_word_for_word(question: str, texts: list[str]) -> None:
    extracted = read(question, *texts)
    assert 0 <= extracted.confidence <= 1
    assert extracted.answers == (bool(extracted.citations) and extracted.confidence >= THRESHOLD)
    assert len(extracted.citations) <= 3
    assert all(citation.quote in citation.chunk.text for citation in extracted.citations)
