"""The vector half: FAISS, exact where that is fast, otherwise inverted lists with scalar quantisation."""

from __future__ import annotations

import math
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
    return index


def write(index: Any, file: Path) -> None:
    """Write in FAISS's own format."""
    faiss.write_index(index, str(file))


def read(file: Path) -> Any:
    """Read what `write` wrote. FAISS does not notice flipped bits: callers check the file's SHA-256 first."""
    return faiss.read_index(str(file))


def search(index: Any, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None) -> list[tuple[int, float]]:
    """The k rows with the highest cosine among those `allowed` (shape (n,), all if None): (row, cosine), best first."""
    count = int(index.ntotal) if allowed is None else int(np.count_nonzero(allowed))
    if count == 0:
        return []
    selector = None if allowed is None else faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
    wanted = min(k, count)
    if not isinstance(index, faiss.IndexIVF):
        return _found(index, vector, wanted, faiss.SearchParameters(sel=selector))
    # Few allowed rows lie in few of the lists near the question, so more lists are visited the fewer there are.
    probes = min(index.nlist, math.ceil(_PROBES * index.ntotal / count))
    found = _found(index, vector, wanted, faiss.SearchParametersIVF(sel=selector, nprobe=probes))
    if len(found) < wanted:  # they lie in lists far from the question: what is written in another language, say
        found = _found(index, vector, wanted, faiss.SearchParametersIVF(sel=selector, nprobe=index.nlist))
    return found


def _found(index: Any, vector: NDArray[np.float32], k: int, parameters: Any) -> list[tuple[int, float]]:
    scores, rows = index.search(vector.reshape(1, -1), k, params=parameters)
    return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]
