"""Lineages are made once for those who see the same, and nobody waits for somebody else's."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from assistant.domain.documents import Chunk
from assistant.domain.readers import Principal, Readers
from assistant.domain.rulings import Act, Amendment, Pointer, Ruling
from assistant.domain.statuses import StatusTable
from assistant.knowledge.decisions.lineages import Lineages
from assistant.knowledge.memory import Memory
from assistant.ports import Documents
from tests.stand_ins.decided import NOON, HeldDocuments, HeldRulings
from tests.stand_ins.decision_world import ANA, BO, adr, day, ids
from tests.stand_ins.remembered import HeldExtracts

LONG = 20
"""Seconds after which a test has failed; none of them waits for so long."""
EVE = Principal("eve", ANA.groups)


class Turning:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.moment = NOON

    def now(self) -> datetime:
        return self.moment


class Held(HeldDocuments):
    """Documents whose chunks are given only when the test lets them go."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go = threading.Event(), threading.Event()
        self.times = 0

    def chunks(self, document_id: str, first: int = 0, last: int | None = None) -> list[Chunk]:
        self.times += 1
        self.asked.set()
        assert self.go.wait(LONG)
        return []


class Failing(HeldDocuments):
    """Documents that can't be read at first."""

    def __init__(self) -> None:
        super().__init__()
        self.fails = True

    def chunks(self, document_id: str, first: int = 0, last: int | None = None) -> list[Chunk]:
        if self.fails:
            raise OSError("the disk is gone")
        return []


def for_platform() -> Ruling:
    """A decision that was written for Ana's group, with a quote that is looked up in a document's chunks."""
    amendment = Amendment(title="Spaces", statement="We indent with spaces.", status="accepted", decided_on=day("2024-05"))
    evidence = (Pointer("doc1", 0, 0, 5, "digest"),)
    readers = Readers.parse("group:platform")
    return Ruling("w1", Act.WRITTEN, "chief", NOON, "", readers, amendment=amendment, evidence=evidence)


def lineages_over(documents: Documents, rulings: Sequence[Ruling] = (), clock: Turning | None = None) -> Lineages:
    held = HeldRulings()
    for ruling in rulings:
        held.add(ruling)
    known = [adr(1), adr(2, on="2024-01")]
    return Lineages(Memory(HeldExtracts(known)), held, documents, StatusTable(), clock or Turning())


def test_nobody_waits_for_the_lineage_of_those_who_see_something_else() -> None:
    documents = Held()
    lineages = lineages_over(documents, [for_platform()])
    with ThreadPoolExecutor(2) as pool:
        anas = pool.submit(lineages.of, ANA)
        assert documents.asked.wait(LONG)
        bos = pool.submit(lineages.of, BO).result(LONG)
        assert not anas.done()
        documents.go.set()

        assert set(ids(bos.entries)) == {"id1", "id2"}
        assert "w1" in ids(anas.result(LONG).entries)


def test_those_who_see_the_same_have_it_made_once() -> None:
    documents = Held()
    lineages = lineages_over(documents, [for_platform()])
    with ThreadPoolExecutor(3) as pool:
        made = [pool.submit(lineages.of, who) for who in (ANA, EVE, ANA)]
        assert documents.asked.wait(LONG)
        documents.go.set()
        found = {id(one.result(LONG)) for one in made}

    assert (len(found), documents.times) == (1, 1)


def test_what_could_not_be_made_is_made_when_it_is_asked_for_again() -> None:
    documents = Failing()
    lineages = lineages_over(documents, [for_platform()])
    with pytest.raises(OSError, match="the disk is gone"):
        lineages.of(ANA)

    documents.fails = False

    assert "w1" in ids(lineages.of(ANA).entries)


def test_a_lineage_is_kept_for_a_day_and_tells_of_that_day() -> None:
    clock = Turning()
    lineages = lineages_over(HeldDocuments(), clock=clock)
    first = lineages.of(ANA)
    clock.moment += timedelta(hours=1)
    assert lineages.of(ANA) is first

    clock.moment += timedelta(days=1)

    assert (first.today, lineages.of(ANA).today) == (NOON.date(), NOON.date() + timedelta(days=1))
