"""A path in a terminal: every item with its reason, and titles that can't draw anything."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import StringIO

from rich.console import Console

from assistant.domain.asked import Asked, Outcome
from assistant.domain.documents import Kind
from assistant.domain.readers import Principal
from assistant.terminal.onboarding import show_guide, show_topics
from tests.stand_ins.newcomers_library import ANA, BO, STRANGER, Shelf, document, library


def shown(shelf: Shelf, topic: str = "kafka", principal: Principal = BO, since: date | None = None) -> str:
    console = Console(file=StringIO(), width=100, force_terminal=False)
    show_guide(console, shelf.knowledge().onboarding.guide(principal, topic, since))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_a_path_is_shown_with_its_stages_reasons_and_places() -> None:
    text = shown(library(), since=date(2026, 1, 1))

    assert "kafka: " in text.split("\n")[0]
    assert text.index("Start here") < text.index("How it works") < text.index("Decisions in force")
    assert "two documents refer to it" in text
    assert "docs/adr/0019-kafka.md" in text
    assert "Left out, no longer holds: ADR-0004: RabbitMQ (now ADR-0019: Kafka)" in text
    assert "DLQ: what DLQ means" in text
    assert "2026-01-05  decided  ADR-0020: Avro" in text


def test_nothing_hidden_is_shown() -> None:
    assert "Plan to leave" not in shown(library(), principal=STRANGER)
    assert "Plan to leave" in shown(library(), principal=ANA)


def test_marks_of_the_terminal_are_only_words() -> None:
    shelf = library()
    shelf.put(document("x/hostile.md", "[bold red]kafka[/bold red] [link=https://x.example]", Kind.PAGE), "kafka kafka")

    assert "[bold red]kafka[/bold red] [link=https://x.example]" in shown(shelf)


def test_without_documents_it_is_said_and_others_are_offered() -> None:
    text = shown(library(), "zebra")

    assert "Nothing that may be read is about 'zebra'." in text
    assert "Teams\n  board\n  platform" in text
    assert "What most documents refer to\n  ADR-0019: Kafka" in text


def test_what_needs_care_is_shown_to_who_keeps_the_path() -> None:
    shelf = library()
    fields = {"lore": ("path",), "topic": ("kafka",), "owner": ("Bo Lindqvist",)}
    shelf.put(document("team/start.md", "Ours", Kind.PAGE, fields=fields), "- [Week](/handbook/week.md)\n- [Lost](/gone.md)")
    shelf.questions.keep(Asked("1", "where is kafka?", datetime(2026, 11, 1, tzinfo=UTC), Outcome.ABSTAINED, "bo"))

    mine, curators, others = shown(shelf), shown(shelf, principal=ANA), shown(shelf, principal=STRANGER)

    assert "the team's own list: team/start.md" in mine
    assert "“Lost” leads to /gone.md, which is no document that you may read" in mine
    assert "Newcomers asked, and nothing answers\n  where is kafka?" in curators
    assert "where is kafka?" not in mine
    assert "Lost" not in others
    assert "where is kafka?" not in others


def test_topics_of_nobody_are_an_empty_page() -> None:
    console = Console(file=StringIO(), width=100)

    show_topics(console, Shelf().knowledge().onboarding.topics(BO))

    assert isinstance(console.file, StringIO)
    assert console.file.getvalue() == ""
