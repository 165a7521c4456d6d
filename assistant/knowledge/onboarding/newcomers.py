"""What newcomers asked about a topic and no document answered: for the owner of its reading path."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from assistant.access.staff import Staff
from assistant.knowledge.health.gaps import Gap, Gaps
from assistant.knowledge.health.hearing import Hearing
from assistant.knowledge.memory import View
from assistant.knowledge.onboarding.wording import Wording

_NEW_FOR: Final = timedelta(days=180)
"""So long after their first day somebody is new."""
_WEEKS: Final = 26
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question without an answer, in one of the askers' wordings; never who asked."""

    text: str
    times: int
    last_at: datetime


class NewcomerQuestions:
    """Finds the open questions of people who are new. It does not know who looks: callers ask for a path's owner or a
    curator. Blocks."""

    def __init__(self, hearing: Hearing, gaps: Gaps, staff: Staff) -> None:
        self._hearing = hearing
        self._gaps = gaps
        self._staff = staff

    def about(self, view: View, topic: str, document_ids: Set[str], today: date) -> tuple[OpenQuestion, ...]:
        """Those whose words name the topic, or whose nearest documents are among these; the most often asked first. What
        documents answer by now is told by the view."""
        newcomers = self._staff.joined_since(today - _NEW_FOR)
        heard = self._hearing.of_team(newcomers, _WEEKS)
        if not heard.asked:
            return ()
        gaps = self._gaps.find(view, heard, _MOST)
        return tuple(OpenQuestion(gap.question, gap.times, gap.last_at) for gap in gaps if _is_about(gap, topic, document_ids))


def _is_about(gap: Gap, topic: str, document_ids: Set[str]) -> bool:
    nearest = {document.id for document in gap.nearest}
    return bool(nearest & document_ids) or Wording([gap.question, *gap.wordings]).has(topic.casefold())
