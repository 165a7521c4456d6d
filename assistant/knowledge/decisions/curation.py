"""Confirming, correcting and writing decisions."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.domain.documents import Document
from assistant.domain.readers import ADMINISTRATORS_ONLY, Principal, Readers
from assistant.domain.rulings import Act, Amendment, Pointer, Ruling
from assistant.domain.statuses import DecisionStatus
from assistant.errors import Forbidden, NotFound, UsageError
from assistant.knowledge.decisions.amending import checked
from assistant.knowledge.decisions.book import NO_SUCH_DECISION
from assistant.knowledge.decisions.lineage import Entry, Lineage
from assistant.knowledge.decisions.lineages import Lineages
from assistant.knowledge.decisions.quoting import point_at
from assistant.knowledge.decisions.ruled import counting, digest
from assistant.knowledge.ports import Rulings
from assistant.ports import Clock, Documents

_MOST_EVIDENCE: Final = 20
_LONGEST_QUOTE: Final = 2000
_LOCAL: Final = "administrator"
"""What whoever works on the machine itself is called where no name was given."""
NO_RIGHT: Final = (
    "only administrators and the curators of lore.toml may confirm, correct and write decisions: ask one of them, "
    'or have yourself added to [knowledge] curators = ["user:NAME"]'
)


@dataclass(frozen=True, slots=True)
class Cited:
    """Words of a document that bear a decision out, verbatim but for spaces and line breaks. `document_id` may also be the
    document's source and path, `handbook/adr/0019-kafka.md`."""

    document_id: str
    quote: str


class Curation:
    """What people with the right to may say of decisions: administrators, and the curators of lore.toml.

    A curator rules on decisions that they may read; of others they learn nothing. A ruling outlives the next ingest, since a
    decision keeps its id; it shows only where its document does, and only to those who could read the document when it was
    made. Nothing is overwritten: the document's own value stays visible, and each ruling can be undone.
    """

    def __init__(
        self, lineages: Lineages, rulings: Rulings, documents: Documents, clock: Clock, curators: Readers = ADMINISTRATORS_ONLY
    ) -> None:
        self._lineages = lineages
        self._rulings = rulings
        self._documents = documents
        self._clock = clock
        self._curators = curators

    def permits(self, principal: Principal) -> bool:
        """Whether they may rule on what they can read."""
        return self._curators.permit(principal)

    def confirm(self, principal: Principal, decision_id: str) -> Entry:
        """Say that the decision, as it is shown, is right. Raises NotFound, Forbidden."""
        entry = self._ruled_by(principal, decision_id)
        self._add(self._ruling(principal, entry, Act.CONFIRMED))
        return self._entry(principal, decision_id)

    def correct(self, principal: Principal, decision_id: str, amendment: Amendment) -> Entry:
        """Say what is wrong about it. Raises NotFound, Forbidden, and UsageError for an amendment that says nothing, an unknown
        status word, or a superseded decision that is not there."""
        entry = self._ruled_by(principal, decision_id)
        lineage = self._lineages.of(principal)
        amendment = checked(amendment, lineage, decision_id)
        if not amendment.changed:
            raise UsageError("nothing is corrected: say which field, and what is right")
        self._add(replace(self._ruling(principal, entry, Act.CORRECTED), amendment=amendment))
        return self._entry(principal, decision_id)

    def undo(self, principal: Principal, decision_id: str) -> Entry | None:
        """Take back the newest ruling on it; None if that was the one that wrote it down. Raises NotFound, Forbidden, and
        UsageError if nobody said anything about it."""
        self._ruled_by(principal, decision_id)
        said = [one for one in counting(self._rulings.read()).get(decision_id, ()) if one.readers.permit(principal)]
        if not said:
            raise UsageError("nothing was confirmed or corrected here: there is nothing to undo")
        last = said[-1]
        taken = Ruling(decision_id, Act.UNDONE, _called(principal), self._clock.now(), last.document_id, last.readers)
        self._add(replace(taken, evidence=last.evidence, undoes=last.number))
        return self._lineages.of(principal).entry(decision_id)

    def write(
        self,
        principal: Principal,
        amendment: Amendment,
        written_from: str = "",
        evidence: Sequence[Cited] = (),
        readers: Readers = ADMINISTRATORS_ONLY,
    ) -> Entry:
        """Write a decision down: `amendment` needs a title and a statement, and is accepted unless it says otherwise.

        `written_from` is the document or thread that it comes from, if any, as in Cited. It is for those of `readers` whom that
        document and all evidence let in too; none means administrators. Who writes it may read it as well. Raises Forbidden;
        NotFound for a document that the writer may not read; UsageError for one without a title or a statement, for a quote
        that doesn't stand in its document, and for readers none of whom can read those documents.
        """
        ruling = self._written(principal, amendment, written_from, evidence, readers)
        self._add(ruling)
        return self._entry(principal, ruling.decision_id)

    def check_writing(
        self, principal: Principal, amendment: Amendment, written_from: str = "", readers: Readers = ADMINISTRATORS_ONLY
    ) -> None:
        """Raise what `write` would raise, and write nothing: for a form that has to say at once what is wrong."""
        self._written(principal, amendment, written_from, (), readers)

    def _written(
        self, principal: Principal, amendment: Amendment, written_from: str, evidence: Sequence[Cited], readers: Readers
    ) -> Ruling:
        if not self.permits(principal):
            raise Forbidden(NO_RIGHT)
        lineage = self._lineages.of(principal)
        amendment = checked(replace(amendment, status=amendment.status or DecisionStatus.ACCEPTED), lineage)
        if not amendment.title or not amendment.statement:
            raise UsageError("a decision needs a title and a statement: say what it is about, and what was decided")
        if len(evidence) > _MOST_EVIDENCE:
            raise UsageError(f"at most {_MOST_EVIDENCE} quotes bear a decision out: name the clearest ones")
        names = {name for name in (written_from, *(one.document_id for one in evidence)) if name}
        documents = {name: _readable(name, lineage) for name in names}
        return Ruling(
            decision_id=secrets.token_hex(8),
            act=Act.WRITTEN,
            ruled_by=_called(principal),
            ruled_at=self._clock.now(),
            document_id=documents[written_from].id if written_from else "",
            readers=_audience(readers, list(documents.values()), principal),
            amendment=amendment,
            evidence=tuple(self._pointer(documents[one.document_id], one.quote) for one in evidence),
        )

    def _ruled_by(self, principal: Principal, decision_id: str) -> Entry:
        """The decision, if this principal may rule on it. Whether it exists is told only to those who may read it."""
        entry = self._entry(principal, decision_id)
        if not self.permits(principal):
            raise Forbidden(NO_RIGHT)
        return entry

    def _entry(self, principal: Principal, decision_id: str) -> Entry:
        entry = self._lineages.of(principal).entry(decision_id)
        if entry is None:
            raise NotFound(NO_SUCH_DECISION)
        return entry

    def _ruling(self, principal: Principal, entry: Entry, act: Act) -> Ruling:
        return Ruling(
            decision_id=entry.id,
            act=act,
            ruled_by=_called(principal),
            ruled_at=self._clock.now(),
            document_id=entry.decision.document_id,
            readers=entry.readers,
            # A written decision changes by rulings only, so that none of them is of a former version.
            seen="" if entry.ruling and entry.ruling.written else digest(entry.original),
        )

    def _pointer(self, document: Document, quote: str) -> Pointer:
        if len(quote) > _LONGEST_QUOTE:
            raise UsageError(f"a quote is at most {_LONGEST_QUOTE} characters: take the sentence that says it")
        pointer = point_at(quote, self._documents.chunks(document.id))
        if pointer is None:
            raise UsageError(f"these words don't stand in '{document.title}': copy them from there as they are")
        return pointer

    def _add(self, ruling: Ruling) -> None:
        self._rulings.add(ruling)


def _readable(name: str, lineage: Lineage) -> Document:
    """A document by its id, or by its source and path as `lore search` shows them."""
    documents = lineage.view.documents
    found = documents.get(name) or next((one for one in documents.values() if f"{one.source}/{one.path}" == name), None)
    if found is None:
        raise NotFound("There is no such document, or it is not shared with you.")
    return found


def _audience(wanted: Readers, documents: Sequence[Document], writer: Principal) -> Readers:
    """Those of `wanted` whom every document lets in, and the writer, who can read all of them."""
    readers = wanted
    for document in documents:
        readers = readers.meet(document.readers)
    if wanted.names and not readers.names:
        raise UsageError("none of these readers may read what the decision is written from: name others, or leave them out")
    if writer.administrator or not writer.user:
        return readers
    return Readers(readers.names | {f"user:{writer.user}"})


def _called(principal: Principal) -> str:
    return principal.user or _LOCAL
