"""Ranks people by what they did in the documents that a search found. Pure.

Document-centric expert finding: a person is as likely to know a topic as the documents that they stand for are to be about
it (model 2 of Balog, Azzopardi and de Rijke, "Formal Models for Expert Finding in Enterprise Corpora", 2006), with priors on
the part that somebody had in a document, on its age, and on people who are in everything.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.people import Contribution, Role
from assistant.knowledge.people.identities import Identities, Identity
from assistant.knowledge.people.names import folded

_DAYS_A_YEAR: Final = 365.25
_VOICE: Final = re.compile(r"^[\s>*_#@-]{0,8}([^:：\n]{1,60}?)[*_]{0,3}\s?[:：]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts. Chosen by `tests/benchmarks/experts.py` on half of a development set.

    `voice` is what whoever says a chunk that was found is to it, `silent` the share that is left to those who speak elsewhere
    in the document. A document counts for `age_floor` however old it is, and for the rest halves every `half_life` years.
    `sharpness` makes near documents count for more than far ones; each further document of one person counts for `fall` of
    the one before; `spread` parts a document among its people; `everywhere` holds back who is in much of the corpus.
    """

    roles: Mapping[Role, float] = field(
        default_factory=lambda: {
            Role.AUTHOR: 1.0,
            Role.OWNER: 0.8,
            Role.DECIDER: 0.7,
            Role.REVIEWER: 0.7,
            Role.SPEAKER: 0.5,
            Role.ATTENDEE: 0.05,
        }
    )
    voice: float = 1.0
    silent: float = 0.3
    half_life: float = 4.0
    age_floor: float = 0.85
    sharpness: float = 0.8
    fall: float = 1.0
    spread: float = 0.25
    everywhere: float = 0.05


@dataclass(frozen=True, slots=True)
class Trace:
    """What somebody did in one document that was found: their parts in it, its chunk that fits best, and whether that
    chunk is their own words. `value` orders the traces of a person, and says nothing beyond one search."""

    document: Document
    contributions: tuple[Contribution, ...]
    chunk: Chunk
    is_voice: bool
    value: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A person with their traces, the strongest first."""

    person: Identity
    traces: tuple[Trace, ...]
    value: float


def ranked(hits: Sequence[Hit], identities: Identities, now: datetime, weights: Weights) -> list[Ranked]:
    """Everybody who had a part in what was found, whoever knows most first; ties by name, so that the order is the same."""
    traces: defaultdict[str, list[Trace]] = defaultdict(list)
    people: dict[str, Identity] = {}
    best = max((hit.score for hit in hits), default=0.0)
    for document_id, own in _by_document(hits).items():
        parts = _by_person(identities.of(document_id))
        share = len(parts) ** -weights.spread if parts else 0.0
        voices = [{folded(hit.chunk.anchor.speaker), *_voices(hit.chunk)} - {""} for hit in own]
        for person, contributions in parts.values():
            people[person.id] = person
            trace = _trace(list(zip(own, voices, strict=True)), contributions, best, weights)
            value = trace.value * share * _freshness(trace, now, weights)
            traces[person.id].append(Trace(trace.document, trace.contributions, trace.chunk, trace.is_voice, value))
    found = [_together(people[person], own, weights) for person, own in traces.items()]
    return sorted((one for one in found if one.value > 0), key=lambda one: (-one.value, one.person.name, one.person.id))


def own_words(chunk: Chunk, contributions: Collection[Contribution]) -> str:
    """What this person says in the chunk, on one line of it; "" if it is not theirs."""
    voices, called = _voices(chunk), _called(contributions)
    return next((words for name, words in voices.items() if name in called), "")


def _voices(chunk: Chunk) -> dict[str, str]:
    """By folded name, the first words of everybody who says something in a chunk."""
    found: dict[str, str] = {}
    for match in _VOICE.finditer(chunk.text):
        found.setdefault(folded(match[1]), chunk.text[match.end() :].split("\n", 1)[0].strip(" *_"))
    return found


def _by_document(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    found: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        found[hit.document.id].append(hit)
    return found


def _by_person(
    parts: Sequence[tuple[Identity, Contribution]],
) -> dict[str, tuple[Identity, tuple[Contribution, ...]]]:
    found: dict[str, tuple[Identity, tuple[Contribution, ...]]] = {}
    for person, contribution in parts:
        found[person.id] = (person, (*found.get(person.id, (person, ()))[1], contribution))
    return found


def _trace(
    hits: Sequence[tuple[Hit, set[str]]], contributions: tuple[Contribution, ...], best: float, weights: Weights
) -> Trace:
    """The chunk of the document that says most for this person; with each hit come those who speak in it."""
    called = _called(contributions)
    speaks = any(one.role is Role.SPEAKER for one in contributions)
    strongest: Trace | None = None
    for hit, speaking in hits:
        voice = bool(speaking & called)
        part = max(_weight(one, hit.document, weights) for one in contributions)
        part = max(part, weights.voice) if voice else part * weights.silent if speaks else part
        relevance = (hit.score / best) ** weights.sharpness if best > 0 else 0.0
        if strongest is None or part * relevance > strongest.value:
            strongest = Trace(hit.document, contributions, hit.chunk, voice, part * relevance)
    if strongest is None:
        raise ValueError("a document that was found has hits")
    return strongest


def _weight(one: Contribution, document: Document, weights: Weights) -> float:
    """What a part counts for; many comments count for more than one, and who wrote a meeting down only took notes."""
    weight = weights.roles[one.role]
    if one.role in {Role.REVIEWER, Role.SPEAKER}:
        return weight * min(1.5, 0.75 + 0.25 * math.log2(1 + one.count))
    if one.role is Role.AUTHOR and document.kind is Kind.MEETING:
        return weights.roles[Role.ATTENDEE]
    return weight


def _freshness(trace: Trace, now: datetime, weights: Weights) -> float:
    moments = [one.last_at for one in trace.contributions if one.last_at]
    when = max(moments, default=trace.document.updated_at or trace.document.created_at)
    if when is None:
        return weights.age_floor
    years = max(0.0, (now - when).days / _DAYS_A_YEAR)
    return weights.age_floor + (1 - weights.age_floor) * math.exp2(-years / weights.half_life)


def _together(person: Identity, traces: Sequence[Trace], weights: Weights) -> Ranked:
    ordered = sorted(traces, key=lambda one: (-one.value, one.document.id))
    total = sum(trace.value * weights.fall**place for place, trace in enumerate(ordered))
    documents = len({part.document.id for part in person.parts})
    return Ranked(person, tuple(ordered), total / documents**weights.everywhere)


def _called(contributions: Collection[Contribution]) -> set[str]:
    names = {one.name for one in contributions} | {one.label for one in contributions}
    return {folded(name) for name in names | {one.account.rpartition(":")[2] for one in contributions}} - {""}
