"""The built-in reader: it needs no model, quotes the sentences that answer, and says when nothing does. Pure.

A sentence is scored by how much of the question's meaning it carries: the share of the question's content words, each
weighted by how rare it is in the evidence, that stand in the sentence, in the heading and title above it, and around it,
and by the cosine of the sentence's and the question's vectors. Confidence is a logistic function of the best sentence's
features, fitted by `tests/benchmarks/confidence.py` on questions of which some have no answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.answering.sentences import Unit, units
from assistant.answering.support import QUOTE_LENGTH, Reader
from assistant.domain.answers import Citation, Evidence, Excerpt
from assistant.domain.documents import Chunk
from assistant.ports import Embedder

_COMPARED: Final = 32
"""How many sentences are embedded: the best ones by words; each costs a millisecond or two."""
_MOST_SENTENCES: Final = 3
_ENOUGH_WORDS: Final = 45
_CODE_LENGTH: Final = 1200

_QUANTITY: Final = re.compile(
    r"\b(how (many|much|long|often|large|big|old|far|fast)|what (number|percentage|share|limit|rate))\b|多少|几|多久",
    re.IGNORECASE,
)
_TIME: Final = re.compile(
    r"\b(when|what (year|date|day|month|time)|which (year|date|day|month))\b|什么时候|何时|哪一?年", re.IGNORECASE
)
_PERSON: Final = re.compile(r"\b(who|whose|whom)\b|谁", re.IGNORECASE)
_DIGIT: Final = re.compile(r"\d")
_YEAR_OR_DATE: Final = re.compile(
    r"\b(1\d{3}|20\d{2})\b|\b\d{1,2}[:/.-]\d{1,2}\b|\b(January|February|March|April|May|June|July|August|"
    r"September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday)\b|\d+\s*[年月日]"
)
_NAME: Final = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-ZÀ-Ý][\w'-]+|@\w+|[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Features:
    """What confidence is judged by; each is 0 to 1. They belong to the best sentence and its excerpt."""

    coverage: float
    """Share of the question's weighted words in the sentence."""
    context: float
    """The same for the excerpt with its title and headings."""
    similarity: float
    """Cosine of sentence and question."""
    rarest: float
    """Whether the question's most telling word stands in the excerpt."""
    excerpt_similarity: float
    """Cosine of the best chunk and the question."""

    def vector(self) -> tuple[float, ...]:
        """The features in the order of the weights."""
        return (self.coverage, self.context, self.similarity, self.rarest, self.excerpt_similarity)


CONFIDENCE_WEIGHTS: Final = (1.2, 2.2, 2.6, 0.8, 1.6)
CONFIDENCE_BIAS: Final = -4.2
THRESHOLD: Final = 0.5


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


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A unit of an excerpt with what it says about the question."""

    number: int
    chunk: Chunk
    unit: Unit
    words: frozenset[str]
    around: frozenset[str]
    coverage: float = 0.0
    context: float = 0.0
    similarity: float = 0.0
    score: float = 0.0


def extract(question: str, evidence: Evidence, embedder: Embedder) -> Extract:
    """The sentences of the evidence that answer the question, at most three, in the order in which they stand."""
    reader = Reader()
    wanted = reader.content(question) or frozenset({question.casefold().strip()})
    candidates = [
        candidate for number, excerpt in enumerate(evidence.excerpts, 1) for candidate in _units(number, excerpt, reader)
    ]
    if not candidates:
        return Extract("", (), 0.0, Features(0, 0, 0, 0, 0))
    weights = _weights(wanted, candidates)
    scored = [_by_words(candidate, question, weights, evidence) for candidate in candidates]
    scored.sort(key=lambda candidate: -candidate.score)
    compared = _by_meaning(question, scored[:_COMPARED], embedder)
    chosen = _choose(compared, weights)
    features = _features(compared[0], weights, evidence)
    text, citations = _write(chosen, evidence)
    return Extract(text, citations, confidence(features), features)


def confidence(features: Features) -> float:
    """The chance that the best sentence answers the question."""
    total = CONFIDENCE_BIAS + sum(w * value for w, value in zip(CONFIDENCE_WEIGHTS, features.vector(), strict=True))
    return 1 / (1 + math.exp(-total))


def _units(number: int, excerpt: Excerpt, reader: Reader) -> list[_Candidate]:
    """An excerpt's units; what stands around a unit counts half: its title, its headings, the sentence before."""
    title = reader.content(excerpt.document.title)
    found = []
    for chunk in excerpt.chunks:
        headings = reader.content(chunk.heading)
        before: frozenset[str] = frozenset()
        for unit in units(chunk.text):
            words = reader.content(unit.text)
            found.append(_Candidate(number, chunk, unit, words, title | headings | before))
            before = words
    return found


def _weights(wanted: frozenset[str], candidates: Sequence[_Candidate]) -> dict[str, float]:
    """How telling each word of the question is: its inverse document frequency among the evidence's sentences."""
    count = len(candidates)
    frequency = {word: sum(word in candidate.words for candidate in candidates) for word in wanted}
    raw = {word: math.log(1 + (count - seen + 0.5) / (seen + 0.5)) for word, seen in frequency.items()}
    total = sum(raw.values()) or 1.0
    return {word: value / total for word, value in raw.items()}


def _by_words(candidate: _Candidate, question: str, weights: dict[str, float], evidence: Evidence) -> _Candidate:
    inside = sum(weight for word, weight in weights.items() if word in candidate.words)
    around = sum(weight for word, weight in weights.items() if word in candidate.around and word not in candidate.words)
    best = evidence.excerpts[0].score or 1.0
    relevance = evidence.excerpts[candidate.number - 1].score / best
    # A heading line, a fragment or a long list says little by itself, however many words it shares.
    length = len(candidate.unit.text)
    shape = min(1.0, length / 40) * min(1.0, (2 * QUOTE_LENGTH / max(1, length)) ** 0.5)
    score = (inside + 0.5 * around + 0.35 * relevance + _form(question, candidate.unit.text)) * shape
    return replace(candidate, coverage=inside, context=min(1.0, inside + around), score=score)


def _form(question: str, text: str) -> float:
    """A small reward for a sentence that holds the sort of thing that is asked for."""
    if _TIME.search(question):
        return 0.15 if _YEAR_OR_DATE.search(text) else 0.0
    if _QUANTITY.search(question):
        return 0.15 if _DIGIT.search(text) else 0.0
    if _PERSON.search(question):
        return 0.1 if _NAME.search(text) else 0.0
    return 0.0


def _by_meaning(question: str, candidates: Sequence[_Candidate], embedder: Embedder) -> list[_Candidate]:
    """The candidates with the cosine of their vectors and the question's in their scores, best first."""
    texts = [_in_context(candidate) for candidate in candidates]
    asked = embedder.embed_question(question)
    cosines: NDArray[np.float32] = embedder.embed(texts) @ asked
    scored = [
        replace(candidate, similarity=float(cosine), score=candidate.score + 0.9 * max(0.0, float(cosine)))
        for candidate, cosine in zip(candidates, cosines, strict=True)
    ]
    return sorted(scored, key=lambda candidate: -candidate.score)


def _in_context(candidate: _Candidate) -> str:
    heading = candidate.chunk.headings[-1] if candidate.chunk.headings else ""
    return f"{heading}: {candidate.unit.text}" if heading else candidate.unit.text


def _choose(candidates: Sequence[_Candidate], weights: dict[str, float]) -> list[_Candidate]:
    """The best unit, and others that are nearly as good and add words of the question that are still missing."""
    chosen = [candidates[0]]
    covered = set(candidates[0].words)
    length = _word_count(candidates[0].unit.text)
    for candidate in candidates[1:]:
        if len(chosen) == _MOST_SENTENCES:
            break
        adds = sum(weight for word, weight in weights.items() if word in candidate.words and word not in covered)
        words = _word_count(candidate.unit.text)
        close = candidate.score >= 0.75 * candidates[0].score
        if close and length + words <= _ENOUGH_WORDS and (adds > 0.1 or length < 12):
            chosen.append(candidate)
            covered |= candidate.words
            length += words
    return sorted(chosen, key=lambda candidate: (candidate.number, candidate.chunk.ordinal, candidate.unit.start))


def _word_count(text: str) -> int:
    return max(len(text.split()), len(text) // 8)


def _features(best: _Candidate, weights: dict[str, float], evidence: Evidence) -> Features:
    excerpt = evidence.excerpts[best.number - 1]
    rarest = max(weights, key=lambda word: (weights[word], word))
    present = best.words | best.around
    return Features(
        coverage=best.coverage,
        context=best.context,
        similarity=max(0.0, best.similarity),
        rarest=float(rarest in present),
        excerpt_similarity=max(0.0, excerpt.similarity),
    )


def _write(chosen: Sequence[_Candidate], evidence: Evidence) -> tuple[str, tuple[Citation, ...]]:
    """The quotes as Markdown; markers count from 1 in the order of the answer, one for each place that is quoted."""
    parts: list[str] = []
    citations: list[Citation] = []
    for candidate in chosen:
        marker = len(citations) + 1
        quote = candidate.unit.text
        citations.append(Citation(marker, quote, evidence.excerpts[candidate.number - 1].document, candidate.chunk))
        if candidate.unit.is_code:
            parts.append(f"{quote[:_CODE_LENGTH]}\n\n[{marker}]")
        else:
            parts.append("\n".join(f"> {line.strip()}" for line in quote.splitlines()) + f" [{marker}]")
    return "\n\n".join(parts), tuple(citations)
