"""A few invented decisions with their documents, one family of them and one that only security may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from web_library import EVERYBODY, SECURITY

from assistant.domain.decisions import Alternative, Decision, Origin
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.quotes import Quote
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.use_cases import Knowledge
from assistant.web.services import Services
from tests.stand_ins.decided import Around, HeldDocuments, WordSearcher
from tests.stand_ins.remembered import HeldExtracts, knowledge_over

CURATOR = Principal("mei", groups=frozenset({"data"}))
RABBIT, REDIS, KAFKA, NATS, SECRET = (f"d-{name}" for name in ("rabbit", "redis", "kafka", "nats", "secret"))
HOSTILE, MINUTES, POSITIONS = "d-hostile", "d-minutes", "d-positions"
LOST_ORDER = "Superseded by ADR-0019 because RabbitMQ lost the order of positions whenever a queue was moved."
CHUNKS = {
    "rabbit": ["ADR-0004: RabbitMQ as the message bus", "We use RabbitMQ, with one exchange a team.", LOST_ORDER],
    "redis": ["ADR-0007: Redis Streams for replays", "Replays go through Redis Streams.", "Superseded by ADR-0019"],
    "kafka": ["ADR-0019: Kafka as the message bus", "We run **Kafka** with six brokers.", "Supersedes ADR-0004 and ADR-0007."],
    "nats": ["ADR-0031: NATS instead of Kafka", "We propose NATS JetStream; Kafka needs three people."],
    "secret": ["ADR-0040: Pulsar after the breach", "Kafka is replaced by Pulsar for what the breach touched."],
    "hostile": ["ADR-0050: <script>alert(1)</script> Notes", "We <b>trust</b> [nobody](javascript:alert(1))."],
    "minutes": ["Apps weekly, 14 November 2024", "Resolution: cursors expire after 24 hours."],
    "positions": ["位置数据的保留策略", "原始位置数据保留十八个月。"],
}


def _document(name: str, title: str, status: str = "", readers: Readers = EVERYBODY) -> Document:
    return Document(
        id=f"doc-{name}",
        source="handbook",
        path=f"adr/{title[4:8]}-{name}.md" if title.startswith("ADR") else f"{name}.md",
        title=title,
        kind=Kind.MEETING if name == "minutes" else Kind.DESIGN_DOC,
        content_hash="0" * 64,
        readers=readers,
        authors=("Ana Ruiz",),
        updated_at=datetime(2025, 3, 14, tzinfo=UTC),
        status=status,
    )


def _known(decision: Decision, status: str = "", readers: Readers = EVERYBODY) -> Known:
    name = decision.id.removeprefix("d-")
    first, *others = CHUNKS[name]
    quotes = tuple(Quote(text, ordinal=ordinal) for ordinal, text in enumerate(others, 1))
    document = _document(name, first, status, readers)
    placed = replace(decision, title=decision.title or first, document_id=document.id, quotes=quotes)
    return Known(document, Extracted(decisions=(placed,)))


def _decision(id_: str, stated: str, day: date | None, **more: object) -> Decision:
    statement = CHUNKS[id_.removeprefix("d-")][1]
    return replace(Decision("", statement, Origin.RECORD, id=id_, stated=stated, decided_on=day), **more)  # type: ignore[arg-type]


DECIDED: tuple[Known, ...] = (
    _known(_decision(RABBIT, "Superseded by ADR-0019", date(2022, 3, 9), links=(Link("superseded-by", "ADR-0019"),))),
    _known(_decision(REDIS, "Superseded by ADR-0019", date(2022, 9, 1), links=(Link("superseded-by", "ADR-0019"),))),
    _known(
        _decision(
            KAFKA,
            "Accepted",
            date(2024, 3, 1),
            proposed_on=date(2024, 1, 15),
            deciders=("Ana Ruiz", "Bo Lindqvist"),
            alternatives=(
                Alternative("Stay with RabbitMQ", "It loses the order of messages when a queue is moved."),
                Alternative("Redis Streams"),
            ),
            links=(
                Link("supersedes", "ADR-0004"),
                Link("supersedes", "ADR-0007"),
                Link("needs", "位置数据的保留策略"),
                Link("needs", "ADR-0040"),
                Link("discussed-in", "minutes.md"),
            ),
        )
    ),
    _known(_decision(NATS, "Draft", None, proposed_on=date(2026, 9, 30), links=(Link("supersedes", "ADR-0019"),))),
    _known(_decision(SECRET, "Accepted", date(2026, 10, 1), links=(Link("supersedes", "ADR-0019"),)), readers=SECURITY),
    _known(_decision(HOSTILE, "<i>Rejected</i>", date(2023, 1, 2), deciders=("<u>Mallory</u>",))),
    _known(
        _decision(MINUTES, "", date(2024, 11, 14), title="Cursors expire after 24 hours", origin=Origin.MINUTES),
    ),
    _known(_decision(POSITIONS, "已接受", date(2023, 5, 2))),
)


def held() -> HeldDocuments:
    """The documents that the decisions stand in."""
    return HeldDocuments((one.document, CHUNKS[one.document.id.removeprefix("doc-")]) for one in DECIDED)


def decided(services: Services) -> Services:
    """Services over the decisions, which people of the group data may rule on."""
    documents = held()
    around = Around(documents=documents, searcher=WordSearcher(documents), curators=Readers(frozenset({"group:data"})))
    return replace(services, documents=documents, knowledge=knowledge_over(HeldExtracts(DECIDED), around=around))


def many(count: int) -> Knowledge:
    """The use cases over so many decisions of one day."""
    documents = [replace(_document("minutes", f"Decision {number}"), id=f"doc-{number}") for number in range(count)]
    decisions = [
        Decision(one.title, "So it is.", Origin.RECORD, id=f"d-{one.id}", document_id=one.id, decided_on=date(2024, 3, 1))
        for one in documents
    ]
    known = (Known(one, Extracted(decisions=(decision,))) for one, decision in zip(documents, decisions, strict=True))
    return knowledge_over(HeldExtracts(known))
