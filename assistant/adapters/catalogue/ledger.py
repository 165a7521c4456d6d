"""What an ingest writes, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from sys import intern
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, bindparam, delete, exists, insert, select, update

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.dialogues import forget_what_was_said_of
from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.extracted_rows import drop_extracted, store_extracted
from assistant.adapters.catalogue.provenance import forget_words_of
from assistant.adapters.catalogue.rows import chunk_values, document_values
from assistant.domain.readers import foreign
from assistant.ports import Checkpoint, Commit, Held, Holding, NewDocument, Refused

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

    def held(self, source: str) -> Holding:
        """What is stored of a source; columns only, since a source may have many thousand documents."""
        columns = (_documents.c[name] for name in ("id", "path", "content_hash", "recipe", "version", "readers", "url", "kind"))
        documents = select(*columns).where(_documents.c.source == source)
        refused = select(schema.refused).where(schema.refused.c.source == source)
        cursor = select(schema.sources.c.cursor).where(schema.sources.c.name == source)
        with reading(self._engine) as connection:
            return Holding(
                {
                    row.path: Held(
                        row.id,
                        row.content_hash,
                        intern(row.recipe),
                        row.version,
                        intern(row.readers),
                        row.url,
                        intern(row.kind),
                    )
                    for row in connection.execute(documents)
                },
                {
                    row.path: Refused(row.path, row.version, row.recipe, row.reason, row.skipped)
                    for row in connection.execute(refused)
                },
                connection.execute(cursor).scalar_one_or_none() or "",
            )

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
            for document_id, extracted in (commit.taken_out or {}).items():
                store_extracted(connection, document_id, extracted)
            _store_vectors(connection, commit.vectors or {})
            for new in commit.upserts:
                orphans |= _store_document(connection, new)
            drop_unused_vectors(connection, orphans)
            note(connection, [document.id for document in commit.moves])
            note(connection, [new.document.id for new in commit.upserts])
            if commit.checked:
                rows = [{"known": document_id, "now": version} for document_id, version in commit.checked.items()]
                same = _documents.c.id == bindparam("known")
                connection.execute(update(_documents).where(same).values(version=bindparam("now")), rows)
            if commit.checkpoint:
                _store_checkpoint(connection, commit.checkpoint)


def recorded_embedder(connection: Connection) -> str | None:
    """The embedder of the vectors held; None before the first run."""
    query = select(schema.facts.c.value).where(schema.facts.c.name == _EMBEDDER)
    return connection.execute(query).scalar_one_or_none()


def remove_documents(connection: Connection, document_ids: Sequence[str]) -> set[str]:
    """Delete documents with their chunks and their words in kept answers, and note it; the text hashes whose vectors may be
    unused now."""
    hashes: set[str] = set()
    for some in _slices(document_ids):
        hashes.update(connection.execute(select(_chunks.c.text_hash).where(_chunks.c.document_id.in_(some))).scalars())
        connection.execute(delete(_chunks).where(_chunks.c.document_id.in_(some)))
        drop_extracted(connection, some)
        connection.execute(delete(_documents).where(_documents.c.id.in_(some)))
    forget_words_of(connection, document_ids)
    forget_what_was_said_of(connection, document_ids)
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


def _store_checkpoint(connection: Connection, checkpoint: Checkpoint) -> None:
    source, refused = checkpoint.source, schema.refused
    if checkpoint.cursor is not None:
        connection.execute(update(schema.sources).where(schema.sources.c.name == source).values(cursor=checkpoint.cursor))
    for some in _slices([*checkpoint.readmitted, *(one.path for one in checkpoint.refused)]):
        connection.execute(delete(refused).where(refused.c.source == source, refused.c.path.in_(some)))
    if checkpoint.refused:
        connection.execute(insert(refused), [{"source": source, **asdict(one)} for one in checkpoint.refused])
    if checkpoint.audiences is not None:
        table = schema.audiences
        connection.execute(delete(table).where(table.c.source == source))
        rows = [
            {"source": source, "group_name": foreign(f"group:{group}").removeprefix("group:"), "member": member}
            for group, members in checkpoint.audiences.items()
            for member in {foreign(member) for member in members}
        ]
        if rows:
            connection.execute(insert(table), rows)


def _store_document(connection: Connection, new: NewDocument) -> set[str]:
    """Put a document in its former version's place; the text hashes of that version's chunks."""
    document_id = new.document.id
    mine = _chunks.c.document_id == document_id
    before = set(connection.execute(select(_chunks.c.text_hash).where(mine)).scalars())
    connection.execute(delete(_chunks).where(mine))
    values = {**document_values(new.document), "recipe": new.recipe, "version": new.version}
    if connection.execute(update(_documents).where(_documents.c.id == document_id).values(values)).rowcount == 0:
        connection.execute(insert(_documents).values(values))
    if new.chunks:
        rows = [chunk_values(chunk, text_hash) for chunk, text_hash in zip(new.chunks, new.text_hashes, strict=True)]
        connection.execute(insert(_chunks), rows)
    store_extracted(connection, document_id, new.extracted)
    return before


def _slices(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _VALUES_PER_STATEMENT] for start in range(0, len(values), _VALUES_PER_STATEMENT))
