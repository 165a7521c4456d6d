"""Reading documents and chunks from SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, bindparam, select

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import reading
from assistant.adapters.catalogue.rows import to_chunk, to_document
from assistant.domain.documents import Chunk, Document
from assistant.ports import Found

_CHUNK_COLUMNS = [column for column in schema.chunks.c if column.name != "text_hash"]

# Built once: every question asks them, and building a statement takes longer than running it.
_CHUNKS_BY_KEY = select(*_CHUNK_COLUMNS).where(schema.chunks.c.key.in_(bindparam("keys", expanding=True)))
_DOCUMENTS_BY_ID = select(schema.documents).where(schema.documents.c.id.in_(bindparam("ids", expanding=True)))


class SqlDocuments:
    """The Documents port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, document_id: str) -> Document | None:
        """The document, or None."""
        with reading(self._engine) as connection:
            row = connection.execute(select(schema.documents).where(schema.documents.c.id == document_id)).one_or_none()
        return to_document(row) if row else None

    def chunks(self, document_id: str, first: int = 0, last: int | None = None) -> list[Chunk]:
        """Its chunks in order."""
        table = schema.chunks.c
        query = select(*_CHUNK_COLUMNS).where(table.document_id == document_id, table.ordinal >= first)
        if last is not None:
            query = query.where(table.ordinal <= last)
        with reading(self._engine) as connection:
            return [to_chunk(row) for row in connection.execute(query.order_by(table.ordinal))]

    def found(self, keys: Sequence[int]) -> dict[int, Found]:
        """Chunks by key with their documents, in two statements of one snapshot."""
        if not keys:
            return {}
        with reading(self._engine) as connection:
            chunks = [to_chunk(row) for row in connection.execute(_CHUNKS_BY_KEY, {"keys": list(keys)})]
            wanted = list({chunk.document_id for chunk in chunks})
            rows = connection.execute(_DOCUMENTS_BY_ID, {"ids": wanted})
            documents = {row.id: to_document(row) for row in rows}
        return {chunk.key: Found(documents[chunk.document_id], chunk) for chunk in chunks}
