"""What was not taken is found with the reasons against it, in the forms in which people write it."""

from __future__ import annotations

import pytest

from ingest.enrichment.clean import enrich
from ingest.enrichment.decisions.extracting import decisions_in
from ingest.formats.registry import parse


def others(below: str, decision: str = "We use Go.", ending: str = "md") -> dict[str, str]:
    text = f"# ADR-7: A language\n\nStatus: accepted\n\n## Decision\n\n{decision}\n\n{below}\n"
    (found,) = decisions_in(enrich(parse(text.encode(), "adr/0007-x.md")), "adr/0007-x.md")
    return {one.name: one.reason for one in found.alternatives}


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        pytest.param(
            "## Rejected ideas\n\n### Use C\n\nToo sharp. Cuts. Much more.", {"Use C": "Too sharp. Cuts."}, id="headings"
        ),
        pytest.param(
            "## Alternatives considered\n\n- **C**: too sharp\n- *Ada* – nobody knows it",
            {"C": "too sharp", "Ada": "nobody knows it"},
            id="bullets",
        ),
        pytest.param(
            "## Rejected alternatives\n\n*C.* Too sharp. *Ada.* Unknown.",
            {"C": "Too sharp.", "Ada": "Unknown."},
            id="names in a row",
        ),
        pytest.param(
            "## Rejected alternatives\n\nC: too sharp. Ada: unknown, and big.",
            {"C": "too sharp.", "Ada": "unknown, and big."},
            id="sentences",
        ),
        pytest.param(
            "## Alternatives\n\nKeep Java. It is slow to start.",
            {"Keep Java": "It is slow to start."},
            id="a sentence and its reason",
        ),
        pytest.param("## Options\n\n1. C\n2. Go\n3. Ada", {"C": "", "Ada": ""}, id="a list without the one that was taken"),
        pytest.param(
            "## Considered Options\n\n* C\n* Go\n\n## Pros and Cons of the "
            "Options\n\n### C\n\n* Good, because fast\n* Bad, because sharp",
            {"C": "sharp"},
            id="a list, and faults further down",
        ),
        pytest.param("## Options considered\n\n| Option | Cost |\n|---|---|\n| C | 1 |\n| Go | 2 |", {"C": ""}, id="a table"),
        pytest.param("## 备选方案\n\n### 使用 C\n\n太危险。", {"使用 C": "太危险。"}, id="Chinese headings"),
        pytest.param("## Rationale and alternatives\n\nGo is good. We like it.", {}, id="a rationale is no alternative"),
        pytest.param(
            "## Rejected ideas\n\n### Option B: C\n\nChosen first, then dropped? No: too sharp.",
            {"C": ""},
            id="an option's letter is no name",
        ),
        pytest.param("## Unresolved questions\n\n- C?", {}, id="open questions are none"),
    ],
)
def test_other_ways_are_told_with_their_reasons(below: str, expected: dict[str, str]) -> None:
    found = others(below)
    assert {name: reason if expected.get(name) else "" for name, reason in found.items()} == expected


@pytest.mark.parametrize(
    ("decision", "left"),
    [
        ('Chosen option: "Go", because it is simple.', {"C", "Ada"}),
        ("Option 2. It is simple.", {"C", "Ada"}),
        ("Ada, which all of us know by now.", {"C", "Go"}),
        ("We take C rather than Go.", {"Go", "Ada"}),
    ],
)
def test_the_way_that_was_taken_is_no_alternative(decision: str, left: set[str]) -> None:
    assert set(others("## Options\n\n1. C\n2. Go\n3. Ada", decision)) == left


def test_a_reason_that_the_decision_gives_is_found() -> None:
    decision = "We take Go. C won the benchmark. We did not choose it because it is sharp."
    assert others("## Options\n\n* C\n* Go", decision) == {"C": "We did not choose it because it is sharp."}


def test_there_are_no_more_than_thirty() -> None:
    assert len(others("## Rejected ideas\n\n" + "\n\n".join(f"### Idea number {n}\n\nNo {n}." for n in range(99)))) == 30
