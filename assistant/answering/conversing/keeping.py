"""A question and its answer as they are kept. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from assistant.answering.conversing.rereading import reference_to
from assistant.domain.answers import Answer
from assistant.domain.dialogue import Exchange
from assistant.domain.hits import Hit

_EVIDENCE: Final = 12
"""Chunks that are kept as what an answer was made from, where it is not known which of those that were found were sent."""
_NEAREST: Final = 3
_LONGEST: Final = 40_000
_LONGEST_QUESTION: Final = 4000


def exchange_of(answer: Answer, asked: str, at: datetime, redact: Callable[[str], str], drew_on: frozenset[str]) -> Exchange:
    """What is kept of an answer. `asked` is the question that it is about; `drew_on` are the documents that it may have words
    of, besides those that an abstention or its text names. `redact` takes secrets out."""
    return Exchange(
        answer_id=answer.id,
        question=redact(answer.question)[:_LONGEST_QUESTION],
        asked=redact(asked)[:_LONGEST_QUESTION],
        text=redact(answer.text)[:_LONGEST],
        asked_at=at,
        generator=answer.generator,
        confidence=answer.confidence,
        abstained=answer.abstained,
        aside=answer.aside,
        references=tuple(reference_to(one) for one in answer.citations),
        evidence=evidence_of(answer),
        drew_on=drew_on | _named(answer.text, answer.sources) | _told(answer),
    )


def evidence_of(answer: Answer) -> tuple[tuple[str, int], ...]:
    """The chunks that an answer was made from, what it cites first."""
    cited = [(one.document.id, one.chunk.ordinal) for one in answer.citations]
    sent = [(one.document_id, one.ordinal) for one in answer.making.sent] if answer.making else []
    found = [] if sent else [(hit.document.id, hit.chunk.ordinal) for hit in answer.sources]
    return tuple(dict.fromkeys([*cited, *sent, *found]))[:_EVIDENCE]


def _named(text: str, sources: Iterable[Hit]) -> frozenset[str]:
    """The documents whose titles stand in a text, however they are marked up."""
    letters = _letters(text)
    return frozenset(hit.document.id for hit in sources if _letters(hit.document.title) in letters)


def _told(answer: Answer) -> frozenset[str]:
    """What an abstention lists, and counts where it says who may know."""
    found = list(dict.fromkeys(hit.document.id for hit in answer.sources)) if answer.abstained else []
    return frozenset(found if answer.colleagues else found[:_NEAREST])


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
