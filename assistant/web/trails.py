"""The trail of a research on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.research.telling import lead, short_name, told
from assistant.domain.provenance import Look, Step
from assistant.web.schemas.answers import document_path

_SHOWN: Final = 4
"""Documents that a step links to; the others are counted."""


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A document that a step brought: `name` is short, `title` whole."""

    name: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step for the templates: `lead` says what was done, `found` are the first documents that it brought, `more` the count of
    the others. `line` is all of it without links; `why` says in a few words what a search was for."""

    lead: str
    why: str
    found: tuple[FoundLink, ...]
    more: int
    line: str


def view_step(step: Step) -> StepView:
    """One step."""
    found = tuple(FoundLink(short_name(one), one.title, document_path(one)) for one in step.found[:_SHOWN])
    why = step.why if step.look is Look.SEARCHED else ""
    return StepView(lead(step), why, found, max(0, len(step.found) - _SHOWN), told(step))


def view_trail(trail: Sequence[Step]) -> tuple[StepView, ...]:
    """All of them, in their order."""
    return tuple(view_step(step) for step in trail)
