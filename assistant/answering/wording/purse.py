"""What a call of a model may cost, held back before it is made, and what it did cost, written down after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from assistant.domain.provenance import Usage
from assistant.domain.spending import BILLION, Limit, Reservation, Spent, Terms
from assistant.errors import OverBudget
from assistant.ports import Clock, Spending

_MARGIN_S: Final = 60.0
_FREE: Final = Usage(0, 0)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a call cost, in whole units of the currency; None where its model has no price."""

    amount: float | None
    currency: str


class Purse:
    """Pays for calls of models. Everything here blocks, since other processes pay from the same budget."""

    def __init__(self, spending: Spending, terms: Terms, clock: Clock, longest_s: float = 60.0) -> None:
        """`longest_s` is how long a call may take: what is held back for one that was never settled counts as long, and a
        minute more."""
        self._spending = spending
        self._terms = terms
        self._clock = clock
        self._longest = timedelta(seconds=longest_s + _MARGIN_S)

    def reserve(self, user: str, model: str, most: Usage) -> Reservation:
        """Hold back what a call costs at most. Raises OverBudget where a limit does not allow it."""
        now = self._clock.now()
        price = self._terms.prices.get(model)
        reservation = Reservation(
            id=uuid4().hex,
            day=now.astimezone(ZoneInfo(self._terms.zone)).date(),
            user=user,
            model=model,
            tokens=most.input_tokens + most.output_tokens,
            cost=price.cost(most) if price else 0,
            expires_at=now + self._longest,
        )
        if self._terms.budget.limits:
            limit = self._spending.reserve(reservation, self._terms.budget, now)
            if limit is not None:
                raise OverBudget(self._refusal(limit, now))
        return reservation

    def settle(self, reservation: Reservation, usage: Usage) -> None:
        """Write down what the call took."""
        price = self._terms.prices.get(reservation.model)
        self._spending.settle(
            reservation.id,
            Spent(
                day=reservation.day,
                user=reservation.user,
                model=reservation.model,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                cost=price.cost(usage) if price else 0,
                estimated=int(usage.estimated),
                priced=price is not None,
            ),
        )

    def release(self, reservation: Reservation) -> None:
        """Give back what was held back for a call that came to nothing."""
        if self._terms.budget.limits:
            self._spending.release(reservation.id)

    def cost(self, model: str, usage: Usage | None) -> Cost:
        """What a call that took so much costs; None is a call that nobody made."""
        price = self._terms.prices.get(model)
        return Cost(price.cost(usage or _FREE) / BILLION if price else None, self._terms.currency if price else "")

    def _refusal(self, limit: Limit, now: datetime) -> str:
        allowed = self._terms.budget.limits[limit]
        amount = f"{allowed / BILLION:,.2f} {self._terms.currency}" if limit.is_money else f"{allowed:,} tokens"
        whose = "Your own budget" if limit.is_personal else "The organisation's budget"
        return (
            f"{whose} of {amount} a day for the language model has not enough left for this answer; "
            f"it is fresh again at {self._fresh(now)}"
        )

    def _fresh(self, now: datetime) -> str:
        """When the next day begins, with the zone, and how long that is: `00:00 (Europe/Berlin), in 5 h 12 min`."""
        here = now.astimezone(ZoneInfo(self._terms.zone))
        midnight = datetime.combine(here.date() + timedelta(days=1), datetime.min.time(), here.tzinfo)
        minutes = -int((now - midnight).total_seconds() // 60)
        left = f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
        return f"00:00 ({self._terms.zone}), in {left}"
