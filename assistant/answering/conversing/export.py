"""A conversation as a text to keep elsewhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.answering.conversing.conversations import Conversation, Told
from assistant.domain.answers import Citation

CHANGED = "the source does not say this any more"


def as_markdown(conversation: Conversation, link: Callable[[Citation], str]) -> str:
    """Questions as headings, answers as they were, and under each its sources; `link` gives a citation's address."""
    dialogue = conversation.dialogue
    ended = f", ended {_moment(dialogue.ended_at)}" if dialogue.ended_at else ""
    lines = [f"# {_line(dialogue.title)}", f"*Lore, {_moment(dialogue.started_at)} to {_moment(dialogue.last_at)}{ended}*"]
    for told in conversation.told:
        lines += [f"## {_line(told.exchange.question)}", told.text, *_sources(told, link)]
    return "\n\n".join(line for line in lines if line) + "\n"


def _sources(told: Told, link: Callable[[Citation], str]) -> list[str]:
    if not told.citations:
        return []
    items = []
    for one in told.citations:
        when = one.document.updated_at or one.document.created_at
        day = f", {when.date().isoformat()}" if when else ""
        quote = f"“{_line(one.quote)}”" if one.quote else CHANGED
        items.append(f"{one.marker}. [{_line(one.document.title)}](<{link(one)}>){day}: {quote}")
    return ["Sources:", "\n".join(items)]


def _line(text: str) -> str:
    """On one line, and without what would make a link or a heading of it."""
    return re.sub(r"([\[\]<>`])", r"\\\1", " ".join(text.split())).lstrip("#").strip()


def _moment(moment: object) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
