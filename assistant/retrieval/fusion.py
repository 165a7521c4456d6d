"""Brings together what both halves of the index found for a question's aspects, and ranks. Pure. Read `fuse` first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.domain.documents import Kind
from assistant.domain.hits import About, Scored
from assistant.retrieval.spreading import WEIGHTS, LinkWeights

Spread = Callable[[Mapping[str, float]], Mapping[str, float]]
"""What links add to the scores of documents."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How documents of one kind are judged as a whole.

    `support` is the share that the second-best chunk's relevance adds to the best one's, falling geometrically by
    `support_fall` for each further chunk: a document that answers in several places is a better answer, but a long review
    speaks of much. `title` is what a title adds that says just what the question leads with.
    """

    title: float = 0.15
    support: float = 0.2
    support_fall: float = 0.7


@dataclass(frozen=True, slots=True)
class Ranking:
    """How much each signal counts; the values in force are data (`weights.py`), learned by `tests/benchmarks/ranking.py`.

    A chunk's relevance is a weighted sum of its cosine and its words, each brought to 0…1 within this query (a convex
    combination: Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023, find it better than
    reciprocal ranks, which throw the distances away). `vectors` is the share of the cosine, `lead` that of the question's lead
    beside the whole, `links` what one document's score says of those that it is linked with.
    """

    vectors: float = 0.4
    lead: float = 0.5
    links: LinkWeights = WEIGHTS
    standing: Standing = Standing()
    standing_of: Mapping[Kind, Standing] = field(default_factory=dict)

    def of(self, kind: Kind) -> Standing:
        """How documents of this kind are judged."""
        return self.standing_of.get(kind, self.standing)


@dataclass(frozen=True, slots=True)
class Looked:
    """What both halves found for one text, and how much of that text the embedder could read, 0 to 1."""

    nearest: Sequence[Scored] = ()
    matching: Sequence[Scored] = ()
    readable: float = 1.0


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question's aspects; `lead` and `rest` are None where they are the whole."""

    whole: Looked
    lead: Looked | None = None
    rest: Looked | None = None

    @property
    def document_ids(self) -> set[str]:
        """Of all that was found."""
        looked = [one for one in (self.whole, self.lead, self.rest) if one is not None]
        return {scored.document_id for one in looked for scored in (*one.nearest, *one.matching)}


@dataclass(frozen=True, slots=True)
class Fused:
    """A chunk with its place in the ranking. `similarity` is its cosine, 0 where the vector half did not return it."""

    key: int
    document_id: str
    score: float
    similarity: float


_READS_ENOUGH: Final = 0.85
"""An embedder that can read this share of a question reads it as well as any: names and typing errors are the rest."""


def fuse(found: Found, about: Mapping[str, About], ranking: Ranking, spread: Spread | None = None) -> list[Fused]:
    """All chunks that either half returned, best first; ties go to the older chunk, so that the order is always the same.

    Documents are ranked by the whole question and its lead, and the chunks of each by what follows the lead: where "RFC 188 —
    do I have to use this?" names the document, only the rest tells the place in it.
    """
    owner = _owners(found)
    whole = _relevance(found.whole, ranking)
    place = _relevance(found.rest, ranking) if found.rest else whole
    relevance = _mixed(whole, _relevance(found.lead, ranking), ranking.lead) if found.lead else whole
    documents: Mapping[str, float] = _documents(relevance, owner, about, ranking)
    if spread is not None:
        documents = spread(documents)
    best: defaultdict[str, float] = defaultdict(float)
    for key, document_id in owner.items():
        best[document_id] = max(best[document_id], place.get(key, 0.0))
    cosine = _cosines(found)
    fused = [
        Fused(key, document_id, documents[document_id] - (best[document_id] - place.get(key, 0.0)), cosine.get(key, 0.0))
        for key, document_id in owner.items()
    ]
    return sorted(fused, key=lambda one: (-one.score, one.key))


def _owners(found: Found) -> dict[int, str]:
    looked = [one for one in (found.whole, found.lead, found.rest) if one is not None]
    return {scored.key: scored.document_id for one in looked for scored in (*one.nearest, *one.matching)}


def _cosines(found: Found) -> dict[int, float]:
    """Of the whole question where it found the chunk, else of a part."""
    looked = [one for one in (found.lead, found.rest, found.whole) if one is not None]
    return {scored.key: scored.score for one in looked for scored in one.nearest}


def _relevance(looked: Looked, ranking: Ranking) -> dict[int, float]:
    """By chunk, 0 to 1."""
    vectors = ranking.vectors * (1.0 if looked.readable >= _READS_ENOUGH else looked.readable)
    relevance: defaultdict[int, float] = defaultdict(float)
    for scored_list, weight in ((looked.nearest, vectors), (looked.matching, 1 - vectors)):
        for scored, unit in zip(scored_list, _unit_scores(scored_list), strict=True):
            relevance[scored.key] += weight * unit
    return relevance


def _mixed(one: Mapping[int, float], other: Mapping[int, float], share: float) -> dict[int, float]:
    return {key: (1 - share) * one.get(key, 0.0) + share * other.get(key, 0.0) for key in one.keys() | other.keys()}


def _unit_scores(found: Sequence[Scored]) -> list[float]:
    """Each score as its share of the way from the worst found to the best: 0 to 1."""
    if not found:
        return []
    best, worst = found[0].score, found[-1].score
    spread = best - worst
    return [(scored.score - worst) / spread if spread > 0 else 1.0 for scored in found]


def _documents(
    relevance: Mapping[int, float], owner: Mapping[int, str], about: Mapping[str, About], ranking: Ranking
) -> dict[str, float]:
    """Each candidate's score: its best chunk, what further chunks add, and its title."""
    chunks: defaultdict[str, list[float]] = defaultdict(list)
    for key, document_id in owner.items():
        chunks[document_id].append(relevance.get(key, 0.0))
    scores = {}
    for document_id, values in chunks.items():
        known = about[document_id]
        standing = ranking.of(known.kind)
        values.sort(reverse=True)
        scores[document_id] = values[0] + _support(values, standing) + standing.title * known.title_agreement
    return scores


def _support(values: Sequence[float], standing: Standing) -> float:
    share, total = standing.support, 0.0
    for value in values:
        total += share * value
        share *= standing.support_fall
    return total
