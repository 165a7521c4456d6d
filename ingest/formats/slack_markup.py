"""What Slack's messages say, in its mark-up (mrkdwn): their text, their blocks, and what is attached.

https://docs.slack.dev/reference/block-kit/blocks; `assistant/domain/chat_markup.py` makes plain words of it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any

_DEEPEST: Final = 12
"""Blocks are nested three or four deep; what is deeper is not read."""


def marked_up(message: Json) -> str:
    """Everything that a message says, in Slack's mark-up: its text, what only its blocks say, attachments, files' titles."""
    text = _as_text(message.get("text"))
    parts = [text, *(line for line in _of_blocks(message.get("blocks")) if line.strip() and line.strip() not in text)]
    for attachment in _objects(message.get("attachments")):
        parts += _of_attachment(attachment)
    parts += [f"[file: {_escaped(_as_text(one.get('title')))}]" for one in _objects(message.get("files")) if one.get("title")]
    return "\n".join(part for part in parts if part.strip())


def _of_attachment(attachment: Json) -> Iterator[str]:
    """An app's card, or what Slack shows of a link; its `fallback` repeats it for clients that can't show it."""
    said = [_as_text(attachment.get(key)) for key in ("pretext", "author_name")]
    title, address = _as_text(attachment.get("title")), _as_text(attachment.get("title_link"))
    said.append(f"<{address}|{title}>" if title and address else title)
    said.append(_as_text(attachment.get("text")))
    fields = _objects(attachment.get("fields"))
    said += [f"{_as_text(field.get('title'))}: {_as_text(field.get('value'))}".removeprefix(": ") for field in fields]
    said += _of_blocks(attachment.get("blocks"))
    said = [one for one in said if one.strip()]
    yield from said or [_as_text(attachment.get("fallback"))]


def _of_blocks(value: Json, depth: int = 0) -> list[str]:
    """The words of a list of blocks, a line each, in Slack's mark-up."""
    return [_of_block(block, depth) for block in _objects(value)] if depth < _DEEPEST else []


def _of_block(block: Json, depth: int) -> str:
    elements, below = block.get("elements"), depth + 1
    match block.get("type"):
        case "rich_text":
            return "\n".join(_of_blocks(elements, below))
        case "rich_text_section":
            return _inline(elements)
        case "rich_text_list":
            return "\n".join(f"- {line}" for line in _of_blocks(elements, below))
        case "rich_text_preformatted":
            return f"```\n{_inline(elements)}\n```"
        case "rich_text_quote":
            return "\n".join(f"> {line}" for line in _inline(elements).split("\n"))
        case "section":
            return "\n".join([_of_text(block.get("text")), *map(_of_text, _objects(block.get("fields")))]).strip()
        case "header":
            return _of_text(block.get("text"))
        case "markdown":
            return _escaped(_as_text(block.get("text")))
        case "context":
            return " ".join(filter(None, map(_of_text, _objects(elements))))
        case "image" | "video":
            return _of_text(block.get("title")) or _escaped(_as_text(block.get("alt_text")))
        case "table":
            rows = block.get("rows") if isinstance(block.get("rows"), list) else []
            return "\n".join(" | ".join(_of_blocks_or_text(cell, below) for cell in _objects(row)) for row in rows or ())
    return ""


def _of_blocks_or_text(cell: Json, depth: int) -> str:
    if cell.get("type") == "rich_text" and depth < _DEEPEST:
        return " ".join(_of_block(cell, depth).split("\n"))
    return _escaped(_as_text(cell.get("text")))


def _of_text(text: Json) -> str:
    """A text object, `mrkdwn` or `plain_text`; "" for anything else."""
    if not isinstance(text, dict):
        return ""
    words = _as_text(text.get("text"))
    return words if text.get("type") == "mrkdwn" else _escaped(words)


def _inline(elements: Json) -> str:
    """The elements of rich text in one line."""
    return "".join(map(_element, _objects(elements)))


def _element(element: Json) -> str:
    text = _as_text(element.get("text"))
    match element.get("type"):
        case "text":
            style = element.get("style")
            return f"`{_escaped(text)}`" if isinstance(style, dict) and style.get("code") else _escaped(text)
        case "link":
            return f"<{_escaped(_as_text(element.get('url')))}|{_escaped(text)}>".replace("|>", ">")
        case "user":
            return f"<@{_as_text(element.get('user_id'))}>"
        case "channel":
            return f"<#{_as_text(element.get('channel_id'))}>"
        case "broadcast":
            return f"<!{_as_text(element.get('range'))}>"
        case "usergroup":
            return f"<!subteam^{_as_text(element.get('usergroup_id'))}|group>"
        case "emoji":
            return f":{_as_text(element.get('name'))}:"
        case "date":
            return _escaped(_as_text(element.get("fallback")))
    return ""


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _as_text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _objects(value: Json) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
