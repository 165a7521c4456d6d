"""Front matter that says `lore: path` is taken, and no other."""

from __future__ import annotations

import pytest

from ingest.enrichment.declared import declared_in
from ingest.formats.markdown import parse_markdown

LIST = "\n\n# Reading\n\n- [A](a.md)\n"


@pytest.mark.parametrize(
    ("front", "fields"),
    [
        pytest.param("lore: path", {"lore": ("path",)}, id="no more than that"),
        pytest.param(
            "lore: path\ntopic: kafka, deploys\nteam: platform\nowner: Ana Ruiz <ana@x.example>",
            {"lore": ("path",), "topic": ("kafka", "deploys"), "team": ("platform",), "owner": ("Ana Ruiz",)},
            id="all of it",
        ),
        pytest.param(
            'lore: "Path"\ntopic: [kafka, "deploys"]', {"lore": ("path",), "topic": ("kafka", "deploys")}, id="as YAML"
        ),
        pytest.param("lore: path\ntopic:\n  - kafka\n  - 部署", {"lore": ("path",), "topic": ("kafka", "部署")}, id="items"),
        pytest.param("title: x\ntopic: kafka", {}, id="says nothing of Lore"),
        pytest.param("lore: diary\ntopic: kafka", {}, id="something that there is not"),
    ],
)
def test_what_front_matter_declares(front: str, fields: dict[str, tuple[str, ...]]) -> None:
    assert declared_in(parse_markdown(f"---\n{front}\n---{LIST}", "x.md")) == fields


def test_a_list_in_the_body_declares_nothing() -> None:
    assert declared_in(parse_markdown("- lore: path\n- topic: kafka\n", "x.md")) == {}
    assert declared_in(parse_markdown("\nlore: path\n", "x.md")) == {}
    assert declared_in(parse_markdown("", "x.md")) == {}


def test_values_are_few_and_short() -> None:
    front = "lore: path\ntopic: " + ", ".join("x" * 150 + str(number) for number in range(90))

    topics = declared_in(parse_markdown(f"---\n{front[:490]}\n---{LIST}", "x.md"))["topic"]

    assert len(topics) <= 20
    assert all(len(topic) <= 100 for topic in topics)
