"""Questions answered from decisions and their lineage. Read `Decider.decide` first.

Each statement has a marker, and what it points to are words that stand in a chunk. Where nothing fits the question well,
there is no answer from here, and the ordinary reader reads on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from assistant.answering.deciding.citing import Citations
from assistant.answering.deciding.meant import EXACT, Meant, meant_by
from assistant.answering.deciding.standings import Standing, in_a_line, standings, with_markers
from assistant.answering.deciding.telling import Reasons, Telling, told
from assistant.answering.deciding.titles import TitlesOfLineages
from assistant.answering.deciding.words import ENGLISH, Phrases, name_of, phrases_for
from assistant.answering.reading.extractive import extract
from assistant.domain.answers import Citation, Evidence, Excerpt
from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import Hit
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import Entry, Lineage
from assistant.knowledge.decisions.question_forms import Aspect
from assistant.knowledge.decisions.questions import question_about_decision
from assistant.ports import Clock, Documents, Embedder

_SURE: Final = 0.95
"""How sure an answer about a decision that was named may be; one that was described counts by its fit."""
_MOST_READ: Final = 60
"""Chunks of a document that are read for a reason."""


class Decisions(Protocol):
    """The decision book as questions need it."""

    def lineage(self, principal: Principal) -> Lineage:
        """Every decision that they may read, with what replaced what."""


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer from decisions: Markdown with markers, what they point to, how sure it is; and the excerpts that it rests on,
    each with a note on how its decision stands, which lead the evidence that a generator is sent."""

    text: str
    citations: tuple[Citation, ...]
    confidence: float
    excerpts: tuple[Excerpt, ...]
    standings: tuple[Standing, ...] = ()
    """How those of the decisions stand that replaced one another, what holds first."""
    words: Phrases = ENGLISH

    @property
    def answers(self) -> bool:
        """Always: what would not answer is not made."""
        return True

    def lacking(self, citations: Sequence[Citation], sent: Evidence) -> tuple[str, tuple[Citation, ...]]:
        """What a generator's answer may have left out: how the decisions stand, with markers by the numbers of `sent`, and what
        these point to that it does not cite; ("", ()) where none replaced another."""
        text, found = with_markers(self.standings, sent, self.words)
        held = {citation.marker for citation in citations}
        return text, tuple({one.marker: one for one in found if one.marker not in held}.values())


class Decider:
    """Answers questions about decisions, for one principal at a time. Blocks; safe to share between threads."""

    def __init__(self, decisions: Decisions, documents: Documents, embedder: Embedder, clock: Clock) -> None:
        self._decisions = decisions
        self._documents = documents
        self._embedder = embedder
        self._clock = clock
        self._titles = TitlesOfLineages()

    def decide(self, question: Question, hits: Sequence[Hit], quotes: Sequence[Citation] = ()) -> Decided | None:
        """The answer; None where the question is not about a decision, none fits it, or the decision does not tell.

        `hits` are what a search for the question found; `quotes` are those of the ordinary reader, which give the reasons where
        they are from the same decision.
        """
        today = self._clock.now().date()
        asked = question_about_decision(question.text, today)
        if asked is None:
            return None
        lineage = self._decisions.lineage(question.scope.principal)
        citations = Citations(lambda document_id: self._chunks(document_id, lineage))
        meant = meant_by(asked, lineage, self._titles.of(lineage), hits, question.scope)
        if meant is None and asked.aspect is not Aspect.CHANGED:
            return None
        words, reasons = phrases_for(question.text), self._reasons(question, quotes)
        telling = Telling(asked, lineage, question.scope, citations, words, today, reasons)
        text = told(telling, meant)
        if not text or not citations.made:
            return None
        stand = standings(citations.made, lineage, words)
        excerpts = self._excerpts(citations, lineage)
        text += in_a_line(stand, words)
        return Decided(text, tuple(citations.made), _confidence(meant, telling), excerpts, stand, words)

    def successors(self, document: Document, principal: Principal) -> tuple[str, ...]:
        """What the principal may read of what replaced this document's decision, by name."""
        lineage = self._decisions.lineage(principal)
        newer = [id_ for entry in lineage.of_document(document.id) for id_ in entry.replaced_by]
        return tuple(dict.fromkeys(name_of(entry) for id_ in newer if (entry := lineage.entry(id_))))

    def _chunks(self, document_id: str, lineage: Lineage) -> Sequence[Chunk]:
        """A document's chunks, as long as its audience is the one that the view was made for."""
        chunks = self._documents.chunks(document_id)
        known = lineage.view.documents.get(document_id)
        now = self._documents.get(document_id)
        return chunks if known and now and now.readers == known.readers else ()

    def _reasons(self, question: Question, quotes: Sequence[Citation]) -> Reasons:
        """Gives a document's reasons: the ordinary reader's quotes that are from it, then what it finds in it alone."""

        def reasons(document: Document, citations: Citations) -> Sequence[Citation]:
            own = [quote for quote in quotes if quote.document.id == document.id]
            chunks = citations.chunks(document)[:_MOST_READ]
            evidence = Evidence(tuple(Excerpt(document, (chunk,), 1.0) for chunk in chunks))
            more = extract(question.text, evidence, self._embedder).citations if chunks else ()
            return [*own, *(one for one in more if one.quote not in {quote.quote for quote in own})]

        return reasons

    def _excerpts(self, citations: Citations, lineage: Lineage) -> tuple[Excerpt, ...]:
        """What is cited, a document at a time, with how its decision stands."""
        found: dict[str, list[Citation]] = {}
        for citation in citations.made:
            found.setdefault(citation.document.id, []).append(citation)
        return tuple(_excerpt(cited, lineage) for cited in found.values())


def _excerpt(cited: Sequence[Citation], lineage: Lineage) -> Excerpt:
    chunks = {citation.chunk.ordinal: citation.chunk for citation in cited}
    document = cited[0].document
    notes = [_note(entry, lineage) for entry in lineage.of_document(document.id)[:1]]
    return Excerpt(document, tuple(chunks[ordinal] for ordinal in sorted(chunks)), 1.0, note="; ".join(notes))


def _note(entry: Entry, lineage: Lineage) -> str:
    """How a decision stands, in a line."""
    parts = [str(entry.status)]
    if entry.day:
        parts.append(f"dated {entry.day.isoformat()}")
    for relation, ids in (("replaced by", entry.replaced_by), ("replaced", entry.replaces)):
        names = [name_of(other) for id_ in ids if (other := lineage.entry(id_))]
        parts += [f"{relation} {' and '.join(names)}"] if names else []
    return ", ".join(parts)


def _confidence(meant: Meant | None, telling: Telling) -> float:
    fit = meant.fit if meant else EXACT
    unsure = telling.is_unsaid or (meant is not None and meant.entry.status is DecisionStatus.UNSTATED)
    return round(_SURE * fit * (0.6 if unsure else 1.0), 3)
