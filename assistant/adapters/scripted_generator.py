"""A Generator that says what it was told to: the twin in memory of `chat.py`, for tests and the demo of failures."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from assistant.domain.provenance import Usage
from assistant.errors import GeneratorError
from assistant.ports import Message


class ScriptedGenerator:
    """Streams `pieces` in their order at every call; a GeneratorError among them is raised when its turn comes.

    `calls` keeps the messages of each call, `closed` counts the streams that have ended, in whichever way.
    """

    def __init__(self, pieces: Sequence[str | Usage | GeneratorError], name: str = "scripted:answers") -> None:
        self._pieces = tuple(pieces)
        self._name = name
        self.calls: list[tuple[Message, ...]] = []
        self.closed = 0

    @property
    def name(self) -> str:
        """What is shown beside an answer."""
        return self._name

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str | Usage, None]:
        """The script, piece by piece; a GeneratorError where it holds no text, as for any generator."""
        self.calls.append(tuple(messages))
        try:
            for piece in self._pieces:
                if isinstance(piece, GeneratorError):
                    raise piece
                if piece:
                    yield piece
            if not any(self._pieces):
                raise GeneratorError(f"{self._name} gave an empty answer")
        finally:
            self.closed += 1
