"""Titles of decisions taken apart: what they are called, what they are about, and that this is done once."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.deciding.titles import Titles, TitlesOfLineages, bare_title, thing_of
from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Document, Kind
from assistant.domain.extracted import Extracted, Known
from assistant.domain.readers import Readers
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.memory import View
from assistant.knowledge.naming import Label

TODAY = date(2026, 11, 22)
DOCUMENT = Document(
    "d", "docs", "adr/0004-log.md", "ADR-0004: Paper log for berths", Kind.PAGE, "0" * 64, Readers.parse("everyone")
)
KNOWN = Known(DOCUMENT, Extracted((Decision("Paper log for berths", "We log.", Origin.RECORD, id="x", document_id="d"),)))


def lineage() -> Lineage:
    return Lineage(View({"d": KNOWN}, 1), TODAY)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("ADR-0019: Kafka", "Kafka"),
        ("PEP 734 – Multiple Interpreters", "Multiple Interpreters"),
        ("7. Puppet", "Puppet"),
        ("Kafka", "Kafka"),
        ("2024 plans", "2024 plans"),
        ("", ""),
    ],
)
def test_a_bare_title_has_no_number(title: str, bare: str) -> None:
    assert bare_title(title) == bare


@pytest.mark.parametrize(
    ("title", "thing"),
    [
        ("Terraform for the staging cluster", "Terraform"),
        ("Use Kafka as the message bus", "Kafka"),
        ("Move from RabbitMQ to Kafka", "RabbitMQ to Kafka"),
        ("Remove the service mesh", "the service mesh"),
        ("Rotate the server certificates", "Rotate the server certificates"),
        ("Kafka: six brokers", "Kafka"),
        ("Use", "Use"),
        ("", ""),
    ],
)
def test_a_title_is_about_what_stands_before_its_purpose(title: str, thing: str) -> None:
    assert thing_of(title) == thing


def test_a_decision_is_found_by_title_number_word_and_document() -> None:
    titles = Titles(lineage())

    assert [one.id for one in titles.called("adr-0004 – PAPER LOG for berths!")] == ["x"]
    assert [one.id for one in titles.called("Paper log for berths")] == ["x"]
    assert [one.id for one in titles.numbered(Label("adr", 4))] == ["x"]
    assert [one.entry.id for one in titles.with_any({"berth"}, ())] == ["x"]
    assert [one.entry.id for one in titles.with_any({"paper", "log"}, ("d",))] == ["x"], "once, however it is found"
    assert not titles.called("")
    assert not titles.with_any({"kafka"}, ("other",))


def test_the_titles_of_a_lineage_are_taken_apart_once() -> None:
    kept, first, second = TitlesOfLineages(), lineage(), lineage()

    assert kept.of(first) is kept.of(first)
    assert kept.of(first) is not kept.of(second)
