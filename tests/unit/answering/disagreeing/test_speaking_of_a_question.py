"""Which sentence of a document speaks of a question."""

from __future__ import annotations

import pytest

from assistant.answering.disagreeing.speaking import Asked, Said, tells
from assistant.domain.documents import Chunk
from tests.stand_ins.disagreeing import page

DOCUMENT = page("d", "ADR-0024: OIDC with short-lived tokens")


def said(question: str, *chunks: tuple[str, str]) -> Said | None:
    """What is found in chunks of (heading, text)."""
    made = [Chunk(n, "d", n, text, (heading,) if heading else ()) for n, (heading, text) in enumerate(chunks)]
    return Asked(question).said_in(DOCUMENT, made)


def quote(question: str, *chunks: tuple[str, str]) -> str:
    found = said(question, *chunks)
    assert found is not None
    return found.citation.quote


def test_the_sentence_with_the_words_of_the_question_is_said() -> None:
    text = "Sign-in goes through one provider. An access token lives for 15 minutes. Keys rotate every 30 days."

    assert quote("How long does an access token live?", ("Decision", text)) == "An access token lives for 15 minutes."


def test_what_was_decided_counts_more_than_its_history() -> None:
    history = ("Context", "Customers sign in with a password and a cookie today.")
    decision = ("Decision", "Customers sign in through a provider that they run.")

    assert quote("How do customers sign in?", history, decision).startswith("Customers sign in through")


def test_words_of_the_title_and_the_heading_count_as_around() -> None:
    found = said("How long do OIDC tokens live?", ("Life of a token", "It ends after a quarter of an hour, at worst."))

    assert found is not None
    assert found.own < found.share <= 1.0


def test_a_question_of_other_things_is_hardly_spoken_of() -> None:
    found = said("Which gulls attack the drones?", ("Decision", "An access token lives for 15 minutes in all cases."))

    assert found is not None
    assert found.own == 0.0
    assert found.share == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "Status: Accepted",
        "Supersedes [ADR-0009](0009.md).",
        "Superseded-By: 440",
        "```\ncode = here_and_there()\n```",
        "Short.",
        "",
    ],
)
def test_a_document_of_headers_and_code_says_nothing(text: str) -> None:
    assert said("What is the status?", ("", text)) is None


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("We take the mesh out, namespace by namespace.", True),
        ("我们把所有位置保存十八个月。", True),
        ("- Status: Accepted", False),
        ("Replaces: 241, 345 and many others of that kind", False),
        (".. superseded:: 750 and others of that kind", False),
        ("[1] Somebody, Some book of many pages, 1999", False),
    ],
)
def test_a_header_tells_nothing(text: str, is_told: bool) -> None:
    assert tells(text) is is_told


def test_a_question_of_nothing_but_asking_words_still_has_words() -> None:
    assert Asked("what happens now").words == {"happen", "now"}


def test_the_quote_stands_in_its_chunk() -> None:
    chunks = [("Decision", f"Number {n} of the tokens lives for {n} minutes, more or less so.") for n in range(20)]
    found = said("How long does token number 7 live?", *chunks)

    assert found is not None
    assert found.citation.quote in found.citation.chunk.text
    assert "Number 7 " in found.citation.quote
