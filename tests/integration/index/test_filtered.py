"""What a scope lets in, against looking at every document: in a generation, in the tail, and where versions hide others."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.index.live import LiveView
from assistant.adapters.index.visible import VisibleChunks
from assistant.domain.documents import Document, Kind
from assistant.domain.hits import Scored
from assistant.domain.queries import Filters, Scope
from assistant.domain.readers import EVERYONE, Principal, Readers
from tests.integration.index.shelf import ADMINISTRATOR, DAY, Shelf, Written, scope, written

GROUPS = [f"team {number}" for number in range(24)]
WORDS = ("kafka", "retention", "berth", "token", "vessel", "throttle", "quota", "broker", "schema", "tenant", "replay", "shard")
KINDS = (Kind.PAGE, Kind.MEETING, Kind.DESIGN_DOC)
AUTHORS = ("Ana Ruiz", "Bo Lind", "陈伟 Chen Wei")
QUESTIONS = ("kafka retention of the berth", "throttle", "token quota schema", "vesel brokr", "zzzz")
DOCUMENTS = 220
BOARD = Readers(frozenset({"group:board"}))


def drawn(chosen: random.Random, number: int, version: int = 0) -> Written:
    """A document of somebody, in one of hundreds of audiences."""
    names = {f"group:{group}" for group in chosen.sample(GROUPS, chosen.randint(0, 4))}
    if chosen.random() < 0.15:
        names = {EVERYONE}
    texts = [
        " ".join(chosen.choices(WORDS, k=chosen.randint(3, 9))) + f" v{version} n{number}" for _ in range(chosen.randint(1, 3))
    ]
    return written(
        f"d{number}",
        *texts,
        readers=Readers(frozenset(names)),
        kind=chosen.choice(KINDS),
        source=chosen.choice(("wiki", "adr")),
        authors=(chosen.choice(AUTHORS),),
        status=chosen.choice(("", "accepted")),
        path=f"{chosen.choice(('a', 'b', 'a/c'))}/{number}.md",
        updated_at=chosen.choice((None, DAY)),
    )


def a_scope(chosen: random.Random) -> Scope:
    """Somebody with filters or without."""
    filters: dict[str, object] = {}
    if chosen.random() < 0.5:
        filters["kinds"] = tuple(map(str, chosen.sample(KINDS, chosen.randint(1, 3))))
    if chosen.random() < 0.2:
        filters["authors"] = (chosen.choice(("ruiz", "陈伟", "nobody")),)
    if chosen.random() < 0.2:
        filters["folders"] = (chosen.choice(("a", "a/c", "nowhere")),)
    if chosen.random() < 0.2:
        filters["after"] = DAY
    one = scope("reader", chosen.sample(GROUPS, chosen.choice((0, 1, 2, 8, 16, 24))), **filters)
    return Scope(replace(one.principal, administrator=True), one.filters) if chosen.random() < 0.1 else one


class Held:
    """A shelf, and every document that should be in it."""

    def __init__(self, shelf: Shelf, chosen: random.Random) -> None:
        self.shelf = shelf
        self.documents = {f"d{number}": drawn(chosen, number) for number in range(DOCUMENTS)}
        shelf.put(*list(self.documents.values())[:180])
        shelf.publish()
        shelf.index.view()
        shelf.put(*list(self.documents.values())[180:])
        for number in chosen.sample(range(180), 25):
            self.documents[f"d{number}"] = drawn(chosen, number, version=1)
            shelf.put(self.documents[f"d{number}"])
        for number in chosen.sample(range(DOCUMENTS), 20):
            readers = drawn(chosen, number).document.readers
            self.documents[f"d{number}"] = self.documents[f"d{number}"].changed(readers=readers)
            shelf.move(self.documents[f"d{number}"].document)
        for number in chosen.sample(range(DOCUMENTS), 15):
            del self.documents[f"d{number}"]
            shelf.remove(f"d{number}")
        self.chunks = [chunk for indexed in shelf.journal.indexed() for chunk in indexed.chunks]

    def admitted(self, one: Scope) -> set[str]:
        return {name for name, held in self.documents.items() if one.admit(held.document)}

    def nearest(self, question: str, one: Scope) -> list[Scored]:
        """Every visible chunk, compared."""
        vector, admitted = self.shelf.embedder.embed_question(question), self.admitted(one)
        found = [
            Scored(chunk.key, chunk.document_id, float(chunk.vector @ vector))
            for chunk in self.chunks
            if chunk.document_id in admitted
        ]
        return sorted(found, key=lambda scored: (-scored.score, scored.key))


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    home: Path = tmp_path_factory.mktemp("filtered")
    with Shelf(home) as shelf:
        yield Held(shelf, random.Random(6))


SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_nearest_are_those_of_comparing_every_visible_chunk(held: Held, seed: int) -> None:
    chosen = random.Random(seed)
    view, one, k = held.shelf.index.view(), a_scope(chosen), chosen.choice((1, 10, 60, 1000))
    vectors = np.stack([held.shelf.embedder.embed_question(question) for question in QUESTIONS])
    for question, found in zip(QUESTIONS, view.nearest_each(vectors, k, one), strict=True):
        exact = held.nearest(question, one)
        assert {scored.document_id for scored in found} <= held.admitted(one)
        assert [scored.score for scored in found] == pytest.approx([scored.score for scored in exact[:k]], abs=1e-5)
        if k >= len(exact):
            assert {scored.key for scored in found} == {scored.key for scored in exact}
        assert found == view.nearest(held.shelf.embedder.embed_question(question), k, one)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_words_find_what_ranking_everything_and_then_leaving_out_finds(held: Held, seed: int) -> None:
    chosen = random.Random(seed)
    one, k = a_scope(chosen), chosen.choice((1, 10, 60, 1000))
    index = held.shelf.another_index()
    view = index.view()
    view.words.weighing = replace(view.words.weighing, forgiving=False)  # what is forgiven depends on what is visible
    admitted = held.admitted(one)
    for question in QUESTIONS:
        everything = view.matching(question, len(held.chunks), ADMINISTRATOR)
        exact = [scored for scored in everything if scored.document_id in admitted]
        found = view.matching(question, k, one)
        assert {scored.document_id for scored in found} <= admitted
        assert [scored.score for scored in found] == pytest.approx([scored.score for scored in exact[:k]], rel=1e-5)
    index.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_both_ways_of_filtering_words_find_the_same(held: Held, seed: int) -> None:
    """With typing errors forgiven, too: without the chunks that are visible, every search asks with the condition."""
    chosen = random.Random(seed)
    view, one, k = held.shelf.index.view(), a_scope(chosen), chosen.choice((1, 10, 60, 1000))
    visible = view.visible(one)
    for question in QUESTIONS:
        quickly = view.words.search(question, k, visible.selection, visible.chunks)
        inside = view.words.search(question, k, visible.selection)
        assert [score for _, score in quickly] == pytest.approx([score for _, score in inside], rel=1e-5)
        least = inside[-1][1] * 1.0001 if inside else 0.0
        assert {key for key, score in quickly if score > least} == {key for key, score in inside if score > least}


def test_the_scopes_of_these_tests_take_both_ways(held: Held) -> None:
    """Many values and few, much that is visible and little, all and nothing."""
    view = held.shelf.index.view()
    seen = [view.visible(a_scope(random.Random(seed))) for seed in SEEDS]
    assert min(one.selection.values for one in seen) == 0
    assert max(one.selection.values for one in seen) > 100
    assert any(one.chunks is None for one in seen)
    assert any(one.chunks is not None and one.chunks.share == 0 for one in seen)
    assert any(one.chunks is not None and one.chunks.share > 0.5 for one in seen)


def test_what_ranks_below_hundreds_of_hidden_chunks_is_found(shelf: Shelf) -> None:
    """As many are ranked as usually hold enough that is visible; here they hold nothing."""
    shelf.put(*(written(f"hidden {n}", *[f"kafka {n} {place}" for place in range(30)], readers=BOARD) for n in range(20)))
    tail = " ".join(WORDS[1:] * 6)
    mine = [
        written(f"mine {n}", f"kafka {tail} {n}", readers=Readers(frozenset({f"group:{n}", "user:ana"}))) for n in range(30)
    ]
    shelf.put(*mine)
    shelf.publish()
    view = shelf.index.view()
    hidden_first = view.matching("kafka", 600, ADMINISTRATOR)
    assert not {one.document_id for one in hidden_first} & {one.document.id for one in mine}
    assert {one.document_id for one in view.matching("kafka", 50, scope("ana"))} == {one.document.id for one in mine}
    assert len(view.matching("kafka", 10, scope("ana"))) == 10


# ---- what a view remembers of a scope ----


def documents_of(shelf: Shelf, view: LiveView, one: Scope) -> set[str]:
    """What both halves find; they have to agree."""
    near = {scored.document_id for scored in view.nearest(shelf.embedder.embed_question("kafka"), 100, one)}
    assert {scored.document_id for scored in view.matching("kafka", 100, one)} == near
    return near


def of(*names: str, name: str = "") -> Written:
    return written(name or "-".join(names), "Kafka and its brokers.", readers=Readers(frozenset(names)))


READERS = [of("group:security"), of("user:ana"), of("user:ana@x.example"), of("group:ops"), of(EVERYONE), of(name="nobody")]
ANA = Principal("ana")
PRINCIPALS = {
    "anonymous": (Principal(""), set()),
    "by name": (ANA, {"user:ana"}),
    "in a group": (replace(ANA, groups=frozenset({"security"})), {"user:ana", "group:security"}),
    "in another group": (replace(ANA, groups=frozenset({"ops"})), {"user:ana", "group:ops"}),
    "out of it again": (ANA, {"user:ana"}),
    "by another name": (replace(ANA, identities=frozenset({"ana@x.example"})), {"user:ana", "user:ana@x.example"}),
    "in company": (replace(ANA, groups=frozenset({"ops"})).among([Principal("bo", frozenset({"ops"}))]), {"group:ops"}),
    "in other company": (replace(ANA, groups=frozenset({"ops"})).among([Principal("bo")]), set()),
}


def test_who_has_left_a_group_or_joined_one_is_not_taken_for_who_they_were(shelf: Shelf) -> None:
    shelf.put(*READERS)
    shelf.publish()
    view = shelf.index.view()
    for _ in range(2):  # the second time everything is remembered
        for principal, named in PRINCIPALS.values():
            assert documents_of(shelf, view, Scope(principal)) == {EVERYONE, *named}
        root = Principal("ana", administrator=True)
        assert documents_of(shelf, view, Scope(root)) == {one.document.id for one in READERS}


def test_a_filter_is_part_of_what_is_remembered(shelf: Shelf) -> None:
    shelf.put(of(EVERYONE, name="page"), of(EVERYONE, name="minutes").changed(kind=Kind.MEETING))
    view = shelf.index.view()
    for _ in range(2):
        assert documents_of(shelf, view, scope()) == {"page", "minutes"}
        assert documents_of(shelf, view, scope(kinds=("meeting",))) == {"minutes"}
        assert documents_of(shelf, view, scope(before=DAY)) == set()


@pytest.mark.parametrize("published", [True, False], ids=["published", "tail"])
def test_what_is_remembered_ends_with_the_state_that_it_was_of(shelf: Shelf, *, published: bool) -> None:
    shelf.put(*READERS)
    if published:
        shelf.publish()
    ops = scope("bo", ["ops"])
    assert documents_of(shelf, shelf.index.view(), ops) == {EVERYONE, "group:ops"}
    moved: Document = READERS[3].changed(readers=Readers(frozenset({"group:security"}))).document
    shelf.move(moved)
    assert documents_of(shelf, shelf.index.view(), ops) == {EVERYONE}
    shelf.move(replace(moved, readers=Readers(frozenset({"group:ops", "group:security"}))))
    assert documents_of(shelf, shelf.index.view(), ops) == {EVERYONE, "group:ops"}
    shelf.remove("group:ops")
    assert documents_of(shelf, shelf.index.view(), ops) == {EVERYONE}


def test_who_may_read_all_that_there_is_may_not_read_what_comes_then(shelf: Shelf) -> None:
    """Nothing is filtered for somebody who is in every audience; the next document may have another one."""
    shelf.put(of("group:ops"), of(EVERYONE))
    shelf.publish()
    ops = scope("bo", ["ops"])
    assert shelf.index.view().visible(ops).selection.everything
    shelf.put(of("group:security"))
    assert documents_of(shelf, shelf.index.view(), ops) == {EVERYONE, "group:ops"}
    shelf.publish()
    assert documents_of(shelf, shelf.index.view(), ops) == {EVERYONE, "group:ops"}


def test_somebody_in_every_audience_still_does_not_see_former_versions(shelf: Shelf) -> None:
    shelf.put(of("group:ops"), of("group:security"))
    shelf.publish()
    shelf.index.view()
    shelf.remove("group:security")
    view, ops = shelf.index.view(), scope("bo", ["ops"])
    assert view.visible(ops).selection.everything
    assert documents_of(shelf, view, ops) == {"group:ops"}


def test_more_people_than_are_remembered_are_told_right(shelf: Shelf) -> None:
    shelf.put(*(of(f"user:{number}") for number in range(80)))
    view = shelf.index.view()
    for number in [*range(80), *range(80)]:
        assert documents_of(shelf, view, scope(str(number))) == {f"user:{number}"}
    assert len(view.remembered) <= 40


def test_an_equal_scope_is_looked_up_once(shelf: Shelf) -> None:
    shelf.put(*READERS)
    view = shelf.index.view()
    assert view.visible(scope("ana", ["ops", "x"])) is view.visible(scope("ana", ["x", "ops"]))


def test_chunks_are_told_by_their_keys() -> None:
    chunks = VisibleChunks.of(np.array([9, 3, 5]), 12)
    assert chunks.admit([3, 4, 5, 9, 10, 0]).tolist() == [True, False, True, True, False, False]
    assert chunks.share == 0.25
    assert all(one < other for one, other in pairwise(chunks.keys.tolist()))


def test_of_no_chunks_none_is_admitted() -> None:
    assert VisibleChunks.of(np.array([], dtype=np.int64), 0).admit([1, 2]).tolist() == [False, False]
    assert VisibleChunks.of(np.array([1]), 1).admit([]).tolist() == []


def test_filters_that_let_in_every_value_filter_nothing(shelf: Shelf) -> None:
    shelf.put(of(EVERYONE, name="page"), of(EVERYONE, name="minutes").changed(kind=Kind.MEETING))
    view = shelf.index.view()
    both = Scope(ADMINISTRATOR.principal, Filters(kinds=("page", "meeting"), sources=("handbook",)))
    assert view.visible(both).selection.everything
    assert documents_of(shelf, view, both) == {"page", "minutes"}
