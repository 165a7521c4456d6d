"""A report as numbers: summaries by kind, a JSON form that keeps every question, and the comparison of two runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from assistant.evaluation.metrics import Estimate, estimate, paired_difference, percentile
from assistant.evaluation.question_set import TEMPLATED, JudgedQuestion
from assistant.evaluation.runner import Outcome, Reply, Report

FORMAT = 1
ALL = "all"
PEOPLE = "people's own"
"""All but the templated kinds; left out where there are none of these."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One group of answerable questions, each measure by name."""

    group: str
    measures: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class KindAnswers:
    """How the answerable questions of one kind were answered, as shares: with a citation of a relevant document, and right,
    which is the gold answer with such a citation. `right` counts the questions with a short gold answer only."""

    kind: str
    count: int
    abstained: float
    cites_relevant: float
    right: Estimate


@dataclass(frozen=True, slots=True)
class Answers:
    """What the answerer did: shares with their intervals, words in a median answer. Shares over no question count 0."""

    abstained_on_unanswerable: Estimate
    abstained_on_answerable: Estimate
    contains_gold: Estimate
    median_words: float
    generators: dict[str, int]
    by_kind: tuple[KindAnswers, ...] = ()


@dataclass(frozen=True, slots=True)
class Worse:
    """A question that an earlier run answered better, by nDCG."""

    id: str
    question: str
    before: float
    now: float
    relevant: tuple[str, ...]
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run less an earlier one, over the answerable questions of both; `worse` begins with the largest loss."""

    differences: dict[str, Estimate]
    worse: tuple[Worse, ...]
    better: int


def summaries(report: Report) -> list[Summary]:
    """All answerable questions, people's own where there are templated ones too, and each kind."""
    judged = [outcome for outcome in report.outcomes if outcome.measures]
    own = [outcome for outcome in judged if not outcome.question.kind.endswith(TEMPLATED)]
    groups = {ALL: judged}
    if own and len(own) < len(judged):
        groups[PEOPLE] = own
    kinds = sorted({outcome.question.kind for outcome in judged})
    if len(kinds) > 1:
        groups |= {kind: [outcome for outcome in judged if outcome.question.kind == kind] for kind in kinds}
    return [Summary(name, _estimates(group)) for name, group in groups.items()]


def answers(report: Report) -> Answers | None:
    """What the answerer did, or None where it was not asked."""
    replied = [(outcome.question, outcome.reply) for outcome in report.outcomes if outcome.reply is not None]
    if not replied:
        return None
    words = [reply.words for _, reply in replied if reply.contains_gold is not None and not reply.abstained]
    generators = sorted(reply.generator for _, reply in replied)
    return Answers(
        estimate([float(reply.abstained) for question, reply in replied if not question.answerable]),
        estimate([float(reply.abstained) for question, reply in replied if question.answerable]),
        estimate([float(reply.contains_gold) for _, reply in replied if reply.contains_gold is not None]),
        percentile(words, 0.5),
        {name: generators.count(name) for name in dict.fromkeys(generators)},
        tuple(
            _kind_answers(kind, replied) for kind in sorted({question.kind for question, _ in replied if question.answerable})
        ),
    )


def _kind_answers(kind: str, replied: Sequence[tuple[JudgedQuestion, Reply]]) -> KindAnswers:
    replies = [reply for question, reply in replied if question.kind == kind and question.answerable]
    return KindAnswers(
        kind,
        len(replies),
        sum(reply.abstained for reply in replies) / len(replies),
        sum(bool(reply.cites_relevant) for reply in replies) / len(replies),
        estimate([float(reply.right) for reply in replies if reply.right is not None]),
    )


def latencies(report: Report) -> dict[str, dict[str, float]]:
    """p50 and p95 in milliseconds of `search` and, where it was asked, of `ask`."""
    times = {
        "search": [outcome.took_ms for outcome in report.outcomes],
        "ask": [outcome.reply.took_ms for outcome in report.outcomes if outcome.reply is not None],
    }
    return {what: {"p50": percentile(t, 0.5), "p95": percentile(t, 0.95)} for what, t in times.items() if t}


def as_json(report: Report) -> dict[str, Any]:
    """The whole report as JSON holds it; what `compare` reads again."""
    said = answers(report)
    return {
        "format": FORMAT,
        "set": report.set_name,
        "k": report.k,
        "summary": {s.group: {name: asdict(value) for name, value in s.measures.items()} for s in summaries(report)},
        "answers": asdict(said) if said else None,
        "latency_ms": latencies(report),
        "questions": [_as_json(outcome) for outcome in report.outcomes],
    }


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
    before = {row["id"]: row["measures"] for row in earlier["questions"] if row["measures"]}
    pairs = [(o, before[o.question.id]) for o in report.outcomes if o.measures and o.question.id in before]
    if not pairs:
        raise UsageError("the earlier run has no answerable question in common with this one")
    names = [name for name in _names([outcome for outcome, _ in pairs]) if any(name in old for _, old in pairs)]
    differences = {name: _difference(name, pairs) for name in names}
    by = f"ndcg@{report.k}"
    worse = sorted((_worse(o, old[by], by) for o, old in pairs if o.measures[by] < old[by]), key=lambda w: w.now - w.before)
    return Comparison(differences, tuple(worse), sum(o.measures[by] > old[by] for o, old in pairs))


def _names(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(name for outcome in outcomes for name in outcome.measures))


def _estimates(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    return {name: estimate([o.measures[name] for o in outcomes if name in o.measures]) for name in _names(outcomes)}


def _difference(name: str, pairs: Sequence[tuple[Outcome, dict[str, float]]]) -> Estimate:
    both = [(o.measures[name], old[name]) for o, old in pairs if name in o.measures and name in old]
    return paired_difference([now for now, _ in both], [old for _, old in both])


def _worse(outcome: Outcome, before: float, by: str) -> Worse:
    question = outcome.question
    return Worse(question.id, question.text, before, outcome.measures[by], tuple(sorted(question.relevant)), outcome.first[:3])


def _as_json(outcome: Outcome) -> dict[str, Any]:
    question = outcome.question
    return {
        "id": question.id,
        "question": question.text,
        "kind": question.kind,
        "answerable": question.answerable,
        "relevant": sorted(question.relevant),
        "first": list(outcome.first),
        "measures": outcome.measures,
        "took_ms": round(outcome.took_ms, 2),
        "reply": asdict(outcome.reply) if outcome.reply else None,
    }
