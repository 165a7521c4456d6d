"""What to ask next: from what the asker may read, in their language, and never what was asked or told already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from assistant.adapters.system_clock import FixedClock
from assistant.answering.suggesting.suggester import MOST, StructureSuggester
from assistant.domain.answers import Citation
from assistant.domain.decisions import Alternative
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.decisions.question_forms import Aspect
from assistant.knowledge.decisions.questions import question_about_decision
from assistant.knowledge.memory import Memory
from assistant.knowledge.references import References
from tests.stand_ins.decided import NOON, Around, HeldDocuments, decided_over
from tests.stand_ins.decision_world import TODAY, adr
from tests.stand_ins.remembered import HeldExtracts

GUEST, BOARD = Principal("guest"), Principal("chief", frozenset({"board"}))
LONG = "This section says quite a lot about what it is about, and goes on for long enough to be asked for by a colleague. " * 3


class Headed(HeldDocuments):
    """Documents whose chunks have headings."""

    def hold_sections(self, document: Document, sections: Sequence[tuple[str, str]]) -> None:
        self.hold(document, [text for _, text in sections])
        _, chunks = self._held[document.id]
        headed = [replace(chunk, headings=(heading,)) for chunk, (heading, _) in zip(chunks, sections, strict=True)]
        self._held[document.id] = (document, headed)


def of(known: Known, *alternatives: str, deciders: tuple[str, ...] = (), links: tuple[Link, ...] = ()) -> Known:
    """The decision with what was considered besides, who decided, and where its document leads."""
    (decision,) = known.extracted.decisions
    besides = tuple(Alternative(name, "it was too slow") for name in alternatives)
    document = replace(known.document, links=links)
    return Known(document, Extracted((replace(decision, alternatives=besides, deciders=deciders),)))


class World:
    """A decision that was replaced, one that replaced it, and a page."""

    def __init__(self, *known: Known, **sections: Sequence[tuple[str, str]]) -> None:
        self.documents = Headed()
        self.known = {one.document.id: one for one in known}
        for one in known:
            self.documents.hold_sections(one.document, sections.get(one.document.id, (("Decision", LONG),)))
        memory = Memory(HeldExtracts(known))
        book, _ = decided_over(memory, Around())
        self.suggester = StructureSuggester(book, References(memory), self.documents, FixedClock(NOON))

    def ask(self, question: str, *cited: str, who: Principal = GUEST) -> list[str]:
        """What is suggested after an answer to the question that cites the first chunks of these documents."""
        citations = [self.cite(one) for one in cited]
        return list(self.suggester.follow_ups(Question(question, Scope(who)), (), citations))

    def cite(self, document_id: str, ordinal: int = 0) -> Citation:
        return Citation(1, "words", self.known[document_id].document, self.documents.chunks(document_id)[ordinal])


def decisions(**more: Any) -> tuple[Known, Known]:
    old = of(adr(4, "accepted", "2022-03", title="RabbitMQ as the bus"), "gRPC", deciders=("Ana",))
    new = adr(19, "accepted", "2023-05", title="Kafka as the bus", supersedes="ADR-0004", **more)
    return old, of(new, "Apache Pulsar", deciders=("Ana",))


def test_of_a_decision_that_was_replaced_is_asked_what_replaced_it_and_why() -> None:
    assert World(*decisions()).ask("Which bus do we use?", "doc4") == [
        "What replaced “RabbitMQ as the bus”?",
        "Why was “RabbitMQ as the bus” replaced?",
        "Why was gRPC rejected?",
    ]


def test_a_decision_that_nobody_may_see_replaced_nothing() -> None:
    world = World(*decisions(readers="group:board"))
    assert "What replaced “RabbitMQ as the bus”?" in world.ask("Which bus do we use?", "doc4", who=BOARD)
    assert world.ask("Which bus do we use?", "doc4") == ["Why was gRPC rejected?", "Who decided on “RabbitMQ as the bus”?"]


def test_what_the_answer_cites_is_told_already() -> None:
    found = World(*decisions()).ask("Which bus do we use?", "doc4", "doc19")
    assert not any("replaced “" in one or "did “Kafka" in one for one in found)


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("What replaced ADR-0004?", "What replaced"),
        ("Who decided on “RabbitMQ as the bus”?", "Who decided"),
        ("Why was gRPC rejected?", "gRPC"),
        ("what were the alternatives to RabbitMQ as the bus", "gRPC"),
        ("Why did we reject RabbitMQ as the bus?", "Why was “RabbitMQ"),
    ],
)
def test_what_was_asked_is_not_suggested(question: str, left_out: str) -> None:
    found = World(*decisions()).ask(question, "doc4")
    assert found
    assert not any(left_out in one for one in found)


def page(name: str, title: str, **changes: Any) -> Known:
    given = {"source": "docs", "path": f"{name}.md", "kind": Kind.PAGE, "readers": Readers.parse("everyone")} | changes
    return Known(Document(id=name, title=title, content_hash="0", **given), Extracted())


SECTIONS = (
    ("Overview", LONG),
    ("Adding a broker", LONG),
    ("Kafka disks", f"{LONG} When the Kafka disks fill up."),
    ("Losing things", "Too short to say much."),
    ("Open questions", LONG),
    ("Consequences", LONG),
)


def test_other_sections_are_asked_for_those_behind_the_cited_one_first() -> None:
    world = World(page("cluster", "The cluster"), cluster=SECTIONS)
    assert world.ask("how is it run", "cluster") == [
        "What does “The cluster” say about adding a broker?",
        "What are the consequences of “The cluster”?",
        "What are the open questions of “The cluster”?",
    ]
    behind = world.suggester.follow_ups(Question("how is it run", Scope(GUEST)), (), [world.cite("cluster", 1)])
    assert behind[0] == "What does “The cluster” say about Kafka disks?"


def test_in_a_meeting_topics_are_asked_for() -> None:
    world = World(page("weekly", "Weekly of May", kind=Kind.MEETING), weekly=(("1. Cut-over", LONG), ("2. Late events", LONG)))
    assert world.ask("when is it cut over", "weekly") == ["What was said about late events in “Weekly of May”?"]


def test_reviews_of_a_document_and_the_decisions_that_it_speaks_of_are_asked_for() -> None:
    review = page(
        "r7", "Publish to Kafka (#7)", kind=Kind.CODE_REVIEW, links=(Link("implements", "adr/0019.md"),), source="handbook"
    )
    old, new = decisions()
    world = World(of(new, links=(Link("refers-to", "ADR-0007"),)), adr(7, "accepted", title="Partitions"), review, old)
    assert world.ask("which bus", "doc19") == [
        "What was decided in “Partitions”?",
        "What was said in the review “Publish to Kafka (#7)”?",
        "What did “Kafka as the bus” replace?",
    ]
    assert world.ask("who publishes", "r7") == ["What was decided in “Kafka as the bus”?"]


def test_hidden_links_suggest_nothing() -> None:
    review = page(
        "r7",
        "Secret (#7)",
        kind=Kind.CODE_REVIEW,
        links=(Link("implements", "adr/0019.md"),),
        readers=Readers.parse("group:board"),
    )
    new = of(adr(19, "accepted", title="Kafka"), links=(Link("refers-to", "ADR-0007"),))
    world = World(new, adr(7, "accepted", title="Salaries", readers="group:board"), review)
    assert world.ask("which bus", "doc19") == []
    assert world.ask("which bus", "doc19", who=BOARD) != []


def test_a_document_whose_readers_changed_since_is_not_read() -> None:
    world = World(page("cluster", "The cluster"), cluster=SECTIONS)
    world.documents.move(replace(world.known["cluster"].document, readers=Readers.parse("group:board")))
    citation = world.cite("cluster")
    assert list(world.suggester.follow_ups(Question("how", Scope(GUEST)), (), [citation])) == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "我们用什么消息总线？",
            ["“RabbitMQ as the bus”被什么取代了？", "为什么拒绝了gRPC？", "谁决定了“RabbitMQ as the bus”？"],
        ),
        ("Quel bus utilisons-nous dans les services et pourquoi ?", []),
        ("Какую шину мы используем?", []),
        ("どのバスを使っていますか？", []),
    ],
    ids=["Chinese", "French", "Russian", "Japanese"],
)
def test_suggestions_are_in_the_questions_language_or_there_are_none(question: str, expected: list[str]) -> None:
    assert World(*decisions()).ask(question, "doc4") == expected


def test_german_questions_are_asked_of_german_documents() -> None:
    text = (
        "Die Broker werden von der Plattform betrieben, und wenn eine Platte ausfällt, dann wird sie am gleichen Tag ersetzt. "
        * 3
    )
    world = World(page("cluster", "Der Cluster"), cluster=(("Zweck", text), ("Betrieb", text), ("English part", LONG)))
    assert world.ask("Wer betreibt die Broker und warum ist das so?", "cluster") == ["Was sagt „Der Cluster“ über Betrieb?"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("ADR-0019: Kafka", "“Kafka”"),
        (f"ADR-0019: {'a very long title ' * 5}", "ADR-0019"),
        ("ADR-0019: When is it stale?", "ADR-0019"),
        ("ADR-0019: The “new” bus", "ADR-0019"),
    ],
)
def test_a_document_is_called_as_people_can_read_it(title: str, name: str) -> None:
    known = adr(19, "accepted", deciders=("Ana",))
    document = replace(known.document, title=title)
    world = World(Known(document, Extracted((replace(known.extracted.decisions[0], title=title),))))
    assert world.ask("which bus", "doc19") == [f"Who decided on {name}?"]


def test_no_citation_no_suggestion_and_never_more_than_three() -> None:
    world = World(*decisions(), page("cluster", "The cluster"), cluster=SECTIONS)
    assert world.ask("which bus") == []
    assert len(world.ask("which bus", "doc4", "cluster")) == MOST


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("What replaced “Kafka as the bus”?", Aspect.SUCCESSOR),
        ("Why was “Kafka as the bus” replaced?", Aspect.WHY_NOT),
        ("Why was Apache Pulsar rejected?", Aspect.WHY_NOT),
        ("What were the alternatives to “Kafka as the bus”?", Aspect.ALTERNATIVES),
        ("Who decided on “Kafka as the bus”?", Aspect.DECIDERS),
        ("What did “Kafka as the bus” replace?", Aspect.BEFORE),
        ("What was decided in “Kafka as the bus”?", Aspect.OUTCOME),
        ("“Kafka as the bus”被什么取代了？", Aspect.SUCCESSOR),
        ("为什么拒绝了gRPC？", Aspect.WHY_NOT),
        ("“Kafka as the bus”的替代方案有哪些？", Aspect.ALTERNATIVES),
        ("谁决定了“Kafka as the bus”？", Aspect.DECIDERS),
        ("“Kafka as the bus”取代了什么？", Aspect.BEFORE),
    ],
)
def test_what_is_asked_of_decisions_is_read_as_such(question: str, aspect: Aspect) -> None:
    asked = question_about_decision(question, TODAY)
    assert asked is not None
    assert asked.aspect is aspect
