"""Statements with markers, and the words of documents that bear them out. Pure, but for reading chunks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from assistant.domain.answers import Citation
from assistant.domain.documents import Chunk, Document
from assistant.knowledge.decisions.lineage import Entry
from assistant.knowledge.decisions.succession import plain

QUOTE_LENGTH: Final = 300
_COMPARED: Final = 12
"""Words of a statement that are looked for: enough to know a sentence by."""
_MOST_CHUNKS: Final = 400

ReadChunks = Callable[[str], Sequence[Chunk]]
"""Gives a document's chunks in order, by its id; none for one that has gone or changed its readers."""


class Citations:
    """Numbers citations in the order in which an answer makes them; the same words twice are one."""

    def __init__(self, read: ReadChunks) -> None:
        self._read = read
        self._chunks: dict[str, Sequence[Chunk]] = {}
        self.made: list[Citation] = []

    def chunks(self, document: Document) -> Sequence[Chunk]:
        """A document's chunks, read once."""
        if document.id not in self._chunks:
            self._chunks[document.id] = self._read(document.id)[:_MOST_CHUNKS]
        return self._chunks[document.id]

    def adopt(self, citation: Citation) -> str:
        """The marker of a citation that was made elsewhere."""
        return self._mark(citation.document, citation.chunk, citation.quote)

    def cite(self, entry: Entry, *wanted: str) -> str:
        """A marker for the line of the entry's document that has the first of these words that stands there: in its evidence,
        else anywhere in its header; else for its title or first line. "" where there is no text at all."""
        document = entry.document
        if document is None:
            return self._first_evidence(entry)
        for words in wanted:
            fitting = [one for one in entry.evidence if words and words.casefold() in one.quote.text.casefold()]
            marker = next(filter(None, (self._evidence(one.document, one.quote.text) for one in fitting)), "")
            if marker := marker or self._line_with(document, words):
                return marker
        return self._first_evidence(entry) or self._line_with(document, document.title) or self._first_line(document)

    def cite_words(self, document: Document, words: str) -> str:
        """A marker for the place where these words stand, marks between them apart; "" where they don't."""
        parts = re.findall(r"[^\W_]+", words)[:_COMPARED]  # a lone underscore among them would make the search exponential
        if not parts:
            return ""
        pattern = re.compile(r"[\W_]{1,60}".join(map(re.escape, parts)))
        for chunk in self.chunks(document):
            if found := pattern.search(chunk.text):
                return self._mark(document, chunk, _sentence_around(chunk.text, found.start(), found.end()))
        return ""

    def _first_evidence(self, entry: Entry) -> str:
        return next(filter(None, (self._evidence(one.document, one.quote.text) for one in entry.evidence)), "")

    def _evidence(self, document: Document, quote: str) -> str:
        return next((self._mark(document, chunk, quote) for chunk in self.chunks(document) if quote in chunk.text), "")

    def _line_with(self, document: Document, words: str) -> str:
        """In the document's beginning only: there headers stand, and what is said of other documents stands further down."""
        wanted = words.casefold().strip()
        for chunk in self.chunks(document)[:2] if wanted else ():
            for line in chunk.text.splitlines():
                if wanted in line.casefold():
                    return self._mark(document, chunk, line.strip()[:QUOTE_LENGTH].strip())
        return ""

    def _first_line(self, document: Document) -> str:
        for chunk in self.chunks(document)[:1]:
            line = next((line.strip() for line in chunk.text.splitlines() if plain(line)), "")
            return self._mark(document, chunk, line[:QUOTE_LENGTH].strip()) if line else ""
        return ""

    def _mark(self, document: Document, chunk: Chunk, quote: str) -> str:
        for made in self.made:
            if (made.chunk.document_id, made.chunk.ordinal, made.quote) == (chunk.document_id, chunk.ordinal, quote):
                return f"[{made.marker}]"
        self.made.append(Citation(len(self.made) + 1, quote, document, chunk))
        return f"[{len(self.made)}]"


def _sentence_around(text: str, start: int, end: int) -> str:
    """The stretch with the rest of its last sentence, at most QUOTE_LENGTH characters, word for word."""
    following = re.compile(r"[.!?。！？](?=\s|$)|\n\s*\n").search(text, end)
    last = following.start() + 1 if following else len(text)
    return text[start : min(last, start + QUOTE_LENGTH)].strip()
