"""What links are worth in the ranking: `python -m tests.benchmarks.links HOME=SET_DIR [HOME=SET_DIR …]`.

Each HOME is a data folder whose index holds SET_DIR/corpus. Every question is searched once without links; then each row's
weights spread the documents' scores along the links. Printed are nDCG@10 on each set, and in brackets the 95 % interval of
the difference from the ranking without links, over the same questions. The weights in force were chosen here by the rows on
design_dev, meetings_tc39 and reviews_tls together.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Final

from assistant import open_lore
from assistant.bootstrap import Lore
from assistant.domain.link_graph import LinkGraph
from assistant.domain.queries import Query, Scope
from assistant.domain.readers import Principal
from assistant.evaluation.metrics import ndcg, paired_difference, percentile, ranked_documents
from assistant.evaluation.question_set import JudgedQuestion, load_question_set
from assistant.retrieval.retriever import MOST, Retriever
from assistant.retrieval.spreading import WEIGHTS, LinkWeights, spread, strongest

EVERYBODY: Final = Principal("", administrator=True)
WIDEST: Final = 30
"""The most documents that fire in any row."""
NOTHING: Final = LinkWeights(share=0.0, succession=0.0)
ROWS: Final[Mapping[str, LinkWeights]] = {
    "without links": NOTHING,
    "in force": WEIGHTS,
    "closes alone": replace(NOTHING, share=WEIGHTS.share, shared=0.0, mention=0.0),
    "shared subjects alone": replace(NOTHING, share=WEIGHTS.share, closes=0.0, mention=0.0),
    "other links alone": replace(NOTHING, share=WEIGHTS.share, closes=0.0, shared=0.0),
    "succession alone": replace(NOTHING, succession=WEIGHTS.succession),
    **{f"share {share}": replace(WEIGHTS, share=share) for share in (0.2, 0.3, 0.5, 0.6, 0.8)},
    **{f"{firing} fire": replace(WEIGHTS, firing=firing) for firing in (3, 5, 20, WIDEST)},
    **{f"other links {share}": replace(WEIGHTS, mention=share) for share in (0.0, 0.3, 1.0)},
    **{f"succession {share}": replace(WEIGHTS, succession=share) for share in (0.0, 0.5, 1.0)},
    **{f"citedness {share}": replace(WEIGHTS, citedness=share) for share in (0.02, 0.05, 0.1)},
}


@dataclass(frozen=True)
class Found:
    """One question with the documents that were found for it, their scores, and the links around the best of them."""

    question: JudgedQuestion
    scores: Mapping[str, float]
    links: LinkGraph


@dataclass(frozen=True)
class Trial:
    """One set, every question searched."""

    name: str
    found: Sequence[Found]
    paths: Mapping[str, str]
    link_ms: Sequence[float]
    """What looking up the links of each question took."""

    def scores(self, weights: LinkWeights) -> list[float]:
        """nDCG@10 of each question."""
        return [self._ndcg(one, spread(one.scores, one.links, weights)) for one in self.found]

    def _ndcg(self, found: Found, scores: Mapping[str, float]) -> float:
        paths = (self.paths[one] for one in strongest(scores, len(scores)))
        return ndcg(ranked_documents(paths, found.question.related), found.question.relevant, 10)


def open_trial(lore: Lore, set_dir: Path) -> Trial:
    """Search every answerable question without links."""
    retriever = Retriever(lore.index, lore.embedder, lore.catalogue.documents)
    found, times, paths = [], [], {}
    lore.knowledge.links.around([], EVERYBODY)
    for question in load_question_set(set_dir).questions:
        if not question.answerable:
            continue
        scores: dict[str, float] = {}
        for hit in retriever.search(Query(question.text, Scope(EVERYBODY), MOST)).hits:
            scores.setdefault(hit.document.id, hit.score)
            paths[hit.document.id] = hit.document.path
        started = perf_counter()
        links = lore.knowledge.links.around(strongest(scores, WIDEST), EVERYBODY)
        times.append((perf_counter() - started) * 1000)
        found.append(Found(question, scores, links))
    return Trial(set_dir.name, found, paths, times)


def rows(trials: Sequence[Trial]) -> Iterator[str]:
    """A line for each row of weights."""
    before = [trial.scores(NOTHING) for trial in trials]
    for name, weights in ROWS.items():
        cells = []
        for trial, base in zip(trials, before, strict=True):
            scores = trial.scores(weights)
            gain = paired_difference(scores, base)
            cells.append(f"{sum(scores) / len(scores):.4f} {gain.mean:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]")
        yield f"{name:22}  " + "   ".join(cells)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="HOME=SET_DIR")
    trials = []
    for home, _, set_dir in (pair.partition("=") for pair in parser.parse_args().pairs):
        with open_lore(home) as lore:
            trials.append(open_trial(lore, Path(set_dir)))
    print(" " * 22 + "  " + "   ".join(f"{trial.name:33}" for trial in trials))
    for row in rows(trials):
        print(row)
    for trial in trials:
        p50, p95 = (percentile(trial.link_ms, share) for share in (0.5, 0.95))
        print(f"{trial.name}: links of {WIDEST} documents, p50 {p50:.2f} ms, p95 {p95:.2f} ms")


if __name__ == "__main__":
    main()
