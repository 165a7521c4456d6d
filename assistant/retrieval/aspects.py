"""A long question in its parts: what it leads with, and what follows. Pure.

People paste the title of an issue above its text, or name a document before they ask: "RFC: Server Components — do I have to
use this?". Searched as one, the many words drown the few that say what it is about (verbose queries: Kumaran and Carvalho,
"Reducing Long Queries Using Query Quality Predictors", 2009).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_LONG: Final = 20
"""From so many words on, a question's first sentence is what it leads with."""
_LONGEST_LEAD: Final = 25
_SHORTEST_SENTENCE: Final = 3
_SHORTEST_REST: Final = 2
_DASH: Final = re.compile(r"\s[—–-]\s|\n")
_SENTENCE: Final = re.compile(r"(?<=[.?!:])\s+(?=\S)")
_WORD: Final = re.compile(r"\w")
_EDGES: Final = " \t\r\n—–-"


@dataclass(frozen=True, slots=True)
class Aspects:
    """A question as it is searched: `lead` finds the documents together with the `whole`, `rest` finds the place in them. Both
    are the whole where it has no parts."""

    whole: str
    lead: str
    rest: str


def aspects(text: str) -> Aspects:
    """Take a question apart at its first dash or line break, and a long one at its first sentence."""
    whole = text.strip()
    end = _end_of_lead(whole)
    lead, rest = whole[:end].rstrip(), whole[end:].strip(_EDGES)
    return Aspects(whole, lead, rest if len(rest.split()) >= _SHORTEST_REST else whole)


def _end_of_lead(whole: str) -> int:
    if (dash := _DASH.search(whole)) and _leads(whole[: dash.start()]):
        return dash.start()
    if len(whole.split()) > _LONG and (stop := _SENTENCE.search(whole)):
        return stop.start() if len(whole[: stop.start()].split()) >= _SHORTEST_SENTENCE else len(whole)
    return len(whole)


def _leads(text: str) -> bool:
    """Whether a text can be what a question leads with: some words, not a rule or a mark of a list."""
    return _WORD.search(text) is not None and len(text.split()) <= _LONGEST_LEAD
