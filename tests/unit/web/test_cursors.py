"""Pages of a list."""

from __future__ import annotations

import base64
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UsageError
from assistant.web.cursors import Page, Place, page_of

ABOUT = '{"q":""}'


def place(number: int) -> Place:
    return (number // 3, "é\x00", str(number))


def pages(items: list[int], limit: int, *, is_sorted: bool) -> list[list[int]]:
    cursor: str | None = ""
    found = []
    while cursor is not None:
        shown, cursor = page_of(items, Page(limit, cursor, ABOUT), place, is_sorted=is_sorted)
        found.append(shown)
    return found


@given(st.integers(0, 25), st.integers(1, 10), st.booleans())
def test_pages_together_are_the_list(count: int, limit: int, is_sorted: bool) -> None:
    items = sorted(range(count), key=place)
    found = pages(items, limit, is_sorted=is_sorted)

    assert [one for page in found for one in page] == items
    assert all(len(page) == limit for page in found[:-1])
    assert found[-1] or not items


@given(st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)), st.integers(1, 5))
def test_a_sorted_list_may_change_between_pages(before: set[int], after: set[int], limit: int) -> None:
    shown, cursor = page_of(sorted(before, key=place), Page(limit, "", ABOUT), place, is_sorted=True)
    if cursor is None:
        return
    rest, _ = page_of(sorted(after, key=place), Page(100, cursor, ABOUT), place, is_sorted=True)

    assert rest == [one for one in sorted(after, key=place) if place(one) > place(shown[-1])]


def test_a_ranked_list_goes_on_after_the_last_or_after_as_many() -> None:
    _, cursor = page_of([5, 3, 9, 1, 7], Page(2, "", ABOUT), place, is_sorted=False)
    assert cursor

    def after(items: list[int]) -> list[int]:
        return page_of(items, Page(10, cursor, ABOUT), place, is_sorted=False)[0]

    assert after([5, 3, 9, 1, 7]) == [9, 1, 7]
    assert after([8, 5, 3, 9]) == [9]
    assert after([5, 9, 1]) == [1]
    assert after([5]) == []


def forged(body: bytes) -> str:
    check = sha256(ABOUT.encode() + b"\0" + body).digest()[:16]
    return base64.urlsafe_b64encode(check + body).decode().rstrip("=")


def test_a_cursor_of_another_list_or_a_changed_one_is_refused() -> None:
    _, cursor = page_of([1, 2, 3], Page(1, "", ABOUT), place, is_sorted=True)
    assert cursor
    other = [cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :] for at in range(len(cursor))]

    for bad in (*other, cursor[:-1], cursor + "A", cursor + "=", "x", "é", "a b", "-", forged(b"[1]"), forged(b"\xff")):
        with pytest.raises(UsageError, match="does not belong to this list"):
            page_of([1, 2, 3], Page(1, bad, ABOUT), place, is_sorted=True)
    with pytest.raises(UsageError, match="leave it out to begin again"):
        page_of([1, 2, 3], Page(1, cursor, '{"q":"kafka"}'), place, is_sorted=True)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'[Infinity,"a","b",1]', id="an endless day"),
        pytest.param(b'[1,"a","b",Infinity]', id="an endless count"),
        pytest.param(b'[1e999,"a","b",1]', id="a number too large"),
        pytest.param(b"[" * 1300, id="nested without end"),
        pytest.param(b'["1","a","b",1]', id="a day in words"),
        pytest.param(b"{}", id="an object"),
        pytest.param(b"[1,2]", id="too short"),
    ],
)
def test_a_forged_cursor_is_refused(body: bytes) -> None:
    forged = base64.urlsafe_b64encode(sha256(b"list\0" + body).digest()[:16] + body).decode().rstrip("=")

    with pytest.raises(UsageError, match="cursor"):
        page_of([1, 2, 3], Page(1, forged, "list"), lambda one: (one, "", ""), is_sorted=True)
