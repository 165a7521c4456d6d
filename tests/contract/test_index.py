"""What the Index port promises, over every way in which a document can have come into the index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.domain.documents import Kind
from assistant.domain.queries import Filters, Scope
from assistant.domain.readers import Principal, Readers
from tests.integration.index.shelf import ADMINISTRATOR, DAY, Shelf, scope, written

LATE = DAY + timedelta(microseconds=1)
FAR = datetime(9000, 1, 1, 0, 0, 0, 1, tzinfo=UTC)
DOCUMENTS = (
    written(
        "bus",
        "We run Kafka with six brokers.",
        "Retention is seven days.",
        kind=Kind.DESIGN_DOC,
        status="Accepted",
        authors=("Ana Ruiz",),
        path="adr/0004/bus.md",
    ),
    written(
        "leak",
        "Kafka printed a deploy token.",
        readers=Readers(frozenset({"group:security", "user:bo"})),
        source="security",
        path="adr/leak.md",
    ),
    written("draft", "Kafka may be replaced.", readers=Readers(), authors=("Ana Ruiz", "陈伟 Chen Wei"), status="proposed"),
    written(
        "review",
        "Kafka client of the meter: why not a timeout?",
        kind=Kind.CODE_REVIEW,
        authors=("Bo <bo@example.org>",),
        updated_at=LATE,
        path="adr 2/日志/review.md",
    ),
    written("undated", "Kafka without a date.", updated_at=None),
    written("future", "Kafka in the far future.", updated_at=FAR),
    written("nothing"),
)
EVERYTHING = {"bus", "leak", "draft", "review", "undated", "future"}
PUBLIC = EVERYTHING - {"leak", "draft"}


@dataclass(frozen=True)
class Case:
    """A scope, and the documents in which `kafka` must be found."""

    scope: Scope
    found: set[str]


def administrator(**filters: object) -> Scope:
    return Scope(ADMINISTRATOR.principal, Filters(**filters))  # type: ignore[arg-type]


MEMBERS = {
    "ana": Principal("ana"),
    "bo": Principal("bo"),
    "ruth": Principal("ruth", frozenset({"security"})),
    "root": Principal("root", administrator=True),
}


def company(asker: str, *others: str, **filters: object) -> Scope:
    """What these people may all read."""
    return Scope(MEMBERS[asker].among(MEMBERS[one] for one in others), Filters(**filters))  # type: ignore[arg-type]


CASES = {
    "an administrator reads all": Case(ADMINISTRATOR, EVERYTHING),
    "an anonymous caller reads what everyone may": Case(scope(), PUBLIC),
    "a named reader": Case(scope("bo"), PUBLIC | {"leak"}),
    "a member of a group": Case(scope("ruth", ["security"]), PUBLIC | {"leak"}),
    "a group named like a user": Case(scope("security", ["bo"]), PUBLIC),
    "another group": Case(scope("eve", ["apps"]), PUBLIC),
    "one kind": Case(administrator(kinds=("code-review",)), {"review"}),
    "two kinds": Case(administrator(kinds=("code-review", "design-doc")), {"review", "bus"}),
    "no such kind": Case(administrator(kinds=("meeting",)), set()),
    "one source": Case(administrator(sources=("security",)), {"leak"}),
    "a source that the asker may not read": Case(scope(sources=("security",)), set()),
    "a status in another case": Case(administrator(statuses=("accepted", "PROPOSED")), {"bus", "draft"}),
    "one word of an author": Case(administrator(authors=("ruiz",)), {"bus", "draft"}),
    "an author's address": Case(administrator(authors=("bo@example.org",)), {"review"}),
    "a Chinese author": Case(administrator(authors=("陈伟",)), {"draft"}),
    "half a word of an author": Case(administrator(authors=("rui",)), set()),
    "a blank author": Case(administrator(authors=(" ",)), set()),
    "after is inclusive": Case(administrator(after=LATE), {"review", "future"}),
    "before is exclusive": Case(administrator(before=LATE), {"bus", "leak", "draft"}),
    "one microsecond": Case(administrator(after=DAY, before=LATE), {"bus", "leak", "draft"}),
    "one microsecond far away": Case(administrator(after=FAR, before=FAR + timedelta(microseconds=1)), {"future"}),
    "far away, exclusive": Case(administrator(after=LATE, before=FAR), {"review"}),
    "one folder": Case(administrator(folders=("adr",)), {"bus", "leak"}),
    "a folder with slashes": Case(administrator(folders=("/adr/",)), {"bus", "leak"}),
    "a folder below": Case(administrator(folders=("adr/0004",)), {"bus"}),
    "two folders": Case(administrator(folders=("adr/0004", "adr 2/日志")), {"bus", "review"}),
    "a folder and one below it": Case(administrator(folders=("adr", "adr/0004")), {"bus", "leak"}),
    "half a folder's name": Case(administrator(folders=("ad",)), set()),
    "the last folder's name alone": Case(administrator(folders=("0004",)), set()),
    "a folder in other letters": Case(administrator(folders=("ADR",)), set()),
    "a file is no folder": Case(administrator(folders=("adr/leak.md",)), set()),
    "a blank folder": Case(administrator(folders=("", "/")), set()),
    "no such folder": Case(administrator(folders=("nowhere",)), set()),
    "a folder of which the asker may read a part": Case(scope("ana", folders=("adr",)), {"bus"}),
    "a folder of one source": Case(administrator(folders=("adr",), sources=("security",)), {"leak"}),
    "all at once": Case(
        scope(
            "x",
            kinds=("design-doc",),
            sources=("handbook",),
            authors=("Ana",),
            statuses=("accepted",),
            after=DAY,
            folders=("adr",),
        ),
        {"bus"},
    ),
    "a company reads what each of them reads": Case(company("bo", "ana"), PUBLIC),
    "a company whose members read it for different reasons": Case(company("bo", "ruth"), PUBLIC | {"leak"}),
    "a company with an administrator": Case(company("bo", "root"), PUBLIC | {"leak"}),
    "a company of administrators": Case(company("root"), EVERYTHING),
    "a company and a filter": Case(company("bo", "ruth", folders=("adr",)), {"bus", "leak"}),
}


def in_a_generation(shelf: Shelf) -> None:
    shelf.put(*DOCUMENTS)
    shelf.publish()


def in_the_tail(shelf: Shelf) -> None:
    shelf.put(*DOCUMENTS)


def in_both(shelf: Shelf) -> None:
    shelf.put(*DOCUMENTS[::2])
    shelf.publish()
    shelf.put(*DOCUMENTS[1::2])


def changed_in_the_tail(shelf: Shelf) -> None:
    """Published with everything else: other readers, dates, statuses, authors and texts."""
    former = [
        written(one.document.id, "A former Kafka text.", authors=("Somebody Ruiz",), status="accepted", kind=Kind.MEETING)
        for one in DOCUMENTS
    ]
    shelf.put(*former, written("gone", "Kafka that was removed."))
    shelf.publish()
    shelf.index.view()
    shelf.put(*DOCUMENTS)
    shelf.remove("gone")


WAYS = [in_a_generation, in_the_tail, in_both, changed_in_the_tail]


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: way.__name__)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    home: Path = tmp_path_factory.mktemp("shelf")
    with Shelf(home) as shelf:
        request.param(shelf)
        yield shelf


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_both_halves_find_what_the_scope_admits_and_nothing_else(filled: Shelf, case: Case) -> None:
    view = filled.index.view()
    assert {one.document_id for one in view.matching("kafka", 100, case.scope)} == case.found
    nearest = view.nearest(filled.embedder.embed_question("kafka"), 100, case.scope)
    assert {one.document_id for one in nearest} == case.found
    admitted = {one.document.id for one in DOCUMENTS if case.scope.admit(one.document)} - {"nothing"}
    assert admitted == case.found


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_k_chunks_come_back_where_as_many_may_be_read(filled: Shelf, k: int) -> None:
    view = filled.index.view()
    assert len(view.nearest(filled.embedder.embed_question("deploy token"), k, scope())) == k
    assert len(view.matching("kafka", k, scope())) == k


def test_the_best_come_first(filled: Shelf) -> None:
    view = filled.index.view()
    for found in (
        view.nearest(filled.embedder.embed_question("kafka deploy token"), 10, ADMINISTRATOR),
        view.matching("kafka deploy token", 10, ADMINISTRATOR),
    ):
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
        assert found[0].document_id == "leak"


def test_a_chunk_has_the_cosine_1_with_its_own_vector(filled: Shelf) -> None:
    vector = filled.embedder.embed_question("About bus We run Kafka with six brokers.")
    best = filled.index.view().nearest(vector, 1, scope())[0]
    assert (best.document_id, round(best.score, 5)) == ("bus", 1.0)


@pytest.mark.parametrize("text", ["", " ", "?!", "—", "…", "zzzz"])
def test_words_that_stand_nowhere_match_nothing(filled: Shelf, text: str) -> None:
    assert filled.index.view().matching(text, 10, ADMINISTRATOR) == []


@pytest.mark.parametrize(
    "text", ['kafka AND "', "kafka:*", "title:kafka^5 -kafka", "[kafka TO zebra]", "kafka~2", "\x00kafka", "/kafka/"]
)
def test_a_query_language_is_not_spoken(filled: Shelf, text: str) -> None:
    found = {one.document_id for one in filled.index.view().matching(text, 100, ADMINISTRATOR)}
    assert found >= EVERYTHING


def test_a_title_and_a_heading_are_searched(filled: Shelf) -> None:
    assert filled.index.view().matching("about undated", 1, ADMINISTRATOR)[0].document_id == "undated"


def test_the_state_that_it_covers_is_the_catalogues(filled: Shelf) -> None:
    assert filled.index.view().sequence == filled.journal.sequence()
    assert filled.index.view().vector_keys() == filled.index.view().word_keys() == filled.journal.chunk_keys()
