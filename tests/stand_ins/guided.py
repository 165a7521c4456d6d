"""What onboarding needs from outside, in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from assistant.access.staff import Staff
from assistant.domain.progress import ReadDocument
from assistant.knowledge.decisions.book import DecisionBook
from assistant.knowledge.glossary import Glossary
from assistant.knowledge.health.gaps import Gaps
from assistant.knowledge.health.hearing import Hearing
from assistant.knowledge.memory import Memory
from assistant.knowledge.onboarding.newcomers import NewcomerQuestions
from assistant.knowledge.onboarding.onboarding import Beside, Diary, Library, Onboarding
from assistant.knowledge.people.experts import Experts
from tests.stand_ins.asked_questions import Listened
from tests.stand_ins.decided import Around


class HeldProgress:
    """The Progress port over dictionaries."""

    def __init__(self) -> None:
        self._read: defaultdict[str, dict[str, ReadDocument]] = defaultdict(dict)

    def read_by(self, user: str) -> dict[str, ReadDocument]:
        return dict(self._read[user])

    def keep(self, user: str, read: Iterable[ReadDocument], unread: Collection[str] = ()) -> None:
        for document_id in unread:
            self._read[user].pop(document_id, None)
        self._read[user] |= {one.document_id: one for one in read}


def onboarding_over(
    memory: Memory,
    books: tuple[DecisionBook, Glossary],
    experts: Experts,
    around: Around,
    listened: Listened,
) -> Onboarding:
    """Onboarding as the bootstrap wires it."""
    staff = Staff(listened.people, listened.groups)
    hearing = Hearing(listened.questions, around.curators, around.clock)
    questions = NewcomerQuestions(hearing, Gaps(listened.embedder), staff)
    beside = Beside(*books, questions, experts, around.curators)
    diary = Diary(HeldProgress(), around.clock)
    return Onboarding(memory, Library(around.searcher, around.documents), staff, diary, beside)
