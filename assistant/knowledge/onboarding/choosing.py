"""Which documents a newcomer to a topic is shown, and in which stage each belongs. Pure; read `chosen` first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from assistant.domain.decisions import Origin
from assistant.domain.documents import Document, Kind
from assistant.domain.statuses import DecisionStatus, Standing
from assistant.knowledge.decisions.lineage import PAST, REFUSED, Entry, Lineage
from assistant.knowledge.memory import View
from assistant.knowledge.naming import label_of
from assistant.knowledge.onboarding.citedness import Citedness
from assistant.knowledge.onboarding.likeness import say_the_same, shingles
from assistant.knowledge.onboarding.pinned_path import Pin, is_path
from assistant.knowledge.onboarding.reading_time import minutes_to_read
from assistant.knowledge.onboarding.relevance import Relevance

FEWEST: Final = 8
_POOL: Final = 40
_PROMOTED: Final = 2
_RECENT: Final = timedelta(days=730)
"""Meetings and reviews that are older than the newest document by more than this are no recent work."""
_OVERVIEW: Final = re.compile(
    r"\b(?:overview|introduction|intro|architecture|primer|getting started|first (?:week|day)s?|handbook|readme|teams)\b"
    r"|概述|简介|入门",
    re.IGNORECASE,
)
_REPORT: Final = re.compile(
    r"\b(?:post[- ]?mortem|incident (?:review|report)|retrospective|release notes|change ?log)\b", re.IGNORECASE
)
_MONTHS: Final = frozenset("january february march april may june july august september october november december".split())


class Stage(StrEnum):
    """The stages of a path that was made, in their order; a team's own path may have others."""

    START = "Start here"
    HOW = "How it works"
    DECISIONS = "Decisions in force"
    RECENT = "Recent work"


STAGES: Final = tuple(Stage)
_QUOTAS: Final = {Stage.START: 4, Stage.HOW: 4, Stage.DECISIONS: 5, Stage.RECENT: 2}
_KINDS: Final = {Kind.PAGE: 1.0, Kind.DESIGN_DOC: 1.0, Kind.MEETING: 0.6, Kind.CODE_REVIEW: 0.55, Kind.THREAD: 0.45}
_YEARS_TO_HALF: Final = {Kind.PAGE: 8.0, Kind.DESIGN_DOC: 8.0, Kind.MEETING: 2.0, Kind.CODE_REVIEW: 2.0, Kind.THREAD: 1.0}
_UNDATED_YEARS: Final = 3.0
_UNSETTLED: Final = frozenset({DecisionStatus.PROPOSED, DecisionStatus.DEFERRED})


@dataclass(frozen=True, slots=True)
class Material:
    """What a path is made of, for one audience. `texts` gives a document's chunks' texts, () if it can't be read by now."""

    view: View
    citedness: Citedness
    lineage: Lineage
    topic: str
    relevance: Mapping[str, Relevance]
    today: date
    texts: Callable[[Document], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Step:
    """A document on its way into a path. `needed_by` are ids of the documents for which it was
    fetched; `explains` is how many of their words it explains, as a glossary."""

    document: Document
    stage: Stage
    score: float
    minutes: int
    shingles: frozenset[int]
    pin: Pin | None = None
    needed_by: frozenset[str] = frozenset()
    explains: int = 0

    @property
    def id(self) -> str:
        """The document's."""
        return self.document.id


def chosen(material: Material, held: frozenset[str]) -> list[Step]:
    """The documents that say most to a newcomer, so many of each stage, without those that say the same as another."""
    kept: list[Step] = []
    for step in _pool(material, held):
        if any(say_the_same(step.shingles, other.shingles) for other in kept) or _repeats(step, kept):
            continue
        kept.append(step)
    chosen: list[Step] = []
    for step in kept:
        if sum(other.stage is step.stage for other in chosen) < _QUOTAS[step.stage]:
            chosen.append(step)
    taken = {step.id for step in chosen}
    chosen += [step for step in kept if step.id not in taken][: max(0, FEWEST - len(chosen))]
    return chosen if held else _with_a_start(chosen, material)


def _pool(material: Material, held: frozenset[str]) -> list[Step]:
    """What may be chosen, the best first."""
    enough = {id_: one.value for id_, one in material.relevance.items() if one.is_enough}
    authority = material.citedness.authority(enough)
    highest = max((authority[id_] for id_ in enough), default=1.0) or 1.0
    newest = max((day for one in material.view.documents.values() if (day := _day(one))), default=material.today)
    scored = []
    for id_, value in enough.items():
        document = material.view.documents[id_]
        day = _day(document)
        stale = _is_event(document) and day is not None and day < newest - _RECENT
        if not (stale or id_ in held or is_path(document) or is_past(document, material)):
            weight = 0.6 + 0.4 * (authority[id_] / highest) ** 0.5
            scored.append((value**0.7 * _worth(document, material.today) * weight, document))
    scored.sort(key=lambda one: (-one[0], one[1].id))
    steps = (step_of(document, score, material) for score, document in scored[:_POOL])
    weighed = [replace(step, score=step.score * _length(step.minutes)) for step in steps if step]
    return sorted(weighed, key=lambda step: (-step.score, step.id))


def _day(document: Document) -> date | None:
    changed = document.updated_at or document.created_at
    return changed.date() if changed else None


def step_of(document: Document, score: float, material: Material) -> Step | None:
    """None for a document without text."""
    texts = material.texts(document)
    if not any(text.strip() for text in texts):
        return None
    return Step(document, _stage(document, material.lineage), score, minutes_to_read(texts), shingles(texts))


def _stage(document: Document, lineage: Lineage) -> Stage:
    if _is_event(document):
        return Stage.RECENT
    found = records(document, lineage)
    if label_of(document) is not None and any(entry.in_force for entry in found):
        return Stage.DECISIONS  # a document without a number decides something too, but is read for what it explains
    if any(entry.status in _UNSETTLED for entry in found) or lineage.statuses.meaning(document.status) in _UNSETTLED:
        return Stage.RECENT
    return Stage.START if document.kind is Kind.PAGE or _OVERVIEW.search(document.title) else Stage.HOW


def _is_event(document: Document) -> bool:
    """Whether it tells of a moment rather than of how things are."""
    return document.kind in {Kind.MEETING, Kind.CODE_REVIEW, Kind.THREAD} or _REPORT.search(document.title) is not None


def _worth(document: Document, today: date) -> float:
    """By what a document is, and how old."""
    day = _day(document)
    years = max(0.0, (today - day).days / 365.25) if day else _UNDATED_YEARS
    return float(_KINDS[document.kind] * 0.5 ** (years / _YEARS_TO_HALF[document.kind]))


def _length(minutes: int) -> float:
    """A document of a quarter of an hour and more costs a newcomer more than it tells at first."""
    return 1.0 if minutes <= 15 else max(0.6, (15 / minutes) ** 0.35)


def _repeats(step: Step, kept: Sequence[Step]) -> bool:
    """Whether it is one more of a series, such as a weekly meeting's minutes, of which one is kept."""
    own = _name(step.document)
    return any(_name(other.document) == own and other.document.kind is step.document.kind for other in kept)


def _name(document: Document) -> str:
    """A title without what tells one of a series from the next: numbers, dates."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"\d+", " ", document.title.casefold()))
    months = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"}
    return " ".join(word for word in words if word not in months | {"december"}) or document.title


def _with_a_start(chosen: list[Step], material: Material) -> list[Step]:
    """With the document that bears the topic's name and that others build on in the first stage; and where nothing is made
    for beginners, with what most of the others speak of."""
    ids = {step.id for step in chosen}
    counts = {step.id: len(material.citedness.spoken_of_by[step.id] & ids) for step in chosen}
    best = sorted(chosen, key=lambda step: (-counts[step.id], -step.score, step.id))
    firsts = {
        step.id for step in best if material.relevance[step.id].titled and counts[step.id] > 1 and not _is_event(step.document)
    }
    firsts = set(sorted(firsts, key=lambda id_: -counts[id_])[:1])
    if not firsts and all(step.stage is not Stage.START for step in chosen):
        firsts = {step.id for step in best[:_PROMOTED] if counts[step.id] > 1} or {step.id for step in best[:1]}
    return [replace(step, stage=Stage.START) if step.id in firsts else step for step in chosen]


def is_past(document: Document, material: Material) -> bool:
    """Whether a document tells what no longer holds, or never did: it was replaced, rejected or withdrawn."""
    found = records(document, material.lineage)
    if found:
        return all(entry.status in PAST | REFUSED for entry in found)
    newer = (material.view.documents[id_] for id_ in material.citedness.replaced_by[document.id])
    standing = material.lineage.statuses.standing
    return standing(document.status) is not Standing.HOLDS or any(standing(one.status) is Standing.HOLDS for one in newer)


def in_force(document: Document, lineage: Lineage) -> Entry | None:
    """The decision that the document records, if it holds."""
    return next((entry for entry in records(document, lineage) if entry.in_force), None)


def records(document: Document, lineage: Lineage) -> list[Entry]:
    """The decisions that the document was written to record; the conclusions of minutes are none."""
    return [entry for entry in lineage.of_document(document.id) if entry.decision.origin is Origin.RECORD]
