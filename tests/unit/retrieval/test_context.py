"""Hits with what stands around them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.retrieval.context import WIDTH, in_context

Place = tuple[str, int]


def chunk(name: str, ordinal: int, size: int = 100, headings: tuple[str, ...] = ()) -> Chunk:
    key = 1000 * (1 + "abcdef".index(name)) + ordinal
    return Chunk(key, name, ordinal, f"{ordinal % 10}" * size, headings)


def hit(of: Chunk, score: float = 1.0) -> Hit:
    return Hit(Document(of.document_id, "s", f"{of.document_id}.md", "", Kind.PAGE, ""), of, score)


def document(name: str, count: int, size: int = 100) -> list[Chunk]:
    return [chunk(name, ordinal, size) for ordinal in range(count)]


def places(one: Hit) -> list[int]:
    return [each.ordinal for each in one.around]


def wide(found: Sequence[Chunk], near: Sequence[Chunk]) -> list[list[int]]:
    """The ordinals of each hit, the first of which is the best."""
    return [places(one) for one in in_context([hit(each, 1 - place / 100) for place, each in enumerate(found)], near)]


@pytest.mark.parametrize(
    ("count", "size", "at", "expected"),
    [
        pytest.param(9, 400, 4, [4, 5, 6, 7], id="forward first"),
        pytest.param(9, 400, 6, [5, 6, 7, 8], id="backward where the document ends"),
        pytest.param(9, 400, 0, [0, 1, 2, 3], id="at the beginning"),
        pytest.param(9, 400, 8, [5, 6, 7, 8], id="at the end"),
        pytest.param(3, 100, 1, [0, 1, 2], id="a short document is there as a whole"),
        pytest.param(1, 100, 0, [0], id="a document of one chunk"),
        pytest.param(5, WIDTH, 2, [2], id="a chunk as wide as all"),
        pytest.param(5, WIDTH + 1, 2, [2], id="a chunk that is wider"),
        pytest.param(5, WIDTH // 2, 2, [2, 3], id="just two fit"),
        pytest.param(5, WIDTH // 2 + 1, 2, [2], id="just two do not fit"),
    ],
)
def test_a_hit_grows_as_far_as_it_may(count: int, size: int, at: int, expected: list[int]) -> None:
    chunks = document("a", count, size)
    assert wide([chunks[at]], chunks) == [expected]


def test_the_rest_of_a_section_comes_before_another_section() -> None:
    chunks = [chunk("a", 0, 700, ("One",)), chunk("a", 1, 700, ("One",)), chunk("a", 2, 700, ("Two",))]
    assert wide([chunks[1]], chunks) == [[0, 1]]


def test_a_neighbour_that_was_found_itself_comes_before_the_rest_of_the_section() -> None:
    chunks = [chunk("a", 0, 700, ("One",)), chunk("a", 1, 700, ("One",)), chunk("a", 2, 700, ("Two",))]
    assert wide([chunks[1], chunks[2]], chunks) == [[1, 2]]


def test_a_side_that_does_not_fit_leaves_room_for_the_other() -> None:
    chunks = [chunk("a", 0, 500), chunk("a", 1, 500), chunk("a", 2, 1500)]
    assert wide([chunks[1]], chunks) == [[0, 1]]


def test_what_stands_in_a_better_hits_context_is_no_hit_of_its_own() -> None:
    chunks = document("a", 5)
    assert wide([chunks[2], chunks[3], chunks[0]], chunks) == [[0, 1, 2, 3, 4]]


def test_a_worse_hit_grows_to_its_other_side() -> None:
    chunks = document("a", 12, 400)
    assert wide([chunks[8], chunks[6]], chunks) == [[8, 9, 10, 11], [4, 5, 6, 7]]


def test_hits_far_apart_stop_where_the_better_one_ends() -> None:
    chunks = document("a", 12, 400)
    assert wide([chunks[4], chunks[8]], chunks) == [[4, 5, 6, 7], [8, 9, 10, 11]]


def test_another_documents_chunks_are_not_around() -> None:
    near = [*document("a", 3), *document("b", 3)]
    assert [{each.document_id for each in one.around} for one in in_context([hit(near[1]), hit(near[4])], near)] == [
        {"a"},
        {"b"},
    ]


def test_a_gap_is_not_leapt_over() -> None:
    chunks = document("a", 6)
    assert wide([chunks[2]], [one for one in chunks if one.ordinal != 3]) == [[0, 1, 2]]


@pytest.mark.parametrize("near", [[], document("b", 3)], ids=["nothing", "others' chunks"])
def test_a_hit_whose_neighbours_may_not_be_read_is_alone(near: list[Chunk]) -> None:
    alone = chunk("a", 3)
    assert in_context([hit(alone)], near) == [Hit(hit(alone).document, alone, 1.0, 0.0, (alone,))]


def test_a_document_that_changed_since_lends_no_neighbours() -> None:
    former = Chunk(77, "a", 1, "the former text")
    assert wide([former], document("a", 3)) == [[1]]


def test_the_text_of_a_hit_is_that_of_its_context() -> None:
    chunks = [Chunk(key, "a", key - 1, text) for key, text in ((1, "before"), (2, "found"), (3, "after"))]
    assert in_context([hit(chunks[1])], chunks)[0].text == "before\n\nfound\n\nafter"
    assert hit(chunks[1]).text == "found"


def test_no_hits_have_no_context() -> None:
    assert in_context([], document("a", 3)) == []


@pytest.mark.timeout(60)
def test_many_hits_in_one_long_document_do_not_take_for_ever() -> None:
    chunks = document("a", 40_000, 1)
    assert len(wide(chunks[::20], chunks)) > 0


SIZES = st.lists(st.sampled_from([1, 90, 500, 801, WIDTH, WIDTH + 1]), min_size=1, max_size=7)
HEADINGS = [("One",), ("Two",), ()]


@st.composite
def searches(draw: st.DrawFn) -> tuple[list[Hit], list[Chunk]]:
    """Hits, best first, and the readable chunks around them: some of those of two documents."""
    sized = [("a", place, size) for place, size in enumerate(draw(SIZES))]
    sized += [("b", place, size) for place, size in enumerate(draw(SIZES))]
    chunks = [chunk(name, place, size, HEADINGS[place // 2 % 3]) for name, place, size in sized]
    order = draw(st.permutations(chunks))
    hidden = draw(st.integers(0, len(chunks)))
    return [hit(one, 1 - place / 20) for place, one in enumerate(order[: draw(st.integers(0, 6))])], order[: hidden + 1]


@given(searches())
def test_every_hit_holds_its_own_chunk_and_no_chunk_is_in_two(search: tuple[list[Hit], list[Chunk]]) -> None:
    after = in_context(*search)
    held = [each.key for one in after for each in one.around]
    assert len(held) == len(set(held))
    assert all(one.chunk in one.around for one in after)


@given(searches())
def test_hits_keep_their_order_and_every_chunk_that_was_found_is_shown(search: tuple[list[Hit], list[Chunk]]) -> None:
    hits, near = search
    after = in_context(hits, near)
    left = [one.chunk.key for one in after]
    assert left == [one.chunk.key for one in hits if one.chunk.key in left]
    assert {one.chunk.key for one in hits} <= {each.key for one in after for each in one.around}
    assert [one.score for one in after] == sorted((one.score for one in after), reverse=True)


@given(searches())
def test_a_hit_is_one_stretch_of_its_document_no_wider_than_allowed(search: tuple[list[Hit], list[Chunk]]) -> None:
    for one in in_context(*search):
        assert {each.document_id for each in one.around} == {one.document.id}
        assert places(one) == list(range(places(one)[0], places(one)[-1] + 1))
        assert len(one.around) == 1 or sum(len(each.text) for each in one.around) <= WIDTH


@given(searches())
def test_nothing_is_shown_that_was_neither_found_nor_given(search: tuple[list[Hit], list[Chunk]]) -> None:
    hits, near = search
    readable = {one.key for one in near}
    for one in in_context(hits, near):
        assert {each.key for each in one.around} <= readable | {one.chunk.key}


@given(searches())
def test_the_best_hit_grows_until_neither_side_fits(search: tuple[list[Hit], list[Chunk]]) -> None:
    hits, near = search
    for best in in_context(hits[:1], near):
        free = {(one.document_id, one.ordinal): one for one in near}
        if (best.document.id, best.chunk.ordinal) not in free:
            assert best.around == (best.chunk,)
            continue
        size = sum(len(one.text) for one in best.around)
        for side in (places(best)[0] - 1, places(best)[-1] + 1):
            neighbour = free.get((best.document.id, side))
            assert neighbour is None or size + len(neighbour.text) > WIDTH
