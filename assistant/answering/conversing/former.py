"""The answer that somebody asks something of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.conversing.forms import Wish
from assistant.answering.conversing.requests import recognised
from assistant.answering.conversing.rereading import Rereader
from assistant.domain.answers import Citation
from assistant.domain.dialogue import Exchange

EXTRACTIVE: Final = "extractive"
"""What an answer in the sources' own words is by."""
_SHORTENED: Final = frozenset({Wish.SHORTER, Wish.SHORTEST})


@dataclass(frozen=True, slots=True)
class Former:
    """The last answer, as far as it can be read now.

    `asked` is the question that it is about, and `evidence` are the chunks that the answer to that was made from, best first.
    `whole` are the citations of that answer; `citations` those of its shorter form, if it was shortened; `last` those of what
    was said last, whose numbers the asker sees. Where none of this is kept (Slack, a client with a history of its own),
    `is_kept` says so, and the question is asked again. `is_withheld` says that it drew on something that the asker may not read
    any more.
    """

    asked: str
    is_kept: bool = False
    citations: tuple[Citation, ...] = ()
    text: str = ""
    """What `citations` belong to, where that is in the sources' own words; else empty."""
    whole: tuple[Citation, ...] = ()
    last: tuple[Citation, ...] = ()
    evidence: tuple[tuple[str, int], ...] = ()
    drew_on: frozenset[str] = frozenset()
    """The documents that the words of these answers may come from."""
    confidence: float = 0.0
    is_shortened: bool = False
    is_withheld: bool = False


def former_in(exchanges: Sequence[Exchange], rereader: Rereader) -> Former:
    """The last of what was said. Blocks."""
    last = exchanges[-1]
    whole = next((one for one in reversed(exchanges) if not one.aside), last)
    said = next((one for one in reversed(exchanges) if not one.aside or _is_shortened(one)), whole)
    if not all(rereader.permits(one) for one in (last, said, whole)):
        return Former(last.asked, is_kept=True, is_withheld=True)
    return Former(
        asked=last.asked,
        is_kept=True,
        citations=_standing(said, rereader),
        text=said.text if said.generator == EXTRACTIVE else "",
        whole=_standing(whole, rereader),
        last=_standing(last, rereader),
        evidence=whole.evidence,
        drew_on=said.drew_on | whole.drew_on,
        confidence=last.confidence,
        is_shortened=_is_shortened(said),
    )


def _is_shortened(exchange: Exchange) -> bool:
    request = recognised(exchange.question) if exchange.aside else None
    return request is not None and request.wish in _SHORTENED


def _standing(exchange: Exchange, rereader: Rereader) -> tuple[Citation, ...]:
    """What an answer cites, without what its documents do not say any more."""
    return tuple(one for one in rereader.citations(exchange.references) if one.quote)
