"""How well "more like this" finds what documents are linked with: `python -m tests.benchmarks.similar HOME [HOME …]`.

Each HOME is a data folder with an index. What a document links to, or is linked from, is what should be found for it; the
ranking itself never looks at links. Compared are "more like this", the nearest documents by their mean vectors, and BM25 with
the document's title; printed are nDCG@10 and recall@10 with 95 % bootstrap intervals, the differences over the same documents,
and the time that one call takes. The words' share and the number of parts were chosen on design_dev.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant import open_lore
from assistant.bootstrap import Lore
from assistant.domain.link_graph import SHARED
from assistant.domain.queries import Scope
from assistant.domain.readers import Principal
from assistant.evaluation.metrics import Estimate, estimate, ndcg, paired_difference, percentile, recall

EVERYBODY: Final = Principal("", administrator=True)
EVERYTHING: Final = Scope(EVERYBODY)
FIRST: Final = 10
CHUNKS: Final = 100
TIMED: Final = 200
Find = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Means:
    """The mean vector of each document, one a row."""

    ids: Sequence[str]
    vectors: NDArray[np.float32]

    @classmethod
    def of(cls, lore: Lore) -> Means:
        """Those of all documents that have chunks."""
        held = [one for one in lore.journal.indexed() if one.chunks]
        means = np.stack([np.mean([chunk.vector for chunk in one.chunks], axis=0) for one in held])
        return cls([one.document.id for one in held], means / np.linalg.norm(means, axis=1, keepdims=True))

    def nearest(self, document_id: str) -> list[str]:
        """The documents with the highest cosine."""
        order = np.argsort(-(self.vectors @ self.vectors[self.ids.index(document_id)]), kind="stable")
        return [self.ids[place] for place in order if self.ids[place] != document_id][:FIRST]


def linked_with(lore: Lore) -> dict[str, set[str]]:
    """By document id, what it links to and what links to it; documents without either, or without text, are left out."""
    documents = [one for one in lore.journal.indexed() if one.chunks]
    ids = {one.document.id for one in documents}
    found = {}
    for document_id in sorted(ids):
        ties = lore.knowledge.links.around([document_id], EVERYBODY).ties
        others = {tie.other for tie in ties if tie.relation != SHARED} & ids
        if others:
            found[document_id] = others
    return found


def by_title(lore: Lore) -> Find:
    """BM25 with the title."""
    view = lore.index.view()

    def find(document_id: str) -> list[str]:
        document = lore.catalogue.documents.get(document_id)
        hits = view.matching(document.title if document else "", CHUNKS, EVERYTHING)
        return [one for one in dict.fromkeys(hit.document_id for hit in hits) if one != document_id][:FIRST]

    return find


def alike(lore: Lore) -> Find:
    """What the product finds; a copy counts as found first."""

    def find(document_id: str) -> list[str]:
        result = lore.more_like_this.like(document_id, EVERYTHING, FIRST)
        return [one.id for one in (*result.copies, *(similar.document for similar in result.similar))][:FIRST]

    return find


def report(lore: Lore, home: str) -> None:
    """Print one data folder's table."""
    truth = linked_with(lore)
    ways: Mapping[str, Find] = {
        "mean vector": Means.of(lore).nearest,
        "BM25, title": by_title(lore),
        "more like this": alike(lore),
    }
    found = {name: [way(document_id) for document_id in truth] for name, way in ways.items()}
    print(f"{home}: {len(truth)} documents with links, {sum(map(len, truth.values())) / len(truth):.1f} each")
    for measure, score in (("nDCG@10", ndcg), ("recall@10", recall)):
        scores = {
            name: [score(*pair, FIRST) for pair in zip(those, truth.values(), strict=True)] for name, those in found.items()
        }
        for name, values in scores.items():
            ahead = paired_difference(scores["more like this"], values)
            print(f"  {measure:9}  {name:14}  {_said(estimate(values))}   more like this is ahead by {_said(ahead)}")
    times = [_timed(lore, document_id) for document_id in list(truth)[:TIMED]]
    print(f"  {len(times)} calls: p50 {percentile(times, 0.5):.0f} ms, p95 {percentile(times, 0.95):.0f} ms")


def _timed(lore: Lore, document_id: str) -> float:
    started = perf_counter()
    lore.more_like_this.like(document_id, EVERYTHING, FIRST)
    return (perf_counter() - started) * 1000


def _said(value: Estimate) -> str:
    return f"{value.mean:.3f} [{value.low:.3f}, {value.high:.3f}]"


def main() -> None:
    """Print a table for each data folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("homes", nargs="+", metavar="HOME")
    for home in parser.parse_args().homes:
        with open_lore(home) as lore:
            report(lore, home)


if __name__ == "__main__":
    main()
