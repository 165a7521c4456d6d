"""What somebody may know of the questions that were asked.

Administrators and curators see every question: somebody has to, or no gap is ever closed. Everybody else sees their own, and
whatever is counted for them is counted of those. A question tells more than its asker may have meant to show (a customer, a
plan, an incident); the documents' readers say nothing about who may see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from assistant.domain.asked import Asked, Interface, Outcome, Rating
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.ports import AskedQuestions
from assistant.ports import Clock

_MOST_WEEKS: Final = 5200
"""A hundred years: no question is older, and a day long before cannot be reckoned with."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Questions, oldest first, with their ratings by answer id; `whole` says whether they are everybody's."""

    asked: tuple[Asked, ...] = ()
    ratings: Mapping[str, Rating] | None = None
    whole: bool = False
    since: datetime | None = None

    def rating(self, asked: Asked) -> Rating | None:
        """What the asker said of the answer; where they said nothing, the last word of somebody who read along."""
        return (self.ratings or {}).get(asked.id)

    @property
    def by_people(self) -> tuple[Asked, ...]:
        """Without those that Lore asked itself."""
        return tuple(one for one in self.asked if one.interface != Interface.CHECK)

    def is_open(self, asked: Asked) -> bool:
        """Whether somebody still wants to know: nothing answered it, or it is said that the answer did not help."""
        if asked.filtered or asked.interface == Interface.CHECK:
            return False
        rating = self.rating(asked)
        return asked.outcome is Outcome.ABSTAINED or (rating is not None and not rating.helpful)


class Hearing:
    """Tells what of the recorded questions a principal may know. Blocks."""

    def __init__(self, questions: AskedQuestions, curators: Readers, clock: Clock) -> None:
        self._questions = questions
        self._curators = curators
        self._clock = clock

    def now(self) -> datetime:
        """The present moment."""
        return self._clock.now()

    def hears_all(self, principal: Principal) -> bool:
        """Whether they may see everybody's questions."""
        return self._curators.permit(principal)

    def of(self, principal: Principal, weeks: int) -> Heard:
        """What was asked in the last weeks, as far as they may know it. Somebody without a name has no questions, and who asks
        in company is not shown their own: the others may not know of them."""
        if self.hears_all(principal):
            return self._heard(weeks, None)
        return self._heard(weeks, frozenset() if principal.company else frozenset({principal.user} - {""}))

    def of_team(self, members: frozenset[str], weeks: int) -> Heard:
        """What these users asked: to be counted, never to be shown."""
        return self._heard(weeks, members - {""})

    def _heard(self, weeks: int, users: frozenset[str] | None) -> Heard:
        """The questions of these users; None is everybody."""
        since = self._clock.now() - timedelta(weeks=min(weeks, _MOST_WEEKS))
        if users == frozenset():
            return Heard(since=since)
        asked = tuple(
            one
            for one in self._questions.since(since)
            if users is None or one.asker in users or one.interface == Interface.CHECK
        )
        askers = {one.id: one.asker for one in asked}
        given = [one for one in self._questions.ratings(since) if one.answer_id in askers]
        askers_last = sorted(given, key=lambda one: one.user == askers[one.answer_id])
        return Heard(asked, {one.answer_id: one for one in askers_last}, users is None, since)
