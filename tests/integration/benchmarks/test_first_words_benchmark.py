"""The short form of `tests.benchmarks.first_words`: the first words are there before the model has said its first sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.first_words import BEGINNINGS, PACES, PLAIN, Delays, measure
from tests.benchmarks.model_faults import make_home, questions


def test_the_first_words_are_measured_both_ways(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    for number, text in enumerate(questions(3)):
        (documents / f"{number}.md").write_text(f"# Note {number}\n\n{text} It was decided so in spring.\n", encoding="utf-8")
    found = measure(make_home(tmp_path / "home", documents), 2, [PLAIN])
    assert {(pace, way) for pace, _, way in found} == {(pace, way) for pace in PACES for way in ("use case", "HTTP")}
    for (pace, _, _), delays in found.items():
        assert len(delays.ms) == 2
        sentence_ms = len(BEGINNINGS[PLAIN]) / 4 * PACES[pace] * 1000
        assert 0 < delays.ms[0] < sentence_ms


@pytest.mark.parametrize(("percent", "expected"), [(50, 3.0), (95, 4.0), (0, 1.0), (100, 4.0)])
def test_shares_are_read_off_in_order(percent: int, expected: float) -> None:
    assert Delays((1.0, 2.0, 3.0, 4.0)).share(percent) == expected
