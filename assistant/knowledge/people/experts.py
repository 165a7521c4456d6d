"""Whom to ask about a topic, from what people wrote, reviewed, decided and said. Read `Experts.suggest` first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from assistant.domain.answers import Colleague
from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import Hit
from assistant.domain.people import Contribution, Role
from assistant.domain.queries import Query, Scope
from assistant.domain.readers import Principal
from assistant.errors import UsageError
from assistant.knowledge.people.identities import Identity
from assistant.knowledge.people.names import folded
from assistant.knowledge.people.ranking import Ranked, Trace, Weights, own_words, ranked
from assistant.knowledge.people.roster import People, when_of
from assistant.knowledge.ports import Searcher
from assistant.ports import Clock

NOBODY: Final = "Nobody is found who wrote, reviewed, decided or said something about this in what you may read."
MOST: Final = 20
HITS: Final = 200
"""Chunks that are looked at: with 100 fewer of the right people are among the first five."""
_SIMILAR: Final = 0.35
"""Cosine from which a chunk is about the topic though it has none of its words."""
_TRACES: Final = 5
_LONGEST: Final = 240
_A_SENTENCE: Final = 25
_FIELD: Final = re.compile(r"[\W_]{0,6}[\w -]{2,24}:(?:\s|$)")
_DID: Final = {
    Role.AUTHOR: "wrote",
    Role.OWNER: "owns",
    Role.DECIDER: "decided on",
    Role.REVIEWER: "reviewed",
    Role.SPEAKER: "spoke in",
}
_STOP: Final = frozenset(
    "the and for with what who how why where about does our are was knows know does can you this that".split()
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why somebody is named: a document that is about the topic, their part in it, and words of it.

    `words` stand in the chunk; `are_own` says that this person said them.
    """

    document: Document
    roles: tuple[Role, ...]
    count: int
    when: datetime | None
    chunk: Chunk
    words: str
    are_own: bool


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody to ask, with the reason in a sentence and the documents that bear it out, the most telling first."""

    person: Identity
    why: str
    grounds: tuple[Grounds, ...]


class Experts:
    """Finds people by a topic. Only what the asker may read counts; nobody who left or opted out is named."""

    def __init__(self, people: People, searcher: Searcher, clock: Clock, weights: Weights | None = None) -> None:
        self._people = people
        self._searcher = searcher
        self._clock = clock
        self._weights = weights or Weights()

    def suggest(self, principal: Principal, topic: str, k: int = 5) -> tuple[Expert, ...]:
        """Up to `k` people (at most 20), whoever has shown to know most first; nobody where no document is about the topic.

        Raises UsageError for an empty topic or another `k`.
        """
        if not topic.strip():
            raise UsageError("the topic is empty: write what somebody should know about")
        if not 1 <= k <= MOST:
            raise UsageError(f"k is {k}: choose 1 to {MOST}")
        hits = self._searcher.search(Query(topic, Scope(principal), HITS)).hits
        return self._among(principal, topic, hits)[:k]

    def experts_for(self, principal: Principal, question: str, hits: Sequence[Hit], k: int = 3) -> tuple[Expert, ...]:
        """Whom to ask what no document answers, from the hits that were found for it; without a search of its own, and never
        the asker."""
        found = self._among(principal, question, hits)
        return tuple(one for one in found if not principal.user or one.person.user != principal.user)[:k]

    def colleagues_for(self, principal: Principal, question: str, hits: Sequence[Hit]) -> tuple[Colleague, ...]:
        """The same, by name and reason."""
        found = self.experts_for(principal, question, hits)
        return tuple(Colleague(one.person.name, one.why, one.person.user) for one in found)

    def _among(self, principal: Principal, topic: str, hits: Sequence[Hit]) -> tuple[Expert, ...]:
        identities = self._people.seen_by(principal)
        found = ranked([hit for hit in hits if is_about(hit, topic)], identities, self._clock.now(), self._weights)
        able = (one for one in found if one.person.asked and _telling(one.traces))
        return tuple(_expert(one) for one in islice(able, MOST))


def is_about(hit: Hit, topic: str) -> bool:
    """Whether a chunk is about the topic, rather than only the nearest of what there is: it is near in meaning, or it has
    half of the topic's words."""
    if hit.similarity >= _SIMILAR:
        return True
    wanted = _words(topic)
    there = folded(f"{hit.document.title} {hit.chunk.heading} {hit.chunk.text}")
    return bool(wanted) and 2 * sum(word in there for word in wanted) >= len(wanted)


def _words(topic: str) -> set[str]:
    """The words that say what a topic is; those of unspaced scripts by pairs of characters."""
    words = [word for word in folded(topic).split() if word not in _STOP]
    spaced = {word for word in words if len(word) > 2 and word.isascii()}
    pairs = {word[at : at + 2] for word in words if not word.isascii() for at in range(max(1, len(word) - 1))}
    return spaced | pairs or set(words)


def _telling(traces: Sequence[Trace]) -> list[Trace]:
    """Those that show something: who was at a meeting and said nothing shows nothing."""
    return [one for one in traces if any(part.role is not Role.ATTENDEE for part in one.contributions)]


def _expert(one: Ranked) -> Expert:
    traces = _telling(one.traces)
    return Expert(one.person, _why(traces), tuple(_grounds(trace) for trace in traces[:_TRACES]))


def _grounds(trace: Trace) -> Grounds:
    own = own_words(trace.chunk, trace.contributions)
    is_author = any(one.role is Role.AUTHOR for one in trace.contributions)
    stated = next((quote.text for one in trace.contributions for quote in one.quotes), "")
    opening = _opening(trace)
    return Grounds(
        document=trace.document,
        roles=tuple(role for role in Role if any(one.role is role for one in trace.contributions)),
        count=_most(trace.contributions),
        when=when_of(trace.document, trace.contributions),
        chunk=trace.chunk,
        words=_cut(own or (opening if is_author or not stated else stated)),
        are_own=bool(own),
    )


def _most(contributions: Sequence[Contribution]) -> int:
    return max(one.count for one in contributions)


def _why(traces: Sequence[Trace]) -> str:
    """`Wrote 2, reviewed 1 and spoke in 3 documents about this, last in March 2025.`, by the strongest part in each."""
    counts: dict[Role, int] = {}
    for trace in traces:
        strongest = next(role for role in _DID if any(one.role is role for one in trace.contributions))
        counts[strongest] = counts.get(strongest, 0) + 1
    parts = [f"{_DID[role]} {counts[role]}" for role in _DID if role in counts]
    listed = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
    noun = "document" if parts[-1].endswith(" 1") else "documents"
    last = max(filter(None, (when_of(trace.document, trace.contributions) for trace in traces)), default=None)
    when = f", last in {last:%B %Y}" if last else ""
    return f"{listed[:1].upper()}{listed[1:]} {noun} about this{when}."


def _opening(trace: Trace) -> str:
    """The first line of a chunk that says something: neither a field, nor the title over again, nor a mark."""
    lines = [line.strip() for line in trace.chunk.text.split("\n")]
    said = (line for line in lines if not _FIELD.match(line) and line not in trace.document.title)
    return next((line for line in said if len(line) >= _A_SENTENCE), next((line for line in lines if line), ""))


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else words[:_LONGEST].rpartition(" ")[0] or words[:_LONGEST]
