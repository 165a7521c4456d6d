"""What is new to somebody who was away, or who has just come: documents and decisions since a day. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from assistant.domain.documents import Document
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import PAST, Entry, Lineage

_SETTLED: Final = frozenset({DecisionStatus.ACCEPTED, DecisionStatus.REJECTED, DecisionStatus.WITHDRAWN, *PAST})


class News(StrEnum):
    """What happened."""

    NEW = "new"
    CHANGED = "changed"
    DECIDED = "decided"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened on a day: to a document, and with `entry` to a decision in it. `by` are the decisions that
    replaced it."""

    day: date
    news: News
    document: Document
    entry: Entry | None = None
    by: tuple[Entry, ...] = ()

    @property
    def title(self) -> str:
        """What it happened to."""
        return self.entry.decision.title if self.entry else self.document.title


def changes(documents: Iterable[Document], lineage: Lineage, since: date, until: date, most: int) -> tuple[Change, ...]:
    """What happened to these documents from `since` to `until`, both inclusive, newest first.

    A document that holds one decision, made in that time, is told by its decision alone. Days are the documents' own.
    """
    found: list[Change] = []
    for document in documents:
        decided = _decisions(document, lineage, since, until)
        found += decided
        told = any(change.news is News.DECIDED and len(lineage.of_document(document.id)) == 1 for change in decided)
        if not told and (change := _document(document, since, until)):
            found.append(change)
    order = {News.REPLACED: 0, News.DECIDED: 1, News.NEW: 2, News.CHANGED: 3}
    return tuple(sorted(found, key=lambda one: (-one.day.toordinal(), order[one.news], one.title, one.document.id))[:most])


def _document(document: Document, since: date, until: date) -> Change | None:
    created = document.created_at.date() if document.created_at else None
    updated = document.updated_at.date() if document.updated_at else None
    if created and since <= created <= until:
        return Change(created, News.NEW, document)
    return Change(updated, News.CHANGED, document) if updated and since <= updated <= until else None


def _decisions(document: Document, lineage: Lineage, since: date, until: date) -> list[Change]:
    found = []
    for entry in lineage.of_document(document.id):
        made, ended = entry.day, lineage.ended_on(entry.id) or lineage.end_proposed_on(entry.id)
        if made and since <= made <= until and lineage.own_status(entry.id) in _SETTLED:
            found.append(Change(made, News.DECIDED, document, entry))
        if ended and since <= ended <= until:
            newer = tuple(one for id_ in entry.replaced_by if (one := lineage.entry(id_)))
            found.append(Change(ended, News.REPLACED, document, entry, newer))
    return found
