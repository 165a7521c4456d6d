"""One turn of a model that searches: paid for, and never longer than there is time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

import structlog

from assistant.answering.research.limits import Allowance
from assistant.answering.research.tools import TOOLS
from assistant.answering.wording.fitting import Tokens
from assistant.answering.wording.purse import Purse
from assistant.domain.provenance import Usage
from assistant.domain.spending import Reservation
from assistant.errors import GeneratorError, OverBudget, StorageError
from assistant.ports import Message, ToolCaller, ToolResult, ToolTurn

Exchange: TypeAlias = "Sequence[Message | ToolTurn | ToolResult]"

_PATIENCE_S: Final = 2.0
"""How long the catalogue may take over a reservation, and over what is written down behind a turn."""
_AROUND_TOOLS: Final = Message("system", "".join(f"{tool}" for tool in TOOLS))
"""What describes the tools is sent, and paid for, at every turn."""

_log = structlog.get_logger()

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Turns:
    """Takes turns with a model. `purse` pays for them, where there is one; a turn's answer has at most `max_tokens`."""

    caller: ToolCaller
    tokens: Tokens
    max_tokens: int = 800
    purse: Purse | None = None

    async def next(self, user: str, exchange: Exchange, allowance: Allowance) -> ToolTurn:
        """The model's next turn, which counts against the allowance. Raises GeneratorError, OverBudget among them, also where
        the time or the tokens that are left don't allow another turn."""
        sent = _as_messages(exchange)
        if self.tokens.of(sent) + self.max_tokens > allowance.tokens_left:
            raise OverBudget("the tokens of this research are spent (research.tokens)")
        reservation = await self._reserved(user, sent)
        usage: Usage | None = Usage(self.tokens.of(sent), 0, estimated=True)  # a model that is cut off worked all the while
        try:
            async with asyncio.timeout(allowance.seconds_left):
                turn = await self.caller.step(exchange, TOOLS)
            told = turn.usage if turn.usage and turn.usage.is_believable else None
            usage = told or Usage(self.tokens.of(sent), sum(self.tokens.counted([_written(turn)])), estimated=True)
            allowance.tokens(usage.input_tokens + usage.output_tokens)
            return turn
        except TimeoutError as error:
            raise GeneratorError(f"{self.caller.name} took too long over its searches (research.seconds)") from error
        except GeneratorError as error:
            if not isinstance(error.__cause__, TimeoutError):
                usage = None  # it refused the call
            raise
        finally:
            await self._accounted(reservation, usage)

    async def _reserved(self, user: str, sent: Sequence[Message]) -> Reservation | None:
        purse = self.purse
        if purse is None:
            return None
        most = Usage(self.tokens.most(sent), self.max_tokens)
        reserving = _in_a_thread(lambda: purse.reserve(user, self.caller.name, most))
        try:
            return await asyncio.wait_for(asyncio.shield(reserving), _PATIENCE_S)
        except (StorageError, TimeoutError) as error:
            raise OverBudget("what is left of the budget could not be looked up, as the catalogue is busy") from error

    async def _accounted(self, reservation: Reservation | None, usage: Usage | None) -> None:
        """Settle, or release what cost nothing. It is done even where nobody waits for the answer any more."""
        purse = self.purse
        if purse is None or reservation is None:
            return
        done = _in_a_thread(
            (lambda: purse.release(reservation)) if usage is None else (lambda: purse.settle(reservation, usage))
        )
        try:
            await asyncio.wait_for(asyncio.shield(done), _PATIENCE_S)
        except (StorageError, TimeoutError) as error:
            _log.error("what a model cost is not written down yet", model=reservation.model, reason=type(error).__name__)


def _as_messages(exchange: Exchange) -> list[Message]:
    """What is sent, for counting."""
    return [_AROUND_TOOLS, *(one if isinstance(one, Message) else Message("user", _written(one)) for one in exchange)]


def _written(one: ToolTurn | ToolResult) -> str:
    calls = one.calls if isinstance(one, ToolTurn) else ()
    return one.text + "".join(f"{call.name} {dict(call.arguments or {})}" for call in calls)


def _in_a_thread(work: Callable[[], T]) -> asyncio.Future[T]:
    """Begun at once: an asker who leaves must not prevent it."""
    return asyncio.get_running_loop().run_in_executor(None, work)
