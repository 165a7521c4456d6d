"""Sentences of different documents that state different things of the same. Pure.

Two sentences are held together by the words that they share, each weighted by how rare it is among the evidence's sentences. Of
two that give other figures of one unit, the lighter one's weight must be shared; of two that differ by a date, a denial or a
name, nearly all of both. Thresholds were chosen on questions of squad2 and design_dev, where hardly anything
contradicts; `python -m tests.benchmarks.contradictions` prints how often something is found there.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.disagreeing.claims import DATE, Claim, claim_of
from assistant.answering.disagreeing.speaking import Asked
from assistant.answering.reading.expectations import is_header
from assistant.answering.reading.sentences import Unit, units
from assistant.domain.answers import Citation, Evidence
from assistant.domain.documents import Chunk, Document

_ALIKE_BY_FIGURE: Final = 0.45
"""How much of the lighter sentence's weight must be shared."""
_ALIKE_IN_ALL: Final = 0.7
"""How much of the heavier sentence's weight must be shared where no figure of a unit tells that they state the same sort of
thing."""
_FEWEST: Final = 3
"""Words that must be shared."""
_ASKED: Final = 2.0
"""How much more a word of the question weighs."""
_MOST_FIGURES: Final = 2
"""A sentence with more figures of one unit tells a series, and can't be held against one value."""
_CHANGE: Final = re.compile(
    r"\bfrom\b[^.;]{1,40}\b(?:to|down to|up to)\b|\b(?:previously|formerly|used to be|instead of)\b|->|→|此前|原来"
)
"""What tells a change gives both values, and states neither."""
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ROOT: Final = 5
"""Letters by which words are compared before they are stemmed, which takes longer."""
_FEWEST_ROOTS: Final = 2
_LONGEST: Final = 400
_SHORTEST: Final = 12


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim and where it stands."""

    claim: Claim
    document: Document
    chunk: Chunk

    @property
    def citation(self) -> Citation:
        """Its words, with a marker of 0."""
        return Citation(0, self.claim.text, self.document, self.chunk)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two that state different things of the same; `alike` is how surely they speak of the same, 0 to 1."""

    one: Stated
    other: Stated
    alike: float


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that may state something, by the beginnings of its words."""

    text: str
    roots: frozenset[str]
    document: Document
    chunk: Chunk

    def stated(self, asked: Asked) -> Stated:
        return Stated(claim_of(self.text, asked.reader), self.document, self.chunk)


def difference_in(quotes: Sequence[Citation], evidence: Evidence, asked: Asked) -> Difference | None:
    """The surest difference between what was quoted and what other documents of the evidence state; None for none."""
    quoted = [one for quote in quotes for one in _sentences(quote.quote, quote.document, quote.chunk)]
    chunks = [(excerpt.document, chunk) for excerpt in evidence.excerpts for chunk in excerpt.chunks]
    sentences = [one for document, chunk in chunks for one in _sentences(chunk.text, document, chunk)]
    weigh = _Weights(sentences, asked)
    found = [difference for one in quoted for difference in _against(one, sentences, asked, weigh)]
    return max(found, key=lambda difference: difference.alike, default=None)


def _against(own: _Sentence, sentences: Sequence[_Sentence], asked: Asked, weigh: _Weights) -> Iterator[Difference]:
    """One sentence against those of other documents that share enough with it to be looked at."""
    one = own.stated(asked)
    for sentence in sentences:
        if sentence.document.id == own.document.id:
            continue
        if len(sentence.roots & own.roots) >= _FEWEST_ROOTS or _CJK.search(sentence.text):
            other = sentence.stated(asked)
            if alike := _contradicts(one.claim, other.claim, weigh):
                yield Difference(one, other, alike)


class _Weights:
    """What a shared word is worth: its inverse frequency among the sentences, more where the question has it."""

    def __init__(self, sentences: Sequence[_Sentence], asked: Asked) -> None:
        self._counts = Counter(root for sentence in sentences for root in sentence.roots)
        self._number = 1 + len(sentences)
        self._asked = asked.words

    def of(self, words: Iterable[str]) -> float:
        """Of all of them together."""
        return sum(map(self._weight, words))

    def are_asked(self, words: frozenset[str]) -> bool:
        """Whether one of them is the question's."""
        return bool(words & self._asked)

    def _weight(self, word: str) -> float:
        rarity = math.log(1 + self._number / (1 + self._counts[word[:_ROOT]]))
        return rarity * (_ASKED if word in self._asked else 1.0)


def _sentences(text: str, document: Document, chunk: Chunk) -> Iterator[_Sentence]:
    for unit in units(text):
        if _states(unit):
            roots = frozenset(word[:_ROOT] for word in _WORD.findall(unit.text.casefold()))
            yield _Sentence(unit.text, roots, document, chunk)


def _states(unit: Unit) -> bool:
    """Whether it may state something of its subject: headers tell of their own document only."""
    if unit.is_code or not _SHORTEST <= len(unit.text) <= _LONGEST:
        return False
    return not (_CHANGE.search(unit.text) or is_header(unit.text))


def _contradicts(one: Claim, other: Claim, weigh: _Weights) -> float:
    """How surely both speak of one thing, where they state different things of it; else 0."""
    shared = one.words & other.words
    if len(shared) < _FEWEST or not weigh.are_asked(shared):
        return 0.0
    weights = sorted((weigh.of(one.words), weigh.of(other.words)))
    of_lighter, of_heavier = (weigh.of(shared) / (weight or 1.0) for weight in weights)
    unit = _unit_that_differs(one, other)
    if unit and unit != DATE:
        return (of_lighter + of_heavier) / 2 if of_lighter >= _ALIKE_BY_FIGURE else 0.0
    if of_heavier < _ALIKE_IN_ALL or (not unit and one.figures != other.figures):
        return 0.0
    return of_heavier if unit or one.denies != other.denies or _name_differs(one, other) else 0.0


def _unit_that_differs(one: Claim, other: Claim) -> str:
    """What both give another number of; "" where there is nothing of the kind, or one of them gives the other's number too."""
    for unit in sorted({figure.unit for figure in one.figures} & {figure.unit for figure in other.figures}):
        values = one.values_of(unit), other.values_of(unit)
        if values[0] & values[1] or max(map(len, values)) > _MOST_FIGURES:
            continue
        if not _spans(one) & _spans(other):
            return unit
    return ""


def _spans(claim: Claim) -> set[int]:
    return {days for figure in claim.figures if (days := figure.days) is not None}


def _name_differs(one: Claim, other: Claim) -> bool:
    """Whether each has a name in the place of the other's, and all else that they say is the same."""
    own, others = one.names - other.names, other.names - one.names
    return len(own) == 1 == len(others) and not one.denies and bool(one.names or other.names)
