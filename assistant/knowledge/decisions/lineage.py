"""What became of decisions: what replaced what, what holds now, and what held on a day. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from assistant.domain.decisions import Decision
from assistant.domain.documents import Document
from assistant.domain.quotes import Quote
from assistant.domain.readers import ADMINISTRATORS_ONLY, Readers
from assistant.domain.rulings import Ruling
from assistant.domain.statuses import DecisionStatus, StatusTable
from assistant.knowledge.decisions.ruled import Ruled, Settled, settle
from assistant.knowledge.decisions.succession import Succession, oldest_first
from assistant.knowledge.memory import View

REFUSED: Final = frozenset({DecisionStatus.REJECTED, DecisionStatus.WITHDRAWN})
PAST: Final = frozenset({DecisionStatus.SUPERSEDED, DecisionStatus.DEPRECATED})
TOOK_EFFECT: Final = frozenset({DecisionStatus.ACCEPTED, *PAST})
_REPLACES: Final = TOOK_EFFECT | {DecisionStatus.UNSTATED}
"""What a decision must be, or have been, to replace another: a proposal does not yet, a refused one never did."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document's own words that bear a decision out, with the document."""

    document: Document
    quote: Quote


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision as it stands, for one audience.

    `decision` has people's corrections in it; `original` is what the document says. `document` is None for a decision that
    somebody wrote down from no document. `status` is what became of it: superseded where a decision that took effect says so,
    else what its own status means. `replaced_by` and `replaces` are ids, of decisions that took effect only
    (`Lineage.successors` has those that would like to as well). `ruling` tells who confirmed, corrected or wrote it; None if
    nobody did.
    """

    decision: Decision
    document: Document | None
    status: DecisionStatus
    original: Decision
    replaced_by: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    ruling: Ruled | None = None
    evidence: tuple[Evidence, ...] = ()
    readers: Readers = ADMINISTRATORS_ONLY
    """Who may read it: who may read its document, or those for whom it was written."""

    @property
    def id(self) -> str:
        """The decision's."""
        return self.decision.id

    @property
    def day(self) -> date | None:
        """When it was decided, else proposed; None where the document says neither."""
        return self.decision.decided_on or self.decision.proposed_on

    @property
    def in_force(self) -> bool | None:
        """Whether it holds now; None where its document does not say."""
        return None if self.status is DecisionStatus.UNSTATED else self.status is DecisionStatus.ACCEPTED


class Lineage:
    """Every decision of a view, with what it replaced and what replaced it, told by that view alone.

    On `today` and later things are as they are now, whatever is dated later. `rulings` are those that the view's people may
    see, in their order; `evidence` are the quotes of written decisions, by the ruling's number. A ruling about a decision that
    is not in the view has no effect. Supersession is taken from both ends (`supersedes`, `superseded-by`); links to itself and
    rings do no harm: of a ring the links remain that lead from an older decision to a newer one.
    """

    def __init__(
        self,
        view: View,
        today: date,
        rulings: Sequence[Ruling] = (),
        statuses: StatusTable | None = None,
        evidence: Mapping[int, Sequence[Evidence]] | None = None,
    ) -> None:
        self.statuses = statuses or StatusTable()
        self._settled = settle(view, rulings)
        self._evidence = evidence or {}
        self.view = view
        self.today = today
        meanings = {stated: self.statuses.meaning(stated) for stated in {one.decision.stated for one in self._settled.values()}}
        self._own = {id_: meanings[one.decision.stated] for id_, one in self._settled.items()}
        self._succession = Succession(view, {id_: one.decision for id_, one in self._settled.items()})
        self._entries = {id_: self._entry(id_) for id_ in self._settled}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them, newest first, those without a date last."""
        return self._newest_first

    def entry(self, decision_id: str) -> Entry | None:
        """One of them; None if there is none by that id here."""
        return self._entries.get(decision_id)

    def of_document(self, document_id: str) -> tuple[Entry, ...]:
        """What a document decides, in its order; written decisions that name it come last."""
        return tuple(self._entries[id_] for id_ in self._by_document.get(document_id, ()))

    def successors(self, decision_id: str) -> tuple[Entry, ...]:
        """Those that are said to replace it, in force or not (a proposal does not replace anything yet), oldest first."""
        return self._sorted(self._succession.successors(decision_id))

    def predecessors(self, decision_id: str) -> tuple[Entry, ...]:
        """Those that it is said to replace, in force or not, oldest first."""
        return self._sorted(self._succession.predecessors(decision_id))

    def chain(self, decision_id: str) -> tuple[Entry, ...]:
        """The whole family: all that is connected by replacing, itself included, what was replaced before what replaced it,
        else oldest first; () for an id that is not here."""
        if decision_id not in self._entries:
            return ()
        family = self._succession.family(decision_id)
        order = oldest_first(family, self._succession, lambda id_: _age(self._entries[id_]))
        return tuple(self._entries[id_] for id_ in order)

    def current(self, decision_id: str) -> Entry | None:
        """The newest in force that it led to, which may be itself; where none is known to be in force, the newest whose
        document does not say; None if all that it led to is past, refused or only proposed."""
        if decision_id not in self._entries:
            return None
        led_to = [self._entries[id_] for id_ in self._succession.descendants(decision_id)]
        for wanted in (True, None):
            if found := [entry for entry in led_to if entry.in_force is wanted]:
                return max(found, key=_age)
        return None

    def status_at(self, decision_id: str, day: date) -> DecisionStatus:
        """What it was on a day: proposed from `proposed_on`, what its status says from `decided_on` (else from
        `proposed_on`), superseded once a successor is known to have taken effect: from its `decided_on`, or from the last
        change of its document. Unstated before there was anything, for an id that is not here, and where the documents don't
        say: no date, the time between a successor's proposal and the first day on which it is known to have taken effect,
        deprecated at some time unknown (from the document's last change on it is what the document says). From the newest day
        until today that is known of anything on, it is what it is now."""
        entry = self._entries.get(decision_id)
        if entry is None:
            return DecisionStatus.UNSTATED
        if day >= self._latest:
            return entry.status
        began, decided = began_on(entry), entry.day
        perhaps, surely = self._replaced_between(entry)
        if surely and day >= surely:
            return DecisionStatus.SUPERSEDED
        if began is None or decided is None or day < began:
            return DecisionStatus.UNSTATED
        if day < decided:
            return DecisionStatus.PROPOSED
        own = self._own[decision_id]
        if entry.status is DecisionStatus.SUPERSEDED and (perhaps is None or day >= perhaps):
            return DecisionStatus.UNSTATED
        if own not in PAST:
            return own
        if own is DecisionStatus.SUPERSEDED and perhaps:
            return DecisionStatus.ACCEPTED
        changed = _said_since(entry)
        return own if changed and day >= changed else DecisionStatus.UNSTATED

    def in_force_at(self, decision_id: str, day: date) -> bool | None:
        """Whether it was in force on a day; None where the documents don't say."""
        entry = self._entries.get(decision_id)
        if entry is None:
            return None
        if day >= self._latest:
            return entry.in_force
        began = began_on(entry)
        if self._own[decision_id] in REFUSED or (began and day < began):
            return False
        status = self.status_at(decision_id, day)
        return None if status is DecisionStatus.UNSTATED else status is DecisionStatus.ACCEPTED

    @property
    def mutual(self) -> Iterable[tuple[str, str]]:
        """Pairs of ids of which each is said to replace the other; the older is taken to be replaced."""
        return self._succession.mutual

    def ended_on(self, decision_id: str) -> date | None:
        """The day from which it was superseded: the first on which one of its successors is known to have been decided; None
        if it was not, or none of them says when it was decided: the day of a proposal is none."""
        return min((one.decision.decided_on for one in self._enders(decision_id) if one.decision.decided_on), default=None)

    def end_proposed_on(self, decision_id: str) -> date | None:
        """The first day on which one of the successors that took effect was proposed, or decided where it does not tell of a
        proposal; None if it was not superseded, or none of them is dated."""
        return min((day for one in self._enders(decision_id) if (day := began_on(one))), default=None)

    def own_status(self, decision_id: str) -> DecisionStatus:
        """What its document, or whoever corrected it, calls it, whatever became of it since."""
        return self._own.get(decision_id, DecisionStatus.UNSTATED)

    def _enders(self, decision_id: str) -> Sequence[Entry]:
        """The successors that took effect, where it was superseded."""
        entry = self._entries.get(decision_id)
        if entry is None or entry.status is not DecisionStatus.SUPERSEDED:
            return ()
        return [self._entries[id_] for id_ in entry.replaced_by]

    def _replaced_between(self, entry: Entry) -> tuple[date | None, date | None]:
        """The first day on which it may have been replaced already, and the first on which it is known to have been. What a
        document says of its decision was so when it was last changed."""
        enders = self._enders(entry.id)
        earliest = [one.day for one in enders]
        known = [one.decision.decided_on or _said_since(one) for one in enders]
        perhaps = None if None in earliest else min(filter(None, earliest), default=None)
        said = _said_since(entry) if self._own[entry.id] is DecisionStatus.SUPERSEDED else None
        # It can't have said so before there was anything to replace it: its one date is then that of its first version.
        known += [said] if said and (perhaps is None or said >= perhaps) else []
        return perhaps, min(filter(None, known), default=None)

    @cached_property
    def _latest(self) -> date:
        """The newest day until today that is known of anything; today where none is."""
        days = (day for entry in self._entries.values() for day in (entry.decision.proposed_on, entry.decision.decided_on))
        changes = (document.updated_at.date() for document in self.view.documents.values() if document.updated_at)
        return max((day for day in (*days, *changes) if day and day <= self.today), default=self.today)

    @cached_property
    def _newest_first(self) -> tuple[Entry, ...]:
        return tuple(sorted(self._entries.values(), key=newest_first))

    @cached_property
    def _by_document(self) -> Mapping[str, Sequence[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for id_, one in self._settled.items():
            for document_id in one.document_ids:
                found[document_id].append(id_)
        return found

    def _entry(self, id_: str) -> Entry:
        one = self._settled[id_]
        replaced_by = tuple(sorted(other for other in self._succession.successors(id_) if self._took_place(other, id_)))
        replaces = tuple(sorted(other for other in self._succession.predecessors(id_) if self._took_place(id_, other)))
        own = self._own[id_]
        return Entry(
            decision=one.decision,
            document=self.view.documents.get(one.decision.document_id),
            status=DecisionStatus.SUPERSEDED if replaced_by and own not in REFUSED else own,
            original=one.original,
            replaced_by=replaced_by,
            replaces=replaces,
            ruling=one.ruled,
            evidence=self._borne_out(one),
            readers=one.readers,
        )

    def _took_place(self, newer: str, older: str) -> bool:
        """Whether a replacement is one: the newer took effect, and nobody who knew of it said that the older holds."""
        if self._own[newer] not in _REPLACES:
            return False
        held_until = self._settled[older].holds_since
        if held_until is None or self._own[older] in PAST | REFUSED:
            return True
        day = _day(self._settled[newer].decision)
        return day is not None and day > held_until

    def _borne_out(self, one: Settled) -> tuple[Evidence, ...]:
        if one.written is not None:
            return tuple(self._evidence.get(one.written, ()))
        document = self.view.documents[one.decision.document_id]
        return tuple(Evidence(document, quote) for quote in one.decision.quotes)

    def _sorted(self, ids: Iterable[str]) -> tuple[Entry, ...]:
        return tuple(sorted((self._entries[id_] for id_ in ids), key=_age))


def began_on(entry: Entry) -> date | None:
    """The first day that is known of it."""
    return min((day for day in (entry.decision.proposed_on, entry.decision.decided_on) if day), default=None)


def newest_first(entry: Entry) -> tuple[int, str, str]:
    """Sorts entries: the newest first, those without a date last, then by title and id. No two are equal."""
    return (-entry.day.toordinal() if entry.day else 1, entry.decision.title.casefold(), entry.id)


def _said_since(entry: Entry) -> date | None:
    """The day since which its document gives it its status; None where it does not tell, or a person corrected the status."""
    is_its_own = entry.document is not None and entry.decision.stated == entry.original.stated
    return entry.document.updated_at.date() if is_its_own and entry.document and entry.document.updated_at else None


def _age(entry: Entry) -> tuple[date, str]:
    return (entry.day or date.min, entry.id)


def _day(decision: Decision) -> date | None:
    return decision.decided_on or decision.proposed_on
