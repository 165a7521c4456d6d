"""What the stand-in takes for a link or a ping."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stand_ins.slack_platform import Message, links_in, pings_in
from tests.stand_ins.slack_platform.links import Link


def mrkdwn(text: str) -> dict[str, Any]:
    return {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]}


def markdown(text: str) -> dict[str, Any]:
    return {"blocks": [{"type": "markdown", "text": text}]}


def plain(text: str) -> dict[str, Any]:
    return {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": text}}]}


def urls(shown: Any) -> list[str]:
    return [one.url for one in links_in(shown)]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see <https://a.example/x|the page>", ["https://a.example/x"]),
        ("see <https://a.example/x>", ["https://a.example/x"]),
        ("<https://a.example/?a=1&amp;b=2|x>", ["https://a.example/?a=1&b=2"]),
        ("<mailto:ana@a.example|Ana>", ["mailto:ana@a.example"]),
        ("see https://a.example/x, and", ["https://a.example/x"]),
        ("see a.example or a.dev/x.", ["a.example", "a.dev/x"]),
        ("see www.somewhere.strange", ["www.somewhere.strange"]),
        ("write to ana@a.example", ["ana@a.example"]),
        ("at 10.0.0.1:8080/x", ["10.0.0.1:8080/x"]),
        ("xn--80ak6aa92e.com", ["xn--80ak6aa92e.com"]),
        ("`curl https://a.example/x`", ["https://a.example/x"]),
        ("<!date^1^{date}^https://a.example|today>", ["https://a.example"]),
        ("`a.example` is a host", []),
        ("README.md, main.py, v1.2.3 and 1.2.3.4", []),
        ("Done.Next, e.g. this", []),
        ("&lt;https&gt; and a &lt;b&gt;", []),
        ("a\u2060.\u2060example", []),
        ("<@U0ANA> <#C0X> <!here>", []),
    ],
)
def test_links_in_mrkdwn(text: str, links: list[str]) -> None:
    assert urls(mrkdwn(text)) == links


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[x](https://a.example)", ["https://a.example"]),
        ("[x][1]\n\n[1]: https://a.example", ["https://a.example"]),
        ("<https://a.example>", ["https://a.example"]),
        ("<ana@a.example>", ["mailto:ana@a.example"]),
        ("![x](https://a.example/1.png)", ["https://a.example/1.png"]),
        ("https://a.example/x", ["https://a.example/x"]),
        ("see a.example", ["a.example"]),
        ("<https://a.example|a page of ours>", ["https://a.example", "https://a.example|a"]),
        ('<a href="https://a.example">x</a>', ["https://a.example"]),
        ("```\ncurl https://a.example\n```", ["https://a.example"]),
        ("`https://a.example`", ["https://a.example"]),
        ("| a |\n| --- |\n| [x](https://a.example) |", ["https://a.example"]),
        ("http&#58;//a.example", ["http://a.example"]),
        ("`a.example`", []),
        ("[1] and [x] (y)", []),
        ("\\[x\\](y)", []),
    ],
)
def test_links_in_markdown(text: str, links: list[str]) -> None:
    found = urls(markdown(text))
    assert found[: len(links)] == links
    assert bool(found) == bool(links)


def test_a_label_that_is_an_address_itself_is_one_link() -> None:
    assert urls(markdown("[a.example](https://a.example)")) == ["https://a.example"]


@pytest.mark.parametrize(
    ("text", "links"), [("see https://a.example", ["https://a.example"]), ("a[.]example", []), ("plain", [])]
)
def test_links_in_plain_text(text: str, links: list[str]) -> None:
    assert urls(plain(text)) == links


def test_links_of_elements() -> None:
    button = {"type": "button", "url": "https://b.example", "text": {"type": "plain_text", "text": "Open"}}
    image = {"type": "image", "image_url": "https://i.example/1.png", "alt_text": "x"}
    leaf = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "https://r.example"}]}],
    }
    source = {"type": "task_card", "title": "x", "sources": [{"type": "url", "url": "https://s.example", "text": "x"}]}
    cell = {"type": "table", "rows": [[{"type": "raw_text", "text": "https://t.example"}]]}
    actions = {"type": "actions", "elements": [button]}
    assert links_in({"blocks": [actions, image, leaf, source, cell]}) == [
        Link("https://b.example", "button"),
        Link("https://i.example/1.png", "image"),
        Link("https://r.example", "element"),
        Link("https://s.example", "element"),
        Link("https://t.example", "address"),
    ]


def test_the_text_for_notifications_counts_too() -> None:
    message = Message("C1", "1.0", "U1", "<https://a.example|x> <!channel>", blocks=[{"type": "divider"}])
    assert urls(message) == ["https://a.example"]
    assert pings_in(message) == ["<!channel>"]


@pytest.mark.parametrize(
    ("text", "pings"),
    [
        ("<!channel> <!here|here> <!everyone>", ["<!channel>", "<!here|here>", "<!everyone>"]),
        ("<@U0ANA> and <@W0ANA|ana>", ["<@U0ANA>", "<@W0ANA|ana>"]),
        ("<#C0STORAGE> <!subteam^S123>", ["<#C0STORAGE>", "<!subteam^S123>"]),
        ("`<!channel>`", ["<!channel>"]),
        ("hello @channel", ["@channel"]),
        ("&lt;!channel&gt;", []),
        ("mail ana@here.example", []),
        ("<!date^1^{date}|today>", []),
        ("List<@Nullable T> is Java", []),
        ("< !channel>", []),
    ],
)
def test_pings_in_mrkdwn_and_in_markdown(text: str, pings: list[str]) -> None:
    assert pings_in(mrkdwn(text)) == pings
    assert pings_in(markdown(text)) == pings


def test_pings_of_rich_text() -> None:
    leaves = [
        {"type": "user", "user_id": "U0ANA"},
        {"type": "broadcast", "range": "here"},
        {"type": "text", "text": "<!channel>"},
    ]
    shown = {"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": leaves}]}]}
    assert pings_in(shown) == ["user:U0ANA", "broadcast:here"]
