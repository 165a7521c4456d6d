"""Whether blocks are such as Slack takes them, in a message, in a modal, or on a Home page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.stand_ins.slack_platform.elements import ACTING, ELEMENTS, ENTRIES
from tests.stand_ins.slack_platform.rich_text import RICH_TEXT
from tests.stand_ins.slack_platform.shapes import (
    Check,
    anything,
    boolean,
    kinds,
    one_of,
    only,
    plain,
    several,
    shape,
    string,
    text,
    url,
)  # fmt: skip

MARKDOWN_MOST = 12_000
TABLE_ROWS, TABLE_COLUMNS = 100, 20
_ID = {"block_id": string(255)}
_CELL = kinds({"raw_text": shape({"text": string(12_000)}), "raw_number": shape({"value": anything}), "rich_text": RICH_TEXT})
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column_or_none(value: Any, where: str) -> Iterator[str]:
    if value is not None:
        yield from _COLUMN(value, where)


def _section(value: Any, where: str) -> Iterator[str]:
    optional = {
        **_ID, "text": text(3000), "fields": several(text(2000), 10), "accessory": only(ELEMENTS, *ACTING, "image"),
        "expand": boolean,
    }  # fmt: skip
    yield from shape({}, optional)(value, where)
    if "text" not in value and not value.get("fields"):
        yield f"{where}: text or fields is wanted"


def _table(value: Any, where: str) -> Iterator[str]:
    rows = several(several(_CELL, TABLE_COLUMNS), TABLE_ROWS)
    yield from shape({"rows": rows}, {**_ID, "column_settings": several(_column_or_none, TABLE_COLUMNS, 0)})(value, where)
    if len({len(row) for row in value.get("rows", []) if isinstance(row, list)}) > 1:
        yield f"{where}: rows of different lengths"


_TASK = shape(
    {"task_id": string(255), "title": string(256), "status": one_of("pending", "in_progress", "complete", "error")},
    {**_ID, "details": RICH_TEXT, "output": RICH_TEXT, "sources": several(only(ELEMENTS, "url"), 100)},
)
_ANYWHERE: dict[str, Check] = {
    "section": _section,
    "divider": shape({}, _ID),
    "header": shape({"text": plain(150)}, {**_ID, "level": anything}),
    "context": shape({"elements": several(only(ELEMENTS, "image", "mrkdwn", "plain_text"), 10)}, _ID),
    "actions": shape({"elements": several(only(ELEMENTS, *ACTING), 25)}, _ID),
    "image": shape({"alt_text": string(2000)}, {**_ID, "image_url": url, "slack_file": anything, "title": plain(2000)}),
    "rich_text": RICH_TEXT,
    "input": shape(
        {"label": plain(2000), "element": only(ELEMENTS, *ENTRIES)},
        {**_ID, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
}
IN_MESSAGES: dict[str, Check] = {
    **_ANYWHERE,
    "markdown": shape({"text": string(MARKDOWN_MOST)}, _ID),
    "table": _table,
    "context_actions": shape({"elements": several(only(ELEMENTS, "feedback_buttons", "icon_button"), 5)}, _ID),
    "task_card": _TASK,
    "plan": shape({"title": string(256)}, {**_ID, "tasks": several(kinds({"task_card": _TASK}), 50)}),
    "alert": shape({"text": text(3000)}, {**_ID, "level": one_of("default", "info", "warning", "error", "success")}),
}
IN_VIEWS: dict[str, Check] = _ANYWHERE

MESSAGE_MOST, VIEW_MOST = 50, 100


def problems_in_message(blocks: Any) -> list[str]:
    """What is wrong with a message's blocks."""
    found = list(several(kinds(IN_MESSAGES), MESSAGE_MOST, 0)(blocks, "blocks"))
    if not isinstance(blocks, list):
        return found
    found += _doubled(blocks)
    written = sum(len(str(one.get("text", ""))) for one in blocks if one.get("type") == "markdown")
    if written > MARKDOWN_MOST:
        found.append(f"blocks: {written} characters in markdown blocks, at most {MARKDOWN_MOST}")
    tables = sum(one.get("type") == "table" for one in blocks)
    if tables > 1:
        found.append(f"blocks: {tables} tables, at most one a message")
    return found


def problems_in_view(view: Any) -> list[str]:
    """What is wrong with a view as views.open, views.publish and their like take it."""
    if not isinstance(view, dict):
        return ["view: an object is wanted"]
    shared = {
        "blocks": several(kinds(IN_VIEWS), VIEW_MOST, 0), "private_metadata": string(3000, 0), "callback_id": string(255, 0),
        "external_id": string(255, 0),
    }  # fmt: skip
    home = shape({"type": anything, "blocks": shared["blocks"]}, shared)
    told = dict.fromkeys(("clear_on_close", "notify_on_close", "submit_disabled"), boolean)
    titles = {"submit": plain(24), "close": plain(24), **told}
    modal = shape({"type": anything, "title": plain(24), "blocks": shared["blocks"]}, {**shared, **titles})
    if view.get("type") not in {"home", "modal"}:
        return [f"view: type {view.get('type')!r} is none of home, modal"]
    blocks: list[Any] = view["blocks"] if isinstance(view.get("blocks"), list) else []
    found = [*(home if view["type"] == "home" else modal)(view, "view"), *_doubled(blocks)]
    entries = any(isinstance(one, dict) and one.get("type") == "input" for one in blocks)
    if view["type"] == "modal" and entries and "submit" not in view:
        found.append("view: a modal with input blocks needs submit")
    return found


def _doubled(blocks: list[Any]) -> Iterator[str]:
    """Ids that stand twice: a block_id in a message or view, an action_id in a block."""
    known = [one for one in blocks if isinstance(one, dict)]
    for id_, count in Counter(one["block_id"] for one in known if "block_id" in one).items():
        if count > 1:
            yield f"blocks: block_id {id_!r} stands {count} times"
    for at, block in enumerate(known):
        elements = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        ids = Counter(one["action_id"] for one in elements if isinstance(one, dict) and "action_id" in one)
        for id_, count in ids.items():
            if count > 1:
                yield f"blocks[{at}]: action_id {id_!r} stands {count} times"
