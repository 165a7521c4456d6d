"""Answers opened again, as the terminal shows them."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from assistant.answering.provenance import text_hash
from assistant.domain.answers import Answer
from assistant.domain.asked import Asked, Interface, Outcome, Rating
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.provenance import Look
from assistant.knowledge.provenance.opened import ChunkSince, CitedSince, OpenedAnswer, Since, StepSince
from assistant.terminal.answers import show_answer
from assistant.terminal.provenance import show_asked, show_opened
from tests.stand_ins.answered import FULL, NOON, PLAIN

BUS = Document("bus", "docs", "adr/bus.md", "The bus", Kind.PAGE, "0")
CHUNK = Chunk(1, "bus", 0, "Kafka has six brokers.", ("Decision",))
ASKED = Asked(
    "abcdef0123456789", "Which\nbus?", NOON, Outcome.ANSWERED, "ana", interface=Interface.COMMAND_LINE, confidence=0.7
)
OPENED = OpenedAnswer(
    asked=ASKED,
    record=FULL,
    found=tuple(ChunkSince(BUS, CHUNK, Since.SAME, score=1.0 - place / 100) for place in range(12)),
    sent=(ChunkSince(BUS, CHUNK, Since.CHANGED, number=1), ChunkSince(BUS, None, Since.GONE, number=2)),
    documents=(CitedSince(BUS, is_changed=True), CitedSince(BUS)),
    trail=(StepSince(Look.FOLLOWED, "The bus", "it is linked", (BUS,)),),
    rating=Rating("abcdef", "ana", False, "no", NOON, "outdated", "bus", "Six brokers"),
    better=BUS,
)


def shown(opened: OpenedAnswer) -> str:
    console = Console(file=io.StringIO(), width=200)
    show_opened(console, opened)
    return " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]


def test_a_follow_up_is_shown_in_its_own_words_and_as_it_was_understood() -> None:
    assert OPENED.record is not None
    told = shown(replace(OPENED, record=replace(OPENED.record, said="and [b]which[/b]?")))
    assert told.startswith("and [b]which[/b]? Understood as: Which bus?")
    assert shown(OPENED).startswith("Which bus?")


def test_everything_that_is_known_is_shown() -> None:
    told = shown(OPENED)
    for words in (
        "Which bus?",
        "Answered · 2026-11-22 12:00 UTC · asked by ana · on the command line",
        "a note",
        "We run Kafka [1].",
        "worded by openai:small · confidence 0.70 · search 20 ms · reading 32 ms · model's first words 120 ms · in all 900 ms",
        "prompt answer, version 3 · tokens: about 1,200 sent, 40 returned",
        "1 marker was removed: it pointed to no source",
        "What the model returned, before anything was checked We run Kafka [1][9].",
        "cited The bus docs/adr/bus.md changed since",
        "cited The bus docs/adr/bus.md as it was",
        "[1] The bus docs/adr/bus.md Decision · has changed since",
        "[2] The bus docs/adr/bus.md is gone",
        "Followed links of The bus it is linked The bus",
        "0.910 The bus docs/adr/bus.md Decision … and 2 more",
        "👎 It is out of date no expected: Six brokers",
        "named as the better source",
    ):
        assert words in told, words


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"record": None}, "An earlier version of Lore gave this answer"),
        ({"record": PLAIN}, "Lore said that it found nothing that answers this"),
        ({"record": replace(PLAIN, failure="the disk is full")}, "There was no answer: the disk is full."),
        ({"record": PLAIN, "is_withheld": True}, "that you may not read, or that is gone"),
        ({"record": PLAIN, "is_withheld": True, "is_emptied": True}, "Its words were deleted with it."),
    ],
    ids=["no record", "an abstention", "a failure", "withheld", "emptied"],
)
def test_what_is_not_there_is_said(changes: dict[str, object], told: str) -> None:
    assert told in shown(replace(OPENED, **changes))  # type: ignore[arg-type]


def test_what_is_withheld_is_not_shown_beside_it() -> None:
    assert "We run Kafka [1][9]" not in shown(replace(OPENED, is_withheld=True, record=replace(FULL, shown="")))


def test_lists_show_ids_that_can_be_shown() -> None:
    console = Console(file=io.StringIO(), width=200)
    show_asked(console, [ASKED])
    assert console.file.getvalue().split()[:2] == ["abcdef01", "2026-11-22"]  # type: ignore[attr-defined]
    console = Console(file=io.StringIO(), width=200)
    show_asked(console, [])
    assert "Nothing is kept yet" in console.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize("follow_ups", [("Why Kafka?", "Who decided?"), ()])
def test_an_answer_ends_with_what_to_ask_next(follow_ups: tuple[str, ...]) -> None:
    console = Console(file=io.StringIO(), width=100)
    answer = Answer("a", "c", "?", "Text.", False, 0.9, (), (), "extractive", 5.0, follow_ups=follow_ups)
    show_answer(console, answer)
    told = console.file.getvalue()  # type: ignore[attr-defined]
    assert ("Ask next: Why Kafka?" in told, "          Who decided?" in told) == (bool(follow_ups), bool(follow_ups))


def test_hashes_of_sent_and_found_chunks_are_comparable() -> None:
    assert text_hash(CHUNK) == text_hash(replace(CHUNK, key=9, ordinal=4, headings=()))
