"""The vector half: FAISS, exact where that is fast, otherwise inverted lists with scalar quantisation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.ports import Vectors

EXACT_BELOW: Final = 50_000
"""Up to here a flat scan takes a few milliseconds and misses nothing."""
_PROBES: Final = 32
_TRAINING_PER_LIST: Final = 64
_FEW: Final = 2_000
"""So many rows of inverted lists are compared one by one: it takes no longer than looking for them in every list."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Rows that a search may find: `rows` by place, shape (n,), how many they are, and as FAISS takes them."""

    rows: NDArray[np.bool_]
    count: int
    selector: Any

    @classmethod
    def of(cls, rows: NDArray[np.bool_]) -> Allowed:
        """Those that are true."""
        return cls(rows, int(np.count_nonzero(rows)), faiss.IDSelectorBitmap(np.packbits(rows, bitorder="little")))


def build(vectors: Vectors, exact_below: int = EXACT_BELOW) -> Any:
    """A FAISS index over unit vectors, shape (n, dimension), row by row; the inner product is their cosine."""
    count, dimension = vectors.shape
    if count < exact_below:
        index = faiss.IndexFlatIP(dimension)
    else:
        lists = int(4 * math.sqrt(count))
        quantizer = faiss.IndexFlatIP(dimension)
        kind = faiss.ScalarQuantizer.QT_8bit
        index = faiss.IndexIVFScalarQuantizer(quantizer, dimension, lists, kind, faiss.METRIC_INNER_PRODUCT)
        sample = np.random.default_rng(0).permutation(count)[: lists * _TRAINING_PER_LIST]
        index.train(vectors[np.sort(sample)])
    index.add(vectors)
    return _mapped(index)


def write(index: Any, file: Path) -> None:
    """Write in FAISS's own format."""
    faiss.write_index(index, str(file))


def read(file: Path) -> Any:
    """Read what `write` wrote. FAISS does not notice flipped bits: callers check the file's SHA-256 first."""
    return _mapped(faiss.read_index(str(file)))


def search(index: Any, questions: Vectors, k: int, allowed: Allowed | None) -> list[list[tuple[int, float]]]:
    """For each question, shape (m, dimension), the k rows with the highest cosine among those `allowed` (all if None): (row,
    cosine), best first."""
    count = int(index.ntotal) if allowed is None else allowed.count
    if count == 0:
        return [[] for _ in questions]
    selector = None if allowed is None or count == int(index.ntotal) else allowed.selector
    wanted = min(k, count)
    if not isinstance(index, faiss.IndexIVF):
        return _found(index, questions, wanted, faiss.SearchParameters(sel=selector))
    if allowed is not None and count <= _FEW:
        return _among(index, questions, wanted, np.flatnonzero(allowed.rows))
    # Few allowed rows lie in few of the lists near the question, so more lists are visited the fewer there are.
    probes = min(index.nlist, math.ceil(_PROBES * index.ntotal / count))
    found = _found(index, questions, wanted, faiss.SearchParametersIVF(sel=selector, nprobe=probes))
    far = [place for place, rows in enumerate(found) if len(rows) < wanted]
    if far:  # they lie in lists far from the question: what is written in another language, say
        every_list = faiss.SearchParametersIVF(sel=selector, nprobe=index.nlist)
        for place, rows in zip(far, _found(index, questions[far], wanted, every_list), strict=True):
            found[place] = rows
    return found


def _found(index: Any, questions: Vectors, k: int, parameters: Any) -> list[list[tuple[int, float]]]:
    with _one_thread():
        scores, rows = index.search(questions, k, params=parameters)
    return [
        [(row, score) for row, score in zip(some, those, strict=True) if row >= 0]
        for some, those in zip(rows.tolist(), scores.tolist(), strict=True)
    ]


def _among(index: Any, questions: Vectors, k: int, rows: NDArray[np.int64]) -> list[list[tuple[int, float]]]:
    """The k best of these rows, all compared."""
    with _one_thread():
        cosines = questions @ index.reconstruct_batch(rows).T
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    best = np.take_along_axis(cosines, order, axis=1)
    return [list(zip(*pair, strict=True)) for pair in zip(rows[order].tolist(), best.tolist(), strict=True)]


def _mapped(index: Any) -> Any:
    """Inverted lists with a map from rows to where they stand, 8 bytes a row, so that single rows can be read."""
    if isinstance(index, faiss.IndexIVF):
        index.make_direct_map()
    return index


@contextmanager
def _one_thread() -> Iterator[None]:
    """Search in this thread alone. FAISS's threads wait for each other at the end of a search: on a busy machine of two cores
    that made a search of 20,000 vectors 20 ms instead of 1.6. A server answers several questions at once anyway."""
    threads = faiss.omp_get_max_threads()  # the calling thread's own setting
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)
