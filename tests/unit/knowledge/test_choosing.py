"""Which documents are chosen, in which stage, and what is said for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.domain.documents import Document, Kind
from assistant.knowledge.onboarding.guide import Guide
from tests.stand_ins.newcomers_library import BO, Shelf, document, library


def guide(shelf: Shelf, topic: str = "kafka") -> Guide:
    return shelf.knowledge().onboarding.guide(BO, topic)


def stages(shelf: Shelf, topic: str = "kafka") -> dict[str, str]:
    return {item.document.id: item.stage for item in guide(shelf, topic).items}


@pytest.mark.parametrize(
    ("held", "decided", "stage"),
    [
        pytest.param(document("x/guide.md", "About it", Kind.PAGE), "", "Start here", id="a page"),
        pytest.param(document("x/arch.md", "Architecture of it"), "", "Start here", id="an overview"),
        pytest.param(document("x/design.md", "Its design"), "", "How it works", id="a design document"),
        pytest.param(document("x/living.md", "Its design"), "accepted", "How it works", id="a design document that decides"),
        pytest.param(document("adr/0031-x.md", "ADR-0031: x"), "accepted", "Decisions in force", id="a record"),
        pytest.param(document("adr/0032-x.md", "ADR-0032: x"), "proposed", "Recent work", id="a proposal"),
        pytest.param(document("x/draft.md", "Its design", status="draft"), "", "Recent work", id="a draft"),
        pytest.param(document("x/pm.md", "Postmortem: it fell", Kind.PAGE), "", "Recent work", id="a report"),
        pytest.param(document("x/weekly.md", "Weekly", Kind.MEETING), "", "Recent work", id="minutes"),
        pytest.param(document("x/412.json", "Expire it (#412)", Kind.CODE_REVIEW), "", "Recent work", id="a review"),
        pytest.param(document("x/t.json", "A thread", Kind.THREAD), "", "Recent work", id="a thread"),
    ],
)
def test_each_document_has_its_stage(held: Document, decided: str, stage: str) -> None:
    shelf = library()
    shelf.put(held, f"kafka, as only {held.path} has it", decided=decided)

    assert stages(shelf)[held.id] == stage


@pytest.mark.parametrize(
    ("changes", "decided"),
    [
        pytest.param({"status": "withdrawn"}, "", id="withdrawn"),
        pytest.param({"status": "superseded"}, "", id="superseded"),
        pytest.param({}, "rejected", id="a rejected record"),
        pytest.param({}, "superseded", id="a superseded record"),
        pytest.param({"status": "accepted"}, "deprecated", id="a deprecated record, whatever its field says"),
    ],
)
def test_what_does_not_hold_is_not_chosen(changes: dict[str, object], decided: str) -> None:
    shelf = library()
    shelf.put(document("x/past.md", "Kafka then", **changes), "kafka as it was once", decided=decided)

    found = guide(shelf)

    assert "past" not in {item.document.id for item in found.items}
    assert "past" in {one.document.id for one in found.history}


def test_a_page_that_another_replaces_is_history_though_it_does_not_say_so() -> None:
    shelf = library()
    shelf.put(document("x/before.md", "Kafka by hand", Kind.PAGE), "kafka by hand and by heart")
    shelf.put(document("x/after.md", "Kafka by tool", Kind.PAGE, supersedes=["x/before.md"]), "kafka with one command")

    found = guide(shelf)

    assert "after" in {item.document.id for item in found.items}
    assert {one.document.id: [newer.id for newer in one.replaced_by] for one in found.history}["before"] == ["after"]


def test_old_minutes_are_no_recent_work() -> None:
    shelf = library()
    shelf.put(
        document("x/old.md", "Kafka talk", Kind.MEETING, updated_at=datetime(2022, 1, 1, tzinfo=UTC)), "kafka was discussed"
    )
    shelf.put(document("x/new.md", "Kafka round", Kind.MEETING), "kafka is discussed in another way")

    assert "new" in stages(shelf)
    assert "old" not in stages(shelf)


def test_of_a_weekly_meeting_the_best_one_stands_for_all() -> None:
    shelf = library()
    for week in range(1, 5):
        held = document(f"x/{week}.md", f"Kafka weekly, {week} March 2026", Kind.MEETING)
        shelf.put(held, f"kafka in week {week} was {'calm busy loud odd'.split()[week - 1]}")

    assert len({"1", "2", "3", "4"} & set(stages(shelf))) == 1


def test_what_bears_the_topics_name_and_others_build_on_is_where_to_start() -> None:
    shelf = library()
    shelf.put(document("design/lag.md", "Lag", refers=["adr/0019-kafka.md"]), "kafka lag is measured")

    assert stages(shelf)["0019-kafka"] == "Start here"


def test_a_document_without_text_is_nothing_to_read() -> None:
    shelf = library()
    shelf.put(document("x/empty.md", "Kafka, empty"), "  \n")

    assert "empty" not in stages(shelf)


def test_a_path_has_an_end() -> None:
    shelf = Shelf()
    for number in range(60):
        kind = list(Kind)[number % len(Kind)]
        shelf.put(
            document(f"x/d{number}.md", f"Kafka {chr(97 + number % 26)}{chr(97 + number // 26)}", kind), f"kafka {number} alone"
        )

    assert 8 <= len(guide(shelf).items) <= 15


def test_what_is_read_more_often_weighs_more() -> None:
    shelf = Shelf()
    for number in range(12):
        shelf.put(
            document(f"x/d{number}.md", f"Part {chr(97 + number)}", refers=["x/d11.md"] if number < 9 else []),
            f"kafka {number}",
        )

    found = guide(shelf)

    assert found.items[0].document.id == "d11"
    assert found.items[0].reasons[0] == "nine documents refer to it"


def test_more_than_twelve_are_said_in_figures() -> None:
    shelf = library()
    for number in range(20):
        shelf.put(
            replace(
                document(f"y/d{number}.md", f"Rice {number}"), links=document("z.md", "z", refers=["adr/0019-kafka.md"]).links
            )
        )

    assert "22 documents refer to it" in next(item.reasons for item in guide(shelf).items if item.document.id == "0019-kafka")


def test_a_long_document_is_opened_where_it_speaks_of_the_topic() -> None:
    shelf = Shelf()
    shelf.put(document("x/long.md", "The long one"), "word " * 6000 + "kafka")

    item = guide(shelf).items[0]

    assert item.minutes == 28
    assert item.heading == ""  # its chunks have none here


def test_days_hold_what_a_newcomer_reads_in_three_quarters_of_an_hour() -> None:
    shelf = Shelf()
    for number in range(6):
        shelf.put(document(f"x/d{number}.md", f"Part {chr(97 + number)}"), f"kafka {number} " + f"w{number} " * 4000)

    found = guide(shelf)

    assert found.minutes == sum(day.minutes for day in found.days) == 6 * 19
    assert [(day.first, day.last) for day in found.days] == [(1, 2), (3, 4), (5, 6)]
