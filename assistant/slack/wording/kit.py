"""Block Kit's pieces, each within its limits (https://docs.slack.dev/reference/block-kit). Pure.

What is called `text` is mrkdwn that its caller has escaped; what is called `words` is plain text and is cleaned here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from assistant.slack.rendering.escaping import cut, plain

Block: TypeAlias = dict[str, Any]

SECTION: Final = 3000
HEADER: Final = 150
BUTTON: Final = 75
OPTION: Final = 75
MOST_IN_A_MESSAGE: Final = 50
MOST_IN_A_VIEW: Final = 100
MOST_OPTIONS: Final = 100
_VALUE: Final = 2000


def plain_text(words: str, most: int) -> Block:
    """A plain text object; an empty one is not allowed, so that a dash stands for nothing."""
    return {"type": "plain_text", "text": cut(plain(words), most) or "–", "emoji": False}


def mrkdwn(text: str) -> Block:
    """A text in which only what is written as a link is one: `verbatim` keeps Slack from finding others."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header(words: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain_text(words, HEADER)}


def section(text: str, accessory: Block | None = None) -> Block:
    """A paragraph, with something beside it."""
    made: Block = {"type": "section", "text": mrkdwn(text)}
    return made | ({"accessory": accessory} if accessory else {})


def context(text: str, block_id: str = "") -> Block:
    """Small print."""
    made: Block = {"type": "context", "elements": [mrkdwn(text)]}
    return made | ({"block_id": block_id} if block_id else {})


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def button(words: str, action_id: str, value: str = "", url: str = "") -> Block:
    """A button that sends a value, or opens an address (Slack sends an action for those too)."""
    made: Block = {"type": "button", "text": plain_text(words, BUTTON), "action_id": action_id}
    return made | ({"value": value[:_VALUE]} if value else {}) | ({"url": url} if url else {})


def option(words: str, value: str) -> Block:
    """One choice."""
    return {"text": plain_text(words, OPTION), "value": value}


def actions(elements: Sequence[Block]) -> Block:
    """A row of buttons and menus, at most 25."""
    return {"type": "actions", "elements": list(elements[:25])}


def paragraphs(lines: Iterable[str]) -> Iterator[Block]:
    """The lines put together in as few sections as hold them; no line may be longer than a section."""
    for text in filled(lines):
        yield section(text)


def fitting(parts: Iterable[str], joint: str = "\n", most: int = SECTION) -> str:
    """As many of the parts, from the first on, as fit together: what was escaped can't be cut."""
    text = ""
    for part in parts:
        longer = f"{text}{joint}{part}" if text else part
        if len(longer) > most:
            break
        text = longer
    return text


def filled(lines: Iterable[str], most: int = SECTION) -> Iterator[str]:
    """The lines put together in texts of at most so many characters."""
    text = ""
    for line in lines:
        if text and len(text) + 1 + len(line) > most:
            yield text
            text = ""
        text = f"{text}\n{line}" if text else line
    if text:
        yield text
