"""How a place in a document is said in a list of sources."""

from __future__ import annotations

import pytest

from assistant.domain.documents import Anchor


@pytest.mark.parametrize(
    ("anchor", "label"),
    [
        (Anchor(), ""),
        (Anchor(line=3), "line 3"),
        (Anchor(line=3, last_line=9), "lines 3-9"),
        (Anchor(page=4, line=3), "page 4"),
        (Anchor(file="tls.go"), "tls.go"),
        (Anchor(file="tls.go", file_line=42), "tls.go:42"),
        (Anchor(file="tls.go", file_line=42, file_last_line=45), "tls.go:42-45"),
        (Anchor(file="tls.go", file_line=42, file_last_line=42, line=7), "tls.go:42"),
        (Anchor(speaker="Ana", seconds=845.5, line=7), "00:14:05 Ana"),
        (Anchor(speaker="Ana", seconds=0.0), "00:00:00 Ana"),
        (Anchor(seconds=3_661), "01:01:01"),
        (Anchor(speaker="Ana", line=7, last_line=8), "lines 7-8"),
        (Anchor(speaker="Ana", fragment="1700000000.000100"), "Ana"),
    ],
)
def test_the_most_telling_place_is_said(anchor: Anchor, label: str) -> None:
    assert anchor.label == label
