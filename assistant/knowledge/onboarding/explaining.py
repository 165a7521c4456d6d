"""Why each document of a reading path is worth reading, in words, and what is to be said of its order. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from assistant.domain.documents import Document
from assistant.knowledge.onboarding.choosing import Material, Stage, Step, in_force, is_past
from assistant.knowledge.onboarding.ordering import need_each_other, violations
from assistant.knowledge.onboarding.reading_path import Composed

_NUMBERS: Final = "no one two three four five six seven eight nine ten eleven twelve".split()
_MOST_REASONS: Final = 3
_SAYS_NOTHING: Final = re.compile(
    r"^(?:context|summary|abstract|decision|status|motivation|rationale|background|introduction|overview|purpose|proposal|"
    r"problem|results?|consequences|considered options|decision outcome|alternatives|discussion|open questions|notes|"
    r"rejected (?:alternatives|ideas)|at a glance|not covered)\b|[/\\]|\.\w{1,4}:\d",
    re.IGNORECASE,
)
"""Headings that every document has, and places in code."""
_LONG: Final = 20
"""Minutes from which a document is said to be long."""


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a path. `number` counts from 1. `reasons` say why it is there, `warnings` what is wrong with its place.

    `heading` and `key` name the chunk that fits the topic best; key 0 is the document's beginning.
    """

    number: int
    document: Document
    stage: str
    minutes: int
    reasons: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    pinned: bool = False
    heading: str = ""
    key: int = 0
    read_at: datetime | None = None
    changed: bool = False
    """Whether it is another version by now than the one that was read."""


def explained(composed: Composed, material: Material) -> tuple[Item, ...]:
    """The items of a path."""
    order = [step.id for _, step in composed.steps]
    warnings = _warnings(order, composed, material)
    items = []
    for number, (stage, step) in enumerate(composed.steps, 1):
        relevance = material.relevance.get(step.id)
        long = step.minutes >= _LONG and relevance is not None and relevance.heading
        items.append(
            Item(
                number=number,
                document=step.document,
                stage=stage,
                minutes=step.minutes,
                reasons=_reasons(step, order, material),
                warnings=tuple(warnings.get(step.id, ())),
                pinned=step.pin is not None,
                heading=relevance.heading if relevance and long else "",
                key=relevance.key if relevance and long else 0,
            )
        )
    return tuple(items)


def said(day: date) -> str:
    """`3 March 2025`."""
    return f"{day:%-d %B %Y}"


def _reasons(step: Step, order: Sequence[str], material: Material) -> tuple[str, ...]:
    """The team's own reason first; of the others the strongest few."""
    stated = step.pin.note if step.pin else ""
    found = [stated, *_structural(step, order, material), *_of_itself(step, material)]
    return tuple(dict.fromkeys(reason for reason in found if reason))[:_MOST_REASONS]


def _structural(step: Step, order: Sequence[str], material: Material) -> list[str]:
    """What other documents say for it."""
    found = []
    if step.explains:
        found.append(f"the glossary: it explains {_number(step.explains)} terms that this path uses")
    needing = [id_ for id_ in order if step.id in material.citedness.needs[id_]]
    if needing:
        following = order[order.index(step.id) + 1 :][:1]
        titles = [material.view.documents[id_].title for id_ in needing]
        more = f" and {_number(len(titles) - 1)} more" if len(titles) > 1 else ""
        found.append("needed by the next one" if following == needing else f"needed by “{titles[0]}”{more}")
    count = len(material.citedness.spoken_of_by[step.id])
    if count > 1:
        found.append(f"{_number(count)} documents refer to it")
    return found


def _of_itself(step: Step, material: Material) -> list[str]:
    """What it is."""
    found, document = [], step.document
    relevance = material.relevance.get(step.id)
    if relevance and relevance.belongs:
        found.append(relevance.belongs)
    entry = in_force(document, material.lineage)
    if entry is not None and entry.day:
        older = (material.lineage.entry(id_) for id_ in entry.replaces)
        titles = [one.decision.title for one in older if one]
        replaced = f", in the place of “{titles[0]}”" if titles else ""
        found.append(f"in force since {said(entry.day)}{replaced}")
    when = document.updated_at or document.created_at
    if step.stage is Stage.RECENT and when:
        found.append(f"recent: {said(when.date())}")
    heading = relevance.heading.rpartition(" › ")[2] if relevance and relevance.is_sure else ""
    if heading and not _SAYS_NOTHING.search(heading):
        found.append(f"its part “{heading}” is about this")
    if not found and relevance and relevance.is_sure and not step.pin:
        found.append(f"speaks of “{material.topic}”")
    return found


def _warnings(order: Sequence[str], composed: Composed, material: Material) -> Mapping[str, list[str]]:
    """By document id."""
    found: dict[str, list[str]] = {}
    for id_, needed in violations(order, material.citedness.needs):
        title = material.view.documents[needed].title
        ring = need_each_other(id_, needed, material.citedness.needs)
        why = "they need each other, so one has to come first" if ring else "the team's list has it in this order"
        found.setdefault(id_, []).append(f"needs “{title}”, which comes later: {why}")
    for _, step in composed.steps:
        if is_past(step.document, material):
            found.setdefault(step.id, []).append("it no longer holds: the team's list still names it")
    return found


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
