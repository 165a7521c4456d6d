"""Whether a model answers at all, by one tiny call that is paid for like any other."""

from __future__ import annotations

import time
from contextlib import aclosing
from dataclasses import dataclass

from assistant.answering.wording.paying import Account, Taken, paid
from assistant.errors import GeneratorError
from assistant.ports import Generator, Message

_ASKED = (Message("system", "You are being tested."), Message("user", "Reply with the word ready."))


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it, as a line for a person."""

    model: str
    answers: bool
    said: str


async def tried(generator: Generator, account: Account) -> Trial:
    """Ask the model for one word, on nobody's account. Never GeneratorError: the line tells of it."""
    taken, begun = Taken(), time.perf_counter()
    try:
        async with aclosing(paid(generator, _ASKED, "", account, taken)) as pieces:
            async for piece in pieces:
                taken.hear(piece)
    except GeneratorError as error:
        return Trial(generator.name, answers=False, said=str(error))
    usage = taken.usage(_ASKED, account.tokens)
    tokens = usage.input_tokens + usage.output_tokens if usage else 0
    cost = account.purse.cost(generator.name, usage)
    price = "" if cost.amount is None else f", {cost.amount:.6f} {cost.currency}"
    took = f"{time.perf_counter() - begun:.1f} s, {tokens} tokens{price}"
    return Trial(generator.name, answers=True, said=f"{generator.name} answers ({took})")
