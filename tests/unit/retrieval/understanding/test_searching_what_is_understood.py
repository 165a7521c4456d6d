"""Search within what was understood, and without it where that finds nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from assistant.adapters.system_clock import FixedClock
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.queries import Filters, Query, Scope
from assistant.domain.readers import Principal, Readers
from assistant.retrieval.understanding.inventory import Inventory
from assistant.retrieval.understanding.searching import Understanding
from tests.stand_ins.stocked import HARBOUR

ANYBODY = Principal("ana")
CLOCK = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))


def document(name: str, kind: Kind = Kind.PAGE, day: str = "2024-03-05", authors: tuple[str, ...] = ()) -> Document:
    when = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Document(
        name, "tidewater", f"{name}.md", name, kind, "", Readers.parse("everyone"), authors=authors, updated_at=when
    )


MARCH = document("march", Kind.MEETING, "2026-03-05")
JUNE = document("june", Kind.MEETING, "2026-06-05")
PAGE = document("page", Kind.PAGE, "2024-01-01", ("Ana Ruiz",))
HELD = (PAGE, MARCH, JUNE)


@dataclass
class Shelf:
    """Finds every admitted document, in their order; `near` is the similarity of each, 0.8 where it says nothing."""

    documents: tuple[Document, ...] = HELD
    near: dict[str, float] = field(default_factory=dict)
    asked: list[Query] = field(default_factory=list)

    def search(self, query: Query) -> SearchResult:
        self.asked.append(query)
        found = [one for one in self.documents if query.scope.admit(one)][: query.k]
        hits = [
            Hit(one, Chunk(self.documents.index(one) + 1, one.id, 0, one.id), 1 - place / 50, self.near.get(one.id, 0.8))
            for place, one in enumerate(found)
        ]
        return SearchResult(tuple(hits), 1.0)


def understanding(shelf: Shelf, inventory: Inventory = HARBOUR) -> Understanding:
    return Understanding(shelf, lambda _: inventory, CLOCK)


def query(text: str, filters: Filters | None = None) -> Query:
    return Query(text, Scope(ANYBODY, filters or Filters()), 10)


def names(result: SearchResult) -> list[str]:
    return [hit.document.id for hit in result.hits]


def test_a_plain_question_is_searched_once_as_it_stands() -> None:
    shelf = Shelf()

    found = understanding(shelf).search(query("why is the sky blue?"))

    assert [one.text for one in shelf.asked] == ["why is the sky blue?"]
    assert found.understood.is_plain
    assert names(found.result) == ["page", "march", "june"]


def test_what_is_understood_narrows_the_search() -> None:
    found = understanding(Shelf()).search(query("what was said about retention in last March's minutes?"))

    assert names(found.result) == ["march"]
    assert found.understood.told == "March 2026 · meetings"
    assert not found.understood.note


def test_where_nothing_is_found_within_it_everything_is_searched_and_told() -> None:
    shelf = Shelf()

    found = understanding(shelf).search(query("what was said about retention in the minutes of May 2025?"))

    assert names(found.result) == ["page", "march", "june"]
    assert found.understood.note == "Nothing in “May 2025 · meetings”; searched everything."
    assert not found.understood.narrows
    assert shelf.asked[-1].text == found.understood.asked


def test_where_only_far_things_are_found_within_it_everything_is_searched() -> None:
    shelf = Shelf(near={"march": 0.1, "page": 0.9})

    found = understanding(shelf).search(query("what was said about retention in last March's minutes?"))

    assert names(found.result)[0] == "page"
    assert "searched everything" in found.understood.note


def test_what_the_caller_filters_is_never_widened() -> None:
    given = Filters(kinds=("meeting",))

    found = understanding(Shelf()).search(query("minutes of May 2025 about retention", given))

    assert names(found.result) == ["march", "june"]
    assert found.understood.note


@pytest.mark.parametrize("given", [Filters(kinds=("page",)), Filters(authors=("Ana Ruiz",))])
def test_what_the_caller_filters_goes_before_what_the_words_say(given: Filters) -> None:
    found = understanding(Shelf()).search(query("meeting notes by Bo about retention", given))

    assert all(given.admit(hit.document) for hit in found.result.hits)


def test_literally_nothing_is_read_and_the_inventory_not_even_asked_for() -> None:
    def nobody(_: Principal) -> Inventory:
        raise AssertionError("a literal search needs no inventory")

    shelf = Shelf()
    asked = replace(query("minutes of March 2026 about retention"), literally=True)

    found = Understanding(shelf, nobody, CLOCK).search(asked)

    assert len(shelf.asked) == 1
    assert found.understood.is_plain


def test_the_principal_who_asks_is_the_one_whose_inventory_is_read() -> None:
    asked: list[Principal] = []

    def inventory_of(principal: Principal) -> Inventory:
        asked.append(principal)
        return Inventory()

    found = Understanding(Shelf(), inventory_of, CLOCK).search(query("what did Ana say about retention?"))

    assert asked == [ANYBODY]
    assert found.understood.is_plain


def test_several_questions_are_searched_apart_and_merged() -> None:
    shelf = Shelf()

    found = understanding(shelf).search(query("What is the retry limit, and who decided it?"))

    assert [one.text for one in shelf.asked] == [
        "What is the retry limit, and who decided it?",
        "What is the retry limit?",
        "who decided retry limit?",
    ]
    assert sorted(names(found.result)) == ["june", "march", "page"]


def test_the_latest_comes_first() -> None:
    found = understanding(Shelf()).search(query("what is our current retention policy?"))

    assert names(found.result)[0] == "june"


def test_as_of_a_day_later_documents_are_hidden() -> None:
    found = understanding(Shelf()).search(query("what was the retention as of 2025-01-01?"))

    assert names(found.result) == ["page"]
    assert found.understood.wish.as_of == date(2025, 1, 1)


def test_no_more_than_k_come_back_and_scores_fall() -> None:
    many = tuple(document(f"d{n}", Kind.MEETING, f"2026-03-{n + 1:02}") for n in range(20))
    asked = replace(query("latest minutes of the weekly about retention"), k=5)

    hits = understanding(Shelf(many)).search(asked).result.hits

    assert len(hits) == 5
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_place_that_is_named_is_kept_to_though_what_it_holds_is_far() -> None:
    shelf = Shelf(near={"march": 0.1, "june": 0.1, "page": 0.9})

    found = understanding(shelf).search(query("retention after:2026-01-01"))

    assert names(found.result) == ["march", "june"]
    assert not found.understood.note
