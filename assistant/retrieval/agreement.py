"""Whether the catalogue and both halves of the index hold the same chunks."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Chunk keys that one of the three holds and another lacks, and files that are not as they were written."""

    chunks: int
    missing_vectors: frozenset[int]
    missing_words: frozenset[int]
    extra_vectors: frozenset[int]
    extra_words: frozenset[int]
    damaged_files: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        differences = (self.missing_vectors, self.missing_words, self.extra_vectors, self.extra_words, self.damaged_files)
        return not any(differences)


def compare(catalogue: Set[int], vectors: Set[int], words: Set[int], damaged_files: tuple[str, ...] = ()) -> Agreement:
    """Compare the three sets of keys."""
    return Agreement(
        chunks=len(catalogue),
        missing_vectors=frozenset(catalogue - vectors),
        missing_words=frozenset(catalogue - words),
        extra_vectors=frozenset(vectors - catalogue),
        extra_words=frozenset(words - catalogue),
        damaged_files=damaged_files,
    )
