"""A short form of `python -m tests.benchmarks.kills`: SIGKILL at random moments of real ingests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.kills import Plan, run

SAMPLE = Path(__file__).parents[2] / "deploy" / "demo" / "corpus"


@pytest.mark.slow
def test_killed_ingests_lose_nothing_that_was_acknowledged() -> None:
    tally = run(Plan(SAMPLE, kills=12, files=60))

    assert tally.found.lines == []
    assert tally.kills == 12
    assert tally.acknowledged > 60
    assert tally.complete


@pytest.mark.slow
def test_an_ingest_that_acknowledges_before_it_commits_is_caught() -> None:
    tally = run(Plan(SAMPLE, kills=50, files=60, broken=True))

    assert tally.caught_after is not None
    assert tally.found.lost
