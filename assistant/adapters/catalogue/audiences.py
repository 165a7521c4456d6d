"""Groups that sources name as readers, in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

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

    def by_member(self) -> Mapping[str, frozenset[str]]:
        """The groups by each member that they name."""
        query = select(schema.audiences.c.member, schema.audiences.c.group_name).distinct()
        found: defaultdict[str, set[str]] = defaultdict(set)
        with reading(self._engine) as connection:
            for member, group in connection.execute(query):
                found[foreign(member)].add(group)
        return {member: frozenset(groups) for member, groups in found.items()}
