"""How long a piece may be, and what a piece is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from assistant.domain.documents import Anchor

CountTokens: TypeAlias = Callable[[Sequence[str]], list[int]]
"""The number of tokens of each text, as the embedder's tokenizer counts them, its special tokens included."""

CHARACTERS_PER_TOKEN = 16
"""More characters than this never count as one token: WordPiece calls any word of over 100 letters one unknown token."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the embedder reads at once: `max_tokens` of title, heading path and text together."""

    max_tokens: int
    count_tokens: CountTokens

    def measure(self) -> Measure:
        """A measure for one document's texts."""
        empty, one, two = self.count_tokens(["", "a", "a\n\na"])
        return Measure(self.count_tokens, added=empty, gap=max(0, two - 2 * one + empty))


@dataclass(frozen=True, slots=True)
class Measure:
    """Lengths in tokens that can be summed: `added` is what the tokenizer puts around every text, `gap` is what an empty
    line between two texts costs.
    """

    count_tokens: CountTokens
    added: int
    gap: int

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text by itself, in one call of the tokenizer."""
        counts = self.count_tokens(texts) if texts else []
        return [
            max(count - self.added, len(text) // CHARACTERS_PER_TOKEN) + self.gap
            for count, text in zip(counts, texts, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document's own text: what becomes a chunk."""

    text: str
    headings: tuple[str, ...] = ()
    anchor: Anchor = field(default_factory=Anchor)
