"""`lore similar`, as it is typed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

DOCUMENTS = {
    "adr/0004-rabbit.md": "# ADR-0004: RabbitMQ\n\nStatus: superseded by ADR-0019\n\nEvents go through RabbitMQ queues.\n",
    "adr/0019-kafka.md": "# ADR-0019: Kafka\n\nStatus: accepted\n\nSupersedes ADR-0004.\n\nEvents go to Kafka partitions.\n",
    "events.md": "# Reading events\n\nEvents are read from Kafka partitions, see ADR-0019.\n",
    "paint.md": "# The canteen\n\nThe walls of the canteen are green.\n",
}
SECRET = "# Plan\n\nEvents leave the Kafka partitions; see ADR-0019.\n"


@pytest.fixture
def known(home: Path, tmp_path: Path, run_lore: Run) -> Path:
    """A data folder with two sources, of which Bo may read one."""
    with (home / "lore.toml").open("a", encoding="utf-8") as file:
        file.write('[people.bo]\nname = "Bo Berg"\n')
    folder, hidden = tmp_path / "written", tmp_path / "hidden"
    for name, text in DOCUMENTS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    hidden.mkdir()
    (hidden / "plan.md").write_text(SECRET, encoding="utf-8")
    (hidden / "paint.md").write_text(DOCUMENTS["paint.md"], encoding="utf-8")
    run_lore("add", "folder", folder, "--name", "written", "--readers", "everyone")
    run_lore("add", "folder", hidden, "--name", "hidden")
    assert run_lore("ingest").returncode == 0
    return folder


def test_a_document_named_by_its_number_has_similar_ones_and_links(known: Path, run_lore: Run) -> None:
    done = run_lore("similar", "ADR-0019", "-k", "3", "--as", "bo")

    assert done.returncode == 0, done.stderr
    assert "More like ADR-0019: Kafka" in done.stdout
    assert "written/events.md" in done.stdout
    assert "Supersedes 1: " in done.stdout
    assert "Cited by 1: Reading events" in done.stdout
    assert "Plan" not in done.stdout


def test_the_same_as_json_with_filters(known: Path, run_lore: Run) -> None:
    told = json.loads(run_lore("--json", "similar", "written/adr/0019-kafka.md", "--in", "adr").stdout)

    assert [one["document"]["path"] for one in told["similar"]] == ["adr/0004-rabbit.md"]
    assert told["document"]["path"] == "adr/0019-kafka.md"
    assert {"relation", "count", "documents", "elsewhere"} == told["links"][0].keys()
    chunk = told["similar"][0]["chunk"]["id"]
    again = json.loads(run_lore("--json", "similar", "ADR 4", "--chunk", chunk, "-k", "1").stdout)
    assert again["similar"][0]["document"]["path"] == "adr/0019-kafka.md"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        pytest.param(("paint.md",), 2, "'paint.md' may mean hidden/paint.md, written/paint.md: name one by its path", id="two"),
        pytest.param(("plan.md", "--as", "bo"), 1, "no document is called 'plan.md'", id="hidden"),
        pytest.param(("ADR-0077",), 1, "no document is called 'ADR-0077'", id="none"),
        pytest.param(("ADR-0019", "-k", "51"), 2, "k is 51: choose 1 to 50", id="too many"),
        pytest.param(("ADR-0019", "--kind", "novel"), 2, "'novel' is no kind", id="no kind"),
        pytest.param(("ADR-0019", "--source", "elsewhere"), 2, "elsewhere", id="no source"),
        pytest.param(("ADR-0019", "--chunk", "9999"), 1, "no such chunk in this document", id="no chunk"),
    ],
)
def test_what_can_not_be_done_is_one_line(
    known: Path, run_lore: Run, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = run_lore("similar", *arguments)

    assert (done.returncode, done.stderr.count("\n")) == (status, 1), done.stderr
    assert said in done.stderr


def test_one_who_may_read_one_of_two_means_that_one(known: Path, run_lore: Run) -> None:
    assert "More like The canteen" in run_lore("similar", "paint.md", "--as", "bo").stdout
