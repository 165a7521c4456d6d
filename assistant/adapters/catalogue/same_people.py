"""What people said of names, in SQL."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine, delete, insert, select

from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.knowledge_schema import same_people
from assistant.domain.people import Sameness


class SqlSamePeople:
    """The SamePeople port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def said(self) -> tuple[Sameness, ...]:
        """See the port."""
        query = select(same_people).order_by(same_people.c.ruled_at, same_people.c.one, same_people.c.other)
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return tuple(Sameness(row.one, row.other, row.same, row.ruled_by, row.ruled_at) for row in rows)

    def say(self, sayings: Iterable[Sameness]) -> None:
        """See the port."""
        with writing(self._engine) as connection:
            for one in sayings:
                pair = (same_people.c.one == one.one) & (same_people.c.other == one.other)
                connection.execute(delete(same_people).where(pair))
                values = {"one": one.one, "other": one.other, "same": one.same, "ruled_by": one.by, "ruled_at": one.at}
                connection.execute(insert(same_people).values(**values))
