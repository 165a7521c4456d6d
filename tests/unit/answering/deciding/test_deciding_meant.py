"""Which decision a question means: named ones exactly, described ones only when they fit, and rather none than a wrong one."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.deciding.meant import Meant, meant_by
from assistant.answering.deciding.titles import Titles
from assistant.domain.decisions import Alternative, Decision, Origin
from assistant.domain.documents import Chunk, Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.hits import Hit
from assistant.domain.queries import Filters, Scope
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.decisions.questions import question_about_decision
from assistant.knowledge.memory import View

TODAY = date(2026, 11, 22)
EVERYONE = Readers.parse("everyone")
ANYONE = Scope(Principal("ana"))


def decided(
    path: str,
    title: str,
    *links: Link,
    stated: str = "Accepted",
    origin: Origin = Origin.RECORD,
    day: date = date(2024, 1, 1),
    statement: str = "",
    alternatives: tuple[Alternative, ...] = (),
) -> Known:
    document = Document(path, "docs", path, title, Kind.PAGE, "0" * 64, EVERYONE)
    decision = Decision(
        title, statement or f"We do it: {title}.", origin, f"d-{path}", path, stated, decided_on=day, links=links,
        alternatives=alternatives,
    )  # fmt: skip
    return Known(document, Extracted(decisions=(decision,)))


KNOWN = (
    decided("adr/0004-bus.md", "ADR-0004: RabbitMQ as the message bus", stated="Superseded by ADR-0019", day=date(2022, 1, 1)),
    decided(
        "adr/0019-kafka.md",
        "ADR-0019: Kafka as the message bus",
        Link("supersedes", "ADR-0004"),
        alternatives=(Alternative("NATS with JetStream", "nobody here has run it"),),
    ),
    decided("adr/0027-meter.md", "ADR-0027: Meter from the Kafka log"),
    decided("adr/0014-mesh.md", "ADR-0014: Adopt a service mesh", day=date(2022, 5, 1)),
    decided("adr/0031-mesh.md", "ADR-0031: Remove the service mesh", Link("supersedes", "ADR-0014")),
    decided("rfcs/rfc-011.md", "RFC-011: Protobuf on the bus", stated="Rejected"),
    decided("meetings/a.md", "Protobuf on the bus", origin=Origin.MINUTES, stated="Resolution"),
    decided("reviews/7.json", "Kafka: batch the consumer (#7)", origin=Origin.REVIEW, stated="merged"),
    decided("meetings/b.md", "Night shifts", origin=Origin.MINUTES, stated="Decision", day=date(2023, 2, 1)),
    decided("meetings/c.md", "Night shifts", origin=Origin.MINUTES, stated="Decision", day=date(2024, 9, 1)),
)
VIEW = View({one.document.id: one for one in KNOWN}, 1)


def meant(text: str, *found: str, scope: Scope = ANYONE, similarity: float = 0.6) -> Meant | None:
    """`found` are the paths that a search found, best first; by default all of them, alike."""
    paths = found or tuple(VIEW.documents)
    scores = [1.0 - 0.3 * n * bool(found) for n, _ in enumerate(paths)]
    hits = [
        Hit(VIEW.documents[path], Chunk(1, path, 0, ""), score, similarity) for path, score in zip(paths, scores, strict=True)
    ]
    question = question_about_decision(text, TODAY)
    assert question is not None
    lineage = Lineage(VIEW, TODAY)
    return meant_by(question, lineage, Titles(lineage), hits, scope)


def path_of(found: Meant | None) -> str:
    return found.entry.decision.document_id if found else ""


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("What is the status of ADR-0027?", "adr/0027-meter.md"),
        ('Was "Meter from the Kafka log" accepted?', "adr/0027-meter.md"),
        ('What became of "ADR-0027: meter from the kafka log"?', "adr/0027-meter.md"),
        ("What replaced RabbitMQ?", "adr/0004-bus.md"),
        ("Why did we move from RabbitMQ to Kafka?", "adr/0004-bus.md"),
        ("Was Protobuf accepted?", "rfcs/rfc-011.md"),
        ("Do we still have a service mesh?", "adr/0014-mesh.md"),
        ("What is our current policy on the service mesh?", "adr/0031-mesh.md"),
        ("When was the service mesh removed?", "adr/0014-mesh.md"),
        ("What was decided about night shifts?", "meetings/c.md"),
        ("What was decided in February 2023 about night shifts?", "meetings/b.md"),
        ("What was decided about night shifts in 2023?", "meetings/b.md"),
    ],
)
def test_the_decision_that_fits_is_meant(text: str, path: str) -> None:
    assert path_of(meant(text)) == path


@pytest.mark.parametrize(
    "text",
    [
        "What is the status of ADR-0099?",
        'Was "Meter from the tide tables" accepted?',
        "Why did we reject the purple submarine?",
        "What was decided about submarines on the message bus?",
        "What was decided about batching?",
        "Who approved the bus?",
    ],
    ids=["no such number", "no such title", "nothing like it", "a word too many", "a review by the way", "several alike"],
)
def test_where_none_fits_there_is_none(text: str) -> None:
    assert meant(text) is None


@pytest.mark.parametrize(
    ("text", "similarity", "path"),
    [
        ("Do we still have a meter?", 0.6, "adr/0027-meter.md"),
        ("Do we still have a meter?", 0.1, ""),
        ("What was decided about the meter?", 0.1, "adr/0027-meter.md"),
        ("What was decided about the message bus?", 0.6, "adr/0019-kafka.md"),
        ("What happened to the message bus?", 0.6, ""),
        ("What happened to the log?", 0.9, ""),
    ],
    ids=["similar", "not similar", "asked of decisions", "a topic", "a thing that befell a topic", "a word by the way"],
)
def test_what_befell_a_thing_is_told_of_its_own_decision_only_where_the_search_says_so(
    text: str, similarity: float, path: str
) -> None:
    assert path_of(meant(text, similarity=similarity)) == path


def test_of_decisions_with_equal_words_the_one_that_search_ranks_higher_is_meant() -> None:
    text = "What alternatives did we consider for Kafka?"
    assert path_of(meant(text, "adr/0019-kafka.md", "adr/0027-meter.md")) == "adr/0019-kafka.md"


def test_what_was_considered_and_not_taken_is_found_in_the_decision_that_considered_it() -> None:
    found = meant("Why did we reject NATS?", "adr/0019-kafka.md")

    assert path_of(found) == "adr/0019-kafka.md"
    assert found is not None
    assert found.alternative == Alternative("NATS with JetStream", "nobody here has run it")
    assert found.fit < 1


def test_a_named_decision_is_surer_than_a_described_one_of_other_words() -> None:
    named, described = meant("What replaced ADR-0004?"), meant("Why did we reject JetStream?", "adr/0019-kafka.md")

    assert named is not None
    assert described is not None
    assert named.fit > described.fit


def test_only_what_the_asker_wants_to_see_is_meant() -> None:
    elsewhere = Scope(Principal("ana"), Filters(sources=("elsewhere",)))
    assert meant("What is the status of ADR-0027?", scope=elsewhere) is None
