"""`lore onboard` from files in a folder: the path, what was read of it, and a file that a team can pin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import RunLore

FILES = {
    "adr/0001-bus.md": "---\nstatus: accepted\ndate: 2026-01-02\n---\n# ADR-0001: The plover bus\n\nWe run the plover bus.\n",
    "adr/0002-schemas.md": (
        "---\nstatus: accepted\ndate: 2026-02-02\ndepends on: ADR-0001\n---\n# ADR-0002: Schemas\n\n"
        "Depends on [ADR-0001](0001-bus.md). Schemas of the plover bus.\n"
    ),
    "handbook/start.md": "# Plover for beginners\n\nThe plover bus is where to begin.\n",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "lore.toml").write_text('[embedder]\nmodel = "hashing"\n\n[people.bo]\nname = "Bo"\n', encoding="utf-8")
    return folder


@pytest.fixture
def corpus(tmp_path: Path, run_lore: RunLore) -> Path:
    folder = tmp_path / "corpus"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    run_lore("add", "folder", folder, "--name", "docs", "--readers", "everyone")
    assert run_lore("ingest").returncode == 0
    return folder


def test_a_newcomer_reads_and_ticks_and_a_team_pins(run_lore: RunLore, corpus: Path, tmp_path: Path) -> None:
    shown = run_lore("onboard", "plover", "--as", "bo")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.index("ADR-0001: The plover bus") < shown.stdout.index("ADR-0002: Schemas")
    assert "220 words of prose a minute" in shown.stdout

    ticked = json.loads(run_lore("--json", "onboard", "plover", "--done", "1", "--done", "2", "--as", "bo").stdout)
    assert [item["read_at"] is not None for item in ticked["items"]] == [True, True, False]
    undone = json.loads(run_lore("--json", "onboard", "plover", "--not-done", "2", "--as", "bo").stdout)
    assert undone["read"] == 1

    file = tmp_path / "onboarding-plover.md"
    run_lore("onboard", "plover", "--export", file)
    again = run_lore("onboard", "plover", "--export", file)
    assert (again.returncode, "choose another --export" in again.stderr) == (2, True)

    (corpus / "handbook" / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    assert run_lore("ingest").returncode == 0
    pinned = json.loads(run_lore("--json", "onboard", "plover").stdout)
    assert [item["pinned"] for item in pinned["items"]] == [True, True, True]
    assert pinned["pinned_in"]["path"] == "handbook/onboarding-plover.md"


def test_a_topic_is_offered_and_a_wrong_number_refused(run_lore: RunLore, corpus: Path) -> None:
    offered = run_lore("onboard")
    assert "ADR-0001: The plover bus" in offered.stdout

    nothing = run_lore("onboard", "gardening")
    assert nothing.returncode == 0
    assert "Nothing that may be read is about 'gardening'." in nothing.stdout

    wrong = run_lore("onboard", "plover", "--done", "9", "--as", "bo")
    assert (wrong.returncode, wrong.stderr) == (2, "lore: the path for 'plover' has no item 9: choose 1 to 3\n")
