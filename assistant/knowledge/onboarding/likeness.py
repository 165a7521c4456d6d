"""Documents that say the same. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_WINDOW: Final = 5
_ALIKE: Final = 0.6
"""The share of the shorter text's runs of five words that stand in the longer one too, from which they are near-duplicates."""
_MOST: Final = 20_000


def shingles(texts: Iterable[str]) -> frozenset[int]:
    """The runs of five words of a document, hashed; of a shorter one its words as one run (Broder, "On the Resemblance and
    Containment of Documents", 1997)."""
    words = re.findall(r"\w+|[\u3040-\u30ff\u3400-\u9fff]", " ".join(texts).casefold())[:_MOST]
    return frozenset(hash(tuple(words[at : at + _WINDOW])) for at in range(max(1, len(words) - _WINDOW + 1)))


def say_the_same(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether the shorter document stands in the longer one, for the most part."""
    return bool(one) and bool(other) and len(one & other) >= _ALIKE * min(len(one), len(other))
