"""What the AskedQuestions port promises, over SQLite and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.adapters.catalogue.asked import SqlAskedQuestions
from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.asked import Asked, Interface, Outcome, Rating
from assistant.knowledge.ports import AskedQuestions, LatelyAsked
from tests.stand_ins.asked_questions import HeldQuestions

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ASKED = Asked(
    id="a1",
    question="Wer besitzt die 发票 <b>?",
    asked_at=NOON,
    outcome=Outcome.ANSWERED,
    asker="ana",
    teams=("apps", "engineering"),
    interface=Interface.PAGE,
    filtered=True,
    confidence=0.625,
    cited=("d1", "d2"),
    nearest=("d2",),
)
EARLIER = replace(ASKED, id="a0", asked_at=NOON - timedelta(days=1), outcome=Outcome.FAILED, cited=(), filtered=False)


@pytest.fixture(params=["sqlite", "memory"])
def questions(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AskedQuestions]:
    if request.param == "memory":
        yield HeldQuestions()
        return
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    yield catalogue.asked
    catalogue.close()


def rating(answer_id: str, user: str = "ana", *, helpful: bool = True, hours: int = 1) -> Rating:
    return Rating(answer_id, user, helpful, "because 'it' helped", NOON + timedelta(hours=hours))


def test_what_is_kept_comes_back_as_it_was(questions: AskedQuestions) -> None:
    questions.keep(ASKED)
    assert questions.get("a1") == ASKED


def test_there_is_nothing_under_an_unknown_id(questions: AskedQuestions) -> None:
    questions.keep(ASKED)
    assert questions.get("a2") is None


def test_questions_come_oldest_first_from_the_moment_on(questions: AskedQuestions) -> None:
    questions.keep(ASKED)
    questions.keep(EARLIER)
    assert questions.since(EARLIER.asked_at) == [EARLIER, ASKED]
    assert questions.since(NOON) == [ASKED]
    assert questions.since(NOON + timedelta(microseconds=1)) == []


def test_all_that_a_rating_says_comes_back(questions: AskedQuestions) -> None:
    questions.keep(ASKED)
    given = replace(rating("a1", helpful=False), complaint="outdated", better="d7", expected="Sieben 发票")
    questions.rate(given)
    assert questions.ratings(NOON) == [given]


def test_the_newest_come_first_without_those_that_lore_asked_itself(questions: LatelyAsked) -> None:
    assert isinstance(questions, HeldQuestions | SqlAskedQuestions)
    questions.keep(ASKED)
    questions.keep(EARLIER)
    questions.keep(replace(ASKED, id="a2", asker="bo"))
    questions.keep(replace(ASKED, id="a3", interface=Interface.CHECK))
    assert [one.id for one in questions.newest(None, 9)] == ["a2", "a1", "a0"]
    assert [one.id for one in questions.newest("ana", 9)] == ["a1", "a0"]
    assert [one.id for one in questions.newest("ana", 1)] == ["a1"]
    assert questions.newest("", 9) == []


def test_the_last_rating_of_a_user_counts(questions: AskedQuestions) -> None:
    questions.keep(ASKED)
    questions.rate(rating("a1", helpful=True))
    questions.rate(rating("a1", helpful=False, hours=2))
    assert questions.ratings(NOON) == [rating("a1", helpful=False, hours=2)]


def test_ratings_are_those_of_questions_from_the_moment_on_oldest_first(questions: AskedQuestions) -> None:
    questions.keep(ASKED)
    questions.keep(EARLIER)
    for one in (rating("a1", hours=3), rating("a0", hours=2), rating("a1", "bo", hours=1)):
        questions.rate(one)
    assert questions.ratings(EARLIER.asked_at) == [rating("a1", "bo", hours=1), rating("a0", hours=2), rating("a1", hours=3)]
    assert questions.ratings(NOON) == [rating("a1", "bo", hours=1), rating("a1", hours=3)]


def test_what_is_too_old_is_forgotten_with_its_ratings(questions: AskedQuestions) -> None:
    questions.keep(ASKED)
    questions.keep(EARLIER)
    questions.rate(rating("a0"))
    questions.rate(rating("a1"))
    assert questions.forget_before(NOON) == 1
    assert questions.since(EARLIER.asked_at) == [ASKED]
    assert questions.ratings(EARLIER.asked_at) == [rating("a1")]
    questions.keep(EARLIER)
    assert questions.ratings(EARLIER.asked_at) == [rating("a1")], "its rating was only hidden, and not forgotten"
