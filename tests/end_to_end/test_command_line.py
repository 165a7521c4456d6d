"""What the commands print and return when all is well."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_from_a_folder_to_an_answer_and_back(home: Path, docs: Path, run_lore: Run, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"

    added = run_lore("--json", "add", "folder", docs, "--name", "docs", "--readers", "everyone")
    ingested = run_lore("--json", "ingest", "--events", events)
    found = run_lore("--json", "search", "plover bus", "-k", "1")
    asked = run_lore("--json", "ask", "Which bus did we choose?")
    removed = run_lore("--json", "remove", "docs")
    empty = run_lore("--json", "search", "plover bus")

    assert [done.returncode for done in (added, ingested, found, asked, removed, empty)] == [0] * 6
    assert json.loads(added.stdout) == {"added": "docs", "readers": ["everyone"]}
    (run,) = json.loads(ingested.stdout)["runs"]
    assert (run["listed"], sorted(run["indexed"]), run["complete"]) == (2, ["bus.md", "cache.md"], True)
    said = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
    assert [(event["event"], event["source"], event["path"]) for event in said] == [
        ("indexed", "docs", "bus.md"),
        ("indexed", "docs", "cache.md"),
    ]
    (hit,) = json.loads(found.stdout)["hits"]
    assert (hit["document"]["path"], hit["document"]["id"]) == ("bus.md", said[0]["document"])
    assert "citations" in json.loads(asked.stdout)
    assert json.loads(removed.stdout) == {"removed": "docs", "documents": 2}
    assert json.loads(empty.stdout)["hits"] == []


def test_documents_without_readers_are_for_administrators(home: Path, docs: Path, run_lore: Run) -> None:
    with (home / "lore.toml").open("a", encoding="utf-8") as file:
        file.write('[people.ana]\ngroups = ["ops"]\n')

    added = run_lore("add", "folder", docs, "--name", "docs")
    run_lore("ingest")

    assert "only administrators can read 'docs'" in added.stdout
    assert json.loads(run_lore("--json", "search", "bus", "--as", "ana").stdout)["hits"] == []
    assert json.loads(run_lore("--json", "search", "bus").stdout)["hits"] != []


def test_sources_doctor_and_rebuild_tell_what_there_is(ready: Path, run_lore: Run) -> None:
    (source,) = json.loads(run_lore("--json", "sources").stdout)["sources"]
    doctor = run_lore("doctor")
    rebuilt = run_lore("--json", "rebuild")

    assert (source["name"], source["documents"]) == ("docs", 2)
    assert "Sound: 2 chunks" in doctor.stdout
    assert json.loads(rebuilt.stdout)["documents"] == 2
    assert (doctor.returncode, rebuilt.returncode) == (0, 0)


def test_a_rebuild_before_any_source_is_no_error(run_lore: Run) -> None:
    assert run_lore("rebuild").returncode == 0
    assert json.loads(run_lore("--json", "search", "anything").stdout)["hits"] == []


@pytest.mark.parametrize(
    "command", ["add folder", "ingest", "search", "ask", "sources", "remove", "doctor", "rebuild", "serve"]
)
def test_help_gives_an_example(run_lore: Run, command: str) -> None:
    done = run_lore(*command.split(), "--help")

    assert f"Example: lore {'--json ' if command == 'sources' else ''}{command}" in " ".join(done.stdout.split())
    assert done.returncode == 0
