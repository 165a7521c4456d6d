"""What became of an answer's sources since it was given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from assistant.domain.documents import Link
from assistant.domain.readers import Readers
from assistant.domain.rulings import Act, Amendment, Ruling
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.memory import View
from assistant.slack.showing.superseded import ended_since, told
from tests.stand_ins.newcomers_library import TODAY, Shelf, document

GIVEN = datetime(2026, 6, 1, 12, tzinfo=UTC)
SITE = "https://lore.tidewater.example"


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _shelf(newer_on: str, **older: Any) -> Shelf:
    """ADR-4, and ADR-19 in its place, decided (and written) on this day."""
    shelf = Shelf()
    shelf.put(document("adr/0004-rabbit.md", "ADR-0004: RabbitMQ", **older), "rabbit", decided="accepted")
    newer = document("adr/0019-kafka.md", "ADR-0019: Kafka", supersedes=["adr/0004-rabbit.md"], created_at=_at(newer_on))
    shelf.put(newer, "kafka", decided="accepted")
    return shelf


def _lineage(shelf: Shelf, *rulings: Ruling) -> Lineage:
    return Lineage(View(dict(shelf.known), 1), TODAY, rulings)


@pytest.mark.parametrize(
    ("newer_on", "is_told"),
    [
        ("2026-07-01", True),
        ("2026-06-01T13:00", True),
        ("2026-06-01T11:00", False),
        ("2026-05-31", False),
        ("2024-01-01", False),
    ],
    ids=["a month later", "the same day, later", "the same day, earlier", "the day before", "long before"],
)
def test_only_what_was_superseded_since_counts(newer_on: str, is_told: bool) -> None:
    ended = ended_since(["0004-rabbit"], GIVEN, _lineage(_shelf(newer_on)))
    assert [one.document.title for one in ended] == (["ADR-0004: RabbitMQ"] if is_told else [])


def test_an_older_decision_that_was_written_down_only_later_counts_from_then() -> None:
    shelf = _shelf("2026-07-10")
    known = shelf.known["0019-kafka"]
    (decision,) = known.extracted.decisions
    early = replace(decision, decided_on=date(2026, 3, 1))
    shelf.known["0019-kafka"] = replace(known, extracted=replace(known.extracted, decisions=(early,)))
    (ended,) = ended_since(["0004-rabbit"], GIVEN, _lineage(shelf))
    assert ended.on == date(2026, 3, 1)


def test_an_answer_that_cites_the_successor_knew() -> None:
    assert ended_since(["0004-rabbit", "0019-kafka"], GIVEN, _lineage(_shelf("2026-07-01"))) == ()


def test_a_proposal_ends_nothing() -> None:
    shelf = _shelf("2026-07-01")
    known = shelf.known["0019-kafka"]
    (decision,) = known.extracted.decisions
    shelf.known["0019-kafka"] = replace(
        known, extracted=replace(known.extracted, decisions=(replace(decision, stated="proposed"),))
    )
    assert ended_since(["0004-rabbit"], GIVEN, _lineage(shelf)) == ()


def test_a_successor_that_is_not_in_the_view_ends_nothing() -> None:
    shelf = _shelf("2026-07-01")
    del shelf.known["0019-kafka"]
    assert ended_since(["0004-rabbit"], GIVEN, _lineage(shelf)) == ()


def test_a_document_that_is_not_in_the_view_is_not_spoken_of() -> None:
    assert ended_since(["gone", "0019-kafka"], GIVEN, _lineage(_shelf("2026-07-01"))) == ()


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "deprecated"])
@pytest.mark.parametrize(("changed", "is_told"), [("2026-07-01", True), ("2026-05-01", False)], ids=["since", "before"])
def test_a_decision_that_ends_by_its_own_word_counts_from_its_last_change(status: str, changed: str, is_told: bool) -> None:
    shelf = Shelf()
    shelf.put(document("adr/0007-x.md", "ADR-0007: X", created_at=None, updated_at=_at(changed)), "x", decided=status)
    ended = ended_since(["0007-x"], GIVEN, _lineage(shelf))
    assert [one.became for one in ended] == ([status] if is_told else [])


@pytest.mark.parametrize(("day", "is_told"), [("2026-07-01", True), ("2026-05-01", False)], ids=["since", "before"])
def test_a_rejection_with_a_day_counts_from_it_whatever_was_edited_later(day: str, is_told: bool) -> None:
    shelf = Shelf()
    shelf.put(
        document("adr/0007-x.md", "ADR-0007: X", created_at=_at(day), updated_at=_at("2026-09-01")), "x", decided="rejected"
    )
    assert bool(ended_since(["0007-x"], GIVEN, _lineage(shelf))) is is_told


def test_minutes_end_only_when_all_their_decisions_have() -> None:
    shelf = _shelf("2026-07-01")
    minutes = shelf.put(document("minutes/may.md", "Minutes of May"), "m", decided="accepted")
    (first,) = shelf.known[minutes.id].extracted.decisions
    second = replace(first, id="d-second", title="Second")
    both = replace(shelf.known[minutes.id].extracted, decisions=(first, second))
    shelf.known[minutes.id] = replace(shelf.known[minutes.id], extracted=both)
    one = document("adr/0031-a.md", "ADR-0031: A", created_at=_at("2026-08-01"), links=(Link("supersedes", "d-may"),))
    shelf.put(one, "a", decided="accepted")
    assert ended_since([minutes.id], GIVEN, _lineage(shelf)) == ()
    other = document("adr/0032-b.md", "ADR-0032: B", created_at=_at("2026-09-01"), links=(Link("supersedes", "d-second"),))
    shelf.put(other, "b", decided="accepted")
    (ended,) = ended_since([minutes.id], GIVEN, _lineage(shelf))
    assert (ended.document.title, ended.on) == ("Minutes of May", date(2026, 9, 1))


@pytest.mark.parametrize(
    ("status", "changed", "became"),
    [("superseded", "2026-07-01", ["superseded"]), ("superseded", "2026-05-01", []), ("open", "2026-07-01", [])],
)
def test_a_document_without_a_decision_is_taken_at_its_word(status: str, changed: str, became: list[str]) -> None:
    shelf = Shelf()
    shelf.put(document("pages/how.md", "How to deploy", status=status, updated_at=_at(changed)), "how")
    assert [one.became for one in ended_since(["how"], GIVEN, _lineage(shelf))] == became


@pytest.mark.parametrize(("at", "is_told"), [("2026-07-01", True), ("2026-05-01", False)], ids=["since", "before"])
def test_what_a_person_says_of_a_decision_counts_from_when_they_say_it(at: str, is_told: bool) -> None:
    shelf = Shelf()
    shelf.put(document("adr/0007-x.md", "ADR-0007: X"), "x", decided="accepted")
    everyone = Readers.parse("everyone")
    ruling = Ruling("d-0007-x", Act.CORRECTED, "Ana", _at(at), "0007-x", everyone, Amendment(status="withdrawn"), number=1)
    assert bool(ended_since(["0007-x"], GIVEN, _lineage(shelf, ruling))) is is_told


def test_it_is_told_with_links_and_the_day() -> None:
    ended = ended_since(["0004-rabbit"], GIVEN, _lineage(_shelf("2026-07-01")))
    assert told(ended, SITE) == (
        f"<{SITE}/documents/0004-rabbit|ADR-0004: RabbitMQ> was superseded by <{SITE}/decisions/d-0019-kafka|ADR-0019: Kafka> "
        "(1 July 2026)"
    )


def test_many_are_told_in_a_line() -> None:
    shelf = Shelf()
    for n in range(5):
        shelf.put(document(f"p{n}.md", f"P{n}", status="superseded", updated_at=_at("2026-07-01")), "p")
    text = told(ended_since([f"p{n}" for n in range(5)], GIVEN, _lineage(shelf)), "")
    assert text == "P0 was superseded; P1 was superseded; and 3 more of its sources hold no longer"
