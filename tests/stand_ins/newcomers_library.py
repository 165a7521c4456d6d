"""A small library for somebody who is new: a handbook, decisions, a hidden plan, a team with a pinned path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from assistant.access.directory import Directory, Person
from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.glossary import Term
from assistant.domain.quotes import Quote
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.use_cases import Knowledge
from tests.stand_ins.asked_questions import HeldQuestions, Listened
from tests.stand_ins.decided import Around, HeldDocuments, WordSearcher
from tests.stand_ins.remembered import HeldExtracts, knowledge_over

ADMIN = Principal("", administrator=True)
ANA = Principal("ana", frozenset({"platform", "board"}))
BO = Principal("bo", frozenset({"platform"}))
STRANGER = Principal("")
TODAY = date(2026, 11, 22)

PEOPLE = (
    Person("ana", "Ana Ruiz", joined=date(2021, 1, 4)),
    Person("bo", "Bo Lindqvist", joined=date(2026, 10, 1)),
    Person("noor", "Noor Haddad", left=True),
)
GROUPS: dict[str, tuple[str, ...]] = {"platform": ("ana", "bo", "noor"), "board": ("ana",)}


@dataclass
class Shelf:
    """Documents with their texts, and the use cases over them."""

    known: dict[str, Known] = field(default_factory=dict)
    documents: HeldDocuments = field(default_factory=HeldDocuments)
    extracts: HeldExtracts = field(default_factory=HeldExtracts)
    questions: HeldQuestions = field(default_factory=HeldQuestions)
    people: tuple[Person, ...] = PEOPLE
    groups: dict[str, tuple[str, ...]] = field(default_factory=lambda: GROUPS)

    def put(self, document: Document, *texts: str, decided: str = "", terms: Sequence[str] = ()) -> Document:
        """Hold it; `decided` is a status that makes it a record."""
        links = tuple(link for link in document.links if link.relation in {"supersedes", "needs"})
        day = document.created_at.date() if document.created_at else None
        record = Decision(
            document.title, "so", Origin.RECORD, f"d-{document.id}", document.id, decided, decided_on=day, links=links
        )
        meant = tuple(Term(name, f"what {name} means", Quote(name, 1, 0)) for name in terms)
        self.known[document.id] = Known(document, Extracted((record,) if decided else (), meant))
        self.documents.hold(document, texts or (document.title,))
        self.extracts.hold(*self.known.values())
        return document

    def change(self, document_id: str, text: str) -> None:
        """A new version of a document."""
        document = replace(self.known[document_id].document, content_hash=text)
        self.put(document, text)

    def knowledge(self) -> Knowledge:
        """The use cases as the bootstrap wires them."""
        around = Around(
            documents=self.documents,
            searcher=WordSearcher(self.documents),
            directory=Directory(self.people, self.groups),
            curators=Readers.parse("user:ana"),
        )
        return knowledge_over(
            self.extracts, around=around, listened=Listened(self.questions, people=self.people, groups=self.groups)
        )


def document(name: str, title: str, kind: Kind = Kind.DESIGN_DOC, **changes: object) -> Document:
    """A document that everybody may read; its path is its name, and its links are given as `needs=` and `refers=`."""
    relations = {"needs": "needs", "refers": "refers-to", "supersedes": "supersedes"}
    links = tuple(Link(relations[key], target) for key in relations for target in changes.pop(key, ()))  # type: ignore[attr-defined]
    defaults: dict[str, object] = {
        "readers": Readers.parse("everyone"),
        "created_at": datetime(2026, 1, 5, tzinfo=UTC),
        "updated_at": datetime(2026, 2, 5, tzinfo=UTC),
        "authors": ("Ana Ruiz",),
        "links": links,
    }
    id_ = name.rpartition("/")[2].partition(".")[0]
    return Document(id_, "docs", name, title, kind, "1", **(defaults | changes))  # type: ignore[arg-type]


def library() -> Shelf:
    """Kafka and what stands around it; `plan` is the board's alone."""
    shelf = Shelf()
    shelf.put(document("handbook/week.md", "Your first week", Kind.PAGE), "The kafka bus is shown on Tuesday.")
    shelf.put(
        document("adr/0019-kafka.md", "ADR-0019: Kafka", supersedes=["adr/0004-rabbit.md"]), "We run kafka.", decided="accepted"
    )
    shelf.put(document("adr/0004-rabbit.md", "ADR-0004: RabbitMQ", status="superseded"), "No kafka yet.", decided="superseded")
    shelf.put(
        document("adr/0020-avro.md", "ADR-0020: Avro", needs=["adr/0019-kafka.md"]), "On kafka, Avro.", decided="accepted"
    )
    shelf.put(
        document("design/cluster.md", "Kafka cluster", needs=["adr/0020-avro.md"], refers=["adr/0019-kafka.md"]),
        "The kafka cluster has DLQ topics.",
        terms=["DLQ"],
    )
    shelf.put(
        document("board/plan.md", "Plan to leave kafka", readers=Readers.parse("group:board"), refers=["adr/0019-kafka.md"]),
        "Leave kafka by summer.",
        terms=["kafka exit"],
    )
    shelf.put(document("other/cooking.md", "Cooking", Kind.PAGE), "Rice and beans.")
    return shelf
