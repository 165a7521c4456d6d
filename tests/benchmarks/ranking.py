"""Chooses field weights and fusion: `python -m tests.benchmarks.ranking HOME=SET_DIR [HOME=SET_DIR …]`.

Each HOME is a data folder whose index holds SET_DIR/corpus. For every combination of a small grid it prints nDCG@10 over
documents on each set, and at the end the combination with the best mean of them, each set counting the same.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from assistant import open_lore
from assistant.adapters.index import words
from assistant.adapters.index.live import LiveView
from assistant.bootstrap import Lore
from assistant.domain.hits import Scored
from assistant.domain.queries import Scope
from assistant.domain.readers import Principal
from assistant.evaluation.metrics import ndcg
from assistant.evaluation.question_set import JudgedQuestion, load_question_set
from assistant.retrieval.fusion import Ranking, fuse
from assistant.retrieval.retriever import POOL

EVERYTHING = Scope(Principal("", administrator=True))
FIELDS = [
    {"body": 1.0, "headings": heading, "title": title} for heading, title in product((0.2, 0.35), (0.2, 0.35, 0.5, 0.7, 0.85))
]
RANKINGS = [Ranking(*values) for values in product((0.4, 0.5), (0.2, 0.3, 0.4), (0.7,))]


@dataclass(frozen=True)
class Trial:
    """One set with what the vector half found for each of its questions."""

    name: str
    view: LiveView
    questions: Sequence[JudgedQuestion]
    nearest: Sequence[list[Scored]]
    paths: dict[str, str]

    def scores(self, rankings: Sequence[Ranking]) -> list[float]:
        """Mean nDCG@10 by ranking, with the field weights in force."""
        matching = [self.view.matching(question.text, POOL, EVERYTHING) for question in self.questions]
        return [self._mean(matching, ranking) for ranking in rankings]

    def _mean(self, matching: Sequence[list[Scored]], ranking: Ranking) -> float:
        total = 0.0
        for question, near, match in zip(self.questions, self.nearest, matching, strict=True):
            documents = list(dict.fromkeys(self.paths[one.document_id] for one in fuse(near, match, ranking)))
            total += ndcg(documents, set(question.relevant), 10)
        return total / len(self.questions)


def open_trial(lore: Lore, set_dir: Path) -> Trial:
    """Search the vectors once; they do not change with what is tried."""
    questions = [question for question in load_question_set(set_dir).questions if question.answerable]
    view = lore.index.view()
    vectors = lore.embedder.embed([question.text for question in questions])
    nearest = [view.nearest(vector, POOL, EVERYTHING) for vector in vectors]
    paths = {
        held.document_id: path
        for state in lore.catalogue.sources.states()
        for path, held in lore.catalogue.ledger.held(state.entry.name).documents.items()
    }
    return Trial(set_dir.name, view, questions, nearest, paths)


def main() -> None:
    """Try the grid."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="HOME=SET_DIR")
    trials = [
        open_trial(open_lore(home), Path(set_dir))
        for home, _, set_dir in (pair.partition("=") for pair in parser.parse_args().pairs)
    ]
    in_force = dict(words.WEIGHTS)
    results: list[tuple[float, str]] = []
    for fields in [in_force, *FIELDS]:
        words.WEIGHTS.update(fields)
        rankings = [Ranking(), *RANKINGS] if fields is in_force else RANKINGS
        by_set = [trial.scores(rankings) for trial in trials]
        for place, ranking in enumerate(rankings):
            scores = [scores[place] for scores in by_set]
            named = "  ".join(f"{trial.name} {score:.4f}" for trial, score in zip(trials, scores, strict=True))
            results.append((sum(scores) / len(scores), f"{named}  fields {fields}  {ranking}"))
            if place == 0 and fields is in_force:
                print("in force:", results[-1][1])
    print("the best eight by the mean:")
    for mean, line in sorted(results, reverse=True)[:8]:
        print(f"  {mean:.4f}  {line}")


if __name__ == "__main__":
    main()
