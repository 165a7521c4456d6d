"""The reranker as a setting: one that is missing costs a line, not the search."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.bootstrap import open_lore
from assistant.errors import SettingsError
from assistant.settings import load_settings
from tests.conftest import RunLore
from tests.stand_ins.tiny_cross_encoder import write_tiny_cross_encoder


def _set(home: Path, lines: str) -> None:
    with (home / "lore.toml").open("a", encoding="utf-8") as file:
        file.write(f"[retrieval]\n{lines}\n")


def test_none_is_set_by_default(home: Path) -> None:
    with open_lore(home) as lore:
        assert lore.reranker is None
        assert lore.reranker_trouble() == ""


def test_a_missing_one_is_named_by_doctor_and_the_search_goes_on(ready: Path, run_lore: RunLore) -> None:
    before = json.loads(run_lore("--json", "search", "bus").stdout)["hits"]
    _set(ready, 'reranker = "somebody/no-such-reranker"')

    found = run_lore("--json", "search", "bus")
    doctor = run_lore("doctor")

    assert found.returncode == 0
    assert [hit["chunk"]["id"] for hit in json.loads(found.stdout)["hits"]] == [hit["chunk"]["id"] for hit in before]
    assert doctor.returncode == 1
    assert "`hf download somebody/no-such-reranker`" in " ".join(doctor.stdout.split())


def test_one_in_a_folder_is_loaded(ready: Path, tmp_path: Path, run_lore: RunLore) -> None:
    _set(ready, f'reranker = "{write_tiny_cross_encoder(tmp_path / "reranker")}"')

    doctor = run_lore("--json", "doctor")

    assert doctor.returncode == 0
    assert json.loads(doctor.stdout)["reranker"] == ""
    with open_lore(ready) as lore:
        assert lore.reranker is not None
        assert lore.reranker.scores("what berth is", ["the berth of it", "the pilot of it"]) is not None


@pytest.mark.parametrize("lines", ["rerank_candidates = 1", "rerank_seconds = 0", 'rerank_precision = "int8"', "rerank = true"])
def test_what_makes_no_sense_is_refused(home: Path, lines: str) -> None:
    _set(home, lines)
    with pytest.raises(SettingsError, match="retrieval"):
        load_settings(home)
