"""What people say of decisions, put together with what the documents say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.domain.decisions import Alternative, Origin
from assistant.domain.readers import EVERYONE, Readers
from assistant.domain.rulings import Act, Amendment, Pointer, Ruling
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.decisions.ruled import digest
from tests.stand_ins.decision_world import TODAY, adr, day, ids, view_of

MORNING = datetime(2024, 6, 1, 8, tzinfo=UTC)
EVERYBODY = Readers(frozenset({EVERYONE}))


def said(number: int, act: Act, about: str = "id1", **more: Any) -> Ruling:
    """The `number`th thing that Ana said, an hour after the one before."""
    ruling = Ruling(about, act, "ana", MORNING + timedelta(hours=number), "doc1", EVERYBODY, number=number)
    return replace(ruling, **more)


def corrected(number: int, about: str = "id1", **fields: Any) -> Ruling:
    return said(number, Act.CORRECTED, about, amendment=Amendment(**fields))


def written(number: int, **more: Any) -> Ruling:
    amendment = Amendment(title="Spaces", statement="We indent with spaces.", status="accepted", decided_on=day("2024-05"))
    return said(number, Act.WRITTEN, "w1", **({"amendment": amendment, "document_id": ""} | more))


def test_a_correction_stands_and_the_documents_own_value_stays_visible() -> None:
    lineage = Lineage(view_of(adr(1, "accepted", on="2024-01")), TODAY, [corrected(1, status="rejected", deciders=("Bo",))])
    entry = lineage.entry("id1")

    assert entry
    assert (entry.status, entry.decision.stated, entry.decision.deciders) == (DecisionStatus.REJECTED, "rejected", ("Bo",))
    assert (entry.original.stated, entry.original.deciders, entry.decision.decided_on) == ("accepted", (), day("2024-01"))
    assert entry.ruling
    assert set(entry.ruling.corrections) == {"status", "deciders"}
    assert entry.ruling.corrections["status"].by == "ana"
    assert entry.ruling.corrections["status"].at == MORNING + timedelta(hours=1)


@pytest.mark.parametrize(
    ("field", "value", "attribute"),
    [
        ("title", "Another", "title"),
        ("statement", "We don't.", "statement"),
        ("status", "deprecated", "stated"),
        ("proposed_on", day("2023-01"), "proposed_on"),
        ("decided_on", day("2023-02"), "decided_on"),
        ("deciders", ("Ana", "Bo"), "deciders"),
        ("deciders", (), "deciders"),
        ("alternatives", (Alternative("nothing", "too slow"),), "alternatives"),
    ],
)
def test_every_field_can_be_corrected(field: str, value: object, attribute: str) -> None:
    entry = Lineage(view_of(adr(1, deciders=("Eve",))), TODAY, [corrected(1, **{field: value})]).entry("id1")

    assert entry
    assert getattr(entry.decision, attribute) == value
    assert getattr(entry.original, attribute) != value


def test_the_last_of_several_corrections_counts_field_by_field() -> None:
    rulings = [
        corrected(1, title="One", status="rejected"),
        corrected(2, title="Two"),
    ]
    entry = Lineage(view_of(adr(1)), TODAY, rulings).entry("id1")

    assert entry
    assert entry.ruling
    assert (entry.decision.title, entry.status) == ("Two", "rejected")
    assert [(field, stamp.at.hour) for field, stamp in entry.ruling.corrections.items()] == [("title", 10), ("status", 9)]


def test_a_confirmation_is_of_what_was_shown() -> None:
    confirmed = said(1, Act.CONFIRMED)

    first = Lineage(view_of(adr(1)), TODAY, [confirmed]).entry("id1")
    after = Lineage(view_of(adr(1)), TODAY, [confirmed, corrected(2, title="Two")]).entry("id1")
    again = Lineage(view_of(adr(1)), TODAY, [confirmed, corrected(2, title="Two"), said(3, Act.CONFIRMED)]).entry("id1")

    assert [bool(entry and entry.ruling and entry.ruling.confirmed) for entry in (first, after, again)] == [True, False, True]


def test_a_ruling_of_a_former_version_says_so() -> None:
    (decision,) = adr(1, "proposed").extracted.decisions
    rulings = [said(1, Act.CONFIRMED, seen=digest(decision))]

    same = Lineage(view_of(adr(1, "proposed")), TODAY, rulings).entry("id1")
    other = Lineage(view_of(adr(1, "accepted")), TODAY, rulings).entry("id1")

    stamps = [entry.ruling.confirmed for entry in (same, other) if entry and entry.ruling]
    assert [stamp.outdated for stamp in stamps if stamp] == [False, True]


def test_a_digest_ignores_where_the_words_stand() -> None:
    (decision,) = adr(1).extracted.decisions
    moved = replace(decision, quotes=())

    assert digest(decision) == digest(moved)
    assert digest(decision) != digest(replace(decision, stated="rejected"))
    assert "accepted" not in digest(decision)


def test_what_is_undone_is_as_if_it_had_not_been_said() -> None:
    first, second = corrected(1, title="One"), corrected(2, title="Two")
    undo_second = said(3, Act.UNDONE, undoes=2)
    undo_first = said(4, Act.UNDONE, undoes=1)

    def title(*rulings: Ruling) -> str:
        entry = Lineage(view_of(adr(1)), TODAY, rulings).entry("id1")
        return entry.decision.title if entry else ""

    assert title(first, second) == "Two"
    assert title(first, second, undo_second) == "One"
    assert title(first, second, undo_second, undo_first) == adr(1).document.title
    assert title(first, second, undo_first) == "Two"
    nothing = Lineage(view_of(adr(1)), TODAY, [first, said(4, Act.UNDONE, undoes=1)]).entry("id1")
    assert nothing
    assert nothing.ruling is None


def test_what_is_corrected_to_replace_another_replaces_it_instead_of_what_the_document_says() -> None:
    view = view_of(adr(1), adr(2), adr(3, supersedes="ADR-0001"))

    lineage = Lineage(view, TODAY, [corrected(1, "id3", supersedes=("id2",))])

    assert {entry.id: entry.status for entry in lineage.entries} == {"id1": "accepted", "id2": "superseded", "id3": "accepted"}


def test_a_person_who_says_that_it_holds_knew_what_replaced_it_by_then() -> None:
    before = adr(2, on="2024-01", supersedes="ADR-0001")
    later = adr(3, on="2025-01", supersedes="ADR-0001")
    undated = adr(4, supersedes="ADR-0001")
    rulings = [corrected(1, status="accepted")]

    held = Lineage(view_of(adr(1, on="2023-01"), before, undated), TODAY, rulings)
    ended = Lineage(view_of(adr(1, on="2023-01"), before, undated, later), TODAY, rulings)

    (entry, again) = (held.entry("id1"), ended.entry("id1"))
    assert entry
    assert again
    assert (entry.status, entry.replaced_by) == ("accepted", ())
    assert (again.status, again.replaced_by) == ("superseded", ("id3",))
    assert held.status_at("id1", day("2024-03")) == "accepted"
    assert ended.ended_on("id1") == day("2025-01")


def test_a_ruling_about_what_is_not_in_the_view_has_no_effect() -> None:
    view = view_of(adr(1))

    assert (
        Lineage(view, TODAY, [corrected(1, "id9", title="Secret"), said(2, Act.CONFIRMED, "id9")]).entries
        == Lineage(view, TODAY).entries
    )


def test_a_written_decision_is_one_like_others() -> None:
    amendment = replace(written(1).amendment, supersedes=("id1",), deciders=("Bo",))
    lineage = Lineage(view_of(adr(1, on="2020-01")), TODAY, [written(1, amendment=amendment)])
    entry, older = lineage.entry("w1"), lineage.entry("id1")

    assert entry
    assert older
    assert (entry.decision.title, entry.status, entry.day, entry.document) == ("Spaces", "accepted", day("2024-05"), None)
    assert (entry.decision.origin, entry.readers, entry.evidence) == (Origin.PERSON, EVERYBODY, ())
    assert entry.ruling
    assert entry.ruling.written
    assert entry.ruling.written.by == "ana"
    assert (older.status, ids(lineage.chain("w1"))) == ("superseded", ["id1", "w1"])


def test_a_written_decision_can_be_corrected_and_undone() -> None:
    change = corrected(2, "w1", title="Tabs")

    assert [entry.decision.title for entry in Lineage(view_of(), TODAY, [written(1), change]).entries] == ["Tabs"]
    assert Lineage(view_of(), TODAY, [written(1), said(2, Act.UNDONE, "w1", undoes=1)]).entries == ()
    assert Lineage(view_of(), TODAY, [change]).entries == (), "a correction alone is no decision"


@pytest.mark.parametrize(
    "named",
    [
        pytest.param({"document_id": "doc9"}, id="written from it"),
        pytest.param({"evidence": (Pointer("doc1", 0, 0, 3, "x"), Pointer("doc9", 0, 0, 3, "x"))}, id="borne out by it"),
    ],
)
def test_a_written_decision_shows_only_where_all_that_it_is_made_from_does(named: dict[str, Any]) -> None:
    here, gone = view_of(adr(1), adr(9)), view_of(adr(1))

    assert "w1" in ids(Lineage(here, TODAY, [written(1, **named)]).entries)
    assert "w1" not in ids(Lineage(gone, TODAY, [written(1, **named)]).entries)


def test_ids_that_people_give_are_told_only_to_those_who_may_read_what_they_stand_for() -> None:
    rulings = [
        corrected(1, supersedes=("id2", "hidden")),
        written(2, amendment=replace(written(2).amendment, supersedes=("hidden",))),
    ]
    lineage = Lineage(view_of(adr(1, supersedes="ADR-0077"), adr(2)), TODAY, rulings)
    entry, by_hand = lineage.entry("id1"), lineage.entry("w1")

    assert entry
    assert by_hand
    assert [link.target for link in entry.decision.links] == ["id2"]
    assert [link.target for link in entry.original.links] == ["ADR-0077"], "the document's own words are its readers' to see"
    assert (by_hand.decision.links, by_hand.original.links) == ((), ())


def test_a_documents_last_change_tells_nothing_of_a_status_that_a_person_gave() -> None:
    newer = adr(2, "draft", proposed="2012-01", supersedes="ADR-1", updated="2014-01")
    lineage = Lineage(
        view_of(adr(1, on="2001-01"), newer, adr(3, on="2024-01")), TODAY, [corrected(1, "id2", status="accepted")]
    )

    assert [lineage.in_force_at("id1", day(on)) for on in ("2011-01", "2015-01", "2026-01")] == [True, None, False]
