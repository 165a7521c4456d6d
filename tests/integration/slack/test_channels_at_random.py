"""Random organisations and channels: no answer that a channel sees says what a member may not read."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.benchmarks.slack_channels import Drawn, ask_around


@pytest.mark.parametrize("seed", [2, 5])
async def test_no_channel_is_told_what_a_member_may_not_read(tmp_path: Path, seed: int) -> None:
    tally = await ask_around(tmp_path, random.Random(seed), 30)

    assert tally.leaks == []
    assert tally.violations == []
    assert tally.refused == 0  # never silent
    assert tally.public > 2
    assert tally.private > 2


def test_the_oracle_knows_nested_and_cyclic_groups() -> None:
    drawn = Drawn(
        {"red": {"user:bo"}, "all": {"group:red", "group:all"}},
        {"heron": "group:all", "knot": "", "ruff": "everyone"},
        {"cy"},
    )

    assert [drawn.may_read("bo", word) for word in ("heron", "knot", "ruff")] == [True, False, True]
    assert [drawn.may_read("ana", word) for word in ("heron", "knot", "ruff")] == [False, False, True]
    assert [drawn.may_read("cy", word) for word in ("heron", "knot", "ruff")] == [True, True, True]
