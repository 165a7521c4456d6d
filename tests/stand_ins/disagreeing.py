"""Made-up decisions and pages that disagree, with a decision book over them, for what compares sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from assistant.answering.disagreeing.contradictor import Comparer
from assistant.answering.disagreeing.writing import BothSides
from assistant.domain.answers import Citation, Evidence, Excerpt
from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.queries import Filters, Scope, TimeWish
from assistant.domain.questions import Question
from assistant.domain.quotes import Quote
from assistant.domain.readers import EVERYONE, Principal, Readers
from assistant.domain.understood import Understood
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.memory import View
from tests.stand_ins.decided import HeldDocuments

TODAY = date(2026, 11, 22)
EVERYBODY = Readers(frozenset({EVERYONE}))
PILOTS = Readers(frozenset({"group:pilots"}))


@dataclass(frozen=True)
class Told:
    """What a comparer reads as the answer so far."""

    citations: tuple[Citation, ...]
    text: str = "> quoted [1]"
    confidence: float = 0.7
    answers: bool = True


def moment(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


def page(name: str, title: str, on: date | None = None, **fields: object) -> Document:
    """A page that everybody may read, by Ana Ruiz unless told."""
    defaults: dict[str, object] = {
        "id": name,
        "source": "docs",
        "path": f"handbook/{name}.md",
        "title": title,
        "kind": Kind.PAGE,
        "content_hash": "0" * 64,
        "readers": EVERYBODY,
        "authors": ("Ana Ruiz",),
        "updated_at": moment(on),
    }
    return Document(**(defaults | fields))  # type: ignore[arg-type]


@dataclass
class Company:
    """Documents with their chunks, and the decisions in them."""

    held: HeldDocuments = field(default_factory=HeldDocuments)
    known: list[Known] = field(default_factory=list)

    def page(self, document: Document, *texts: str) -> Document:
        """Hold a document that decides nothing."""
        self.held.hold(document, texts)
        self.known.append(Known(document, Extracted()))
        return document

    def record(
        self, number: int, title: str, statement: str, stated: str = "Accepted", on: date | None = None, **more: object
    ) -> Document:
        """Hold `ADR-000n`; `links` are those of its decision, `more` are other fields of it, `text` stands below its header."""
        readers, text, proposed = more.pop("readers", EVERYBODY), more.pop("text", ""), more.pop("proposed_on", None)
        links = tuple(Link(relation, target) for relation, target in more.pop("links", ()))  # type: ignore[attr-defined]
        title = f"ADR-{number:04d}: {title}"
        document = page(f"d{number}", title, on, readers=readers, path=f"adr/{number:04d}.md", status=stated)
        header = "\n".join([f"# {title}", "", f"Status: {stated}", *(f"{one.relation}: {one.target}" for one in links)])
        self.held.hold(document, [f"{header}\n{more.pop('head', '')}", f"{statement}\n\n{text}"])
        decision = Decision(
            title, statement, Origin.RECORD, id=f"x{number}", document_id=document.id, stated=stated, decided_on=on,
            proposed_on=proposed, links=links, quotes=(Quote(f"Status: {stated}", 0), Quote(statement, 1)),  # type: ignore[arg-type]
        )  # fmt: skip
        self.known.append(Known(document, Extracted(decisions=(replace(decision, **more),))))  # type: ignore[arg-type]
        return document

    def lineage(self, principal: Principal) -> Lineage:
        """What they may read of the decisions."""
        seen = {one.document.id: one for one in self.known if one.document.readers.permit(principal)}
        return Lineage(View(seen, 1), TODAY)

    def quote(self, document: Document, words: str) -> Citation:
        """The citation of words of a document."""
        chunk = next(chunk for chunk in self.held.chunks(document.id) if words in chunk.text)
        return Citation(1, words, document, chunk)

    def evidence(self, *documents: Document) -> Evidence:
        """All of these documents."""
        return Evidence(tuple(Excerpt(one, tuple(self.held.chunks(one.id)), 1.0) for one in documents))

    def sides(
        self,
        text: str,
        quotes: Sequence[Citation],
        found: Sequence[Document] = (),
        as_of: date | None = None,
        *,
        scope: Scope | None = None,
        is_sure: bool = True,
    ) -> BothSides | None:
        """What the comparer finds where the answer quotes this, from what the search found."""
        question = Question(text, scope or Scope(Principal("ana"), Filters()))
        words = ("as of " + as_of.strftime("%B %Y"),) if as_of else ()
        understood = Understood(text, text, words=words, wish=TimeWish(as_of=as_of))
        documents = found or list({quote.document.id: quote.document for quote in quotes}.values())
        comparer = Comparer(self, self.held)
        return comparer.sides(question, self.evidence(*documents), Told(tuple(quotes), answers=is_sure), understood)
