"""What one asker may see of one state of the index, in the forms that its halves take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.adapters.index.columns import Selection
from assistant.adapters.index.vectors import Allowed


@dataclass(frozen=True, slots=True)
class VisibleChunks:
    """The keys of the chunks that are let in, ascending, and which share of all chunks these are, 0 to 1."""

    keys: NDArray[np.int64]
    share: float

    @classmethod
    def of(cls, keys: NDArray[np.int64], total: int) -> VisibleChunks:
        """These keys, of so many."""
        return cls(np.sort(keys), len(keys) / total if total else 0.0)

    def admit(self, keys: Sequence[int]) -> NDArray[np.bool_]:
        """For each key whether its chunk is let in; False for one that the index does not hold."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.bool_)
        asked = np.asarray(keys, dtype=np.int64)
        places = np.searchsorted(self.keys, asked)
        return np.equal(self.keys[np.minimum(places, len(self.keys) - 1)], asked)


@dataclass(frozen=True, slots=True)
class Visible:
    """The same in values, for conditions; in rows of each half's vectors; and in chunks. None lets in all of them."""

    selection: Selection
    rows: tuple[Allowed | None, ...]
    chunks: VisibleChunks | None
