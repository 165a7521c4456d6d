"""What is kept of how an answer came about. Pure, but for what replaced what, which it is told."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final, Protocol

from assistant.answering.conversing.history import resolved
from assistant.answering.deciding.words import name_of, number_of
from assistant.domain.answer_records import AnswerRecord, CitedChunk, FoundChunk, Looked, Reading, Stages
from assistant.domain.answers import Answer, AnswerEvent, Citation, Delta, EvidenceChosen, SourcesFound
from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import Hit
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.domain.statuses import Standing, standing
from assistant.domain.understood import Understood
from assistant.knowledge.decisions.lineage import PAST, Entry, Lineage
from assistant.ports import Clock

LONGEST_TEXT: Final = 40_000
"""Characters of an answer's text that are kept."""


class Decisions(Protocol):
    """What replaced what, as one principal may know it."""

    def lineage(self, principal: Principal) -> Lineage:
        """Every decision that they may read. Blocks."""


def record_of(answer: Answer, question: Question, stages: Stages, clock: Clock, lineage: Lineage | None) -> AnswerRecord:
    """How an answer came about. `lineage` is the asker's, from which it may name what replaced what it cites."""
    words_from = drawn_on(answer, lineage)
    told = {document.id for step in answer.trail for document in step.found} | {hit.document.id for hit in answer.sources}
    return AnswerRecord(
        id=answer.id,
        made_at=clock.now(),
        said=_own_words(question),
        shown="" if answer.abstained else answer.text,
        generator=answer.generator,
        notice=answer.notice,
        conversation_id=answer.conversation_id,
        asked_within=question.scope.filters,
        reading=_reading(answer.understood),
        found=found_chunks(answer.sources),
        trail=tuple(Looked(one.look, one.about, one.why, tuple(each.id for each in one.found)) for one in answer.trail),
        cited=tuple(_cited(one, lineage) for one in answer.citations),
        making=answer.making,
        stages=stages,
        words_from=words_from,
        trail_from=frozenset(told - words_from) if answer.trail else frozenset(),
    )


def failed_record(answer_id: str, question: Question, found: Iterable[Hit], why: str, clock: Clock) -> AnswerRecord:
    """What is known of an answer that did not come."""
    return AnswerRecord(
        id=answer_id,
        made_at=clock.now(),
        said=_own_words(question),
        failure=why,
        conversation_id=question.conversation_id,
        asked_within=question.scope.filters,
        found=found_chunks(found),
    )


def found_chunks(hits: Iterable[Hit]) -> tuple[FoundChunk, ...]:
    """References to what was found, best first."""
    return tuple(FoundChunk(one.document.id, one.chunk.ordinal, round(one.score, 4), text_hash(one.chunk)) for one in hits)


def redacted(record: AnswerRecord, redact: Callable[[str], str]) -> AnswerRecord:
    """The same with nothing secret in its words."""
    reading, making = record.reading, record.making
    if reading is not None:
        words, parts = tuple(map(redact, reading.words)), tuple(map(redact, reading.parts))
        reading = replace(reading, text=redact(reading.text), words=words, parts=parts, note=redact(reading.note))
    return replace(
        record,
        said=redact(record.said)[:LONGEST_TEXT],
        shown=redact(record.shown)[:LONGEST_TEXT],
        notice=redact(record.notice),
        failure=redact(record.failure),
        reading=reading,
        trail=tuple(replace(one, about=redact(one.about), why=redact(one.why)) for one in record.trail),
        making=replace(making, returned=redact(making.returned)[:LONGEST_TEXT], failure=redact(making.failure))
        if making
        else None,
    )


def text_hash(chunk: Chunk) -> str:
    """By which it is told later whether a chunk still says the same: SHA-256, as provenance.SentChunk has it."""
    return hashlib.sha256(chunk.text.encode()).hexdigest()


def _own_words(question: Question) -> str:
    return question.text if resolved(question.text, question.said) != question.text else ""


def _reading(understood: Understood | None) -> Reading | None:
    if understood is None or understood.is_plain:
        return None
    return Reading(
        text=understood.text,
        words=understood.words,
        parts=understood.parts,
        note=understood.note,
        latest=understood.wish.latest,
        as_of=understood.wish.as_of,
        filters=understood.shown,
    )


def _cited(citation: Citation, lineage: Lineage | None) -> CitedChunk:
    document, chunk = citation.document, citation.chunk
    entries = lineage.of_document(document.id) if lineage else ()
    held = standing(document.status) is Standing.HOLDS and not any(entry.status in PAST for entry in entries)
    return CitedChunk(citation.marker, document.id, chunk.ordinal, text_hash(chunk), document.content_hash, held)


def drawn_on(answer: Answer, lineage: Lineage | None) -> frozenset[str]:
    """The documents of which the answer's text, or what the model returned, may have words: those that are cited or were sent,
    and those that the text names as what replaced a cited one, or was replaced by it."""
    cited = {one.document.id for one in answer.citations}
    sent = {one.document_id for one in answer.making.sent} if answer.making else set()
    return frozenset(cited | sent | set(_named(answer.text, cited, lineage)))


def _named(text: str, cited: Iterable[str], lineage: Lineage | None) -> Iterator[str]:
    if lineage is None:
        return
    said = text.casefold()
    for entry in (entry for document_id in cited for entry in lineage.of_document(document_id)):
        for other in lineage.chain(entry.id):
            if other.document is not None and any(name.casefold() in said for name in _names(other, other.document)):
                yield other.document.id


def _names(entry: Entry, document: Document) -> list[str]:
    """What an answer's text may call a decision."""
    return [name for name in (name_of(entry), number_of(document), document.title, entry.decision.title) if name]


class Stopwatch:
    """Times the stages of one answer by its events, without the time that its receiver takes over them."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._started = now()
        self._away = 0.0
        self._found: float | None = None
        self._researched: float | None = None
        self._read: float | None = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """While the receiver has the answer."""
        left = self._now()
        try:
            yield
        finally:
            self._away += self._now() - left

    def hear(self, event: AnswerEvent) -> None:
        """Before an event is handed on."""
        at = (self._now() - self._started - self._away) * 1000
        if isinstance(event, SourcesFound):
            if self._found is None:
                self._found = at
            else:
                self._researched = at
        elif isinstance(event, EvidenceChosen | Delta | Answer) and self._read is None:
            self._read = at

    def stages(self, total: float) -> Stages:
        """What each took; `total` is the answer's own time, in ms."""
        if self._found is None:
            return Stages(total=total)
        last = self._researched or self._found
        return Stages(
            search=round(self._found, 1),
            research=round(self._researched - self._found, 1) if self._researched else None,
            read=round(self._read - last, 1) if self._read is not None else None,
            total=round(total, 1),
        )
