"""Documents that may mislead, and documents that nobody finds; each with the reason in words and what to do. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from assistant.domain.asked import Outcome
from assistant.domain.documents import Document, Kind
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import PAST, REFUSED, Lineage
from assistant.knowledge.health.hearing import Heard
from assistant.knowledge.memory import View

_YEAR: Final = 365
AGES: Final[Mapping[Kind, int]] = {Kind.PAGE: _YEAR, Kind.DESIGN_DOC: 2 * _YEAR}
"""Days after which a document of a kind is old. Meetings, reviews and threads tell of a moment and do not age, nor does a
decision that was settled: it is replaced, not updated."""
PROPOSED_DAYS: Final = _YEAR
"""Days after which a proposal should have become something."""
OFTEN: Final = 5
"""From so many answers that cite it on, a document is old at half its age: what many rely on has to be right."""
YOUNG: Final = timedelta(days=30)
"""A newer document has had no time to be linked or cited."""
_LASTING: Final = frozenset({Kind.PAGE, Kind.DESIGN_DOC})
"""Kinds that are written to be read later."""
_NAMED: Final = 3


class Why(StrEnum):
    """What is the matter with a document."""

    SUPERSEDED = "superseded-but-cited"
    CONTRADICTED = "refers-to-superseded"
    UNSETTLED = "proposed-for-long"
    OLD = "old"
    ORPHAN = "orphan"


@dataclass(frozen=True, slots=True)
class Concern:
    """A document that somebody should look at. `reason` and `todo` are sentences; `cited` counts answers that cite it, of
    those that the viewer may know of; `others` are the documents that the reason speaks of."""

    document: Document
    why: Why
    reason: str
    todo: str
    cited: int = 0
    others: tuple[Document, ...] = ()


class Freshness:
    """Concerns about what one audience may read, told by that alone."""

    def __init__(self, view: View, lineage: Lineage, heard: Heard, now: datetime) -> None:
        self._view = view
        self._lineage = lineage
        self._now = now
        self._statuses = lineage.statuses
        self._citations = _citations(view, heard)

    def stale(self) -> list[Concern]:
        """What may mislead: by sort, and within one the most cited first, then the oldest."""
        concerns = [concern for document in self._view.documents.values() for concern in self._about(document)]
        return sorted(concerns, key=lambda one: (list(Why).index(one.why), -one.cited, *_oldest(one.document)))

    def orphans(self) -> list[Concern]:
        """What nothing leads to: no link in or out, and no answer that cites it; the oldest first."""
        alone = (document for document in self._view.documents.values() if self._is_alone(document))
        return [
            Concern(
                document,
                Why.ORPHAN,
                "No document links to it, it links to none, and no answer cites it.",
                "Link it from where people look, merge it into another, or remove it.",
            )
            for document in sorted(alone, key=_oldest)
        ]

    def _about(self, document: Document) -> Iterator[Concern]:
        successors = self._successors.get(document.id, ())
        status = self._statuses.meaning(document.status)
        if successors or status in PAST:
            yield from self._superseded(document, successors)
            return
        if document.kind not in _LASTING or status in REFUSED:
            return
        yield from self._contradicted(document)
        settled = status is DecisionStatus.ACCEPTED or any(entry.in_force for entry in self._lineage.of_document(document.id))
        if status is DecisionStatus.PROPOSED:
            yield from self._unsettled(document)
        elif not settled:
            yield from self._old(document)

    def _superseded(self, document: Document, successors: tuple[Document, ...]) -> Iterator[Concern]:
        cited = self._citations[document.id]
        past = f"{_titles(successors)} replaced it" if successors else f"It is “{document.status}”"
        if cited:
            yield Concern(
                document,
                Why.SUPERSEDED,
                f"{past}, and {_count(cited, 'answer')} still {_verb(cited, 'cite')} it.",
                "Name its successor at its top, and move what still holds there.",
                cited,
                successors,
            )

    def _contradicted(self, document: Document) -> Iterator[Concern]:
        """A document in force that leans on a replaced one, and does not know the successor."""
        leads = self._leads.get(document.id, {})
        outdated = [
            there
            for there_id, there in leads.items()
            if (newer := self._successors.get(there_id)) and not any(one.id == document.id or one.id in leads for one in newer)
        ]
        if outdated:
            newer = tuple({one.id: one for there in outdated for one in self._successors[there.id]}.values())
            yield Concern(
                document,
                Why.CONTRADICTED,
                f"It is in force and refers to {_titles(tuple(outdated))}, which {_titles(newer)} replaced.",
                "Check what it takes from there, and refer to the successor.",
                self._citations[document.id],
                (*outdated, *newer),
            )

    def _unsettled(self, document: Document) -> Iterator[Concern]:
        days = self._days_since_change(document)
        if days > PROPOSED_DAYS:
            reason = f"It is still “{document.status}”, and has not changed for {_span(days)}."
            yield Concern(document, Why.UNSETTLED, reason, "Decide it, or withdraw it.", self._citations[document.id])

    def _old(self, document: Document) -> Iterator[Concern]:
        days, cited = self._days_since_change(document), self._citations[document.id]
        often = cited >= OFTEN
        if days > AGES[document.kind] / (2 if often else 1):
            relied = f", and {_count(cited, 'answer')} {_verb(cited, 'cite')} it" if cited else ""
            reason = f"It has not changed for {_span(days)}{relied}."
            yield Concern(document, Why.OLD, reason, "Read it through: confirm it with a new date, or correct it.", cited)

    def _days_since_change(self, document: Document) -> int:
        moment = document.updated_at or document.created_at
        return (self._now - moment).days if moment else 0

    def _is_alone(self, document: Document) -> bool:
        written = document.created_at or document.updated_at
        return (
            document.kind in _LASTING
            and written is not None
            and self._now - written > YOUNG
            and not any(entry.replaces or entry.replaced_by for entry in self._lineage.of_document(document.id))
            and not (document.id in self._leads or self._is_led_to[document.id] or self._citations[document.id])
        )

    @cached_property
    def _leads(self) -> Mapping[str, Mapping[str, Document]]:
        """By document, the other documents that its links lead to, by id."""
        found: defaultdict[str, dict[str, Document]] = defaultdict(dict)
        for document in self._view.documents.values():
            for link in document.links:
                there = self._view.names.resolve(link.target, document)
                if there is not None and there.id != document.id:
                    found[document.id][there.id] = there
        return found

    @cached_property
    def _is_led_to(self) -> Counter[str]:
        return Counter(there for leads in self._leads.values() for there in leads)

    @cached_property
    def _successors(self) -> Mapping[str, tuple[Document, ...]]:
        """By document all of whose decisions were replaced, the documents that did."""
        found: dict[str, tuple[Document, ...]] = {}
        for document in self._view.documents.values():
            entries = self._lineage.of_document(document.id)
            if entries and all(entry.status is DecisionStatus.SUPERSEDED for entry in entries):
                newer = [self._lineage.entry(id_) for entry in entries for id_ in entry.replaced_by]
                others = {one.document.id: one.document for one in newer if one and one.document and one.document != document}
                if others:
                    found[document.id] = tuple(others.values())
        return found


def _citations(view: View, heard: Heard) -> Counter[str]:
    answered = (one for one in heard.by_people if one.outcome is Outcome.ANSWERED)
    return Counter(document_id for one in answered for document_id in one.cited if document_id in view.known)


def _oldest(document: Document) -> tuple[float, str]:
    moment = document.updated_at or document.created_at
    return (moment.timestamp() if moment else float("inf"), document.id)


def _titles(documents: tuple[Document, ...]) -> str:
    named = ", ".join(f"“{one.title}”" for one in documents[:_NAMED])
    more = len(documents) - _NAMED
    return f"{named} and {more} more" if more > 0 else named


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _verb(number: int, verb: str) -> str:
    return f"{verb}s" if number == 1 else verb


def _span(days: int) -> str:
    months = days // 30
    return _count(days // _YEAR, "year") if days >= 2 * _YEAR else _count(months, "month")
