"""What a document's first lines say of other decisions."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.disagreeing.ties import ties_of
from assistant.domain.documents import Chunk
from assistant.domain.readers import Principal
from assistant.knowledge.decisions.lineage import Entry
from assistant.knowledge.naming import Label
from tests.stand_ins.disagreeing import Company


def tied(*lines: str) -> list[tuple[str, str]]:
    """The other's id, and what it is, of ADR-0001 with these first lines; there is ADR-0019 besides."""
    company = Company()
    company.record(1, "This", "We do this.", on=date(2024, 1, 1))
    company.record(19, "That", "We do that.", on=date(2023, 1, 1))
    lineage = company.lineage(Principal("ana"))
    own = lineage.entry("x1")
    assert own is not None

    def numbered(label: Label) -> list[Entry]:
        return [one for one in lineage.entries if one.id == f"x{label.number}"]

    return [(one.entry.id, one.tie.value) for one in ties_of(own, [Chunk(1, "d1", 0, "\n".join(lines))], numbered)]


@pytest.mark.parametrize(
    ("line", "ties"),
    [
        (":Would supersede: `ADR-0019 <../adr/0019.md>`_", [("x19", "stays")]),
        (":Would have replaced: ADR-0019", [("x19", "stays")]),
        ("**Status: Rejected.** [ADR-0019](0019.md) remains in force.", [("x19", "stays")]),
        ("Amends [ADR-0019](0019.md) (interval only; see ADR-0001)", [("x19", "amended")]),
        ("Status: Accepted. Chunk interval amended by [ADR-0019](0019.md).", [("x19", "amends")]),
        ("Amends ADR-0001", []),
        ("Amends ADR-0077", []),
        ("Supersedes ADR-0019", []),
        ("ADR-0019 is a nice record.", []),
        ("It remains to be seen.", []),
    ],
)
def test_a_line_of_the_header_ties_a_decision_to_another(line: str, ties: list[tuple[str, str]]) -> None:
    assert tied("# ADR-0001: This", "", line) == ties


def test_what_stands_further_down_is_no_header() -> None:
    assert tied("# ADR-0001: This", "x" * 900, "Amends ADR-0019") == []
