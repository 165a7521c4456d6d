"""Questions that suggest themselves after an answer. Read `StructureSuggester.follow_ups` first.

They come from what is known of the cited documents: which decision they hold, what became of it and what was not taken, their
other sections, and the reviews that are linked with them. All of that is the asker's own view, so that a suggestion never
tells of a document that they may not read; and each asks for something that stands there, so that it can be answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

from assistant.answering.citing.support import Reader
from assistant.answering.deciding.titles import bare_title
from assistant.answering.deciding.words import number_of
from assistant.answering.suggesting.templates import ORDER, Ask, Wording, asked_by, wording_for
from assistant.domain.answers import Citation
from assistant.domain.decisions import Origin
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import PAST, Entry, Lineage
from assistant.knowledge.decisions.question_forms import Aspect
from assistant.knowledge.decisions.questions import question_about_decision
from assistant.knowledge.references import Backlink, Lead
from assistant.ports import Clock, Documents

MOST: Final = 3
_DOCUMENTS: Final = 2
"""Cited documents that are looked at, the first ones."""
_TITLE: Final = 60
"""Characters of a title that still reads well within a question."""
_SAME: Final = 0.75
"""Share of a suggestion's words from which it asks what was just asked."""
_SECTIONS: Final = 12
_TELLING: Final = 160
"""Characters of a section that has something to say."""
_A_NAME: Final = re.compile(
    r"(?=.*\b[a-zA-Z][\w-]*[A-Z]|(?:[A-Z][\w-]*(?: |$)){2,3}$)"
    r"(?!An? |The |Keep |Use |Add |No |Only )[\w./+#-]+(?: [\w./+#-]+){0,2}"
)
"""Up to three words of which one is spelt as names are (`gRPC`, `Mutual TLS`), or two and more that are capitalised."""
_ENDS: Final = {
    DecisionStatus.SUPERSEDED: "replaced",
    DecisionStatus.REJECTED: "rejected",
    DecisionStatus.WITHDRAWN: "withdrawn",
    DecisionStatus.DEFERRED: "deferred",
}
_ASPECTS: Final = {
    Aspect.SUCCESSOR: {Ask.SUCCESSOR},
    Aspect.BEFORE: {Ask.BEFORE},
    Aspect.DECIDERS: {Ask.DECIDERS},
    Aspect.ALTERNATIVES: {Ask.ALTERNATIVES, Ask.WHY_NOT},
    Aspect.OUTCOME: {Ask.DECIDERS, Ask.SUCCESSOR, Ask.DECIDED},
    Aspect.CURRENT: {Ask.SUCCESSOR, Ask.DECIDED},
    Aspect.WHY_NOT: {Ask.WHY_ENDED},
}
"""What an answer to a question about a decision has told already."""


class Decisions(Protocol):
    """The decision book as suggestions need it."""

    def lineage(self, principal: Principal) -> Lineage:
        """Every decision that they may read, with what replaced what."""


class Links(Protocol):
    """What documents say of each other, as suggestions need it."""

    def links(self, principal: Principal, document: Document) -> list[Lead]:
        """Where a document leads, with the documents there that the principal may read."""

    def backlinks(self, principal: Principal, document_id: str) -> tuple[Backlink, ...]:
        """Those that the principal may read."""


@dataclass(frozen=True, slots=True)
class _Suggested:
    """A question, and what it asks: no two that are shown ask the same sort of thing."""

    ask: Ask
    text: str


@dataclass(frozen=True, slots=True)
class _About:
    """What suggestions are made about: a cited document, with everything that the answer told already."""

    document: Document
    name: str
    wording: Wording
    lineage: Lineage
    cited: frozenset[str]
    """The ids of all cited documents."""


class StructureSuggester:
    """The Suggester over the memory and the documents' own structure. Blocks; safe to share between threads."""

    def __init__(self, decisions: Decisions, links: Links, documents: Documents, clock: Clock) -> None:
        self._decisions = decisions
        self._links = links
        self._documents = documents
        self._clock = clock

    def follow_ups(self, question: Question, hits: Sequence[Hit], citations: Sequence[Citation]) -> Sequence[str]:  # noqa: ARG002
        """Up to three, in the question's language; none for a language that there are no templates for."""
        wording = wording_for(question.text)
        if wording is None or not citations:
            return ()
        lineage = self._decisions.lineage(question.scope.principal)
        cited = {one.document.id: one for one in citations}
        known = frozenset(cited)
        found: list[_Suggested] = []
        for citation in islice(cited.values(), _DOCUMENTS):
            document = lineage.view.documents.get(citation.document.id)
            if document is not None and (name := _name(document, wording)):
                about = _About(document, name, wording, lineage, known)
                found += self._about(about, citations, question.scope.principal)
        return _chosen(found, question, self._told(question))

    def _told(self, question: Question) -> frozenset[Ask]:
        """What the question asked for, so that its answer has it."""
        asked = question_about_decision(question.text, self._clock.now().date())
        return frozenset(_ASPECTS.get(asked.aspect, ())) if asked else frozenset()

    def _about(self, about: _About, citations: Sequence[Citation], principal: Principal) -> Iterator[_Suggested]:
        record = _record(about.lineage, about.document)
        if record is not None:
            yield from _of_decision(about, record)
        yield from self._of_sections(about, citations)
        yield from self._of_links(about, principal)

    def _of_sections(self, about: _About, citations: Sequence[Citation]) -> Iterator[_Suggested]:
        """The sections after the cited one first, then those before it, as many as a reader would look through."""
        if about.document.kind in {Kind.CODE_REVIEW, Kind.THREAD}:
            return  # their headings are places in files
        chunks = [one for one in self._chunks(about.document) if one.headings]
        quoted = {one.chunk.headings for one in citations if one.chunk.document_id == about.document.id}
        last = max((one.chunk.ordinal for one in citations if one.chunk.document_id == about.document.id), default=0)
        sections, whole = _sections(chunks), "\n".join(chunk.text for chunk in chunks)
        nearest = sorted(sections, key=lambda one: (sections[one][0].ordinal < last, sections[one][0].ordinal))
        for headings in nearest[:_SECTIONS]:
            text = "".join(chunk.text for chunk in sections[headings])
            asked = asked_by(headings[-1], whole, about.wording)
            if headings in quoted or len(text) < _TELLING or asked is None or not _is_in(about.wording, text):
                continue
            ask, what = asked
            if about.document.kind is Kind.MEETING and ask is Ask.SECTION:
                ask = Ask.TOPIC
            yield from _put(about, ask, what)

    def _chunks(self, document: Document) -> Sequence[Chunk]:
        """A document's chunks, as long as its audience is the one that the view was made for."""
        chunks, now = self._documents.chunks(document.id), self._documents.get(document.id)
        return chunks if now is not None and now.readers == document.readers else ()

    def _of_links(self, about: _About, principal: Principal) -> Iterator[_Suggested]:
        """The reviews that speak of the document, and the decisions that it speaks of."""
        for link in self._links.backlinks(principal, about.document.id):
            if link.document.kind is Kind.CODE_REVIEW:
                yield from _of_other(about, link.document, Ask.REVIEW)
        for lead in self._links.links(principal, about.document):
            record = _record(about.lineage, lead.document) if lead.document else None
            if record is not None and record.document is not None and record.status not in PAST:
                yield from _of_other(about, record.document, Ask.DECIDED)


def _name(document: Document, wording: Wording) -> str:
    """What people call a document: its title, where that reads well in a question, else its number; "" for neither."""
    title = bare_title(" ".join(document.title.split()))
    if len(title) <= _TITLE and not re.search(r"[“”„\"?？]", title):
        return wording.quoted(title)
    return number_of(document)


def _record(lineage: Lineage, document: Document) -> Entry | None:
    """The decision that a document is."""
    entries = lineage.of_document(document.id)
    return next((one for one in entries if one.decision.origin is Origin.RECORD), None)


def _of_other(about: _About, document: Document, ask: Ask) -> Iterator[_Suggested]:
    """What is asked of a document that is linked with the cited one."""
    name = "" if document.id in about.cited else _name(document, about.wording)
    if name and (text := about.wording.put(ask, name)):
        yield _Suggested(ask, text)


def _of_decision(about: _About, entry: Entry) -> Iterator[_Suggested]:
    """What the decision's lineage and its alternatives can tell, besides what the answer has cited."""
    successors = [about.lineage.entry(id_) for id_ in entry.replaced_by]
    if entry.status in PAST and any(_is_news(one, about) for one in successors):
        yield from _put(about, Ask.SUCCESSOR)
    if entry.status in _ENDS:
        yield from _put(about, Ask.WHY_ENDED, _ENDS[entry.status])
    for alternative in entry.decision.alternatives:
        if _A_NAME.fullmatch(alternative.name) and alternative.reason:
            yield from _put(about, Ask.WHY_NOT, alternative.name)
    if entry.decision.alternatives:
        yield from _put(about, Ask.ALTERNATIVES)
    if entry.decision.deciders:
        yield from _put(about, Ask.DECIDERS)
    if any(_is_news(about.lineage.entry(id_), about) for id_ in entry.replaces):
        yield from _put(about, Ask.BEFORE)


def _is_news(entry: Entry | None, about: _About) -> bool:
    return entry is not None and entry.document is not None and entry.document.id not in about.cited


def _put(about: _About, ask: Ask, what: str = "") -> Iterator[_Suggested]:
    if text := about.wording.put(ask, about.name, what):
        yield _Suggested(ask, text)


def _sections(chunks: Iterable[Chunk]) -> dict[tuple[str, ...], list[Chunk]]:
    found: dict[tuple[str, ...], list[Chunk]] = {}
    for chunk in chunks:
        found.setdefault(chunk.headings, []).append(chunk)
    return found


def _is_in(wording: Wording, text: str) -> bool:
    """Whether a text is in a language of these templates, as far as its words tell."""
    return wording_for(text) is wording


def _chosen(found: Sequence[_Suggested], question: Question, told: frozenset[Ask]) -> tuple[str, ...]:
    """One of a sort, without what was asked, or told, already."""
    reader = Reader()
    asked = reader.content(question.text)
    chosen: dict[Ask, str] = {}
    for one in sorted(found, key=lambda one: ORDER.index(one.ask)):
        words = reader.content(one.text)
        is_asked = len(words & asked) >= _SAME * len(words)
        if one.ask not in {*told, *chosen} and not is_asked and not (one.ask is Ask.ALTERNATIVES and Ask.WHY_NOT in chosen):
            chosen[one.ask] = one.text
    return tuple(dict.fromkeys(chosen.values()))[:MOST]
