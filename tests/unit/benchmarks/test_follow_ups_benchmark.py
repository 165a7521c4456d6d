"""The figures of the follow-ups are those of what was asked."""

from __future__ import annotations

import pytest

from assistant.domain.answers import Answer, Citation
from assistant.domain.documents import Chunk, Document, Kind
from tests.benchmarks.follow_ups import Followed, names, share, told

ADR = Document("d", "docs", "adr/0019-kafka.md", "ADR-0019: Kafka as the bus", Kind.DESIGN_DOC, "0")


def answer(*cited: Document) -> Answer:
    citations = tuple(Citation(1, "words", one, Chunk(1, one.id, 0, "words")) for one in cited)
    return Answer("a", "c", "?", "text", False, 0.9, citations, (), "extractive", 1.0)


@pytest.mark.parametrize(
    ("question", "cited", "expected"),
    [
        ("Who decided on “Kafka as the bus”?", (ADR,), True),
        ("What was decided in ADR-0019?", (ADR,), True),
        ("Why was gRPC rejected?", (ADR,), False),
        ("Who decided on “Kafka as the bus”?", (), False),
    ],
)
def test_a_question_names_what_its_answer_cites(question: str, cited: tuple[Document, ...], *, expected: bool) -> None:
    assert names(question, answer(*cited)) is expected


def test_shares_are_of_all_follow_ups_and_failures_are_named() -> None:
    followed = [
        Followed("a?", True, True),
        Followed("b?", True, False),
        Followed("c?", False, False),
        Followed("d?", True, True),
    ]
    assert share(followed) == 0.75
    said = told(followed, [1.0, 3.0, 20.0])
    assert "not answered: c?" in said
    assert "follow-ups 4, answered 0.750 (wanted 0.9), from a document that they name 0.500" in said
    assert "3.0 ms at the median, 20.0 ms at most" in said


def test_nothing_suggested_reaches_nothing() -> None:
    assert (share([]), told([], [])) == (0.0, "nothing was suggested")
