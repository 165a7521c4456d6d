"""A generator's answer from evidence, checked while it streams. Read `Worder.word` first."""

from __future__ import annotations

import hashlib
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeAlias

import structlog

from assistant.answering.citing.citations import CheckedText
from assistant.answering.wording.prompting import CountTokens, PromptContext, PromptTemplate, render, within_budget
from assistant.domain.answers import Citation, Delta, Evidence, EvidenceChosen
from assistant.domain.provenance import Making, Repairs, SentChunk, Usage
from assistant.domain.questions import Question
from assistant.errors import GeneratorError
from assistant.ports import Clock, Generator

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Style:
    """How answers are worded. `language` is "" for the question's own; `evidence_tokens` is how much evidence is sent."""

    organisation: str
    language: str = ""
    evidence_tokens: int = 2000


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

    def __init__(
        self, generator: Generator, template: PromptTemplate, style: Style, clock: Clock, count_tokens: CountTokens
    ) -> None:
        self._generator = generator
        self._template = template
        self._style = style
        self._clock = clock
        self._count_tokens = count_tokens

    @property
    def name(self) -> str:
        """The generator's."""
        return self._generator.name

    async def word(self, question: Question, evidence: Evidence) -> AsyncGenerator[WordingEvent, None]:
        """EvidenceChosen, then Deltas, then Worded. Never GeneratorError: `Worded.making.failure` tells of it."""
        sent = within_budget(evidence, self._style.evidence_tokens, self._count_tokens)
        checked, call = CheckedText(sent), _Call(time.perf_counter())
        yield EvidenceChosen(sent)
        try:
            async with aclosing(self._pieces(question, sent)) as pieces:
                async for piece in pieces:
                    call.hear(piece)
                    if isinstance(piece, str) and (text := checked.feed(piece)):
                        yield Delta(text)
            if text := checked.close():
                yield Delta(text)
        except GeneratorError as error:
            _log.warning("generator failed", generator=self.name, reason=str(error))
            call.failure = str(error)
        yield Worded(checked.text, checked.citations, checked.abstained, self._making(sent, checked, call))

    def _pieces(self, question: Question, sent: Evidence) -> AsyncGenerator[str | Usage, None]:
        context = PromptContext(
            organisation=self._style.organisation,
            today=self._clock.now().date(),
            count_tokens=self._count_tokens,
            language=question.language or self._style.language,
            evidence_tokens=self._style.evidence_tokens,
            said=question.said,
        )
        return self._generator.stream(render(self._template, question.text, sent, context))

    def _making(self, sent: Evidence, checked: CheckedText, call: _Call) -> Making:
        return Making(
            model=self.name,
            prompt=self._template.name,
            prompt_version=self._template.version,
            sent=sent_chunks(sent),
            returned="".join(call.returned),
            usage=call.usage,
            first_words_ms=call.first_words_ms,
            repairs=Repairs(
                dangling_markers=checked.tally.dangling_markers,
                unsupported_markers=checked.tally.unsupported_markers,
                removed_links=checked.tally.removed_links,
            ),
            failure=call.failure,
        )


class _Call:
    """What one call of the generator brought."""

    def __init__(self, started: float) -> None:
        self._started = started
        self.returned: list[str] = []
        self.usage: Usage | None = None
        self.first_words_ms: float | None = None
        self.failure = ""

    def hear(self, piece: str | Usage) -> None:
        if isinstance(piece, Usage):
            self.usage = piece
            return
        if self.first_words_ms is None:
            self.first_words_ms = (time.perf_counter() - self._started) * 1000
        self.returned.append(piece)


def sent_chunks(evidence: Evidence) -> tuple[SentChunk, ...]:
    """The chunks of some evidence, under the numbers of their excerpts."""
    return tuple(
        SentChunk(number, chunk.document_id, chunk.ordinal, hashlib.sha256(chunk.text.encode()).hexdigest())
        for number, excerpt in enumerate(evidence.excerpts, 1)
        for chunk in excerpt.chunks
    )
