"""What an ingest writes, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, delete, exists, insert, select, update

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.rows import chunk_values, document_values, to_document
from assistant.ports import Commit, Held, NewDocument

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_EMBEDDER: Final = "embedder"
_VALUES_PER_STATEMENT: Final = 500

_documents, _chunks, _vectors = schema.documents, schema.chunks, schema.vectors


class SqlLedger:
    """The Ledger port. One process writes at a time: callers hold the ingest lock."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def held(self, source: str) -> dict[str, Held]:
        """By path, what is stored of a source."""
        query = select(_documents).where(_documents.c.source == source)
        with reading(self._engine) as connection:
            return {row.path: Held(to_document(row), row.recipe) for row in connection.execute(query)}

    def embedded(self, text_hashes: Sequence[str]) -> set[str]:
        """Those of the hashes for which there is a vector."""
        known: set[str] = set()
        with reading(self._engine) as connection:
            for some in _slices(text_hashes):
                query = select(_vectors.c.text_hash).where(_vectors.c.text_hash.in_(some))
                known.update(connection.execute(query).scalars())
        return known

    def embedder(self) -> str | None:
        """The embedder of the vectors held; see the port."""
        with reading(self._engine) as connection:
            return recorded_embedder(connection)

    def settle_embedder(self, name: str) -> None:
        """Record the embedder."""
        with writing(self._engine) as connection:
            connection.execute(delete(schema.facts).where(schema.facts.c.name == _EMBEDDER))
            connection.execute(insert(schema.facts).values(name=_EMBEDDER, value=name))

    def commit(self, commit: Commit) -> None:
        """One transaction: removals first, so that a path can go from one document to another."""
        with writing(self._engine) as connection:
            orphans = remove_documents(connection, commit.removals)
            for document in commit.moves:
                values = document_values(document)
                connection.execute(update(_documents).where(_documents.c.id == document.id).values(values))
            _store_vectors(connection, commit.vectors or {})
            for new in commit.upserts:
                orphans |= _store_document(connection, new)
            drop_unused_vectors(connection, orphans)
            note(connection, [document.id for document in commit.moves])
            note(connection, [new.document.id for new in commit.upserts])


def recorded_embedder(connection: Connection) -> str | None:
    """The embedder of the vectors held; None before the first run."""
    query = select(schema.facts.c.value).where(schema.facts.c.name == _EMBEDDER)
    return connection.execute(query).scalar_one_or_none()


def remove_documents(connection: Connection, document_ids: Sequence[str]) -> set[str]:
    """Delete documents with their chunks and note it; the text hashes whose vectors may be unused now."""
    hashes: set[str] = set()
    for some in _slices(document_ids):
        hashes.update(connection.execute(select(_chunks.c.text_hash).where(_chunks.c.document_id.in_(some))).scalars())
        connection.execute(delete(_chunks).where(_chunks.c.document_id.in_(some)))
        connection.execute(delete(_documents).where(_documents.c.id.in_(some)))
    note(connection, document_ids)
    return hashes


def drop_unused_vectors(connection: Connection, text_hashes: Iterable[str]) -> None:
    """Delete those of the vectors that no chunk uses."""
    used = exists().where(_chunks.c.text_hash == _vectors.c.text_hash)
    for some in _slices(sorted(text_hashes)):
        connection.execute(delete(_vectors).where(_vectors.c.text_hash.in_(some), ~used))


def note(connection: Connection, document_ids: Sequence[str]) -> None:
    """Tell the journal's followers that these documents changed."""
    if document_ids:
        connection.execute(insert(schema.journal), [{"document_id": document_id} for document_id in document_ids])


def _store_vectors(connection: Connection, vectors: Mapping[str, NDArray[np.float32]]) -> None:
    if vectors:
        rows = [{"text_hash": text_hash, "vector": vector.astype("<f4").tobytes()} for text_hash, vector in vectors.items()]
        connection.execute(insert(_vectors), rows)


def _store_document(connection: Connection, new: NewDocument) -> set[str]:
    """Put a document in its former version's place; the text hashes of that version's chunks."""
    document_id = new.document.id
    mine = _chunks.c.document_id == document_id
    before = set(connection.execute(select(_chunks.c.text_hash).where(mine)).scalars())
    connection.execute(delete(_chunks).where(mine))
    values = {**document_values(new.document), "recipe": new.recipe}
    if connection.execute(update(_documents).where(_documents.c.id == document_id).values(values)).rowcount == 0:
        connection.execute(insert(_documents).values(values))
    if new.chunks:
        rows = [chunk_values(chunk, text_hash) for chunk, text_hash in zip(new.chunks, new.text_hashes, strict=True)]
        connection.execute(insert(_chunks), rows)
    return before


def _slices(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _VALUES_PER_STATEMENT] for start in range(0, len(values), _VALUES_PER_STATEMENT))
