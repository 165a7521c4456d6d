"""`lore experts` and `lore people`, as they are typed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

DOCUMENTS = {
    "kafka.md": "---\nauthors: Ana Ruiz <ana@x.example>\ndate: 2026-03-01\n---\n# Kafka retention\n\nMessages stay a week.\n",
    "docks.md": "---\nauthors: Alex Kim <alex@x.example>\n---\n# Docks\n\nDocks are found by their outline.\n",
    "feed.md": "---\nauthors: Alex Kim <alex@y.example>\n---\n# Berth feed\n\nThe feed tells which berth is free.\n",
}
PEOPLE = '[people.bo]\nname = "Bo Berg"\n[people.ana]\nname = "Ana Ruiz"\nemail = "ana@x.example"\n'


@pytest.fixture
def known(home: Path, tmp_path: Path, run_lore: Run) -> Path:
    """A data folder with three documents and their authors."""
    with (home / "lore.toml").open("a", encoding="utf-8") as file:
        file.write(PEOPLE)
    folder = tmp_path / "written"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    run_lore("add", "folder", folder, "--name", "written", "--readers", "everyone")
    assert run_lore("ingest").returncode == 0
    return folder


def test_experts_are_named_with_the_documents_that_show_it(known: Path, run_lore: Run) -> None:
    shown, told = (
        run_lore("experts", "Kafka retention", "-k", "1"),
        run_lore("--json", "experts", "Kafka retention", "--as", "bo"),
    )

    assert "Ana Ruiz" in shown.stdout
    assert "Wrote 1 document about this, last in March 2026." in shown.stdout
    first = json.loads(told.stdout)["experts"][0]
    assert (first["person"]["user"], first["evidence"][0]["document"]["path"]) == ("ana", "kafka.md")


def test_an_empty_topic_is_wrong_usage_in_one_line(known: Path, run_lore: Run) -> None:
    done = run_lore("experts", "  ")

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the topic is empty" in done.stderr


def test_two_of_one_name_are_joined_stay_so_after_an_ingest_and_are_parted_again(known: Path, run_lore: Run) -> None:
    before = json.loads(run_lore("--json", "people", "show", "Alex Kim").stdout)["people"]
    joined = run_lore("people", "same", "alex@x.example", "alex@y.example")
    (known / "docks.md").write_text(DOCUMENTS["docks.md"] + "\nAnd by their depth.\n", encoding="utf-8")
    run_lore("ingest", "--full")
    after = json.loads(run_lore("--json", "people", "show", "Alex Kim").stdout)["people"]
    parted = run_lore("people", "different", "alex@y.example", "alex@x.example")
    again = json.loads(run_lore("--json", "people", "show", "Alex Kim").stdout)["people"]

    assert (len(before), len(after), len(again)) == (2, 1, 2)
    assert "an administrator said so on" in joined.stdout
    assert parted.returncode == 0
    assert sorted(one["document"]["path"] for one in after[0]["documents"]) == ["docks.md", "feed.md"]


def test_who_is_no_curator_may_not_join(known: Path, run_lore: Run) -> None:
    done = run_lore("people", "same", "alex@x.example", "alex@y.example", "--as", "bo")

    assert done.returncode == 1
    assert "curators" in done.stderr


def test_nobody_of_that_name_is_one_line_that_says_what_to_try(known: Path, run_lore: Run) -> None:
    done = run_lore("people", "show", "Zoe")

    assert done.returncode == 1
    assert "nobody called 'Zoe'" in done.stderr
