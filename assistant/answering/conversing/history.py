"""What was said before, as a question needs it: without what its asker may not read any more. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from assistant.answering.conversing.requests import recognised, without_requests
from assistant.domain.dialogue import Exchange
from assistant.domain.questions import Turn
from assistant.retrieval.following import standing_alone

WITHHELD: Final = "(this answer drew on a document that you may not read any more)"
ASKER: Final = "You"
OURS: Final = "Lore"
_MOST: Final = 20
"""Exchanges that a question is told of; a generator is sent the last ones that fit, see prompting.py."""


def as_turns(exchanges: Sequence[Exchange], permits: Callable[[Exchange], bool]) -> tuple[Turn, ...]:
    """The last exchanges as turns of a conversation; what was asked of an answer ("shorter") is none, its answer is."""
    turns: list[Turn] = []
    for exchange in exchanges[-_MOST:]:
        if not exchange.aside:
            turns.append(Turn(ASKER, exchange.question))
        turns.append(Turn(OURS, shown(exchange, permits), ours=True))
    return tuple(turns)


def shown(exchange: Exchange, permits: Callable[[Exchange], bool]) -> str:
    """An answer's text as its asker may read it now."""
    return exchange.text if permits(exchange) else WITHHELD


def last_asked(said: Sequence[Turn]) -> str:
    """The last question that was put to Lore and answered, as it stands without the conversation; "" if there is none."""
    said = without_requests(said)
    answered = max((place for place, turn in enumerate(said) if turn.ours), default=-1)
    for place in range(answered - 1, -1, -1):
        if not said[place].ours and recognised(said[place].text) is None:
            return resolved(said[place].text, said[:place])
    return ""


def resolved(text: str, said: Sequence[Turn]) -> str:
    """A question as it stands without the conversation, by the words of people alone: what Lore's answers say may come from
    documents that not everybody may read."""
    return standing_alone(text, [turn for turn in said if not turn.ours])
