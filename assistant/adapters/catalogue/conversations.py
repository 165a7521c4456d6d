"""What is kept of conversations, in SQL: which threads are followed, and which answers were given."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Table, and_, delete, insert, select, update

from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.slack_schema import given_answers, threads
from assistant.domain.conversations import Given, Place


class SqlThreads:
    """The Threads port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def follow(self, thread: Place, at: datetime) -> None:
        """Follow it from now on, unless somebody said stop."""
        with writing(self._engine) as connection:
            if connection.execute(select(threads.c.ts).where(_at(threads, thread))).first() is None:
                connection.execute(insert(threads).values(**asdict(thread), followed=True, said_at=at))

    def stop(self, thread: Place, at: datetime) -> None:
        """Follow it no longer, until it is resumed."""
        self._say(thread, at, followed=False)

    def resume(self, thread: Place, at: datetime) -> None:
        """Follow it again, whatever was said before."""
        self._say(thread, at, followed=True)

    def follows(self, thread: Place) -> bool:
        """Whether it is followed."""
        with reading(self._engine) as connection:
            return bool(connection.execute(select(threads.c.followed).where(_at(threads, thread))).scalar())

    def _say(self, thread: Place, at: datetime, *, followed: bool) -> None:
        """What was said last counts, in whichever order it is told here."""
        with writing(self._engine) as connection:
            said_at = connection.execute(select(threads.c.said_at).where(_at(threads, thread))).scalar()
            if said_at is None:
                connection.execute(insert(threads).values(**asdict(thread), followed=followed, said_at=at))
            elif said_at <= at:
                connection.execute(update(threads).where(_at(threads, thread)).values(followed=followed, said_at=at))


class SqlGivenAnswers:
    """The GivenAnswers port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, given: Given) -> None:
        """Store it, in the place of one at the same place."""
        values = {name: value for name, value in asdict(given).items() if name != "at"}
        with writing(self._engine) as connection:
            connection.execute(delete(given_answers).where(_at(given_answers, given.at)))
            connection.execute(insert(given_answers).values(**asdict(given.at), **{**values, "cited": list(given.cited)}))

    def to_question(self, question: Place) -> list[Given]:
        """The answers to this post, oldest first."""
        table = given_answers.c
        return self._given(and_(table.team == question.team, table.channel == question.channel, table.question == question.ts))

    def get(self, at: Place) -> Given | None:
        """The answer that stands there."""
        return next(iter(self._given(_at(given_answers, at))), None)

    def since(self, moment: datetime) -> list[Given]:
        """Those that were given from this moment on, oldest first."""
        return self._given(given_answers.c.given_at >= moment)

    def mark(self, at: Place, mark: str) -> None:
        """Keep what the mark on it says."""
        with writing(self._engine) as connection:
            connection.execute(update(given_answers).where(_at(given_answers, at)).values(marked=mark))

    def forget(self, at: Place) -> None:
        """It is no longer there."""
        with writing(self._engine) as connection:
            connection.execute(delete(given_answers).where(_at(given_answers, at)))

    def _given(self, which: ColumnElement[bool]) -> list[Given]:
        order = (given_answers.c.given_at, given_answers.c.ts)
        with reading(self._engine) as connection:
            return [_to_given(row) for row in connection.execute(select(given_answers).where(which).order_by(*order))]


def _at(table: Table, place: Place) -> ColumnElement[bool]:
    return and_(table.c.team == place.team, table.c.channel == place.channel, table.c.ts == place.ts)


def _to_given(row: Row[Any]) -> Given:
    return Given(
        at=Place(row.team, row.channel, row.ts),
        thread=row.thread,
        question=row.question,
        answer_id=row.answer_id,
        asker=row.asker,
        cited=tuple(row.cited),
        given_at=row.given_at,
        private=row.private,
        marked=row.marked,
    )
