"""Questions, what became of them, and what their askers thought, in SQL."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, select

from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.knowledge_schema import asked as asked_table
from assistant.adapters.catalogue.knowledge_schema import feedback
from assistant.domain.asked import Asked, Interface, Outcome, Rating


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

    def forget(self, answer_ids: Collection[str]) -> None:
        """Drop the questions of these answers, with their ratings; see the port ForgettingAnswers."""
        with writing(self._engine) as connection:
            for one in answer_ids:
                connection.execute(delete(feedback).where(feedback.c.answer_id == one))
                connection.execute(delete(asked_table).where(asked_table.c.id == one))

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
            return [_to_rating(row) for row in rows]

    def newest(self, asker: str | None, most: int) -> list[Asked]:
        """The newest questions of one user, or of everybody for None; see the port LatelyAsked."""
        query = select(asked_table).where(asked_table.c.interface != Interface.CHECK)
        if asker is not None:
            query = query.where(asked_table.c.asker == asker)
        newest_first = (asked_table.c.asked_at.desc(), asked_table.c.id.desc())
        with reading(self._engine) as connection:
            return [_to_asked(row) for row in connection.execute(query.order_by(*newest_first).limit(most))]


def _to_rating(row: Row[Any]) -> Rating:
    return Rating(
        answer_id=row.answer_id,
        user=row.user,
        helpful=row.helpful,
        reason=row.reason,
        given_at=row.given_at,
        complaint=row.complaint,
        better=row.better,
        expected=row.expected,
    )


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
