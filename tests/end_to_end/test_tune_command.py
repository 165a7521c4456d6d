"""`lore tune` as a real command, with a model that the test makes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.bootstrap import open_lore
from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from ingest.bootstrap import Ingest
from tests.conftest import REPOSITORY, RunLore
from tests.stand_ins.quiet import Quiet
from tests.stand_ins.tiny_transformer import write_tiny_transformer
from tests.stand_ins.tuning_world import sections_with_own_words, write_library

QUICKLY = ("--rate", "0.005", "--minutes", "1")
"""A model with random weights has to be moved farther than one that was trained."""
ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1"}
"""A layer of 64 is not worth sharing: on a busy machine the threads wait for each other far longer than they work."""


def prepare(home: Path, corpus: Path, tiny: Path) -> None:
    """A data folder over a corpus, ingested in this process, to save time."""
    (home / "lore.toml").write_text(f'[embedder]\nmodel = "{tiny}"\nprecision = "fp32" # quick to load\n', encoding="utf-8")
    with open_lore(home) as lore:
        entry = SourceEntry("docs", "folder", str(corpus), readers=Readers.parse("everyone"), added_at=datetime.now(UTC))
        lore.catalogue.sources.add(entry)
        Ingest(home, lore.catalogue, lore.embedder, lore.publisher).run([], lambda _: Quiet())


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = [text for section in sections_with_own_words() for text in section]
    return write_tiny_transformer(tmp_path_factory.mktemp("models") / "tiny", [*words, " ".join(map(str, range(220)))])


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory, tiny: Path) -> Path:
    """A data folder over documents with words of their own; made once, and copied for each test."""
    folder = tmp_path_factory.mktemp("ingested")
    (folder / "home").mkdir()
    write_library(folder / "corpus")
    prepare(folder / "home", folder / "corpus", tiny)
    return folder / "home"


@pytest.fixture
def own_words(home: Path, ingested: Path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(ingested, home, dirs_exist_ok=True)
    return home


def tuned_models(home: Path) -> list[Path]:
    return [path for path in (home / "models").glob("*") if path.is_dir()]


@pytest.mark.slow
def test_what_is_better_is_kept_put_in_force_and_embeds_everything_anew(own_words: Path, run_lore: RunLore) -> None:
    done = run_lore("--json", "tune", *QUICKLY, "--use", "--name", "ours", env=ONE_THREAD)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    (model,) = tuned_models(own_words)
    assert said["kept"] == f"models/{model.name}"
    assert said["verdict"][0]["difference"]["low"] > 0
    assert "| all |" in (model / "README.md").read_text(encoding="utf-8")
    assert f'model = "{said["kept"]}"\nprecision = "fp32" # quick to load' in (own_words / "lore.toml").read_text(
        encoding="utf-8"
    )

    refused = run_lore("search", "quorl brint vaskel")
    assert (refused.returncode, "lore ingest --full" in refused.stderr) == (1, True)
    assert run_lore("ingest", "--full", env=ONE_THREAD).returncode == 0
    with open_lore(own_words) as lore:
        assert lore.search("quorl brint vaskel", 5).hits
        assert lore.doctor().sound
        assert lore.catalogue.ledger.embedder() == said["kept"]


@pytest.mark.slow
def test_what_is_no_better_changes_nothing(home: Path, tmp_path: Path, tiny: Path, run_lore: RunLore) -> None:
    write_library(tmp_path / "corpus", shuffled=True)
    prepare(home, tmp_path / "corpus", tiny)
    before = (home / "lore.toml").read_bytes()
    done = run_lore("tune", *QUICKLY, "--use", env=ONE_THREAD)
    assert done.returncode == 0, done.stderr
    assert "Not kept" in done.stdout
    assert "95 % interval" in done.stdout
    assert tuned_models(home) == []
    assert (home / "lore.toml").read_bytes() == before


def test_a_dry_run_shows_pairs_and_makes_nothing(own_words: Path, run_lore: RunLore) -> None:
    shown = run_lore("tune", "--dry-run")
    assert shown.returncode == 0, shown.stderr
    for said in ("learning", "choosing", "judging", "heading: ", "  → "):
        assert said in shown.stdout
    counted = json.loads(run_lore("--json", "tune", "--dry-run").stdout)
    assert sum(counted["pairs"]["judging"].values()) >= 20
    assert not (own_words / "models").exists()


def test_killed_while_it_learns_it_leaves_nothing_in_force(own_words: Path) -> None:
    before = (own_words / "lore.toml").read_bytes()
    command = [sys.executable, "-m", "assistant", "--home", str(own_words), "tune", *QUICKLY, "--use"]
    with subprocess.Popen(
        command, cwd=REPOSITORY, env=ONE_THREAD, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stderr is not None
        assert any("on this machine" in line for line in process.stderr)
        process.kill()
    assert tuned_models(own_words) == []
    assert (own_words / "lore.toml").read_bytes() == before
    with open_lore(own_words) as lore:
        lore.check_embedder()
        assert lore.doctor().sound


def test_an_embedder_without_weights_can_not_be_tuned(ready: Path, run_lore: RunLore) -> None:
    done = run_lore("tune")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "has no weights to tune" in done.stderr


@pytest.mark.parametrize(("documents", "says"), [(0, "nothing is ingested yet"), (3, "too few")], ids=["no index", "few pairs"])
def test_too_little_is_one_line_and_no_model(home: Path, tmp_path: Path, run_lore: RunLore, documents: int, says: str) -> None:
    """Nothing is loaded before this is said, so that the model that is named need not be there."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(documents):
        text = (
            f"# Feed {number}\n\n## The pace of feed {number}\n\nIt is read each minute, since vessels at anchor hardly move.\n"
        )
        (corpus / f"{number}.md").write_text(text, encoding="utf-8")
    if documents:
        (home / "lore.toml").write_text("", encoding="utf-8")
        assert run_lore("add", "folder", corpus, "--name", "docs").returncode == 0
        assert run_lore("ingest").returncode == 0
    (home / "lore.toml").write_text("", encoding="utf-8")
    done = run_lore("tune")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
    assert not (home / "models").exists()


@pytest.mark.parametrize(("option", "value"), [("--minutes", "inf"), ("--minutes", "nan"), ("--rate", "nan")])
def test_what_is_no_number_is_refused_in_one_line(ready: Path, run_lore: RunLore, option: str, value: str) -> None:
    done = run_lore("tune", option, value)

    assert done.returncode == 2
    assert option in done.stderr
    assert done.stderr.count("\n") == 1
