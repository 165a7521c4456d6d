"""Research by rules, over a library whose documents hang together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.collaborators import Researched
from assistant.answering.research.limits import DEFAULT, Allowance, Limits
from assistant.answering.research.ruled import RuledResearch
from assistant.answering.research.telling import told
from assistant.domain.provenance import Step
from assistant.domain.queries import Filters
from assistant.domain.readers import Principal
from tests.stand_ins.linked_library import BO, HELD, KAFKA, LUNCH, RABBIT, RUTH, SECRET, Library, asked


def run(
    text: str, principal: Principal = BO, *, limits: Limits = DEFAULT, filters: Filters | None = None, k: int = 3
) -> tuple[list[str], Researched | None]:
    """The lines of the steps, and what they found together."""
    library = Library()
    research = RuledResearch(library.places, library.linked, limits)
    events = list(research.steps(asked(text, principal, filters), library.found(text, principal, filters, k)))
    lines = [told(one) for one in events if isinstance(one, Step)]
    ends = [one for one in events if isinstance(one, Researched)]
    assert len(ends) == (1 if lines else 0)
    return lines, ends[0] if ends else None


def paths(found: Researched | None) -> list[str]:
    return list(dict.fromkeys(hit.document.path for hit in found.hits)) if found else []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Who wrote the decision that replaced ADR-0001?", ["Followed ADR-0001 → what replaced it: ADR-0002"]),
        ("What did ADR-0002 replace?", ["Followed ADR-0002 → what it replaced: ADR-0001"]),
        ("Which pull request implements ADR-0002?", ["Followed ADR-0002 → what implements it: PR #7"]),
        (
            "In which meeting was the ADR about Kafka discussed?",
            ["Followed ADR-0002 → a meeting about it: Platform weekly, May"],
        ),
        (
            "What is the history of ADR-0002?",
            [
                "Followed ADR-0002 → what it replaced: ADR-0001",
                "Followed ADR-0002 → what was said of it: PR #7, Platform weekly, May",
            ],
        ),
    ],
)
def test_links_are_followed_as_the_question_asks(text: str, lines: list[str]) -> None:
    assert run(text)[0] == lines


@pytest.mark.parametrize(
    "text",
    [
        "How many brokers does Kafka have?",
        "Who wrote ADR-0002?",
        "When is lunch?",
        "What replaced the canteen?",
        "Which meetings talked about zebras?",
        "What else did the author of lunch write?",
        "Who reviewed the design of lunch?",
    ],
)
def test_where_nothing_more_is_found_nothing_is_told(text: str) -> None:
    assert run(text) == ([], None)


def test_what_is_found_at_the_end_of_a_hop_is_put_into_the_question() -> None:
    _, found = run("Who wrote the decision that replaced ADR-0001?")
    assert found is not None
    assert found.asked == "Who wrote ADR-0002?"


def test_both_ends_of_a_hop_are_among_what_is_found() -> None:
    _, found = run("Who wrote the decision that replaced ADR-0001?", k=1)
    assert RABBIT.path in paths(run("Who wrote the decision that replaced ADR-0001?")[1])
    assert found is not None


def test_the_name_found_in_one_step_is_searched_in_the_next() -> None:
    lines, found = run("What else did the author of the decision that replaced ADR-0001 write?")
    assert lines[0] == "Followed ADR-0001 → what replaced it: ADR-0002"
    assert found is not None
    assert found.asked == "What else did Ana Ruiz and Bo Lindqvist write?"


def test_several_documents_come_with_their_best_place_each() -> None:
    library = Library()
    text = "Which meetings talked about tape backups?"
    found = library.found("Lunch", k=2)
    events = list(RuledResearch(library.places, library.linked).steps(asked(text), found))
    assert [told(one) for one in events if isinstance(one, Step)] == ["Searched for “tape backups”: 2 documents"]
    [end] = [one for one in events if isinstance(one, Researched)]
    assert [hit.document.path for hit in end.hits[1:3]] == ["meetings/may.md", "meetings/june.md"]


def test_a_name_that_nothing_found_speaks_of_is_searched_alone() -> None:
    library = Library()
    text = "should we take Kafka or RabbitMQ, and use Kafka or RabbitMQ?"
    found = library.found("lunch noon harbour", k=1)
    lines = [
        told(one) for one in RuledResearch(library.places, library.linked).steps(asked(text), found) if isinstance(one, Step)
    ]
    assert lines == ["Searched for “Kafka”: 1 document", "Searched for “RabbitMQ”: 1 document"]


def test_a_document_that_the_question_names_is_read_where_the_search_missed_it() -> None:
    library = Library()
    text = "How does ADR-0002 differ?"
    events = list(RuledResearch(library.places, library.linked).steps(asked(text), library.found("lunch noon", k=1)))
    assert [told(one) for one in events if isinstance(one, Step)] == ["Read ADR-0002"]
    [end] = [one for one in events if isinstance(one, Researched)]
    assert [hit.document.path for hit in end.hits] == [LUNCH.path, KAFKA.path]


# ---- rights and filters ----


def test_a_link_to_what_may_not_be_read_is_none() -> None:
    lines, found = run("Who wrote the decision that replaced ADR-0002?")
    assert (lines, found) == ([], None)


def test_the_same_link_is_followed_for_who_may_read_it() -> None:
    lines, found = run("Who wrote the decision that replaced ADR-0002?", RUTH)
    assert lines == ["Followed ADR-0002 → what replaced it: ADR-0003"]
    assert SECRET.path in paths(found)


@pytest.mark.parametrize(
    "text", ["Who wrote the decision that replaced ADR-0002?", "What did ADR-0003 replace?", "What is the history of ADR-0003?"]
)
def test_no_word_of_a_hidden_document_reaches_anybody(text: str) -> None:
    lines, found = run(text)
    assert not any("ADR-0003" in line.partition("→")[2] or "Pulsar" in line for line in lines)
    assert SECRET.path not in paths(found)


def test_what_the_asker_does_not_want_to_see_is_not_followed() -> None:
    filters = Filters(kinds=("meeting",))
    lines, found = run("Which pull request implements ADR-0002?", filters=filters)
    assert (lines, found) == ([], None)


def test_a_document_that_was_closed_since_is_not_read() -> None:
    library = Library()
    text = "Who wrote the decision that replaced ADR-0001?"
    found = library.found(text)
    library.documents.move(replace(KAFKA, readers=SECRET.readers))
    events = list(RuledResearch(library.places, library.linked).steps(asked(text), found))
    brought = [hit.document.path for one in events if isinstance(one, Researched) for hit in one.hits]
    assert not [path for path in brought if path == KAFKA.path and path not in {hit.document.path for hit in found.result.hits}]


# ---- limits ----


def test_no_more_steps_are_made_than_allowed() -> None:
    assert len(run("What is the history of ADR-0002?", limits=Limits(steps=1))[0]) == 1


def test_no_more_documents_are_brought_than_allowed() -> None:
    lines, found = run("What is the history of ADR-0002?", limits=Limits(documents=2), k=1)
    assert lines == ["Followed ADR-0002 → what it replaced: ADR-0001", "Followed ADR-0002 → what was said of it: PR #7"]
    assert found is not None


def test_no_step_is_made_when_the_time_is_over() -> None:
    library = Library()
    text = "What is the history of ADR-0002?"

    def allow(limits: Limits) -> Allowance:
        return Allowance(limits, lambda: 10.0 * len(library.searched))

    research = RuledResearch(library.places, library.linked, Limits(seconds=8), allow)
    lines = [told(one) for one in research.steps(asked(text), library.found(text)) if isinstance(one, Step)]
    assert lines == ["Followed ADR-0002 → what it replaced: ADR-0001"]


async def test_the_steps_come_one_by_one_from_a_thread() -> None:
    library = Library()
    text = "Who wrote the decision that replaced ADR-0001?"
    events = [one async for one in RuledResearch(library.places, library.linked).research(asked(text), library.found(text))]
    assert [type(one) for one in events] == [Step, Researched]


def test_a_ring_of_successors_ends() -> None:
    one = replace(RABBIT, links=(*RABBIT.links,))
    other = replace(KAFKA, links=(replace(RABBIT.links[0], target="0001-rabbit.md"),))
    library = Library([(one, HELD[0][1]), (other, HELD[1][1]), (LUNCH, HELD[-1][1])])
    text = "What is the history of ADR-0001?"
    lines = [
        told(step)
        for step in RuledResearch(library.places, library.linked).steps(asked(text), library.found(text))
        if isinstance(step, Step)
    ]
    assert 1 <= len(lines) <= 2
