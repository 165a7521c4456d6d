"""The weights in force."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.documents import Kind
from assistant.retrieval.fusion import Ranking, Standing
from assistant.retrieval.spreading import LinkWeights
from assistant.retrieval.weights import RANKING, read_ranking

FILE = resources.files("assistant.retrieval").joinpath("weights.json")
ROOT = Path(__file__).parents[3]


@pytest.fixture
def stored() -> dict[str, Any]:
    values: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return values


def names(of: type) -> set[str]:
    return {field.name for field in fields(of)}


def numbers(values: Mapping[str, Any]) -> Iterator[float]:
    for value in values.values():
        if isinstance(value, dict):
            yield from numbers(value)
        else:
            yield value


def test_the_file_says_what_is_in_force(stored: dict[str, Any]) -> None:
    assert read_ranking(stored) == RANKING
    assert RANKING.vectors == stored["ranking"]["vectors"]
    assert RANKING.links.share == stored["links"]["share"]
    assert RANKING.standing.title == stored["standing"]["title"]


def test_the_file_leaves_no_weight_to_a_default(stored: dict[str, Any]) -> None:
    assert set(stored["ranking"]) == names(Ranking) - {"links", "standing", "standing_of"}
    assert set(stored["links"]) == names(LinkWeights)
    assert set(stored["standing"]) == names(Standing)
    assert all(set(standing) == names(Standing) for standing in stored["standing_of"].values())


def test_kinds_are_kinds(stored: dict[str, Any]) -> None:
    assert set(stored["standing_of"]) <= set(Kind)
    assert {str(kind) for kind in RANKING.standing_of} == set(stored["standing_of"])


def test_weights_are_shares(stored: dict[str, Any]) -> None:
    firing = stored["links"].pop("firing")
    assert isinstance(firing, int)
    assert 1 <= firing <= 100
    assert all(0 <= value <= 1 for value in numbers(stored))


def test_both_halves_count(stored: dict[str, Any]) -> None:
    assert 0 < stored["ranking"]["vectors"] < 1
    assert 0 < stored["ranking"]["lead"] < 1


def test_further_chunks_of_a_document_count_less_and_less(stored: dict[str, Any]) -> None:
    for standing in (stored["standing"], *stored["standing_of"].values()):
        assert standing["support_fall"] < 1


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_without_weights_of_its_own_is_judged_as_the_others(kind: Kind, stored: dict[str, Any]) -> None:
    own = stored["standing_of"].get(str(kind), stored["standing"])
    assert asdict(RANKING.of(kind)) == own


@pytest.mark.parametrize(
    "path",
    [["extra"], ["ranking", "support"], ["ranking", "links"], ["links", "extra"], ["standing", "extra"]],
    ids=".".join,
)
def test_a_weight_that_nobody_knows_is_an_error(path: list[str], stored: dict[str, Any]) -> None:
    *above, name = path
    within = stored
    for part in above:
        within = within[part]
    within[name] = 0.5
    with pytest.raises((TypeError, ValueError), match=name):
        read_ranking(stored)


@pytest.mark.parametrize("part", ["ranking", "links", "standing", "standing_of"])
def test_a_part_that_is_missing_is_an_error(part: str, stored: dict[str, Any]) -> None:
    del stored[part]
    with pytest.raises(ValueError, match=part):
        read_ranking(stored)


def test_a_kind_that_is_none_is_an_error(stored: dict[str, Any]) -> None:
    stored["standing_of"]["poem"] = stored["standing"]
    with pytest.raises(ValueError, match="poem"):
        read_ranking(stored)


def test_the_file_is_where_a_wheel_takes_its_packages_from() -> None:
    """hatchling packs every file below a package that git does not ignore, whatever it is called."""
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    wheel = built["targets"]["wheel"]
    assert "assistant" in wheel["packages"]
    assert not {"include", "exclude", "only-include"} & (set(built) | set(wheel))
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert not [pattern for pattern in ignored if Path("assistant/retrieval/weights.json").match(pattern)]
