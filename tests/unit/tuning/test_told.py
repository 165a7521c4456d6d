"""What the organisation's memory tells tuning, as far as the principal may know it."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.adapters.system_clock import FixedClock
from assistant.domain.asked import Asked, Interface, Outcome, Rating
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.health.hearing import Hearing
from assistant.knowledge.health.judged import JudgedQuestions
from assistant.knowledge.memory import Memory
from assistant.knowledge.references import References
from assistant.tuning.ports import Praised, Tie
from assistant.tuning.told import FromMemory
from tests.stand_ins.asked_questions import HeldQuestions
from tests.stand_ins.remembered import HeldExtracts

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ADMINISTRATOR = Principal("root", administrator=True)
GUEST = Principal("guest")


def document(path: str, *links: tuple[str, str], readers: str = "everyone") -> Document:
    made = tuple(Link(relation, target) for relation, target in links)
    return Document(path, "docs", path, path, Kind.PAGE, "0", Readers.parse(readers), links=made)


DOCUMENTS = [
    document("old.md", ("superseded-by", "new.md")),
    document("new.md", ("supersedes", "old.md"), ("refers-to", "bus.md")),
    document("bus.md", ("closes", "hidden.md"), ("closes", "gone.md")),
    document("hidden.md", readers="group:board"),
]


def told(*asked: tuple[str, tuple[str, ...], bool]) -> FromMemory:
    """Over these questions, the documents that their answers cited, and whether they helped."""
    questions = HeldQuestions()
    for number, (question, cited, helpful) in enumerate(asked):
        answer = str(number)
        questions.keep(Asked(answer, question, NOW, Outcome.ANSWERED, "bo", interface=Interface.PAGE, cited=cited))
        questions.rate(Rating(answer, "bo", helpful, "", NOW))
    memory = Memory(HeldExtracts(Known(one, Extracted()) for one in DOCUMENTS))
    return FromMemory(References(memory), JudgedQuestions(Hearing(questions, Readers(), FixedClock(NOW)), memory))


def test_strong_links_are_told_once_and_weak_ones_not_at_all() -> None:
    assert told().ties(ADMINISTRATOR, DOCUMENTS) == [
        Tie("superseded-by", "old.md", "new.md"),
        Tie("closes", "bus.md", "hidden.md"),
    ]


def test_a_link_to_what_may_not_be_read_is_not_told() -> None:
    readable = [one for one in DOCUMENTS if one.readers.permit(GUEST)]
    assert told().ties(GUEST, readable) == [Tie("superseded-by", "old.md", "new.md")]


def test_questions_whose_answers_helped_are_told_with_what_was_cited() -> None:
    found = told(
        ("Which bus was chosen?", ("bus.md", "gone.md"), True),
        ("Who chose it?", ("new.md",), False),
        ("What does the board plan?", ("hidden.md",), True),
    )
    assert found.praised(ADMINISTRATOR) == [
        Praised("Which bus was chosen?", ("bus.md",)),
        Praised("What does the board plan?", ("hidden.md",)),
    ]


def test_somebody_else_is_told_nobodys_questions() -> None:
    assert told(("Which bus was chosen?", ("bus.md",), True)).praised(GUEST) == []
