"""Groups that sources name as readers, in SQL."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine, select

from assistant.adapters.catalogue import schema
from assistant.adapters.catalogue.engine import reading
from assistant.domain.readers import foreign


class SqlAudiences:
    """The Audiences port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def groups_of(self, members: Iterable[str]) -> set[str]:
        """The groups that name one of these."""
        names = {spelling for member in members for spelling in (member, foreign(member))}
        query = select(schema.audiences.c.group_name).where(schema.audiences.c.member.in_(sorted(names))).distinct()
        with reading(self._engine) as connection:
            return set(connection.execute(query).scalars())
