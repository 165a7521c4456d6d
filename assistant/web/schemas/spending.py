"""The shapes of `/v1/spending`."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from assistant.domain.spending import BILLION, Spent
from assistant.knowledge.spending import LimitToday, SpendingReport


class SpentOut(BaseModel):
    """What one person's calls of one model took on one day. `cost` is null where a call's model had no price; `estimated` is of
    how many calls the provider did not tell the tokens."""

    day: date
    user: str
    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    estimated: int
    cost: float | None

    @classmethod
    def of(cls, spent: Spent) -> SpentOut:
        """One row."""
        return cls(
            day=spent.day,
            user=spent.user,
            model=spent.model,
            calls=spent.calls,
            input_tokens=spent.input_tokens,
            output_tokens=spent.output_tokens,
            estimated=spent.estimated,
            cost=spent.cost / BILLION if spent.priced else None,
        )


class LimitOut(BaseModel):
    """A limit of the day's budget with what was used of it today, in tokens or in the currency."""

    limit: str
    unit: str
    allowed: float
    used: float

    @classmethod
    def of(cls, limit: LimitToday, currency: str) -> LimitOut:
        """One limit."""
        money = limit.limit.is_money
        unit, share = (currency, BILLION) if money else ("tokens", 1)
        return cls(limit=limit.limit, unit=unit, allowed=limit.allowed / share, used=limit.used / share)


class SpendingOut(BaseModel):
    """What language models cost. `whole` is whether it is everybody's use or the caller's own."""

    first: date
    last: date
    whole: bool
    currency: str
    zone: str
    fresh_at: datetime
    limits: list[LimitOut]
    spent: list[SpentOut]

    @classmethod
    def of(cls, report: SpendingReport) -> SpendingOut:
        """The whole report."""
        return cls(
            first=report.first,
            last=report.last,
            whole=report.whole,
            currency=report.currency,
            zone=report.zone,
            fresh_at=report.fresh_at,
            limits=[LimitOut.of(limit, report.currency) for limit in report.limits],
            spent=[SpentOut.of(row) for row in report.rows],
        )
