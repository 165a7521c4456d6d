"""How conversations look in a terminal, and as exported Markdown."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest

from assistant.answering.conversing.conversations import Conversation, Told
from assistant.answering.conversing.export import CHANGED, as_markdown
from assistant.answering.conversing.history import WITHHELD
from assistant.domain.answers import Citation
from assistant.domain.dialogue import Dialogue, Exchange
from assistant.domain.documents import Chunk
from assistant.terminal.conversations import show_conversation, show_conversations, shown_id
from assistant.terminal.safe_console import SafeConsole
from tests.stand_ins.conversed import document

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BUS = Dialogue("abcdef0123456789", "ana", NOON, NOON, None, "Which bus?", 2)
ENDED = Dialogue("abcdef0199999999", "ana", NOON, NOON, NOON, "\x1b[2J old", 1)


def dialogue_with(*told: Told) -> Conversation:
    return Conversation(BUS, told)


def told(text: str, *citations: Citation, question: str = "Which bus?", readable: bool = True) -> Told:
    return Told(Exchange("a1", question, question, text, NOON), text, citations, readable)


def cited(quote: str, marker: int = 1) -> Citation:
    return Citation(marker, quote, document("bus [x]"), Chunk(7, "bus [x]", 0, "It is Kafka."))


def shown(*arguments: object, show: object, **options: object) -> str:
    out = StringIO()
    show(SafeConsole(file=out, width=100), *arguments, **options)  # type: ignore[operator]
    return out.getvalue()


def test_the_list_has_ids_that_tell_conversations_apart() -> None:
    text = shown([BUS, ENDED], show=show_conversations, is_kept=True)
    assert "abcdef012 " in text
    assert "abcdef019 " in text
    assert "ended" in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("others", "expected"),
    [((), "abcdef01"), ((ENDED,), "abcdef012"), ((BUS,), BUS.id)],
    ids=["alone", "beside one that begins alike", "beside the same"],
)
def test_an_id_is_as_short_as_it_can_be(others: tuple[Dialogue, ...], expected: str) -> None:
    assert shown_id(BUS, (BUS, *others)) == expected


@pytest.mark.parametrize(("is_kept", "words"), [(True, "lore chat"), (False, "record = true")])
def test_an_empty_list_says_the_next_step(is_kept: bool, words: str) -> None:
    assert words in shown([], show=show_conversations, is_kept=is_kept)


def test_a_conversation_shows_questions_answers_and_places() -> None:
    text = shown(dialogue_with(told("**Kafka** [1]", cited("It is Kafka."))), show=show_conversation)
    assert "> Which bus?" in text
    assert "Kafka [1]" in text
    assert "docs/bus [x].md" in text


def test_what_is_withheld_is_said_to_be() -> None:
    assert WITHHELD in shown(dialogue_with(told(WITHHELD, readable=False)), show=show_conversation)


def test_markdown_has_headings_answers_and_sources_with_links() -> None:
    text = as_markdown(
        dialogue_with(told("Kafka [1]", cited("It is\nKafka."))), lambda one: f"https://l.example/{one.chunk.key}"
    )
    assert text.startswith("# Which bus?\n\n*Lore, 2026-03-01 12:00 UTC to 2026-03-01 12:00 UTC*\n\n## Which bus?\n\nKafka [1]")
    assert "1. [About bus \\[x\\]](<https://l.example/7>), 2026-11-22: “It is Kafka.”" in text


def test_markdown_says_where_a_source_has_changed_since() -> None:
    assert text_of(told("Kafka [1]", cited(""))).rstrip().endswith(CHANGED)


def test_a_question_makes_no_heading_and_no_link_of_its_own() -> None:
    text = text_of(told("Yes.", question="# Is [this](https://evil.example)\n## so?"))
    assert "## Is \\[this\\](https://evil.example) ## so?\n" in text


def test_an_ended_conversation_says_when() -> None:
    assert "ended 2026-03-01 12:00 UTC" in as_markdown(Conversation(ENDED, ()), lambda _: "")


def text_of(one: Told) -> str:
    return as_markdown(dialogue_with(one), lambda _: "https://l.example")
