"""Makes a prompt fit the model: how many tokens it may have, how they are counted, and what gives way. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.wording.prompting import (
    CountTokens,
    PromptContext,
    PromptTemplate,
    filled,
    within_budget,
)
from assistant.domain.answers import Evidence
from assistant.ports import Message

AROUND_A_MESSAGE: Final = 16
"""Tokens that a model's chat template puts around a message at most: roles, ends, the opening of the answer."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """How a model's tokens are counted. Where `count` is not by the model's own tokenizer, it is by another one's, times
    `factor`."""

    count: CountTokens
    exact: bool = False
    factor: float = 1.0

    def counted(self, texts: Sequence[str]) -> list[int]:
        """About how many the model sees in each, rather too many."""
        return [math.ceil(found * self.factor) for found in self.count(texts)] if texts else []

    def of(self, messages: Sequence[Message]) -> int:
        """About how many the model sees in a prompt."""
        return sum(self.counted([message.text for message in messages])) + AROUND_A_MESSAGE * len(messages)

    def most(self, messages: Sequence[Message]) -> int:
        """How many a prompt has at most, whatever the model's tokenizer: none of those in use makes more tokens than bytes."""
        if self.exact:
            return self.of(messages)
        return sum(len(message.text.encode()) + AROUND_A_MESSAGE for message in messages)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A prompt that fits, with the evidence that is in it."""

    messages: tuple[Message, ...]
    sent: Evidence


@dataclass(frozen=True, slots=True)
class Room:
    """How many tokens a whole prompt may have, None for any number, and how they are counted."""

    tokens: Tokens
    whole: int | None = None


def fit(template: PromptTemplate, question: str, evidence: Evidence, context: PromptContext, room: Room) -> Fitted | None:
    """The prompt with as much of the evidence as its own budget and the room for the whole allow; None where not even one chunk
    fits.

    Evidence gives way first, from its end; then, where its first chunk alone is too much, the conversation.
    """
    for said in (context.said, ()) if context.said else (context.said,):
        fitted = _with_less_evidence(template, question, evidence, replace(context, said=said), room)
        if fitted is not None:
            return fitted
    return None


def _with_less_evidence(
    template: PromptTemplate, question: str, evidence: Evidence, context: PromptContext, room: Room
) -> Fitted | None:
    """Less and less of it, until the whole fits."""
    sent = within_budget(evidence, context.evidence_tokens, context.count_tokens)
    while True:
        messages = filled(template, question, sent, context)
        if room.whole is None or room.tokens.of(messages) <= room.whole:
            return Fitted(messages, sent)
        if sum(len(excerpt.chunks) for excerpt in sent.excerpts) <= 1:
            return None
        sent = _without_the_last_chunk(sent)


def _without_the_last_chunk(evidence: Evidence) -> Evidence:
    *before, last = evidence.excerpts
    return Evidence((*before, *([replace(last, chunks=last.chunks[:-1])] if len(last.chunks) > 1 else [])))
