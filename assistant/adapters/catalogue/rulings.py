"""What people said of decisions, in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, replace
from datetime import date
from typing import Any

from sqlalchemy import Engine, Row, func, insert, select

from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.knowledge_schema import rulings
from assistant.domain.decisions import Alternative
from assistant.domain.readers import Readers
from assistant.domain.rulings import Act, Amendment, Pointer, Ruling


class SqlRulings:
    """The Rulings port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def newest(self) -> int:
        """The number of the last one."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.max(rulings.c.number))).scalar() or 0

    def read(self) -> list[Ruling]:
        """All of them, in their order."""
        with reading(self._engine) as connection:
            return [_to_ruling(row) for row in connection.execute(select(rulings).order_by(rulings.c.number))]

    def add(self, ruling: Ruling) -> Ruling:
        """Keep it; durable on return."""
        with writing(self._engine) as connection:
            done = connection.execute(insert(rulings).values(_values(ruling)))
        (number,) = done.inserted_primary_key or (0,)
        return replace(ruling, number=number)


def _values(ruling: Ruling) -> Mapping[str, Any]:
    return {
        "decision_id": ruling.decision_id,
        "act": str(ruling.act),
        "document_id": ruling.document_id,
        "readers": ruling.readers.canonical,
        "amendment": {name: _plain(getattr(ruling.amendment, name)) for name in ruling.amendment.changed},
        "evidence": [list(astuple(one)) for one in ruling.evidence],
        "seen": ruling.seen,
        "undoes": ruling.undoes,
        "ruled_by": ruling.ruled_by,
        "ruled_at": ruling.ruled_at,
    }


def _plain(value: object) -> object:
    """A field of an amendment as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [[one.name, one.reason] if isinstance(one, Alternative) else one for one in value]
    return value


def _to_ruling(row: Row[Any]) -> Ruling:
    return Ruling(
        decision_id=row.decision_id,
        act=Act(row.act),
        ruled_by=row.ruled_by,
        ruled_at=row.ruled_at,
        document_id=row.document_id,
        readers=Readers.parse(row.readers),
        amendment=_to_amendment(row.amendment),
        evidence=tuple(Pointer(*one) for one in row.evidence),
        seen=row.seen,
        undoes=row.undoes,
        number=row.number,
    )


def _to_amendment(values: Mapping[str, Any]) -> Amendment:
    days = {name: date.fromisoformat(values[name]) for name in ("proposed_on", "decided_on") if name in values}
    lists = {name: tuple(values[name]) for name in ("deciders", "supersedes", "discussed_in") if name in values}
    if "alternatives" in values:
        lists["alternatives"] = tuple(Alternative(name, reason) for name, reason in values["alternatives"])
    return Amendment(**{**values, **days, **lists})
