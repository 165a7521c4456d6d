"""Hits in the order of a time that is wanted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.queries import ANY_TIME, TimeWish
from assistant.retrieval.recency import reranked
from assistant.retrieval.understanding.inventory import Tenure

LATEST = TimeWish(latest=True)


def hit(name: str, score: float, day: str = "", status: str = "", created: str = "") -> Hit:
    document = Document(
        name, "notes", f"{name}.md", name, Kind.PAGE, "", status=status, updated_at=moment(day), created_at=moment(created)
    )
    return Hit(document, Chunk(abs(hash(name)) % 10_000 + 1, name, 0, name), score)


def moment(day: str) -> datetime | None:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None


def order(hits: tuple[Hit, ...]) -> list[str]:
    return [one.document.id for one in hits]


def test_without_a_wish_nothing_moves() -> None:
    hits = (hit("old", 0.9, "2020-01-01"), hit("new", 0.8, "2026-01-01"))

    assert reranked(hits, ANY_TIME) == hits


def test_the_newer_of_two_that_are_about_as_relevant_comes_first() -> None:
    hits = (hit("old", 1.0, "2020-01-01"), hit("new", 0.9, "2026-01-01"))

    assert order(reranked(hits, LATEST)) == ["new", "old"]


def test_a_clearly_better_match_stays_before_a_newer_one() -> None:
    hits = (hit("old", 1.0, "2020-01-01"), hit("new", 0.5, "2026-01-01"))

    assert order(reranked(hits, LATEST)) == ["old", "new"]


@pytest.mark.parametrize("status", ["superseded", "deprecated", "rejected", "withdrawn"])
def test_what_does_not_hold_falls_behind_what_does(status: str) -> None:
    hits = (hit("past", 1.0, "2026-01-01", status), hit("held", 0.9, "2025-01-01"))

    assert order(reranked(hits, LATEST)) == ["held", "past"]


def test_what_another_document_replaced_falls_behind_though_it_does_not_say_so() -> None:
    hits = (hit("bus", 1.0, "2022-03-15", "accepted"), hit("kafka", 0.9, "2022-05-11", "accepted"))

    moved = reranked(hits, LATEST, {"bus": Tenure(date(2022, 3, 15), date(2022, 5, 11), is_over=True)})

    assert order(moved) == ["kafka", "bus"]


def test_what_is_undated_is_neither_new_nor_past() -> None:
    hits = (hit("undated", 1.0), hit("new", 0.95, "2026-01-01"), hit("gone", 0.9, status="superseded"))

    assert order(reranked(hits, LATEST)) == ["new", "undated", "gone"]


def test_as_of_a_day_hides_what_came_later() -> None:
    hits = (hit("later", 1.0, "2024-05-01"), hit("then", 0.5, "2023-05-01"), hit("undated", 0.4))

    assert order(reranked(hits, TimeWish(as_of=date(2024, 3, 31)))) == ["then", "undated"]


def test_as_of_a_day_keeps_what_was_there_and_has_changed_since() -> None:
    hits = (hit("living", 1.0, "2026-05-01", created="2022-01-01"),)

    assert order(reranked(hits, TimeWish(as_of=date(2024, 3, 31)))) == ["living"]


def test_as_of_a_day_before_everything_shows_what_there_is() -> None:
    hits = (hit("later", 1.0, "2024-05-01"), hit("latest", 0.5, "2025-05-01"))

    assert order(reranked(hits, TimeWish(as_of=date(2001, 1, 1)))) == ["later", "latest"]


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2022, 6, 1), "bus"), (date(2023, 5, 10), "bus"), (date(2023, 5, 11), "kafka"), (date(2024, 1, 1), "kafka")],
)
def test_as_of_a_day_what_was_in_force_then_comes_first(day: date, first: str) -> None:
    hits = (hit("neither", 1.0, "2022-01-01"), hit("bus", 0.9, "2022-03-15"), hit("kafka", 0.9, "2022-04-01"))
    tenures = {
        "bus": Tenure(date(2022, 3, 15), date(2023, 5, 11), is_over=True),
        "kafka": Tenure(date(2023, 5, 11)),
    }

    assert order(reranked(hits, TimeWish(as_of=day), tenures))[0] == first


_SCORES = st.lists(st.floats(0, 5, allow_nan=False), min_size=1, max_size=12)
_WISHES = st.sampled_from([LATEST, TimeWish(as_of=date(2024, 1, 1))])


@given(_SCORES, _WISHES)
def test_hits_are_only_moved_never_made_and_their_scores_fall(scores: list[float], wish: TimeWish) -> None:
    hits = tuple(hit(f"d{n}", score, f"20{10 + n}-01-01") for n, score in enumerate(sorted(scores, reverse=True)))

    moved = reranked(hits, wish)

    assert set(order(moved)) <= set(order(hits))
    assert len(set(order(moved))) == len(moved)
    assert [one.score for one in moved] == sorted((one.score for one in moved), reverse=True)
