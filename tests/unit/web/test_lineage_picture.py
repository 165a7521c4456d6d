"""Families of decisions as coordinates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.lineage_picture import (
    BOX_HEIGHT,
    BOX_WIDTH,
    LETTERS_A_LINE,
    LINES,
    MOST_BOXES,
    Arrow,
    Box,
    Picture,
    picture,
    wrapped,
)


def boxes(*keys: str, asked: str = "") -> list[Box]:
    return [Box(key, f"Decision {key}", "2024", "is-accepted", f"/decisions/{key}", key, is_asked=key == asked) for key in keys]


def arrows(*pairs: str) -> list[Arrow]:
    return [Arrow(pair[0], pair[1], "replaced by") for pair in pairs]


def columns(drawing: Picture) -> dict[str, float]:
    return {placed.box.key: placed.x for placed in drawing.boxes}


def ends(path: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where a path of M, C and H begins and ends."""
    steps = re.findall(r"([MCH])([-\d. e]+)", path)
    start = tuple(float(number) for number in steps[0][1].split())
    last = [float(number) for number in steps[-1][1].split()]
    return (start[0], start[1]), (last[-2], last[-1])


def test_what_replaced_another_stands_to_the_right_of_it() -> None:
    x = columns(picture(boxes("a", "b", "c"), arrows("ab", "bc")))
    assert x["a"] < x["b"] < x["c"]


def test_a_box_stands_right_of_all_that_it_replaced() -> None:
    x = columns(picture(boxes("a", "b", "c", "d"), arrows("ab", "bd", "cd")))
    assert x["a"] == x["c"]
    assert x["d"] > x["b"]


def test_an_arrow_leads_from_the_older_box_to_the_newer() -> None:
    drawing = picture(boxes("a", "b", "c"), arrows("ac", "bc"))
    place = {placed.box.key: placed for placed in drawing.boxes}
    for placed in drawing.arrows:
        start, end = ends(placed.path)
        older, newer = place[placed.arrow.older], place[placed.arrow.newer]
        assert start == (older.x + BOX_WIDTH, older.y + BOX_HEIGHT / 2)
        assert end == (newer.x, newer.y + BOX_HEIGHT / 2)


def test_a_long_arrow_passes_between_the_boxes_in_its_way() -> None:
    drawing = picture(boxes("a", "b", "c"), arrows("ab", "bc", "ac"))
    middle = next(placed for placed in drawing.boxes if placed.box.key == "b")
    long = next(placed for placed in drawing.arrows if placed.arrow.older == "a" and placed.arrow.newer == "c")
    heights = [float(found) for found in re.findall(r"([\d.]+) H", long.path)]
    assert heights
    assert all(not middle.y <= height <= middle.y + BOX_HEIGHT for height in heights)


@pytest.mark.parametrize(
    "pairs", [("ab", "ba"), ("ab", "bc", "ca"), ("aa",), ("ax", "xb")], ids=["ring", "longer-ring", "itself", "stranger"]
)
def test_arrows_that_can_not_be_drawn_are_left_out(pairs: Sequence[str]) -> None:
    drawing = picture(boxes("a", "b", "c"), arrows(*pairs))
    assert len(drawing.boxes) == 3
    assert all(placed.arrow.older < placed.arrow.newer for placed in drawing.arrows)


def test_arrows_that_need_not_cross_do_not() -> None:
    drawing = picture(boxes("a", "b", "c", "d"), arrows("ad", "bc"))
    y = {placed.box.key: placed.y for placed in drawing.boxes}
    assert (y["a"] < y["b"]) == (y["d"] < y["c"])


def test_of_a_very_large_family_the_nearest_are_drawn() -> None:
    names = [f"{number:03}" for number in range(100)]
    chain = [Arrow(one, other, "replaced by") for one, other in pairwise(names)]
    drawing = picture(boxes(*names, asked="050"), chain)
    shown = [placed.box.key for placed in drawing.boxes]
    assert len(shown) == MOST_BOXES
    assert drawing.left_out == 100 - MOST_BOXES
    assert {"049", "050", "051"} <= set(shown)
    assert names.index(shown[-1]) - names.index(shown[0]) == MOST_BOXES - 1


def test_a_large_family_of_nobody_in_particular_is_still_drawn() -> None:
    assert picture(boxes(*(f"{number:03}" for number in range(40))), []).boxes


def test_nothing_is_a_picture_too() -> None:
    assert picture([], []).boxes == ()


@given(
    st.integers(1, 12).flatmap(
        lambda count: st.tuples(
            st.just(count), st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=20)
        )
    )
)
def test_no_two_boxes_overlap_and_all_are_inside(family: tuple[int, list[tuple[int, int]]]) -> None:
    count, pairs = family
    names = [f"{number:02}" for number in range(count)]
    drawing = picture(boxes(*names), [Arrow(names[one], names[other], "replaced by") for one, other in pairs])
    assert sorted(placed.box.key for placed in drawing.boxes) == names
    for placed in drawing.boxes:
        assert 0 <= placed.x <= drawing.width - BOX_WIDTH
        assert 0 <= placed.y <= drawing.height - BOX_HEIGHT
    for one, other in combinations(drawing.boxes, 2):
        assert abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT


FULL = "more words than there is any room for in a box as small as this"
THREE = ("more words than there", "is any room for in a", "box as small as this")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Short", ("Short",)),
        ("ADR-0004: RabbitMQ as the message bus", ("ADR-0004: RabbitMQ as", "the message bus")),
        (FULL, THREE),
        (f"{FULL} one", (*THREE[:2], "box as small as this…")),
        ("位置数据的保留策略和压缩规则", ("位置数据的保留策略和", "压缩规则")),
        ("x" * 30, ("x" * 21, "x" * 9)),
        ("", ("",)),
    ],
    ids=["short", "two-lines", "full", "too-long", "wide-letters", "one-long-word", "none"],
)
def test_a_title_is_wrapped_to_its_box(title: str, lines: tuple[str, ...]) -> None:
    assert wrapped(title) == lines


@given(st.text(max_size=200))
def test_no_title_leaves_its_box(title: str) -> None:
    lines = wrapped(title)
    assert 1 <= len(lines) <= LINES
    assert all(len(line) <= LETTERS_A_LINE + 1 for line in lines)
