"""From a parsed document to what is stored: fields, chunks and the hashes of their texts."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from assistant.domain.documents import Chunk, Document, Kind, contextual_text
from assistant.domain.readers import Readers, foreign
from assistant.domain.sources import SourceEntry
from assistant.errors import UnreadableDocument
from assistant.ports import Embedder, NewDocument
from ingest.chunking.limits import Limits
from ingest.chunking.pieces import pieces
from ingest.enrichment.contributions.extracting import told_beside
from ingest.enrichment.hidden_text import visible
from ingest.parsed import Parsed
from ingest.placing import settled
from ingest.ports import Listed, Told


class Maker:
    """Makes the documents of one source by one recipe."""

    def __init__(self, entry: SourceEntry, embedder: Embedder, chunk_tokens: int, recipe: str) -> None:
        self._entry = entry
        self._embedder = embedder
        self._chunk_tokens = chunk_tokens
        self._recipe = recipe

    @cached_property
    def _limits(self) -> Limits:
        """Asked for when the first document is cut: until then no model need be loaded."""
        return Limits(min(self._chunk_tokens, self._embedder.token_limit), self._embedder.count_tokens)

    def readers(self, listed: Listed) -> Readers:
        """What the source says; the administrator's word counts only where it can't say."""
        if listed.readers is None:
            return self._entry.readers
        return Readers(frozenset(foreign(name) for name in listed.readers.names))

    def kind(self, told: Kind | None) -> Kind:
        """What `lore add --kind` said, else what the form tells."""
        return Kind(self._entry.kind) if self._entry.kind else told or Kind.PAGE

    def document(self, document_id: str, listed: Listed, digest: str, parsed: Parsed) -> Document:
        """The document without its chunks; `digest` is the SHA-256 of its bytes."""
        told = listed.told or Told()
        updated = max(filter(None, (parsed.updated_at, told.updated_at)), default=None)
        created = parsed.created_at or told.created_at
        return Document(
            id=document_id,
            source=self._entry.name,
            path=listed.path,
            title=parsed.title,
            kind=self.kind(parsed.kind),
            content_hash=digest,
            readers=self.readers(listed),
            url=_on_the_web(listed.url or parsed.url),
            authors=tuple(visible(name)[0] for name in parsed.authors or told.authors),
            created_at=created,
            updated_at=updated or created,
            status=parsed.status,
            language=parsed.language,
            warnings=parsed.warnings,
            fields={**told.fields, **parsed.fields},
            links=parsed.links,
        )

    def with_chunks(self, document: Document, version: str, parsed: Parsed) -> NewDocument:
        """The document as it is stored. Raises UnreadableDocument if there is nothing to index."""
        cut = pieces(parsed, self._limits)
        if not cut:
            raise UnreadableDocument("holds no text")
        chunks = tuple(
            Chunk(0, document.id, ordinal, piece.text, piece.headings, piece.anchor) for ordinal, piece in enumerate(cut)
        )
        hashes = tuple(self._text_hash(contextual_text(document.title, chunk)) for chunk in chunks)
        people = told_beside(parsed, document.authors, document.fields)
        extracted = replace(parsed.extracted, contributions=people)
        return NewDocument(document, chunks, hashes, self._recipe, version, settled(extracted, document, chunks))

    def _text_hash(self, text: str) -> str:
        return hashlib.sha256(f"{self._embedder.name}\0{text}".encode()).hexdigest()


def _on_the_web(url: str) -> str:
    """The address if it is one that a person can open without harm: a file can claim any, `javascript:…` too."""
    try:
        return url if url.startswith(("https://", "http://")) and urlsplit(url).hostname else ""
    except ValueError:  # such as http://[x
        return ""


def reads_as_before(before: Document, now: Document) -> bool:
    """Whether the same bytes are the same document under a new path, which may name the format, title, date and kind."""
    if PurePosixPath(before.path).suffix.casefold() != PurePosixPath(now.path).suffix.casefold():
        return False
    told = [(one.title, one.kind, one.created_at, one.updated_at) for one in (before, now)]
    return told[0] == told[1]
