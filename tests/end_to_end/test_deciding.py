"""`lore decisions` and `lore decision …` over a real data folder."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.bootstrap import open_lore
from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from ingest.bootstrap import Ingest
from tests.conftest import REPOSITORY
from tests.stand_ins.quiet import Quiet

Run = Callable[..., "subprocess.CompletedProcess[str]"]

SETTINGS = """[embedder]
model = "hashing"
[knowledge]
curators = ["group:platform"]
[groups]
platform = ["ana"]
[people]
ana = { name = "Ana Ruiz" }
bo = { name = "Bo Lindqvist" }
"""
RABBIT = """# ADR-0004: RabbitMQ as the message bus

- Status: Superseded by ADR-0019
- Date: 2022-03-15
- Deciders: Bo Lindqvist

## Decision

We use RabbitMQ as the message bus.
"""
KAFKA = """# ADR-0019: Kafka as the message bus

- Status: Accepted
- Date: 2023-05-11
- Deciders: Ana Ruiz
- Supersedes: ADR-0004

## Decision

We run Kafka with six brokers.

## Alternatives considered

### NATS

Nobody here has run it.
"""
SECRET = """# ADR-0020: Rotate the deploy tokens

- Status: Accepted
- Date: 2024-01-01
- Supersedes: ADR-0019

## Decision

We rotate them each week.
"""


@pytest.fixture
def decided(home: Path, tmp_path: Path) -> Path:
    """The data folder with three decisions, the last of them for group security only; ingested in this process."""
    return prepared(home, tmp_path)


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`lore` over such a folder that nothing is changed in, made once."""
    folders = tmp_path_factory.mktemp("deciding")
    home = folders / "home"
    home.mkdir()
    prepared(home, folders)

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "assistant", "--home", str(home), *map(str, arguments)]
        return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=240)

    return run


def prepared(home: Path, tmp_path: Path) -> Path:
    """The settings, the documents and the ingest."""
    (home / "lore.toml").write_text(SETTINGS, encoding="utf-8")
    for folder, name, text in (("adr", "0004.md", RABBIT), ("adr", "0019.md", KAFKA), ("secret", "0020.md", SECRET)):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    ingest(home, tmp_path)
    return home


def ingest(home: Path, folders: Path) -> None:
    with open_lore(home) as lore:
        held = {state.entry.name for state in lore.catalogue.sources.states()}
        for name, readers in (("adr", "everyone"), ("secret", "group:security")):
            if name not in held:
                entry = SourceEntry(name, "folder", str(folders / name), "", Readers.parse(readers), datetime.now(UTC))
                lore.catalogue.sources.add(entry)
        Ingest(home, lore.catalogue, lore.embedder, lore.publisher).run([], lambda _: Quiet())


def read(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_decisions_are_listed_found_and_exported(read_only: Run, tmp_path: Path) -> None:
    run_lore = read_only
    table = run_lore("decisions", "--as", "bo")
    found = read(run_lore("--json", "decisions", "kafka brokers", "--as", "bo"))
    then = read(run_lore("--json", "decisions", "--as-of", "2022-06-01", "--status", "accepted", "--as", "bo"))
    changed = run_lore("decisions", "--changed-since", "2023-01-01", "--as", "bo")
    between = read(run_lore("--json", "decisions", "--since", "2022-03-15", "--until", "2022-03-15", "--as", "bo"))
    exported = run_lore("decisions", "--export", "csv", "--as", "bo")
    written = run_lore("decisions", "--export", "markdown", "--output", tmp_path / "all.md", "--as", "bo")

    assert "superseded" in table.stdout
    assert "adr/0019.md" in table.stdout
    assert "deploy tokens" not in table.stdout
    assert found["decisions"][0]["title"] == "ADR-0019: Kafka as the message bus"
    assert found["decisions"][0]["status"] == "accepted", "what bo may not read does not replace it"
    assert [one["title"] for one in then["decisions"]] == ["ADR-0004: RabbitMQ as the message bus"]
    assert "superseded ADR-0004: RabbitMQ as the message bus  by ADR-0019: Kafka as the message bus" in changed.stdout
    assert [one["document"]["path"] for one in between["decisions"]] == ["0004.md"]
    rows = list(csv.DictReader(io.StringIO(exported.stdout)))
    assert {row["path"]: row["status"] for row in rows} == {"0004.md": "superseded", "0019.md": "accepted"}
    assert (written.returncode, written.stdout) == (0, "")
    assert "## ADR-0019: Kafka as the message bus" in (tmp_path / "all.md").read_text(encoding="utf-8")


def test_one_is_shown_with_its_lineage_and_evidence(read_only: Run) -> None:
    shown = read_only("decision", "show", "ADR-0019", "--as", "bo")
    whole = read(read_only("--json", "decision", "show", "adr/0019.md"))

    assert "We run Kafka with six brokers." in shown.stdout
    assert "NATS" in shown.stdout
    assert "2022-03-15  superseded  ADR-0004: RabbitMQ as the message bus" in shown.stdout
    assert "adr/0019.md:" in shown.stdout
    assert "ADR-0020" not in shown.stdout
    assert [one["title"][:8] for one in whole["lineage"]] == ["ADR-0004", "ADR-0019", "ADR-0020"]
    assert whole["current"]["title"] == "ADR-0020: Rotate the deploy tokens"


def test_a_correction_outlives_a_full_ingest_and_is_undone(decided: Path, run_lore: Run, tmp_path: Path) -> None:
    run_lore("decision", "confirm", "ADR-0004", "--as", "ana")
    corrected = read(
        run_lore("--json", "decision", "correct", "ADR-0004", "--status", "deprecated", "--decider", "Chen", "--as", "ana")
    )
    (tmp_path / "adr" / "0004.md").write_text(RABBIT + "\nOne more line.\n", encoding="utf-8")
    ingest(decided, tmp_path)
    after = run_lore("decision", "show", "ADR-0004", "--as", "bo")
    undone = read(run_lore("--json", "decision", "undo", "ADR-0004", "--as", "ana"))

    assert (corrected["stated"], corrected["deciders"]) == ("deprecated", ["Chen"])
    assert "deciders corrected by ana" in after.stdout
    assert "the document says: Bo Lindqvist" in " ".join(after.stdout.split())
    assert (undone["stated"], undone["deciders"]) == ("Superseded by ADR-0019", ["Bo Lindqvist"])
    assert undone["ruling"]["confirmed"]["by"] == "ana"


def test_one_is_written_down_from_a_document_and_taken_back(decided: Path, run_lore: Run) -> None:
    written = read(
        run_lore(
            *("--json", "decision", "write", "--title", "Brokers", "--statement", "Six, not four.", "--from", "adr/0019.md"),
            *("--quote", "We run Kafka with six brokers.", "--readers", "everyone", "--alternative", "four: too few"),
            *("--decided-on", "2024-02-03", "--supersedes", "ADR-0019", "--as", "ana"),
        )
    )
    shown = run_lore("decision", "show", written["id"][:8], "--as", "bo")
    undone = run_lore("decision", "undo", written["id"], "--as", "ana")
    gone = run_lore("decision", "show", written["id"])

    assert (written["origin"], written["status"], written["readers"]) == ("person", "accepted", ["everyone", "user:ana"])
    assert written["alternatives"] == [{"name": "four", "reason": "too few"}]
    assert "Six, not four." in shown.stdout
    assert "written down by ana" in shown.stdout
    assert "We run Kafka with six brokers." in shown.stdout
    assert "Taken back" in undone.stdout
    assert gone.returncode == 1


@pytest.mark.parametrize(
    ("command", "status", "why"),
    [
        ("decision show nowhere", 1, "`lore decisions` lists them"),
        ("decision show ADR-0020 --as bo", 1, "`lore decisions` lists them"),
        ("decision confirm ADR-0019 --as bo", 1, "ask one of them"),
        ("decision correct ADR-0019 --as ana", 2, "say which field"),
        ("decision correct ADR-0019 --status done-ish --as ana", 2, "choose proposed, accepted"),
        ("decision undo ADR-0019 --as ana", 2, "nothing to undo"),
        ("decision write --title x --statement y --quote z", 2, "name the document"),
        ("decision write --title x --statement y --from adr/0019.md --quote z9", 2, "copy them from there"),
        ("decision write --title x --statement y --readers platform", 2, "names no readers"),
        ("decisions --output x.csv", 2, "--export csv"),
        ("decisions --export csv --output /nowhere/x.csv", 2, "choose another --output"),
        ("decisions --status done", 2, "decisions --help"),
        ("decisions --as-of soon", 2, "decisions --help"),
        ("decisions --source nowhere", 2, "no source 'nowhere'"),
    ],
)
def test_errors_are_one_line_that_says_the_next_step(read_only: Run, command: str, status: int, why: str) -> None:
    done = read_only(*command.split())

    assert done.returncode == status
    assert why in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ('[knowledge.statuses]\nshipped = "acepted"\n', "shipped = 'acepted' is no status: choose proposed, accepted"),
        ('[knowledge]\ncurators = ["ana"]\n', "'ana' names no readers: write everyone, group:NAME or user:NAME"),
    ],
)
def test_a_setting_that_means_nothing_is_one_line(home: Path, run_lore: Run, setting: str, why: str) -> None:
    (home / "lore.toml").write_text(setting, encoding="utf-8")

    done = run_lore("decisions")

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"setting 'knowledge.{'curators' if 'curators' in setting else 'statuses'}': {why}" in done.stderr


def test_own_words_for_statuses_count(decided: Path, run_lore: Run, tmp_path: Path) -> None:
    (tmp_path / "adr" / "0021.md").write_text(KAFKA.replace("0019", "0021").replace("Accepted", "Shipped"), encoding="utf-8")
    (decided / "lore.toml").write_text(SETTINGS + '[knowledge.statuses]\nshipped = "accepted"\n', encoding="utf-8")
    ingest(decided, tmp_path)

    found = read(run_lore("--json", "decisions", "--status", "accepted", "--as", "bo"))

    assert "0021.md" in {one["document"]["path"] for one in found["decisions"]}


@pytest.mark.parametrize(
    "command", ["decisions", "decision show", "decision confirm", "decision correct", "decision write", "decision undo"]
)
def test_each_help_gives_an_example(read_only: Run, command: str) -> None:
    done = read_only(*command.split(), "--help")

    assert f"Example: lore {command}" in " ".join(done.stdout.split())
    assert done.returncode == 0
