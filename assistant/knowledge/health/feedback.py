"""What an asker says of the answer that they got, and what those say who read along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.domain.asked import COMPLAINTS, Asked, Complaint, Interface, Rating
from assistant.domain.documents import Document
from assistant.domain.readers import Principal
from assistant.errors import NotFound, UsageError
from assistant.knowledge.ports import AskedQuestions
from assistant.ports import Clock

LONGEST_REASON: Final = 2000
LONGEST_BETTER: Final = 2000
_NO_SUCH_ANSWER: Final = "There is no such answer among yours, or it is no longer kept."
_CHOICES: Final = 3


def _nobody_knows(_: Principal, __: str) -> Sequence[Document]:
    return ()


@dataclass(frozen=True, slots=True)
class Behind:
    """What feedback works with besides its record: `settle` waits until answers that were just given are stored; `called` are
    the documents that a principal may mean by an id, a path, an address, a number or a title."""

    settle: Callable[[], object] = lambda: None
    called: Callable[[Principal, str], Sequence[Document]] = _nobody_knows


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody says besides 👍 or 👎. `reason` None leaves what they said before with the same rating, where that can be;
    `complaint` is one of asked.Complaint, `better` names a document that would have answered, as `Behind.called` takes it;
    `expected` is what the answer should have said."""

    reason: str | None = ""
    complaint: str = ""
    better: str = ""
    expected: str = ""


class Feedback:
    """Takes ratings of answers from those who asked. Blocks.

    `is_open` is whether answers are recorded, so that there is something to rate; `redact` takes secrets out of what is said.
    """

    def __init__(
        self,
        questions: AskedQuestions,
        redact: Callable[[str], str],
        clock: Clock,
        behind: Behind | None = None,
        *,
        is_open: bool = True,
    ) -> None:
        self.is_open = is_open
        self._questions = questions
        self._redact = redact
        self._clock = clock
        self._behind = behind or Behind()

    def asked_by(self, principal: Principal, answer_id: str) -> Asked:
        """The question of an answer that this principal was given.

        Raises NotFound, in the same words, for an answer that there is not and for somebody else's.
        """
        self._behind.settle()
        asked = self._questions.get(answer_id)
        if asked is None or asked.asker != principal.user or asked.interface == Interface.CHECK:
            raise NotFound(_NO_SUCH_ANSWER)
        return asked

    def give(
        self, principal: Principal, answer_id: str, *, helpful: bool, reason: str = "", remark: Remark | None = None
    ) -> Rating:
        """Keep the rating in the place of an earlier one, with a reason or with all of a remark. Raises NotFound as `asked_by`
        does, and UsageError for a better source that can't be told."""
        return self._keep(self.asked_by(principal, answer_id), principal, remark or Remark(reason), helpful=helpful)

    def give_as_reader(
        self,
        principal: Principal,
        answer_id: str,
        *,
        helpful: bool,
        reason: str | None = None,
        remark: Remark | None = None,
    ) -> Rating:
        """Keep the rating of somebody to whom an answer was shown in a chat, where colleagues read along. The caller vouches
        that it was. The asker's own word counts more (see hearing.py). Without a reason what they said before with the same
        rating stands. Raises NotFound for an answer that is no chat's, and UsageError as `give` does."""
        self._behind.settle()
        asked = self._questions.get(answer_id)
        if asked is None or asked.interface != Interface.SLACK or not principal.user:
            raise NotFound(_NO_SUCH_ANSWER)
        return self._keep(asked, principal, remark or Remark(reason), helpful=helpful)

    def better_source(self, principal: Principal, words: str) -> Document | None:
        """The one document that somebody means; None for no words. Raises UsageError, in the same words for a document that
        there is not and for one that they may not read, and one that names those that it could be."""
        if not words.strip():
            return None
        found = self._behind.called(principal, words.strip())
        if not found:
            raise UsageError(
                f"no document that you may read is called '{_short(words)}': give its address, its path or the end of its "
                "page's address here"
            )
        if len(found) > 1:
            choices = "; ".join(f"{one.title} ({one.path})" for one in found[:_CHOICES])
            raise UsageError(f"'{_short(words)}' may be {len(found)} documents: name one by its path or address ({choices})")
        return found[0]

    def given(self, principal: Principal, asked: Asked) -> Rating | None:
        """What they said of this answer before."""
        ratings = self._questions.ratings(asked.asked_at)
        return next((one for one in ratings if (one.answer_id, one.user) == (asked.id, principal.user)), None)

    def _keep(self, asked: Asked, principal: Principal, remark: Remark, *, helpful: bool) -> Rating:
        if remark.reason is None:
            former = self.given(principal, asked)
            if former is not None and former.helpful is helpful:
                remark = Remark(former.reason, former.complaint, former.better, former.expected)
        if remark.complaint not in {"", *COMPLAINTS}:
            raise UsageError(f"'{_short(remark.complaint)}' is no kind of complaint: choose {', '.join(Complaint)}")
        better = self.better_source(principal, remark.better)
        rating = Rating(
            answer_id=asked.id,
            user=principal.user,
            helpful=helpful,
            reason=self._redact(remark.reason or "")[:LONGEST_REASON],
            given_at=self._clock.now(),
            complaint=remark.complaint,
            better=better.id if better else "",
            expected=self._redact(remark.expected)[:LONGEST_REASON],
        )
        self._questions.rate(rating)
        return rating


def _short(words: str) -> str:
    return words if len(words) <= 100 else f"{words[:99]}…"
