"""Slack conversations: mark-up, blocks, attachments, titles and times."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.documents import Kind, Link
from assistant.errors import UnreadableDocument
from ingest.formats.registry import parse
from ingest.parsed import BlockKind, Parsed

USERS = {"U1": "Ana Ruiz", "U2": "Bo Lindqvist", "W3": "Chen Wei"}
TS = "1767600000.000100"


def conversation(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    numbered = [{"ts": f"{1767600000 + number}.000100", "user": "U1", **one} for number, one in enumerate(messages)]
    base = {
        "channel": {"id": "C1", "name": "storage"},
        "team": {"id": "T1"},
        "users": USERS,
        "channels": {"C2": "incidents"},
        "url": "https://tidewater.slack.com/archives/C1/p1767600000000100",
        "messages": numbered,
    }
    return {**base, **({} if "day" in more else {"thread_ts": TS}), **more}


def parsed(*messages: dict[str, Any], **more: Any) -> Parsed:
    return parse(json.dumps(conversation(*messages, **more)).encode(), "C1/x.json")


def said(message: dict[str, Any]) -> str:
    """The words of one message."""
    (block,) = parsed(message).blocks
    return block.text.removeprefix("Ana Ruiz: ")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@U1> and <@U2|bo>", "@Ana Ruiz and @Bo Lindqvist"),
        ("<@W3>", "@Chen Wei"),
        ("<@U9|gone> <@U8>", "@gone @U8"),
        ("<#C2> <#C2|incidents> <#C7|plans>", "#incidents #incidents #plans"),
        ("<#G9> <#G9|>", "#private-channel #private-channel"),
        ("<!here> <!channel> <!everyone>", "@here @channel @everyone"),
        ("<!subteam^S1|@storage-team> <!subteam^S1>", "@storage-team @group"),
        ("<!date^1767600000^{date}|5 January 2026>", "5 January 2026"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("<https://a.example/x|the plan>", "the plan (https://a.example/x)"),
        ("<https://a.example/|a.example>", "https://a.example/"),
        ("<http://a.example|http://a.example>", "http://a.example"),
        ("<mailto:ana@a.example|ana@a.example>", "ana@a.example"),
        ("<tel:+123|+123>", "+123"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&lt;@U1&gt; is how one writes it", "<@U1> is how one writes it"),
        ("*bold* _it_ ~no~ :tada:", "*bold* _it_ ~no~ :tada:"),
        ("1 < 2", "1 < 2"),
        ("<unclosed", "<unclosed"),
        ("漢字 <@U1>", "漢字 @Ana Ruiz"),
        ("<https://a.example/?a=1&amp;b=2|q>", "q (https://a.example/?a=1&b=2)"),
    ],
)
def test_mark_up_reads_as_people_saw_it(text: str, shown: str) -> None:
    assert said({"text": text}) == shown


def test_code_keeps_its_fences_its_lines_and_its_marks() -> None:
    code = "try this\n```\nif a &lt; b:\n    return [x for x in y if x &gt; 1]\n\nend\n```\nthen `a &amp; b`"
    assert said({"text": code}) == "try this\n```\nif a < b:\n    return [x for x in y if x > 1]\n\nend\n```\nthen `a & b`"


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


RICH = [
    (section(text("a < b & "), text("x<y", code=True)), "a < b & `x<y`"),
    (
        section({"type": "user", "user_id": "U2"}, text(" see "), {"type": "channel", "channel_id": "C2"}),
        "@Bo Lindqvist see #incidents",
    ),
    (section({"type": "link", "url": "https://a.example", "text": "plan"}), "plan (https://a.example)"),
    (section({"type": "link", "url": "https://a.example/?a=1&b=2"}), "https://a.example/?a=1&b=2"),
    (section({"type": "broadcast", "range": "here"}, {"type": "emoji", "name": "tada"}), "@here:tada:"),
    (section({"type": "usergroup", "usergroup_id": "S1"}), "@group"),
    (section({"type": "date", "timestamp": 1, "fallback": "on Monday"}, {"type": "color", "value": "#fff"}), "on Monday"),
    ({"type": "rich_text_list", "style": "bullet", "elements": [section(text("one")), section(text("two"))]}, "- one\n- two"),
    ({"type": "rich_text_quote", "elements": [text("so be it\nand more")]}, "> so be it\n> and more"),
    ({"type": "rich_text_preformatted", "elements": [text("a<b\n  c")]}, "```\na<b\n  c\n```"),
]


@pytest.mark.parametrize(("element", "shown"), RICH, ids=[shown.replace("\n", "|") for _, shown in RICH])
def test_rich_text_is_read_where_the_text_is_empty(element: dict[str, Any], shown: str) -> None:
    assert said({"text": "", "blocks": [{"type": "rich_text", "elements": [element]}]}) == shown


BLOCKS = [
    ({"type": "section", "text": {"type": "mrkdwn", "text": "*Down* <@U2>"}}, "*Down* @Bo Lindqvist"),
    ({"type": "section", "fields": [{"type": "plain_text", "text": "a<b"}, {"type": "mrkdwn", "text": "x"}]}, "a<b\nx"),
    ({"type": "header", "text": {"type": "plain_text", "text": "Outage"}}, "Outage"),
    ({"type": "context", "elements": [{"type": "image", "alt_text": "x"}, {"type": "mrkdwn", "text": "by CI"}]}, "by CI"),
    ({"type": "markdown", "text": "**a < b**"}, "**a < b**"),
    ({"type": "image", "alt_text": "the graph", "image_url": "https://a.example/1.png"}, "the graph"),
    ({"type": "video", "title": {"type": "plain_text", "text": "Demo"}}, "Demo"),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, {"type": "rich_text", "elements": [RICH[7][0]]}]]},
        "a | - one - two",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("block", "shown"), BLOCKS, ids=[block["type"] for block, _ in BLOCKS])
def test_an_apps_blocks_are_read_beside_its_text(block: dict[str, Any], shown: str) -> None:
    assert said({"text": "Incident 12", "blocks": [block, {"type": "divider"}]}) == f"Incident 12\n{shown}"


def test_blocks_that_repeat_the_text_are_not_said_twice() -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "Disk full"}}
    assert said({"text": "Disk full on db-3", "blocks": [block]}) == "Disk full on db-3"


def test_attachments_and_files_are_part_of_what_is_said() -> None:
    attachment = {
        "pretext": "New alert",
        "title": "db-3",
        "title_link": "https://grafana.example/d/3",
        "text": "Disk at &gt; 90 %",
        "fallback": "repeats all of it",
        "fields": [{"title": "Severity", "value": "high"}, {"value": "alone"}],
    }
    message = {"text": "look", "attachments": [attachment, {"fallback": "only this"}], "files": [{"title": "heap <1>.svg"}]}
    assert said(message).split("\n") == [
        "look", "New alert", "db-3 (https://grafana.example/d/3)", "Disk at > 90 %", "Severity: high", "alone", "only this",
        "[file: heap <1>.svg]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "speaker"),
    [
        ({"user": "U2"}, "Bo Lindqvist"),
        ({"user": "U9", "name": "Eve of Partner"}, "Eve of Partner"),
        ({"user": "U9"}, "U9"),
        ({"user": "", "username": "Alert  Bot"}, "Alert Bot"),
        ({"user": None}, "unknown"),
    ],
    ids=["known", "of another organisation", "unknown account", "an app", "nobody"],
)
def test_a_message_begins_with_its_speaker(message: dict[str, Any], speaker: str) -> None:
    document = parsed({"text": "hello", **message})
    (block,) = document.blocks
    assert block.text == f"{speaker}: hello"
    assert (block.anchor.speaker, block.anchor.fragment, block.anchor.seconds) == (speaker, TS, None)
    assert document.authors == (speaker,)
    assert document.fields == {"channel": ("#storage",), "participants": (speaker,)}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Why is <@U2>'s queue slow?", "Why is @Bo Lindqvist's queue slow? (#storage)"),
        ("first line\nsecond line", "first line second line (#storage)"),
        ("why?\n```\nlong code\n```\nthanks", "why? thanks (#storage)"),
        ("```\nonly code\n```", "``` only code ``` (#storage)"),
        ("word " * 40, f"{'word ' * 17}word… (#storage)"),
        ("x" * 200, f"{'x' * 90}… (#storage)"),
    ],
    ids=["a mention", "lines", "code", "only code", "long", "without spaces"],
)
def test_a_threads_title_is_its_first_words_and_its_channel(text: str, title: str) -> None:
    assert parsed({"text": text}, {"text": "a reply"}).title == title


def test_a_days_title_is_its_channel_and_date() -> None:
    assert parsed({"text": "good morning"}, {"text": "?"}, day="2026-01-05").title == "#storage on 2026-01-05"


def test_a_channel_without_a_name_is_called_by_its_id() -> None:
    assert parsed({"text": "hello"}, channel={"id": "C1"}).title == "hello (#C1)"


def test_times_are_those_of_the_messages_and_of_their_last_edit() -> None:
    document = parsed({"text": "one"}, {"text": "two", "edited": {"ts": "1767690000.000000"}}, {"text": "three"})
    assert document.created_at == datetime.fromtimestamp(1767600000.0001, UTC)
    assert document.updated_at == datetime.fromtimestamp(1767690000, UTC)


def test_kind_status_address_and_blocks_are_those_of_a_conversation() -> None:
    document = parsed({"text": "one"}, {"text": "two", "user": "U2"}, resolved=True)
    assert document.kind is Kind.THREAD
    assert document.status == "resolved"
    assert document.url == "https://tidewater.slack.com/archives/C1/p1767600000000100"
    assert [block.kind for block in document.blocks] == [BlockKind.COMMENT] * 2
    assert parsed({"text": "one"}, resolved="maybe").status == ""


def test_addresses_in_the_text_are_links_each_once() -> None:
    text = "<https://a.example/?x=1&amp;y=2|plan> <https://b.example> <https://b.example|again> <mailto:a@b.example> https://c.example"
    assert parsed({"text": text}).links == (
        Link("refers-to", "https://a.example/?x=1&y=2"),
        Link("refers-to", "https://b.example"),
    )


def test_messages_without_words_are_no_blocks() -> None:
    assert [block.text for block in parsed({"text": ""}, {"text": "hello"}).blocks] == ["Ana Ruiz: hello"]


@pytest.mark.parametrize("messages", [[], [{"text": ""}], [{}], ["x", None]], ids=str)
def test_a_conversation_in_which_nothing_was_said_is_refused(messages: list[Any]) -> None:
    loaded = conversation() | {"messages": messages}
    with pytest.raises(UnreadableDocument, match="no messages"):
        parse(json.dumps(loaded).encode(), "x.json")


def test_blocks_nested_without_end_are_read_so_far() -> None:
    block: dict[str, Any] = section(text("deep"))
    for _ in range(200):
        block = {"type": "rich_text", "elements": [block]}
    assert said({"text": "x", "blocks": [block]}) == "x"


NESTED = st.sampled_from(["type", "text", "elements", "fields", "title", "name"])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NESTED, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
KEYS = st.sampled_from(["ts", "user", "text", "blocks", "files", "attachments", "edited", "name", "username"])


@given(
    messages=st.lists(st.dictionaries(KEYS, ANY, max_size=6), max_size=3),
    more=st.dictionaries(st.sampled_from(["users", "channels", "url", "day", "resolved", "team"]), ANY, max_size=4),
)
def test_any_values_give_a_document_or_a_reason(messages: list[Any], more: dict[str, Any]) -> None:
    loaded = conversation() | {"messages": messages} | more
    try:
        document = parse(json.dumps(loaded).encode(), "x.json")
    except UnreadableDocument:
        return
    assert document.blocks


@pytest.mark.parametrize(
    "loaded",
    [{"messages": []}, {"channel": {"id": "C1"}, "day": "x"}, {"channel": "C1", "messages": [], "day": "x"}, [1]],
    ids=["no channel", "no messages", "channel as a text", "a list"],
)
def test_other_json_is_not_taken_for_a_conversation(loaded: Any) -> None:
    with pytest.raises(UnreadableDocument, match="not an export that Lore knows"):
        parse(json.dumps(loaded).encode(), "x.json")
