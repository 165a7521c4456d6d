"""A small library whose documents hang together, for researching it without an index: which bus replaced which, the review and
the meeting about it, and one document that only security may read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from assistant.answering.research.places import Places
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.hits import SearchResult
from assistant.domain.queries import Filters, Query, Scope
from assistant.domain.questions import Question
from assistant.domain.readers import EVERYONE, Principal, Readers
from assistant.domain.understood import Interpreted, Understood
from assistant.knowledge.memory import Memory
from assistant.knowledge.references import References
from tests.stand_ins.decided import HeldDocuments, WordSearcher
from tests.stand_ins.remembered import HeldExtracts

EVERYBODY = Readers(frozenset({EVERYONE}))
SECURITY = Readers(frozenset({"group:security"}))
BO = Principal("bo")
RUTH = Principal("ruth", frozenset({"security"}))


def document(
    path: str, title: str, kind: Kind = Kind.DESIGN_DOC, links: Sequence[tuple[str, str]] = (), readers: Readers = EVERYBODY
) -> Document:
    """One of the source `docs`; its id is its path."""
    authors = {"adr/0001-rabbit.md": ("Noor Haddad",), "adr/0002-kafka.md": ("Ana Ruiz", "Bo Lindqvist")}.get(path, ())
    return Document(
        path,
        "docs",
        path,
        title,
        kind,
        "",
        readers,
        authors=authors,
        updated_at=datetime(2024, 1, 1, tzinfo=UTC),
        fields={"reviewers": ("Chen Wei",)} if kind is Kind.CODE_REVIEW else {},
        links=tuple(Link(relation, target) for relation, target in links),
    )


RABBIT = document("adr/0001-rabbit.md", "ADR-0001: RabbitMQ as the message bus", links=[("superseded-by", "0002-kafka.md")])
KAFKA = document("adr/0002-kafka.md", "ADR-0002: Kafka as the message bus")
SECRET = document("adr/0003-pulsar.md", "ADR-0003: Pulsar in secret", links=[("supersedes", "0002-kafka.md")], readers=SECURITY)
REVIEW = document("reviews/7.json", "Move the billing meter (#7)", Kind.CODE_REVIEW, [("implements", "ADR-0002")])
MEETING = document("meetings/may.md", "Platform weekly, May", Kind.MEETING, [("refers-to", "ADR-0002")])
JUNE = document("meetings/june.md", "Platform weekly, June", Kind.MEETING)
LUNCH = document("handbook/lunch.md", "Lunch", Kind.PAGE)

HELD: Sequence[tuple[Document, Sequence[str]]] = (
    (RABBIT, ["Status: superseded. Authors: Noor Haddad.", "RabbitMQ carries the messages of all services."]),
    (KAFKA, ["Status: accepted. Authors: Ana Ruiz and Bo Lindqvist.", "Kafka keeps a log with six brokers and retention."]),
    (SECRET, ["Pulsar takes the place of Kafka next year."]),
    (REVIEW, ["Chen asked for an idempotency key."]),
    (MEETING, ["The weekly agreed on six brokers.", "Tape backups were dropped."]),
    (JUNE, ["Tape backups came back in June."]),
    (LUNCH, ["Lunch is at noon in the harbour canteen."]),
)


class Library:
    """The library with its searches and links. `searched` keeps the texts of all searches."""

    def __init__(self, held: Sequence[tuple[Document, Sequence[str]]] = HELD) -> None:
        self.documents = HeldDocuments(held)
        self.linked = References(Memory(HeldExtracts([Known(one, Extracted()) for one, _ in held])))
        self.searched: list[str] = []
        self._searcher = WordSearcher(self.documents)
        self.places = Places(self, self.documents)

    def search(self, query: Query) -> SearchResult:
        """The Searcher port."""
        self.searched.append(query.text)
        return self._searcher.search(replace(query, text=_telling(query.text)))

    def found(self, text: str, principal: Principal = BO, filters: Filters | None = None, k: int = 3) -> Interpreted:
        """What one search finds for a question."""
        result = self._searcher.search(Query(_telling(text), Scope(principal, filters or Filters()), k))
        return Interpreted(result, Understood(text, text))


def _telling(text: str) -> str:
    """The words that an index would weigh: names, numbers, and what is not short."""
    return " ".join(word for word in re.findall(r"[\w-]+", text) if len(word) > 4) or text


def asked(text: str, principal: Principal = BO, filters: Filters | None = None) -> Question:
    """A question of Bo, who is in no group."""
    return Question(text, Scope(principal, filters or Filters()))
