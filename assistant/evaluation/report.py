"""A report as numbers: summaries by kind, what the answerer did, and a JSON form that keeps every question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.evaluation.abstention import confidences, roc_auc
from assistant.evaluation.comparison import FORMAT, Comparison, comparison_as_json
from assistant.evaluation.metrics import Estimate, estimate, percentile
from assistant.evaluation.question_set import TEMPLATED, JudgedQuestion
from assistant.evaluation.runner import Outcome, Reply, Report

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
    confidence_auc: Estimate | None = None
    """How well confidence tells answerable from unanswerable questions: the area under the ROC curve, 0.5 for chance."""


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
        roc_auc(*confidences(report)),
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


def as_json(report: Report, comparison: Comparison | None = None) -> dict[str, Any]:
    """The whole report as JSON holds it; what `compare` reads again."""
    said = answers(report)
    compared = {"comparison": comparison_as_json(comparison)} if comparison else {}
    return {
        "format": FORMAT,
        "set": report.set_name,
        "k": report.k,
        "warnings": list(report.warnings),
        "summary": {s.group: {name: asdict(value) for name, value in s.measures.items()} for s in summaries(report)},
        "answers": asdict(said) if said else None,
        "latency_ms": latencies(report),
        **compared,
        "questions": [_as_json(outcome) for outcome in report.outcomes],
    }


def _names(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(name for outcome in outcomes for name in outcome.measures))


def _estimates(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    return {name: estimate([o.measures[name] for o in outcomes if name in o.measures]) for name in _names(outcomes)}


def _as_json(outcome: Outcome) -> dict[str, Any]:
    question = outcome.question
    return {
        "id": question.id,
        "question": question.text,
        "kind": question.kind,
        "answerable": question.answerable,
        "answers": list(question.answers),
        "relevant": sorted(question.relevant),
        "first": list(outcome.first),
        "measures": outcome.measures,
        "took_ms": round(outcome.took_ms, 2),
        "reply": asdict(outcome.reply) if outcome.reply else None,
    }
