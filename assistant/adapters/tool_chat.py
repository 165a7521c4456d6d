"""Any chat model of LangChain that can call tools, as a ToolCaller.

bootstrap.py loads this module only when a model is to drive the search: importing LangChain takes more than a second.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from openai import DefaultAsyncHttpxClient

from assistant.adapters.chat import ChatOptions, model_arguments
from assistant.adapters.chat_failures import reason
from assistant.domain.provenance import Usage
from assistant.errors import GeneratorError
from assistant.ports import Message, Tool, ToolCall, ToolResult, ToolTurn


class ChatToolCaller:
    """A ToolCaller over a LangChain chat model. Raises SettingsError when the model can't be set up as named."""

    def __init__(self, options: ChatOptions) -> None:
        self._options, self._arguments = options, model_arguments(options)
        self._models: WeakKeyDictionary[asyncio.AbstractEventLoop, BaseChatModel] = WeakKeyDictionary()

    @property
    def name(self) -> str:
        """The model as it was configured, `provider:model`."""
        return self._options.model

    async def step(self, messages: Sequence[Message | ToolTurn | ToolResult], tools: Sequence[Tool]) -> ToolTurn:
        """See the port. Whatever goes wrong is a GeneratorError of one line without secrets; nothing is tried again, since the
        search goes on without the model."""
        try:
            async with asyncio.timeout(self._options.total_s):
                bound = self._of_this_loop().bind_tools([_as_function(tool) for tool in tools])
                said = await bound.ainvoke([_as_langchain(one) for one in messages])
        except TimeoutError as error:
            raise GeneratorError(
                f"{self.name} did not finish within {self._options.total_s:g} s (generator.total_s)"
            ) from error
        except NotImplementedError as error:
            raise GeneratorError(f"{self.name} can call no tools") from error
        except Exception as error:
            # Each provider's client has its own tree of errors, and broken JSON or sockets come through raw.
            raise GeneratorError(reason(error, self.name, self._options.api_key, begun=False)) from error
        return _turn(said)

    def _of_this_loop(self) -> BaseChatModel:
        """A connection belongs to the event loop that opened it."""
        loop = asyncio.get_running_loop()
        if loop not in self._models:
            arguments = dict(self._arguments)
            if self._options.model.startswith("openai:"):
                arguments["http_async_client"] = DefaultAsyncHttpxClient()
            self._models[loop] = init_chat_model(self._options.model, **arguments)
        return self._models[loop]


def _as_function(tool: Tool) -> dict[str, Any]:
    """A tool as OpenAI describes functions, which LangChain translates for every provider."""
    described = {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
    return {"type": "function", "function": described}


def _as_langchain(message: Message | ToolTurn | ToolResult) -> BaseMessage:
    if isinstance(message, ToolResult):
        return ToolMessage(message.text, tool_call_id=message.call_id)
    if isinstance(message, ToolTurn):
        calls = [{"name": one.name, "args": dict(one.arguments or {}), "id": one.id} for one in message.calls]
        return AIMessage(message.text, tool_calls=calls)
    return SystemMessage(message.text) if message.role == "system" else HumanMessage(message.text)


def _turn(said: BaseMessage) -> ToolTurn:
    if not isinstance(said, AIMessage):
        return ToolTurn(str(said.text))
    told = said.usage_metadata
    usage = Usage(told["input_tokens"], told["output_tokens"]) if told else None
    calls = [ToolCall(one["id"] or f"call-{at}", one["name"], one["args"]) for at, one in enumerate(said.tool_calls)]
    calls += [
        ToolCall(one["id"] or f"broken-{at}", one["name"] or "", _read(one["args"]))
        for at, one in enumerate(said.invalid_tool_calls)
    ]
    return ToolTurn(str(said.text), tuple(calls), usage)


def _read(arguments: str | None) -> dict[str, Any] | None:
    """Arguments that LangChain could make nothing of."""
    try:
        read = json.loads(arguments or "")
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
