"""What a status says."""

from __future__ import annotations

import pytest

from assistant.domain.statuses import Standing, standing


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("", Standing.HOLDS),
        ("accepted", Standing.HOLDS),
        ("supersedes ADR-0004", Standing.HOLDS),
        ("Superseded by ADR-0019", Standing.PAST),
        ("deprecated.", Standing.PAST),
        ("retired", Standing.PAST),
        ("REJECTED", Standing.REFUSED),
        ("declined", Standing.REFUSED),
    ],
)
def test_the_first_word_of_a_status_says_whether_a_document_holds(status: str, expected: Standing) -> None:
    assert standing(status) is expected
