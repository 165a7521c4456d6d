"""From a question to an answer: search, research, evidence, wording, checks. Read `Answerer.answer` first."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import uuid4

from assistant.answering.citing.numbering import numbered_behind
from assistant.answering.collaborators import (
    Contradictor,
    Interpreter,
    Quoted,
    Researched,
    Researcher,
    Searcher,
    Sided,
    Suggester,
    WhomToAsk,
)
from assistant.answering.conversing.rereading import Rereader, as_searched
from assistant.answering.deciding.decider import Decided, Decider
from assistant.answering.deciding.words import safe
from assistant.answering.evidence import gather, lead_of, led_by
from assistant.answering.packing import packed
from assistant.answering.reading.confidence import THRESHOLD
from assistant.answering.reading.extractive import extract
from assistant.answering.wording.prompting import within_budget
from assistant.answering.wording.worder import Worded, Worder
from assistant.domain.answers import Answer, AnswerEvent, Citation, Colleague, Delta, Evidence, SourcesFound
from assistant.domain.documents import Document
from assistant.domain.hits import Hit
from assistant.domain.provenance import Making, Step
from assistant.domain.queries import Query
from assistant.domain.questions import Question
from assistant.domain.statuses import Standing, standing
from assistant.domain.understood import Interpreted, Understood
from assistant.errors import UsageError
from assistant.ports import Documents, Embedder
from assistant.retrieval.following import standing_alone

EXTRACTIVE: Final = "extractive"
_FOUND: Final = 40
_SOURCES: Final = 20
"""Hits that are searched for, which are what a generator's evidence is packed from; and those that are shown and read."""
_NEAREST: Final = 3
_UNTIED: Final = "No sentence of this answer could be tied to a source: check before you rely on it."


@dataclass(frozen=True, slots=True)
class FromMemory:
    """What the organisation's memory adds to answers: decisions, whom to ask where the documents don't say, what a question's
    words mean, further searches, where the sources disagree, and what to ask next."""

    decider: Decider | None = None
    whom_to_ask: WhomToAsk | None = None
    interpreter: Interpreter | None = None
    researcher: Researcher | None = None
    contradictor: Contradictor | None = None
    suggester: Suggester | None = None


class Answerer:
    """Answers from what the asker may read: with a generator when there is one, with quotes when there is none or it fails.

    Questions about decisions are answered from these, where there is a decider and a decision fits.
    """

    def __init__(
        self,
        searcher: Searcher,
        documents: Documents,
        embedder: Embedder,
        worder: Worder | None = None,
        memory: FromMemory | None = None,
    ) -> None:
        self._searcher = searcher
        self._documents = documents
        self._embedder = embedder
        self._worder = worder
        self._memory = memory or FromMemory()

    async def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        """SourcesFound, Steps where one search is not enough, Deltas, then the Answer; closing it early cancels the
        generator's call.

        Raises UsageError for an empty question, and StorageError when the index can't be read; never GeneratorError.
        """
        if not question.text.strip():
            raise UsageError("the question is empty: write what you want to know")
        started = time.perf_counter()
        text = standing_alone(question.text, question.said)
        found = await asyncio.to_thread(self._search, question, text)
        yield SourcesFound(found.result.hits[:_SOURCES])
        draft = _Draft(question, text, found.result.hits, started, understood=found.understood)
        async with aclosing(self._researched(draft, found)) as steps:
            async for step in steps:
                if isinstance(step, Step):
                    draft = replace(draft, trail=(*draft.trail, step))
                    yield step
                else:
                    draft = draft.researched(step)
                    yield SourcesFound(step.hits[:_SOURCES])
        evidence, quoted = await asyncio.to_thread(self._read, draft, self._worder.evidence_tokens if self._worder else 0)
        draft = await asyncio.to_thread(self._completed, draft, evidence, quoted)
        if self._worder is not None and evidence:
            async with aclosing(self._worded(draft, evidence, quoted, self._worder)) as events:
                async for event in events:
                    yield event
        else:
            for event in _quoted(draft, quoted):
                yield event

    def evidence(self, question: Question, tokens: int) -> Evidence:
        """What `answer` would send to a generator, in at most so many tokens of the embedder. Blocks; `lore eval` asks it."""
        text = standing_alone(question.text, question.said)
        found = self._search(question, text)
        draft = _Draft(question, text, found.result.hits, time.perf_counter(), understood=found.understood)
        if self._memory.researcher is not None:
            draft = asyncio.run(self._after_research(draft, found))
        evidence, _ = self._read(draft, tokens)
        return within_budget(evidence, tokens, self._embedder.count_tokens)

    def _search(self, question: Question, text: str) -> Interpreted:
        if question.over:
            again = Rereader(self._documents, question.scope.principal).found(question.over)
            return Interpreted(as_searched(again, text, self._embedder), Understood(text, text))
        query = Query(text, question.scope, _FOUND, question.literally)
        if self._memory.interpreter is None:
            return Interpreted(self._searcher.search(query), Understood(text, text))
        return self._memory.interpreter.search(query)

    async def _researched(self, draft: _Draft, found: Interpreted) -> AsyncGenerator[Step | Researched, None]:
        if self._memory.researcher is None or draft.question.over:
            return
        asked = replace(draft.question, text=draft.asked)
        async with aclosing(self._memory.researcher.research(asked, found)) as steps:
            async for step in steps:
                yield step

    async def _after_research(self, draft: _Draft, found: Interpreted) -> _Draft:
        """The draft with what a research finds, where nobody waits for its steps."""
        async with aclosing(self._researched(draft, found)) as steps:
            async for step in steps:
                draft = draft if isinstance(step, Step) else draft.researched(step)
        return draft

    def _read(self, draft: _Draft, tokens: int) -> tuple[Evidence, Quoted]:
        """What was found as evidence, of so many tokens where a generator is to be sent it; and the answer in the sources' own
        words: from decisions where one is meant, with both sides where they disagree."""
        evidence = replace(gather(draft.sources[:_SOURCES], self._documents), lead=lead_of(draft.sources))
        quoted: Quoted = extract(draft.searched, evidence, self._embedder)
        asked = replace(draft.question, text=draft.resolved or draft.asked)
        decider, contradictor = self._memory.decider, self._memory.contradictor
        decided = decider.decide(asked, draft.sources, quoted.citations) if decider else None
        sides = None if decided or not contradictor else contradictor.sides(asked, evidence, quoted, draft.understood)
        if tokens and not draft.is_spread:
            evidence = packed(draft.sources, self._documents, tokens, self._embedder.count_tokens)
        better = decided or sides
        return (led_by(better.excerpts, evidence), better) if better else (evidence, quoted)

    def _completed(self, draft: _Draft, evidence: Evidence, quoted: Quoted) -> _Draft:
        """The draft with what stands beside an answer's words: the names of what replaced the documents of the evidence, as far
        as the asker may read it; what to ask next; whom to ask where nothing answers."""
        memory, principal = self._memory, draft.question.scope.principal
        if not isinstance(quoted, Decided | Sided) and memory.decider is not None:
            stale = {one.document.id: one.document for one in evidence.excerpts if _is_stale(one.document)}
            draft = replace(draft, successors={id_: memory.decider.successors(one, principal) for id_, one in stale.items()})
        if not quoted.answers and memory.whom_to_ask is not None:
            draft = replace(draft, colleagues=tuple(memory.whom_to_ask(principal, draft.asked, draft.sources[:_SOURCES])))
        if quoted.answers and memory.suggester is not None:
            asked = replace(draft.question, text=draft.asked)
            draft = replace(draft, follow_ups=tuple(memory.suggester.follow_ups(asked, draft.sources, quoted.citations)))
        return draft

    async def _worded(
        self, draft: _Draft, evidence: Evidence, quoted: Quoted, worder: Worder
    ) -> AsyncGenerator[AnswerEvent, None]:
        """The generator's answer, checked while it streams; where it fails, the quotes."""
        async with aclosing(worder.word(draft.question, evidence, draft.started)) as events:
            async for event in events:
                if not isinstance(event, Worded):
                    yield event
                    continue
                draft = replace(draft, making=event.making)
                for last in _after_words(draft, quoted, event, evidence):
                    yield last


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
    trail: tuple[Step, ...] = ()
    resolved: str = ""
    """The question with the names that a research found for what it only describes."""
    is_spread: bool = False
    """Whether each of many documents matters, rather than all that the first ones say."""
    follow_ups: tuple[str, ...] = ()
    making: Making | None = None

    def researched(self, found: Researched) -> _Draft:
        """The draft with what several searches found."""
        return replace(self, sources=found.hits, resolved=found.asked, is_spread=found.is_spread)

    @property
    def searched(self) -> str:
        """The question without what became a filter: who it is by and when is no matter for the words that answer it."""
        return self.resolved or (self.understood.text if self.understood else self.asked)

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
            sources=self.sources[:_SOURCES],
            generator=generator,
            took_ms=(time.perf_counter() - self.started) * 1000,
            notice=notice,
            colleagues=self.colleagues if abstained else (),
            understood=self.understood,
            trail=self.trail,
            follow_ups=() if abstained else self.follow_ups,
            making=self.making,
        )


def _after_words(draft: _Draft, quoted: Quoted, worded: Worded, evidence: Evidence) -> list[AnswerEvent]:
    """What comes behind a generator's words: what they leave out, or the quotes where they broke off."""
    if failure := worded.making.failure:
        return _quoted(draft, quoted, after=worded, notice=f"{failure}. These are the sources' own words.")
    if worded.abstained:
        return _abstained(draft, worded.making.model, quoted.confidence, after=worded)
    lacking, more = quoted.lacking(worded.citations, evidence) if isinstance(quoted, Sided) else ("", ())
    citations = (*worded.citations, *more)
    added = lacking or _not_in_force(citations, draft.successors)
    sureness, notice = (quoted.confidence, "") if citations else (0.0, _UNTIED)
    answer = draft.answer(worded.text + added, citations, sureness, worded.making.model, notice=notice)
    return [Delta(added), answer] if added else [answer]


def _quoted(draft: _Draft, quoted: Quoted, *, after: Worded | None = None, notice: str = "") -> list[AnswerEvent]:
    """The answer in the sources' words; `after` is what a failed generator had already said, which is struck by a rule."""
    if not quoted.answers:
        return _abstained(draft, EXTRACTIVE, quoted.confidence, after=after, notice=notice)
    said, cited = (after.text, after.citations) if after else ("", ())
    lead = f"\n\n---\n\n*The model stopped here. {notice}*\n\n" if said.strip() else ""
    # An answer from decisions, or of two sides, tells itself what is in force.
    warning = "" if isinstance(quoted, Decided | Sided) else _not_in_force(quoted.citations, draft.successors)
    quotes, citations = numbered_behind(quoted.text, quoted.citations, cited)
    text = lead + quotes + warning
    answer = draft.answer(said + text, citations, quoted.confidence, EXTRACTIVE, notice=notice)
    return [Delta(text), answer]


def _abstained(
    draft: _Draft, generator: str, confidence: float, *, after: Worded | None = None, notice: str = ""
) -> list[AnswerEvent]:
    """Says that the answer is not there, and what is nearest, of the answer's sources alone: with these its words go."""
    said, cited = (after.text, after.citations) if after else ("", ())
    lead = "\n\n---\n\n" if said.strip() else ""
    nearest = list({hit.document.id: hit.document for hit in draft.sources[:_SOURCES]}.values())[:_NEAREST]
    if nearest:
        lines = "\n".join(f"- {_unnumbered(document.title)} ({document.kind}, `{document.path}`)" for document in nearest)
        text = f"I found nothing that answers this in what you may read. The nearest documents:\n\n{lines}"
    else:
        text = "I found nothing about this in what you may read."
    if draft.colleagues:
        asked = "\n".join(f"- {safe(one.name)}: {safe(one.why)}" for one in draft.colleagues)
        text = f"{text}\n\nWho may know:\n\n{asked}"
    confidence = min(confidence, THRESHOLD)
    answer = draft.answer(said + lead + text, cited, confidence, generator, notice=notice, abstained=True)
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
