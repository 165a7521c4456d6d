"""What models cost, held in memory: the twin of the SQL adapter, for one process."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime

from assistant.domain.spending import Budget, Limit, Reservation, Spent


class HeldSpending:
    """The Spending port over two dictionaries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, Reservation] = {}
        self._spent: dict[tuple[date, str, str], Spent] = {}

    def reserve(self, reservation: Reservation, budget: Budget, now: datetime) -> Limit | None:
        with self._lock:
            self._held = {key: one for key, one in self._held.items() if one.expires_at > now}
            for limit, allowed in budget.limits.items():
                wanted = reservation.cost if limit.is_money else reservation.tokens
                if self._counted(limit, reservation) + wanted > allowed:
                    return limit
            self._held[reservation.id] = reservation
            return None

    def settle(self, reservation_id: str, spent: Spent) -> None:
        with self._lock:
            self._held.pop(reservation_id, None)
            key = (spent.day, spent.user, spent.model)
            before = self._spent.get(key)
            self._spent[key] = spent if before is None else _added(before, spent)

    def release(self, reservation_id: str) -> None:
        with self._lock:
            self._held.pop(reservation_id, None)

    def spent(self, first: date, last: date) -> list[Spent]:
        with self._lock:
            return [self._spent[key] for key in sorted(self._spent) if first <= key[0] <= last]

    def _counted(self, limit: Limit, wanted: Reservation) -> int:
        counted: list[Reservation | Spent] = [*self._held.values(), *self._spent.values()]
        return sum(
            one.cost if limit.is_money else one.tokens
            for one in counted
            if one.day == wanted.day and (not limit.is_personal or one.user == wanted.user)
        )


def _added(one: Spent, other: Spent) -> Spent:
    return replace(
        one,
        input_tokens=one.input_tokens + other.input_tokens,
        output_tokens=one.output_tokens + other.output_tokens,
        cost=one.cost + other.cost,
        calls=one.calls + other.calls,
        estimated=one.estimated + other.estimated,
        priced=one.priced and other.priced,
    )
