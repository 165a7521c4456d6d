"""Why something was not adopted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from assistant.answering.deciding.citing import Citations
from assistant.answering.deciding.reasons import reasons_against
from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Chunk
from assistant.domain.extracted import Extracted, Known
from assistant.domain.quotes import Quote
from tests.stand_ins.decision_world import adr, lineage_of

REFUSED = adr(11, "rejected")
SAID = "Resolution: ADR-0011 is rejected. Reasons: eighteen weeks of work."


def sections(*parts: tuple[str, str]) -> list[Chunk]:
    return [Chunk(place + 1, "doc", place, text, (heading,)) for place, (heading, text) in enumerate(parts)]


def minutes(statement: str = "ADR-0011 is rejected.", stated: str = "rejected") -> Known:
    blank = adr(90)
    quote = Quote(SAID, 1, 0)
    decision = Decision("Protobuf", statement, Origin.MINUTES, "conclusion", blank.document.id, stated=stated, quotes=(quote,))
    return replace(blank, extracted=Extracted((decision,)))


def against(chunks: Mapping[str, Sequence[Chunk]], *known: Known) -> list[str]:
    lineage = lineage_of(REFUSED, *known)
    entry = lineage.of_document(REFUSED.document.id)[0]
    found = reasons_against(entry, lineage, Citations(lambda document_id: list(chunks.get(document_id, ()))))
    for one in found:
        assert one.quote in one.chunk.text
    return [one.quote for one in found]


def of_record(*parts: tuple[str, str]) -> dict[str, Sequence[Chunk]]:
    return {REFUSED.document.id: sections(*parts)}


@pytest.mark.parametrize("heading", ["Decision", "Outcome", "2. Resolution", "Why we did not take it", "决定"])
def test_the_records_own_outcome_gives_the_reasons(heading: str) -> None:
    chunks = of_record(("Motivation", "It is fast."), (heading, "Rejected, for two reasons.\n\n1. Cost.\n2. Residency."))

    assert against(chunks) == ["Rejected, for two reasons.\n\n1. Cost.\n2. Residency."]


@pytest.mark.parametrize(
    "heading", ["Motivation", "Proposal", "Benefits", "Rejected ideas", "Alternatives considered", "Decision drivers"]
)
def test_what_speaks_for_it_or_of_other_things_is_no_reason_against_it(heading: str) -> None:
    assert against(of_record((heading, "Browser and bus could share types."))) == []


def test_a_meeting_that_rejected_it_is_quoted_before_the_arguments_against_it() -> None:
    chunks = {
        **of_record(("Arguments against, as heard", "A linter would have to run everywhere.")),
        minutes().document.id: sections(("Protobuf", SAID)),
    }

    assert against(chunks, minutes()) == [SAID, "A linter would have to run everywhere."]


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(minutes("ADR-0012 is rejected."), id="of another record"),
        pytest.param(minutes("ADR-0011 goes on.", "accepted"), id="that did not reject it"),
    ],
)
def test_another_conclusion_is_not_quoted(known: Known) -> None:
    assert against({known.document.id: sections(("Protobuf", SAID))}, known) == []
