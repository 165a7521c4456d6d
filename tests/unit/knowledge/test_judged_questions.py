"""Questions made from ratings: what was liked and what was corrected, and nothing that the collecting person may not read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.adapters.system_clock import FixedClock
from assistant.domain.asked import Interface, Rating
from assistant.domain.documents import Document
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.health.hearing import Hearing
from assistant.knowledge.health.judged import Gathered, JudgedQuestions, named_in
from assistant.knowledge.memory import Memory
from tests.stand_ins.asked_questions import HeldQuestions
from tests.stand_ins.remembered import HeldExtracts
from tests.stand_ins.upkept import NOW, asked, known, page

ROOT, ANA, BO = Principal("", administrator=True), Principal("ana"), Principal("bo")
BUS = page("bus", path="adr/0004-bus.md", title="The message bus", url="https://git.example/adr/0004-bus.md")
CACHE = page("cache", path="adr/0005-cache.md", title="The cache")
SECRET = page("secret", path="hr/salaries.md", title="Salaries", readers=Readers.parse("group:hr"))
DOCUMENTS = (BUS, CACHE, SECRET)


class World:
    """Ratings, and what can be gathered from them."""

    def __init__(self) -> None:
        self.questions = HeldQuestions()
        memory = Memory(HeldExtracts(known(one) for one in DOCUMENTS))
        self.judged = JudgedQuestions(Hearing(self.questions, Readers.parse("user:cy"), FixedClock(NOW)), memory)

    def rate(
        self, question: str, *cited: str, helpful: bool = True, reason: str = "", by: str = "ana", days: float = 1
    ) -> None:
        one = asked(question, by, days, cited=cited)
        self.questions.keep(one)
        self.questions.rate(Rating(one.id, by, helpful, reason, NOW - timedelta(hours=1)))

    def gather(self, principal: Principal = ROOT, weeks: int = 4) -> Gathered:
        return self.judged.gather(principal, weeks)


@pytest.fixture
def world() -> World:
    return World()


def told(gathered: Gathered) -> list[tuple[str, list[str], bool]]:
    return [(one.question, [document.id for document in one.documents], one.corrected) for one in gathered.named]


def test_a_liked_answer_makes_its_cited_documents_relevant(world: World) -> None:
    world.rate("Which bus do we use?", "bus", "cache")
    assert told(world.gather()) == [("Which bus do we use?", ["bus", "cache"], False)]


def test_a_disliked_answer_with_a_better_source_makes_that_relevant(world: World) -> None:
    world.rate("Which bus do we use?", "cache", helpful=False, reason="Wrong\nA better source: adr/0004-bus.md")
    assert told(world.gather()) == [("Which bus do we use?", ["bus"], True)]


def test_ratings_of_one_question_become_one(world: World) -> None:
    world.rate("Which bus do we use?", "bus", days=3)
    world.rate("which bus do we use", "cache", by="bo", days=2)
    world.rate("Which bus do we use ?", "cache", by="cy", helpful=False, reason="A better source: adr/0004-bus.md")
    assert told(world.gather()) == [("Which bus do we use ?", ["bus", "cache"], False)]


def test_what_cannot_be_used_is_counted_by_its_reason(world: World) -> None:
    world.rate("Which bus do we use?", helpful=False, reason="no")
    world.rate("Where is the runbook?", helpful=False)
    world.rate("Which cache is it that we use?", "gone")
    world.rate("and in staging?", "bus")
    assert world.gather() == Gathered(
        (),
        {
            "names no better source that is known": 2,
            "liked, but cites no document that is still there": 1,
            "goes on from a conversation": 1,
        },
    )


def test_what_nobody_rated_and_what_lore_asked_itself_is_left_out(world: World) -> None:
    world.questions.keep(asked("Which bus do we use?", cited=("bus",)))
    check = replace(asked("Which cache do we use?", cited=("cache",)), interface=Interface.CHECK)
    world.questions.keep(check)
    world.questions.rate(Rating(check.id, "ana", helpful=True, reason="", given_at=NOW))
    assert world.gather() == Gathered(())


def test_a_former_opinion_does_not_count(world: World) -> None:
    world.rate("Which bus do we use?", "bus")
    world.rate("Which bus do we use?", "bus", helpful=False)
    assert world.gather().named == ()


def test_only_the_last_weeks_count(world: World) -> None:
    world.rate("Which bus do we use?", "bus", days=30)
    assert world.gather(weeks=4).named == ()
    assert len(world.gather(weeks=5).named) == 1


def test_nothing_that_may_not_be_read_is_named(world: World) -> None:
    """Ana's own question cites what was shut to her since, and names it as a better source too."""
    world.rate("What does a lead earn?", "secret")
    world.rate("What does an engineer earn?", "bus", helpful=False, reason="A better source: hr/salaries.md (Salaries)")
    assert told(world.gather(ANA)) == []
    assert "secret" not in str(world.gather(ANA))
    assert [documents for _, documents, _ in told(world.gather())] == [["secret"], ["secret"]]


def test_of_two_cited_documents_only_the_readable_one_is_named(world: World) -> None:
    world.rate("What does a lead earn?", "secret", "bus")
    assert told(world.gather(ANA)) == [("What does a lead earn?", ["bus"], False)]


def test_others_questions_are_for_administrators_and_curators(world: World) -> None:
    world.rate("Which bus do we use?", "bus", by="ana")
    assert told(world.gather(BO)) == []
    assert len(told(world.gather(Principal("cy")))) == 1
    assert told(world.gather(Principal(""))) == []


NAMED: dict[str, tuple[str, list[str]]] = {
    "a-path": ("adr/0004-bus.md", ["bus"]),
    "the-end-of-a-path": ("It is in 0005-cache.md.", ["cache"]),
    "an-address": ("see https://git.example/adr/0004-bus.md#why, please", ["bus"]),
    "an-address-in-brackets": ("(https://git.example/adr/0004-bus.md)", ["bus"]),
    "lores-own-page": ("http://lore.example:8080/documents/cache#c12", ["cache"]),
    "a-title-alone": ("The message bus", ["bus"]),
    "two-places": ("0005-cache.md and https://git.example/adr/0004-bus.md", ["bus", "cache"]),
    "the-line-of-the-form-only": ("not 0005-cache.md\nA better source: 0004-bus.md", ["bus"]),
    "an-unknown-address": ("https://git.example/adr/0099.md", []),
    "words": ("the answer was about another bus", []),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("reason", "found"), NAMED.values(), ids=NAMED)
def test_a_better_source_is_found_by_what_people_write(reason: str, found: list[str]) -> None:
    assert [one.id for one in named_in(reason, DOCUMENTS)] == found


def test_a_name_that_fits_two_documents_names_neither() -> None:
    twins: list[Document] = [page("a", path="x/readme.md", title="Readme"), page("b", path="y/readme.md", title="Readme")]
    assert named_in("readme.md", twins) == ()
    assert named_in("Readme", twins) == ()
    assert [one.id for one in named_in("y/readme.md", twins)] == ["b"]
