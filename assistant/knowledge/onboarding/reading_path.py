"""A reading path for a newcomer: which documents, in which stages, in which order. Pure; read `compose` first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from assistant.domain.documents import Document
from assistant.knowledge.memory import View
from assistant.knowledge.onboarding.choosing import STAGES, Material, Stage, Step, chosen, is_past, records, step_of
from assistant.knowledge.onboarding.ordering import Placed, in_order, prerequisites, pulled_forward
from assistant.knowledge.onboarding.pinned_path import Pin
from assistant.knowledge.onboarding.wording import Wording

MOST: Final = 15
_NEEDED: Final = 3
"""So many beyond MOST are let in because something in the path needs them."""
_HISTORY: Final = 5
_TERMS_OF_A_GLOSSARY: Final = 5
_GLOSSARY: Final = re.compile(r"\b(?:glossary|terminology|vocabulary)\b|术语|词汇", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Former:
    """A document that is named only as history, and what became of it: what replaced it, or its own status."""

    document: Document
    replaced_by: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """A path's steps in their order, each with the name of its stage, and what is left out as history."""

    steps: tuple[tuple[str, Step], ...]
    history: tuple[Former, ...]


def compose(material: Material, pins: Sequence[tuple[Pin, Document]] = ()) -> Composed:
    """The path: what the team pinned first, in its order, then what the corpus suggests.

    What a pinned document needs and the team did not pin is put right before it. Of the others no document stands before one
    that it needs, unless they need each other.
    """
    pinned = _pinned(pins, material)
    held = frozenset(step.id for _, step in pinned)
    room = max(0, MOST - len(pinned))
    steps = chosen(material, held)[:room]
    steps = _with_glossary(steps, [step for _, step in pinned], material)
    steps = _with_needed(steps, material, room + _NEEDED, held)
    staged = _staged(steps, material)
    if pinned:
        staged = [*pinned, *((_beside(stage), step) for stage, step in staged)]
    return Composed(tuple(staged), _history(material, held | {step.id for step in steps}))


def _staged(steps: Sequence[Step], material: Material) -> list[tuple[str, Step]]:
    """Steps in their order with their stages' names."""
    placed = [Placed(step.id, STAGES.index(step.stage), step.score) for step in steps]
    by_id = {step.id: step for step in steps}
    ranks = pulled_forward(placed, material.citedness.needs)
    order = in_order(placed, material.citedness.needs, material.citedness.speaks_of)
    return [(str(STAGES[ranks[id_]]), by_id[id_]) for id_ in order]


def _beside(stage: str) -> str:
    """What a stage is called behind a team's own."""
    return "More to start with" if stage == Stage.START else stage


def _pinned(pins: Sequence[tuple[Pin, Document]], material: Material) -> list[tuple[str, Step]]:
    """The pinned documents in their order, each behind what it needs that was not pinned."""
    held = {document.id for _, document in pins}
    steps: list[tuple[str, Step]] = []
    for pin, document in pins:
        step = step_of(document, 0.0, material)
        if step is None:
            continue
        stage = pin.stage or str(Stage.START)
        fetched = [one for one in _with_needed([step], material, MOST, frozenset(held)) if one.id != step.id]
        steps += [(stage, one) for _, one in _staged(fetched, material)]
        held |= {one.id for one in fetched}
        steps.append((stage, replace(step, pin=pin)))
    return steps


def _with_needed(steps: Sequence[Step], material: Material, most: int, held: frozenset[str]) -> list[Step]:
    """The steps and what they need, directly or not, as far as there is room; `held` is in the path already."""
    documents = material.view.documents

    def allowed(id_: str) -> bool:
        return id_ in documents and id_ not in held and not is_past(documents[id_], material)

    needed = prerequisites((step.id for step in steps), material.citedness.needs, allowed, max(0, most - len(steps)))
    least = min((step.score for step in steps), default=0.0)
    fetched = ((step_of(documents[id_], least, material), needing) for id_, needing in needed.items())
    return [*steps, *(replace(step, needed_by=frozenset(needing)) for step, needing in fetched if step)]


def _with_glossary(steps: Sequence[Step], before: Sequence[Step], material: Material) -> list[Step]:
    """The steps, and the glossary of the words that they and those before them use, if there is one."""
    everything = [*before, *steps]
    if not everything:
        return []
    speaking = [step for step in everything if not is_glossary(step.document)]
    wording = Wording(chain.from_iterable(material.texts(step.document) for step in speaking))
    found = _glossary(material.view, wording.has)
    if found is None or is_past(found[0], material) or any(step.id == found[0].id for step in before):
        return list(steps)
    document, explains = found
    step = next((step for step in steps if step.id == document.id), None) or step_of(document, 0.0, material)
    others = [one for one in steps if one.id != document.id]
    return [*others, replace(step, stage=Stage.START, explains=explains)] if step else others


def is_glossary(document: Document) -> bool:
    """Whether a document says of itself that it explains terms: it uses them all, which says nothing."""
    return _GLOSSARY.search(document.title) is not None


def _glossary(view: View, used: Callable[[str], bool]) -> tuple[Document, int] | None:
    """The glossary that explains most of the words in use, and how many of them it explains."""
    counts = {
        id_: sum(used(term.name) for term in one.extracted.terms)
        for id_, one in view.known.items()
        if is_glossary(one.document)
    }
    best = max(sorted(counts), key=lambda id_: counts[id_], default=None)
    return (view.documents[best], counts[best]) if best and counts[best] >= _TERMS_OF_A_GLOSSARY else None


def _history(material: Material, shown: Set[str]) -> tuple[Former, ...]:
    """What is about the topic and no longer holds, the most relevant first."""
    past = [
        (one.value, material.view.documents[id_])
        for id_, one in material.relevance.items()
        if one.is_enough and id_ not in shown and is_past(material.view.documents[id_], material)
    ]
    past.sort(key=lambda one: (-one[0], one[1].id))
    return tuple(Former(document, _successors(document, material)) for _, document in past[:_HISTORY])


def _successors(document: Document, material: Material) -> tuple[Document, ...]:
    replaced_by = chain.from_iterable(entry.replaced_by for entry in records(document, material.lineage))
    newer = (material.lineage.entry(id_) for id_ in replaced_by)
    found = {entry.document.id: entry.document for entry in newer if entry and entry.document}
    return tuple(found.values()) or tuple(
        material.view.documents[id_] for id_ in sorted(material.citedness.replaced_by[document.id])
    )
