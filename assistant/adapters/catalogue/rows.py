"""Rows to domain objects and back; the one place that knows both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Row

from assistant.domain.documents import Anchor, Chunk, Document, Kind, Link
from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry


def document_values(document: Document) -> dict[str, Any]:
    """The columns of a document, `recipe` and `version` apart."""
    return {
        "id": document.id,
        "source": document.source,
        "path": document.path,
        "title": document.title,
        "kind": str(document.kind),
        "content_hash": document.content_hash,
        "readers": document.readers.canonical,
        "url": document.url,
        "authors": list(document.authors),
        "created_at": document.created_at,
        "updated_at": document.updated_at,
        "status": document.status,
        "language": document.language,
        "warnings": list(document.warnings),
        "fields": {name: list(values) for name, values in document.fields.items()},
        "links": [[link.relation, link.target] for link in document.links],
    }


def to_document(row: Row[Any]) -> Document:
    """A document from a row with all of the table's columns."""
    return Document(
        id=row.id,
        source=row.source,
        path=row.path,
        title=row.title,
        kind=Kind(row.kind),
        content_hash=row.content_hash,
        readers=Readers.parse(row.readers),
        url=row.url,
        authors=tuple(row.authors),
        created_at=row.created_at,
        updated_at=row.updated_at,
        status=row.status,
        language=row.language,
        warnings=tuple(row.warnings),
        fields={name: tuple(values) for name, values in row.fields.items()},
        links=tuple(Link(relation, target) for relation, target in row.links),
    )


_NOWHERE: Final = Anchor()


def chunk_values(chunk: Chunk, text_hash: str) -> dict[str, Any]:
    """The columns of a new chunk; the database gives it its key. An anchor keeps only what it says."""
    anchor = {name: value for name, value in asdict(chunk.anchor).items() if value != getattr(_NOWHERE, name)}
    return {
        "document_id": chunk.document_id,
        "ordinal": chunk.ordinal,
        "text": chunk.text,
        "headings": list(chunk.headings),
        "anchor": anchor,
        "text_hash": text_hash,
    }


def to_chunk(row: Row[Any]) -> Chunk:
    """A chunk from a row with the table's columns."""
    anchor: Mapping[str, Any] = row.anchor
    return Chunk(row.key, row.document_id, row.ordinal, row.text, tuple(row.headings), Anchor(**anchor))


def to_source(row: Row[Any]) -> SourceEntry:
    """A source from its row."""
    return SourceEntry(row.name, row.type, row.location, row.kind, Readers.parse(row.readers), row.added_at, row.options)
