"""What happened when."""

from __future__ import annotations

from assistant.knowledge.decisions.timeline import BY_THEN, PROPOSED_THEN, by_month, events_of
from tests.stand_ins.decision_world import adr, ids, lineage_of


def test_events_stand_in_their_months_the_newest_first() -> None:
    lineage = lineage_of(
        adr(1, on="2024-03-05", proposed="2024-02-01"),
        adr(2, on="2024-03-20", title="a"),
        adr(3, "rejected", on="2023-12-31"),
        adr(4),
    )

    months = by_month(events_of(lineage.entries, lineage))

    assert [(month.year, month.month) for month in months] == [(2024, 3), (2024, 2), (2023, 12)]
    assert [(event.entry.id, event.happening) for event in months[0].events] == [("id2", "decided"), ("id1", "decided")]
    assert [event.happening for month in months[1:] for event in month.events] == ["proposed", "rejected"]
    assert by_month(()) == ()


def test_one_that_was_proposed_and_decided_on_a_day_is_told_once() -> None:
    lineage = lineage_of(adr(1, on="2024-03", proposed="2024-03"))

    assert [event.happening for event in events_of(lineage.entries, lineage)] == ["decided"]


def test_the_only_date_of_what_took_effect_is_its_decision_and_of_others_its_proposal() -> None:
    lineage = lineage_of(
        adr(1, "accepted", proposed="2024-01"), adr(2, "rejected", proposed="2024-02"), adr(3, "", proposed="2024-03")
    )

    assert [(event.entry.id, event.happening) for event in events_of(lineage.entries, lineage)] == [
        ("id3", "proposed"),
        ("id2", "proposed"),
        ("id1", "decided"),
    ]


def test_only_what_is_asked_for_is_told_and_what_replaced_it_is_named() -> None:
    lineage = lineage_of(
        adr(1, on="2020-01"), adr(2, on="2022-01", supersedes="ADR-1"), adr(3, on="2021-01", supersedes="ADR-1")
    )
    one = lineage.entry("id1")
    assert one

    events = events_of([one], lineage)

    assert [(event.day.year, event.happening, ids(event.others)) for event in events] == [
        (2021, "superseded", ["id2", "id3"]),
        (2020, "decided", []),
    ]


def test_what_was_superseded_by_something_of_unknown_day_is_told_on_the_day_of_the_proposal_and_says_so() -> None:
    lineage = lineage_of(
        adr(1, on="2001-01"),
        adr(2, "final", proposed="2012-01", supersedes="ADR-1"),
        adr(3, on="2002-01"),
        adr(4, on="2014-06", proposed="2013-01", supersedes="ADR-3"),
    )

    events = [one for one in events_of(lineage.entries, lineage) if one.happening == "superseded"]

    assert [(one.day.isoformat(), one.entry.id, one.caveat) for one in events] == [
        ("2014-06-01", "id3", ""),
        ("2012-01-01", "id1", PROPOSED_THEN),
    ]


def test_what_was_deprecated_is_told_once_and_by_when() -> None:
    lineage = lineage_of(
        adr(1, "deprecated", on="2020-01", updated="2023-01"),
        adr(2, "deprecated", on="2020-02"),
        adr(3, "deprecated", on="2020-03", updated="2023-01"),
        adr(4, on="2022-01", supersedes="ADR-3"),
    )

    told = [(one.day.isoformat(), one.happening, one.entry.id, one.caveat) for one in events_of(lineage.entries, lineage)]

    assert [one for one in told if one[1] != "decided"] == [
        ("2023-01-01", "deprecated", "id1", BY_THEN),
        ("2022-01-01", "superseded", "id3", ""),
    ]
