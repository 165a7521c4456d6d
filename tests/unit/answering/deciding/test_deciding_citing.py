"""Places for the words of a decision."""

from __future__ import annotations

import pytest

from assistant.answering.deciding.citing import Citations
from assistant.domain.documents import Chunk, Document, Kind

DOCUMENT = Document("d", "docs", "d.md", "D", Kind.DESIGN_DOC, "x")


def citing(text: str) -> Citations:
    return Citations(lambda _: [Chunk(1, "d", 0, text)])


@pytest.mark.parametrize(
    ("words", "text", "quote"),
    [
        pytest.param(
            "the Go client was young",
            "bad, because the **Go** client _was_ young.",
            "the **Go** client _was_ young.",
            id="marks between",
        ),
        pytest.param("retry_limit is 5", "We say retry_limit is 5.", "retry_limit is 5.", id="an underscore within a name"),
    ],
)
def test_words_are_found_with_the_marks_between_them(words: str, text: str, quote: str) -> None:
    citations = citing(text)

    assert citations.cite_words(DOCUMENT, words) == "[1]"
    assert [one.quote for one in citations.made] == [quote]


def test_words_that_do_not_stand_there_have_no_place() -> None:
    assert citing("We use Kafka.").cite_words(DOCUMENT, "we use NATS") == ""


@pytest.mark.timeout(20)
def test_lone_underscores_cost_nothing() -> None:
    """Each could stand for any of those in the text: a search that tried them all would not end."""
    assert citing("_" * 2000).cite_words(DOCUMENT, "_ " * 30 + "Q") == ""
