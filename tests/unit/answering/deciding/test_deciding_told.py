"""What is told of a decision: what the question's verb and time say is compared with what became of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.adapters.system_clock import FixedClock
from assistant.answering.deciding.decider import Decided, Decider
from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.hits import Hit
from assistant.domain.queries import Filters, Scope
from assistant.domain.questions import Question
from assistant.domain.quotes import Quote
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.memory import View
from tests.stand_ins.decided import HeldDocuments

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HELD = HeldDocuments()


def decided(number: int, title: str, stated: str, on: date | None, *links: Link, proposed: date | None = None) -> Known:
    """A decision whose document is held as well; its id is `d` and its number."""
    called, statement = f"ADR-{number:04d}: {title}", f"We decide on this: {title}."
    path = f"adr/{number:04d}.md"
    document = Document(f"d{number}", "docs", path, called, Kind.PAGE, "0" * 64, Readers.parse("everyone"))
    lines = "\n".join(f"{link.relation}: {link.target}" for link in links)
    HELD.hold(document, [f"# {called}\n\nStatus: {stated}\n{lines}\n\n{statement} It was removed from a list for latency."])
    decision = Decision(
        title, statement, Origin.RECORD, id=f"x{number}", document_id=document.id, stated=stated, decided_on=on,
        proposed_on=proposed, links=links, quotes=(Quote(statement, 0),),
    )  # fmt: skip
    return Known(document, Extracted(decisions=(decision,)))


KNOWN = (
    decided(1, "RabbitMQ as the bus", "Accepted", date(2024, 3, 1)),
    decided(2, "Kafka as the bus", "Accepted", date(2024, 9, 1), Link("supersedes", "ADR-0001")),
    decided(3, "Redis for sessions", "Accepted", date(2021, 5, 4)),
    decided(4, "Run the meeting notes in Markdown", "Accepted", date(2022, 5, 4)),
    decided(5, "Terraform for the staging cluster", "Accepted", date(2022, 6, 4)),
    decided(6, "Rotate the server certificates", "Rejected", date(2022, 7, 4)),
    decided(7, "Retention of seven days", "Proposed", None, proposed=date(2023, 1, 1)),
    decided(8, "Puppet for laptops", "Deprecated", date(2019, 1, 1)),
    decided(9, "PEP 508 and others", "Accepted", date(2019, 1, 1)),
)


class Book:
    """The decision book over decisions made by hand."""

    def lineage(self, principal: Principal) -> Lineage:
        return Lineage(View({one.document.id: one for one in KNOWN}, 1), NOW.date())


def ask(text: str, *found: int) -> Decided | None:
    """`found` are the numbers of what a search finds, best first, all of them as similar as can be."""
    held = [(HELD.get(f"d{number}"), HELD.chunks(f"d{number}")[0]) for number in found]
    hits = [Hit(document, chunk, 1 - n / 5, 1.0) for n, (document, chunk) in enumerate(held) if document]
    decider = Decider(Book(), HELD, HashingEmbedder(), FixedClock(NOW))
    return decider.decide(Question(text, Scope(Principal("ana"), Filters())), hits)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Was ADR-0001 in force in 2024?", "Not all the time in 2024: ADR-0001 “RabbitMQ as the bus” was in force 2024-03-01"),
        ("Was ADR-0001 in force in May 2024?", "Yes: ADR-0001"),
        ("Was ADR-0001 in force in 2023?", "No: ADR-0001"),
        ("Was ADR-0001 in force in 2025?", "No: ADR-0001"),
        ("Was ADR-0003 in force in 2021?", "Not all the time in 2021"),
        ("Was ADR-0006 rejected in 2022?", "Yes: ADR-0006 “Rotate the server certificates” was rejected on 2022-07-04"),
        ("Was ADR-0006 rejected in 2023?", "No, not in 2023: ADR-0006 “Rotate the server certificates” was rejected on 2022"),
        ("Was ADR-0007 proposed in 2023?", "was proposed on 2023-01-01"),
        ("Was ADR-0001 superseded in September 2024?", "Yes: ADR-0001 “RabbitMQ as the bus” was superseded on 2024-09-01"),
        ("Was ADR-0001 accepted in March 2024?", "Yes: ADR-0001 “RabbitMQ as the bus” was accepted on 2024-03-01"),
        ("Was ADR-0008 deprecated in 2019?", "don't say when ADR-0008 “Puppet for laptops” was deprecated"),
        ("Was ADR-0003 removed?", "ADR-0003 “Redis for sessions” is still in force"),
        ("When was ADR-0003 removed?", "ADR-0003 “Redis for sessions” is still in force"),
        ("Why was ADR-0003 removed?", "ADR-0003 “Redis for sessions” is still in force"),
        ("Why was ADR-0006 adopted?", "is rejected"),
        ("When was RabbitMQ adopted?", "is accepted as of 2024-03-01"),
        ("When was RabbitMQ replaced?", "on 2024-09-01"),
    ],
)  # fmt: skip
def test_what_became_of_it_is_told_with_the_time_that_the_question_names(text: str, said: str) -> None:
    found = ask(text, 1, 2)

    assert found is not None
    assert said in found.text


def test_an_answer_that_the_documents_do_not_say_is_less_sure() -> None:
    unsaid, told = ask("Was ADR-0008 deprecated in 2019?"), ask("Was ADR-0006 rejected in 2022?")

    assert unsaid is not None
    assert told is not None
    assert unsaid.confidence < 0.6 < told.confidence


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("When was Redis removed?", 3),
        ("Why was Redis removed?", 3),
        ("What replaced Redis?", 3),
        ("When was the meeting cancelled?", 4),
        ("What happened with the staging cluster?", 5),
        ("Do we still use the staging cluster?", 5),
        ("Why did the server get dropped?", 6),
        ("What happened to the server?", 6),
        ("What happened to ADR-0003 and ADR-0006?", 3),
        ("When was ADR-0008 deprecated?", 8),
        ("Was ADR-0003 in force in 2030?", 3),
        ("What did ADR-0003 replace?", 3),
    ],
)
def test_what_a_decision_does_not_tell_is_left_to_the_ordinary_reader(text: str, number: int) -> None:
    assert ask(text, number) is None
