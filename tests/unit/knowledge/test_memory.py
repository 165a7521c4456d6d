"""A view holds what its principal may read, as of now, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import pytest

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Document, Kind
from assistant.domain.extracted import Extracted, Known
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.memory import Memory
from tests.stand_ins.remembered import HeldExtracts

ADMINISTRATOR = Principal("", administrator=True)
ANA = Principal("ana", frozenset({"ops"}))
BO = Principal("bo")
STRANGER = Principal("")


def known(name: str, readers: str, title: str = "") -> Known:
    document = Document(
        name,
        "docs",
        f"{name}.md",
        title or f"About {name}",
        Kind.PAGE,
        "0" * 64,
        Readers.parse(readers),
        url=f"https://x/{name}",
    )
    decision = Decision(f"On {name}", "so", Origin.RECORD, id=f"d-{name}", document_id=name)
    return Known(document, Extracted(decisions=(decision,)))


@pytest.fixture
def extracts() -> HeldExtracts:
    return HeldExtracts([known("open", "everyone"), known("ops", "group:ops"), known("bo", "user:bo"), known("none", "")])


@pytest.mark.parametrize(
    ("principal", "visible"),
    [
        pytest.param(ADMINISTRATOR, {"open", "ops", "bo", "none"}, id="administrators see all"),
        pytest.param(ANA, {"open", "ops"}, id="members see their group's"),
        pytest.param(BO, {"open", "bo"}, id="a person sees what names them"),
        pytest.param(STRANGER, {"open"}, id="strangers see what everyone may"),
    ],
)
def test_a_view_is_what_its_principal_may_read(extracts: HeldExtracts, principal: Principal, visible: set[str]) -> None:
    view = Memory(extracts).seen_by(principal)

    assert set(view.known) == set(view.documents) == visible
    assert {decision.document_id for decision in view.decisions.values()} == visible


@pytest.mark.parametrize("target", ["ops.md", "https://x/ops", "About ops"])
def test_a_hidden_document_has_no_name(extracts: HeldExtracts, target: str) -> None:
    memory = Memory(extracts)
    origin = memory.seen_by(BO).documents["open"]

    assert memory.seen_by(BO).names.resolve(target, origin) is None
    assert memory.seen_by(ANA).names.resolve(target, origin) == memory.seen_by(ANA).documents["ops"]


def test_a_change_is_seen_by_the_next_call(extracts: HeldExtracts) -> None:
    memory = Memory(extracts)
    before = memory.seen_by(ANA)

    extracts.hold(known("open", "group:board"), replace(known("new", "everyone")))

    assert set(before.known) == {"open", "ops"}
    assert set(memory.seen_by(ANA).known) == {"new"}
    assert set(memory.seen_by(ADMINISTRATOR).known) == {"open", "new"}


def test_people_with_the_same_audiences_share_a_view_until_something_changes(extracts: HeldExtracts) -> None:
    memory = Memory(extracts)
    first = memory.seen_by(ANA)

    assert memory.seen_by(Principal("chen", frozenset({"ops", "other"}))) is first
    assert memory.seen_by(BO) is not first
    extracts.hold(known("open", "everyone"))
    assert memory.seen_by(ANA) is not first


def test_a_person_who_lost_a_group_gets_no_shared_view_of_it(extracts: HeldExtracts) -> None:
    memory = Memory(extracts)
    memory.seen_by(ANA)

    assert set(memory.seen_by(replace(ANA, groups=frozenset())).known) == {"open"}


def test_many_audiences_do_not_pile_up_views() -> None:
    extracts = HeldExtracts([known(f"d{number}", f"user:u{number}") for number in range(99)])
    memory = Memory(extracts)

    seen = [set(memory.seen_by(Principal(f"u{number}")).known) for number in range(99)]

    assert seen == [{f"d{number}"} for number in range(99)]
    assert len(memory._views) <= 64


def test_threads_see_whole_states(extracts: HeldExtracts) -> None:
    memory = Memory(extracts)
    seen: list[set[str]] = []
    states = [{f"{letter}{number}" for number in range(40)} for letter in "abcd"]

    def look() -> None:
        seen.extend(set(memory.seen_by(ADMINISTRATOR).known) for _ in range(60))

    threads = [Thread(target=look) for _ in range(4)]
    extracts.hold(*(known(name, "everyone") for name in states[0]))
    for thread in threads:
        thread.start()
    for state in states:
        extracts.hold(*(known(name, "everyone") for name in state))
    for thread in threads:
        thread.join()

    assert all(one in states for one in seen)
