"""How often one person may do something that reaches others."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

_MOST_PEOPLE: Final = 10_000


class Allowance:
    """So many times in a stretch of time, for each person.

    Kept in this process's memory: each process counts for itself, and a restart forgets. It is against haste, not against
    malice; Slack has its own limits for that.
    """

    def __init__(self, most: int, within: timedelta) -> None:
        self.most = most
        self._within = within
        self._taken: OrderedDict[str, list[datetime]] = OrderedDict()

    def take(self, who: str, now: datetime) -> bool:
        """Whether they may once more; then it is counted."""
        recent = [one for one in self._taken.pop(who, []) if now - one < self._within]
        may = len(recent) < self.most
        self._taken[who] = [*recent, now] if may else recent
        while len(self._taken) > _MOST_PEOPLE:
            self._taken.popitem(last=False)
        return may
