"""Near misses: chunks that the embedder takes for an answer though they are none. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.domain.documents import Document
from assistant.ports import IndexedChunk, IndexedDocument, Vectors
from assistant.tuning.pairs import Pair
from assistant.tuning.ports import Lesson
from assistant.tuning.wording import as_embedded, own_words

_LOOKED_AT: Final = 50
_NEARER: Final = 0.95
"""A chunk whose cosine is above this share of the right one's may be right as well, and is not taught to be wrong (Moreira et
al., "NV-Retriever", 2024)."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The chunks that may be near misses, with their vectors in the same order."""

    chunks: Sequence[tuple[Document, IndexedChunk]]
    vectors: Vectors
    row_of: Mapping[int, int]
    """By key."""


def shelf_of(library: Iterable[IndexedDocument]) -> Shelf:
    """The chunks of documents that are learned from."""
    chunks = [(one.document, chunk) for one in library for chunk in one.chunks]
    vectors = np.stack([chunk.vector for _, chunk in chunks]) if chunks else np.zeros((0, 1), np.float32)
    return Shelf(chunks, vectors, {chunk.key: row for row, (_, chunk) in enumerate(chunks)})


def lessons(pairs: Sequence[Pair], questions: Vectors, shelf: Shelf, tied: Iterable[tuple[str, str]]) -> list[Lesson]:
    """A lesson for each pair; `questions` are the vectors of the pairs' questions."""
    kin: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in tied:
        kin[one].add(other)
        kin[other].add(one)
    made = []
    for pair, vector in zip(pairs, questions, strict=True):
        excluded = {pair.document_id, pair.asked_in} | kin[pair.document_id]
        made.append(Lesson(pair.question, pair.text, _near_miss(pair, vector, shelf, excluded), pair.form))
    return made


def _near_miss(pair: Pair, question: NDArray[np.float32], shelf: Shelf, excluded: set[str]) -> str:
    """The nearest chunk of another document that is clearly farther than the right one, "" if there is none."""
    if not shelf.chunks:
        return ""
    cosines = shelf.vectors @ question
    if pair.misled and (said := _said_to_be_wrong(pair, cosines, shelf)):
        return said
    row = shelf.row_of.get(pair.key)
    limit = _NEARER * float(cosines[row]) if row is not None else 1.0
    some = min(_LOOKED_AT, len(cosines))
    near = np.argpartition(-cosines, some - 1)[:some]
    places: list[int] = near.tolist()
    for place in sorted(places, key=lambda place: (-float(cosines[place]), place)):
        document, chunk = shelf.chunks[place]
        if document.id not in excluded and float(cosines[place]) < limit:
            return as_embedded(document, chunk, own_words(document, chunk, pair.form), pair.question)
    return ""


def _said_to_be_wrong(pair: Pair, cosines: NDArray[np.float32], shelf: Shelf) -> str:
    """The nearest chunk of the documents that a person said do not answer, however near; "" where none is on the shelf."""
    places = [place for place, (document, _) in enumerate(shelf.chunks) if document.id in pair.misled]
    if not places:
        return ""
    document, chunk = shelf.chunks[max(places, key=lambda place: (float(cosines[place]), -place))]
    return as_embedded(document, chunk, own_words(document, chunk, pair.form), pair.question)
