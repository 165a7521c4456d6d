"""The one way in: a parsed document's pieces.

Transcripts and reviews need no way of their own: a turn is a block that is cut at sentences and packed with its
neighbours line by line, and a thread is a section, headed by its file and line, whose comments carry their anchors.
"""

from __future__ import annotations

from ingest.chunking.by_headings import chunk
from ingest.chunking.limits import Limits, Piece
from ingest.parsed import Parsed

__all__ = ["Limits", "Piece", "pieces"]


def pieces(parsed: Parsed, limits: Limits) -> list[Piece]:
    """What is indexed of a document, in its order, without a gap or an overlap."""
    return chunk(parsed, limits)
