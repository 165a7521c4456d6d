"""Fits the extractive reader's confidence: `python -m tests.benchmarks.confidence HOME=SET_DIR [HOME=SET_DIR …]`.

Each HOME is a data folder whose index holds SET_DIR/corpus. Every question is searched and read; the label is whether the
quote answers it (it holds the gold answer or cites a relevant document), and 0 for a question without
an answer. Prints, per set, how well the fit in the code and a new one tell the two apart, on halves that were not fitted.

Sets count alike. Of one whose unanswerable questions were written to look answerable (squad2: name it after --adversarial),
those count a third: few of them can be told by words and vectors, and what is fitted to them refuses what could be answered.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from assistant import open_lore
from assistant.answering.evidence import gather, lead_of
from assistant.answering.reading.confidence import BIAS, THRESHOLD, WEIGHTS, Features
from assistant.answering.reading.extractive import Extract, extract
from assistant.bootstrap import Lore
from assistant.domain.queries import Query, Scope
from assistant.domain.readers import Principal
from assistant.evaluation.metrics import answer_contains
from assistant.evaluation.question_set import JudgedQuestion, load_question_set

FOUND, READ = 40, 20
"""Hits that are searched for, and that are read, as the answerer does it."""
MOST_QUESTIONS = 500
ADVERSARIAL = 0.3
EVERYTHING = Scope(Principal("evaluation", administrator=True))


@dataclass(frozen=True)
class Example:
    """One question's features, whether its quote answers it, and whether it can be answered."""

    features: tuple[float, ...]
    answered: bool
    answerable: bool


def examples(lore: Lore, set_dir: Path) -> Iterator[Example]:
    """One example a question; unanswerable ones are kept when a large set is cut."""
    questions = load_question_set(set_dir).questions
    order = np.random.default_rng(0).permutation(len(questions))[:MOST_QUESTIONS]
    for place in sorted(order):
        question = questions[place]
        searched = lore.understanding.search(Query(question.text, EVERYTHING, FOUND))
        hits = searched.result.hits
        evidence = replace(gather(hits[:READ], lore.catalogue.documents), lead=lead_of(hits))
        found = extract(searched.understood.text, evidence, lore.embedder)
        yield Example(astuple(found.features), answers(question, found), question.answerable)


def answers(question: JudgedQuestion, found: Extract) -> bool:
    """Whether the quote is an answer to the question."""
    if not question.answerable:
        return False
    if question.answer_type == "short" and answer_contains(found.text, question.answers):
        return True
    return any(citation.document.path in question.relevant for citation in found.citations)


def report(name: str, rows: list[Example], scores: NDArray[np.float64]) -> None:
    """One line: the area under the curve, and what the threshold does."""
    labels = np.array([row.answered for row in rows])
    answerable = np.array([row.answerable for row in rows])
    said = scores >= THRESHOLD
    area = roc_auc_score(labels, scores) if 0 < labels.sum() < len(labels) else float("nan")
    false = 1 - said[answerable].mean() if answerable.any() else float("nan")
    abstained = 1 - said[~answerable].mean() if (~answerable).any() else float("nan")
    right = labels[said].mean() if said.any() else float("nan")
    print(
        f"  {name:28} n {len(rows):4}  quote answers {labels[answerable].mean():.3f}  AUC {area:.3f}  "
        f"abstains: answerable {false:.3f}, unanswerable {abstained:.3f}  right when it answers {right:.3f}"
    )


def weights_of(rows: list[Example], total: float, adversarial: bool) -> NDArray[np.float64]:
    """What each example of a set counts, so that all sets count alike."""
    each = [ADVERSARIAL if adversarial and not row.answerable else 1.0 for row in rows]
    return np.array(each) * total / len(rows)


def main() -> None:
    """Collect, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="HOME=SET_DIR")
    parser.add_argument("--adversarial", action="append", default=[], metavar="SET")
    asked = parser.parse_args()
    by_set: dict[str, list[Example]] = {}
    for pair in asked.pairs:
        home, _, set_dir = pair.partition("=")
        with open_lore(home) as lore:
            lore.make_ready()
            by_set[Path(set_dir).name] = list(examples(lore, Path(set_dir)))
    rows = [row for some in by_set.values() for row in some]
    matrix = np.array([row.features for row in rows])
    labels = np.array([row.answered for row in rows])
    weights = np.concatenate(
        [weights_of(some, len(rows) / len(by_set), name in asked.adversarial) for name, some in by_set.items()]
    )
    model = LogisticRegression(C=3.0, max_iter=2000)
    new = cross_val_predict(model, matrix, labels, cv=5, method="predict_proba", params={"sample_weight": weights})[:, 1]
    old = 1 / (1 + np.exp(-(BIAS + matrix @ np.array(astuple(WEIGHTS)))))
    start = 0
    for name, some in by_set.items():
        part = slice(start, start + len(some))
        report(f"{name}, as in the code", some, old[part])
        report(f"{name}, fitted anew", some, new[part])
        start += len(some)
    model.fit(matrix, labels, sample_weight=weights)
    print("WEIGHTS =", Features(*(round(float(value), 2) for value in model.coef_[0])))
    print("BIAS =", round(float(model.intercept_[0]), 2))


if __name__ == "__main__":
    main()
