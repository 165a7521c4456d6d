"""Questions, what became of them, and what their askers thought, in SQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, select

from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.knowledge_schema import asked as asked_table
from assistant.adapters.catalogue.knowledge_schema import feedback
from assistant.domain.asked import Asked, Outcome, Rating


class SqlAskedQuestions:
    """The AskedQuestions port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, asked: Asked) -> None:
        """Store one question."""
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(asked).items()}
        with writing(self._engine) as connection:
            connection.execute(insert(asked_table).values(values))

    def get(self, answer_id: str) -> Asked | None:
        """The question that this answer was given to, or None."""
        with reading(self._engine) as connection:
            row = connection.execute(select(asked_table).where(asked_table.c.id == answer_id)).one_or_none()
        return _to_asked(row) if row else None

    def since(self, moment: datetime) -> list[Asked]:
        """What was asked from this moment on, oldest first."""
        query = select(asked_table).where(asked_table.c.asked_at >= moment)
        with reading(self._engine) as connection:
            return [_to_asked(row) for row in connection.execute(query.order_by(asked_table.c.asked_at, asked_table.c.id))]

    def forget_before(self, moment: datetime) -> int:
        """Drop what was asked before, with its ratings; how many questions went."""
        old = asked_table.c.asked_at < moment
        with writing(self._engine) as connection:
            connection.execute(delete(feedback).where(feedback.c.answer_id.in_(select(asked_table.c.id).where(old))))
            return connection.execute(delete(asked_table).where(old)).rowcount

    def rate(self, rating: Rating) -> None:
        """Store a rating in the place of the same user's former one of the same answer."""
        same = (feedback.c.answer_id == rating.answer_id) & (feedback.c.user == rating.user)
        with writing(self._engine) as connection:
            connection.execute(delete(feedback).where(same))
            connection.execute(insert(feedback).values(asdict(rating)))

    def ratings(self, since: datetime) -> list[Rating]:
        """The ratings of what was asked from this moment on, oldest first."""
        asked_then = select(asked_table.c.id).where(asked_table.c.asked_at >= since)
        query = select(feedback).where(feedback.c.answer_id.in_(asked_then))
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(feedback.c.given_at, feedback.c.answer_id, feedback.c.user))
            return [Rating(row.answer_id, row.user, row.helpful, row.reason, row.given_at) for row in rows]


def _to_asked(row: Row[Any]) -> Asked:
    return Asked(
        id=row.id,
        question=row.question,
        asked_at=row.asked_at,
        outcome=Outcome(row.outcome),
        asker=row.asker,
        teams=tuple(row.teams),
        interface=row.interface,
        filtered=row.filtered,
        confidence=row.confidence,
        cited=tuple(row.cited),
        nearest=tuple(row.nearest),
    )
