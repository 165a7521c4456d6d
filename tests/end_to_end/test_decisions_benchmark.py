"""A short form of `python -m tests.benchmarks.decisions`, and that each thing which could be wrong is seen by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.domain.documents import Link
from tests.benchmarks.decision_truth import concluded_in, concludes_nothing
from tests.benchmarks.decisions import Read, conclusions, headers, read

BODY = "\nAbstract\n========\n\nThis PEP adds a thing.\n"
HEADER = "PEP: {number}\nTitle: T{number}\nAuthor: {author}\nStatus: {status}\nCreated: {day}\n{other}\n"
OLD = (
    HEADER.format(number=5, author="Ana Ruiz <a@x.org>", status="Superseded", day="05-Sep-2017", other="Superseded-By: 7")
    + BODY
)
NEW = HEADER.format(number=7, author="Bo Lind", status="Final", day="06-Sep-2018", other="Replaces: 5") + BODY
MINUTES = (
    "# Weekly\n\nAttendees: Ana\n\n## Rota\n\nTalk.\n\n### Conclusion\n\n- One week each\n\n## Logs\n\n### Conclusion\n\nNone\n"
)


@pytest.fixture
def peps() -> list[Read]:
    return [read("peps/pep-0005.rst", OLD.encode()), read("peps/pep-0007.rst", NEW.encode())]


def test_what_is_read_right_counts_as_right(peps: list[Read]) -> None:
    shares = headers(peps)
    asked = (
        "status",
        "date of the document",
        "date of the decision",
        "authors",
        "supersession, recall",
        "supersession, precision",
    )
    assert [(shares[name].right, shares[name].of) for name in asked] == [(2, 2), (2, 2), (2, 2), (2, 2), (1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("changes", "row"),
    [
        ({"stated": "Final"}, "status"),
        ({"proposed_on": date(2017, 9, 6)}, "date of the decision"),
        ({"links": (Link("superseded-by", "5"), Link("supersedes", "7"))}, "supersession, precision"),
    ],
)
def test_a_wrong_decision_is_seen(peps: list[Read], changes: dict[str, object], row: str) -> None:
    old = peps[0]
    wrong = replace(old, decisions=(replace(old.decisions[0], **changes),))  # type: ignore[arg-type]
    share = headers([wrong, peps[1]])[row]
    assert share.right < share.of


@pytest.mark.parametrize(
    ("changes", "row"),
    [
        ({"authors": ("Ana",)}, "authors"),
        ({"created_at": datetime(2017, 9, 4, tzinfo=UTC)}, "date of the document"),
    ],
)
def test_a_wrong_document_is_seen(peps: list[Read], changes: dict[str, object], row: str) -> None:
    wrong = replace(peps[0], parsed=replace(peps[0].parsed, **changes))  # type: ignore[arg-type]
    share = headers([wrong, peps[1]])[row]
    assert (share.right, share.of) == (1, 2)


def test_a_missing_decision_is_seen(peps: list[Read]) -> None:
    shares = headers([replace(one, decisions=()) for one in peps])
    assert (shares["status"].right, shares["supersession, recall"].right) == (0, 0)
    assert (shares["status"].of, shares["supersession, recall"].of) == (2, 1)


def test_conclusions_are_held_against_the_headings() -> None:
    one = read("meetings/2024-02-20.md", MINUTES.encode())
    share, more = conclusions([one])
    assert (share.right, share.of, more) == (1, 1, [])
    missing, _ = conclusions([replace(one, decisions=())])
    assert (missing.right, missing.of) == (0, 1)
    other, more = conclusions([replace(one, decisions=(replace(one.decisions[0], statement="Two weeks"),))])
    assert (other.right, len(more)) == (0, 1)


def test_the_simple_reader_knows_headings_that_conclude() -> None:
    assert [(item.title, item.text) for item in concluded_in(MINUTES)] == [("Rota", "One week each")]
    assert concludes_nothing("Decision making through consensus")
    assert not concludes_nothing("Speaker's Summary of Key Points, Conclusion")
