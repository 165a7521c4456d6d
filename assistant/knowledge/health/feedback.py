"""What an asker says of the answer that they got, and what those say who read along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from assistant.domain.asked import Asked, Interface, Rating
from assistant.domain.readers import Principal
from assistant.errors import NotFound
from assistant.knowledge.ports import AskedQuestions
from assistant.ports import Clock

LONGEST_REASON: Final = 2000
_NO_SUCH_ANSWER: Final = "There is no such answer among yours, or it is no longer kept."


class Feedback:
    """Takes ratings of answers from those who asked. Blocks.

    `is_open` is whether answers are recorded, so that there is something to rate.
    `settle` waits until answers that were just given are stored; `redact` takes secrets out of a reason.
    """

    def __init__(
        self,
        questions: AskedQuestions,
        redact: Callable[[str], str],
        clock: Clock,
        settle: Callable[[], object] = lambda: None,
        *,
        is_open: bool = True,
    ) -> None:
        self.is_open = is_open
        self._questions = questions
        self._redact = redact
        self._clock = clock
        self._settle = settle

    def asked_by(self, principal: Principal, answer_id: str) -> Asked:
        """The question of an answer that this principal was given.

        Raises NotFound, in the same words, for an answer that there is not and for somebody else's.
        """
        self._settle()
        asked = self._questions.get(answer_id)
        if asked is None or asked.asker != principal.user or asked.interface == Interface.CHECK:
            raise NotFound(_NO_SUCH_ANSWER)
        return asked

    def give(self, principal: Principal, answer_id: str, *, helpful: bool, reason: str = "") -> Rating:
        """Keep the rating in the place of an earlier one. Raises NotFound as `asked_by` does."""
        return self._keep(self.asked_by(principal, answer_id), principal, helpful=helpful, reason=reason)

    def give_as_reader(self, principal: Principal, answer_id: str, *, helpful: bool, reason: str | None = None) -> Rating:
        """Keep the rating of somebody to whom an answer was shown in a chat, where colleagues read along. The caller vouches
        that it was. The asker's own word counts more (see hearing.py). Without a `reason` the one that they gave before for the
        same rating stands. Raises NotFound for an answer that is no chat's."""
        self._settle()
        asked = self._questions.get(answer_id)
        if asked is None or asked.interface != Interface.SLACK or not principal.user:
            raise NotFound(_NO_SUCH_ANSWER)
        if reason is None:
            reason = self._reason(asked, principal, helpful=helpful)
        return self._keep(asked, principal, helpful=helpful, reason=reason)

    def _reason(self, asked: Asked, principal: Principal, *, helpful: bool) -> str:
        """Why they rated this answer so before, or ""."""
        mine = (
            one for one in self._questions.ratings(asked.asked_at) if (one.answer_id, one.user) == (asked.id, principal.user)
        )
        return next((one.reason for one in mine if one.helpful is helpful), "")

    def _keep(self, asked: Asked, principal: Principal, *, helpful: bool, reason: str) -> Rating:
        words = self._redact(reason)[:LONGEST_REASON]
        rating = Rating(asked.id, principal.user, helpful, words, self._clock.now())
        self._questions.rate(rating)
        return rating
