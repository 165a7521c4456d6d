"""What models cost, in SQL. A call is counted and held back in one writing transaction: two never share the same tokens."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, func, insert, select, update

from assistant.adapters.catalogue.engine import reading, writing
from assistant.adapters.catalogue.spending_schema import held_back, spent_rows
from assistant.domain.spending import Budget, Limit, Reservation, Spent


class SqlSpending:
    """The Spending port."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def reserve(self, reservation: Reservation, budget: Budget, now: datetime) -> Limit | None:
        """Hold it back, or the limit that does not allow it."""
        with writing(self._engine) as connection:
            connection.execute(delete(held_back).where(held_back.c.expires_at <= now))
            for limit, allowed in budget.limits.items():
                wanted = reservation.cost if limit.is_money else reservation.tokens
                if _counted(connection, limit, reservation) + wanted > allowed:
                    return limit
            connection.execute(
                insert(held_back).values(
                    id=reservation.id,
                    day=reservation.day,
                    user=reservation.user,
                    tokens=reservation.tokens,
                    cost=reservation.cost,
                    expires_at=reservation.expires_at,
                )
            )
        return None

    def settle(self, reservation_id: str, spent: Spent) -> None:
        """Write down what a call cost, and hold nothing back for it any more."""
        with writing(self._engine) as connection:
            connection.execute(delete(held_back).where(held_back.c.id == reservation_id))
            here = (spent_rows.c.day == spent.day, spent_rows.c.user == spent.user, spent_rows.c.model == spent.model)
            added = {
                "calls": spent_rows.c.calls + spent.calls,
                "estimated": spent_rows.c.estimated + spent.estimated,
                "input_tokens": spent_rows.c.input_tokens + spent.input_tokens,
                "output_tokens": spent_rows.c.output_tokens + spent.output_tokens,
                "cost": spent_rows.c.cost + spent.cost,
                "priced": spent_rows.c.priced & spent.priced,
            }
            if not connection.execute(update(spent_rows).where(*here).values(**added)).rowcount:
                connection.execute(insert(spent_rows).values(**_row(spent)))

    def release(self, reservation_id: str) -> None:
        """Hold nothing back for it any more."""
        with writing(self._engine) as connection:
            connection.execute(delete(held_back).where(held_back.c.id == reservation_id))

    def spent(self, first: date, last: date) -> list[Spent]:
        """By day, then person, then model."""
        query = (
            select(spent_rows)
            .where(spent_rows.c.day.between(first, last))
            .order_by(spent_rows.c.day, spent_rows.c.user, spent_rows.c.model)
        )
        with reading(self._engine) as connection:
            return [Spent(**row) for row in connection.execute(query).mappings()]


def _counted(connection: Connection, limit: Limit, reservation: Reservation) -> int:
    """What counts towards a limit already: what was spent on that day, and what is held back for calls of that day."""
    tokens = spent_rows.c.input_tokens + spent_rows.c.output_tokens
    return _sum(connection, spent_rows, spent_rows.c.cost if limit.is_money else tokens, limit, reservation) + _sum(
        connection, held_back, held_back.c.cost if limit.is_money else held_back.c.tokens, limit, reservation
    )


def _sum(connection: Connection, table: Table, column: ColumnElement[int], limit: Limit, reservation: Reservation) -> int:
    query = select(func.coalesce(func.sum(column), 0)).where(table.c.day == reservation.day)
    if limit.is_personal:
        query = query.where(table.c.user == reservation.user)
    return int(connection.execute(query).scalar_one())


def _row(one: Spent) -> dict[str, object]:
    return {column.name: getattr(one, column.name) for column in spent_rows.columns}
