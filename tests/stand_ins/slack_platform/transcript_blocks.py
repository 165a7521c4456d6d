"""Block Kit as HTML, much as Slack's client shows it."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.stand_ins.slack_platform.transcript_text import Names, link, markdown_html, mention, mrkdwn_html, plain_html

Block = Mapping[str, Any]
_THUMB = (
    '<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="#616061"><path d="M2 7h2v7H2zM4 7l3-5.5'
    'c1.2 0 1.7 1 1.4 2L8 6h4.6c1 0 1.5.8 1.2 1.8l-1.5 5c-.2.7-.7 1.2-1.5 1.2H4"/></svg>'
)
_ICONS = {"pending": "○", "in_progress": "◔", "complete": "✓", "error": "✕"}


def blocks_html(blocks: Sequence[Block], names: Names) -> str:
    """All of a message's or view's blocks; one of a kind that isn't known is shown as what it is."""
    return "".join(f'<div class="block {one.get("type")}">{_block(one, names)}</div>' for one in blocks)


def text_html(text: Mapping[str, Any] | str | None, names: Names) -> str:
    """A text object."""
    if text is None or isinstance(text, str):
        return plain_html(text or "")
    written = str(text.get("text", ""))
    return mrkdwn_html(written, names) if text.get("type") == "mrkdwn" else plain_html(written)


def _block(block: Block, names: Names) -> str:
    kind = str(block.get("type"))
    return _BLOCKS[kind](block, names) if kind in _BLOCKS else f'<p class="unknown">{html.escape(str(dict(block)))}</p>'


def _section(block: Block, names: Names) -> str:
    text = text_html(block["text"], names) if "text" in block else ""
    fields = "".join(f"<div>{text_html(one, names)}</div>" for one in block.get("fields", []))
    shown = f'<div class="text">{text}</div>' + (f'<div class="fields">{fields}</div>' if fields else "")
    beside = f'<div class="accessory">{_element(block["accessory"], names)}</div>' if "accessory" in block else ""
    return f'<div class="beside"><div>{shown}</div>{beside}</div>'


def _context(block: Block, names: Names) -> str:
    return "".join(f"<span>{_element(one, names)}</span>" for one in block.get("elements", []))


def _input(block: Block, names: Names) -> str:
    label = text_html(block["label"], names) + (' <span class="optional">(optional)</span>' if block.get("optional") else "")
    hint = f'<div class="hint">{text_html(block["hint"], names)}</div>' if "hint" in block else ""
    return f"<label>{label}</label>{_element(block['element'], names)}{hint}"


def _table(block: Block, names: Names) -> str:
    rows = [[_cell(cell, names) for cell in row] for row in block.get("rows", [])]
    if not rows:
        return ""
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(cell: Block, names: Names) -> str:
    if cell.get("type") == "rich_text":
        return _rich_text(cell, names)
    return plain_html(str(cell.get("text", cell.get("value", ""))))


def _task(block: Block, names: Names) -> str:
    status = str(block.get("status"))
    parts = [f'<span class="icon">{_ICONS.get(status, "?")}</span> {plain_html(str(block.get("title", "")))}']
    parts += [f'<div class="detail">{_rich_text(block[key], names)}</div>' for key in ("details", "output") if key in block]
    sources = "".join(f"<li>{_element(one, names)}</li>" for one in block.get("sources", []))
    return "".join(parts) + (f"<ul>{sources}</ul>" if sources else "")


def _plan(block: Block, names: Names) -> str:
    tasks = "".join(f'<div class="block task_card">{_task(one, names)}</div>' for one in block.get("tasks", []))
    return f"<b>{plain_html(str(block.get('title', '')))}</b>{tasks}"


def _rich_text(block: Block, names: Names) -> str:
    return "".join(_rich_part(one, names) for one in block.get("elements", []))


def _rich_part(part: Block, names: Names) -> str:
    kind = part.get("type")
    inside = part.get("elements", [])
    if kind == "rich_text_list":
        tag = "ol" if part.get("style") == "ordered" else "ul"
        items = "".join(f"<li>{_rich_part(one, names)}</li>" for one in inside)
        return f'<{tag} style="margin-left:{int(part.get("indent", 0))}em">{items}</{tag}>'
    leaves = "".join(_leaf(one, names) for one in inside)
    tags = {"rich_text_preformatted": "pre", "rich_text_quote": "blockquote"}
    tag = tags.get(str(kind), "div")
    return f"<{tag}>{leaves}</{tag}>"


def _leaf(leaf: Block, names: Names) -> str:
    kind = leaf.get("type")
    if kind == "link":
        shown = link(str(leaf["url"]), plain_html(str(leaf.get("text") or leaf["url"])))
    elif kind == "user":
        shown = mention(f"@{leaf['user_id']}", names)
    elif kind == "channel":
        shown = mention(f"#{leaf['channel_id']}", names)
    elif kind == "broadcast":
        shown = mention(f"!{leaf['range']}", names)
    elif kind == "emoji":
        shown = plain_html(f":{leaf['name']}:")
    else:
        shown = plain_html(str(leaf.get("text", leaf.get("fallback", ""))))
    for style, tag in (("bold", "b"), ("italic", "i"), ("strike", "s"), ("code", "code")):
        if leaf.get("style", {}).get(style):
            shown = f"<{tag}>{shown}</{tag}>"
    return shown


def _element(element: Block, names: Names) -> str:
    kind = str(element.get("type"))
    if kind in {"mrkdwn", "plain_text"}:
        return text_html(element, names)
    if kind in {"button", "icon_button"}:
        style = html.escape(str(element.get("style", "")))
        label = text_html(element["text"], names) + (" ↗" if "url" in element else "")
        return f'<span class="button {style}" title="{html.escape(str(element.get("url", "")))}">{label}</span>'
    if kind == "feedback_buttons":
        labels = [text_html(element[key]["text"], names) for key in ("positive_button", "negative_button")]
        return "".join(f'<span class="thumb{at}" title="{label}">{_THUMB}</span>' for at, label in enumerate(labels))
    if kind == "image":
        return f'<span class="image">[image: {html.escape(str(element.get("alt_text")))}]</span>'
    if kind == "url":
        return link(str(element["url"]), plain_html(str(element["text"])))
    return _field(kind, element, names)


def _field(kind: str, element: Block, names: Names) -> str:
    """What is filled in or chosen from, with what it holds at first."""
    options = [*element.get("options", []), *(one for group in element.get("option_groups", []) for one in group["options"])]
    if kind in {"radio_buttons", "checkboxes"}:
        chosen = [*element.get("initial_options", []), element.get("initial_option")]
        signs = ("☑", "☐") if kind == "checkboxes" else ("◉", "○")
        lines = [f"{signs[one not in chosen]} {text_html(one['text'], names)}{_described(one, names)}" for one in options]
        return "".join(f"<div>{one}</div>" for one in lines)
    if kind == "overflow":
        return '<span class="button">⋯</span>'
    initial = element.get("initial_option")
    several = element.get("initial_options", [])
    held = ", ".join(text_html(one["text"], names) for one in ([initial] if initial else several))
    ids = [str(value) for key, value in element.items() if key.startswith("initial_") and isinstance(value, str)]
    held = held or plain_html(", ".join(names.get(one, one) for one in ids))
    placeholder = f'<span class="placeholder">{text_html(element.get("placeholder"), names)}</span>'
    more = f' <span class="placeholder">▾ {len(options)} to choose from</span>' if options else ""
    return f'<div class="field {"tall" if element.get("multiline") else ""}">{held or placeholder}{more}</div>'


def _described(option: Block, names: Names) -> str:
    return f'<div class="hint">{text_html(option["description"], names)}</div>' if "description" in option else ""


_BLOCKS: dict[str, Callable[[Block, Names], str]] = {
    "section": _section,
    "divider": lambda _block, _names: "<hr>",
    "header": lambda block, names: f"<h3>{text_html(block['text'], names)}</h3>",
    "context": _context,
    "actions": _context,
    "context_actions": _context,
    "markdown": lambda block, names: markdown_html(str(block["text"]), names),
    "table": _table,
    "rich_text": _rich_text,
    "image": lambda block, names: _element({**block, "type": "image"}, names),
    "input": _input,
    "task_card": _task,
    "plan": _plan,
    "alert": lambda block, names: text_html(block["text"], names),
}
