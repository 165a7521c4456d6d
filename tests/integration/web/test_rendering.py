"""Text as HTML: what documents and models write cannot do anything on the page."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from web_library import HOSTILE, document

from assistant.domain.answers import Citation
from assistant.domain.documents import Chunk
from assistant.web.rendering import plain, render_answer, render_draft, render_markdown

FORBIDDEN_TAGS = {"script", "img", "iframe", "style", "svg", "object", "form", "input", "link", "meta", "base"}


class Tags(HTMLParser):
    """Every tag of some HTML with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def links(html: str) -> list[str | None]:
    return [attributes.get("href") for tag, attributes in Tags(html).found if tag == "a" and "href" in attributes]


def citing(marker: int, quote: str = "with 6 brokers", **changes: object) -> Citation:
    cited = replace(document("adr/0019.md", "ADR-0019: Kafka"), **changes)  # type: ignore[arg-type]
    return Citation(marker, quote, cited, Chunk(40 + marker, cited.id, 0, "We run Kafka with 6 brokers."))


ATTACKS = [
    HOSTILE,
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://outside.example/p.png)",
    "![x][ref]\n\n[ref]: https://outside.example/p.png",
    "<https://outside.example>",
    "<a href='https://outside.example' onclick='x()'>x</a>",
    "[x](//outside.example)",
    "[x](https://outside.example 'a\" onmouseover=\"x()')",
    "`<img src=x onerror=x()>`",
    "```html\n<script>x()</script>\n```",
    "\ue0001\ue001 and \ue00099\ue001",
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda text: re.sub(r"\W+", " ", text)[:30].strip())
def test_nothing_that_runs_or_loads_survives(attack: str) -> None:
    for html in (render_markdown(attack), render_answer(attack, [citing(1)]), render_draft(attack)):
        for tag, attributes in Tags(html).found:
            assert tag not in FORBIDDEN_TAGS
            assert not any(name.startswith("on") or name in {"style", "src"} for name in attributes)
        assert all(re.match(r"https?://|/documents/", link or "") for link in links(html))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda text: re.sub(r"\W+", " ", text)[:30].strip())
def test_an_answer_links_to_cited_documents_only(attack: str) -> None:
    assert links(render_answer(f"{attack} [1]", [citing(1)])) in ([], ["/documents/adr-0019-md#c-41"])
    assert links(render_draft(f"{attack} [1]")) == []


def test_a_documents_outward_links_are_kept_and_marked() -> None:
    html = render_markdown(
        "[plan](https://wiki.tidewater.example/kafka) and [beside](../other.md) and [mail](mailto:a@b.example)"
    )
    anchors = [attributes for tag, attributes in Tags(html).found if tag == "a" and "href" in attributes]
    assert anchors == [{"href": "https://wiki.tidewater.example/kafka", "rel": "noopener noreferrer nofollow"}]
    assert "beside" in html


def test_an_image_is_said_in_words() -> None:
    assert "[image: the berth plan]" in render_markdown("![the berth plan](plan.png)")


def test_columns_are_aligned_without_styles() -> None:
    html = render_markdown("| a | b |\n|:--|--:|\n| x | 1 |")
    assert '<td class="right">1</td>' in html
    assert "style" not in html


def test_a_table_scrolls_in_a_box_of_its_own() -> None:
    assert '<div class="scroll"><table>' in render_markdown("| a |\n|---|\n| x |")


def test_headings_of_a_document_stand_below_the_pages_own() -> None:
    assert render_markdown("# One\n\n###### Six").strip() == "<h2>One</h2>\n<h6>Six</h6>"


def test_lines_of_fields_stay_lines() -> None:
    assert render_markdown("Status: accepted\nDate: 2025-01-02").count("<br>") == 1
    assert "<br>" not in render_markdown("Two lines of one sentence\nthat was wrapped")


def test_a_marker_links_to_the_chunk_and_shows_its_quotation_document_date_and_owner() -> None:
    html = render_answer("We run Kafka [1].", [citing(1, quote="with 6 **brokers**", status="accepted")])
    assert links(html) == ["/documents/adr-0019-md#c-41"]
    for words in ("with 6 brokers", "ADR-0019: Kafka", "14 March 2025", "Ana Ruiz", "accepted"):
        assert words in html


def test_what_a_citation_quotes_is_text_only() -> None:
    html = render_answer(
        "x [1]", [citing(1, quote="<img src=x onerror=x()>", title="<script>x()</script>", authors=("<b>B</b>",))]
    )
    assert {tag for tag, _ in Tags(html).found} <= {"p", "span", "sup", "a", "q"}


@pytest.mark.parametrize(
    "text",
    ["no such source [7]", "code `a[1]`", "```\na[1]\n```", "[1234]"],
    ids=["uncited-marker", "inline-code", "code-block", "long-number"],
)
def test_brackets_that_cite_nothing_stay_text(text: str) -> None:
    assert links(render_answer(text, [citing(1)])) == []


def test_markers_beside_each_other_are_links_of_their_own() -> None:
    assert links(render_answer("x [1][2]", [citing(1), citing(2)])) == [
        "/documents/adr-0019-md#c-41",
        "/documents/adr-0019-md#c-42",
    ]


def test_a_line_that_looks_like_a_link_definition_is_shown() -> None:
    assert "outside" in render_answer("[2]: outside the berth", [])


def test_a_drafts_markers_are_raised_and_lead_nowhere() -> None:
    assert "<sup><span>1</span></sup>" in render_draft("We run Kafka [1]")


def test_a_snippet_is_plain_words() -> None:
    assert plain("## A *plan*\n\n- see [here](https://x.example)\n- `code`") == "A plan see here code"
