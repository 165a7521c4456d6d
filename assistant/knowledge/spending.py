"""What language models cost, for those who may know: administrators see everybody's use, others their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.domain.readers import Principal
from assistant.domain.spending import Limit, Spent, Terms
from assistant.ports import Clock, Spending

DAYS = 7


@dataclass(frozen=True, slots=True)
class LimitToday:
    """One limit of the budget: what it allows in a day and what was used today, in tokens or billionths of the currency."""

    limit: Limit
    allowed: int
    used: int


@dataclass(frozen=True, slots=True)
class SpendingReport:
    """What was spent from one day to another, both included, by day, person and model; the newest day first. `whole` is
    whether it is everybody's, or the asker's alone. `fresh_at` is when today's budget is whole again."""

    first: date
    last: date
    rows: tuple[Spent, ...]
    whole: bool
    limits: tuple[LimitToday, ...]
    currency: str
    zone: str
    fresh_at: datetime


class SpendingBook:
    """Reads what models cost."""

    def __init__(self, spending: Spending, terms: Terms, clock: Clock) -> None:
        self._spending = spending
        self._terms = terms
        self._clock = clock

    def report(self, principal: Principal, days: int = DAYS) -> SpendingReport:
        """The last so many days, today included. Blocks."""
        zone = ZoneInfo(self._terms.zone)
        today = self._clock.now().astimezone(zone).date()
        first = today - timedelta(days=days - 1)
        every = self._spending.spent(first, today)
        rows = [row for row in every if principal.administrator or _is_theirs(row, principal)]
        return SpendingReport(
            first=first,
            last=today,
            rows=tuple(sorted(rows, key=lambda row: (-row.day.toordinal(), row.user, row.model))),
            whole=principal.administrator,
            limits=tuple(self._limits(principal, [row for row in rows if row.day == today])),
            currency=self._terms.currency,
            zone=self._terms.zone,
            fresh_at=datetime.combine(today + timedelta(days=1), datetime.min.time(), zone),
        )

    def _limits(self, principal: Principal, todays: list[Spent]) -> list[LimitToday]:
        """The limits that the rows tell about: a person's own, and for an administrator also everybody's."""
        shown = []
        for limit, allowed in self._terms.budget.limits.items():
            if not limit.is_personal and not principal.administrator:
                continue
            counted = [row for row in todays if not limit.is_personal or row.user == principal.user]
            used = sum(row.cost if limit.is_money else row.tokens for row in counted)
            shown.append(LimitToday(limit, allowed, used))
        return shown


def _is_theirs(row: Spent, principal: Principal) -> bool:
    """Somebody without a name may be anybody."""
    return bool(principal.user) and row.user == principal.user
