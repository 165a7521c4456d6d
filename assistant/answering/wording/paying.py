"""One call of a generator that is paid for: what it may cost is held back first, what it did cost is written down behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, TypeVar

import structlog

from assistant.answering.wording.fitting import Tokens
from assistant.answering.wording.purse import Purse
from assistant.domain.provenance import Usage
from assistant.domain.spending import Reservation
from assistant.errors import GeneratorError, OverBudget, StorageError
from assistant.ports import Generator, Message

_PATIENCE_S: Final = 1.0
"""How long the catalogue may take over a reservation, and over what is written down behind an answer."""

_log = structlog.get_logger()

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Account:
    """Who pays, out of what, and how much one answer may take."""

    purse: Purse
    tokens: Tokens
    max_tokens: int


@dataclass(slots=True)
class Taken:
    """What a call took so far: what its provider told, and the text that came."""

    told: Usage | None = None
    text: str = ""
    worked: bool = False
    """The model was at it, though no text came."""

    def hear(self, piece: str | Usage) -> None:
        """Take in what came next."""
        if isinstance(piece, Usage):
            self.told = piece
        else:
            self.text += piece

    def usage(self, messages: Sequence[Message], tokens: Tokens) -> Usage | None:
        """As the provider counts it, else as well as can be told; None for a call that took nothing."""
        if self.told is not None and self.told.is_believable:
            return self.told
        if not (self.text or self.worked or self.told):
            return None
        return Usage(tokens.of(messages), sum(tokens.counted([self.text])) if self.text else 0, estimated=True)


async def paid(
    generator: Generator, messages: Sequence[Message], user: str, account: Account, taken: Taken
) -> AsyncGenerator[str | Usage, None]:
    """What the generator says, as it comes; the caller lets `taken` hear it.

    Raises OverBudget before the call is made, and GeneratorError as the generator does.
    """
    reservation = await _reserved(account, user, generator.name, messages)
    try:
        async with aclosing(generator.stream(messages)) as pieces:
            async for piece in pieces:
                yield piece
    except GeneratorError as error:
        # A model that was too slow may have worked all the while, and is paid for; one that refused the call is not.
        taken.worked = isinstance(error.__cause__, TimeoutError)
        raise
    except (GeneratorExit, asyncio.CancelledError):
        taken.worked = True
        raise
    finally:
        await _accounted(account, reservation, taken.usage(messages, account.tokens))


async def _reserved(account: Account, user: str, model: str, messages: Sequence[Message]) -> Reservation:
    most = Usage(account.tokens.most(messages), account.max_tokens)
    reserving = _in_a_thread(lambda: account.purse.reserve(user, model, most))
    try:
        return await asyncio.wait_for(asyncio.shield(reserving), _PATIENCE_S)
    except (StorageError, TimeoutError) as error:
        raise OverBudget("What is left of the budget could not be looked up (the catalogue is busy): ask again soon") from error


async def _accounted(account: Account, reservation: Reservation, usage: Usage | None) -> None:
    """Settle, or release what cost nothing. It is done even where nobody waits for the answer any more."""
    purse = account.purse
    done = _in_a_thread((lambda: purse.release(reservation)) if usage is None else (lambda: purse.settle(reservation, usage)))
    try:
        await asyncio.wait_for(asyncio.shield(done), _PATIENCE_S)
    except (StorageError, TimeoutError) as error:
        _log.error("what a model cost is not written down yet", model=reservation.model, reason=type(error).__name__)


def _in_a_thread(work: Callable[[], T]) -> asyncio.Future[T]:
    """Begun at once: a coroutine would begin only when it is next awaited, and an asker who leaves would prevent that."""
    return asyncio.get_running_loop().run_in_executor(None, work)
