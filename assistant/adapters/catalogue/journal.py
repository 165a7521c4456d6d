"""What an index reads to follow the catalogue, from SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final

import numpy as np
from sqlalchemy import Engine, Row, Select, func, select

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import reading
from assistant.adapters.catalogue.ledger import recorded_embedder
from assistant.adapters.catalogue.rows import to_document
from assistant.ports import IndexedChunk, IndexedDocument

_IDS_PER_STATEMENT: Final = 500
_ROWS_PER_FETCH: Final = 1000

_documents, _chunks, _vectors = schema.documents, schema.chunks, schema.vectors
_SEQUENCE: Final = select(func.max(schema.journal.c.sequence))
"""Built once: every question asks for it."""


class SqlJournal:
    """The Journal port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sequence(self) -> int:
        """The number of the last committed change, 0 before the first."""
        with reading(self._engine) as connection:
            return connection.execute(_SEQUENCE).scalar() or 0

    def changed(self, after: int) -> list[str]:
        """Ids of documents touched after that number, in the order of their last change."""
        table = schema.journal.c
        last = func.max(table.sequence)
        query = select(table.document_id).where(table.sequence > after).group_by(table.document_id).order_by(last)
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def indexed(self, document_ids: Iterable[str] | None = None) -> Iterator[IndexedDocument]:
        """Documents with chunks and vectors. All of them come from one snapshot; a list of ids from one a batch."""
        if document_ids is None:
            yield from self._read(_with_chunks())
            return
        ids = list(document_ids)
        for start in range(0, len(ids), _IDS_PER_STATEMENT):
            yield from self._read(_with_chunks().where(_documents.c.id.in_(ids[start : start + _IDS_PER_STATEMENT])))

    def embedder(self) -> str | None:
        """The embedder of the vectors held."""
        with reading(self._engine) as connection:
            return recorded_embedder(connection)

    def chunk_keys(self) -> set[int]:
        """The keys of all chunks."""
        with reading(self._engine) as connection:
            return set(connection.execute(select(_chunks.c.key)).scalars())

    def _read(self, query: Select[Any]) -> Iterator[IndexedDocument]:
        with reading(self._engine) as connection:
            rows = connection.execution_options(yield_per=_ROWS_PER_FETCH).execute(query)
            for _, group in groupby(rows, key=lambda row: row.id):
                together = list(group)
                chunks = tuple(_to_indexed(row) for row in together if row.key is not None)
                yield IndexedDocument(to_document(together[0]), chunks)


def _with_chunks() -> Select[Any]:
    """Each document's row once a chunk, or once alone when it has none."""
    chunk_columns = (_chunks.c.key, _chunks.c.text, _chunks.c.headings, _vectors.c.vector)
    joined = _documents.outerjoin(_chunks, _chunks.c.document_id == _documents.c.id).outerjoin(
        _vectors, _vectors.c.text_hash == _chunks.c.text_hash
    )
    return select(_documents, *chunk_columns).select_from(joined).order_by(_documents.c.id, _chunks.c.ordinal)


def _to_indexed(row: Row[Any]) -> IndexedChunk:
    return IndexedChunk(row.key, row.id, tuple(row.headings), row.text, np.frombuffer(row.vector, dtype="<f4"))
