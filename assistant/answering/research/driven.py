"""Research that a model drives: it calls tools until it has what the question needs, or the limits end it.

Whatever it does, the limits hold: turns and calls are counted, arguments are checked, the same call is made once, and what it
says besides calls is thrown away. Where it fails before it brought anything, or asks for nothing, the rules look instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

import structlog

from assistant.answering.collaborators import Researched, Researcher
from assistant.answering.research.course import Course
from assistant.answering.research.keeping import kept
from assistant.answering.research.limits import DEFAULT, Allowance, Limits
from assistant.answering.research.places import Places
from assistant.answering.research.ties import LinkedDocuments
from assistant.answering.research.tools import Done, Tools
from assistant.answering.research.turns import Turns
from assistant.answering.wording.prompting import PromptTemplate
from assistant.domain.hits import Hit
from assistant.domain.provenance import Step
from assistant.domain.questions import Question
from assistant.domain.understood import Interpreted
from assistant.errors import GeneratorError
from assistant.ports import Clock, Message, ToolCall, ToolResult, ToolTurn
from assistant.retrieval.understanding.merging import Ranked, merge

_SHOWN: Final = 6
"""Of the first search's hits, how many the model is shown."""
_CALLS: Final = 4
"""In one turn; further ones are not made."""
_IDLE: Final = 2
"""Turns in a row that may bring nothing before the model is stopped."""
_NOT_MADE: Final = "Not done: there were too many calls. Reply with: enough"

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Told:
    """What the model is told: the prompt, and whose documents these are."""

    template: PromptTemplate
    organisation: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a research may look, and how far."""

    places: Places
    linked: LinkedDocuments
    limits: Limits = DEFAULT
    allow: Callable[[Limits], Allowance] = Allowance


class DrivenResearch:
    """A Researcher whose steps a model chooses."""

    def __init__(self, turns: Turns, told: Told, reach: Reach, rules: Researcher) -> None:
        self._turns = turns
        self._told = told
        self._reach = reach
        self._rules = rules

    async def research(self, question: Question, found: Interpreted) -> AsyncGenerator[Step | Researched, None]:
        """See the port. Never GeneratorError."""
        reach = self._reach
        course = Course(question, found.result.hits, reach.allow(reach.limits))
        brought: list[tuple[Hit, ...]] = []
        async with aclosing(self._driven(course)) as calls:
            async for done in calls:
                if done.step is not None:
                    brought.append(done.hits)
                    yield done.step
        if any(brought):
            together = merge([Ranked(hits) for hits in brought if hits], len(course.brought))
            yield Researched(kept(course.first, together))
        elif not brought:
            async with aclosing(self._rules.research(question, found)) as steps:
                async for step in steps:
                    yield step

    async def _driven(self, course: Course) -> AsyncGenerator[Done, None]:
        """What each call brought, until the model asks for nothing more, or may not."""
        tools = Tools(self._reach.places, self._reach.linked, course)
        exchange: list[Message | ToolTurn | ToolResult] = list(self._opening(course, tools))
        user, idle = course.scope.principal.user, 0
        while not course.allowance.is_spent and idle < _IDLE:
            try:
                turn = await self._turns.next(user, exchange, course.allowance)
            except GeneratorError as error:
                _log.warning("the model's search ended", model=self._turns.caller.name, reason=str(error))
                return
            if not turn.calls:
                return
            exchange.append(turn)
            idle += 1
            for place, call in enumerate(turn.calls):
                done = await self._made(tools, call, course.allowance, place)
                exchange.append(ToolResult(call.id, done.text))
                if done.hits:
                    idle = 0
                yield done

    async def _made(self, tools: Tools, call: ToolCall, allowance: Allowance, place: int) -> Done:
        if allowance.is_spent or place >= _CALLS:
            return Done(_NOT_MADE)
        return await asyncio.to_thread(tools.run, call)

    def _opening(self, course: Course, tools: Tools) -> tuple[Message, ...]:
        return self._told.template.fill(
            {
                "organisation": self._told.organisation,
                "today": self._told.clock.now().date().isoformat(),
                "steps": str(self._reach.limits.steps),
                "found": tools.shown(course.first[:_SHOWN]) or "Nothing.",
                "question": course.question.text,
            }
        )
