"""Whether Lore knows when it does not know: abstentions, and what its confidence is worth. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.metrics import RESAMPLES, SEED, Estimate, estimate
from assistant.evaluation.question_set import JudgedQuestion
from assistant.evaluation.runner import Outcome, Reply, Report

BINS = 10
_AT_ONCE = 100
"""Resamples that are held in memory together."""


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """If only answers at least this confident were given: the share of all questions that would get one, and the share of
    these answers that are wrong (El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", 2010)."""

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies between two tenths: their mean confidence, and the share of them that is right."""

    low: float
    high: float
    confidence: float
    right: Estimate


@dataclass(frozen=True, slots=True)
class RocPoint:
    """With a threshold here: the share of unanswerable questions that would still be answered, and of answerable ones."""

    unanswerable: float
    answerable: float


def confidences(report: Report) -> tuple[list[float], list[float]]:
    """Those of the answerable and of the unanswerable questions."""
    replied = [(outcome.question, outcome.reply) for outcome in report.outcomes if outcome.reply]
    return (
        [reply.confidence for question, reply in replied if question.answerable],
        [reply.confidence for question, reply in replied if not question.answerable],
    )


def is_right(question: JudgedQuestion, reply: Reply) -> bool:
    """Whether an answer that was given is right: no answer to an unanswerable question is. Where it can't be told by a short
    gold answer, one that cites a relevant document counts."""
    if not question.answerable or reply.abstained:
        return False
    return bool(reply.cites_relevant) if reply.right is None else reply.right


def roc_auc(answerable: Sequence[float], unanswerable: Sequence[float]) -> Estimate | None:
    """The chance that an answerable question has more confidence than an unanswerable one, ties counted half: the area under
    the ROC curve. Its 95 % interval is a bootstrap over both kinds apart. None where either is missing."""
    if not answerable or not unanswerable:
        return None
    levels = np.unique(np.asarray([*answerable, *unanswerable]))
    high, low = (_counts(values, levels) for values in (answerable, unanswerable))
    area = float(_areas(high[None], low[None])[0])
    generator = np.random.default_rng(SEED)
    drawn = [
        _areas(*(generator.multinomial(int(one.sum()), one / one.sum(), _AT_ONCE).astype(np.float64) for one in (high, low)))
        for _ in range(RESAMPLES // _AT_ONCE)
    ]
    below, above = np.percentile(np.concatenate(drawn), [2.5, 97.5])
    return Estimate(area, float(below), float(above), len(answerable) + len(unanswerable))


def roc_curve(answerable: Sequence[float], unanswerable: Sequence[float]) -> list[RocPoint]:
    """From no question answered to all of them, one point for each confidence that occurs; empty where either is missing."""
    if not answerable or not unanswerable:
        return []
    levels = sorted({*answerable, *unanswerable}, reverse=True)
    points = [RocPoint(_share_from(unanswerable, level), _share_from(answerable, level)) for level in levels]
    return [RocPoint(0.0, 0.0), *points]


def risk_curve(report: Report) -> list[RiskPoint]:
    """By falling confidence, over the answers that were given: what was not said can't be judged."""
    replied = [outcome for outcome in report.outcomes if outcome.reply]
    given = [(one.reply.confidence, is_right(one.question, one.reply)) for one in _given(replied) if one.reply]
    points = []
    for level in sorted({confidence for confidence, _ in given}, reverse=True):
        right = [is_it for confidence, is_it in given if confidence >= level]
        points.append(RiskPoint(level, len(right) / len(replied), 1 - sum(right) / len(right)))
    return points


def reliability(report: Report, bins: int = BINS) -> list[Bin]:
    """The answers that were given, by their confidence: of those that are 0.7 sure, 7 in 10 should be right."""
    given = [(one.reply.confidence, float(is_right(one.question, one.reply))) for one in _given(report.outcomes) if one.reply]
    found = []
    for place in range(bins):
        inside = [(c, right) for c, right in given if min(int(c * bins), bins - 1) == place]
        if inside:
            mean = sum(c for c, _ in inside) / len(inside)
            found.append(Bin(place / bins, (place + 1) / bins, mean, estimate([right for _, right in inside])))
    return found


def _given(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [one for one in outcomes if one.reply is not None and not one.reply.abstained]


def _share_from(values: Sequence[float], level: float) -> float:
    return sum(value >= level for value in values) / len(values)


def _counts(values: Sequence[float], levels: NDArray[np.float64]) -> NDArray[np.float64]:
    places = np.searchsorted(levels, np.asarray(values))
    return np.bincount(places, minlength=len(levels)).astype(np.float64)


def _areas(high: NDArray[np.float64], low: NDArray[np.float64]) -> NDArray[np.float64]:
    """The area for each row of counts by level, lowest level first."""
    below = np.cumsum(low, axis=1) - low
    won = (high * (below + low / 2)).sum(axis=1)
    return np.asarray(won / (high.sum(axis=1) * low.sum(axis=1)), dtype=np.float64)
