"""What an asker says of the answer that they got."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from assistant.domain.asked import Asked, Interface, Rating
from assistant.domain.readers import Principal
from assistant.errors import NotFound
from assistant.knowledge.ports import AskedQuestions
from assistant.ports import Clock

LONGEST_REASON: Final = 2000


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
            raise NotFound("There is no such answer among yours, or it is no longer kept.")
        return asked

    def give(self, principal: Principal, answer_id: str, *, helpful: bool, reason: str = "") -> Rating:
        """Keep the rating in the place of an earlier one. Raises NotFound as `asked_by` does."""
        asked = self.asked_by(principal, answer_id)
        words = self._redact(reason)[:LONGEST_REASON]
        rating = Rating(asked.id, principal.user, helpful, words, self._clock.now())
        self._questions.rate(rating)
        return rating
