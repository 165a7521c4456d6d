"""What the Rulings port promises, over SQL and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread

import pytest

from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.decisions import Alternative
from assistant.domain.readers import Readers
from assistant.domain.rulings import Act, Amendment, Pointer, Ruling
from assistant.knowledge.ports import Rulings
from tests.stand_ins.decided import HeldRulings

AT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
WHOLE = Amendment(
    title="Spaces, «не табы»",
    statement="We indent\nwith spaces.",
    status="accepted",
    proposed_on=date(2024, 2, 29),
    decided_on=date(2024, 3, 1),
    deciders=("Ana", "陈静"),
    alternatives=(Alternative("tabs", "seen differently"), Alternative("none")),
    supersedes=("id1", "id2"),
    discussed_in=("https://tidewater.slack.com/archives/C1/p1",),
)


@pytest.fixture(params=["sqlite", "memory"])
def rulings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rulings]:
    if request.param == "memory":
        yield HeldRulings()
        return
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    yield catalogue.rulings
    catalogue.close()


def test_nothing_was_said_at_first(rulings: Rulings) -> None:
    assert (rulings.newest(), rulings.read()) == (0, [])


@pytest.mark.parametrize(
    "amendment",
    [
        Amendment(),
        WHOLE,
        Amendment(deciders=(), alternatives=(), supersedes=()),
        Amendment(decided_on=date(1999, 12, 31)),
    ],
    ids=["nothing", "all of it", "emptied", "one field"],
)
def test_a_ruling_comes_back_as_it_was_added(rulings: Rulings, amendment: Amendment) -> None:
    evidence = (Pointer("doc1", 2, 17, 40, "ab" * 32), Pointer("doc2", 0, 0, 1, "cd" * 32))
    ruling = Ruling("id9", Act.CORRECTED, "ana", AT, "doc9", Readers.parse("group:a,user:b"), amendment, evidence, "seen", 7)

    added = rulings.add(ruling)

    assert added.number > 0
    assert rulings.read() == [added]
    assert (added.amendment, added.evidence, added.undoes, added.ruled_at) == (amendment, evidence, 7, AT)
    assert rulings.newest() == added.number


def test_numbers_grow_and_order_what_was_said(rulings: Rulings) -> None:
    added = [rulings.add(Ruling(f"id{place % 2}", act, "ana", AT)) for place, act in enumerate(Act)]

    assert rulings.read() == added
    assert [one.number for one in added] == sorted({one.number for one in added})
    assert rulings.newest() == added[-1].number


def test_many_may_speak_at_once(rulings: Rulings) -> None:
    threads = [Thread(target=rulings.add, args=[Ruling(f"id{number}", Act.CONFIRMED, "ana", AT)]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {one.decision_id for one in rulings.read()} == {f"id{number}" for number in range(8)}
    assert len({one.number for one in rulings.read()}) == 8
