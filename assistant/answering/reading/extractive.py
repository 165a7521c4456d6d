"""The built-in reader: it needs no model, quotes the sentences that answer, and says when nothing does. Pure.

A sentence is scored by how much of the question it carries: the share of the question's content words, each weighted by
how rare it is in the evidence, that stand in the sentence, and half as much for those around it (title, headings, the
sentence before); the cosine of the sentence's and the question's vectors; how well its chunk ranked; and whether it is of
the sort that the question hopes for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.citing.support import Reader
from assistant.answering.reading.confidence import THRESHOLD, Features, confidence
from assistant.answering.reading.expectations import MARKED, expectation_of
from assistant.answering.reading.sentences import Unit, units
from assistant.domain.answers import Citation, Evidence, Excerpt
from assistant.domain.documents import Chunk
from assistant.ports import Embedder

_COMPARED: Final = 24
"""How many sentences are embedded: the best ones by words; each costs a few milliseconds."""
_AROUND: Final = 0.5
_AROUND_MARKED: Final = 0.9
_RELEVANCE: Final = 0.6
_MEANING: Final = 1.0
"""What the words around a sentence (one that is marked as what is asked for: see expectations), its chunk's rank and its
cosine count beside the words in it (1.0)."""
_READ: Final = 400
"""How many characters of a unit are embedded: enough to know a long table or listing by, and it bounds an answer's time."""
_MOST_SENTENCES: Final = 3
_ENOUGH_WORDS: Final = 45
_SHORT: Final = 40
_LONG: Final = 500
_MOST_ITEMS: Final = 8
_CODE_LINE: Final = re.compile(r"[+-]\s*[\w\"'(].*[({;,=\")\]]\s*$|[+-]{2,3} |@@ |.*[{};]\s*$", re.MULTILINE)
_CODE_SHAPE: Final = 0.4
"""A line of a diff or a listing shares names with a question more often than it answers one."""
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ASKING: Final = re.compile(
    r"\b(mean|means|meant|tell|explain|describe|show|please|anyone|know|happens?|happened|say|says|said|was|were|is|are)\b|"
    r"是什么|为什么|什么时候|什么|如何|怎么样?|哪些|哪个|哪里|多少|多久|谁|吗|呢|请问|我们|有",
    re.IGNORECASE,
)
"""Words that belong to the asking; an answer need not repeat them."""


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


NOTHING: Final = Extract("", (), 0.0, Features(0, 0, 0, 0, 0, 0, 0))


@dataclass(frozen=True, slots=True)
class _Candidate:
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


def extract(question: str, evidence: Evidence, embedder: Embedder) -> Extract:
    """The sentences of the evidence that answer the question, at most three, in the order in which they stand."""
    reader = Reader()
    wanted = reader.content(_ASKING.sub(" ", question)) or reader.content(question) or frozenset({question.casefold().strip()})
    candidates = [one for number, excerpt in enumerate(evidence.excerpts, 1) for one in _units(number, excerpt, reader)]
    if not candidates:
        return NOTHING
    weights = _weights(wanted, candidates)
    expects = expectation_of(question)
    best_score = max(excerpt.score for excerpt in evidence.excerpts) or 1.0
    scored = []
    for candidate in candidates:
        relevance = evidence.excerpts[candidate.number - 1].score / best_score
        earned = expects(candidate.unit.text, candidate.chunk.heading)
        scored.append(_by_words(candidate, weights, relevance, earned))
    scored.sort(key=lambda candidate: -candidate.score)
    compared = _by_meaning(question, scored[:_COMPARED], embedder)
    features = _features(question, compared, weights, evidence)
    text, citations = _write(_choose(compared, weights), evidence)
    return Extract(text, citations, confidence(features), features)


def _units(number: int, excerpt: Excerpt, reader: Reader) -> list[_Candidate]:
    """An excerpt's units, each with the words around it: its title, its headings, the sentence before."""
    title = reader.content(excerpt.document.title)
    found = []
    for chunk in excerpt.chunks:
        headings = reader.content(chunk.heading)
        before: frozenset[str] = frozenset()
        for place, unit in enumerate(units(chunk.text)):
            words = reader.content(unit.text)
            found.append(_Candidate(number, chunk, place, unit, words, title | headings | before))
            before = words
    return found


def _weights(wanted: frozenset[str], candidates: Sequence[_Candidate]) -> dict[str, float]:
    """How telling each word of the question is: its inverse document frequency among the evidence's sentences, summing
    to 1."""
    count = len(candidates)
    frequency = {word: sum(word in candidate.words for candidate in candidates) for word in wanted}
    raw = {word: math.log(1 + (count - seen + 0.5) / (seen + 0.5)) for word, seen in frequency.items()}
    total = sum(raw.values()) or 1.0
    return {word: value / total for word, value in raw.items()}


def _by_words(candidate: _Candidate, weights: dict[str, float], relevance: float, earned: float) -> _Candidate:
    inside = sum(weight for word, weight in weights.items() if word in candidate.words)
    around = sum(weight for word, weight in weights.items() if word in candidate.around and word not in candidate.words)
    surroundings = _AROUND_MARKED if earned >= MARKED else _AROUND
    score = (inside + surroundings * around + _RELEVANCE * relevance + earned) * _shape(candidate.unit.text)
    return replace(candidate, coverage=inside, context=min(1.0, inside + around), score=score)


def _by_meaning(question: str, candidates: Sequence[_Candidate], embedder: Embedder) -> list[_Candidate]:
    """The candidates with the cosine of their vectors and the question's in their scores, best first."""
    cosines = embedder.embed([_in_context(candidate) for candidate in candidates]) @ embedder.embed_question(question)
    scored = [
        replace(candidate, similarity=max(0.0, float(cosine)), score=_with_meaning(candidate, float(cosine)))
        for candidate, cosine in zip(candidates, cosines, strict=True)
    ]
    return sorted(scored, key=lambda candidate: -candidate.score)


def _with_meaning(candidate: _Candidate, cosine: float) -> float:
    return candidate.score + _MEANING * max(0.0, cosine) * _shape(candidate.unit.text)


def _shape(text: str) -> float:
    """A fragment or a very long unit says little by itself, however much it shares with the question."""
    if _CODE_LINE.match(text):
        return _CODE_SHAPE
    length = len(text) * (3 if _CJK.search(text) else 1)
    return math.sqrt(min(1.0, length / _SHORT) * min(1.0, _LONG / max(1, length)))


def _in_context(candidate: _Candidate) -> str:
    heading = candidate.chunk.headings[-1] if candidate.chunk.headings else ""
    text = candidate.unit.text[:_READ]
    return f"{heading}: {text}" if heading else text


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
    return max(len(text.split()), len(_CJK.findall(text)) // 2)


def _features(question: str, candidates: Sequence[_Candidate], weights: dict[str, float], evidence: Evidence) -> Features:
    best = candidates[0]
    excerpt = evidence.excerpts[best.number - 1]
    words = best.around.union(*(one.words for one in candidates if one.number == best.number))
    rival = next((one.score for one in candidates if evidence.excerpts[one.number - 1].document != excerpt.document), 0.0)
    in_excerpt = sum(weight for word, weight in weights.items() if word in words)
    similarity, excerpt_similarity = best.similarity, max(0.0, excerpt.similarity)
    if _CJK.search(question):
        # The built-in model reads no Chinese, Japanese or Korean: there the words have to stand for the meaning too.
        similarity, excerpt_similarity = max(similarity, best.context), max(excerpt_similarity, in_excerpt)
    return Features(
        coverage=best.coverage,
        context=best.context,
        excerpt=in_excerpt,
        similarity=similarity,
        excerpt_similarity=excerpt_similarity,
        rarest=float(max(weights, key=lambda word: (weights[word], word)) in words),
        lead=1 - rival / best.score if best.score > 0 else 0.0,
    )


def _write(chosen: Sequence[_Candidate], evidence: Evidence) -> tuple[str, tuple[Citation, ...]]:
    """The quotes as Markdown; markers count from 1 in the order of the answer, one for each place that is quoted."""
    parts: list[str] = []
    citations: list[Citation] = []
    for candidate in chosen:
        marker = len(citations) + 1
        quote = _whole(candidate)
        citations.append(Citation(marker, quote, evidence.excerpts[candidate.number - 1].document, candidate.chunk))
        if candidate.unit.is_code:
            parts.append(f"{quote}\n\n[{marker}]")
        else:
            parts.append("\n".join(f"> {line.strip()}" for line in quote.splitlines()) + f" [{marker}]")
    return "\n\n".join(parts), tuple(citations)


def _whole(candidate: _Candidate) -> str:
    """A unit's words; one that ends in a colon brings the list, table or code that it announces."""
    unit = candidate.unit
    if not unit.text.endswith((":", "：")):
        return unit.text
    following = units(candidate.chunk.text)[candidate.place + 1 : candidate.place + 1 + _MOST_ITEMS]
    if not following:
        return unit.text
    last = following[0]
    for one in following[1:]:
        between = candidate.chunk.text[last.start + len(last.text) : one.start]
        if "\n\n" in between or last.is_code:
            break
        last = one
    return candidate.chunk.text[unit.start : last.start + len(last.text)]
