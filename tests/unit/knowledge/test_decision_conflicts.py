"""Decisions that can't all be right."""

from __future__ import annotations

import pytest

from assistant.domain.extracted import Known
from assistant.domain.readers import Readers
from assistant.domain.rulings import Amendment
from assistant.knowledge.decisions.conflicts import Conflict, conflicts_in
from assistant.knowledge.memory import Memory
from tests.stand_ins.decided import Around, decided_over
from tests.stand_ins.decision_world import BO, CHIEF, adr, ids, lineage_of
from tests.stand_ins.remembered import HeldExtracts


def told(conflicts: tuple[Conflict, ...]) -> list[tuple[str, list[str], str]]:
    return [(one.discord, ids(one.entries), one.about.id if one.about else "") for one in conflicts]


@pytest.mark.parametrize(
    ("known", "conflicts"),
    [
        pytest.param([adr(1), adr(2, supersedes="ADR-1")], [], id="a plain replacement"),
        pytest.param(
            [adr(1), adr(2, on="2022-01", supersedes="ADR-1"), adr(3, on="2023-01", supersedes="ADR-1")],
            [("rivals", ["id2", "id3"], "id1")],
            id="two replaced the same one",
        ),
        pytest.param(
            [adr(1), *(adr(n, on=f"202{n}-01", supersedes="ADR-1") for n in (2, 3, 4))],
            [("rivals", ["id2", "id3", "id4"], "id1")],
            id="three replaced the same one: one conflict, not a pair each",
        ),
        pytest.param(
            [adr(1), adr(2, supersedes="ADR-1"), adr(3, "proposed", supersedes="ADR-1")],
            [],
            id="one of them only would like to",
        ),
        pytest.param(
            [adr(1), adr(2, supersedes="ADR-1"), adr(3, supersedes=["ADR-1", "ADR-2"])],
            [],
            id="one of them replaced the other",
        ),
        pytest.param(
            [adr(1, on="2020-01", supersedes="ADR-2"), adr(2, on="2021-01", supersedes="ADR-1")],
            [("ring", ["id1", "id2"], "")],
            id="each replaces the other",
        ),
        pytest.param(
            [adr(1, "superseded", superseded_by="ADR-2"), adr(2, "withdrawn")],
            [("orphaned", ["id1", "id2"], "")],
            id="its successor was withdrawn",
        ),
        pytest.param(
            [adr(1, "superseded", superseded_by=["ADR-2", "ADR-3"]), adr(2, "rejected"), adr(3)],
            [],
            id="one of its successors is in force",
        ),
        pytest.param([adr(1, "superseded")], [], id="its successor is not known"),
        pytest.param([adr(1), adr(2, "withdrawn", supersedes="ADR-1")], [], id="it holds as its successor was withdrawn"),
    ],
)
def test_conflicts_are_those_of_the_rules(known: list[Known], conflicts: list[tuple[str, list[str], str]]) -> None:
    assert told(conflicts_in(lineage_of(*known))) == conflicts


def test_somebody_who_says_that_a_replaced_one_holds_disputes_its_successor() -> None:
    known = [adr(1, on="2020-01"), adr(2, on="2021-01", supersedes="ADR-1")]
    book, curation = decided_over(Memory(HeldExtracts(known)), Around())

    curation.correct(CHIEF, "id1", Amendment(status="accepted"))

    assert told(book.conflicts(CHIEF)) == [("disputed", ["id1", "id2"], "")]
    curation.undo(CHIEF, "id1")
    assert book.conflicts(CHIEF) == ()


def test_the_newest_conflict_comes_first_and_hidden_ones_don_t_come() -> None:
    known = [
        adr(1, "superseded", on="2020-01", superseded_by="ADR-2"),
        adr(2, "withdrawn", on="2021-01"),
        adr(3, on="2022-01"),
        adr(4, on="2023-01", supersedes="ADR-3"),
        adr(5, on="2024-01", supersedes="ADR-3", readers="group:platform"),
    ]
    book, _ = decided_over(Memory(HeldExtracts(known)), Around(curators=Readers()))

    assert [one.discord for one in book.conflicts(CHIEF)] == ["rivals", "orphaned"]
    assert [one.discord for one in book.conflicts(BO)] == ["orphaned"]
