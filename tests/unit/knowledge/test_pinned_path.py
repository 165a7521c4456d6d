"""A team's Markdown file is read as a path, and an exported path reads back as it was."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

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
        (r"- [Kafka \[bus\]](adr/19\_a.md): \*why\* a\b", Pin("Kafka [bus]", "adr/19_a.md", r"*why* a\b")),
        (r"- [Kafka\](adr/19.md)", None),
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
    assert front.split("\n")[:3] == ["lore: path", 'topic: "kafka x lore: no"', 'owner: "Ana Ruiz"']
    sections = [section.split("\n", 1) for section in body.split("\n## ")[1:]]
    pins = read_pins([chunk(rest, title) for title, rest in sections])
    assert pins == (
        Pin("Kafka [the bus]", "/adr/19%20kafka%20%28new%29.md", "six documents refer to it", "Start here"),
        Pin("Deploys now", "https://wiki.example/deploys", "", "How it works"),
    )


HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)>",
    "[here](https://evil.example) ![pic](https://evil.example/x.png)",
    "x](https://evil.example) [y",
    "<https://evil.example> https://evil.example www.evil.example a@evil.example",
    "[a]: https://evil.example",
    "`code` ``[b](https://evil.example)``",
    "&lt;b&gt; &#60;i&#62; <!-- x -->",
    "a\n\n# Heading\n\n- [z](https://evil.example)",
    "a\u2028b\x0bc\x00d\u202ee",
    "\\](https://evil.example)\\[",
    "*b* _i_ ~~s~~ $x$ | a | b |",
    "标题 [x](https://evil.example)",
)
WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=80), st.text("\\[]()<>!`&;*_:/.w@ a", max_size=60))
TARGETS = st.sampled_from(("/adr/19.md", "/a`b ](x)<y>\\.md", "https://ours.example/?a=b&copy;=1", "/x\u3000y.md"))


class Shown(HTMLParser):
    """What a page made of Markdown does besides showing words: its tags, and where they lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@settings(max_examples=150, deadline=None)
@given(title=WORDS, note=WORDS, stage=WORDS, topic=WORDS, target=TARGETS)
def test_an_exported_path_holds_words_and_its_own_links_alone(
    title: str, note: str, stage: str, topic: str, target: str
) -> None:
    text = as_markdown(topic, topic, [Line(f"T{title}", target, note, f"S{stage}")])
    body = text.split("---\n", 2)[2]

    shown = Shown(MarkdownIt("gfm-like", {"linkify": False}).render(body))

    assert shown.tags == {"h1", "h2", "p", "ul", "li", "a"}
    assert len(shown.links) == 1
    assert unquote(shown.links[0]) == unquote(target)
    assert text.split("---\n", 2)[1].count("\n") == 3 - (not topic)


@pytest.mark.parametrize("words", HOSTILE)
def test_an_exported_title_is_shown_as_it_is_spelt_and_reads_back(words: str) -> None:
    body = as_markdown("kafka", "", [Line(words, "/adr/19.md", words, "Start")]).split("---\n", 2)[2]
    spelt = "".join(one for one in " ".join(words.split()) if one.isprintable())

    assert spelt in "".join(Shown(MarkdownIt().render(body)).words)
    assert read_pins([chunk(body)])[0].words == spelt
    assert read_pins([chunk(body)])[0].target == "/adr/19.md"


@pytest.mark.parametrize("words", HOSTILE)
def test_no_address_in_a_title_is_made_a_link_by_readers_that_look_for_them(words: str) -> None:
    body = as_markdown("kafka", "", [Line(words, "/adr/19.md", "", "Start")]).split("---\n", 2)[2]

    assert not re.search(r"(?i)(?<!\\)://|www\.|(?<!\\)@|(?<!\\)[<>&`!\[]", body.split("- [", 1)[1].split("](/adr/19.md)")[0])
