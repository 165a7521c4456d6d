"""A ToolCaller that asks for what it was told to: the twin in memory of `tool_chat.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.errors import GeneratorError
from assistant.ports import Message, Tool, ToolResult, ToolTurn

Script = Callable[[Sequence[Message | ToolTurn | ToolResult]], ToolTurn]


class ScriptedToolCaller:
    """Takes its `turns` one after the other, and has nothing more to say behind the last; a GeneratorError among them is raised
    when its turn comes. One that is a function makes the turn from the messages. `asked` keeps the messages of each call."""

    def __init__(self, turns: Sequence[ToolTurn | GeneratorError | Script], name: str = "scripted:tools") -> None:
        self._turns = tuple(turns)
        self._name = name
        self.asked: list[tuple[Message | ToolTurn | ToolResult, ...]] = []

    @property
    def name(self) -> str:
        """What is shown of it."""
        return self._name

    async def step(self, messages: Sequence[Message | ToolTurn | ToolResult], tools: Sequence[Tool]) -> ToolTurn:  # noqa: ARG002
        """See the port."""
        place = len(self.asked)
        self.asked.append(tuple(messages))
        turn = self._turns[place] if place < len(self._turns) else ToolTurn("That is all.")
        if isinstance(turn, GeneratorError):
            raise turn
        return turn if isinstance(turn, ToolTurn) else turn(messages)
