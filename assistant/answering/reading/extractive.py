"""The built-in reader: it needs no model, quotes the sentences that answer, and says when nothing does. Pure.

Sentences are scored (scoring.py), the best are chosen with what they can't be understood without (choosing.py), and written as
quotes (quoting.py); confidence.py tells how sure that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.citing.support import Reader
from assistant.answering.reading.choosing import chosen
from assistant.answering.reading.confidence import THRESHOLD, Features, confidence
from assistant.answering.reading.quoting import written
from assistant.answering.reading.scoring import CJK, Candidate, Scored, Weights, scored
from assistant.domain.answers import Citation, Evidence
from assistant.ports import Embedder


@dataclass(frozen=True, slots=True)
class Extract:
    """An extractive answer: Markdown with markers, what they point to, and how sure it is. `text` is what would be quoted,
    also when `confidence` is too low to quote it."""

    text: str
    citations: tuple[Citation, ...]
    confidence: float
    features: Features

    @property
    def answers(self) -> bool:
        """Whether the confidence reaches the threshold."""
        return bool(self.citations) and self.confidence >= THRESHOLD


NOTHING: Final = Extract("", (), 0.0, Features())


def extract(question: str, evidence: Evidence, embedder: Embedder) -> Extract:
    """The sentences of the evidence that answer the question, at most three quotes, in the order in which they stand."""
    found = scored(question, evidence, embedder)
    if not found.candidates:
        return NOTHING
    features = _features(question, found, evidence)
    text, citations = written(chosen(question, found), evidence)
    return Extract(text, citations, confidence(features), features)


def _features(question: str, found: Scored, evidence: Evidence) -> Features:
    best = found.candidates[0]
    excerpt, first = evidence.excerpts[best.number - 1], evidence.excerpts[0]
    titled = Reader().content(first.document.title)
    similarity, excerpt_similarity = best.similarity, max(0.0, excerpt.similarity)
    if CJK.search(question):
        # The built-in model reads no Chinese, Japanese or Korean: there the words have to stand for the meaning too.
        inside = _carried(best, found.candidates, found.weights)
        similarity, excerpt_similarity = max(similarity, best.context), max(excerpt_similarity, inside)
    return Features(
        coverage=best.coverage,
        context=best.context,
        similarity=similarity,
        excerpt_similarity=excerpt_similarity,
        found=first.score,
        title=len(found.wanted & titled) / len(found.wanted),
        lead=_ahead(best.score, _rival_score(found.candidates, best, evidence)),
        document_lead=evidence.lead,
    )


def _carried(best: Candidate, candidates: Sequence[Candidate], weights: Weights) -> float:
    """How much of the question the best unit's excerpt carries, as far as it was read."""
    words = best.around.union(*(one.words for one in candidates if one.number == best.number))
    return sum(weight for word, weight in weights.items() if word in words)


def _rival_score(candidates: Sequence[Candidate], best: Candidate, evidence: Evidence) -> float:
    """The best score of a unit of another document."""
    own = evidence.excerpts[best.number - 1].document
    return next((one.score for one in candidates if evidence.excerpts[one.number - 1].document != own), 0.0)


def _ahead(score: float, rival: float) -> float:
    """By what share of itself a score is higher than another."""
    return 1 - rival / score if score > 0 else 0.0
