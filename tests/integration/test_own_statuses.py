"""A community's own word for a status: from the document, through the parsers and the catalogue, to the decision book."""

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

BO = Principal("bo")
KAFKA = """# Use Kafka

Status: {status}

We use Kafka as the bus for all events in the company.

## Motivation

RabbitMQ loses order.
"""
RABBITMQ = """# Use RabbitMQ

Status: Beerdigt

## Summary

We propose RabbitMQ as the bus for all events.
"""
SETTINGS = '[knowledge.statuses]\nshipped = "accepted"\n"beerdigt" = "withdrawn"\n'


def _read(data: bytes, path: str, form: str) -> Parsed:
    return extract(enrich(parse(data, path, form)), path)


def ingest(lore: Lore, files: dict[str, str]) -> None:
    entry = SourceEntry("docs", "memory", "", readers=Readers.parse("everyone"), added_at=datetime.now(UTC))
    lore.catalogue.sources.add(entry)
    source = MemorySource()
    for path, text in files.items():
        source.write(path, text)
    tools = Tools(lore.catalogue.ledger, lore.catalogue.documents, HashingEmbedder(), _read, 220)
    assert Job(entry, source, tools, Quiet()).compare().missing == ()


def search(lore: Lore, **query: tuple[DecisionStatus, ...]) -> dict[str, Entry]:
    found = lore.knowledge.decisions.search(BO, DecisionQuery(**query))
    return {entry.document.path: entry for entry in found if entry.document}


@pytest.fixture
def lore(home: Path) -> Iterator[Lore]:
    with open_lore(home) as opened:
        yield opened


@pytest.fixture
def with_words(home: Path) -> Iterator[Lore]:
    (home / "lore.toml").write_text(SETTINGS, encoding="utf-8")
    with open_lore(home) as opened:
        yield opened


FILES = {"docs/0007-use-kafka.md": KAFKA.format(status="shipped"), "rfcs/0003-rabbitmq.md": RABBITMQ}


def test_a_record_is_a_decision_whatever_its_status_is_called(lore: Lore) -> None:
    ingest(lore, FILES)

    stated = {path: (one.decision.stated, one.status) for path, one in search(lore).items()}

    assert stated == {
        "docs/0007-use-kafka.md": ("shipped", DecisionStatus.UNSTATED),
        "rfcs/0003-rabbitmq.md": ("Beerdigt", DecisionStatus.UNSTATED),
    }


def test_the_settings_say_what_it_means(with_words: Lore) -> None:
    ingest(with_words, FILES)

    assert list(search(with_words, statuses=(DecisionStatus.ACCEPTED,))) == ["docs/0007-use-kafka.md"]
    assert list(search(with_words, statuses=(DecisionStatus.WITHDRAWN,))) == ["rfcs/0003-rabbitmq.md"]
    assert search(with_words)["docs/0007-use-kafka.md"].in_force is True


def test_what_has_no_form_of_a_record_is_no_decision(lore: Lore) -> None:
    ingest(
        lore,
        {
            "guides/kafka.md": "# Kafka for beginners\n\nStatus: fresh\n\nStart a broker.\n\n## Setup\n\nRun it.\n",
            "docs/0008-sentence.md": KAFKA.format(status="we shipped this to all of the customers in the end"),
            "runbooks/0009-restart.md": "# Restart\n\nStatus: green\n\nStop it, then start it.\n",
        },
    )

    assert search(lore) == {}
