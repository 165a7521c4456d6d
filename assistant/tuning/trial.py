"""Held-back questions over a pool of chunks: what a model is judged by. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.domain.documents import Document
from assistant.evaluation.metrics import ndcg
from assistant.ports import IndexedChunk, IndexedDocument, Vectors
from assistant.tuning.pairs import Form, Pair, in_turn
from assistant.tuning.ports import Student
from assistant.tuning.wording import as_embedded, own_words, plain

K: Final = 10
PER_DOCUMENT: Final = 24
"""Chunks of one document in a pool."""
PER_ANSWER: Final = 4
"""Chunks of a question's documents: each may have to be embedded once more without the question's words."""
_TEXTS_PER_QUESTION: Final = 10
"""So that something is left of a pool for documents that answer nothing."""
_LEAST_SHARE: Final = 0.15
"""Of the texts, for a form that few questions are asked of."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One held-back question: the documents that answer it, and those that count as neither right nor wrong.

    `instead` says for a row of the pool which other row counts for this question: the same chunk without the question's own
    words.
    """

    question: str
    origin: str
    relevant: frozenset[str]
    ignored: frozenset[str]
    instead: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """`texts` are what is embedded; the first of them, as many as `owners` has documents, are the pool."""

    askings: tuple[Asking, ...]
    texts: tuple[str, ...]
    owners: tuple[str, ...]


def make_trials(pairs: Sequence[Pair], library: Sequence[IndexedDocument], texts: int) -> list[Trial]:
    """A trial for each form that is asked of, of about so many texts in all, with as many questions as that allows."""
    counts = Counter(pair.form for pair in pairs)
    shares = {form: max(count / len(pairs), _LEAST_SHARE) for form, count in counts.items()}
    return [
        _make_trial([pair for pair in pairs if pair.form is form], library, int(texts * share / sum(shares.values())))
        for form, share in shares.items()
    ]


def _make_trial(pairs: Sequence[Pair], library: Sequence[IndexedDocument], texts: int) -> Trial:
    """Questions over a pool of chunks in the form that they are asked of: those of the documents that answer, and of others in
    an order that depends on nothing but their ids."""
    chosen = in_turn(pairs, max(texts // _TEXTS_PER_QUESTION, 1))
    by_id = {one.document.id: one for one in library}
    keys: defaultdict[str, set[int]] = defaultdict(set)
    for pair in chosen:
        keys[pair.document_id].add(pair.key)
    pool = _Pool(chosen[0].form)
    for name in sorted(keys):
        pool.add(by_id[name], _with_answers(by_id[name].chunks, keys[name]))
    askings = [pool.asking(same, by_id) for same in _by_question(chosen)]
    pool.fill(by_id, texts)
    return pool.trial(askings)


def over_pool(askings: Sequence[Asking], library: Sequence[IndexedDocument], texts: int) -> Trial:
    """Questions of people, which were taken from no document, over the first chunks of those that answer, and of others."""
    by_id = {one.document.id: one for one in library}
    pool = _Pool(Form.WHOLE)
    for name in sorted({name for asking in askings for name in asking.relevant | asking.ignored if name in by_id}):
        pool.add(by_id[name], by_id[name].chunks[:PER_DOCUMENT])
    pool.fill(by_id, texts)
    return pool.trial([(asking, {}) for asking in askings])


def _with_answers(chunks: Sequence[IndexedChunk], keys: set[int]) -> list[IndexedChunk]:
    """The chunks that answer, filled up with the document's first ones."""
    first = [chunk.key for chunk in chunks if chunk.key not in keys][: max(PER_ANSWER - len(keys), 0)]
    return [chunk for chunk in chunks if chunk.key in keys or chunk.key in first]


def _by_question(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Pairs with the same question: every document that answers it is right."""
    found: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        found[plain(pair.question)].append(pair)
    return list(found.values())


class _Pool:
    """Collects chunks, and for each question those that it must not see as they are."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.rows: list[tuple[IndexedChunk, str]] = []
        self.variants: list[str] = []
        self._of: dict[str, list[int]] = {}

    def add(self, one: IndexedDocument, chunks: Sequence[IndexedChunk]) -> None:
        """Chunks of a document."""
        self._of[one.document.id] = list(range(len(self.rows), len(self.rows) + len(chunks)))
        self.rows += [(chunk, self._text(one.document, chunk)) for chunk in chunks]

    def fill(self, by_id: Mapping[str, IndexedDocument], texts: int) -> None:
        """Add other documents until there are so many texts."""
        others = sorted((name for name in by_id if name not in self._of), key=lambda name: sha256(name.encode()).digest())
        for name in others:
            if len(self.rows) + len(self.variants) >= texts:
                break
            self.add(by_id[name], by_id[name].chunks[:PER_DOCUMENT])

    def asking(self, same: Sequence[Pair], by_id: Mapping[str, IndexedDocument]) -> tuple[Asking, dict[int, int]]:
        """The question of these pairs, and by row the variant that counts instead."""
        first, relevant = same[0], frozenset(pair.document_id for pair in same)
        instead: dict[int, int] = {}
        for name in sorted(relevant):
            for row in self._of[name]:
                chunk, whole = self.rows[row]
                text = self._text(by_id[name].document, chunk, first.question)
                if text != whole:
                    instead[row] = len(self.variants)
                    self.variants.append(text)
        ignored = frozenset(pair.asked_in for pair in same if pair.asked_in) - relevant
        return Asking(first.question, first.origin, relevant, ignored), instead

    def _text(self, document: Document, chunk: IndexedChunk, *left_out: str) -> str:
        return as_embedded(document, chunk, own_words(document, chunk, self._form), *left_out)

    def trial(self, askings: Sequence[tuple[Asking, dict[int, int]]]) -> Trial:
        """All of it, with the variants behind the pool."""
        behind = len(self.rows)
        return Trial(
            tuple(
                replace(asking, instead={row: behind + variant for row, variant in instead.items()})
                for asking, instead in askings
            ),
            (*(text for _, text in self.rows), *self.variants),
            tuple(chunk.document_id for chunk, _ in self.rows),
        )


def scores(trials: Sequence[Trial], student: Student, progress: Callable[[int], None] | None = None) -> list[float]:
    """nDCG@10 of each question of each trial, by vectors alone: documents rank by their best chunk."""
    found = []
    for trial in trials:
        vectors = student.embed(trial.texts, progress)
        asked = student.embed_questions([asking.question for asking in trial.askings])
        found += [_score(asking, trial, vectors, vector) for asking, vector in zip(trial.askings, asked, strict=True)]
    return found


def _score(asking: Asking, trial: Trial, vectors: Vectors, question: NDArray[np.float32]) -> float:
    cosines = vectors @ question
    pool = cosines[: len(trial.owners)].copy()
    for row, other in asking.instead.items():
        pool[row] = cosines[other]
    order = np.argsort(-pool, kind="stable")
    ranked = dict.fromkeys(trial.owners[row] for row in order.tolist())
    return ndcg([name for name in ranked if name not in asking.ignored], asking.relevant, K)
