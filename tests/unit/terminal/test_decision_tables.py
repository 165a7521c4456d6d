"""Decisions in a terminal."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

from rich.console import Console

from assistant.domain.decisions import Alternative
from assistant.domain.extracted import Extracted, Known
from assistant.domain.rulings import Amendment
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.decisions.timeline import events_of
from assistant.knowledge.memory import Memory
from assistant.terminal.decisions import show_changes, show_decision, show_decisions
from tests.stand_ins.decided import NOON, Around, decided_over
from tests.stand_ins.decision_world import CHIEF, adr, lineage_of
from tests.stand_ins.remembered import HeldExtracts


def console() -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=100, highlight=False), out


def shown(lineage: Lineage, decision_id: str) -> list[str]:
    to, out = console()
    entry = lineage.entry(decision_id)
    assert entry
    show_decision(to, entry, lineage)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def with_alternatives(known: Known) -> Known:
    (decision,) = known.extracted.decisions
    alternatives = (Alternative("RabbitMQ", "lost\nordering"), Alternative("NATS"))
    return replace(known, extracted=Extracted((replace(decision, alternatives=alternatives),)))


def test_the_table_has_status_date_title_who_where_and_id() -> None:
    to, out = console()
    lineage = lineage_of(
        adr(1, on="2020-01", deciders=["Ana", "Bo", "Chen"], title="[red]kafka[/red]"), adr(2, "rejected", authors=["Eve"])
    )

    show_decisions(to, lineage.entries)

    lines = [line.strip() for line in out.getvalue().splitlines()]
    assert any(line.startswith("accepted") and "2020-01-01" in line and "ADR-0001: [red]kafka[/red]" in line for line in lines)
    assert "Ana, Bo and 1 more · handbook/adr/0001.md" in lines
    assert "Eve · handbook/adr/0002.md" in lines
    assert "2 decisions. `lore decision show ID` tells one in full." in lines


def test_nothing_found_says_what_may_help() -> None:
    to, out = console()
    show_decisions(to, ())
    show_changes(to, ())

    assert "No decision found in what may be read. Fewer filters" in out.getvalue()
    assert "Nothing has changed since" in out.getvalue()


def test_one_is_told_with_its_alternatives_its_lineage_and_its_evidence() -> None:
    lineage = lineage_of(
        adr(1, on="2020-01"),
        with_alternatives(adr(2, on="2022-01", deciders=["Ana"], supersedes="ADR-1", statement="We take Kafka.")),
        adr(3, "proposed", proposed="2024-01", supersedes="ADR-2"),
    )

    lines = shown(lineage, "id2")

    assert lines[:5] == [
        "ADR-0002: choice 2",
        "accepted · decided 2022-01-01",
        "by  Ana",
        "in  handbook/adr/0002.md",
        "id  id2",
    ]
    assert "  RabbitMQ: lost ordering" in lines
    assert "  NATS" in lines
    tree = lines[lines.index("What replaced what") + 1 :][:3]
    assert tree == [
        "2020-01-01  superseded  ADR-0001: choice 1  id1",
        "└── 2022-01-01  accepted  ADR-0002: choice 2  id2",
        "    └── 2024-01-01  proposed  ADR-0003: choice 3  id3",
    ]
    assert lines[lines.index("Evidence") + 1 :] == ["  handbook/adr/0002.md:3", "    We take Kafka."]


def test_one_alone_has_no_tree_and_one_that_replaced_two_stands_under_both() -> None:
    merged = lineage_of(
        adr(1, on="2020-01"),
        adr(2, on="2021-01"),
        adr(3, on="2022-01", supersedes=["ADR-1", "ADR-2"]),
        adr(4, on="2023-01", supersedes="ADR-3"),
    )

    lines = shown(merged, "id1")

    assert sum("ADR-0003" in line for line in lines) == 2
    assert sum("ADR-0003" in line and "(see above)" in line for line in lines) == 1
    assert sum("ADR-0004" in line for line in lines) == 1
    assert "What replaced what" not in shown(lineage_of(adr(1)), "id1")


def test_a_long_line_of_replacements_is_no_trouble() -> None:
    count = 1200
    known = [adr(number, supersedes=f"ADR-{number - 1:04}" if number else "") for number in range(count)]

    lineage = lineage_of(*known)
    current = lineage.current("id0")

    assert current
    assert current.id == f"id{count - 1}"
    assert [entry.id for entry in lineage.chain("id5")] == [f"id{number}" for number in range(count)]


def test_who_corrected_what_stands_beside_what_the_document_says() -> None:
    book, curation = decided_over(Memory(HeldExtracts([adr(1)])), Around())
    curation.correct(CHIEF, "id1", Amendment(status="rejected", decided_on=NOON.date() - timedelta(days=1)))
    curation.confirm(CHIEF, "id1")

    lines = shown(book.lineage(CHIEF), "id1")

    assert "rejected · decided 2026-11-21" in lines
    assert lines[lines.index("What people said") + 1 :][:3] == [
        "  status corrected by chief on 2026-11-22; the document says: accepted",
        "  date of decision corrected by chief on 2026-11-22",
        "  confirmed by chief on 2026-11-22",
    ]


def test_changes_say_what_replaced_what() -> None:
    to, out = console()
    lineage = lineage_of(adr(1, on="2020-01"), adr(2, on="2022-01", supersedes="ADR-1"))

    show_changes(to, events_of(lineage.entries, lineage))

    assert out.getvalue().splitlines() == [
        "2022-01-01  superseded ADR-0001: choice 1  by ADR-0002: choice 2",
        "2022-01-01  decided    ADR-0002: choice 2  replaces ADR-0001: choice 1",
        "2020-01-01  decided    ADR-0001: choice 1",
    ]
