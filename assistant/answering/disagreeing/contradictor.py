"""Both sides of what sources disagree about. Read `Comparer.sides` first.

What replaced what is known from the decision book; what else differs is found among the evidence. Nothing is told of what the
asker may not read, and nothing is embedded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile
from typing import Final, Protocol

from assistant.answering.collaborators import Quoted
from assistant.answering.deciding.citing import Citations
from assistant.answering.deciding.standings import people_of
from assistant.answering.deciding.words import name_of, name_of_document
from assistant.answering.disagreeing.differing import Stated, difference_in
from assistant.answering.disagreeing.families import Stance, amendments_of, stances_of, stances_on
from assistant.answering.disagreeing.phrases import SidePhrases, side_phrases_for
from assistant.answering.disagreeing.sides import Role, Side
from assistant.answering.disagreeing.speaking import Asked, Said, tells
from assistant.answering.disagreeing.standing import (
    Bearing,
    bearing_of,
    holding_first,
    own_decision,
    status_of,
)
from assistant.answering.disagreeing.ties import ties_of
from assistant.answering.disagreeing.writing import BothSides, both_sides
from assistant.domain.answers import Citation, Evidence, Excerpt
from assistant.domain.documents import Chunk, Document
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.domain.understood import Understood
from assistant.knowledge.decisions.lineage import Entry, Lineage
from assistant.knowledge.naming import Label, label_of, numbers_in
from assistant.ports import Documents

_MOST_QUOTES: Final = 2
_MOST_BEFORE: Final = 1
_MOST_BESIDE: Final = 3
_AS_OF: Final = "as of "
_SPEAKS: Final = 0.5
"""How much of the question's words what was replaced must have, in a sentence or around it, to be quoted beside what holds and
answers: with less it speaks of something else, and is named only. What amends has to have as much in the sentence itself."""
_BESIDE: Final = frozenset({Role.BEFORE, Role.REFUSED, Role.OPEN})
_IN_PART: Final = frozenset({Role.AMENDMENT, Role.AMENDED})
_STATED: Final = 0.5
"""With less in the sentence itself, a document's quote is what it decides rather than what is nearest to the question."""


class Decisions(Protocol):
    """The decision book as this needs it."""

    def lineage(self, principal: Principal) -> Lineage:
        """Every decision that they may read, with what replaced what."""


class Comparer:
    """Finds where sources disagree, for one principal at a time. Blocks; safe to share between threads."""

    def __init__(self, decisions: Decisions, documents: Documents) -> None:
        self._decisions = decisions
        self._documents = documents

    def sides(
        self, question: Question, evidence: Evidence, quoted: Quoted, understood: Understood | None = None
    ) -> BothSides | None:
        """Both sides, what holds first, where what answers the question was replaced or replaced something, or another document
        of the evidence states something else; None where nothing is known to disagree, or nothing answers. As of a day that
        the question names, what held then comes first."""
        if not quoted.answers or not quoted.citations:
            return None
        lineage = self._decisions.lineage(question.scope.principal)
        comparison = _Comparison(question, evidence, quoted, understood, lineage)
        return self._replaced(comparison, comparison.as_of[0]) or self._different(comparison)

    def _replaced(self, found: _Comparison, as_of: date | None) -> BothSides | None:
        """The sides of the first document that answers and has been replaced, or has replaced another that speaks of this; or
        of one beside it in the evidence that says how the two stand."""
        answering = {document.id for document in found.answering}
        for document in (*found.answering, *found.beside):
            entry = own_decision(document, found.lineage)
            for stances in self._stances(entry, found, as_of) if entry else ():
                if answering.isdisjoint(one.entry.document.id for one in stances if one.entry.document):
                    continue
                sides = [side for stance in stances if (side := self._side(stance, found))]
                if len(sides) > 1 or (sides and as_of):
                    return both_sides(sides, found.phrases, found.quoted.confidence, found.before(sides))
        return None

    def _stances(self, entry: Entry, found: _Comparison, as_of: date | None) -> Iterator[tuple[Stance, ...]]:
        """What a decision stands against: as of the day, or now; by what replaced it, then by what its first lines say."""
        if as_of is not None:
            yield stances_on(entry, found.lineage, as_of)
            return
        head = self._documents.chunks(entry.document.id, 0, 1) if entry.document else ()
        ties = list(ties_of(entry, head, found.numbered))
        yield stances_of(entry, found.lineage, ties)
        yield amendments_of(entry, ties)

    def _side(self, stance: Stance, found: _Comparison) -> Side | None:
        """One decision's; None where it may not be shown, has no text, or does not speak of the question."""
        document = stance.entry.document
        if document is None or not found.question.scope.admit(document):
            return None
        is_brief = False
        quotes = found.quotes_of(document) if stance.role is not Role.AMENDED else []
        if not quotes:
            chunks = self._chunks(document)
            said = found.asked.said_in(document, chunks)
            if said is None or (stance.role in _IN_PART and said.own < _SPEAKS):
                return None
            if not stance.is_asked and stance.role in _BESIDE and said.share < _SPEAKS:
                quotes, is_brief = [_status_line(stance.entry, said, chunks)], True
            else:
                quotes = [_best(said, stance.entry, chunks)]
        side = _side(stance.role, Bearing(document, stance.entry, stance.entry.day), quotes, found)
        return _dated(replace(side, is_brief=is_brief), stance, found)

    def _different(self, found: _Comparison) -> BothSides | None:
        """The sides of two documents of the evidence that state different things of the same."""
        difference = difference_in(found.quoted.citations, found.evidence, found.asked)
        if difference is None:
            return None
        stated = {one.document.id: one for one in (difference.one, difference.other)}
        bearings = [bearing_of(one.document, found.lineage, self._first(one.document)) for one in stated.values()]
        as_of, _ = found.as_of
        if as_of and any(bearing.day and bearing.day > as_of for bearing in bearings):
            return None
        is_named = _names(difference.one, difference.other) or _names(difference.other, difference.one)
        sides = [
            replace(_side(role, bearing, [stated[bearing.document.id].citation], found), names_other=is_named)
            for bearing, role in holding_first(*bearings)
        ]
        return both_sides(sides, found.phrases, found.quoted.confidence, found.before(sides))

    def _chunks(self, document: Document) -> Sequence[Chunk]:
        """A document's chunks, as long as its audience is the one that the view was made for."""
        now = self._documents.get(document.id)
        return self._documents.chunks(document.id) if now and now.readers == document.readers else ()

    def _first(self, document: Document) -> Sequence[Chunk]:
        """Its first chunk, where nothing else dates it."""
        return () if document.updated_at or document.created_at else self._documents.chunks(document.id, 0, 0)


class _Comparison:
    """One question's evidence and answer, as sides are made from them."""

    def __init__(
        self, question: Question, evidence: Evidence, quoted: Quoted, understood: Understood | None, lineage: Lineage
    ) -> None:
        self.question = question
        self.understood = understood
        self.evidence = evidence
        self.quoted = quoted
        self.asked = Asked(understood.text if understood else question.text)
        self.lineage = lineage
        self.phrases: SidePhrases = side_phrases_for(question.text)

    @property
    def as_of(self) -> tuple[date | None, str]:
        """The day that the question asks about, and the words that name it."""
        wish = self.understood.wish.as_of if self.understood else None
        words = self.understood.words if self.understood else ()
        label = next((word.removeprefix(_AS_OF) for word in words if word.startswith(_AS_OF)), "")
        return wish, label or (wish.isoformat() if wish else "")

    @property
    def answering(self) -> Sequence[Document]:
        """The documents that the answer is quoted from, in its order."""
        return list({citation.document.id: citation.document for citation in self.quoted.citations}.values())

    @property
    def beside(self) -> Sequence[Document]:
        """The best other documents of the evidence."""
        answering = {document.id for document in self.answering}
        others = {one.document.id: one.document for one in self.evidence.excerpts if one.document.id not in answering}
        return list(others.values())[:_MOST_BESIDE]

    def numbered(self, label: Label) -> Sequence[Entry]:
        """The decisions of a number."""
        return [one for one in self.lineage.entries if one.document and label_of(one.document) == label]

    def quotes_of(self, document: Document) -> list[Citation]:
        """What the answer quotes of one document, but for its headers."""
        own = [replace(one, marker=0) for one in self.quoted.citations if one.document.id == document.id and tells(one.quote)]
        return own[:_MOST_QUOTES]

    def before(self, sides: Sequence[Side]) -> list[Citation]:
        """What the answer quotes of documents that are no side, and stand before all sides in the evidence."""
        told = {side.document.id for side in sides}
        better = {one.document.id for one in takewhile(lambda one: one.document.id not in told, self.evidence.excerpts)}
        return [one for one in self.quoted.citations if one.document.id in better][:_MOST_BEFORE]

    def excerpt(self, quotes: Sequence[Citation], note: str) -> Excerpt:
        """The excerpt of the evidence that the first quote stands in, else its chunk alone, with the note."""
        chunk = quotes[0].chunk
        for excerpt in self.evidence.excerpts:
            if any((one.document_id, one.ordinal) == (chunk.document_id, chunk.ordinal) for one in excerpt.chunks):
                return replace(excerpt, note=note)
        return Excerpt(quotes[0].document, (chunk,), 1.0, note=note)


def _status_line(entry: Entry, said: Said, chunks: Sequence[Chunk]) -> Citation:
    """What says how a decision stands, of one that does not speak of the question."""
    citations = Citations(lambda _: chunks)
    stated = entry.decision.stated
    return citations.made[0] if citations.cite(entry, stated, *stated.split()[:1], "status:") else said.citation


def _best(said: Said, entry: Entry, chunks: Sequence[Chunk]) -> Citation:
    """The sentence that speaks of the question; of a document that hardly does, what it decides, where that stands in it."""
    document = said.citation.document
    if said.own >= _STATED:
        return said.citation
    citations = Citations(lambda _: chunks)
    return citations.made[0] if citations.cite_words(document, entry.decision.statement) else said.citation


def _side(role: Role, bearing: Bearing, quotes: Sequence[Citation], found: _Comparison) -> Side:
    document, entry = bearing.document, bearing.entry
    people, status = people_of(document, entry), status_of(document, entry, found.phrases)
    note = _note(role, bearing, status)
    name = name_of(entry) if entry else name_of_document(document)
    excerpt = found.excerpt(quotes, note)
    return Side(role, document, name, status, bearing.day, people, tuple(quotes), excerpt)


def _note(role: Role, bearing: Bearing, status: str) -> str:
    """How a side stands, for a generator."""
    parts = [f"{role.value} of two sides that disagree", status]
    parts += [f"dated {bearing.day.isoformat()}"] if bearing.day else []
    return ", ".join(parts)


def _dated(side: Side, stance: Stance, found: _Comparison) -> Side:
    """A side of a question about a day: called by that day, with what became of it since."""
    phrases, (as_of, label) = found.phrases, found.as_of
    if as_of is None:
        return side
    if stance.role is Role.THEN:
        remark = phrases.still if stance.entry.in_force else phrases.over if stance.entry.in_force is False else ""
        return replace(side, label=phrases.then.format(day=label), remark=remark)
    if stance.role is Role.OPEN and stance.entry.in_force:
        return replace(side, label=phrases.not_yet.format(day=label))
    return side


def _names(one: Stated, other: Stated) -> bool:
    """Whether one speaks of the other's document: by a link, by its number or by its title."""
    label = label_of(other.document)
    if label is not None and label.series and label in numbers_in(f"{one.document.title}\n{one.chunk.text}"):
        return True
    ending = other.document.path.rpartition("/")[2]
    targets = [link.target for link in one.document.links]
    return any(target in {other.document.url, other.document.path} or target.endswith(ending) for target in targets if target)
