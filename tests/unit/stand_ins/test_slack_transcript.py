"""The transcript of the stand-in's workspace as a page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from tests.stand_ins.slack_platform import LORE_BOT, LORE_USER, Message, View, Workspace, transcript_html
from tests.stand_ins.slack_platform.transcript_blocks import blocks_html
from tests.stand_ins.slack_platform.transcript_text import markdown_html, mrkdwn_html

NAMES = {"U0ANA": "ana", "C0STORAGE": "storage"}
EMPTY = {"br", "hr", "meta", "img", "path"}


class Nesting(HTMLParser):
    """Raises AssertionError for an element that is closed and wasn't open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.open.pop() == tag


def check_nesting(page: str) -> None:
    reader = Nesting()
    reader.feed(page)
    assert reader.open == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*bold* _italic_ ~gone~", "<b>bold</b> <i>italic</i> <s>gone</s>"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("`a < b`", "<code>a &lt; b</code>"),
        ("a &lt; b &amp;&amp; c", "a &lt; b &amp;&amp; c"),
        ("```\na\n```", "<pre>a</pre>"),
        ("<https://a.example|a *page*>", '<a href="https://a.example" title="https://a.example">a *page*</a>'),
        ("<@U0ANA> in <#C0STORAGE>", '<span class="mention">@ana</span> in <span class="mention">#storage</span>'),
        ("<!channel>", '<span class="mention loud">@channel</span>'),
        ("&gt; quoted\nnot", "<blockquote>quoted</blockquote>not"),
        ("one\ntwo", "one<br>two"),
        ("<!date^1^{date}|1 May>", "1 May"),
    ],
)
def test_mrkdwn_is_shown_as_slack_shows_it(text: str, shown: str) -> None:
    assert mrkdwn_html(text, NAMES) == shown


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("**bold**", "<strong>bold</strong>"),
        ("| a |\n| --- |\n| b |", "<td>b</td>"),
        ("~~gone~~", "<s>gone</s>"),
        ("```python\nx = 1 < 2\n```", "x = 1 &lt; 2"),
        ("<b>no</b>", "&lt;b&gt;no&lt;/b&gt;"),
        ("hello <@U0ANA>", '<span class="mention">@ana</span>'),
    ],
)
def test_markdown_is_shown_as_slack_shows_it(text: str, part: str) -> None:
    assert part in markdown_html(text, NAMES)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def rich(*leaves: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(leaves)}]}


BLOCKS: dict[str, tuple[dict[str, Any], str]] = {
    "header": ({"type": "header", "text": plain("Storage")}, "<h3>Storage</h3>"),
    "section": ({"type": "section", "text": {"type": "mrkdwn", "text": "*x*"}, "fields": [plain("f1")]}, "f1"),
    "accessory": ({"type": "section", "text": plain("x"), "accessory": {"type": "button", "text": plain("Open"),
    "url": "https://a.example"}}, "Open ↗"),
    "divider": ({"type": "divider"}, "<hr>"),
    "context": ({"type": "context", "elements": [{"type": "mrkdwn", "text": "_small_"}]}, "<i>small</i>"),
    "actions": ({"type": "actions", "elements": [{"type": "button", "style": "primary", "text": plain("Go")}]},
    'class="button primary"'),
    "thumbs": ({"type": "context_actions", "elements": [{"type": "feedback_buttons", "positive_button": {"text": plain("Good")},
                                                        "negative_button": {"text": plain("Bad")}}]}, 'title="Bad"'),
    "markdown": ({"type": "markdown", "text": "**x**"}, "<strong>x</strong>"),
    "table": ({"type": "table", "rows": [[{"type": "raw_text", "text": "head"}], [rich({"type": "text", "text": "cell"})]]},
    "<div>cell</div>"),
    "rich text": (rich({"type": "link", "url": "https://a.example", "text": "x"}, {"type": "user", "user_id": "U0ANA"}),
    "@ana"),
    "rich code": (rich({"type": "text", "text": "x"}, kind="rich_text_preformatted"), "<pre>x</pre>"),
    "task": ({"type": "task_card", "title": "Searching", "status": "complete", "output": rich({"type": "text",
    "text": "3 found"}),
              "sources": [{"type": "url", "url": "https://a.example", "text": "ADR 4"}]}, "ADR 4"),
    "plan": ({"type": "plan", "title": "Research", "tasks": [{"type": "task_card", "title": "One", "status": "pending"}]},
    "One"),
    "input": ({"type": "input", "optional": True, "label": plain("Why?"), "hint": plain("shortly"),
               "element": {"type": "plain_text_input", "action_id": "x", "placeholder": plain("Because")}}, "Because"),
    "radio": ({"type": "input", "label": plain("Sort"), "element": {"type": "radio_buttons", "action_id": "r",
              "options": [{"text": plain("Wrong"), "value": "w"}], "initial_option": {"text": plain("Wrong"), "value": "w"}}},
              "◉ Wrong"),
    "select": ({"type": "input", "label": plain("Sort"), "element": {"type": "static_select", "action_id": "r",
               "options": [{"text": plain("Wrong"), "value": "w"}]}}, "1 to choose from"),
    "image": ({"type": "image", "alt_text": "a map", "image_url": "https://a.example/1.png"}, "[image: a map]"),
    "unknown": ({"type": "poem", "text": "x"}, "poem"),
}  # fmt: skip


@pytest.mark.parametrize(("block", "part"), BLOCKS.values(), ids=BLOCKS)
def test_every_sort_of_block_is_shown(block: dict[str, Any], part: str) -> None:
    shown = blocks_html([block], NAMES)
    assert part in shown
    check_nesting(shown)


@pytest.mark.parametrize(("block", "_"), BLOCKS.values(), ids=BLOCKS)
def test_nothing_that_is_written_becomes_part_of_the_page(block: dict[str, Any], _: str) -> None:
    def hostile(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: "<script>" if key == "text" and isinstance(one, str) else hostile(one) for key, one in part.items()}
        return [hostile(one) for one in part] if isinstance(part, list) else part

    assert "<script" not in blocks_html([hostile(block)], NAMES)


@pytest.fixture(name="page")
def _page() -> str:
    workspace = Workspace()
    ana, ben = workspace.person("ana", "Ana Ruiz"), workspace.person("ben", "Ben Ode")
    storage = workspace.channel("storage", [ana, ben])
    elsewhere = workspace.channel("elsewhere", [ben])
    asked = workspace.say(ana, storage, "<@U0LORE> why?")
    workspace.say(ben, elsewhere, "nothing for Ana")
    workspace.set_status(storage.id, asked.ts, "is searching", ["Reading…"])
    workspace.post(
        Message(storage.id, workspace.next_ts(), LORE_USER, "Because", asked.ts, bot_id=LORE_BOT, past=["Perhaps"], edited=True)
    )
    workspace.post(Message(storage.id, workspace.next_ts(), LORE_USER, "Between us", asked.ts, only_to=ana.id, bot_id=LORE_BOT))
    workspace.homes[ana.id] = View("V1", ana.id, {"type": "home", "blocks": [{"type": "header", "text": plain("Welcome")}]}, "")
    form = {"title": plain("Reason"), "submit": plain("Send"), "blocks": [{"type": "divider"}]}
    workspace.shown_modals.append(View("V2", ana.id, form, "", errors={"b": "Say more"}))
    workspace.prompts["C0STORAGE", ""] = {"title": "Try", "prompts": [{"title": "What changed?", "message": "x"}]}
    return transcript_html(workspace, [ana], "A first hour")


@pytest.mark.parametrize(
    "part",
    ["A first hour", "@lore", "Lore is searching (Reading…)", "Because", "(edited)", "before: Perhaps", "Only visible to ana",
    "Between us",
     "Welcome", "Reason", "Send", "Say more", "What changed?", "(this status still stands)"],
)  # fmt: skip
def test_the_page_shows_what_was_said_and_seen(page: str, part: str) -> None:
    assert part in page


def test_the_page_shows_nothing_of_channels_that_its_people_are_not_in(page: str) -> None:
    assert "nothing for Ana" not in page


def test_the_page_is_whole_and_needs_nothing_from_elsewhere(page: str) -> None:
    check_nesting(page.removeprefix("<!doctype html>"))
    assert "<link" not in page
    assert "<script" not in page
    assert "src=" not in page


def test_what_was_said_stands_in_its_order(page: str) -> None:
    assert page.index("why?") < page.index("is searching") < page.index("Because") < page.index("Between us")
