"""Quotes that people point at, without keeping a document's words outside of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Final

from assistant.domain.documents import Chunk
from assistant.domain.quotes import Quote
from assistant.domain.rulings import Pointer
from assistant.knowledge.decisions.lineage import Evidence
from assistant.knowledge.memory import View
from assistant.ports import Documents

_NEAR: Final = 30
"""So many chunks before and after are searched for words that have moved; all of a long document would take seconds."""


def point_at(words: str, chunks: Sequence[Chunk]) -> Pointer | None:
    """Where these words stand in a document's chunks; None where they don't, or are none.

    Spaces and line breaks may differ, since what is copied from a page has others than the document.
    """
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    for chunk in chunks if words.split() else ():
        if found := pattern.search(chunk.text):
            return Pointer(chunk.document_id, chunk.ordinal, found.start(), len(found[0]), _digest(found[0]))
    return None


def quoted(pointers: Iterable[Pointer], view: View, documents: Documents) -> Iterable[Evidence]:
    """The quotes whose words still stand in a document of the view. Blocks."""
    for pointer in pointers:
        known = view.known.get(pointer.document_id)
        if known is None:
            continue
        near = documents.chunks(pointer.document_id, max(0, pointer.ordinal - _NEAR), pointer.ordinal + _NEAR)
        if quote := quote_at(pointer, near):
            yield Evidence(known.document, quote)


def quote_at(pointer: Pointer, chunks: Sequence[Chunk]) -> Quote | None:
    """The words that were pointed at, in the chunk where they stand now; None where they are gone.

    They are looked for in the chunk that held them first, and then in the others, since an edit cuts a document differently.
    """
    for chunk in sorted(chunks, key=lambda chunk: abs(chunk.ordinal - pointer.ordinal)):
        last = len(chunk.text) - pointer.length
        for start in sorted(range(last + 1), key=lambda start: abs(start - pointer.start)):
            words = chunk.text[start : start + pointer.length]
            if _digest(words) == pointer.digest:
                return Quote(words, chunk.anchor.line, chunk.ordinal)
    return None


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
