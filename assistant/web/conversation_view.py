"""Conversations for the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from assistant.answering.conversing.conversations import Told
from assistant.web.rendering import render_answer


@dataclass(frozen=True, slots=True)
class TurnView:
    """A question with its answer, rendered. Without `is_readable`, the answer only says that it is withheld."""

    question: str
    html: Markup
    asked_at: datetime
    is_readable: bool
    answer_id: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Where a follow-up question goes on: `turn` is its place in the conversation, None for the next one."""

    conversation: str
    turn: int | None
    filters: tuple[tuple[str, str], ...] = ()


def view_turns(told: Sequence[Told]) -> tuple[TurnView, ...]:
    """What was said, oldest first."""
    return tuple(
        TurnView(
            question=one.exchange.question,
            html=render_answer(one.text, one.citations),
            asked_at=one.exchange.asked_at,
            is_readable=one.is_readable,
            answer_id=one.exchange.answer_id,
        )
        for one in told
    )
