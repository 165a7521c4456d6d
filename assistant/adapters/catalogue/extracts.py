"""Reading what was taken out of documents, in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, Row, Table, func, select

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import reading
from assistant.adapters.catalogue.extracted_rows import to_contribution, to_decision, to_term
from assistant.adapters.catalogue.knowledge_schema import contributions, decisions, terms
from assistant.adapters.catalogue.rows import to_document
from assistant.domain.extracted import Extracted, Known

_IDS_PER_STATEMENT: Final = 500
_One = TypeVar("_One")


class SqlExtracts:
    """The Extracts port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sequence(self) -> int:
        """The number of the last committed change of a document."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.max(schema.journal.c.sequence))).scalar() or 0

    def read(self, after: int | None = None) -> tuple[int, set[str], list[Known]]:
        """See the port."""
        with reading(self._engine) as connection:
            sequence = connection.execute(select(func.max(schema.journal.c.sequence))).scalar() or 0
            if after is None:
                known = _known(connection, None)
                return sequence, {one.document.id for one in known}, known
            changes = select(schema.journal.c.document_id).where(schema.journal.c.sequence > after).distinct()
            changed = sorted(connection.execute(changes).scalars())
            parts = (changed[at : at + _IDS_PER_STATEMENT] for at in range(0, len(changed), _IDS_PER_STATEMENT))
            return sequence, set(changed), [one for ids in parts for one in _known(connection, ids)]


def _known(connection: Connection, ids: Sequence[str] | None) -> list[Known]:
    documents = select(schema.documents)
    if ids is not None:
        documents = documents.where(schema.documents.c.id.in_(ids))
    mine = _by_document(connection, decisions, ids, to_decision)
    meant = _by_document(connection, terms, ids, to_term)
    done = _by_document(connection, contributions, ids, to_contribution)
    return [
        Known(document, Extracted(tuple(mine[document.id]), tuple(meant[document.id]), tuple(done[document.id])))
        for document in map(to_document, connection.execute(documents.order_by(schema.documents.c.id)))
    ]


def _by_document(
    connection: Connection, table: Table, ids: Sequence[str] | None, read: Callable[[Row[Any]], _One]
) -> defaultdict[str, list[_One]]:
    query = select(table).order_by(table.c.place if "place" in table.c else table.c.key)
    rows = connection.execute(query if ids is None else query.where(table.c.document_id.in_(ids)))
    found: defaultdict[str, list[_One]] = defaultdict(list)
    for row in rows:
        found[row.document_id].append(read(row))
    return found
