"""Ranks by date and by what was in force, for questions that want things as they are now, or as they were on a day. Pure.

Age falls off exponentially, as in Li and Croft, "Time-Based Language Models" (2003), counted from the newest document found and
by the time that all of them span, so that an archive that ended long ago has its own latest, and weekly notes are told apart.
The weights are small beside relevance, since who asks for the latest on a subject wants the subject first. They were set by
hand: none of the development sets asks for the latest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from assistant.domain.documents import Document
from assistant.domain.hits import Hit
from assistant.domain.queries import ANY_TIME, TimeWish
from assistant.domain.statuses import Standing, standing
from assistant.retrieval.understanding.inventory import Tenure

_HALVES: Final = 4
"""So often freshness is halved from the newest document found to the oldest."""
_SHORTEST_HALF: Final = 14.0
"""Days."""


@dataclass(frozen=True, slots=True)
class Preference:
    """How much of the best hit's score age and standing are worth. What lies further apart than their sum keeps its order."""

    age: float = 0.2
    in_force: float = 0.05
    past: float = -0.3


_NOWHERE: Final = Tenure()


def reranked(
    hits: Sequence[Hit], wish: TimeWish, tenures: Mapping[str, Tenure] | None = None, preference: Preference | None = None
) -> tuple[Hit, ...]:
    """The hits in the order that the wish asks for, best first; `tenures` are by document id. As of a day, what came later is
    left out, unless nothing is left then. Without a wish they are as they were."""
    tenures = tenures or {}
    if wish == ANY_TIME or not hits:
        return tuple(hits)
    if wish.as_of is not None:
        until = wish.as_of
        hits = [hit for hit in hits if not _came_after(hit.document, tenures, until)] or hits
    chosen = preference or Preference()
    freshness = _freshness(hits)
    documents = {hit.document.id: hit.document for hit in hits}
    best = max(abs(hit.score) for hit in hits) or 1.0
    priors = {id_: _prior(document, wish, tenures, (chosen, freshness.get(id_, 0.0))) for id_, document in documents.items()}
    moved = [replace(hit, score=hit.score + best * priors[hit.document.id]) for hit in hits]
    return tuple(sorted(moved, key=lambda hit: -hit.score))


def _prior(document: Document, wish: TimeWish, tenures: Mapping[str, Tenure], worth: tuple[Preference, float]) -> float:
    """What standing and freshness (of which `worth` tells) add to a document's hits, as a part of the best hit's score."""
    tenure, (preference, fresh) = tenures.get(document.id, _NOWHERE), worth
    if wish.as_of is not None:
        return _held(tenure, wish.as_of, preference)
    is_past = tenure.is_over or standing(document.status) is not Standing.HOLDS
    stands = preference.past if is_past else preference.in_force if tenure.since else 0.0
    return preference.age * fresh + stands


def _freshness(hits: Sequence[Hit]) -> dict[str, float]:
    """By document id, from 1 for the newest down; what is undated has none."""
    days = {hit.document.id: day for hit in hits if (day := _day(hit.document))}
    if not days:
        return {}
    newest = max(days.values())
    half = max(_SHORTEST_HALF, (newest - min(days.values())).days / _HALVES)
    return {id_: 0.5 ** ((newest - day).days / half) for id_, day in days.items()}


def _held(tenure: Tenure, day: date, preference: Preference) -> float:
    """What it is worth that something was in force on a day, or no longer was."""
    if tenure.until and day >= tenure.until:
        return preference.past
    return preference.age + preference.in_force if tenure.since and tenure.since <= day else 0.0


def _came_after(document: Document, tenures: Mapping[str, Tenure], day: date) -> bool:
    """A document began when it was made; one that is changed since was there before."""
    known = (tenures.get(document.id, _NOWHERE).since, _date(document.created_at), _day(document))
    began = min((one for one in known if one), default=None)
    return began is not None and began > day


def _day(document: Document) -> date | None:
    return _date(document.updated_at) or _date(document.created_at)


def _date(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
