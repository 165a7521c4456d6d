"""What became of decisions, from what their documents say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.documents import Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.statuses import DecisionStatus, StatusTable
from assistant.knowledge.decisions.lineage import Lineage, began_on
from tests.stand_ins.decision_world import TODAY, adr, day, ids, lineage_of, minutes, view_of

ACCEPTED, SUPERSEDED = DecisionStatus.ACCEPTED, DecisionStatus.SUPERSEDED
PROPOSED, UNSTATED = DecisionStatus.PROPOSED, DecisionStatus.UNSTATED


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        pytest.param(adr(1), adr(2, supersedes="ADR-0001"), id="the newer one says so"),
        pytest.param(adr(1, "superseded", superseded_by="ADR-0002"), adr(2), id="the older one says so"),
        pytest.param(adr(1, superseded_by="ADR-2"), adr(2, supersedes="ADR 1"), id="both say so"),
        pytest.param(adr(1), adr(2, supersedes="0001.md"), id="by its file"),
        pytest.param(adr(1, title="use flags"), adr(2, supersedes="Use Flags!"), id="by its title"),
        pytest.param(adr(1), adr(2, supersedes="id1"), id="by its id"),
    ],
)
def test_a_replacement_is_found_whoever_tells_of_it(older: Known, newer: Known) -> None:
    lineage = lineage_of(older, newer)
    one, other = lineage.entry("id1"), lineage.entry("id2")

    assert one
    assert other
    assert (one.status, one.replaced_by, one.replaces) == (SUPERSEDED, ("id2",), ())
    assert (other.status, other.replaced_by, other.replaces) == (ACCEPTED, (), ("id1",))
    assert (one.in_force, other.in_force) == (False, True)


@pytest.mark.parametrize(
    ("newer_status", "older_becomes"),
    [
        ("accepted", SUPERSEDED),
        ("superseded", SUPERSEDED),
        ("deprecated", SUPERSEDED),
        ("", SUPERSEDED),
        ("proposed", ACCEPTED),
        ("deferred", ACCEPTED),
        ("rejected", ACCEPTED),
        ("withdrawn", ACCEPTED),
    ],
)
def test_only_what_took_effect_replaces(newer_status: str, older_becomes: DecisionStatus) -> None:
    lineage = lineage_of(adr(1), adr(2, newer_status, supersedes="ADR-0001"))
    entry = lineage.entry("id1")

    assert entry
    assert entry.status is older_becomes
    assert bool(entry.replaced_by) is (older_becomes is SUPERSEDED)
    assert ids(lineage.successors("id1")) == ["id2"], "it is said in any case"
    assert ids(lineage.predecessors("id2")) == ["id1"]


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        ("proposed", SUPERSEDED),
        ("deferred", SUPERSEDED),
        ("", SUPERSEDED),
        ("deprecated", SUPERSEDED),
        ("rejected", DecisionStatus.REJECTED),
        ("withdrawn", DecisionStatus.WITHDRAWN),
    ],
)
def test_what_was_refused_stays_refused_when_another_takes_its_place(stated: str, status: DecisionStatus) -> None:
    entry = lineage_of(adr(1, stated), adr(2, supersedes="ADR-0001")).entry("id1")

    assert entry
    assert (entry.status, entry.replaced_by) == (status, ("id2",))


def test_a_communitys_own_words_for_statuses_count() -> None:
    view = view_of(adr(1, "shipped to prod"), adr(2, "shipped", supersedes="ADR-0001"))

    without, with_word = Lineage(view, TODAY), Lineage(view, TODAY, statuses=StatusTable().with_words({"shipped": "proposed"}))

    assert [entry.status for entry in without.entries] == [SUPERSEDED, UNSTATED]
    assert [entry.status for entry in with_word.entries] == [PROPOSED, PROPOSED]
    assert without.entries[1].in_force is None


def test_a_hidden_successor_leaves_no_trace() -> None:
    older, newer = adr(1, on="2022-01"), adr(2, on="2023-01", supersedes="ADR-0001")
    lineage = lineage_of(older)

    assert lineage.entry("id2") is None
    assert lineage.entries == lineage_of(older, adr(3, on="2023-01", supersedes="ADR-9")).entries[1:]
    assert lineage_of(older, newer).entry("id1") != lineage.entry("id1")
    assert lineage.successors("id1") == lineage.chain("id2") == ()


def test_a_chain_is_told_oldest_first_and_leads_to_what_holds() -> None:
    lineage = lineage_of(
        adr(3, on="2024-01", supersedes="ADR-0002"),
        adr(1, on="2020-01"),
        adr(2, on="2022-01", supersedes="ADR-0001"),
        adr(9, on="2021-01"),
    )

    for number in (1, 2, 3):
        current = lineage.current(f"id{number}")
        assert ids(lineage.chain(f"id{number}")) == ["id1", "id2", "id3"]
        assert current
        assert current.id == "id3"
    assert ids(lineage.chain("id9")) == ["id9"]
    assert lineage.chain("nowhere") == ()
    assert lineage.current("nowhere") is None


def test_what_was_replaced_stands_before_what_replaced_it_also_without_dates() -> None:
    lineage = lineage_of(adr(1, supersedes="ADR-0002"), adr(2, supersedes="ADR-0003"), adr(3, on="2024-01"))

    assert ids(lineage.chain("id2")) == ["id3", "id2", "id1"]


@pytest.mark.parametrize(
    ("known", "current"),
    [
        pytest.param([adr(1, "rejected")], None, id="refused"),
        pytest.param([adr(1, "proposed")], None, id="only proposed"),
        pytest.param([adr(1, "")], "id1", id="its document does not say"),
        pytest.param([adr(1), adr(2, "proposed", supersedes="ADR-1")], "id1", id="a proposal does not replace yet"),
        pytest.param([adr(1), adr(2, "deprecated", supersedes="ADR-1")], None, id="its successor is gone too"),
        pytest.param(
            [adr(1), adr(2, on="2023-01", supersedes="ADR-1"), adr(3, on="2022-01", supersedes="ADR-1")],
            "id2",
            id="split into two, the newest",
        ),
        pytest.param(
            [adr(1), adr(2, "", on="2025-01", supersedes="ADR-1"), adr(3, on="2022-01", supersedes="ADR-1")],
            "id3",
            id="one that is known to be in force before one that is not",
        ),
    ],
)
def test_the_current_one_is_the_newest_in_force(known: list[Known], current: str | None) -> None:
    found = lineage_of(*known).current("id1")

    assert (found.id if found else None) == current


def test_links_to_itself_and_rings_do_no_harm() -> None:
    alone = lineage_of(adr(1, supersedes=["ADR-0001", "id1"]))
    ring = lineage_of(
        adr(1, on="2020-01", supersedes="ADR-0003"),
        adr(2, on="2022-01", supersedes="ADR-0001"),
        adr(3, on="2024-01", supersedes="ADR-0002"),
    )

    assert [entry.status for entry in alone.entries] == [ACCEPTED]
    assert ids(ring.chain("id1")) == ["id1", "id2", "id3"]
    assert [entry.status for entry in ring.chain("id1")] == [SUPERSEDED, SUPERSEDED, ACCEPTED]
    assert list(ring.mutual) == []


def test_two_that_replace_each_other_are_known_as_such_and_the_newer_holds() -> None:
    lineage = lineage_of(adr(1, on="2024-01", supersedes="ADR-2"), adr(2, on="2020-01", supersedes="ADR-1"))

    assert list(lineage.mutual) == [("id1", "id2")]
    assert [(entry.id, entry.status) for entry in lineage.entries] == [("id1", ACCEPTED), ("id2", SUPERSEDED)]


def test_a_conclusion_is_meant_by_its_title_a_record_by_its_document() -> None:
    meeting = minutes("weekly", "Flags in the database", "Freeze in August")
    by_fragment = adr(1, supersedes="../meetings/weekly.md#freeze-in-august")
    by_document = adr(2, supersedes="meetings/weekly.md")
    alone = adr(3, supersedes="meetings/single.md")

    lineage = lineage_of(meeting, minutes("single", "One thing"), by_fragment, by_document, alone)

    assert ids(lineage.predecessors("id1")) == ["weekly-1"]
    assert ids(lineage.predecessors("id2")) == [], "which of two is not guessed"
    assert ids(lineage.predecessors("id3")) == ["single-0"]


def test_decisions_of_a_document_keep_their_order() -> None:
    lineage = lineage_of(minutes("weekly", "b", "a"), adr(1))

    assert ids(lineage.of_document("weekly")) == ["weekly-0", "weekly-1"]
    assert lineage.of_document("nowhere") == ()


def test_entries_are_newest_first_and_those_without_a_date_last() -> None:
    lineage = lineage_of(adr(1), adr(2, on="2020-01"), adr(3, proposed="2023-01"), adr(4, on="2023-01", title="a"))

    assert ids(lineage.entries) == ["id3", "id4", "id2", "id1"]
    assert [began_on(entry) for entry in lineage.entries] == [day("2023-01"), day("2023-01"), day("2020-01"), None]


def test_evidence_is_the_documents_words() -> None:
    (entry,) = lineage_of(adr(1, statement="We take it.")).entries

    assert [(one.document.id, one.quote.text, one.quote.line) for one in entry.evidence] == [("doc1", "We take it.", 3)]
    assert entry.decision is entry.original
    assert entry.ruling is None


def test_other_links_replace_nothing() -> None:
    known = adr(2)
    (decision,) = known.extracted.decisions
    decision = replace(decision, links=(Link("implements", "ADR-0001"), Link("needs", "ADR-0001")))
    lineage = lineage_of(adr(1), replace(known, extracted=Extracted((decision,))))

    assert {entry.status for entry in lineage.entries} == {ACCEPTED}


# ---- time ----

STORY = [
    adr(1, on="2020-06", proposed="2020-01"),
    adr(2, on="2022-06", proposed="2022-01", supersedes="ADR-0001"),
    adr(3, "proposed", proposed="2024-01", supersedes="ADR-0002"),
    adr(4, "rejected", on="2021-06", proposed="2021-01"),
    adr(5, "accepted"),
    adr(6, "deprecated", on="2020-01", updated="2023-01"),
    adr(7, "", on="2020-01"),
    adr(8, "superseded", on="2020-01", updated="2021-01"),
    adr(10, on="2020-01"),
    adr(11, supersedes="ADR-0010"),
    adr(12, updated="2025-01", on="2025-01"),
]


@pytest.mark.parametrize(
    ("number", "on", "status", "in_force"),
    [
        (1, "2019-12-31", UNSTATED, False),
        (1, "2020-01-01", PROPOSED, False),
        (1, "2020-05-31", PROPOSED, False),
        (1, "2020-06-01", ACCEPTED, True),
        (1, "2022-05-31", ACCEPTED, True),
        (1, "2022-06-01", SUPERSEDED, False),
        (2, "2022-03-01", PROPOSED, False),
        (2, "2024-06-01", ACCEPTED, True),
        (3, "2024-06-01", PROPOSED, False),
        (4, "2021-03-01", PROPOSED, False),
        (4, "2021-07-01", DecisionStatus.REJECTED, False),
        (5, "2023-01-01", UNSTATED, None),
        (6, "2021-01-01", UNSTATED, None),
        (6, "2023-01-01", DecisionStatus.DEPRECATED, False),
        (7, "2021-01-01", UNSTATED, None),
        (7, "2019-01-01", UNSTATED, False),
        (8, "2020-06-01", UNSTATED, None),
        (8, "2021-06-01", SUPERSEDED, False),
        (10, "2021-01-01", UNSTATED, None),
        (99, "2021-01-01", UNSTATED, None),
        # From the newest day that is known of anything on, it is what it is now.
        (5, "2025-01-01", ACCEPTED, True),
        (10, "2026-01-01", SUPERSEDED, False),
    ],
)
def test_what_it_was_on_a_day(number: int, on: str, status: DecisionStatus, in_force: bool | None) -> None:
    lineage = lineage_of(*STORY)

    assert lineage.status_at(f"id{number}", day(on)) is status
    assert lineage.in_force_at(f"id{number}", day(on)) is in_force


def test_the_end_is_the_first_successors_day() -> None:
    lineage = lineage_of(
        adr(1, on="2020-01"),
        adr(2, on="2023-01", supersedes="ADR-0001"),
        adr(3, on="2022-01", supersedes="ADR-0001"),
        adr(4, supersedes="ADR-0001"),
        adr(5, "rejected", on="2021-01", supersedes="ADR-0001"),
    )

    assert lineage.ended_on("id1") == day("2022-01")
    assert lineage.ended_on("id2") is None
    assert lineage.ended_on("nowhere") is None


def test_a_day_that_is_still_to_come_changes_nothing_of_today() -> None:
    story = [adr(1, "accepted"), adr(2, on="2024-01"), adr(3, on="2027-01"), adr(4, updated="2028-01", on="2023-01")]
    lineage = lineage_of(*story, today=day("2025-06"))

    assert [lineage.in_force_at(f"id{number}", day("2025-06")) for number in (1, 2, 3, 4)] == [True] * 4
    assert lineage.in_force_at("id1", day("2024-02")) is True, "nothing is known to have happened since January"
    assert lineage.in_force_at("id1", day("2023-12")) is None
    assert lineage.in_force_at("id3", day("2023-12")) is False


def test_where_nothing_is_dated_only_today_is_known() -> None:
    lineage = lineage_of(adr(1), adr(2, supersedes="ADR-0001"), today=day("2025-06"))

    assert [lineage.in_force_at(id_, day("2025-06")) for id_ in ("id1", "id2")] == [False, True]
    assert [lineage.in_force_at(id_, day("2025-05")) for id_ in ("id1", "id2")] == [None, None]


@pytest.mark.parametrize(
    ("on", "status", "in_force"),
    [
        pytest.param("2011-12", ACCEPTED, True, id="before its successor was proposed"),
        pytest.param("2012-01", UNSTATED, None, id="since then"),
        pytest.param("2019-12", UNSTATED, None, id="until it is known to be in force"),
        pytest.param("2020-01", SUPERSEDED, False, id="from its document's last change on"),
    ],
)
def test_the_day_of_a_proposal_is_not_the_day_on_which_it_took_effect(
    on: str, status: DecisionStatus, in_force: bool | None
) -> None:
    newer = adr(2, "final", proposed="2012-01", supersedes="ADR-0001", updated="2020-01")
    lineage = lineage_of(adr(1, "superseded", on="2001-01"), newer, adr(3, on="2024-01"))

    assert lineage.status_at("id1", day(on)) is status
    assert lineage.in_force_at("id1", day(on)) is in_force
    assert lineage.ended_on("id1") is None
    assert lineage.end_proposed_on("id1") == day("2012-01")


def test_what_calls_itself_superseded_is_so_since_its_last_change() -> None:
    older = adr(1, "superseded by ADR-0002", on="2001-01", updated="2015-01", superseded_by="ADR-0002")
    lineage = lineage_of(older, adr(2, proposed="2012-01"), adr(3, on="2024-01"))

    assert [lineage.in_force_at("id1", day(on)) for on in ("2011-01", "2014-12", "2015-01")] == [True, None, False]
