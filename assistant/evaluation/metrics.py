"""Measures of a ranking and of an answer, and how sure they are. Pure.

Ranking measures follow TREC: gains are binary, nDCG discounts by log2(rank + 1) and is divided by the ideal ranking's
(Järvelin and Kekäläinen 2002). Intervals are percentile bootstraps over questions (Efron 1979); two runs are compared on
the same questions (Sakai 2006).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
SEED = 20261122
RUN = 5
"""Tokens in a row by which a long answer is recognised."""

_IDEOGRAPHS = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TELLING = 20
_TOKEN = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `count` questions with its 95 % interval."""

    mean: float
    low: float
    high: float
    count: int


def ranked_documents(paths: Iterable[str], ignored: AbstractSet[str] = frozenset()) -> list[str]:
    """Documents in the order of their best chunk, each once, without those that count as neither right nor wrong."""
    return [path for path in dict.fromkeys(paths) if path not in ignored]


def recall(ranked: Sequence[str], relevant: AbstractSet[str], k: int) -> float:
    """The share of the relevant documents among the first k."""
    return len(relevant & set(ranked[:k])) / len(relevant)


def reciprocal_rank(ranked: Sequence[str], relevant: AbstractSet[str], k: int) -> float:
    """One over the rank of the first relevant document, 0 if it is not among the first k."""
    return next((1 / rank for rank, path in enumerate(ranked[:k], start=1) if path in relevant), 0.0)


def ndcg(ranked: Sequence[str], relevant: AbstractSet[str], k: int) -> float:
    """Normalised discounted cumulative gain of the first k."""
    gained = sum(1 / log2(rank + 1) for rank, path in enumerate(ranked[:k], start=1) if path in relevant)
    return gained / sum(1 / log2(rank + 1) for rank in range(1, min(len(relevant), k) + 1))


def line_found(texts: Sequence[str], answers: Sequence[str]) -> float:
    """1 if a line of more than 20 characters of a gold answer stands in one of the texts, white space apart; else 0. Where an
    answer has no such line, any of its lines will do."""
    flat = ["".join(text.split()) for text in texts]
    lines = ["".join(line.split()) for answer in answers for line in answer.splitlines() if line.strip()]
    telling = [line for line in lines if len(line) > _TELLING] or lines
    return float(any(line in text for line in telling for text in flat))


def span_found(texts: Sequence[str], answers: Sequence[str]) -> float:
    """1 if a gold answer stands in one of the texts, whitespace apart; else 0."""
    flat = ["".join(text.split()) for text in texts]
    wanted = ["".join(answer.split()) for answer in answers]
    return float(any(answer in text for answer in wanted if answer for text in flat))


def span_overlap(texts: Sequence[str], answers: Sequence[str]) -> float:
    """The share of a gold answer's tokens, counted as often as they occur, that the texts together hold; the best gold
    answer counts. It gives credit where an answer is longer than a chunk."""
    held = Counter(token for text in texts for token in tokens(text))
    return max((_covered(Counter(tokens(answer)), held) for answer in answers), default=0.0)


def run_coverage(texts: Sequence[str], answer: str, run: int = RUN) -> float:
    """The share of an answer's tokens that stand in the texts within a run of at least so many tokens of the answer (all of
    them for a shorter answer). Unlike single tokens, runs are not found in just any long text."""
    wanted = tokens(answer)
    size = min(run, len(wanted))
    if not size:
        return 0.0
    held = {tuple(said[place : place + size]) for said in map(tokens, texts) for place in range(len(said) - size + 1)}
    found = [tuple(wanted[place : place + size]) in held for place in range(len(wanted) - size + 1)]
    covered = [any(found[max(0, place - size + 1) : place + 1]) for place in range(len(wanted))]
    return sum(covered) / len(wanted)


def answer_contains(text: str, answers: Sequence[str]) -> bool:
    """Whether one of the gold answers stands in an answer, letter case, punctuation and markers apart."""
    said = _normal(text)
    return any(_within(_normal(answer), said) for answer in answers)


def answer_contains_all(text: str, answers: Sequence[str]) -> bool:
    """Whether all of the gold answers stand in an answer; False where there are none."""
    said = _normal(text)
    return bool(answers) and all(_within(_normal(answer), said) for answer in answers)


def tokens(text: str) -> list[str]:
    """Words, and each ideograph for itself, in lower case."""
    return _TOKEN.findall(text.casefold())


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies; 0 for none."""
    return float(np.percentile(values, share * 100)) if values else 0.0


def estimate(values: Sequence[float]) -> Estimate:
    """The mean with its 95 % bootstrap interval; the same values always give the same interval."""
    if not values:
        return Estimate(0.0, 0.0, 0.0, 0)
    data = np.asarray(values, dtype=np.float64)
    low, high = np.percentile(_resampled_means(data), [2.5, 97.5])
    return Estimate(float(data.mean()), float(low), float(high), len(values))


def paired_difference(now: Sequence[float], before: Sequence[float]) -> Estimate:
    """How much better `now` is than `before` on the same questions in the same order. An interval that does not hold 0
    is a difference that chance does not explain."""
    if len(now) != len(before):
        raise ValueError(f"{len(now)} values can't be paired with {len(before)}")
    return estimate([new - old for new, old in zip(now, before, strict=True)])


def _resampled_means(data: NDArray[np.float64]) -> NDArray[np.float64]:
    generator = np.random.default_rng(SEED)
    drawn = generator.integers(0, len(data), (RESAMPLES, len(data)), dtype=np.int32)
    return np.asarray(data[drawn].mean(axis=1), dtype=np.float64)


def _covered(wanted: Counter[str], held: Counter[str]) -> float:
    return (wanted & held).total() / wanted.total() if wanted else 0.0


def _normal(text: str) -> str:
    text = re.sub(r"\[\d{1,3}\]", " ", unicodedata.normalize("NFKC", text))
    return " ".join(tokens(text))


def _within(answer: str, said: str) -> bool:
    return bool(answer) and f" {answer} " in f" {said} "
