"""The benchmark of research: the questions that it makes, and its lines."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.documents import Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.provenance import Look, Step
from tests.benchmarks.research import FORMS, Asked, Trial, made, rows
from tests.stand_ins.linked_library import KAFKA, LUNCH, RABBIT
from tests.stand_ins.remembered import HeldExtracts, knowledge_over

STEP = Step(Look.SEARCHED, "bus", "", (KAFKA,))


def trial(kind: str, *, before: float, after: float, steps: int = 0) -> Trial:
    measures = ({"all": one, "any": one, "ndcg": one} for one in (before, after))
    return Trial(Asked(kind, "?", frozenset()), next(measures), next(measures), (STEP,) * steps, 10.0)


def test_a_question_is_made_for_each_form_of_each_link_that_leads_somewhere() -> None:
    nowhere = replace(LUNCH, links=(Link("superseded-by", "gone.md"), Link("refers-to", "adr/0002-kafka.md")))
    knowledge = knowledge_over(HeldExtracts([Known(one, Extracted()) for one in (RABBIT, KAFKA, nowhere)]))
    questions = list(made(knowledge))
    assert len(questions) == len(FORMS["superseded-by"])
    assert questions[0] == Asked(
        "made (superseded-by)", "Who wrote the document that replaced ADR 1?", frozenset({RABBIT.path, KAFKA.path})
    )


def test_a_line_compares_once_with_researched_and_counts_what_was_started() -> None:
    [line] = rows([trial("multi_x", before=0, after=1, steps=3), trial("multi_x", before=1, after=1)])
    assert "all 0.500 → 1.000" in line
    assert "researched 1/2, 3.0 steps, p50 10 ms" in line


def test_each_kind_has_its_line_and_no_steps_are_a_dash() -> None:
    first, second = rows([trial("b", before=1, after=1), trial("a", before=1, after=1)])
    assert (first.split()[0], second.split()[0]) == ("a", "b")
    assert "researched 0/1, -" in first
