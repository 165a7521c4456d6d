"""A short form of `python -m tests.benchmarks.ablation`, and that each of its parts can be taken out of the search of now."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.bootstrap import open_lore
from tests.benchmarks import ablation
from tests.benchmarks.ablation import Worth, ablate, as_markdown
from tests.benchmarks.beside_stock import LINE, NDCG
from tests.benchmarks.retrieval import Pair
from tests.benchmarks.without_parts import PARTS, Part, attribute, ranking

QUESTION = "the decision about message order and evicted entries"
"""Its words stand in headings, and in texts in other forms."""


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_search_works_without_each_part_and_is_the_same_again_afterwards(part: Part, birds_home: Path) -> None:
    with open_lore(birds_home) as lore:
        before = [(hit.chunk.key, hit.score) for hit in lore.search(QUESTION).hits]
        with part.without(lore):
            without = lore.search(QUESTION).hits
        after = [(hit.chunk.key, hit.score) for hit in lore.search(QUESTION).hits]

    assert without
    assert after == before


@pytest.mark.parametrize("name", ["vectors", "words", "title and headings in the words", "stemming"])
def test_a_part_that_is_in_every_search_is_missed(name: str, birds_home: Path) -> None:
    (part,) = [part for part in PARTS if part.name == name]
    with open_lore(birds_home) as lore:
        before = [(hit.chunk.key, hit.score) for hit in lore.search(QUESTION).hits]
        with part.without(lore):
            without = [(hit.chunk.key, hit.score) for hit in lore.search(QUESTION).hits]

    assert without != before


def test_parts_have_names_of_their_own() -> None:
    assert len({part.name for part in PARTS}) == len(PARTS)


def test_a_field_that_the_ranking_no_longer_has_is_an_error(birds_home: Path) -> None:
    with open_lore(birds_home) as lore, pytest.raises(TypeError), ranking(no_such_field=1.0)(lore):
        raise AssertionError("nothing was changed, and nobody said so")


def test_an_attribute_is_put_back_also_after_an_error() -> None:
    holder = SimpleNamespace(value=1)

    def fail() -> None:
        with attribute(holder, "value", 2):
            raise KeyError(holder.value)

    with pytest.raises(KeyError, match="2"):
        fail()
    assert holder.value == 1


def test_what_a_part_brings_is_told_for_all_and_for_peoples_own(birds_home: Path, birds: Path) -> None:
    said: list[str] = []
    parts = [part for part in PARTS if part.name in {"words", "links between documents"}]
    ablated = ablate(Pair(birds_home, birds), parts, said.append)

    assert list(ablated.whole) == ["all", "people's own"]
    assert {(worth.part, worth.group, worth.measure) for worth in ablated.worths} == {
        (part.name, group, measure) for part in parts for group in ablated.whole for measure in (NDCG, LINE)
    }
    unlinked = [worth for worth in ablated.worths if worth.part == "links between documents"]
    assert {(worth.brings.mean, worth.verdict) for worth in unlinked} == {(0.0, "within noise")}
    assert said == ["birds: without words", "birds: without links between documents"]

    lines = as_markdown([ablated]).splitlines()
    assert lines[0].startswith("| what it brings to nDCG@10 | birds: all (6) | birds: people's own (5) |")
    assert any(line.startswith("| (Lore as it is) |") for line in lines)


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.01, 0.2, "helps"), (-0.2, -0.01, "harms"), (-0.1, 0.1, "within noise")]
)
def test_only_what_chance_does_not_explain_helps_or_harms(low: float, high: float, verdict: str) -> None:
    assert Worth("part", "all", NDCG, ablation.Estimate((low + high) / 2, low, high, 9)).verdict == verdict


def test_the_command_writes_table_and_json(
    birds_home: Path, birds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, figures = tmp_path / "table.md", tmp_path / "figures.json"
    pair = f"{birds_home}={birds}"
    assert ablation.main([pair, "--part", "words", "--markdown", str(table), "--json", str(figures)]) == 0
    assert table.read_text(encoding="utf-8").strip() == capsys.readouterr().out.strip()
    assert {worth["part"] for worth in json.loads(figures.read_text(encoding="utf-8"))[0]["worths"]} == {"words"}


def test_a_part_that_does_not_exist_is_refused_with_those_that_do(
    birds_home: Path, birds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ablation.main([f"{birds_home}={birds}", "--part", "luck"]) == 1
    assert "no part is called 'luck': choose from vectors, words" in capsys.readouterr().err
