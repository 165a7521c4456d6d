"""Asks a question set of the running application and scores what comes back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.domain.answers import Answer, AnswerEvent, Evidence
from assistant.domain.hits import SearchResult
from assistant.domain.queries import Filters, Query, Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.errors import UsageError
from assistant.evaluation.evidence_recall import evidence_measures, is_relevant, judged_name
from assistant.evaluation.metrics import (
    answer_contains,
    answer_contains_all,
    line_found,
    ndcg,
    ranked_documents,
    recall,
    reciprocal_rank,
    span_found,
    span_overlap,
    tokens,
)
from assistant.evaluation.question_set import JudgedQuestion, QuestionSet

ADMINISTRATOR = Principal("evaluation", administrator=True)
CHUNKS = 100
"""How many chunks are searched; documents are ranked by their best."""
SPAN_CHUNKS = 5
ENOUGH = 10
"""If none of so many questions finds a document of the set, the set is not in the index."""

Progress = Callable[[str], None]
"""Hears `search`, `evidence` or `ask` whenever one more question is through that stage."""


class Searcher(Protocol):
    """Search as the evaluation needs it."""

    def search(self, query: Query) -> SearchResult:
        """Hits, best first."""


class Asker(Protocol):
    """Answers as the evaluation needs them."""

    def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """The Answer is the last event."""


class Gatherer(Protocol):
    """Evidence as the evaluation needs it: the answerer's own."""

    def evidence(self, question: Question, tokens: int) -> Evidence:
        """What a generator would be sent, in at most so many tokens."""


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """Who asks, of which source ("" is all of them), and where rankings are cut: at 5 and at `k`. With a gatherer the evidence
    is looked at too, cut to `evidence_tokens`. `literally` searches a question's words alone."""

    principal: Principal = ADMINISTRATOR
    source: str = ""
    k: int = 10
    gatherer: Gatherer | None = None
    evidence_tokens: int = 2000
    literally: bool = False

    @property
    def scope(self) -> Scope:
        """What is searched."""
        return Scope(self.principal, Filters(sources=(self.source,) if self.source else ()))

    def asked(self, question: JudgedQuestion) -> Question:
        """The question as a person asks it."""
        return Question(question.text, self.scope, literally=self.literally)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the answerer said to one question. `contains_gold` is None where there is no short gold answer to look for;
    `cites_relevant` is None for an unanswerable question. Of a multi-hop question all answers and all documents count."""

    text: str
    generator: str
    abstained: bool
    contains_gold: bool | None
    words: int
    took_ms: float
    cites_relevant: bool | None = None
    confidence: float = 0.0

    @property
    def right(self) -> bool | None:
        """Whether it has the gold answer and cites a relevant document, if one is named; None without a short gold answer."""
        if self.contains_gold is None:
            return None
        return self.contains_gold and self.cites_relevant is not False and not self.abstained


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, its measures by name (empty for an unanswerable one), and the documents that came first."""

    question: JudgedQuestion
    measures: dict[str, float]
    first: tuple[str, ...]
    took_ms: float
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All outcomes of one run over a set."""

    set_name: str
    k: int
    outcomes: tuple[Outcome, ...]
    warnings: tuple[str, ...] = ()
    """What has to be known to read the figures, a line each."""


def evaluate(
    question_set: QuestionSet,
    searcher: Searcher,
    asker: Asker | None = None,
    options: EvaluationOptions | None = None,
    progress: Progress | None = None,
) -> Report:
    """Search every question, and with an asker answer it too. Blocks, and starts an event loop of its own for the asking.

    Raises UsageError where no document of the set is in the index at all: the set's `corpus` has to be a folder source.
    """
    chosen, tell = options or EvaluationOptions(), progress or (lambda _: None)
    outcomes = []
    for question in question_set.questions:
        outcomes.append(_searched(question, searcher, chosen))
        tell("search")
    if _is_elsewhere(question_set, outcomes):
        raise UsageError(
            "none of the set's documents is found: add its corpus with `lore add folder SET_DIR/corpus --name NAME`, run "
            "`lore ingest`, and name it with --source NAME"
        )
    if chosen.gatherer is not None:
        outcomes = _with_evidence(outcomes, chosen.gatherer, chosen, tell)
    if asker is not None:
        outcomes = asyncio.run(_asked(outcomes, asker, chosen, tell))
    return Report(question_set.name, chosen.k, tuple(outcomes))


def measured(question: JudgedQuestion, result: SearchResult, k: int, shown: SearchResult | None = None) -> dict[str, float]:
    """The measures of one answerable question's search result; of its documents only where it names relevant ones. Whether a
    section answer is found is asked of what people are `shown`: hits with what stands around them."""
    names = question.relevant | question.related
    ranked = ranked_documents((judged_name(hit.document, names) for hit in result.hits), question.related)
    measures: dict[str, float] = {}
    if question.relevant:
        measures = {
            "recall@5": recall(ranked, question.relevant, 5),
            f"recall@{k}": recall(ranked, question.relevant, k),
            f"mrr@{k}": reciprocal_rank(ranked, question.relevant, k),
            f"ndcg@{k}": ndcg(ranked, question.relevant, k),
        }
    if question.answer_type == "section":
        texts = [hit.text for hit in (shown or result).hits[:SPAN_CHUNKS]]
        measures["line@5"] = line_found(texts, question.answers)
        measures["span@5"] = span_found(texts, question.answers)
        measures["span-overlap@5"] = span_overlap(texts, question.answers)
    return measures


def _searched(question: JudgedQuestion, searcher: Searcher, options: EvaluationOptions) -> Outcome:
    query = Query(question.text, options.scope, options.k, options.literally, in_context=True)
    started = time.perf_counter()
    shown = searcher.search(query)
    took_ms = (time.perf_counter() - started) * 1000
    result = searcher.search(replace(query, k=CHUNKS))
    names = question.relevant | question.related
    first = tuple(ranked_documents(judged_name(hit.document, names) for hit in result.hits)[: options.k])
    return Outcome(question, measured(question, result, options.k, shown) if question.answerable else {}, first, took_ms)


def _is_elsewhere(question_set: QuestionSet, outcomes: list[Outcome]) -> bool:
    known = {path for question in question_set.questions for path in question.relevant}
    answerable = sum(bool(outcome.question.relevant) for outcome in outcomes)
    return answerable >= ENOUGH and not any(known.intersection(outcome.first) for outcome in outcomes)


def _with_evidence(outcomes: list[Outcome], gatherer: Gatherer, options: EvaluationOptions, tell: Progress) -> list[Outcome]:
    """The same outcomes with the measures of the evidence, of answerable questions."""
    budget, gathered = options.evidence_tokens, []
    for outcome in outcomes:
        question, measures = outcome.question, outcome.measures
        if question.answerable:
            evidence = gatherer.evidence(options.asked(question), budget)
            measures = measures | evidence_measures(question, evidence, budget)
        gathered.append(replace(outcome, measures=measures))
        tell("evidence")
    return gathered


async def _asked(outcomes: list[Outcome], asker: Asker, options: EvaluationOptions, tell: Progress) -> list[Outcome]:
    """One after the other, so that the times are those of a single asker."""
    asked = []
    for outcome in outcomes:
        asked.append(replace(outcome, reply=await _reply(outcome.question, asker, options)))
        tell("ask")
    return asked


async def _reply(question: JudgedQuestion, asker: Asker, options: EvaluationOptions) -> Reply | None:
    started = time.perf_counter()
    answer: Answer | None = None
    async for event in asker.answer(options.asked(question)):
        if isinstance(event, Answer):
            answer = event
    if answer is None:
        return None
    took_ms = (time.perf_counter() - started) * 1000
    looked_for = question.answerable and question.answer_type == "short"
    holds = answer_contains_all if question.needs_all else answer_contains
    return Reply(
        text=answer.text,
        generator=answer.generator,
        abstained=answer.abstained,
        contains_gold=holds(answer.text, question.answers) if looked_for else None,
        words=len(tokens(answer.text)),
        took_ms=took_ms,
        cites_relevant=_cites(answer, question) if question.answerable and question.relevant else None,
        confidence=answer.confidence,
    )


def _cites(answer: Answer, question: JudgedQuestion) -> bool:
    cited = {judged_name(one.document, question.relevant) for one in answer.citations if is_relevant(one.document, question)}
    return question.relevant <= cited if question.needs_all else bool(cited)
