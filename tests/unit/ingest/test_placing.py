"""Ids and places for what was taken out of a document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Anchor, Chunk, Document, Kind
from assistant.domain.extracted import Extracted
from assistant.domain.glossary import Term
from assistant.domain.people import Contribution, Role
from assistant.domain.quotes import Quote
from ingest.placing import settled

DOCUMENT = Document("d1", "docs", "a.md", "A", Kind.MEETING, "0" * 64)
CHUNKS = (
    Chunk(0, "d1", 0, "Status: accepted\n\nWe agreed.", anchor=Anchor(line=1, last_line=3)),
    Chunk(0, "d1", 1, "We agreed.\nWe left.", anchor=Anchor(line=5, last_line=6)),
    Chunk(0, "d1", 2, "We agreed."),
)


def decision(title: str, *quotes: Quote, origin: Origin = Origin.MINUTES) -> Decision:
    return Decision(title, "so", origin, quotes=quotes)


@pytest.mark.parametrize(
    ("quote", "ordinal"),
    [
        pytest.param(Quote("Status: accepted"), 0, id="the one chunk that holds it"),
        pytest.param(Quote("We agreed.", 5), 1, id="the one at its line"),
        pytest.param(Quote("We agreed.", 1), 0, id="the first one at its line"),
        pytest.param(Quote("We agreed.", 99), 0, id="the first that holds it where no line fits"),
        pytest.param(Quote("We left."), 1, id="without a line"),
    ],
)
def test_a_quote_is_placed_in_the_chunk_that_it_stands_in(quote: Quote, ordinal: int) -> None:
    placed = settled(Extracted((decision("Bus", quote),)), DOCUMENT, CHUNKS)

    assert placed.decisions[0].quotes == (replace(quote, ordinal=ordinal),)


@pytest.mark.parametrize("text", ["We disagreed.", "", "we agreed."], ids=["other words", "nothing", "another case"])
def test_what_stands_in_no_chunk_is_not_claimed(text: str) -> None:
    placed = settled(
        Extracted(
            (decision("Bus", Quote(text)),),
            (Term("CDM", "Canonical Dock Model", Quote(text)), Term("bus", "a plover", Quote("We left."))),
            (Contribution(Role.AUTHOR, "Ana", quotes=(Quote(text), Quote("We left."))),),
        ),
        DOCUMENT,
        CHUNKS,
    )

    assert placed.decisions[0].quotes == ()
    assert [term.name for term in placed.terms] == ["bus"]
    assert [quote.text for quote in placed.contributions[0].quotes] == ["We left."]


def test_ids_are_distinct_and_stay_while_the_title_does() -> None:
    first = settled(Extracted((decision("Bus"), decision("Cache"), decision("Bus"))), DOCUMENT, CHUNKS).decisions
    edited = settled(Extracted((decision("New"), decision("bus –"), decision("Cache!"))), DOCUMENT, CHUNKS).decisions

    assert len({one.id for one in first}) == 3
    assert {one.document_id for one in first} == {"d1"}
    assert (edited[1].id, edited[2].id) == (first[0].id, first[1].id)
    assert edited[0].id not in {one.id for one in first}


def test_a_record_keeps_its_id_under_a_new_title_and_documents_differ() -> None:
    record = decision("Use Kafka", origin=Origin.RECORD)
    before, after, elsewhere = (
        settled(Extracted((one,)), document, CHUNKS).decisions[0].id
        for one, document in (
            (record, DOCUMENT),
            (replace(record, title="Use Kafka, not NATS"), DOCUMENT),
            (record, replace(DOCUMENT, id="d2")),
        )
    )

    assert before == after != elsewhere


def rows(*titles: str) -> dict[str, str]:
    """The ids of a log's rows by their titles."""
    found = settled(Extracted(tuple(decision(title, origin=Origin.RECORD) for title in titles)), DOCUMENT, CHUNKS)
    return {one.title: one.id for one in found.decisions}


@pytest.mark.parametrize(
    "edited",
    [
        pytest.param(("Use Kafka", "Use Avro", "Use Go"), id="a row put between"),
        pytest.param(("Use Kafka", "Use Go", "Use Avro"), id="a row at the end, and another taken out"),
        pytest.param(("Use Rust", "Use Kafka", "Use Go"), id="a row put on top"),
        pytest.param(("Use Kafka, not NATS", "Use Go"), id="another row's title changed"),
        pytest.param(("Use Kafka", "Drop XML", "use Go!"), id="punctuation"),
    ],
)
def test_a_row_of_a_decision_log_keeps_its_id_while_its_title_stays(edited: tuple[str, ...]) -> None:
    before = rows("Use Kafka", "Drop XML", "Use Go")
    after = rows(*edited)

    assert len(set(before.values())) == 3
    assert next(known for title, known in after.items() if title.casefold().startswith("use go")) == before["Use Go"]
    assert before["Drop XML"] not in {known for title, known in after.items() if title != "Drop XML"}


def test_a_document_with_one_record_is_that_record_whatever_its_title() -> None:
    assert rows("Use Kafka")["Use Kafka"] == rows("Use NATS")["Use NATS"]


def test_two_rows_of_one_title_have_two_ids() -> None:
    found = settled(Extracted((decision("A", origin=Origin.RECORD),) * 3), DOCUMENT, CHUNKS).decisions
    assert len({one.id for one in found}) == 3
