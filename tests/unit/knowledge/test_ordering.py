"""What is needed comes before what needs it, whatever else speaks for another order."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.onboarding.ordering import Placed, in_order, need_each_other, prerequisites, pulled_forward, violations


def placed(*ids: str, rank: int = 0) -> list[Placed]:
    return [Placed(id_, rank, 1.0) for id_ in ids]


@pytest.mark.parametrize("given_in", list(permutations("abc")), ids="".join)
def test_a_chain_of_needs_is_read_from_its_end_however_it_comes_in(given_in: tuple[str, ...]) -> None:
    assert in_order(placed(*given_in), {"a": {"b"}, "b": {"c"}}, {}) == ["c", "b", "a"]


def test_what_most_others_speak_of_comes_first() -> None:
    speaks_of = {"b": {"z"}, "c": {"z"}, "a": {"y"}}

    assert in_order(placed("a", "b", "c", "y", "z"), {}, speaks_of)[:2] == ["z", "y"]


def test_a_need_counts_more_than_what_many_speak_of() -> None:
    speaks_of = {"b": {"z"}, "c": {"z"}}

    order = in_order(placed("a", "b", "c", "z"), {"z": {"a"}}, speaks_of)

    assert order.index("a") < order.index("z")


def test_of_two_that_nothing_orders_the_higher_score_comes_first() -> None:
    assert in_order([Placed("a", 0, 0.2), Placed("b", 0, 0.9)], {}, {}) == ["b", "a"]


def test_stages_follow_each_other() -> None:
    assert in_order([Placed("late", 2, 9.0), Placed("first", 0, 0.1), Placed("mid", 1, 1.0)], {}, {}) == [
        "first",
        "mid",
        "late",
    ]


def test_what_an_earlier_stage_needs_is_pulled_into_it_with_all_that_that_needs() -> None:
    steps = [Placed("start", 0, 1.0), Placed("record", 2, 1.0), Placed("minutes", 3, 1.0)]
    needs = {"start": {"record"}, "record": {"minutes"}}

    assert pulled_forward(steps, needs) == {"start": 0, "record": 0, "minutes": 0}
    assert in_order(steps, needs, {}) == ["minutes", "record", "start"]


def test_a_ring_is_broken_at_one_place_and_named() -> None:
    needs = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}

    order = in_order(placed("a", "b", "c", "d"), needs, {})

    assert sorted(order) == ["a", "b", "c", "d"]
    assert order[-1] == "d"
    broken = violations(order, needs)
    assert len(broken) == 1
    assert need_each_other(*broken[0], needs)


def test_what_needs_one_of_a_ring_comes_after_it() -> None:
    ring_and_more = {"ring": {"other"}, "other": {"ring"}, "first": {"ring"}, "second": {"ring"}}

    order = in_order(placed("first", "ring", "other", "second"), ring_and_more, {})

    assert order.index("ring") < min(order.index("first"), order.index("second"))


def test_a_document_that_needs_itself_is_read_once() -> None:
    assert in_order(placed("a"), {"a": {"a"}}, {}) == ["a"]


def test_a_need_outside_the_path_orders_nothing() -> None:
    assert in_order(placed("a", "b"), {"a": {"elsewhere"}, "elsewhere": {"b"}}, {}) == ["a", "b"]
    assert violations(["a", "b"], {"a": {"elsewhere"}}) == []


def test_prerequisites_are_followed_as_far_as_they_are_allowed_and_there_is_room() -> None:
    needs = {"a": {"b", "hidden"}, "b": {"c"}, "c": {"d"}}

    assert prerequisites(["a"], needs, lambda id_: id_ != "hidden", 5) == {"b": {"a"}, "c": {"b"}, "d": {"c"}}
    assert set(prerequisites(["a"], needs, lambda _: True, 1)) == {"b"}
    assert prerequisites(["a", "b"], {"a": {"b"}}, lambda _: True, 5) == {}


def test_only_what_stands_behind_what_needs_it_is_a_violation() -> None:
    assert violations(["a", "b"], {"a": {"b"}, "b": {"a"}}) == [("a", "b")]
    assert not need_each_other("a", "b", {"a": {"b"}})


ids = st.sampled_from("abcdefgh")
graphs = st.dictionaries(ids, st.sets(ids, max_size=3), max_size=8)


@given(
    steps=st.lists(st.builds(Placed, ids, st.integers(0, 3), st.floats(0, 1)), unique_by=lambda one: one.id),
    needs=graphs,
    speaks=graphs,
)
def test_every_need_is_respected_unless_it_is_in_a_ring(
    steps: list[Placed], needs: dict[str, set[str]], speaks: dict[str, set[str]]
) -> None:
    order = in_order(steps, needs, speaks)

    held = {step.id for step in steps}
    inside = {id_: others & held for id_, others in needs.items() if id_ in held}
    assert sorted(order) == sorted(held)
    assert all(need_each_other(one, other, inside) for one, other in violations(order, needs))
