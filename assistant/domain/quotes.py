"""Words of a document that something was taken from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """A document's own words, in one of its chunks: what bears out a decision, a term or a contribution.

    `text` is at most a line or two and stands in the chunk as it is. `ordinal` is the chunk's place in its document, -1
    until the document is cut; `line` is the line of the original where the format knows it, else 0.
    """

    text: str
    line: int = 0
    ordinal: int = -1
