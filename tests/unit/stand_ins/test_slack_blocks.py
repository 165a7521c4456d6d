"""Every limit of Block Kit that the stand-in for Slack checks, at the limit and one beyond."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stand_ins.slack_platform.blocks import problems_in_message, problems_in_view

Block = dict[str, Any]


def plain(length: int) -> Block:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> Block:
    return {"type": "mrkdwn", "text": "x" * length}


def button(at: int = 0, **more: Any) -> Block:
    return {"type": "button", "action_id": f"a{at}", "text": plain(5), **more}


def actions(count: int) -> Block:
    return {"type": "actions", "elements": [button(at) for at in range(count)]}


def feedback(at: int = 0, **more: Any) -> Block:
    thumb = {"text": plain(4), "value": "up", **more}
    return {"type": "feedback_buttons", "action_id": f"f{at}", "positive_button": thumb, "negative_button": thumb}


def options(count: int, **more: Any) -> list[Block]:
    return [{"text": plain(3), "value": str(at), **more} for at in range(count)]


def select(count: int, **more: Any) -> Block:
    return {"type": "static_select", "action_id": "s", "options": options(count), **more}


def entry(element: Block, **more: Any) -> Block:
    return {"type": "input", "label": plain(5), "element": element, **more}


def table(rows: int, columns: int) -> Block:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def rich(*leaves: Block) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(leaves)}]}


def section(**more: Any) -> Block:
    return {"type": "section", **more}


AT_THE_LIMIT = {
    "section text": ([section(text=mrkdwn(3000))], [section(text=mrkdwn(3001))]),
    "section fields": ([section(fields=[mrkdwn(2000)] * 10)], [section(fields=[mrkdwn(1)] * 11)]),
    "section field's text": ([section(fields=[mrkdwn(2000)])], [section(fields=[mrkdwn(2001)])]),
    "header": ([{"type": "header", "text": plain(150)}], [{"type": "header", "text": plain(151)}]),
    "markdown": ([{"type": "markdown", "text": "x" * 12_000}], [{"type": "markdown", "text": "x" * 12_001}]),
    "markdown's sum": ([{"type": "markdown", "text": "x" * 6_000}] * 2, [{"type": "markdown", "text": "x" * 6_001}] * 2),
    "actions": ([actions(25)], [actions(26)]),
    "context": (
        [{"type": "context", "elements": [mrkdwn(5)] * 10}],
        [{"type": "context", "elements": [mrkdwn(5)] * 11}],
    ),
    "context_actions": (
        [{"type": "context_actions", "elements": [feedback(at) for at in range(5)]}],
        [{"type": "context_actions", "elements": [feedback(at) for at in range(6)]}],
    ),
    "button text": (
        [{"type": "actions", "elements": [button(text=plain(75))]}],
        [{"type": "actions", "elements": [button(text=plain(76))]}],
    ),
    "button value": (
        [{"type": "actions", "elements": [button(value="x" * 2000)]}],
        [{"type": "actions", "elements": [button(value="x" * 2001)]}],
    ),
    "feedback value": (
        [{"type": "context_actions", "elements": [feedback(value="x" * 2000)]}],
        [{"type": "context_actions", "elements": [feedback(value="x" * 2001)]}],
    ),
    "blocks": ([{"type": "divider"}] * 50, [{"type": "divider"}] * 51),
    "table rows": ([table(100, 2)], [table(101, 2)]),
    "table columns": ([table(2, 20)], [table(2, 21)]),
    "tables": ([table(2, 2)], [table(2, 2), table(2, 2)]),
    "options": ([section(text=mrkdwn(1), accessory=select(100))], [section(text=mrkdwn(1), accessory=select(101))]),
    "overflow options": (
        [section(text=mrkdwn(1), accessory={"type": "overflow", "action_id": "o", "options": options(5)})],
        [section(text=mrkdwn(1), accessory={"type": "overflow", "action_id": "o", "options": options(6)})],
    ),
    "checkboxes": (
        [{"type": "actions", "elements": [{"type": "checkboxes", "action_id": "c", "options": options(10)}]}],
        [{"type": "actions", "elements": [{"type": "checkboxes", "action_id": "c", "options": options(11)}]}],
    ),
    "block_id": ([{"type": "divider", "block_id": "x" * 255}], [{"type": "divider", "block_id": "x" * 256}]),
    "action_id": ([{"type": "actions", "elements": [button(action_id="x" * 255)]}],
                  [{"type": "actions", "elements": [button(action_id="x" * 256)]}]),
}  # fmt: skip


@pytest.mark.parametrize(("fits", "_"), AT_THE_LIMIT.values(), ids=AT_THE_LIMIT)
def test_what_is_just_at_a_limit_is_taken(fits: list[Block], _: list[Block]) -> None:
    assert problems_in_message(fits) == []


@pytest.mark.parametrize(("_", "too_much"), AT_THE_LIMIT.values(), ids=AT_THE_LIMIT)
def test_what_is_just_beyond_a_limit_is_a_problem(_: list[Block], too_much: list[Block]) -> None:
    assert problems_in_message(too_much)


WRONG = {
    "unknown block": [{"type": "poem"}],
    "no type": [{"text": "x"}],
    "header with markup": [{"type": "header", "text": mrkdwn(5)}],
    "button with markup": [{"type": "actions", "elements": [button(text=mrkdwn(5))]}],
    "button without an id": [{"type": "actions", "elements": [{"type": "button", "text": plain(3)}]}],
    "button with an address that is none": [{"type": "actions", "elements": [button(url="javascript:alert(1)")]}],
    "section without text": [section()],
    "empty text": [section(text=mrkdwn(0))],
    "unknown field": [section(text=mrkdwn(3), colour="red")],
    "unknown style": [{"type": "actions", "elements": [button(style="loud")]}],
    "image in actions": [{"type": "actions", "elements": [{"type": "image", "alt_text": "x"}]}],
    "feedback in actions": [{"type": "actions", "elements": [feedback()]}],
    "field in actions": [{"type": "actions", "elements": [{"type": "plain_text_input", "action_id": "p"}]}],
    "block_id twice": [{"type": "divider", "block_id": "x"}, {"type": "divider", "block_id": "x"}],
    "action_id twice in a block": [{"type": "actions", "elements": [button(1), button(1)]}],
    "ragged table": [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}], [{"type": "raw_text", "text": "x"}] * 2]}],
    "empty cell": [{"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}],
    "options and groups": [section(text=mrkdwn(1), accessory=select(1, option_groups=[]))],
    "unknown task status": [{"type": "task_card", "task_id": "1", "title": "x", "status": "lost"}],
    "unknown rich text": [rich({"type": "poem", "text": "x"})],
    "not a list": "blocks",
}


@pytest.mark.parametrize("blocks", WRONG.values(), ids=WRONG)
def test_what_slack_would_refuse_is_a_problem(blocks: Any) -> None:
    assert problems_in_message(blocks)


RIGHT = {
    "an id twice in two blocks": [actions(1), actions(1)],
    "markup in a section": [section(text=mrkdwn(3), fields=[plain(2), mrkdwn(2)], accessory=button())],
    "task card": [{"type": "task_card", "task_id": "1", "title": "x", "status": "complete", "details": rich({"type": "text",
    "text": "x"}),
                   "sources": [{"type": "url", "url": "https://a.example", "text": "x"}]}],
    "table of rich text": [{"type": "table", "rows": [[rich({"type": "text", "text": "x", "style": {"bold": True}})]],
                            "column_settings": [None, {"align": "right"}]}],
    "context": [{"type": "context", "elements": [mrkdwn(3), plain(3), {"type": "image", "alt_text": "x", "image_url": "https://a.example/1.png"}]}],
    "select with groups": [section(text=mrkdwn(1), accessory={"type": "static_select", "action_id": "s",
                                                             "option_groups": [{"label": plain(2), "options": options(2)}]})],
}  # fmt: skip


@pytest.mark.parametrize("blocks", RIGHT.values(), ids=RIGHT)
def test_what_slack_takes_is_no_problem(blocks: list[Block]) -> None:
    assert problems_in_message(blocks) == []


@pytest.mark.parametrize(
    "block",
    [
        {"type": "markdown", "text": "x"},
        table(1, 1),
        {"type": "context_actions", "elements": [feedback()]},
        {"type": "task_card", "task_id": "1", "title": "x", "status": "complete"},
    ],
    ids=lambda block: str(block["type"]),
)
def test_some_blocks_stand_in_messages_only(block: Block) -> None:
    assert problems_in_message([block]) == []
    assert problems_in_view({"type": "home", "blocks": [block]})


def modal(*blocks: Block, **more: Any) -> Block:
    return {"type": "modal", "title": plain(24), "submit": plain(24), "close": plain(24), "blocks": list(blocks), **more}


def test_a_form_with_every_sort_of_field_is_no_problem() -> None:
    fields = [
        {"type": "plain_text_input", "action_id": "1", "multiline": True, "max_length": 500, "placeholder": plain(150)},
        select(3, placeholder=plain(9)) | {"action_id": "2"},
        {"type": "multi_static_select", "action_id": "3", "options": options(2), "initial_options": options(1)},
        {"type": "checkboxes", "action_id": "4", "options": options(2, description=plain(5))},
        {"type": "radio_buttons", "action_id": "5", "options": options(2)},
        {"type": "users_select", "action_id": "6", "initial_user": "U0ANA"},
        {"type": "multi_users_select", "action_id": "7", "max_selected_items": 3},
        {"type": "conversations_select", "action_id": "8", "default_to_current_conversation": True},
        {"type": "channels_select", "action_id": "9"},
        {"type": "datepicker", "action_id": "10", "initial_date": "2026-01-01"},
    ]
    blocks = [entry(one, block_id=str(at), hint=plain(9), optional=True) for at, one in enumerate(fields)]
    assert problems_in_view(modal(*blocks)) == []


@pytest.mark.parametrize(
    "view",
    [
        {"type": "canvas", "blocks": []},
        {"type": "modal", "blocks": []},
        {"type": "home"},
        modal(callback_id="x" * 256),
        modal(title=plain(25)),
        modal(entry({"type": "plain_text_input", "action_id": "1", "placeholder": plain(151)})),
        modal(entry({"type": "button", "action_id": "1", "text": plain(3)})),
        {"type": "home", "title": plain(3), "blocks": []},
        "view",
    ],
    ids=["unknown type", "no title", "no blocks", "long callback", "long title", "long placeholder", "button as a field",
    "titled home", "no object"],
)  # fmt: skip
def test_a_view_that_slack_would_refuse_is_a_problem(view: Any) -> None:
    assert problems_in_view(view)


def test_a_problem_says_where_it_is() -> None:
    blocks = [{"type": "divider"}, {"type": "actions", "elements": [button(), button(1, text=plain(80))]}]
    assert problems_in_message(blocks) == ["blocks[1](actions).elements[1](button).text.text: 80 characters, must be 1 to 75"]
