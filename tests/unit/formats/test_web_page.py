"""A web page with what a feed said about it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.domain.documents import Anchor
from assistant.errors import UnreadableDocument
from ingest.formats.registry import parse
from ingest.formats.web_page import main_part, recognises
from ingest.parsed import BlockKind, Parsed

LONG = "We measured the queue for a month and found that it never holds more than a thousand jobs at a time. " * 3


def parsed(html: str, **page: Any) -> Parsed:
    data = json.dumps({"web_page": {"address": "https://blog.example.org/x", **page}, "html": html}).encode()
    return parse(data, "blog.example.org/x", "json")


def texts(html: str) -> list[str]:
    return [block.text for block in parsed(html).blocks]


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        (f"<div>Menu</div><main><p>{LONG}</p></main><div>Related posts</div>", [LONG.strip()]),
        (f"<div>Menu</div><div role=main><p>{LONG}</p></div><div>Related posts</div>", [LONG.strip()]),
        (f"<div>Menu</div><article><p>{LONG}</p></article><div>Related posts</div>", [LONG.strip()]),
        (f"<article><p>{LONG}</p></article><article><p>Another.</p></article>", [LONG.strip(), "Another."]),
        ("<div>Menu</div><main></main><p>The text is outside.</p>", ["Menu", "The text is outside."]),
        ("<header>Tidewater</header><p>Words.</p><footer>Imprint</footer>", ["Words."]),
        ("<div role=banner>Tidewater</div><p>Words.</p><div role=contentinfo>Imprint</div>", ["Words."]),
        ("<p>Before</p><header>Top</header>between<footer>End</footer> after", ["Before", "between after"]),
        ("<article><header><p>By Ana</p></header><p>Words.</p></article>", ["By Ana", "Words."]),
        ("<p>No frame at all.</p>", ["No frame at all."]),
    ],
    ids=["main", "role main", "the only article", "two articles", "empty main", "header and footer", "roles", "text between",
         "an article's header", "plain"],
)  # fmt: skip
def test_only_the_main_part_is_kept(html: str, kept: list[str]) -> None:
    assert texts(f"<html><body>{html}</body></html>") == kept


def test_headings_lists_and_anchors_of_the_main_part_stay() -> None:
    html = f'<body><nav>x</nav><main><h1>Queue</h1><h2 id="why">Why</h2><ul><li>One<li>Two</ul><p>{LONG}</p></main></body>'
    document = parsed(html)
    assert document.title == "Queue"
    assert [block.kind for block in document.blocks] == [BlockKind.HEADING, BlockKind.LIST, BlockKind.PARAGRAPH]
    assert document.blocks[0].anchor == Anchor(fragment="why")
    assert {block.line for block in document.blocks} == {0}, "nobody sees the lines of a page"


def test_a_page_without_a_feed_says_its_own_title_people_and_dates() -> None:
    dated = '<meta property="article:published_time" content="2024-05-01">'
    head = f'<title>Queue</title><meta name="author" content="Ana Ruiz">{dated}'
    document = parsed(f"<html lang=en><head>{head}</head><body><main><p>{LONG}</p></main></body></html>")
    assert (document.title, document.authors) == ("Queue", ("Ana Ruiz",))
    assert document.created_at == datetime(2024, 5, 1, tzinfo=UTC)
    assert document.url == "https://blog.example.org/x"


def test_what_the_feed_says_goes_before_what_the_page_says() -> None:
    head = '<title>Queue | Blog</title><meta name="author" content="Admin"><meta name="date" content="2020-01-01">'
    document = parsed(
        f"<head>{head}</head><p>Words.</p>",
        title="How the queue works",
        authors=["Ana Ruiz", "Bo Lindqvist"],
        published="2024-05-01T09:00:00+00:00",
        updated="2024-06-01T09:00:00Z",
    )
    assert document.title == "How the queue works"
    assert document.authors == ("Ana Ruiz", "Bo Lindqvist")
    assert document.created_at == datetime(2024, 5, 1, 9, tzinfo=UTC)
    assert document.updated_at == datetime(2024, 6, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "page", [{"authors": "Ana"}, {"authors": [1, None]}, {"title": 5}, {"published": []}, {"updated": "soon"}]
)
def test_fields_of_another_shape_are_passed_by(page: dict[str, Any]) -> None:
    document = parsed("<title>Queue</title><p>Words.</p>", **page)
    assert (document.title, document.authors) == ("Queue", ())


@pytest.mark.parametrize("html", ["", "   ", "<html></html>", "<script>alert(1)</script>", "<nav>Menu</nav>", "<!-- -->"])
def test_a_page_without_text_is_unreadable(html: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"no text|not HTML|binary"):
        parsed(html)


def test_a_page_nested_without_end_is_unreadable_and_no_crash() -> None:
    with pytest.raises(UnreadableDocument, match="deep"):
        parsed("<div>" * 20_000 + "x")


@pytest.mark.parametrize("html", ["", "<", "<body", "\x01", "<main>" * 50, "<?xml version='1.0' encoding='utf-16'?><p>x</p>"])
def test_anything_has_a_main_part(html: str) -> None:
    assert isinstance(main_part(html), str)


@pytest.mark.parametrize(
    ("loaded", "known"),
    [
        ({"web_page": {}, "html": ""}, True),
        ({"web_page": {}}, False),
        ({"web_page": "x", "html": ""}, False),
        ({"html": "<p>"}, False),
        ([], False),
        (None, False),
    ],
)
def test_it_is_told_by_its_keys(loaded: Any, known: bool) -> None:
    assert recognises(loaded) is known
