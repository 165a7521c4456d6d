"""How much of a question each sentence of the evidence carries. Pure.

The share of the question's content words, each weighted by how rare it is in the evidence, that stand in the sentence, and half
as much for those around it (title, headings, the sentence before); the cosine of the sentence's and the question's vectors; how
well its chunk ranked; and whether it is of the sort that the question hopes for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.citing.support import Reader
from assistant.answering.reading.expectations import MARKED, expectation_of
from assistant.answering.reading.sentences import Unit, units
from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Chunk
from assistant.ports import Embedder

_COMPARED: Final = 3
"""How many sentences are embedded, the best ones by words: each costs some milliseconds, and 24 answered no more of squad2's
questions than 3."""
_READABLE: Final = 0.5
"""Of a question that the embedder can read less of, only the words are compared: Chinese, for a model of English."""
_UNREAD: Final = 24
"""How many sentences are looked through then."""
_AROUND: Final = 0.5
_AROUND_MARKED: Final = 0.9
_RELEVANCE: Final = 0.6
_MEANING: Final = 1.0
"""What the words around a sentence (one that is marked as what is asked for: see expectations), its chunk's rank and its
cosine count beside the words in it (1.0)."""
_READ: Final = 200
"""How many characters of a unit are embedded: enough to know a long table or listing by, and it bounds an answer's time."""
_SHORT: Final = 40
_LONG: Final = 500
_CODE_LINE: Final = re.compile(r"[+-]\s*[\w\"'(].*[({;,=\")\]]\s*$|[+-]{2,3} |@@ |.*[{};]\s*$", re.MULTILINE)
_CODE_SHAPE: Final = 0.4
"""A line of a diff or a listing shares names with a question more often than it answers one."""
CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ASKING: Final = re.compile(
    r"\b(mean|means|meant|tell|explain|describe|show|please|anyone|know|happens?|happened|say|says|said|was|were|is|are)\b|"
    r"是什么|为什么|什么时候|什么|如何|怎么样?|哪些|哪个|哪里|多少|多久|谁|吗|呢|请问|我们|有",
    re.IGNORECASE,
)
"""Words that belong to the asking; an answer need not repeat them."""

Weights = Mapping[str, float]
"""How telling each word of a question is; they sum to 1."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit of an excerpt, by its place among its chunk's units, with what it says about the question."""

    number: int
    chunk: Chunk
    place: int
    unit: Unit
    words: frozenset[str]
    around: frozenset[str]
    coverage: float = 0.0
    context: float = 0.0
    similarity: float = 0.0
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Scored:
    """The units that were compared with the question, best first, and the words that it was about."""

    candidates: tuple[Candidate, ...]
    wanted: frozenset[str]
    weights: Weights


def scored(question: str, evidence: Evidence, embedder: Embedder) -> Scored:
    """The best units of the evidence; none where it has no words."""
    reader = Reader()
    wanted = reader.content(_ASKING.sub(" ", question)) or reader.content(question) or frozenset({question.casefold().strip()})
    candidates = [one for number, excerpt in enumerate(evidence.excerpts, 1) for one in _units(number, excerpt, reader)]
    if not candidates:
        return Scored((), wanted, {})
    weights, expects = _weights(wanted, candidates), expectation_of(question)
    by_words = [_by_words(one, weights, _relevance(one, evidence), expects) for one in candidates]
    by_words.sort(key=lambda candidate: -candidate.score)
    if embedder.known_share(question) < _READABLE:
        return Scored(tuple(by_words[:_UNREAD]), wanted, weights)
    return Scored(tuple(_by_meaning(question, by_words[:_COMPARED], embedder)), wanted, weights)


def _units(number: int, excerpt: Excerpt, reader: Reader) -> list[Candidate]:
    """An excerpt's units, each with the words around it: its title, its headings, the sentence before."""
    title = reader.content(excerpt.document.title)
    found = []
    for chunk in excerpt.chunks:
        headings = reader.content(chunk.heading)
        before: frozenset[str] = frozenset()
        for place, unit in enumerate(units(chunk.text)):
            words = reader.content(unit.text)
            found.append(Candidate(number, chunk, place, unit, words, title | headings | before))
            before = words
    return found


def _weights(wanted: frozenset[str], candidates: Sequence[Candidate]) -> dict[str, float]:
    """Each word's inverse document frequency among the evidence's sentences."""
    count = len(candidates)
    frequency = {word: sum(word in candidate.words for candidate in candidates) for word in wanted}
    raw = {word: math.log(1 + (count - seen + 0.5) / (seen + 0.5)) for word, seen in frequency.items()}
    total = sum(raw.values()) or 1.0
    return {word: value / total for word, value in raw.items()}


def _relevance(candidate: Candidate, evidence: Evidence) -> float:
    best = max(excerpt.score for excerpt in evidence.excerpts) or 1.0
    return evidence.excerpts[candidate.number - 1].score / best


def _by_words(candidate: Candidate, weights: Weights, relevance: float, expects: Callable[[str, str], float]) -> Candidate:
    earned = expects(candidate.unit.text, candidate.chunk.heading)
    inside = sum(weight for word, weight in weights.items() if word in candidate.words)
    around = sum(weight for word, weight in weights.items() if word in candidate.around and word not in candidate.words)
    surroundings = _AROUND_MARKED if earned >= MARKED else _AROUND
    score = (inside + surroundings * around + _RELEVANCE * relevance + earned) * _shape(candidate.unit.text)
    return replace(candidate, coverage=inside, context=min(1.0, inside + around), score=score)


def _by_meaning(question: str, candidates: Sequence[Candidate], embedder: Embedder) -> list[Candidate]:
    """The candidates with the cosine of their vectors and the question's in their scores, best first."""
    cosines = embedder.embed([_in_context(candidate) for candidate in candidates]) @ embedder.embed_question(question)
    compared = [
        replace(candidate, similarity=max(0.0, float(cosine)), score=_with_meaning(candidate, float(cosine)))
        for candidate, cosine in zip(candidates, cosines, strict=True)
    ]
    return sorted(compared, key=lambda candidate: -candidate.score)


def _with_meaning(candidate: Candidate, cosine: float) -> float:
    return candidate.score + _MEANING * max(0.0, cosine) * _shape(candidate.unit.text)


def _shape(text: str) -> float:
    """A fragment or a very long unit says little by itself, however much it shares with the question."""
    if _CODE_LINE.match(text):
        return _CODE_SHAPE
    length = len(text) * (3 if CJK.search(text) else 1)
    return math.sqrt(min(1.0, length / _SHORT) * min(1.0, _LONG / max(1, length)))


def _in_context(candidate: Candidate) -> str:
    heading = candidate.chunk.headings[-1] if candidate.chunk.headings else ""
    text = candidate.unit.text[:_READ]
    return f"{heading}: {text}" if heading else text
