"""What models may cost and what they did cost. Money is counted in billionths of the currency: nothing is rounded away."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from assistant.domain.provenance import Usage

BILLION: Final = 1_000_000_000


class Limit(StrEnum):
    """The limits of a budget, each for one day: of everybody together or of one person, in tokens or in money."""

    DAY = "day"
    PERSON_DAY = "person_day"
    DAY_COST = "day_cost"
    PERSON_DAY_COST = "person_day_cost"

    @property
    def is_personal(self) -> bool:
        """Whether it counts for each person apart."""
        return self in {Limit.PERSON_DAY, Limit.PERSON_DAY_COST}

    @property
    def is_money(self) -> bool:
        """Whether it is counted in billionths of the currency, rather than in tokens."""
        return self in {Limit.DAY_COST, Limit.PERSON_DAY_COST}


@dataclass(frozen=True, slots=True)
class Budget:
    """How much each limit allows, in tokens or in billionths of the currency; a limit that is not there allows everything."""

    limits: Mapping[Limit, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Price:
    """What a model takes for a million tokens, in whole units of the currency."""

    input: float
    output: float

    def cost(self, usage: Usage) -> int:
        """What a call cost, in billionths of the currency, rounded up."""
        return math.ceil((usage.input_tokens * self.input + usage.output_tokens * self.output) * BILLION / 1_000_000)


@dataclass(frozen=True, slots=True)
class Reservation:
    """What one call may cost at most, held back before it is made. `cost` is 0 where the model has no price. After
    `expires_at` it counts no longer: the process that made it is gone."""

    id: str
    day: date
    user: str
    model: str
    tokens: int
    cost: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Spent:
    """What one person's calls of one model cost on one day. `estimated` are those whose provider did not tell its count."""

    day: date
    user: str
    model: str
    input_tokens: int
    output_tokens: int
    cost: int = 0
    calls: int = 1
    estimated: int = 0
    priced: bool = True
    """Whether each of its calls had a price."""

    @property
    def tokens(self) -> int:
        """Both ways."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed of spending: the budget of a day, the prices by model, their currency, and where the day begins."""

    budget: Budget = Budget()
    prices: Mapping[str, Price] = field(default_factory=dict)
    currency: str = "USD"
    zone: str = "UTC"
