"""Links for ranking: what one candidate's score says of others that it is linked with. Pure.

One step of spreading activation over the candidates (Crestani, "Application of Spreading Activation Techniques in Information
Retrieval", 1997): the best candidates fire, each as much as it stands out, and what they are tied to gets a share. Links that
lead out of the candidates bring nothing in: measured, that harmed as often as it helped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import log1p
from typing import Final

from assistant.domain.link_graph import SHARED, LinkGraph, Tie

_CLOSES: Final = "closes"
_MOST_CITED: Final = 20
"""More citations than these make no document weightier."""


@dataclass(frozen=True, slots=True)
class LinkWeights:
    """How much links count, as shares of the way from the worst candidate's score to the best one's, so that scores of any
    scale can be given. Chosen by `tests/benchmarks/links.py` on design_dev, meetings_tc39 and reviews_tls together.

    `firing` is how many of the best candidates give something to others. `share` is what the best of them gives over a tie of
    full strength; of that, `closes` goes over the tie of an issue and the change that closes it, `shared` between documents
    that speak of the same things, and `mention` over any other link. `succession` is what a superseded document gives to what
    holds in its place. `citedness` is what the most cited documents get for that alone: nothing, since it was worth nothing.
    """

    firing: int = 10
    share: float = 0.4
    closes: float = 1.0
    shared: float = 1.0
    mention: float = 0.5
    succession: float = 0.3
    citedness: float = 0.0

    @property
    def of_history(self) -> LinkWeights:
        """The same for a question that asks how things once were: then what was superseded is no worse an answer."""
        return replace(self, succession=0.0)

    def of(self, tie: Tie) -> float:
        """The share that goes over this tie."""
        by_relation = {_CLOSES: self.closes, SHARED: self.shared}
        return self.share * by_relation.get(tie.relation, self.mention) * tie.strength


WEIGHTS: Final = LinkWeights()


def strongest(scores: Mapping[str, float], count: int = WEIGHTS.firing) -> list[str]:
    """The ids of the best candidates, best first: those whose ties `spread` needs."""
    return sorted(scores, key=lambda one: (-scores[one], one))[:count]


def spread(scores: Mapping[str, float], links: LinkGraph, weights: LinkWeights = WEIGHTS) -> dict[str, float]:
    """The candidates' scores with what their links add; never less than before, and no document that was no candidate.

    `scores` are documents by id, higher is better; `links` has to hold the ties of the `strongest` of them, and more does no
    harm.
    """
    if not scores:
        return {}
    fired = _activation(scores, weights.firing)
    unit = max(scores.values()) - min(scores.values())
    gained: defaultdict[str, float] = defaultdict(float)
    for (giver, taker), share in _shares(links, weights).items():
        if taker in scores:
            gained[taker] += share * fired.get(giver, 0.0)
    for document_id, count in links.cited_by.items():
        gained[document_id] += weights.citedness * log1p(min(count, _MOST_CITED)) / log1p(_MOST_CITED)
    return {document_id: score + unit * gained.get(document_id, 0.0) for document_id, score in scores.items()}


def _activation(scores: Mapping[str, float], firing: int) -> dict[str, float]:
    """How much each of the best stands out from the first that does not fire: 1 for the best, none for the others."""
    best = strongest(scores, firing + 1)
    threshold, top = scores[best[-1]], scores[best[0]]
    return {one: (scores[one] - threshold) / (top - threshold) for one in best[:firing]} if top > threshold else {}


def _shares(links: LinkGraph, weights: LinkWeights) -> Mapping[tuple[str, str], float]:
    """What goes from one document to another, by (giver, taker); of several ties the strongest counts."""
    shares: defaultdict[tuple[str, str], float] = defaultdict(float)
    for giver, taker, share in _ways(links, weights):
        shares[giver, taker] = max(shares[giver, taker], share)
    return shares


def _ways(links: LinkGraph, weights: LinkWeights) -> Iterator[tuple[str, str, float]]:
    for tie in links.ties:
        yield tie.one, tie.other, weights.of(tie)
        yield tie.other, tie.one, weights.of(tie)
    for older, heirs in links.replaced_by.items():
        for heir in heirs:
            yield older, heir, weights.succession
