"""Reading documents and chunks from SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, bindparam, select

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import reading
from assistant.adapters.catalogue.rows import to_chunk, to_document
from assistant.domain.documents import Chunk, Document
from assistant.ports import Found

_CHUNK_COLUMNS = [column for column in schema.chunks.c if column.name != "text_hash"]

# Built once: every question asks them, and building a statement takes longer than running it.
_CHUNKS_BY_KEY = select(*_CHUNK_COLUMNS).where(schema.chunks.c.key.in_(bindparam("keys", expanding=True)))
_CHUNKS_OF_STRETCH = select(*_CHUNK_COLUMNS).where(
    schema.chunks.c.document_id == bindparam("document_id"),
    schema.chunks.c.ordinal.between(bindparam("first"), bindparam("last")),
)
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
            return {found.chunk.key: found for found in _with_documents(connection, chunks)}

    def neighbours(self, chunks: Sequence[Chunk], reach: int) -> list[Found]:
        """Chunks by place with their documents, in one snapshot: a statement for each stretch, which goes through the index by
        place; SQLite reads the whole table for a list of pairs."""
        with reading(self._engine) as connection:
            near = [
                to_chunk(row)
                for document_id, first, last in _stretches(chunks, reach)
                for row in connection.execute(_CHUNKS_OF_STRETCH, {"document_id": document_id, "first": first, "last": last})
            ]
            return _with_documents(connection, near)


def _stretches(chunks: Sequence[Chunk], reach: int) -> list[tuple[str, int, int]]:
    """The document, first and last ordinal of what lies within reach, no place twice."""
    stretches: list[tuple[str, int, int]] = []
    for document_id, ordinal in sorted({(chunk.document_id, chunk.ordinal) for chunk in chunks}):
        first, last = max(0, ordinal - reach), ordinal + reach
        if stretches and stretches[-1][0] == document_id and first <= stretches[-1][2] + 1:
            stretches[-1] = (document_id, stretches[-1][1], last)
        else:
            stretches.append((document_id, first, last))
    return stretches


def _with_documents(connection: Connection, chunks: Sequence[Chunk]) -> list[Found]:
    if not chunks:
        return []
    wanted = list({chunk.document_id for chunk in chunks})
    documents = {row.id: to_document(row) for row in connection.execute(_DOCUMENTS_BY_ID, {"ids": wanted})}
    return [Found(documents[chunk.document_id], chunk) for chunk in chunks]
