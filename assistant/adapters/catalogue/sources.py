"""The registered sources, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, distinct, func, insert, select, update

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.ledger import drop_unused_vectors, remove_documents
from assistant.adapters.catalogue.rows import to_source
from assistant.domain.readers import Readers
from assistant.domain.sources import Coverage, Failure, Holdings, SourceEntry, SourceState
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
            values = {**asdict(entry), "readers": entry.readers.canonical, "options": dict(entry.options), "cursor": ""}
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
        documents, chunks = schema.documents, schema.chunks
        held = documents.outerjoin(chunks, chunks.c.document_id == documents.c.id)
        counted = (
            select(documents.c.source, documents.c.readers, func.count(distinct(documents.c.id)), func.count(chunks.c.key))
            .select_from(held)
            .group_by(documents.c.source, documents.c.readers)
        )
        holdings: dict[str, list[Holdings]] = {}
        with reading(self._engine) as connection:
            for source, readers, document_count, chunk_count in connection.execute(counted):
                holdings.setdefault(source, []).append(Holdings(Readers.parse(readers), document_count, chunk_count))
            runs = {partial: _newest(connection, partial=partial) for partial in (False, True)}
            failing = _failing_since(connection, runs[False])
            rows = connection.execute(select(schema.sources).order_by(schema.sources.c.name)).all()
        return [
            _state(
                row,
                holdings.get(row.name, []),
                (runs[False].get(row.name), runs[True].get(row.name)),
                whole=row.name not in failing,
            )
            for row in rows
        ]

    def remove(self, name: str) -> int:
        """Forget a source and all that came from it, in one transaction."""
        self.get(name)
        documents = schema.documents.c
        with writing(self._engine) as connection:
            ids = list(connection.execute(select(documents.id).where(documents.source == name)).scalars())
            drop_unused_vectors(connection, remove_documents(connection, ids))
            for table in (schema.runs, schema.refused, schema.audiences, schema.pages):
                connection.execute(delete(table).where(table.c.source == name))
            connection.execute(delete(schema.sources).where(schema.sources.c.name == name))
        return len(ids)

    def record(self, coverage: Coverage, started: datetime, finished: datetime) -> None:
        """Keep what a run did; of one of many looks that found nothing, after one that went well, only when it was."""
        with writing(self._engine) as connection:
            table = schema.sources
            connection.execute(update(table).where(table.c.name == coverage.source).values(looked_at=finished))
            if _says_nothing_new(connection, coverage):
                return
            connection.execute(
                insert(schema.runs).values(
                    source=coverage.source,
                    started_at=started,
                    finished_at=finished,
                    coverage=asdict(coverage),
                    complete=int(coverage.complete),
                    partial=int(coverage.partial),
                )
            )


def _says_nothing_new(connection: Connection, coverage: Coverage) -> bool:
    if not coverage.partial or not coverage.complete or coverage.indexed or coverage.renamed or coverage.removed:
        return False
    runs = schema.runs.c
    before = select(runs.complete).where(runs.source == coverage.source).order_by(runs.id.desc()).limit(1)
    return bool(connection.execute(before).scalar_one_or_none())


def _newest(connection: Connection, *, partial: bool) -> dict[str, Row[Any]]:
    """By source, the newest comparison of everything, or the newest look at changes."""
    runs = schema.runs
    newest = select(func.max(runs.c.id)).where(runs.c.partial == int(partial)).group_by(runs.c.source)
    return {row.source: row for row in connection.execute(select(runs).where(runs.c.id.in_(newest)))}


def _failing_since(connection: Connection, compared: Mapping[str, Row[Any]]) -> set[str]:
    """The sources of which a look at changes could not read something, after everything was compared: the next look does
    not name it again."""
    runs = schema.runs
    since = min((row.id for row in compared.values()), default=0)
    looks = select(runs).where(runs.c.partial == 1, runs.c.complete == 0, runs.c.id > since)
    return {
        row.source
        for row in connection.execute(looks)
        if row.coverage["failed"] and (row.source not in compared or row.id > compared[row.source].id)
    }


def _state(
    row: Row[Any], holdings: Sequence[Holdings], runs: tuple[Row[Any] | None, Row[Any] | None], *, whole: bool
) -> SourceState:
    """A document that a look at changes could not read makes a source incomplete until everything was compared again; a
    look that stopped, until the next one. `runs` are the newest comparison and the newest look."""
    compared, followed = runs
    later = followed if followed and (compared is None or followed.id > compared.id) else None
    newest = later or compared
    coverage: Mapping[str, Any] = compared.coverage if compared else {}
    return SourceState(
        to_source(row),
        sum(one.documents for one in holdings),
        sum(one.chunks for one in holdings),
        last_run=row.looked_at or (newest.finished_at if newest else None),
        complete=bool(compared and compared.complete and whole and (later is None or later.complete)),
        compared_at=compared.finished_at if compared else None,
        listed=coverage.get("listed", 0),
        failed=tuple(Failure(one["path"], one["reason"]) for one in coverage.get("failed", ())),
        stopped=newest.coverage.get("stopped", "") if newest else "",
        holdings=tuple(holdings),
    )
