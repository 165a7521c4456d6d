"""What the SamePeople port promises, over SQLite and over its twin in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.people import Sameness
from assistant.knowledge.ports import SamePeople
from tests.stand_ins.acquaintances import HeldSamePeople

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Reopen = Callable[[], SamePeople]


@pytest.fixture(params=["sqlite", "memory"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reopen]:
    """Gives the port anew over what was kept."""
    held = HeldSamePeople()
    opened = []

    def again() -> SamePeople:
        if request.param == "memory":
            return held
        opened.append(open_catalogue(tmp_path / "catalogue.sqlite"))
        return opened[-1].same_people

    yield again
    for catalogue in opened:
        catalogue.close()


def said(one: str, other: str, *, same: bool = True, hours: int = 0, by: str = "ana") -> Sameness:
    return Sameness(one, other, same, by, NOON + timedelta(hours=hours))


def test_nothing_is_said_at_first(reopen: Reopen) -> None:
    assert reopen().said() == ()


def test_what_is_said_is_kept_as_it_was_said(reopen: Reopen) -> None:
    saying = said("ana@x.example", "刘梅", same=False, by="bo")
    reopen().say([saying])

    assert reopen().said() == (saying,)


def test_sayings_come_oldest_first(reopen: Reopen) -> None:
    port = reopen()
    port.say([said("c", "d", hours=2), said("a", "b", hours=1)])
    port.say([said("b", "c")])

    assert [one.at for one in port.said()] == [NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=2)]


def test_the_newest_word_on_a_pair_takes_the_place_of_the_former(reopen: Reopen) -> None:
    port = reopen()
    port.say([said("a", "b"), said("a", "c")])
    port.say([said("a", "b", same=False, hours=1, by="bo")])

    assert port.said() == (said("a", "c"), said("a", "b", same=False, hours=1, by="bo"))


def test_nothing_said_changes_nothing(reopen: Reopen) -> None:
    port = reopen()
    port.say([said("a", "b")])
    port.say([])

    assert port.said() == (said("a", "b"),)
