"""What a quote takes with it, and which quotes an answer has."""

from __future__ import annotations

import pytest

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.answering.reading.extractive import Extract, extract
from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Chunk, Document, Kind

EMBEDDER = HashingEmbedder(256)


def read(question: str, text: str, *headings: str) -> Extract:
    document = Document("d", "s", "d.md", "A document", Kind.PAGE, "")
    chunk = Chunk(1, "d", 0, text, headings)
    return extract(question, Evidence((Excerpt(document, (chunk,), 1.0, 0.6),)), EMBEDDER)


@pytest.mark.parametrize(
    ("text", "question", "quote"),
    [
        pytest.param(
            "We tried Kafka streams. It was rejected because rebalancing took minutes.",
            "Why was it rejected, because of rebalancing minutes?",
            "We tried Kafka streams. It was rejected because rebalancing took minutes.",
            id="it",
        ),
        pytest.param(
            "Der Dienst nutzt Kafka. Dadurch sinkt die Latenz auf zwei Sekunden.",
            "Wie weit sinkt die Latenz in Sekunden?",
            "Der Dienst nutzt Kafka. Dadurch sinkt die Latenz auf zwei Sekunden.",
            id="dadurch",
        ),
        pytest.param(
            "Kafka has six brokers. Retention of the message bus is seven days.",
            "What is the retention of the message bus in days?",
            "Retention of the message bus is seven days.",
            id="a sentence that stands alone",
        ),
        pytest.param(
            "We tried Kafka streams.\n\nIt was rejected because rebalancing took minutes.",
            "Why was it rejected, because of rebalancing minutes?",
            "It was rejected because rebalancing took minutes.",
            id="nothing of another paragraph",
        ),
    ],
)
def test_a_sentence_that_points_back_comes_with_the_one_before(text: str, question: str, quote: str) -> None:
    assert quote in [citation.quote for citation in read(question, text).citations]


def test_where_no_sentence_is_before_it_the_heading_says_what_it_is_about() -> None:
    extracted = read("When was it rejected?", "It was rejected in February.", "ADR 7", "Hosted *log* service")
    assert extracted.text == "> *Hosted log service*\n>\n> It was rejected in February. [1]"
    assert extracted.citations[0].quote == "It was rejected in February."


STEPS = "To roll back a deploy:\n\n1. Page the release lead.\n2. Run quay rollback.\n3. Watch the error rate.\n\nThat is all."


def test_a_list_that_is_asked_for_comes_whole_with_the_line_that_announces_it() -> None:
    extracted = read("Which steps roll back a deploy with quay rollback?", STEPS)
    assert any(
        "1. Page the release lead.\n2. Run quay rollback.\n3. Watch the error rate." in one.quote for one in extracted.citations
    )
    assert "To roll back a deploy:" in extracted.text


def test_one_item_comes_alone_where_one_is_asked_for_under_the_line_that_announces_it() -> None:
    extracted = read("Who watches the error rate?", STEPS)
    assert [one.quote for one in extracted.citations] == ["3. Watch the error rate."]
    assert extracted.text.startswith("> *To roll back a deploy:*")


def test_a_long_list_is_not_poured_out() -> None:
    text = "Codes:\n\n" + "\n".join(f"- Error {n} means that part {n} of the feeder failed." for n in range(30))
    extracted = read("Which errors mean that part 17 of the feeder failed?", text)
    assert "Error 17" in extracted.text
    assert len(extracted.text.split()) < 90


def test_sentences_that_follow_each_other_are_one_quote() -> None:
    text = "The message bus is Kafka. The position store is PostgreSQL."
    extracted = read("Which message bus and which position store do we run?", text)
    assert [citation.quote for citation in extracted.citations] == [text]


def test_a_definition_is_preferred_to_whatever_else_speaks_of_the_term() -> None:
    text = "PLR is for slow losses.\n\nThe alert on PLR fires at noon.\n\n| **PLR** | Position Loss Rate: what never arrived. |"
    assert [one.quote[:11] for one in read("What is PLR?", text).citations] == ["| **PLR** |"]


def test_an_acronym_is_defined_where_it_is_spelled_out() -> None:
    text = "All three use the CDM every day.\n\nWe call it the Canonical Dock Model (CDM).\n\nThe CDM is maintained by Beacon."
    assert [one.quote for one in read("What is the CDM?", text).citations] == ["We call it the Canonical Dock Model (CDM)."]
