"""Opens answers. Read `Provenance.open` first.

Who may know of an answer is its asker, and administrators. What they see of it is decided by what they may read now: nobody
learns here what a document says, or that there is one, that they could not open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.domain.answer_records import AnswerRecord, CitedChunk
from assistant.domain.asked import Asked, Interface, Rating
from assistant.domain.documents import Document
from assistant.domain.provenance import SentChunk
from assistant.domain.readers import Principal
from assistant.domain.statuses import Standing, standing
from assistant.errors import NotFound
from assistant.knowledge.decisions.book import DecisionBook
from assistant.knowledge.decisions.lineage import PAST, Lineage
from assistant.knowledge.memory import Memory, View
from assistant.knowledge.ports import AnswerRecords, AskedQuestions, LatelyAsked
from assistant.knowledge.provenance.opened import ChunkSince, CitedSince, OpenedAnswer, StepSince
from assistant.knowledge.provenance.rereading import Rereading
from assistant.ports import Documents

NO_SUCH_ANSWER: Final = "There is no such answer among those that you may open, or it is no longer kept."
MOST_LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """Where answers and their questions are kept. `settle` waits until those just given are."""

    questions: AskedQuestions
    lately: LatelyAsked
    records: AnswerRecords
    settle: Callable[[], object] = lambda: None


class Provenance:
    """Opens answers for one principal at a time. Blocks; safe to share between threads."""

    def __init__(self, kept: Kept, memory: Memory, documents: Documents, decisions: DecisionBook) -> None:
        self._kept = kept
        self._memory = memory
        self._documents = documents
        self._decisions = decisions

    def open(self, principal: Principal, answer_id: str) -> OpenedAnswer:
        """How an answer came about. Raises NotFound, in the same words, for one that there is not and for one that is neither
        theirs nor an administrator's to open."""
        self._kept.settle()
        asked = self._kept.questions.get(answer_id)
        if asked is None or not _may_open(principal, asked):
            raise NotFound(NO_SUCH_ANSWER)
        opened = self._rated(OpenedAnswer(asked, None), principal)
        record = self._kept.records.get(answer_id)
        return opened if record is None else self._seen(opened, record, principal)

    def lately(self, principal: Principal, most: int = 50) -> list[Asked]:
        """The newest questions that they asked; everybody's for an administrator."""
        if principal.company or not (principal.administrator or principal.user):
            return []
        self._kept.settle()
        return self._kept.lately.newest(None if principal.administrator else principal.user, min(most, MOST_LISTED))

    def _rated(self, opened: OpenedAnswer, principal: Principal) -> OpenedAnswer:
        asked = opened.asked
        given = [one for one in self._kept.questions.ratings(asked.asked_at) if one.answer_id == asked.id]
        rating = next((one for one in given if one.user == asked.asker), None)
        others = tuple(replace(one, user="") for one in given if one is not rating) if principal.administrator else ()
        return replace(opened, rating=rating, better=self._better(rating, principal), others=others)

    def _better(self, rating: Rating | None, principal: Principal) -> Document | None:
        return self._memory.seen_by(principal).documents.get(rating.better) if rating and rating.better else None

    def _seen(self, opened: OpenedAnswer, record: AnswerRecord, principal: Principal) -> OpenedAnswer:
        view, lineage = self._memory.seen_by(principal), self._decisions.lineage(principal)
        readable = view.documents.keys()
        is_withheld = record.is_emptied or not record.words_from <= readable
        reread = Rereading(view, self._documents)
        sent: Sequence[SentChunk] = record.making.sent if record.making else ()
        return replace(
            opened,
            record=_without_words(record) if is_withheld else record,
            is_withheld=is_withheld,
            is_emptied=principal.administrator and is_withheld,
            found=_each(reread(one.document_id, one.ordinal, one.text_hash, score=one.score) for one in record.found),
            sent=_each(
                reread(one.document_id, one.ordinal, one.text_hash, number=None if is_withheld else one.number) for one in sent
            ),
            cited=_each(
                reread(one.document_id, one.ordinal, one.text_hash, number=None if is_withheld else one.marker)
                for one in record.cited
            ),
            documents=tuple(_since(record.cited, view, lineage)),
            trail=tuple(_trail(record, view, is_withheld=is_withheld or not record.trail_from <= readable)),
        )


def _may_open(principal: Principal, asked: Asked) -> bool:
    """In company nobody may: the others could read along. Somebody without a name asked nothing that could be told apart."""
    if principal.company:
        return False
    is_own = bool(principal.user) and principal.user == asked.asker and asked.interface != Interface.CHECK
    return principal.administrator or is_own


def _without_words(record: AnswerRecord) -> AnswerRecord:
    """With nothing that documents may have said, and nothing that tells how many they were."""
    making = replace(record.making, sent=(), returned="") if record.making else None
    return replace(
        record, shown="", making=making, found=(), cited=(), trail=(), words_from=frozenset(), trail_from=frozenset()
    )


def _each(found: Iterable[ChunkSince | None]) -> tuple[ChunkSince, ...]:
    return tuple(one for one in found if one is not None)


def _since(cited: Sequence[CitedChunk], view: View, lineage: Lineage) -> Iterable[CitedSince]:
    """Each cited document that may be read, in the order of the markers."""
    for document_id, one in {one.document_id: one for one in cited}.items():
        document = view.documents.get(document_id)
        if document is None:
            continue
        entries = lineage.of_document(document_id)
        newer = [lineage.entry(id_) for entry in entries if entry.status in PAST for id_ in entry.replaced_by]
        replaced_by = tuple(entry for entry in newer if entry is not None) if one.held else ()
        is_past = one.held and standing(document.status) is not Standing.HOLDS
        yield CitedSince(document, document.content_hash != one.document_hash, is_past, replaced_by)


def _trail(record: AnswerRecord, view: View, *, is_withheld: bool) -> Iterable[StepSince]:
    for step in record.trail:
        found = tuple(view.documents[id_] for id_ in step.document_ids if id_ in view.documents)
        yield StepSince(step.look, *(("", "") if is_withheld else (step.about, step.why)), found)
