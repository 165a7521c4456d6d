"""Edit, supersede, delete, restrict: what the memory says follows within the same run. By the real job and the real parsers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.bootstrap import Lore, open_lore
from assistant.domain.readers import Principal, Readers
from assistant.domain.sources import SourceEntry
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.book import DecisionQuery
from assistant.knowledge.decisions.lineage import Entry
from ingest.enrichment.clean import enrich
from ingest.enrichment.extraction import extract
from ingest.formats.registry import parse
from ingest.job import Job, Tools
from ingest.parsed import Parsed
from tests.stand_ins.memory_source import MemorySource
from tests.stand_ins.quiet import Quiet

ANA = Principal("ana", frozenset({"ops"}))
BO = Principal("bo")
ADR_3 = """# 3. Use RabbitMQ

Date: 2023-01-10

## Status

Accepted

## Context

The Message Bus Contract (MBC) needs a broker. See [the overview](../overview.md).

## Decision

We will use RabbitMQ.
"""
ADR_7 = """# 7. Use Kafka

Date: 2024-05-02

## Status

Accepted. Supersedes [ADR-0003](0003-rabbitmq.md).

Deciders: Ana Ruiz

## Context

RabbitMQ loses order.

## Decision

We will use Kafka.
"""
OVERVIEW = "# Overview\n\nAuthor: Bo Lindqvist\n\nHow messages flow at Ship.\n"


def _read(data: bytes, path: str, form: str) -> Parsed:
    return extract(enrich(parse(data, path, form)), path)


class Company:
    """A data folder with one source whose documents come and go."""

    def __init__(self, lore: Lore) -> None:
        self.lore = lore
        self.entry = SourceEntry("docs", "memory", "", readers=Readers.parse("everyone"), added_at=datetime.now(UTC))
        lore.catalogue.sources.add(self.entry)
        self.source = MemorySource()
        self.source.write("adr/0003-rabbitmq.md", ADR_3)
        self.source.write("adr/0007-kafka.md", ADR_7)
        self.source.write("overview.md", OVERVIEW)
        self.run()

    def run(self) -> None:
        tools = Tools(self.lore.catalogue.ledger, self.lore.catalogue.documents, HashingEmbedder(), _read, 220)
        assert Job(self.entry, self.source, tools, Quiet()).compare().missing == ()

    def decisions(self, principal: Principal) -> dict[str, Entry]:
        found = self.lore.knowledge.decisions.search(principal, DecisionQuery())
        return {entry.document.path: entry for entry in found if entry.document}

    def statuses(self, principal: Principal) -> dict[str, DecisionStatus]:
        return {path: entry.status for path, entry in self.decisions(principal).items()}

    def terms(self, principal: Principal) -> list[str]:
        return [entry.name for entry in self.lore.knowledge.glossary.terms(principal)]


@pytest.fixture
def company(home: Path) -> Iterator[Company]:
    with open_lore(home) as lore:
        yield Company(lore)


RABBITMQ, KAFKA = "adr/0003-rabbitmq.md", "adr/0007-kafka.md"


def test_a_record_that_replaces_another_makes_it_superseded(company: Company) -> None:
    assert company.statuses(BO) == {RABBITMQ: DecisionStatus.SUPERSEDED, KAFKA: DecisionStatus.ACCEPTED}
    assert company.decisions(BO)[RABBITMQ].replaced_by == (company.decisions(BO)[KAFKA].id,)


def test_an_edit_is_in_force_with_its_run_and_keeps_the_decision(company: Company) -> None:
    before = company.decisions(BO)[KAFKA].id
    company.source.write(KAFKA, ADR_7.replace("Accepted. Supersedes", "Rejected. Would supersede").replace("Kafka.", "NATS."))
    company.run()

    assert company.statuses(BO)[KAFKA] is DecisionStatus.REJECTED
    assert company.decisions(BO)[KAFKA].id == before
    assert "NATS" in company.decisions(BO)[KAFKA].decision.statement


def test_a_successor_that_is_deleted_gives_its_predecessor_back(company: Company) -> None:
    company.source.remove(KAFKA)
    company.run()

    assert company.statuses(BO) == {RABBITMQ: DecisionStatus.ACCEPTED}


def test_a_new_successor_replaces_with_the_run_that_brings_it(company: Company) -> None:
    text = ADR_7.replace("7. Use Kafka", "9. Use NATS").replace("ADR-0003](0003-rabbitmq.md", "ADR-0007](0007-kafka.md")
    company.source.write("adr/0009-nats.md", text)
    company.run()

    assert company.statuses(BO)[KAFKA] is DecisionStatus.SUPERSEDED
    chain = company.lore.knowledge.decisions.lineage(BO).chain(company.decisions(BO)[RABBITMQ].id)
    assert [entry.document.path for entry in chain if entry.document] == [RABBITMQ, KAFKA, "adr/0009-nats.md"]


def test_a_restricted_successor_is_unknown_to_those_who_may_not_read_it(company: Company) -> None:
    company.source.share(KAFKA, Readers.parse("group:ops"))
    company.run()

    assert company.statuses(ANA) == {RABBITMQ: DecisionStatus.SUPERSEDED, KAFKA: DecisionStatus.ACCEPTED}
    assert company.statuses(BO) == {RABBITMQ: DecisionStatus.ACCEPTED}


def test_terms_links_and_people_go_with_their_document(company: Company) -> None:
    overview = next(one for one in company.lore.knowledge.memory.seen_by(BO).documents.values() if one.path == "overview.md")
    references = company.lore.knowledge.references
    assert "MBC" in company.terms(BO)
    assert [back.document.path for back in references.backlinks(BO, overview.id)] == [RABBITMQ]

    company.source.share(RABBITMQ, Readers.parse("group:ops"))
    company.run()
    assert "MBC" not in company.terms(BO)
    assert references.backlinks(BO, overview.id) == ()
    assert "MBC" in company.terms(ANA)

    company.source.remove(RABBITMQ)
    company.run()
    assert "MBC" not in company.terms(ANA)
    assert references.backlinks(ANA, overview.id) == ()


def test_a_renamed_record_is_the_same_decision(company: Company) -> None:
    before = company.decisions(BO)[KAFKA].id
    company.source.rename(KAFKA, "adr/0007-use-kafka.md")
    company.run()

    assert company.decisions(BO)["adr/0007-use-kafka.md"].id == before


def test_a_rename_that_tells_something_else_is_read_anew(company: Company) -> None:
    """Rejected records stand in a folder of that name, in some organisations."""
    plain = "# 12. Use NATS\n\n## Context\n\nOrder.\n\n## Decision\n\nWe use NATS.\n"
    company.source.write("rfcs/accepted/0012-nats.md", plain)
    company.run()
    before = company.decisions(BO)["rfcs/accepted/0012-nats.md"]
    company.source.rename("rfcs/accepted/0012-nats.md", "rfcs/rejected/0012-nats.md")
    company.run()

    after = company.decisions(BO)["rfcs/rejected/0012-nats.md"]
    assert (before.status, after.status) == (DecisionStatus.ACCEPTED, DecisionStatus.REJECTED)
    assert after.id == before.id
    assert [one.quote.text for one in after.evidence] != []


def test_a_removed_source_leaves_nothing(company: Company) -> None:
    company.lore.catalogue.sources.remove("docs")

    assert company.decisions(ANA) == {}
    assert company.terms(ANA) == []
