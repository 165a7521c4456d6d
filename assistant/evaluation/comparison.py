"""A run beside an earlier one of the same set: what differs, what of that is more than chance, and which questions lost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from assistant.evaluation.abstention import is_right
from assistant.evaluation.metrics import Estimate, paired_difference
from assistant.evaluation.runner import Outcome, Reply, Report
from assistant.evaluation.significance import Verdict, holm, randomisation_p, verdict

FORMAT = 1
RIGHT = "right answers"
FALSE_ABSTENTION = "abstained, answerable"
ABSTENTION = "abstained, unanswerable"
LOWER_IS_BETTER = frozenset({FALSE_ABSTENTION})


@dataclass(frozen=True, slots=True)
class Worse:
    """A question that an earlier run did better on, by `measure`; `first` are the documents that come first now."""

    id: str
    question: str
    before: float
    now: float
    relevant: tuple[str, ...]
    first: tuple[str, ...]
    measure: str = ""
    first_before: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run less an earlier one, over the questions of both; `worse` begins with the largest loss of nDCG."""

    differences: dict[str, Estimate]
    worse: tuple[Worse, ...]
    better: int
    by_kind: dict[str, Estimate]
    """nDCG by kind, where there are several."""
    verdicts: dict[str, Verdict]
    """For each of `differences` by its name and of `by_kind` as `nDCG of KIND`; either of the two is one family for Holm."""
    lost_evidence: tuple[Worse, ...] = ()
    """Of whose gold answer less would be sent to a generator than before."""
    lost_answers: tuple[Worse, ...] = ()
    """Answered right before, and not now."""
    improved: tuple[str, ...] = ()
    """Ids of those that got better by nDCG."""
    latency_before: Mapping[str, Mapping[str, float]] | None = None


@dataclass(frozen=True, slots=True)
class _Pair:
    """One question in both runs."""

    outcome: Outcome
    now: Mapping[str, float]
    before: Mapping[str, float]
    first_before: tuple[str, ...]


def load_earlier(path: Path) -> dict[str, Any]:
    """An earlier run's JSON. Raises UsageError if the file is none."""
    try:
        earlier = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} can't be read as the JSON of an earlier run: {error}") from error
    if not isinstance(earlier, dict) or earlier.get("format") != FORMAT or not isinstance(earlier.get("questions"), list):
        raise UsageError(f"{path} is not the JSON that `lore eval --json` of this version writes")
    return earlier


def compare(report: Report, earlier: dict[str, Any]) -> Comparison:
    """Differences on the questions that both runs have. Raises UsageError where they are of different sets."""
    if earlier["set"] != report.set_name or earlier["k"] != report.k:
        raise UsageError(f"the earlier run is of '{earlier['set']}' with k={earlier['k']}: compare runs of one set and k")
    pairs = _pairs(report, earlier["questions"])
    if not any(pair.outcome.question.answerable for pair in pairs):
        raise UsageError("the earlier run has no answerable question in common with this one")
    by = f"ndcg@{report.k}"
    differences = {name: [new - old for new, old in both] for name, both in _values(pairs).items()}
    kinds = {kind: [pair.now[by] - pair.before[by] for pair in those] for kind, those in _by_kind(pairs, by).items()}
    improved = tuple(pair.outcome.question.id for pair in _with(pairs, by) if pair.now[by] > pair.before[by])
    evidence = next((name for name in differences if name.startswith("evidence@")), "")
    return Comparison(
        differences={name: _estimated(values) for name, values in differences.items()},
        worse=_worse(pairs, by),
        better=len(improved),
        by_kind={kind: _estimated(values) for kind, values in kinds.items()},
        verdicts=_verdicts(differences) | _verdicts({of_kind(kind): values for kind, values in kinds.items()}),
        lost_evidence=_worse(pairs, evidence),
        lost_answers=_worse(pairs, RIGHT),
        improved=improved,
        latency_before=earlier.get("latency_ms"),
    )


def of_kind(kind: str) -> str:
    """Under which name the verdict on a kind stands."""
    return f"nDCG of {kind}"


def _pairs(report: Report, rows: Sequence[Mapping[str, Any]]) -> list[_Pair]:
    before = {row["id"]: row for row in rows}
    pairs = []
    for outcome in report.outcomes:
        row = before.get(outcome.question.id)
        if row is None:
            continue
        earlier = replied(row["reply"])
        now = dict(outcome.measures) | _answer_scores(outcome, outcome.reply)
        then = dict(row["measures"]) | _answer_scores(outcome, earlier)
        pairs.append(_Pair(outcome, now, then, tuple(row["first"])))
    return pairs


def replied(row: Mapping[str, Any] | None) -> Reply | None:
    """What the answerer said, as the JSON of a run holds it; runs of earlier versions know less."""
    if row is None:
        return None
    known = {name: row[name] for name in Reply.__dataclass_fields__ if name in row}
    return Reply(**known)


def _answer_scores(outcome: Outcome, reply: Reply | None) -> dict[str, float]:
    if reply is None:
        return {}
    if not outcome.question.answerable:
        return {ABSTENTION: float(reply.abstained)}
    scores = {FALSE_ABSTENTION: float(reply.abstained)}
    if reply.contains_gold is not None:
        scores[RIGHT] = float(is_right(outcome.question, reply))
    return scores


def _values(pairs: Sequence[_Pair]) -> dict[str, list[tuple[float, float]]]:
    names = dict.fromkeys(name for pair in pairs for name in pair.now if name in pair.before)
    return {name: [(pair.now[name], pair.before[name]) for pair in _with(pairs, name)] for name in names}


def _with(pairs: Sequence[_Pair], measure: str) -> list[_Pair]:
    """Those that have the measure in both runs."""
    return [pair for pair in pairs if measure in pair.now and measure in pair.before]


def _by_kind(pairs: Sequence[_Pair], by: str) -> dict[str, list[_Pair]]:
    judged = _with(pairs, by)
    kinds = sorted({pair.outcome.question.kind for pair in judged})
    return {kind: [pair for pair in judged if pair.outcome.question.kind == kind] for kind in kinds} if len(kinds) > 1 else {}


def _estimated(differences: Sequence[float]) -> Estimate:
    return paired_difference(differences, [0.0] * len(differences))


def _verdicts(differences: Mapping[str, Sequence[float]]) -> dict[str, Verdict]:
    singly = {name: randomisation_p(values) for name, values in differences.items()}
    adjusted = holm(singly)
    return {
        name: verdict(_estimated(values), singly[name], adjusted[name], lower_is_better=name in LOWER_IS_BETTER)
        for name, values in differences.items()
    }


def _worse(pairs: Sequence[_Pair], by: str) -> tuple[Worse, ...]:
    lost = [pair for pair in _with(pairs, by) if pair.now[by] < pair.before[by]]
    lost.sort(key=lambda pair: pair.now[by] - pair.before[by])
    return tuple(
        Worse(
            id=pair.outcome.question.id,
            question=pair.outcome.question.text,
            before=pair.before[by],
            now=pair.now[by],
            relevant=tuple(sorted(pair.outcome.question.relevant)),
            first=pair.outcome.first[:3],
            measure=by,
            first_before=pair.first_before[:3],
            kind=pair.outcome.question.kind,
        )
        for pair in lost
    )


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """For the JSON of a report: every difference with its interval, its p, and what it is worth in words."""
    return {
        "differences": {name: _row(name, value, comparison) for name, value in comparison.differences.items()},
        "ndcg_by_kind": {kind: _row(of_kind(kind), value, comparison) for kind, value in comparison.by_kind.items()},
        "better": comparison.better,
        "worse": [asdict(one) for one in comparison.worse],
        "lost_evidence": [asdict(one) for one in comparison.lost_evidence],
        "lost_answers": [asdict(one) for one in comparison.lost_answers],
    }


def _row(name: str, value: Estimate, comparison: Comparison) -> dict[str, Any]:
    return asdict(value) | asdict(comparison.verdicts[name])
