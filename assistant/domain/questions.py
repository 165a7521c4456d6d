"""What a person asks."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.queries import Scope


@dataclass(frozen=True, slots=True)
class Question:
    """A person's words, what they may be answered from, and the conversation that they belong to ("" starts one).

    `interface` is the door that it came through, as `asked.Interface` names them.
    """

    text: str
    scope: Scope
    conversation_id: str = ""
    interface: str = ""
