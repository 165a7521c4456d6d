"""Gaps: what nobody's documents answer, put together, closed when it is answered, and silent about who asked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.adapters.system_clock import FixedClock
from assistant.domain.asked import Asked, Interface, Outcome, Rating
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.health.gaps import Gap, Gaps, grouped
from assistant.knowledge.health.hearing import Heard, Hearing
from tests.stand_ins.asked_questions import HeldQuestions
from tests.stand_ins.upkept import NOW, asked, page, view_of

VIEW = view_of([page("handbook"), page("kafka")])
LAPTOP = "how do I order a new laptop"
LAPTOP_TOO = "how do I order a new laptop please"
LEAVE = "what is the parental leave policy"


def find(*questions: Asked, ratings: dict[str, Rating] | None = None) -> list[Gap]:
    heard = Heard(tuple(sorted(questions, key=lambda one: one.asked_at)), ratings or {}, whole=True)
    return Gaps(HashingEmbedder(256)).find(VIEW, heard, 100)


def unhelpful(one: Asked) -> dict[str, Rating]:
    return {one.id: Rating(one.id, one.asker, False, "", NOW)}


def test_questions_that_ask_the_same_are_one_gap_with_every_wording() -> None:
    (gap,) = find(asked(LAPTOP, days=3), asked(LAPTOP_TOO, "bo", days=2), asked(LAPTOP.upper() + "?", "chen", days=1))
    assert gap.times == 3
    assert {gap.question, *gap.wordings} >= {LAPTOP_TOO}
    assert len(gap.wordings) == 1, "the same words in another case are no other wording"
    assert (gap.first_at, gap.last_at) == (asked(LAPTOP, days=3).asked_at, asked(LAPTOP, days=1).asked_at)


def test_different_questions_are_different_gaps_those_that_more_people_ask_first() -> None:
    many = [asked(LAPTOP, who) for who in ("ana", "bo", "chen")]
    gaps = find(asked(LEAVE, days=0.1), *many)
    assert [gap.question for gap in gaps] == [LAPTOP, LEAVE]


@pytest.mark.parametrize(
    ("askers", "told"), [(("ana",), None), (("ana", "bo", "ana"), None), (("ana", "bo", "chen"), 3)], ids=["1", "2", "3"]
)
def test_askers_and_teams_are_counted_from_three_people_on(askers: tuple[str, ...], told: int | None) -> None:
    questions = [asked(LAPTOP, who, days=n + 1, teams=(f"team-{who}", "all")) for n, who in enumerate(askers)]
    (gap,) = find(*questions)
    assert gap.askers == told
    assert gap.teams == (None if told is None else 4)
    assert "ana" not in repr(replace(gap, id="")), "a gap names nobody who asked"


def test_nearest_documents_are_those_most_often_near_that_may_be_read() -> None:
    (gap,) = find(
        asked(LAPTOP, days=2, nearest=("hidden", "kafka")), asked(LAPTOP, "bo", nearest=("hidden", "handbook", "kafka"))
    )
    assert [document.id for document in gap.nearest] == ["kafka", "handbook"]


@pytest.mark.parametrize(
    "later",
    [
        asked(LAPTOP, "bo", cited=("handbook",)),
        asked("How do I ORDER a new laptop?", "bo", cited=("handbook",)),
        asked(LAPTOP, "", cited=("handbook",), interface=Interface.CHECK),
        asked(LAPTOP, "bo", cited=("handbook",), filtered=True),
    ],
    ids=["another asker", "the same words", "a check", "an answer with a filter"],
)
def test_a_gap_closes_when_the_same_is_answered_later(later: Asked) -> None:
    assert find(asked(LAPTOP, days=2), later) == []


@pytest.mark.parametrize(
    "other",
    [
        asked(LAPTOP, "bo", days=5, cited=("handbook",)),
        asked(LEAVE, "bo", cited=("handbook",)),
        asked(LAPTOP, "bo", cited=("hidden",)),
        asked(LAPTOP, "bo", cited=("handbook", "hidden")),
        asked(LAPTOP, "bo", outcome=Outcome.ANSWERED),
        asked(LAPTOP, "bo", outcome=Outcome.FAILED),
    ],
    ids=["earlier", "something else", "from a hidden document", "partly from one", "without a citation", "failed"],
)
def test_nothing_else_closes_it(other: Asked) -> None:
    assert [gap.times for gap in find(asked(LAPTOP, days=2), other)] == [1]


def test_an_answer_from_a_hidden_document_is_neither_a_gap_nor_told() -> None:
    one = asked(LAPTOP, cited=("hidden",))
    assert find(one) == []
    assert find(one, ratings=unhelpful(one))[0].nearest == ()


def test_an_answer_that_did_not_help_its_asker_is_a_gap_and_closes_none() -> None:
    one = asked(LAPTOP, cited=("handbook",))
    (gap,) = find(asked(LAPTOP, "bo", days=2), one, ratings=unhelpful(one))
    assert (gap.times, gap.unhelpful) == (2, 1)


@pytest.mark.parametrize(
    "one",
    [asked(LAPTOP, filtered=True), asked(LAPTOP, outcome=Outcome.FAILED), asked(LAPTOP, "", interface=Interface.CHECK)],
    ids=["filtered", "failed", "asked by Lore itself"],
)
def test_what_is_no_question_to_the_documents_is_no_gap(one: Asked) -> None:
    assert find(one) == []


def test_texts_are_embedded_once() -> None:
    class Counting(HashingEmbedder):
        seen: list[str] = []  # noqa: RUF012

        def embed(self, texts, progress=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            self.seen.extend(texts)
            return super().embed(texts)

    embedder = Counting()
    gaps, heard = Gaps(embedder), Heard((asked(LAPTOP, days=2), asked(LAPTOP, "bo"), asked(LEAVE)), {}, whole=True)
    assert gaps.find(VIEW, heard, 9) == gaps.find(VIEW, heard, 9)
    assert sorted(embedder.seen) == sorted({LAPTOP, LEAVE})


def test_grouping_joins_to_the_nearest_mean_and_never_changes_earlier_groups() -> None:
    angles = np.radians([0, 90, 10, 80, 200, 45])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert grouped(vectors, 0.9) == [[0, 2], [1, 3], [4], [5]]
    assert grouped(vectors[:4], 0.9) == [[0, 2], [1, 3]]
    assert grouped(vectors, 1.1) == [[0], [1], [2], [3], [4], [5]]


ADMIN, CURATOR, ANA, NOBODY = (
    Principal("root", administrator=True),
    Principal("bo", frozenset({"curators"})),
    Principal("ana"),
    Principal(""),
)


def hearing(*questions: Asked) -> Hearing:
    held = HeldQuestions()
    for one in questions:
        held.keep(one)
        held.rate(Rating(one.id, one.asker, True, "", NOW))
    return Hearing(held, Readers.parse("group:curators"), FixedClock(NOW))


@pytest.mark.parametrize(
    ("who", "whole", "heard"),
    [
        (ADMIN, True, ["ana", "bo", ""]),
        (CURATOR, True, ["ana", "bo", ""]),
        (ANA, False, ["ana"]),
        (NOBODY, False, []),
        (Principal("stranger"), False, []),
    ],
    ids=["administrator", "curator", "asker", "anonymous", "stranger"],
)
def test_questions_are_heard_by_curators_and_their_askers_alone(who: Principal, whole: bool, heard: list[str]) -> None:
    told = hearing(asked(LAPTOP, "ana", 3), asked(LAPTOP, "bo", 2), asked(LAPTOP, "", 1)).of(who, 1)
    assert (told.whole, [one.asker for one in told.by_people]) == (whole, heard)
    assert set(told.ratings or {}) == {one.id for one in told.asked}


def test_only_the_last_weeks_are_heard() -> None:
    assert [one.question for one in hearing(asked("old", days=15), asked("new", days=13)).of(ADMIN, 2).asked] == ["new"]


def test_checks_close_gaps_for_everybody_and_are_nobodys_question() -> None:
    check = asked(LAPTOP, "root", 0.5, cited=("handbook",), interface=Interface.CHECK)
    told = hearing(asked(LAPTOP, "ana"), check).of(ANA, 1)
    assert [one.asker for one in told.by_people] == ["ana"]
    assert Gaps(HashingEmbedder()).find(VIEW, told, 9) == []
