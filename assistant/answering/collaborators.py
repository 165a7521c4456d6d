"""What the answerer works with, as it needs it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from assistant.domain.answers import Citation, Colleague, Evidence, Excerpt
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.provenance import Step
from assistant.domain.queries import Query
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.domain.understood import Interpreted, Understood


class Searcher(Protocol):
    """Search."""

    def search(self, query: Query) -> SearchResult:
        """Hits that the query's principal may read, best first. Blocks."""


class Interpreter(Protocol):
    """Search that reads the question first."""

    def search(self, query: Query) -> Interpreted:
        """As `Searcher.search`, within what the question's words ask for. Blocks."""


class Quoted(Protocol):
    """An answer in the sources' own words: the extractive reader's, one from decisions, or the sides of a contradiction."""

    @property
    def text(self) -> str:
        """Markdown with markers."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the markers point to."""

    @property
    def confidence(self) -> float:
        """0 to 1."""

    @property
    def answers(self) -> bool:
        """Whether it is good enough to be shown."""


@runtime_checkable
class Sided(Quoted, Protocol):
    """Both sides of a contradiction, the one that holds now first, each with its date, its authors and its status."""

    @property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """What the sides rest on, each with a note on how it stands, which leads the evidence that a generator is sent."""

    def lacking(self, citations: Sequence[Citation], sent: Evidence) -> tuple[str, tuple[Citation, ...]]:
        """What a generator's answer that cites these leaves out of the contradiction: Markdown to set behind it, with markers
        by the numbers of `sent`, and what these point to; ("", ()) where both sides are there."""


class Contradictor(Protocol):
    """Finds where the sources disagree."""

    def sides(
        self, question: Question, evidence: Evidence, quoted: Quoted, understood: Understood | None = None
    ) -> Sided | None:
        """Both sides, where what answers the question is contradicted by what the asker may read; else None. As of a day that
        was understood, what held then comes first. Blocks."""


@dataclass(frozen=True, slots=True)
class Researched:
    """What several searches found together, best first, as one search would have found it. `asked` is the question with the
    names of what was found in the place of the words that stood for it ("the RFC that replaced X"); "" where there are none.
    `is_spread` says that each of many documents matters, rather than all that the first ones say."""

    hits: tuple[Hit, ...]
    asked: str = ""
    is_spread: bool = False


class Researcher(Protocol):
    """Looks further where one search is not enough."""

    def research(self, question: Question, found: Interpreted) -> AsyncGenerator[Step | Researched, None]:
        """Each Step as it is made, then what was Researched; nothing at all where the first search is enough."""


class WhomToAsk(Protocol):
    """People who know about a question."""

    def __call__(self, principal: Principal, question: str, hits: Sequence[Hit]) -> Sequence[Colleague]:
        """Up to three, by what the principal may read. Blocks."""


class Suggester(Protocol):
    """What to ask next."""

    def follow_ups(self, question: Question, hits: Sequence[Hit], citations: Sequence[Citation]) -> Sequence[str]:
        """Up to three questions that what the asker may read can answer. Blocks."""
