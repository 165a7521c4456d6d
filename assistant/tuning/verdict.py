"""Whether what was learned is kept. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.evaluation.metrics import Estimate, estimate, paired_difference
from assistant.tuning.trial import Asking

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """nDCG@10 of the held-back questions of one origin, before and after, and the difference with its interval."""

    origin: str
    questions: int
    documents: int
    before: float
    after: float
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rows, that of all questions first. Kept is what is better beyond noise: the lower end of the interval is above 0."""

    rows: tuple[Row, ...]

    @property
    def kept(self) -> bool:
        """Whether the new weights are better."""
        return bool(self.rows) and self.rows[0].difference.low > 0


def judge(askings: Sequence[Asking], before: Sequence[float], after: Sequence[float]) -> Verdict:
    """Compare on the same questions, as a whole and by origin.

    Questions from one document stand and fall together, so that the bootstrap draws documents: of each, the mean.
    """
    judged = list(zip(askings, before, after, strict=True))
    by_origin: defaultdict[str, list[tuple[Asking, float, float]]] = defaultdict(list)
    for one in judged:
        by_origin[one[0].origin].append(one)
    if not judged:
        return Verdict(())
    return Verdict((_row(ALL, judged), *(_row(origin, some) for origin, some in sorted(by_origin.items()))))


def _row(origin: str, judged: Sequence[tuple[Asking, float, float]]) -> Row:
    before = _by_document((asking, score) for asking, score, _ in judged)
    after = _by_document((asking, score) for asking, _, score in judged)
    return Row(
        origin,
        len(judged),
        len(before),
        estimate(before).mean,
        estimate(after).mean,
        paired_difference(after, before),
    )


def _by_document(scored: Iterable[tuple[Asking, float]]) -> list[float]:
    """The mean of each document's questions, in the order of the documents' ids."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for asking, score in scored:
        found[min(asking.relevant)].append(score)
    return [sum(found[name]) / len(found[name]) for name in sorted(found)]
