"""Which readable documents speak of which, and how much weight that gives each. Pure, over a view."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.domain.documents import Document, Link
from assistant.domain.statuses import Standing, standing
from assistant.knowledge.memory import View
from assistant.knowledge.onboarding.pinned_path import is_path

_REPLACING: Final = {"supersedes": True, "superseded-by": False}
"""Whether the document that says it is the newer one. Such links say nothing of what is worth reading."""
_NEEDING: Final = "needs"
_DAMPING: Final = 0.85
_ROUNDS: Final = 30


class Citedness:
    """By document id: what each needs, speaks of, and is spoken of by; lists of links (reading paths) don't count as speaking,
    and who leads to such a list is kept apart.

    What is not in the view has no weight, no number and no name here.
    """

    def __init__(self, view: View) -> None:
        self._order = sorted(view.documents)
        self.needs: defaultdict[str, set[str]] = defaultdict(set)
        self.speaks_of: defaultdict[str, set[str]] = defaultdict(set)
        self.spoken_of_by: defaultdict[str, set[str]] = defaultdict(set)
        self.replaced_by: defaultdict[str, set[str]] = defaultdict(set)
        self.lists_spoken_of_by: defaultdict[str, set[str]] = defaultdict(set)
        for document, link in _links(view):
            other = _target(view, link, document)
            if other is not None and is_path(other):
                self.lists_spoken_of_by[other.id].add(document.id)
            elif other is not None:
                self._note(link.relation, document, other)
        self._edges = self._as_arrays()

    def authority(self, interest: Mapping[str, float]) -> dict[str, float]:
        """How likely a reader who begins at documents of interest, and follows links, is to stand at each document.

        PageRank with a personalised start (Haveliwala, "Topic-Sensitive PageRank", 2002). Values add up to 1; without any
        interest all documents are equally interesting.
        """
        if not self._order:
            return {}
        start = np.array([interest.get(one, 0.0) for one in self._order])
        start = start / start.sum() if start.sum() > 0 else np.full(len(start), 1 / len(start))
        sources, targets, shares = self._edges
        rank = start
        for _ in range(_ROUNDS):
            followed = np.bincount(targets, weights=rank[sources] * shares, minlength=len(start))
            rank = _DAMPING * followed + (1 - _DAMPING * followed.sum()) * start
        return dict(zip(self._order, rank.tolist(), strict=True))

    def _note(self, relation: str, document: Document, other: Document) -> None:
        if relation in _REPLACING:
            newer, older = (document, other) if _REPLACING[relation] else (other, document)
            if standing(newer.status) is not Standing.REFUSED:  # a refused proposal replaces nothing
                self.replaced_by[older.id].add(newer.id)
            return
        if relation == _NEEDING:
            self.needs[document.id].add(other.id)
        self.speaks_of[document.id].add(other.id)
        self.spoken_of_by[other.id].add(document.id)

    def _as_arrays(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
        """Links as (from, to, share of the one who follows it); a document's links share its weight equally."""
        place = {document_id: number for number, document_id in enumerate(self._order)}
        pairs = [(one, other) for one, others in self.speaks_of.items() for other in others]
        shares = [1 / len(self.speaks_of[one]) for one, _ in pairs]
        sources = np.array([place[one] for one, _ in pairs], dtype=np.intp)
        return sources, np.array([place[other] for _, other in pairs], dtype=np.intp), np.array(shares, dtype=np.float64)


def _links(view: View) -> Iterator[tuple[Document, Link]]:
    for one in view.known.values():
        if is_path(one.document):
            continue
        for link in one.document.links:
            yield one.document, link
        for decision in one.extracted.decisions:
            for link in decision.links:
                yield one.document, link


def _target(view: View, link: Link, document: Document) -> Document | None:
    found = view.names.resolve(link.target, document)
    if found is None or found.id == document.id:
        return None
    foreign = "://" in link.target and found.url != link.target  # https://www.rfc-editor.org/rfc/rfc7 is no RFC of ours
    return None if foreign else found
