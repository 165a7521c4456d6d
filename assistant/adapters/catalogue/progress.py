"""What each newcomer has read, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Engine, delete, insert, select

from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.knowledge_schema import progress
from assistant.domain.progress import ReadDocument


class SqlProgress:
    """The Progress port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read_by(self, user: str) -> dict[str, ReadDocument]:
        """By document id."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(progress).where(progress.c.user == user))
            return {row.document_id: ReadDocument(row.document_id, row.content_hash, row.topic, row.read_at) for row in rows}

    def keep(self, user: str, read: Iterable[ReadDocument], unread: Collection[str] = ()) -> None:
        """In one transaction."""
        rows = {one.document_id: one for one in read}
        with writing(self._engine) as connection:
            gone = progress.c.document_id.in_(sorted({*rows, *unread}))
            connection.execute(delete(progress).where(progress.c.user == user, gone))
            if rows:
                connection.execute(insert(progress), [_values(user, one) for one in rows.values()])


def _values(user: str, one: ReadDocument) -> dict[str, object]:
    return {
        "user": user,
        "document_id": one.document_id,
        "content_hash": one.content_hash,
        "topic": one.topic,
        "read_at": one.read_at,
    }
