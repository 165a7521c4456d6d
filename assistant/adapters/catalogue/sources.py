"""The registered sources, in SQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, delete, distinct, func, insert, select

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.ledger import drop_unused_vectors, remove_documents
from assistant.adapters.catalogue.rows import to_source
from assistant.domain.sources import Coverage, SourceEntry, SourceState
from assistant.errors import UsageError


class SqlSources:
    """The Sources port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, entry: SourceEntry) -> None:
        """Register a source."""
        with writing(self._engine) as connection:
            taken = connection.execute(select(schema.sources.c.name).where(schema.sources.c.name == entry.name))
            if taken.one_or_none():
                raise UsageError(f"there is a source '{entry.name}' already: choose another --name, or `lore remove` it first")
            values = {**asdict(entry), "readers": entry.readers.canonical}
            connection.execute(insert(schema.sources).values(values))

    def get(self, name: str) -> SourceEntry:
        """One source."""
        with reading(self._engine) as connection:
            row = connection.execute(select(schema.sources).where(schema.sources.c.name == name)).one_or_none()
            names = connection.execute(select(schema.sources.c.name).order_by(schema.sources.c.name)).scalars().all()
        if row is None:
            known = ", ".join(names) or "none yet: `lore add folder PATH --name NAME` makes one"
            raise UsageError(f"no source '{name}' (there are: {known})")
        return to_source(row)

    def states(self) -> list[SourceState]:
        """All of them, by name."""
        table, documents, chunks = schema.sources, schema.documents, schema.chunks
        held = documents.outerjoin(chunks, chunks.c.document_id == documents.c.id)
        counted = (
            select(documents.c.source, func.count(distinct(documents.c.id)), func.count(chunks.c.key))
            .select_from(held)
            .group_by(documents.c.source)
        )
        with reading(self._engine) as connection:
            counts = {row[0]: (row[1], row[2]) for row in connection.execute(counted)}
            newest = select(func.max(schema.runs.c.id)).group_by(schema.runs.c.source)
            runs = {row.source: row for row in connection.execute(select(schema.runs).where(schema.runs.c.id.in_(newest)))}
            rows = connection.execute(select(table).order_by(table.c.name)).all()
        return [_state(row, counts.get(row.name, (0, 0)), runs.get(row.name)) for row in rows]

    def remove(self, name: str) -> int:
        """Forget a source and all that came from it, in one transaction."""
        self.get(name)
        documents = schema.documents.c
        with writing(self._engine) as connection:
            ids = list(connection.execute(select(documents.id).where(documents.source == name)).scalars())
            drop_unused_vectors(connection, remove_documents(connection, ids))
            connection.execute(delete(schema.runs).where(schema.runs.c.source == name))
            connection.execute(delete(schema.sources).where(schema.sources.c.name == name))
        return len(ids)

    def record(self, coverage: Coverage, started: datetime, finished: datetime) -> None:
        """Keep what a run did."""
        with writing(self._engine) as connection:
            connection.execute(
                insert(schema.runs).values(
                    source=coverage.source,
                    started_at=started,
                    finished_at=finished,
                    coverage=asdict(coverage),
                    complete=int(coverage.complete),
                )
            )


def _state(row: Row[Any], counts: tuple[int, int], run: Row[Any] | None) -> SourceState:
    documents, chunks = counts
    finished = run.finished_at if run else None
    return SourceState(to_source(row), documents, chunks, finished, complete=bool(run and run.complete))
