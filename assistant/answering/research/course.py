"""What one research has so far: what was found first, what steps brought since, and what is left of its limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.answering.research.limits import Allowance
from assistant.domain.documents import Document
from assistant.domain.hits import Hit
from assistant.domain.provenance import Look, Step
from assistant.domain.queries import Scope
from assistant.domain.questions import Question


@dataclass(slots=True)
class Course:
    """Not for several threads."""

    question: Question
    first: tuple[Hit, ...]
    allowance: Allowance
    brought: list[Hit] = field(default_factory=list)
    """In the order of the steps, the best first."""
    ends: list[Document] = field(default_factory=list)
    """Where the last hop led."""
    resolved: list[tuple[int, int, str]] = field(default_factory=list)
    """Stretches of the question, from where to where, and the name of what was found for each."""

    @property
    def scope(self) -> Scope:
        """The asker's."""
        return self.question.scope

    @property
    def documents(self) -> list[Document]:
        """Those of the first search, best first, each once."""
        return _each_once(hit.document for hit in self.first)

    def step(self, look: Look, about: str, why: str, hits: Sequence[Hit], beside: Sequence[Hit] = ()) -> Step:
        """Take in what a step brought, as many documents as the limits leave; `beside` is what it started from."""
        found = _each_once(hit.document for hit in hits)[: self.allowance.documents_left]
        ids = {one.id for one in found}
        self.brought += [*(hit for hit in hits if hit.document.id in ids), *beside]
        self.allowance.step(len(found))
        return Step(look, about, why, tuple(found))

    def resolve(self, start: int, end: int, name: str) -> None:
        """The question's words from `start` to `end` stand for this; what was told of words within them is replaced."""
        outside = [one for one in self.resolved if not (start <= one[0] and one[1] <= end)]
        self.resolved = [*outside, (start, end, name)]

    @property
    def asked(self) -> str:
        """The question with the names of what was found in the place of the words that stand for them; "" where none was."""
        text = self.question.text
        for start, end, name in sorted(self.resolved, reverse=True):
            text = f"{text[:start]}{name}{text[end:]}"
        return re.sub(r"\s+", " ", text) if self.resolved else ""


def _each_once(documents: Iterable[Document]) -> list[Document]:
    return list({one.id: one for one in documents}.values())
