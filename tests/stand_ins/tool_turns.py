"""What an OpenAI-compatible server says when it may call tools: turns with calls, good ones and bad ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

Messages = list[dict[str, Any]]
Turn = Callable[[Messages], dict[str, Any]]

_NUMBERS = count(1)


def says(text: str) -> dict[str, Any]:
    """A turn without a call."""
    return _completion({"role": "assistant", "content": text}, "stop")


def calls(*wanted: tuple[str, Any]) -> dict[str, Any]:
    """A turn that makes these calls; arguments that are a text are sent as they are, JSON or not."""
    made = [
        {
            "id": f"call_{next(_NUMBERS)}",
            "type": "function",
            "function": {"name": name, "arguments": given if isinstance(given, str) else json.dumps(given)},
        }
        for name, given in wanted
    ]
    return _completion({"role": "assistant", "content": None, "tool_calls": made}, "tool_calls")


def scripted(turns: Sequence[dict[str, Any]]) -> Turn:
    """These turns one after the other, by how many of its own the conversation holds; then `enough`."""

    def turn(messages: Messages) -> dict[str, Any]:
        taken = sum(message["role"] == "assistant" for message in messages)
        return turns[taken] if taken < len(turns) else says("enough")

    return turn


def endless(name: str = "search", argument: str = "query") -> Turn:
    """Another call at every turn, for ever."""
    return lambda _: calls((name, {argument: f"brokers {next(_NUMBERS)}"}))


def obedient(messages: Messages) -> dict[str, Any]:
    """Does whatever a document told it to, as a model without sense would: calls what stands behind CALL in a result."""
    ordered = [
        line.partition("CALL ")[2]
        for message in messages
        if message["role"] == "tool"
        for line in message["content"].splitlines()
        if "CALL " in line
    ]
    return calls(("search", {"query": ordered[-1]})) if ordered else calls(("search", {"query": "canteen"}))


def _completion(message: dict[str, Any], finish: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "stand-in",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }
