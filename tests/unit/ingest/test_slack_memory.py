"""What the Slack source keeps in memory, and packs into its cursor."""

from __future__ import annotations

import pytest

from ingest.opening import PagesInMemory
from ingest.sources.slack_memory import Kept, Seen, Shelf, cursor_of, seen_by


def test_what_was_kept_is_given_once() -> None:
    kept = Kept(1000)
    kept.put("C1/x.json", "v1", b"words")
    assert kept.take("C1/x.json", "v2") is None
    assert kept.take("C1/x.json", "v1") == b"words"
    assert kept.take("C1/x.json", "v1") is None


def test_the_oldest_is_dropped_when_there_is_no_room() -> None:
    kept = Kept(1000)
    for number in range(20):
        kept.put(f"C1/{number}.json", "v", bytes(100))
    assert [number for number in range(20) if kept.take(f"C1/{number}.json", "v")] == list(range(10, 20))


def test_what_was_taken_makes_room_and_what_came_twice_counts_once() -> None:
    kept = Kept(1000)
    for _ in range(30):
        kept.put("C1/same.json", "v", bytes(100))
        kept.put("C1/taken.json", "v", bytes(100))
        assert kept.take("C1/taken.json", "v")
    for number in range(9):
        kept.put(f"C1/{number}.json", "v", bytes(100))
    assert kept.take("C1/same.json", "v") is not None


def test_one_that_would_push_out_all_others_is_not_kept() -> None:
    kept = Kept(1000)
    kept.put("C1/small.json", "v", b"words")
    kept.put("C1/large.json", "v", bytes(900))
    assert kept.take("C1/large.json", "v") is None
    assert kept.take("C1/small.json", "v") == b"words"


@pytest.mark.parametrize(
    "seen", [{}, {"C1": Seen("mark", {"2026-11-22": "a", "1767600000.000100": "b-c"}), "C2": Seen("", {})}]
)
def test_a_cursor_remembers_what_was_seen(seen: dict[str, Seen]) -> None:
    assert cursor_of(seen)
    assert seen_by(cursor_of(seen)) == seen


def test_the_shelf_holds_each_channel_as_it_was_put_last() -> None:
    pages = PagesInMemory()
    Shelf(pages).put("C1", {"2026-11-22": "a"})
    Shelf(pages).put("C1", {"2026-11-22": "b"})
    assert Shelf(pages).of("C1") == {"2026-11-22": "b"}
    assert Shelf(pages).of("C2") == {}
