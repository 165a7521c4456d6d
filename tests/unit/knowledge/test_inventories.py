"""What a question can name is what its asker may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.access.directory import Directory, Person
from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.people import Contribution, Role
from assistant.domain.readers import Principal, Readers
from assistant.domain.statuses import StatusTable
from assistant.knowledge.inventories import Groups, Inventories
from assistant.knowledge.memory import Memory
from assistant.retrieval.understanding.inventory import DatedDecision, Inventory
from tests.stand_ins.acquaintances import people_over
from tests.stand_ins.decided import Around, decided_over
from tests.stand_ins.remembered import HeldExtracts, HeldPlaces

BO = Principal("bo")
RUTH = Principal("ruth", frozenset({"security"}))
ADMINISTRATOR = Principal("", administrator=True)

BUS = Document(
    "bus", "docs", "adr/0004-rabbitmq.md", "ADR-0004: RabbitMQ as the bus", Kind.DESIGN_DOC, "", Readers.parse("everyone"),
    authors=("Ana Ruiz",), updated_at=datetime(2022, 3, 15, tzinfo=UTC), status="superseded",
)  # fmt: skip
KAFKA = Document(
    "kafka", "docs", "adr/0019-kafka.md", "ADR-0019: Kafka as the bus", Kind.DESIGN_DOC, "", Readers.parse("everyone"),
    authors=("Ana Ruiz", "Bo Lindqvist"), updated_at=datetime(2023, 5, 11, tzinfo=UTC), status="accepted",
)  # fmt: skip
LEAK = Document(
    "leak", "vault", "incidents/leak/2024.json", "Token leak", Kind.THREAD, "", Readers.parse("group:security"),
    authors=("Ruth Keller",), updated_at=datetime(2024, 3, 14, tzinfo=UTC), status="closed", fields={"channel": ("#leaks",)},
)  # fmt: skip


def known(document: Document, *decisions: Decision) -> Known:
    contributions = tuple(Contribution(Role.AUTHOR, name) for name in document.authors)
    return Known(document, Extracted(decisions, (), contributions))


def decided(document: Document, day: date, status: str, *links: Link) -> Known:
    decision = Decision(
        document.title, "so", Origin.RECORD, f"d-{document.id}", document.id, status, decided_on=day, links=links
    )
    return known(document, decision)


HELD = (
    decided(BUS, date(2022, 3, 15), "superseded"),
    decided(KAFKA, date(2023, 5, 11), "accepted", Link("supersedes", "ADR-0004")),
    known(LEAK),
)


def inventories(*held: Known) -> Inventories:
    people = [Person("ana", name="Ana Ruiz"), Person("ruth", name="Ruth Keller")]
    around = Around(directory=Directory(people, {}))
    memory = Memory(HeldExtracts(held or HELD))
    book, _ = decided_over(memory, around)
    everybody, _ = people_over(memory, HeldPlaces(), around)
    teams = {"Platform": ["ana"], "security": ["ruth"], "empty": ["zoe"]}
    return Inventories(memory, everybody, book.lineage, Groups(teams, Readers.parse("user:cora")), StatusTable())


def of(principal: Principal, *held: Known) -> Inventory:
    return inventories(*held).of(principal)


def test_it_names_what_is_held() -> None:
    found = of(RUTH)

    assert found.kinds == {"design-doc", "thread"}
    assert found.sources == {"docs", "vault"}
    assert found.folders == {"adr", "incidents", "incidents/leak"}
    assert found.channels == {"leaks": "incidents/leak"}
    assert found.statuses["accepted"] == ("accepted",)
    assert found.statuses["closed"] == ("closed",)
    assert (found.first, found.last) == (date(2022, 3, 15), date(2024, 3, 14))


def test_people_go_by_every_part_of_their_name_and_by_their_key() -> None:
    found = of(RUTH)

    assert found.people["ana"] == found.people["ruiz"] == found.people["ana ruiz"] == (("Ana Ruiz",),)
    assert found.people["ruth"] == (("Ruth Keller",),)


def test_two_of_one_name_are_both_meant() -> None:
    other = replace(KAFKA, id="other", path="adr/0020.md", authors=("Ana Lima",))

    assert sorted(of(BO, *HELD, known(other)).people["ana"]) == [("Ana Lima",), ("Ana Ruiz",)]


def test_a_name_that_tells_a_story_is_none() -> None:
    told = replace(KAFKA, id="told", authors=("with many corrections by Priya Nair",))

    assert "priya" not in of(BO, Known(told, Extracted())).people


ANA = Principal("ana", frozenset({"Platform"}))
BOTH = {"platform": ("Ana Ruiz",), "security": ("Ruth Keller",)}
TOLD = {
    "administrator": (ADMINISTRATOR, BOTH),
    "member": (ANA, {"platform": ("Ana Ruiz",)}),
    "member-of-another": (RUTH, {"security": ("Ruth Keller",)}),
    "curator": (Principal("cora"), {"platform": ("Ana Ruiz",)}),
    "somebody-else": (BO, {}),
    "nobody-known": (Principal(""), {}),
    "member-among-others": (ANA.among([BO]), {}),
    "member-among-members": (ANA.among([Principal("al", frozenset({"Platform"}))]), {"platform": ("Ana Ruiz",)}),
    "administrator-among-others": (ADMINISTRATOR.among([BO]), {}),
}


@pytest.mark.parametrize(("principal", "teams"), TOLD.values(), ids=TOLD)
def test_who_is_in_a_team_is_told_to_its_members_to_curators_and_to_administrators(
    principal: Principal, teams: dict[str, tuple[str, ...]]
) -> None:
    made = inventories()

    assert made.of(ADMINISTRATOR).teams == BOTH, "asked first, so that nothing counted for them is kept for others"
    assert made.of(principal).teams == teams


@pytest.mark.parametrize("principal", [BO, Principal(""), Principal("ana", frozenset({"ops"}))])
def test_what_is_hidden_leaves_no_trace(principal: Principal) -> None:
    hidden, never_there = of(principal), of(principal, *HELD[:2])

    assert replace(hidden, history=never_there.history) == never_there
    assert hidden.history() == never_there.history()


def test_history_tells_when_decisions_held() -> None:
    history = of(BO).history()

    assert DatedDecision(("ADR-0019: Kafka as the bus", "adr 19"), date(2023, 5, 11), replaces=True) in history.decisions
    assert (history.tenures["bus"].until, history.tenures["bus"].is_over) == (date(2023, 5, 11), True)
    assert (history.tenures["kafka"].since, history.tenures["kafka"].is_over) == (date(2023, 5, 11), False)


def test_a_change_is_seen_by_the_next_call() -> None:
    extracts = HeldExtracts(HELD)
    memory = Memory(extracts)
    book, _ = decided_over(memory, Around())
    everybody, _ = people_over(memory, HeldPlaces(), Around())
    made = Inventories(memory, everybody, book.lineage, Groups(), StatusTable())
    before = made.of(ADMINISTRATOR)

    extracts.hold(HELD[0])

    assert "vault" in before.sources
    assert made.of(ADMINISTRATOR).sources == {"docs"}
