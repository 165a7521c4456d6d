"""A data folder without a model to load, and the real command line over it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from assistant.bootstrap import open_lore
from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from ingest.bootstrap import Ingest
from tests.stand_ins.quiet import Quiet

REPOSITORY = Path(__file__).parents[1]

RunLore: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder whose settings name the embedder that needs no model."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "lore.toml").write_text('[embedder]\nmodel = "hashing"\n', encoding="utf-8")
    return folder


@pytest.fixture
def run_lore(home: Path) -> RunLore:
    """`lore --home HOME …` as a process of its own; options of subprocess.run may be given by name."""

    def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "assistant", "--home", str(home), *map(str, arguments)]
        return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=240, **options)

    return run


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with two documents."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "bus.md").write_text("# The bus\n\nWe chose the plover bus for its ordering.\n", encoding="utf-8")
    (folder / "cache.md").write_text("# The cache\n\nThe heron cache evicts by age.\n", encoding="utf-8")
    return folder


@pytest.fixture
def ready(home: Path, docs: Path) -> Path:
    """The data folder, with `docs` added as the source `docs`, ingested and published; in this process, to save time."""
    with open_lore(home) as lore:
        catalogue = lore.catalogue
        catalogue.sources.add(
            SourceEntry("docs", "folder", str(docs), readers=Readers.parse("everyone"), added_at=datetime.now(UTC))
        )
        Ingest(home, catalogue, lore.embedder, lore.publisher).run([], lambda _: Quiet())
    return home
