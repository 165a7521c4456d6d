"""A short form of `python -m tests.benchmarks.retrieval`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.adapters.hashing_embedder import HashingEmbedder
from tests.benchmarks import retrieval
from tests.benchmarks.beside_stock import LINE, LORE
from tests.benchmarks.retrieval import BM25, DENSE, PAIRS, RRF, Pair
from tests.benchmarks.retrieval_tables import as_json, as_markdown
from tests.benchmarks.vector_cache import VectorCache
from tests.integration.benchmarks.conftest import write_set


def test_lore_stands_beside_every_stock_row_on_the_same_questions(birds_home: Path, birds: Path, tmp_path: Path) -> None:
    said: list[str] = []
    cache = VectorCache(tmp_path / "cache", HashingEmbedder, "hashing")
    scored = retrieval.score(Pair(birds_home, birds), cache, said.append)
    cache.close()

    assert list(scored.rows.reports) == [DENSE, BM25, RRF, LORE]
    answerable = {name: [o for o in report.outcomes if o.measures] for name, report in scored.rows.reports.items()}
    assert {name: len(outcomes) for name, outcomes in answerable.items()} == dict.fromkeys(scored.rows.reports, 6)
    assert all(LINE in outcome.measures for outcomes in answerable.values() for outcome in outcomes)
    assert {each.group for each in scored.differences} == {"all", "people's own", "heading", "status_templated"}
    assert scored.cost.seconds > 0
    assert scored.cost.memory_mb > 10
    assert said[0].startswith("birds: 6 of at most 6 chunks embedded")

    markdown, figures = as_markdown([scored]), as_json(scored)
    assert f"| all (6) · {DENSE} |" in markdown
    assert "| birds: people's own (5) | nDCG@10 |" in markdown
    assert set(figures["rows"]) == set(scored.rows.reports)
    assert json.loads(json.dumps(figures)) == figures


def test_the_command_writes_tables_and_json_and_needs_no_vectors_for_words_alone(
    birds_home: Path, birds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, figures = tmp_path / "table.md", tmp_path / "figures.json"
    status = retrieval.main(
        [f"{birds_home}={birds}", "--cache", str(tmp_path), "--words-only", "--markdown", str(table), "--json", str(figures)]
    )
    printed = capsys.readouterr().out

    assert status == 0
    assert table.read_text(encoding="utf-8").strip() == printed.strip()
    (only,) = json.loads(figures.read_text(encoding="utf-8"))
    assert list(only["rows"]) == [BM25, LORE]


def test_a_data_folder_without_the_corpus_is_refused_in_one_line(
    ready: Path, birds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = retrieval.main([f"{ready}={birds}", "--cache", str(tmp_path), "--hashing"])
    said = capsys.readouterr().err.splitlines()

    assert status == 1
    assert len(said) == 1
    assert f"{ready} holds 2 of the 6 files" in said[0] or f"{ready} holds 1 of the 6 files" in said[0]
    assert "lore --home" in said[0]


@pytest.mark.parametrize("given", ["nothing", "=set", "home=", "home=not-there"])
def test_a_pair_that_is_none_is_refused(given: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert retrieval.main([given, "--cache", str(tmp_path)]) == 1
    assert "is not HOME=SET_DIR" in capsys.readouterr().err


def test_chinese_questions_bring_a_reference_of_character_pairs(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", "zh")
    lines = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    chinese = [json.dumps(line | {"question": f"上海港的{line['id']}是什么"}) for line in lines]
    (folder / "questions.jsonl").write_text("\n".join(chinese), encoding="utf-8")

    questions = retrieval.load_question_set(folder)
    rows = retrieval.stock_rows(questions, retrieval.read_pieces(folder / "corpus"), None, print)

    assert list(rows) == [BM25, PAIRS]
