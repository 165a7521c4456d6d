"""What earlier answers rest on, read again as it is now and as far as the asker may read it now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from assistant.domain.answers import Citation
from assistant.domain.dialogue import Exchange, Reference
from assistant.domain.documents import Chunk
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.readers import Principal
from assistant.ports import Documents, Embedder, Found

_STEP: Final = 0.02
"""By how much each further chunk counts less than the one before it, as the ranks of a search do."""


class Rereader:
    """Reads documents for a principal, by the places that were kept. It remembers which may be read, so that it is made anew
    for each question or page. Blocks."""

    def __init__(self, documents: Documents, principal: Principal) -> None:
        self._documents = documents
        self._principal = principal
        self._known: dict[str, bool] = {}

    def permits(self, exchange: Exchange) -> bool:
        """Whether the words of an answer may be shown: each document that they may come from is there and may be read."""
        return all(self._is_readable(document_id) for document_id in exchange.drew_on)

    def found(self, places: Iterable[tuple[str, int]]) -> list[Found]:
        """The chunks at these places, in their order; without those that are gone or may not be read."""
        wanted = list(dict.fromkeys(places))
        near = self._documents.neighbours([_at(place) for place in wanted], 0) if wanted else []
        by_place = {(one.chunk.document_id, one.chunk.ordinal): one for one in near if self._permits(one)}
        return [by_place[place] for place in wanted if place in by_place]

    def around(self, found: Found, reach: int) -> list[Found]:
        """A chunk with those that stand up to `reach` places before or after it in its document."""
        near = self._documents.neighbours([found.chunk], reach)
        return sorted((one for one in near if self._permits(one)), key=lambda one: one.chunk.ordinal)

    def citations(self, references: Sequence[Reference]) -> tuple[Citation, ...]:
        """What the markers point to now. The quote is "" where the document no longer says those words; what is gone is left
        out."""
        found = {
            (one.chunk.document_id, one.chunk.ordinal): one
            for one in self.found((r.document_id, r.ordinal) for r in references)
        }
        cited = ((one, found.get((one.document_id, one.ordinal)) or self._first_of(one.document_id)) for one in references)
        return tuple(self._cited(reference, there) for reference, there in cited if there is not None)

    def _cited(self, reference: Reference, there: Found) -> Citation:
        quote = _quoted(there.chunk, reference)
        if not quote and reference.start >= 0:
            for chunk in self._documents.chunks(there.document.id):  # it may have moved with an edit
                if moved := _sought(chunk, reference):
                    return Citation(reference.marker, moved, there.document, chunk)
        return Citation(reference.marker, quote, there.document, there.chunk)

    def _first_of(self, document_id: str) -> Found | None:
        """Where a document that became shorter is opened."""
        first = self.found([(document_id, 0)])
        return first[0] if first else None

    def _permits(self, found: Found) -> bool:
        return found.document.readers.permit(self._principal)

    def _is_readable(self, document_id: str) -> bool:
        if document_id not in self._known:
            document = self._documents.get(document_id)
            self._known[document_id] = document is not None and document.readers.permit(self._principal)
        return self._known[document_id]


def hash_of(quote: str) -> str:
    """By which a quote is known again."""
    return hashlib.sha256(quote.encode()).hexdigest()


def reference_to(citation: Citation) -> Reference:
    """A citation without its words."""
    start = citation.chunk.text.find(citation.quote) if citation.quote else -1
    return Reference(
        citation.marker,
        citation.document.id,
        citation.chunk.ordinal,
        hash_of(citation.quote),
        start,
        len(citation.quote) if start >= 0 else 0,
    )


def as_searched(found: Sequence[Found], question: str, embedder: Embedder) -> SearchResult:
    """Chunks that were read again as a search would have found them, best first, each with its likeness to the question."""
    if not found:
        return SearchResult((), 0.0)
    cosines = embedder.embed([one.chunk.text for one in found]) @ embedder.embed_question(question)
    hits = (
        Hit(one.document, one.chunk, max(_STEP, 1 - _STEP * rank), float(cosine))
        for rank, (one, cosine) in enumerate(zip(found, cosines, strict=True))
    )
    return SearchResult(tuple(hits), 0.0)


def _at(place: tuple[str, int]) -> Chunk:
    return Chunk(0, place[0], place[1], "")


def _quoted(chunk: Chunk, reference: Reference) -> str:
    """The words of the reference, where the chunk has them in their place; the chunk's own where none were known by place."""
    if reference.start < 0:
        return chunk.text.strip()
    words = chunk.text[reference.start : reference.start + reference.length]
    return words if hash_of(words) == reference.quote_hash else ""


def _sought(chunk: Chunk, reference: Reference) -> str:
    """The words of the reference, wherever in the chunk; "" where it has them not. Quotes begin with a word."""
    text, length = chunk.text, reference.length
    for start in range(len(text) - length + 1):
        begins = start == 0 or not (text[start - 1].isalnum() and text[start].isascii() and text[start].isalnum())
        if begins and hash_of(text[start : start + length]) == reference.quote_hash:
            return text[start : start + length]
    return ""
