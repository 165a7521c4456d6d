"""A generator's answer from evidence, checked while it streams. Read `Worder.word` first."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import structlog

from assistant.answering.citing.citations import CheckedText, Unsupported
from assistant.answering.wording.fitting import Room, Tokens, fit
from assistant.answering.wording.language import question_language
from assistant.answering.wording.paying import Account, Taken, paid
from assistant.answering.wording.prompting import PromptContext, PromptTemplate
from assistant.answering.wording.purse import Purse
from assistant.answering.wording.remembering import Wording, key_of
from assistant.domain.answers import Citation, Delta, Evidence, EvidenceChosen
from assistant.domain.provenance import Making, SentChunk, Usage
from assistant.domain.questions import Question
from assistant.errors import GeneratorError
from assistant.ports import Clock, Generator, Message, WordedAnswers

ANSWERED_WITHIN_S: Final = 9.3
"""From the question to when it must be known that the model does not answer."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Style:
    """How answers are worded. `language` is "" for the question's own; `evidence_tokens` is how much evidence is sent; `tone`
    is a few words on how they are to sound; `unsupported` is what becomes of sentences that no excerpt bears out."""

    organisation: str
    language: str = ""
    evidence_tokens: int = 2000
    tone: str = ""
    unsupported: Unsupported = "mark"


@dataclass(frozen=True, slots=True)
class Means:
    """What wording takes: the time, how tokens are counted, how many an answer may have and a whole call (None is any number),
    and, where there are, a purse that pays and a memory of what was said.

    `state` tells what the index holds, in a word that is another whenever a document is; it blocks. `least_s` is what a model
    has for its first words in any case, however long the search took.
    """

    clock: Clock
    tokens: Tokens
    max_tokens: int = 800
    context_tokens: int | None = None
    purse: Purse | None = None
    memory: WordedAnswers | None = None
    state: Callable[[], str] = field(default=lambda: "")
    least_s: float = 2.0

    @property
    def room(self) -> Room:
        """What a prompt may have, so that the answer has its place behind it."""
        return Room(self.tokens, self.context_tokens - self.max_tokens if self.context_tokens is not None else None)


@dataclass(frozen=True, slots=True)
class Worded:
    """What a generator made of the evidence: its checked text, what the markers point to, and how it came about.

    `abstained` says that the evidence holds no answer. Where `making.failure` says something, `text` is what had been given
    out before it failed.
    """

    text: str
    citations: tuple[Citation, ...]
    abstained: bool
    making: Making


WordingEvent: TypeAlias = EvidenceChosen | Delta | Worded


class Worder:
    """Words answers with a generator."""

    def __init__(self, generator: Generator, template: PromptTemplate, style: Style, means: Means) -> None:
        self._generator = generator
        self._template = template
        self._style = style
        self._means = means

    @property
    def name(self) -> str:
        """The generator's."""
        return self._generator.name

    @property
    def evidence_tokens(self) -> int:
        """How much evidence is sent."""
        return self._style.evidence_tokens

    async def word(
        self, question: Question, evidence: Evidence, asked_at: float | None = None
    ) -> AsyncGenerator[WordingEvent, None]:
        """EvidenceChosen, then Deltas, then Worded. Never GeneratorError: `Worded.making.failure` tells of it.

        `asked_at` is when the question was asked, by time.perf_counter(): where the search took long, the model has less time
        for its first words, so that the sources' own still come within 10 s.
        """
        call = _Call(time.perf_counter(), asked_at)
        task = await asyncio.to_thread(self._prepared, question, evidence)
        checked = CheckedText(task.sent, unsupported=self._style.unsupported, instructions=task.instructions)
        yield EvidenceChosen(task.sent)
        try:
            async with aclosing(self._begun_in_time(question, task, call)) as pieces:
                async for piece in pieces:
                    call.hear(piece)
                    if isinstance(piece, str) and (text := checked.feed(piece)):
                        yield Delta(text)
                    if checked.ended:
                        break
            if text := checked.close():
                yield Delta(text)
            if checked.unusable:
                call.failure = f"{self.name} {checked.unusable}"
            else:
                self._remember(task, call)
        except GeneratorError as error:
            _log.warning("generator failed", generator=self.name, reason=str(error))
            call.failure = str(error)
        yield Worded(checked.text, checked.citations, checked.abstained, self._making(task, checked, call))

    def _prepared(self, question: Question, evidence: Evidence) -> _Task:
        """What is to be sent, and what was said to just that before. Blocks: it counts tokens and asks the catalogue."""
        means, style = self._means, self._style
        language = question.language or style.language or question_language(question.text)
        context = PromptContext(
            organisation=style.organisation,
            today=means.clock.now().date(),
            count_tokens=means.tokens.count,
            language=language,
            evidence_tokens=style.evidence_tokens,
            said=question.said,
            tone=style.tone,
            manner=question.manner,
        )
        fitted = fit(self._template, question.text, evidence, context, means.room)
        if fitted is None:
            return _Task((), Evidence(()))
        if means.memory is None:
            return _Task(fitted.messages, fitted.sent)
        key = key_of(question, fitted.sent, self._wording(context))
        return _Task(fitted.messages, fitted.sent, key, means.memory.recall(key))

    def _wording(self, context: PromptContext) -> Wording:
        template = self._template
        return Wording(self.name, template.name, template.version, context.language, context.today, self._means.state())

    async def _pieces(self, question: Question, task: _Task, call: _Call) -> AsyncGenerator[str | Usage, None]:
        """What was said before, at once and for nothing, or what the generator says now."""
        if not task.messages:
            raise GeneratorError(f"the question does not fit what {self.name} can read (generator.context_tokens)")
        if task.recalled is not None:
            yield task.recalled
            return
        means = self._means
        if means.purse is None:
            stream = self._generator.stream(task.messages)
        else:
            account = Account(means.purse, means.tokens, means.max_tokens)
            stream = paid(self._generator, task.messages, question.scope.principal.user, account, call.taken)
        async with aclosing(stream) as pieces:
            async for piece in pieces:
                yield piece

    async def _begun_in_time(self, question: Question, task: _Task, call: _Call) -> AsyncGenerator[str | Usage, None]:
        """The pieces, as long as the first comes in the time that the question has left. Raises GeneratorError else."""
        limit = max(self._means.least_s, ANSWERED_WITHIN_S - (time.perf_counter() - call.asked_at))
        async with aclosing(self._pieces(question, task, call)) as pieces:
            try:
                async with asyncio.timeout(limit):
                    first = await anext(pieces, None)
            except TimeoutError as error:
                raise GeneratorError(f"{self.name} did not begin to answer in time ({limit:.1f} s were left)") from error
            if first is not None:
                yield first
            async for piece in pieces:
                yield piece

    def _remember(self, task: _Task, call: _Call) -> None:
        """A whole answer; one that broke off never comes here."""
        if self._means.memory is not None and task.recalled is None:
            self._means.memory.remember(task.key, call.taken.text)

    def _making(self, task: _Task, checked: CheckedText, call: _Call) -> Making:
        cached = task.recalled is not None
        usage = None if cached else call.taken.usage(task.messages, self._means.tokens)
        cost = self._means.purse.cost(self.name, usage) if self._means.purse else None
        return Making(
            model=self.name,
            prompt=self._template.name,
            prompt_version=self._template.version,
            sent=sent_chunks(task.sent),
            returned=call.taken.text,
            usage=usage,
            cost=cost.amount if cost else None,
            currency=cost.currency if cost else "",
            cached=cached,
            first_words_ms=call.first_words_ms,
            repairs=checked.tally.repairs,
            failure=call.failure,
        )


@dataclass(frozen=True, slots=True)
class _Task:
    """What one answer is worded from; without messages, nothing fits. `recalled` is what was said to just that before."""

    messages: tuple[Message, ...]
    sent: Evidence
    key: str = ""
    recalled: str | None = None

    @property
    def instructions(self) -> str:
        """What the generator is told to do, apart from question and evidence."""
        return self.messages[0].text if self.messages else ""


class _Call:
    """What one call of the generator brought."""

    def __init__(self, started: float, asked_at: float | None) -> None:
        self._started = started
        self.asked_at = started if asked_at is None else asked_at
        self.taken = Taken()
        self.first_words_ms: float | None = None
        self.failure = ""

    def hear(self, piece: str | Usage) -> None:
        self.taken.hear(piece)
        if self.first_words_ms is None and isinstance(piece, str):
            self.first_words_ms = (time.perf_counter() - self._started) * 1000


def sent_chunks(evidence: Evidence) -> tuple[SentChunk, ...]:
    """The chunks of some evidence, under the numbers of their excerpts."""
    return tuple(
        SentChunk(number, chunk.document_id, chunk.ordinal, hashlib.sha256(chunk.text.encode()).hexdigest())
        for number, excerpt in enumerate(evidence.excerpts, 1)
        for chunk in excerpt.chunks
    )
