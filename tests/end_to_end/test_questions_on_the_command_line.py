"""What the command line says of what it understood."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

MINUTES = "# Weekly 2026-03-05\n\nDate: 2026-03-05\n\nAttendees: Ana, Bo\n\n## Buses\n\nWe talked about the plover bus.\n"


@pytest.fixture
def minutes(home: Path, docs: Path, run_lore: Run) -> Path:
    """A data folder with minutes beside the documents."""
    (docs / "minutes").mkdir()
    (docs / "minutes" / "2026-03-05.md").write_text(MINUTES, encoding="utf-8")
    run_lore("add", "folder", docs, "--name", "docs", "--readers", "everyone")
    assert run_lore("ingest").returncode == 0
    return home


def test_a_search_says_what_it_understood_and_can_be_asked_literally(minutes: Path, run_lore: Run) -> None:
    question = "plover bus in the minutes folder"

    understood = run_lore("search", question)
    literally = run_lore("search", question, "--literally")
    told = json.loads(run_lore("--json", "search", question).stdout)["understood"]

    assert minutes.is_dir()
    assert "Understood: minutes/" in understood.stdout
    assert "bus.md" not in understood.stdout.replace("2026-03-05.md", "")
    assert "Understood" not in literally.stdout
    assert "bus.md" in literally.stdout
    assert told["filters"]["folder"] == ["minutes"]


def test_an_answer_says_when_nothing_is_within_what_it_understood(minutes: Path, run_lore: Run) -> None:
    asked = run_lore("ask", "what was said about the plover bus in May 1999?")

    assert minutes.is_dir()
    assert "searched everything" in " ".join(asked.stdout.split())
