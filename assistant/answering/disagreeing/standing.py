"""How a document stands: its day, its people, its status, and which of two holds. Pure, but for its first words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.answering.deciding.words import safe
from assistant.answering.disagreeing.phrases import SidePhrases
from assistant.answering.disagreeing.sides import Role
from assistant.domain.decisions import Origin
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.statuses import LORES_OWN, DecisionStatus, Standing, standing
from assistant.knowledge.decisions.lineage import PAST, REFUSED, Entry, Lineage
from assistant.retrieval.understanding.periods import period_in

_UNSETTLED: Final = frozenset({DecisionStatus.PROPOSED, DecisionStatus.DEFERRED})
_HEAD: Final = 600
"""Characters of a document's beginning in which it may date itself."""
_DATED: Final = re.compile(
    r"\b(?:version|updated?|revised|revision|dated?|last (?:check(?:ed)?|change[ds]?|edit(?:ed)?|review(?:ed)?)|as of|last|"
    r"in force from|valid from|effective)\b|版本|更新|日期|修订",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Bearing:
    """A document with its one decision, if it has one, and the day that it names itself."""

    document: Document
    entry: Entry | None
    day: date | None

    @property
    def is_held_back(self) -> bool:
        """Whether its status says that it does not hold, no longer or not yet."""
        if self.entry is not None and self.entry.status is not DecisionStatus.UNSTATED:
            return self.entry.status in PAST | REFUSED | _UNSETTLED
        if self.document.kind is Kind.CODE_REVIEW:
            return standing(self.document.status) is not Standing.HOLDS
        return LORES_OWN.meaning(self.document.status) in PAST | REFUSED | _UNSETTLED

    @property
    def role(self) -> Role:
        """What its status alone makes of it."""
        status = self.entry.status if self.entry else LORES_OWN.meaning(self.document.status)
        if status in PAST:
            return Role.BEFORE
        if status in REFUSED:
            return Role.REFUSED
        return Role.OPEN if status in _UNSETTLED else Role.NOW


def bearing_of(document: Document, lineage: Lineage, chunks: Sequence[Chunk]) -> Bearing:
    """How a document stands; `chunks` are its first, or none."""
    entry = own_decision(document, lineage)
    return Bearing(document, entry, _day(document, entry) or day_in_head(chunks))


def own_decision(document: Document, lineage: Lineage) -> Entry | None:
    """The decision that a document is; None for minutes with many, and for what decides nothing."""
    alone = [one for one in lineage.of_document(document.id) if one.decision.origin in {Origin.RECORD, Origin.REVIEW}]
    return alone[0] if len(alone) == 1 else None


def _day(document: Document, entry: Entry | None) -> date | None:
    if entry is not None and entry.day:
        return entry.day
    moment = document.updated_at or document.created_at
    return moment.date() if moment else None


def day_in_head(chunks: Sequence[Chunk]) -> date | None:
    """The newest day that a document's first lines call its own: `Version of 2023-09-19`; None where they name none."""
    head = chunks[0].text[:_HEAD] if chunks and chunks[0].ordinal == 0 else ""
    found = []
    for line in head.splitlines():
        for match in _DATED.finditer(line):
            period = period_in(line[match.end() : match.end() + 40], date.max)
            if period and period.first == period.last:
                found.append(period.first)
    return max(found, default=None)


def holding_first(one: Bearing, other: Bearing) -> tuple[tuple[Bearing, Role], tuple[Bearing, Role]]:
    """Both with their roles, the one that holds before the other: by status, else by date, else as they come."""
    if one.is_held_back != other.is_held_back:
        first, second = (other, one) if one.is_held_back else (one, other)
        return (first, Role.NOW), (second, second.role)
    if one.day is None or other.day is None or one.day == other.day:
        return (one, Role.EITHER), (other, Role.EITHER)
    first, second = (one, other) if one.day > other.day else (other, one)
    return (first, Role.NEWER), (second, Role.OLDER)


def status_of(document: Document, entry: Entry | None, phrases: SidePhrases) -> str:
    """How it stands, in a word or two."""
    if entry is not None and entry.status is not DecisionStatus.UNSTATED:
        return phrases.words.statuses[entry.status]
    if document.status:
        return safe(document.status).casefold()
    return phrases.kinds.get(document.kind, phrases.no_status)
