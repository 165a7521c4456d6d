"""Which headings somebody would ask for, and how."""

from __future__ import annotations

import pytest

from assistant.answering.suggesting.templates import Ask, asked_by, within_a_sentence, wording_for


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("Upgrades", (Ask.SECTION, "upgrades")),
        ("3. Late events", (Ask.SECTION, "late events")),
        ("Item 2: old sessions", (Ask.SECTION, "old sessions")),
        ("2.1) Disk", (Ask.SECTION, "disk")),
        ("GraphQL endpoint", (Ask.SECTION, "GraphQL endpoint")),
        ("DNS", (Ask.SECTION, "DNS")),
        ("二、旁表合并的时间", (Ask.SECTION, "旁表合并的时间")),
        ("Consequences", (Ask.CONSEQUENCES, "")),
        ("Open questions", (Ask.OPEN, "")),
    ],
)
def test_headings_that_say_what_a_section_is_about_are_asked_for(heading: str, asked: tuple[Ask, str]) -> None:
    assert asked_by(heading, "Nothing else.") == asked


@pytest.mark.parametrize(
    "heading",
    ["Context", "1. Status", "Decision outcome", "Rejected alternatives", "Considered options", "Overview", "Agenda", "Actions",
     "背景", "Notes of the recorder", "Who may read this?", "", "7", "§", "x" * 51, "See also", "Conversation",
     "Since the mesh is gone", "When the pager goes", "What makes it grow"],
)  # fmt: skip
def test_headings_that_only_name_a_part_of_a_document_are_not(heading: str) -> None:
    assert asked_by(heading, "") is None


@pytest.mark.parametrize(
    ("heading", "text", "expected"),
    [
        ("Kafka disks", "When the Kafka disks fill up.", "Kafka disks"),
        ("Late events", "Late events are late. Of late events there are few.", "late events"),
        ("Ana's tests", "", "Ana's tests"),
        ("eBPF", "", "eBPF"),
    ],
)
def test_a_heading_keeps_the_capital_of_a_name(heading: str, text: str, expected: str) -> None:
    assert within_a_sentence(heading, text) == expected


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Why Kafka?", True),
        ("kafka", True),
        ("为什么用Kafka？", True),
        ("Warum haben wir das so entschieden und nicht anders?", True),
        ("Почему Kafka?", False),
        ("なぜカフカですか", False),
        ("왜 카프카를 사용합니까", False),
    ],
)
def test_languages_without_templates_get_none(*, text: str, known: bool) -> None:
    assert (wording_for(text) is not None) is known
