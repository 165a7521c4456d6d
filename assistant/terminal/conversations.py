"""Conversations."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from assistant.answering.conversing.conversations import Conversation
from assistant.domain.dialogue import Dialogue
from assistant.terminal.answers import source_lines

_ID: int = 8
"""Letters of an id that are shown; the commands take the beginning of one."""


def show_conversations(console: Console, dialogues: Sequence[Dialogue], *, is_kept: bool) -> None:
    """The newest first."""
    if not dialogues:
        none = "No conversations yet: `lore ask` or `lore chat` begins one."
        console.print(none if is_kept else "Conversations are not kept: set record = true under [conversations].", markup=False)
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("id", "last said", "questions", "about"):
        table.add_column(name, no_wrap=name != "about", justify="right" if name == "questions" else "left")
    for one in dialogues:
        title = Text(one.title) + Text("  ended" if one.has_ended else "", style="dim")
        table.add_row(Text(shown_id(one, dialogues)), f"{one.last_at:%Y-%m-%d %H:%M}", str(one.turns), title)
    console.print(table)


def show_conversation(console: Console, conversation: Conversation) -> None:
    """What was said in it, as it may be read now."""
    for told in conversation.told:
        console.print(Text(f"> {told.exchange.question}", style="bold"))
        console.print()
        console.print(Markdown(told.text) if told.is_readable else Text(told.text, style="yellow"))
        console.print()
        for line in source_lines(told.citations):
            console.print(line, soft_wrap=True)
        console.print(Text(f"{told.exchange.asked_at:%Y-%m-%d %H:%M} UTC", style="dim"), "")


def shown_id(dialogue: Dialogue, among: Sequence[Dialogue]) -> str:
    """The shortest beginning of an id, from eight letters, that no other conversation has."""
    for length in range(_ID, len(dialogue.id)):
        if sum(one.id.startswith(dialogue.id[:length]) for one in among) == 1:
            return dialogue.id[:length]
    return dialogue.id
