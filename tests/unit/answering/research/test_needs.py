"""What questions need besides one search."""

from __future__ import annotations

import pytest

from assistant.answering.research.needs import Needs, Way, needs_of
from assistant.domain.documents import Kind

PLAIN = [
    "How many brokers does Kafka have?",
    "Why did we give up RabbitMQ?",
    "Who wrote ADR-0019?",
    "Who is the author of ADR-0019?",
    "What is the retention of positions?",
    "What was decided about Protobuf in March?",
    "When did the last meeting take place?",
    "bounds on object and generic types — What does all this mean in practice?",
    "What about threads?",
    "Which threads call the handler?",
    "Wait, it has TWO parent teams?? Can you do that???",
    'Where does "the history of the predecessor of the bus" stand?',
    "谁决定使用Kafka？",
    "",
]


@pytest.mark.parametrize("text", PLAIN)
def test_one_search_is_enough_for_most_questions(text: str) -> None:
    needs = needs_of(text)
    assert (needs.hops, needs.kinds, needs.is_history, needs.is_several) == ((), frozenset(), False, False)


@pytest.mark.parametrize(
    ("text", "way", "subject"),
    [
        ("Who wrote the RFC that replaced RFC-002?", Way.NEWER, "RFC-002"),
        ("What does the decision that replaced ADR-0004 say about retention?", Way.NEWER, "ADR-0004"),
        ("Which ADR has the mesh decision replaced?", Way.OLDER, "the mesh decision"),
        ("Which PEP superseded “Simpler Strings”, and what is it called?", Way.NEWER, "Simpler Strings"),
        ("What does the successor of PEP 554 say about channels?", Way.NEWER, "PEP 554"),
        ("What does ADR-0006's successor use?", Way.NEWER, "ADR-0006"),
        ("What was the old bus replaced by?", Way.NEWER, "the old bus"),
        ("Who wrote the document that PEP 773 replaced?", Way.OLDER, "PEP 773"),
        ("What did ADR-0019 replace?", Way.OLDER, "ADR-0019"),
        ("Who decided the record superseded by ADR-0031?", Way.OLDER, "ADR-0031"),
        ("What was proposed by the predecessor of PEP 292?", Way.OLDER, "PEP 292"),
        ("What else did the author of RFC-008 write?", Way.AUTHORS, "RFC-008"),
        ("What did the reviewers of the mesh removal object to?", Way.REVIEWERS, "mesh removal object to"),
    ],
)
def test_a_hop_is_read_with_what_it_starts_from(text: str, way: Way, subject: str) -> None:
    [hop] = needs_of(text).hops
    assert (hop.way, hop.subject) == (way, subject)


def test_a_persons_hop_may_start_where_another_one_led() -> None:
    replaced, people = needs_of("What else did the author of the RFC that replaced RFC-002 write?").hops
    assert (replaced.way, replaced.subject) == (Way.NEWER, "RFC-002")
    assert (people.way, people.subject) == (Way.AUTHORS, "")
    assert people.start <= replaced.start
    assert replaced.end <= people.end


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Who wrote the RFC that replaced RFC-002?", "the RFC that replaced RFC-002"),
        ("Who is the author of the RFC that replaced RFC-002?", "the RFC that replaced RFC-002"),
        ("What does the successor of PEP 554 say about channels?", "the successor of PEP 554"),
        ("What else did the author of RFC-008 write?", "the author of RFC-008"),
    ],
)
def test_the_phrase_that_stands_for_what_is_found_can_be_replaced(text: str, phrase: str) -> None:
    [hop] = needs_of(text).hops
    assert text[hop.start : hop.end] == phrase
    assert hop.is_asked_about


def test_what_is_asked_for_itself_is_not_replaced() -> None:
    [hop] = needs_of("Which RFC replaced RFC-002?").hops
    assert not hop.is_asked_about


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Who reviewed the design of the bus?", {Kind.DESIGN_DOC, Kind.CODE_REVIEW}),
        ("Which pull request implemented ADR-0029?", {Kind.DESIGN_DOC, Kind.CODE_REVIEW}),
        ("In which meeting was ADR-0037 discussed?", {Kind.DESIGN_DOC, Kind.MEETING}),
        ("What did the meeting say of the PR for RFC-4?", {Kind.DESIGN_DOC, Kind.CODE_REVIEW, Kind.MEETING}),
        ("Which pull request removed the mesh?", set()),
        ("Who reviewed #214?", set()),
    ],
)
def test_kinds_count_where_a_question_names_several(text: str, kinds: set[Kind]) -> None:
    assert needs_of(text).kinds == kinds


@pytest.mark.parametrize(
    "text",
    [
        "What is the history of the message bus?",
        "Trace how we got to the billing meter",
        "How did our position store evolve?",
        "Which decisions led to the removal of the mesh?",
        "What happened after RFC-008 was withdrawn?",
    ],
)
def test_a_history_is_recognised(text: str) -> None:
    assert needs_of(text).is_history


@pytest.mark.parametrize(
    ("text", "kind", "subject"),
    [
        ("Which meetings talked about the GraphQL endpoint?", Kind.MEETING, "the GraphQL endpoint"),
        ("In which TC39 meetings was Float16Array on the agenda?", Kind.MEETING, "was Float16Array on the agenda"),
        ("List all pull requests about flags", Kind.CODE_REVIEW, "flags"),
        ("Which ADRs mention Kafka?", Kind.DESIGN_DOC, "Kafka"),
        ("Which documents cover retention?", None, "retention"),
    ],
)
def test_a_question_for_several_documents_tells_their_kind_and_what_they_are_about(
    text: str, kind: Kind | None, subject: str
) -> None:
    needs = needs_of(text)
    assert needs.is_several
    assert (needs.several, needs.subject) == (kind, subject)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Should we use Kafka or Pulsar?", {"Kafka", "Pulsar"}),
        ("should we choose tabs or spaces?", {"tabs", "spaces"}),
        ("how does the meter compare with Stripe?", {"Stripe"}),
        ("where is kv_cache set?", {"kv_cache"}),
        ("What About Mapping And MutableMapping In This Heading?", set()),
        ("futures — How does this step fit in?", set()),
    ],
)
def test_names_are_what_the_evidence_must_speak_of(text: str, names: set[str]) -> None:
    assert set(needs_of(text).names) == names


def test_a_quoted_title_is_kept_and_never_read_for_forms() -> None:
    needs = needs_of('In which meetings was "The document that replaced PEP 1" discussed?')
    assert needs.quoted == "The document that replaced PEP 1"
    assert needs.hops == ()


def test_nothing_is_needed_of_nothing() -> None:
    assert needs_of("") == Needs()
