"""A team's Markdown file is read as a path, and an exported path reads back as it was."""

from __future__ import annotations

import pytest

from assistant.domain.documents import Chunk, Document, Kind, Link
from assistant.knowledge.onboarding.pinned_path import (
    Line,
    Pin,
    PinnedPath,
    as_markdown,
    is_path,
    plain,
    purposes,
    read_pins,
    serves,
)

LINKS = tuple(Link("refers-to", f"{name}.md") for name in "abc")


def document(path: str, links: tuple[Link, ...] = (), **fields: tuple[str, ...]) -> Document:
    return Document("p", "docs", path, "A path", Kind.PAGE, "0" * 64, fields=fields, links=links, authors=("Ana Ruiz",))


def chunk(text: str, *headings: str) -> Chunk:
    return Chunk(1, "p", 0, text, headings)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        pytest.param(document("x/start.md", lore=("path",)), True, id="front matter says so"),
        pytest.param(document("x/onboarding-platform.md", LINKS), True, id="by its name"),
        pytest.param(document("onboarding.md", LINKS), True, id="by its bare name"),
        pytest.param(document("x/reading-path.md", LINKS), True, id="a reading path"),
        pytest.param(document("x/onboarding-platform.md", LINKS[:2]), False, id="a name without a list"),
        pytest.param(document("x/berth-feed-onboarding.md", LINKS), False, id="another word first"),
        pytest.param(document("x/onboarding-platform.rst", LINKS), False, id="another format"),
        pytest.param(document("x/start.md", LINKS, lore=("note",)), False, id="front matter says something else"),
    ],
)
def test_what_is_a_path(held: Document, expected: bool) -> None:
    assert is_path(held) is expected


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (document("x/a.md", lore=("path",), topic=("kafka", "deploys"), team=("platform",)), ("kafka", "deploys", "platform")),
        (document("x/onboarding-data_platform.md", LINKS), ("data platform",)),
        (document("billing/onboarding.md", LINKS), ("billing",)),
        (document("reading-path.md", LINKS), ("docs",)),
    ],
    ids=["as stated", "as its name", "as its folder", "as its source"],
)
def test_what_a_path_is_for(held: Document, expected: tuple[str, ...]) -> None:
    assert purposes(held) == expected
    assert all(serves(held, name.upper().replace(" ", "-")) for name in expected)
    assert not serves(held, "something else")


def test_topics_are_compared_without_case_and_marks() -> None:
    assert plain(" Data-Platform ") == plain("data_platform") == plain("DATA  platform") == "data platform"


@pytest.mark.parametrize(
    ("line", "pin"),
    [
        ("- [Kafka](adr/19.md): why there is a bus", Pin("Kafka", "adr/19.md", "why there is a bus")),
        ("3. [Kafka](adr/19.md) – why", Pin("Kafka", "adr/19.md", "why")),
        ("* [x] **[Kafka](adr/19.md)** why", Pin("Kafka", "adr/19.md", "why")),
        ("+ [Kafka](<adr/19.md>)", Pin("Kafka", "adr/19.md")),
        ('- [Kafka](adr/19.md "the bus")', Pin("Kafka", "adr/19.md")),
        ("- [Kafka](adr/19_(old).md): old", Pin("Kafka", "adr/19_(old).md", "old")),
        ("- <https://wiki.example/kafka> the bus", Pin("https://wiki.example/kafka", "https://wiki.example/kafka", "the bus")),
        ("- read [Kafka](adr/19.md)", None),
        ("[Kafka](adr/19.md)", None),
        ("- Kafka", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_list_item_that_begins_with_a_link_is_a_pin(line: str, pin: Pin | None) -> None:
    assert read_pins([chunk(line)]) == ((pin,) if pin else ())


def test_the_note_goes_on_where_the_item_does() -> None:
    text = "- [A](a.md): first\n  and second\n- [B](b.md)\n\nNot a note."

    assert [pin.note for pin in read_pins([chunk(text)])] == ["first and second", ""]


def test_a_stage_is_the_heading_above_also_where_small_sections_share_a_chunk() -> None:
    own = chunk("- [A](a.md)", "Reading path", "Start here")
    shared = chunk("How it works\n\n- [B](b.md)\n\nThe rest\n\n- [C](c.md)\n\nA sentence that ends.\n\n- [D](d.md)")

    assert [pin.stage for pin in read_pins([own, shared])] == ["Start here", "How it works", "The rest", "The rest"]


def test_a_target_counts_once_and_a_list_has_an_end() -> None:
    assert len(read_pins([chunk("- [A](a.md)\n- [Again](a.md): later")])) == 1
    assert len(read_pins([chunk("\n".join(f"- [{n}]({n}.md)" for n in range(500)))])) == 60


@pytest.mark.parametrize("text", ["- [" * 20_000, "- [a](" + "(" * 50_000, "  - " * 30_000 + "x", "- [a](b) " + "x" * 200_000])
def test_hostile_text_costs_no_time_and_no_room(text: str) -> None:
    assert all(len(pin.note) <= 400 for pin in read_pins([chunk(text)]))


def test_the_owner_is_stated_else_the_author() -> None:
    assert PinnedPath(document("a.md", owner=("Bo Lindqvist",)), ()).owners == ("Bo Lindqvist",)
    assert PinnedPath(document("a.md"), ()).owners == ("Ana Ruiz",)


def test_an_exported_path_reads_back() -> None:
    lines = [
        Line("Kafka [the bus]", "/adr/19 kafka (new).md", "six documents refer to it", "Start here"),
        Line("Deploys\nnow", "https://wiki.example/deploys", "", "How it works"),
    ]

    text = as_markdown('kafka "x"\nlore: no', "Ana Ruiz", lines)

    front, body = text.split("---\n")[1:3]
    assert front.split("\n")[:3] == ["lore: path", 'topic: "kafka  x  lore: no"', 'owner: "Ana Ruiz"']
    sections = [section.split("\n", 1) for section in body.split("\n## ")[1:]]
    pins = read_pins([chunk(rest, title) for title, rest in sections])
    assert pins == (
        Pin("Kafka  the bus", "/adr/19%20kafka%20%28new%29.md", "six documents refer to it", "Start here"),
        Pin("Deploys now", "https://wiki.example/deploys", "", "How it works"),
    )
