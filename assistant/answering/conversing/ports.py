"""What conversations need from the outside."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from datetime import datetime
from typing import Protocol

from assistant.domain.answers import AnswerEvent
from assistant.domain.dialogue import Dialogue, Exchange, Kept
from assistant.domain.questions import Question


class Asker(Protocol):
    """Answers, as web/services.py has them."""

    def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        """SourcesFound, then Deltas, then the Answer; closing it cancels the work."""


class Dialogues(Protocol):
    """What is kept of conversations, each under its owner and its id. It does not know who asks: callers give the owner."""

    def of(self, owner: str) -> list[Dialogue]:
        """All of a person's, those in which something was said last first."""

    def read(self, owner: str, dialogue_id: str) -> Kept | None:
        """One of them with what was said, or None."""

    def keep(self, owner: str, dialogue_id: str, exchange: Exchange, turn: int | None, *, begins: bool) -> int | None:
        """Store what was said durably, in the place of what stands at this turn (from 0), or behind the last one; returns its
        turn. Where there is no such conversation it is begun, or without `begins` nothing is stored, and None returned: then it
        was deleted while the answer was made."""

    def end(self, owner: str, dialogue_id: str, at: datetime) -> bool:
        """It is not gone on with from now on; False where there is none. The first end counts."""

    def forget(self, owner: str, dialogue_ids: Collection[str]) -> None:
        """Delete these with all that was said in them."""

    def forget_before(self, moment: datetime) -> int:
        """Delete everybody's in which nothing was said since this moment; how many."""


class ForgettingAnswers(Protocol):
    """Something that is kept of answers besides conversations: their questions and ratings, how they came about."""

    def forget(self, answer_ids: Collection[str]) -> None:
        """Delete what is kept of these; ids of which nothing is kept are passed over."""
