"""What newcomers asked about a topic and no document answered: for curators, and for who keeps its reading path.

A question tells more than its asker may have meant to show. Administrators and curators see every one. A path's owner, whom
a document names, sees one only if lore.toml puts them into the team that the path serves (`path_keepers`), at least three
other newcomers asked the same, and the document that came closest to an answer is one that the path itself lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
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
    """Finds the open questions of people who are new. It does not know who looks: callers ask `about` for a curator alone,
    and `for_owner` for somebody who may hear newcomers. Blocks."""

    def __init__(self, hearing: Hearing, gaps: Gaps, staff: Staff) -> None:
        self._hearing = hearing
        self._gaps = gaps
        self._staff = staff

    def about(self, view: View, topic: str, document_ids: Set[str], today: date) -> tuple[OpenQuestion, ...]:
        """Those whose words name the topic, or whose nearest documents are among these; the most often asked first. What
        documents answer by now is told by the view."""
        return _told(gap for gap in self._gaps_of(self._newcomers(today), view) if _is_about(gap, topic, document_ids))

    def for_owner(self, view: View, user: str, document_ids: Set[str], today: date) -> tuple[OpenQuestion, ...]:
        """Those that three or more newcomers besides this user asked, and whose nearest document is among these; the most
        often asked first. A topic's words don't count: they are the path's own claim."""
        gaps = self._gaps_of(self._newcomers(today) - {user}, view)
        return _told(gap for gap in gaps if gap.askers and any(one.id in document_ids for one in gap.nearest[:1]))

    def _newcomers(self, today: date) -> frozenset[str]:
        return self._staff.joined_since(today - _NEW_FOR)

    def _gaps_of(self, users: frozenset[str], view: View) -> list[Gap]:
        heard = self._hearing.of_team(users, _WEEKS)
        return self._gaps.find(view, heard, _MOST) if heard.asked else []


def _told(gaps: Iterable[Gap]) -> tuple[OpenQuestion, ...]:
    return tuple(OpenQuestion(gap.question, gap.times, gap.last_at) for gap in gaps)


def _is_about(gap: Gap, topic: str, document_ids: Set[str]) -> bool:
    nearest = {document.id for document in gap.nearest}
    return bool(nearest & document_ids) or Wording([gap.question, *gap.wordings]).has(topic.casefold())
