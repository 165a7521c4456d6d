"""Questions that belong to a conversation: they go on from what was said, and what comes of them is kept. Read
`Conversing.answer` first.

It stands around the asker that records questions: a follow-up is recorded like any question, and what is asked of an answer
("shorter", "show me the thread") is no question of its own and is not.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

import structlog

from assistant.answering.conversing.asides import Asides
from assistant.answering.conversing.former import Former, former_in
from assistant.answering.conversing.forms import COURTESIES
from assistant.answering.conversing.history import as_turns, last_asked, resolved
from assistant.answering.conversing.keeping import exchange_of
from assistant.answering.conversing.ports import Asker, Dialogues
from assistant.answering.conversing.requests import recognised, without_requests
from assistant.answering.conversing.rereading import Rereader
from assistant.answering.provenance import Decisions, drawn_on
from assistant.domain.answers import Answer, AnswerEvent
from assistant.domain.asked import Interface
from assistant.domain.dialogue import Exchange, Kept, owner_of
from assistant.domain.questions import Question, Turn
from assistant.errors import ConversationEnded, LoreError
from assistant.ports import Clock, Documents

_KEPT: Final = frozenset({Interface.PAGE, Interface.API, Interface.COMMAND_LINE})
"""Slack keeps its threads itself."""
_ID: Final = re.compile(r"(?!\.\.?\Z)[A-Za-z0-9._:~-]{1,100}")
"""Ids that can stand in an address, where `.` and `..` are other places; a client may choose one."""
_DAILY: Final = timedelta(days=1)

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Keeping:
    """How conversations are kept. `redact` takes secrets out of a text; what is no longer recorded still grows old."""

    redact: Callable[[str], str]
    record: bool = True
    days: int = 90


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a question stands: in whose conversation, if it is kept, and behind what."""

    owner: str | None
    id: str
    exchanges: tuple[Exchange, ...] = ()
    begins: bool = True
    turn: int | None = None
    told_of: frozenset[str] = frozenset()
    """The documents that those answers drew on which the question is told of."""
    retells: frozenset[str] = frozenset()
    """The documents of the answer that is said again: its shorter form may name one that it cites no longer."""


class Conversing:
    """Answers as another asker does, within conversations."""

    def __init__(self, asker: Asker, asides: Asides, dialogues: Dialogues, around: Around) -> None:
        self._asker = asker
        self._asides = asides
        self._dialogues = dialogues
        self._around = around
        self._forgot_at: datetime | None = None

    async def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        """The asker's events for the question with what was said before it. The Answer comes once it is stored, so that the
        next question can go on from it.

        Raises ConversationEnded, and what the asker raises.
        """
        place = await asyncio.to_thread(self._place, question)
        said, told_of = await asyncio.to_thread(self._said, question, place)
        place = replace(place, told_of=told_of)
        request = recognised(question.text)
        if request is not None and request.wish not in COURTESIES and not any(turn.ours for turn in said):
            request = None  # there is no answer that it could ask something of
        within = replace(question, said=without_requests(said), conversation_id=place.id)
        if request is None:
            events = self._asker.answer(within)
            former, asked = None, resolved(question.text, within.said)
        else:
            former = await asyncio.to_thread(self._former, question, place, said)
            place = replace(place, retells=former.drew_on)
            events, asked = self._asides.answer(replace(within, said=said), request, former), former.asked
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Answer):
                    yield await asyncio.to_thread(self._kept, within, replace(event, question=question.text), place, asked)
                else:
                    yield event

    def _place(self, question: Question) -> _Place:
        """Blocks."""
        around, id_ = self._around, question.conversation_id
        self._forget_old(around.clock.now())
        owner = owner_of(question.scope.principal) if question.interface in _KEPT and around.keeping.record else None
        brings_its_own = bool(question.said) and not id_
        if owner is None or brings_its_own:
            return _Place(None, id_)
        if not _ID.fullmatch(id_):
            return _Place(owner, uuid4().hex)
        kept = self._dialogues.read(owner, id_)
        return _Place(owner, id_) if kept is None else _within(kept, question)

    def _said(self, question: Question, place: _Place) -> tuple[tuple[Turn, ...], frozenset[str]]:
        """What the question is told of, and the documents that this drew on: nothing of what is withheld. Blocks."""
        if question.said:
            return question.said, frozenset()
        rereader = Rereader(self._around.documents, question.scope.principal)
        readable = (one.drew_on for one in place.exchanges if rereader.permits(one))
        return as_turns(place.exchanges, rereader.permits), frozenset().union(*readable)

    def _former(self, question: Question, place: _Place, said: tuple[Turn, ...]) -> Former:
        """Blocks."""
        if question.said or not place.exchanges:
            return Former(last_asked(said))
        return former_in(place.exchanges, Rereader(self._around.documents, question.scope.principal))

    def _kept(self, question: Question, answer: Answer, place: _Place, asked: str) -> Answer:
        """The answer as it is handed on, once it is stored where it is to be. Blocks."""
        if place.owner is None or answer.conversation_id != place.id or self._asides.is_small_talk(answer):
            return answer
        around = self._around
        lineage = around.decisions.lineage(question.scope.principal) if around.decisions else None
        drew_on = drawn_on(answer, lineage) | place.retells
        if answer.making is not None:  # the model was sent what was said before, too
            drew_on |= place.told_of
        exchange = exchange_of(answer, asked, around.clock.now(), around.keeping.redact, drew_on)
        try:
            turn = self._dialogues.keep(place.owner, place.id, exchange, place.turn, begins=place.begins)
        except LoreError as error:
            _log.warning("conversation not kept", reason=str(error))
            return answer
        return replace(answer, turn=turn)

    def _forget_old(self, now: datetime) -> None:
        if self._forgot_at is None or now - self._forgot_at >= _DAILY:
            self._forgot_at = now
            self._dialogues.forget_before(now - timedelta(days=self._around.keeping.days))


@dataclass(frozen=True, slots=True)
class Around:
    """What conversations are held with. `decisions` tell what an answer names besides what it cites."""

    documents: Documents
    clock: Clock
    keeping: Keeping
    decisions: Decisions | None = None


def _within(kept: Kept, question: Question) -> _Place:
    """Behind what was said, or in the place of a turn that is asked anew. Raises ConversationEnded."""
    dialogue, exchanges = kept.dialogue, kept.exchanges
    if dialogue.has_ended:
        raise ConversationEnded("this conversation was ended: begin a new one, without its conversation_id")
    is_again = question.turn is not None and question.turn < len(exchanges)
    if is_again and question.turn is not None and exchanges[question.turn].question.strip() == question.text.strip():
        return _Place(dialogue.owner, dialogue.id, exchanges[: question.turn], begins=False, turn=question.turn)
    return _Place(dialogue.owner, dialogue.id, exchanges, begins=False)
