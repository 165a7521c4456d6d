"""A newcomer's first hour, over a small library: the page that people look at can be made, and nothing on it breaks a limit."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.slack_first_hour import first_hour
from tests.stand_ins.slack_office import furnished


async def test_the_first_hour_is_told_without_a_broken_limit(tmp_path: Path) -> None:
    page, violations = await first_hour(furnished(tmp_path / "home"))

    assert violations == []
    for shown in ("Jonas Weber", "Lore · Home", "Only visible to jonas", "Ask a person", "Lore in this channel", "six brokers"):
        assert shown in page, shown
