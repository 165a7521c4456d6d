"""Quotes as Markdown."""

from __future__ import annotations

import pytest

from assistant.answering.reading.choosing import Stretch
from assistant.answering.reading.quoting import legible, written
from assistant.answering.reading.sentences import units
from assistant.domain.answers import Citation, Evidence, Excerpt
from assistant.domain.documents import Chunk, Document, Kind

TABLE = "Codes:\n\n| Code | Status | Meaning |\n|---|---|---|\n| TW-1 | 404 | not found |\n| TW-2 |  | a \\| b |\n"


def quoted(text: str, first: int, last: int, lead: str = "") -> str:
    chunk = Chunk(1, "d", 0, text)
    document = Document("d", "s", "d.md", "A document", Kind.PAGE, "")
    written_text, citations = written([Stretch(1, chunk, first, last, lead)], Evidence((Excerpt(document, (chunk,), 1.0),)))
    assert [citation.quote for citation in citations] == [Stretch(1, chunk, first, last).text]
    assert citations[0].quote in text
    return written_text


def place_of(text: str, words: str) -> int:
    return next(place for place, unit in enumerate(units(text)) if words in unit.text)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("TW-1", "> **Code**: TW-1 · **Status**: 404 · **Meaning**: not found [1]", id="under its head"),
        pytest.param("TW-2", "> **Code**: TW-2 · **Meaning**: a | b [1]", id="an empty cell, and a bar in one"),
        pytest.param("Code |", "> Code · Status · Meaning [1]", id="the head itself"),
    ],
)
def test_a_row_is_read_with_the_names_of_its_columns(words: str, expected: str) -> None:
    place = place_of(TABLE, words)
    assert quoted(TABLE, place, place) == expected


def test_a_row_without_a_head_is_its_cells() -> None:
    assert quoted("| a | b |", 0, 0) == "> a · b [1]"


def test_a_row_under_another_tables_head_has_no_names() -> None:
    text = TABLE + "\nAnd then:\n\n| x | y | z |\n"
    place = place_of(text, "| x |")
    assert quoted(text, place, place) == "> x · y · z [1]"


@pytest.mark.parametrize(
    ("text", "first", "last", "expected"),
    [
        pytest.param("First.\nTwo lines\nof it.", 0, 1, "> First.\n> Two lines\n> of it. [1]", id="lines"),
        pytest.param("```sh\nrun\n```", 0, 0, "```sh\nrun\n```\n\n[1]", id="code"),
        pytest.param("Run:\n\n```sh\nrun\n```", 0, 1, "Run:\n\n```sh\nrun\n```\n\n[1]", id="words and code"),
    ],
)
def test_words_are_quoted_as_they_stand(text: str, first: int, last: int, expected: str) -> None:
    assert quoted(text, first, last) == expected


def test_what_leads_a_quote_can_not_break_out_of_its_emphasis() -> None:
    assert quoted("It is so.", 0, 0, "A *bold* `name` > _all_:") == "> *A bold name all:*\n>\n> It is so. [1]"


@pytest.mark.parametrize(
    ("quote", "read"),
    [
        pytest.param("| TW-1 | 404 | not found |", "**Code**: TW-1 · **Status**: 404 · **Meaning**: not found", id="a row"),
        pytest.param("Codes:", "Codes:", id="words"),
        pytest.param("| gone |", "| gone |", id="a row that is not in the chunk any more"),
    ],
)
def test_a_quote_from_elsewhere_reads_the_same(quote: str, read: str) -> None:
    document = Document("d", "s", "d.md", "A document", Kind.PAGE, "")
    assert legible(Citation(1, quote, document, Chunk(1, "d", 0, TABLE))) == read
