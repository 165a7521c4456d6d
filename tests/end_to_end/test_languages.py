"""Documents in four languages, asked in any of them: the real commands with a multilingual model as a local folder."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import Lore, open_lore
from tests.conftest import REPOSITORY
from tests.stand_ins.tiny_multilingual import SAME, write_tiny_multilingual

DOCUMENTS = {
    "zh/positions.md": ("位置数据", SAME[0][2:4]),
    "ja/bus.md": ("クラスター", SAME[1][4:6]),
    "ko/berths.md": ("선석", SAME[2][6:8]),
    "en/invoices.md": ("Invoices", SAME[3][0:2]),
    "en/backups.md": ("Backups", SAME[4][0:2]),
    "ja/login.md": ("ログイン", SAME[5][4:6]),
}
ASKED = {
    "English about Korean": ("who books a berth for the ship", "ko/berths.md"),
    "English about Japanese": ("how many brokers has the cluster", "ja/bus.md"),
    "English about Chinese": ("how long is position data kept", "zh/positions.md"),
    "Chinese about Korean": ("泊位谁预订", "ko/berths.md"),
    "Chinese about Japanese": ("登录需要第二因素", "ja/login.md"),
    "Japanese about Chinese": ("位置データは何か月保存されるか", "zh/positions.md"),
    "Korean about Japanese": ("클러스터의 브로커", "ja/bus.md"),
    "Korean about English": ("데이터베이스 백업", "en/backups.md"),
    "Chinese about Chinese": ("位置数据保留", "zh/positions.md"),
    "Japanese about Japanese": ("ログインの二要素認証", "ja/login.md"),
    "Korean about Korean": ("선석은 누가 예약하는가", "ko/berths.md"),
    "English about English": ("nightly database backups", "en/backups.md"),
}


def _run(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant", "--home", str(home), *map(str, arguments)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=240)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_multilingual(tmp_path_factory.mktemp("models") / "multilingual")


@pytest.fixture(scope="module")
def lore(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lore]:
    """The application over the documents of all languages."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("docs")
    for path, (title, sentences) in DOCUMENTS.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(f"# {title}\n\n{' '.join(sentences)}\n", encoding="utf-8")
    (home / "lore.toml").write_text(f'[embedder]\nmodel = "{model}"\n', encoding="utf-8")
    assert _run(home, "add", "folder", folder, "--name", "docs", "--readers", "everyone").returncode == 0
    ingested = _run(home, "--json", "ingest")
    assert ingested.returncode == 0, ingested.stderr
    with open_lore(home) as opened:
        yield opened


@pytest.mark.parametrize(("question", "path"), ASKED.values(), ids=ASKED.keys())
def test_a_question_finds_its_document_whatever_languages_they_are_in(lore: Lore, question: str, path: str) -> None:
    found = [hit.document.path for hit in lore.search(question, k=6).hits]
    assert found[0] == path


@pytest.mark.parametrize("question", ["位置データは何か月保存されるか", "泊位谁预订", "클러스터의 브로커", "who books a berth"])
def test_the_model_can_read_each_language(lore: Lore, question: str) -> None:
    assert lore.embedder.known_share(question) >= 0.6


def test_the_command_finds_across_languages(lore: Lore) -> None:
    done = _run(lore.home, "--json", "search", "泊位谁预订", "-k", "1")
    (hit,) = json.loads(done.stdout)["hits"]
    assert hit["document"]["path"] == "ko/berths.md"
