"""Steps in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.research.telling import lead, short_name, told
from assistant.domain.documents import Document
from assistant.domain.provenance import Look, Step
from tests.stand_ins.linked_library import KAFKA, LUNCH, MEETING, RABBIT, REVIEW


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (Step(Look.SEARCHED, "retention", "", (KAFKA, LUNCH)), "Searched for “retention”: 2 documents"),
        (Step(Look.SEARCHED, "retention", "", (KAFKA,)), "Searched for “retention”: 1 document"),
        (Step(Look.SEARCHED, "flink", ""), "Searched for “flink”: nothing new"),
        (
            Step(Look.FOLLOWED, "ADR-0001", "what replaced it", (KAFKA,)),
            "Followed ADR-0001 → what replaced it: ADR-0002",
        ),
        (
            Step(Look.FOLLOWED, "ADR-0002", "what was said of it", (REVIEW, MEETING)),
            "Followed ADR-0002 → what was said of it: PR #7, Platform weekly, May",
        ),
        (Step(Look.FOLLOWED, "ADR-0002", "what replaced it"), "Followed ADR-0002 → what replaced it: nothing new"),
        (Step(Look.READ, "ADR-0002", "brokers", (KAFKA,)), "Read ADR-0002"),
    ],
)
def test_a_step_is_a_line(step: Step, line: str) -> None:
    assert told(step) == line
    assert line.startswith(lead(step))


def test_many_documents_are_counted_behind_the_first_three() -> None:
    step = Step(Look.FOLLOWED, "x", "what speaks of it", (RABBIT, KAFKA, REVIEW, MEETING, LUNCH))
    assert told(step).endswith("ADR-0001, ADR-0002, PR #7 and 2 more")


def test_a_long_question_is_cut() -> None:
    assert len(told(Step(Look.SEARCHED, "word " * 200, ""))) < 180


def test_line_breaks_do_not_break_a_line() -> None:
    assert "\n" not in told(Step(Look.SEARCHED, "one\ntwo", "", (KAFKA,)))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("ADR-0019: Kafka as the message bus", "ADR-0019"),
        ("PEP 734 – Multiple Interpreters", "PEP 734"),
        ("Remove the endpoint (#455)", "PR #455"),
        ("Kafka cluster, sizing and care", "Kafka cluster, sizing and care"),
    ],
)
def test_documents_are_called_as_people_call_them(title: str, name: str) -> None:
    document: Document = replace(LUNCH, title=title)
    assert short_name(document) == name
