"""From a question to an answer: search, evidence, wording, checks. Read `Answerer.answer` first."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Final, Protocol
from uuid import uuid4

import structlog

from assistant.answering.citations import CheckedText
from assistant.answering.confidence import THRESHOLD
from assistant.answering.deciding import Decided, Decider
from assistant.answering.deciding_words import safe
from assistant.answering.evidence import gather, led_by
from assistant.answering.extractive import extract
from assistant.answering.prompting import PromptContext, PromptTemplate, render, within_budget
from assistant.domain.answers import Answer, AnswerEvent, Citation, Colleague, Delta, Evidence, EvidenceChosen, SourcesFound
from assistant.domain.documents import Document
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.queries import Query
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.domain.statuses import Standing, standing
from assistant.domain.understood import Interpreted, Understood
from assistant.errors import GeneratorError, UsageError
from assistant.ports import Clock, Documents, Embedder, Generator
from assistant.retrieval.following import standing_alone

EXTRACTIVE: Final = "extractive"
_SOURCES: Final = 20
_NEAREST: Final = 3

_log = structlog.get_logger()


class Searcher(Protocol):
    """Search as the answerer needs it."""

    def search(self, query: Query) -> SearchResult:
        """Hits that the query's principal may read, best first."""


class Quoted(Protocol):
    """An answer in the sources' own words: the extractive reader's, or one from decisions."""

    @property
    def text(self) -> str:
        """Markdown with markers."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the markers point to."""

    @property
    def confidence(self) -> float:
        """0 to 1."""

    @property
    def answers(self) -> bool:
        """Whether it is good enough to be shown."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a generator is asked. `evidence_tokens` is how much evidence is sent; `clock` tells it what day it is."""

    generator: Generator
    template: PromptTemplate
    organisation: str
    language: str
    evidence_tokens: int
    clock: Clock


class WhomToAsk(Protocol):
    """People who know about a question, as the answerer needs them."""

    def __call__(self, principal: Principal, question: str, hits: Sequence[Hit]) -> Sequence[Colleague]:
        """Up to three, by what the principal may read. Blocks."""


class Interpreter(Protocol):
    """Search that reads the question first, as the answerer needs it."""

    def search(self, query: Query) -> Interpreted:
        """As `Searcher.search`, within what the question's words ask for. Blocks."""


@dataclass(frozen=True, slots=True)
class FromMemory:
    """What the organisation's memory adds to answers: decisions, whom to ask where the documents don't say, and what a
    question's words mean."""

    decider: Decider | None = None
    whom_to_ask: WhomToAsk | None = None
    interpreter: Interpreter | None = None


class Answerer:
    """Answers from what the asker may read: with a generator when there is one, with quotes when there is none or it fails.

    Questions about decisions are answered from these, where there is a decider and a decision fits.
    """

    def __init__(
        self,
        searcher: Searcher,
        documents: Documents,
        embedder: Embedder,
        wording: Wording | None = None,
        memory: FromMemory | None = None,
    ) -> None:
        self._searcher = searcher
        self._documents = documents
        self._embedder = embedder
        self._wording = wording
        self._decider = memory.decider if memory else None
        self._whom_to_ask = memory.whom_to_ask if memory else None
        self._interpreter = memory.interpreter if memory else None

    async def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        """SourcesFound, then Deltas, then the Answer; closing it early cancels the generator's call.

        Raises UsageError for an empty question, and StorageError when the index can't be read; never GeneratorError.
        """
        if not question.text.strip():
            raise UsageError("the question is empty: write what you want to know")
        started = time.perf_counter()
        text = standing_alone(question.text, question.said)
        found = await asyncio.to_thread(self._search, question, text)
        result = found.result
        yield SourcesFound(result.hits)
        draft = _Draft(question, text, result.hits, started, understood=found.understood)
        evidence, quoted = await asyncio.to_thread(self._read, draft)
        if not isinstance(quoted, Decided):
            draft = await asyncio.to_thread(self._with_successors, draft, evidence)
        if not quoted.answers and self._whom_to_ask is not None:
            who = await asyncio.to_thread(self._whom_to_ask, question.scope.principal, text, result.hits)
            draft = replace(draft, colleagues=tuple(who))
        if self._wording is not None and evidence:
            async with aclosing(self._worded(draft, evidence, quoted, self._wording)) as events:
                async for event in events:
                    yield event
        else:
            for event in _quoted(draft, quoted):
                yield event

    def evidence(self, question: Question, tokens: int) -> Evidence:
        """What `answer` would send to a generator, in at most so many tokens of the embedder. Blocks; `lore eval` asks it."""
        text = standing_alone(question.text, question.said)
        found = self._search(question, text)
        evidence, _ = self._read(_Draft(question, text, found.result.hits, time.perf_counter(), understood=found.understood))
        return within_budget(evidence, tokens, self._embedder.count_tokens)

    def _search(self, question: Question, text: str) -> Interpreted:
        query = Query(text, question.scope, _SOURCES, question.literally)
        if self._interpreter is None:
            return Interpreted(self._searcher.search(query), Understood(text, text))
        return self._interpreter.search(query)

    def _read(self, draft: _Draft) -> tuple[Evidence, Quoted]:
        """What was found as evidence, and the answer in the sources' own words: from decisions where one is meant."""
        evidence = gather(draft.sources, self._documents)
        quoted: Quoted = extract(draft.searched, evidence, self._embedder)
        decided = self._decide(draft, quoted)
        return (evidence, quoted) if decided is None else (led_by(decided.excerpts, evidence), decided)

    def _decide(self, draft: _Draft, quoted: Quoted) -> Decided | None:
        if self._decider is None:
            return None
        return self._decider.decide(replace(draft.question, text=draft.asked), draft.sources, quoted.citations)

    def _with_successors(self, draft: _Draft, evidence: Evidence) -> _Draft:
        """The draft with the names of what replaced the documents of the evidence, as far as the asker may read it."""
        principal = draft.question.scope.principal
        stale = {one.document.id: one.document for one in evidence.excerpts if _is_stale(one.document)}
        found = {id_: self._decider.successors(stale[id_], principal) for id_ in stale} if self._decider else {}
        return replace(draft, successors=found)

    async def _worded(
        self, draft: _Draft, evidence: Evidence, quoted: Quoted, wording: Wording
    ) -> AsyncGenerator[AnswerEvent, None]:
        """The generator's answer, checked while it streams; where it fails, the quotes."""
        sent = within_budget(evidence, wording.evidence_tokens, self._embedder.count_tokens)
        checked = CheckedText(sent)
        yield EvidenceChosen(sent)
        try:
            async with aclosing(self._pieces(draft.question, sent, wording)) as pieces:
                async for piece in pieces:
                    if text := checked.feed(piece):
                        yield Delta(text)
            if text := checked.close():
                yield Delta(text)
        except GeneratorError as error:
            _log.warning("generator failed", generator=wording.generator.name, reason=str(error))
            for event in _quoted(draft, quoted, after=checked.text, notice=f"{error}. These are the sources' own words."):
                yield event
            return
        if checked.abstained:
            for event in _abstained(draft, wording.generator.name, quoted.confidence):
                yield event
            return
        notice = (
            "" if checked.citations else "No sentence of this answer could be tied to a source: check before you rely on it."
        )
        warning = _not_in_force(checked.citations, draft.successors)
        if warning:
            yield Delta(warning)
        sureness = quoted.confidence if checked.citations else 0.0
        yield draft.answer(checked.text + warning, checked.citations, sureness, wording.generator.name, notice=notice)

    def _pieces(self, question: Question, evidence: Evidence, wording: Wording) -> AsyncGenerator[str, None]:
        context = PromptContext(
            organisation=wording.organisation,
            today=wording.clock.now().date(),
            count_tokens=self._embedder.count_tokens,
            language=question.language or wording.language,
            evidence_tokens=wording.evidence_tokens,
            said=question.said,
        )
        return wording.generator.stream(render(wording.template, question.text, evidence, context))


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is known of an answer before its words are. `asked` is the question as it stands without the conversation."""

    question: Question
    asked: str
    sources: tuple[Hit, ...]
    started: float
    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By document id, the names of what replaced it."""
    colleagues: tuple[Colleague, ...] = ()
    understood: Understood | None = None

    @property
    def searched(self) -> str:
        """The question without what became a filter: who it is by and when is no matter for the words that answer it."""
        return self.understood.text if self.understood else self.asked

    def answer(  # noqa: PLR0913 - one for each field that is not known before
        self,
        text: str,
        citations: Sequence[Citation],
        confidence: float,
        generator: str,
        *,
        notice: str = "",
        abstained: bool = False,
    ) -> Answer:
        """The whole answer, timed now."""
        return Answer(
            id=uuid4().hex,
            conversation_id=self.question.conversation_id or uuid4().hex,
            question=self.question.text,
            text=text,
            abstained=abstained,
            confidence=round(confidence, 3),
            citations=tuple(citations),
            sources=self.sources,
            generator=generator,
            took_ms=(time.perf_counter() - self.started) * 1000,
            notice=notice,
            colleagues=self.colleagues if abstained else (),
            understood=self.understood,
        )


def _quoted(draft: _Draft, quoted: Quoted, *, after: str = "", notice: str = "") -> list[AnswerEvent]:
    """The answer in the sources' words; `after` is what a failed generator had already said, which is struck by a rule."""
    if not quoted.answers:
        return _abstained(draft, EXTRACTIVE, quoted.confidence, after=after, notice=notice)
    lead = f"\n\n---\n\n*The model stopped here. {notice}*\n\n" if after else ""
    # An answer from decisions tells itself what is in force.
    warning = "" if isinstance(quoted, Decided) else _not_in_force(quoted.citations, draft.successors)
    text = lead + quoted.text + warning
    answer = draft.answer(after + text, quoted.citations, quoted.confidence, EXTRACTIVE, notice=notice)
    return [Delta(text), answer]


def _abstained(draft: _Draft, generator: str, confidence: float, *, after: str = "", notice: str = "") -> list[AnswerEvent]:
    """Says that the answer is not there, and what is nearest."""
    lead = "\n\n---\n\n" if after else ""
    nearest = list({hit.document.id: hit.document for hit in draft.sources}.values())[:_NEAREST]
    if nearest:
        lines = "\n".join(f"- {_unnumbered(document.title)} ({document.kind}, `{document.path}`)" for document in nearest)
        text = f"I found nothing that answers this in what you may read. The nearest documents:\n\n{lines}"
    else:
        text = "I found nothing about this in what you may read."
    if draft.colleagues:
        asked = "\n".join(f"- {safe(one.name)}: {safe(one.why)}" for one in draft.colleagues)
        text = f"{text}\n\nWho may know:\n\n{asked}"
    confidence = min(confidence, THRESHOLD)
    answer = draft.answer(after + lead + text, (), confidence, generator, notice=notice, abstained=True)
    return [Delta(lead + text), answer]


def _not_in_force(citations: Sequence[Citation], successors: Mapping[str, tuple[str, ...]]) -> str:
    """A line that names the cited documents whose own status says that they no longer hold, and what replaced them."""
    stale = {citation.document.id: citation.document for citation in citations if _is_stale(citation.document)}
    told = []
    for document in stale.values():
        newer = " and ".join(successors.get(document.id, ()))
        told.append(
            f"“{safe(document.title)}” is {safe(document.status).casefold()}" + (f": {newer} replaced it" if newer else "")
        )
    return f"\n\n*Not in force: {'; '.join(told)}.*" if told else ""


def _is_stale(document: Document) -> bool:
    return standing(document.status) is not Standing.HOLDS


def _unnumbered(title: str) -> str:
    """A title that begins with a number, so that Markdown makes no list of it."""
    return re.sub(r"^(\s*\d+)([.)])", r"\1\\\2", title)
