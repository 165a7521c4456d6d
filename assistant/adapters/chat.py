"""Any chat model that LangChain's `init_chat_model` knows, as a Generator.

bootstrap.py loads this module only when a model is configured: importing LangChain takes more than a second.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from openai import DefaultAsyncHttpxClient, OpenAIError

from assistant.domain.provenance import Usage
from assistant.errors import GeneratorError, SettingsError
from assistant.ports import Message

MAX_RETRIES = 1
"""Set in the provider's client and nowhere else; the extractive reader takes over anyway, so more only costs time."""
REASON_LENGTH = 160
EXPLAINED = frozenset({400, 404, 413, 422})
"""HTTP statuses whose message says what to change; others' may repeat a key."""
FINISHING = ("finish_reason", "stop_reason", "done_reason")


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """Which model words the answers, and how long it may take.

    `model` is `provider:model`. `first_token_s` is how long to wait for the first text and then between texts,
    `total_s` how long an answer may stream altogether, both in seconds.
    """

    model: str
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    temperature: float = 0.0
    max_tokens: int = 800
    first_token_s: float = 6.0
    total_s: float = 60.0


class ChatGenerator:
    """A Generator over a LangChain chat model. Raises SettingsError when the model can't be set up as named."""

    def __init__(self, options: ChatOptions) -> None:
        self._options, self._arguments = options, _checked(options)
        self._provider = options.model.partition(":")[0]
        self._models: WeakKeyDictionary[asyncio.AbstractEventLoop, BaseChatModel] = WeakKeyDictionary()

    @property
    def name(self) -> str:
        """The model as it was configured, `provider:model`."""
        return self._options.model

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str | Usage, None]:
        """The answer as it comes. Whatever goes wrong is a GeneratorError of one line without secrets."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._options.total_s
        finished = heard = False
        async with aclosing(self._chunks(messages)) as chunks:
            wait_until = loop.time() + self._options.first_token_s
            while True:
                try:
                    async with asyncio.timeout_at(min(wait_until, end)):
                        chunk = await anext(chunks, None)
                except TimeoutError as error:
                    raise GeneratorError(self._late(heard=heard, over=loop.time() >= end)) from error
                if chunk is None:
                    break
                finished = finished or any(chunk.response_metadata.get(key) for key in FINISHING)
                if text := str(chunk.text):
                    heard = True
                    yield text
                    wait_until = loop.time() + self._options.first_token_s
        self._check_end(heard=heard, finished=finished)

    async def _chunks(self, messages: Sequence[Message]) -> AsyncGenerator[AIMessageChunk, None]:
        """What LangChain streams, with every provider's own errors turned into ours."""
        begun = False
        stream = self._of_this_loop().astream(_as_langchain(messages))
        try:
            async for chunk in stream:
                yield chunk
                begun = True
        except Exception as error:
            # Each provider's client has its own tree of errors, and broken JSON or sockets come through raw.
            raise GeneratorError(_reason(error, self._options, begun=begun)) from error
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()

    def _of_this_loop(self) -> BaseChatModel:
        """A connection belongs to the event loop that opened it, so each loop gets a client of its own: the command
        line and the Python interface run one loop after another."""
        loop = asyncio.get_running_loop()
        if loop not in self._models:
            arguments = dict(self._arguments)
            if self._provider == "openai":
                arguments["http_async_client"] = DefaultAsyncHttpxClient()
            self._models[loop] = init_chat_model(self._options.model, **arguments)
        return self._models[loop]

    def _late(self, *, heard: bool, over: bool) -> str:
        if over:
            return f"{self.name} did not finish within {self._options.total_s:g} s (generator.total_s)"
        what = "stopped in the middle of its answer" if heard else "did not begin to answer"
        return f"{self.name} {what} for {self._options.first_token_s:g} s (generator.first_token_s)"

    def _check_end(self, *, heard: bool, finished: bool) -> None:
        if not heard:
            raise GeneratorError(f"{self.name} gave an empty answer")
        if not finished and self._provider == "openai":
            # A server that dies can end the stream tidily; without a finish reason the answer is a torso.
            raise GeneratorError(f"{self.name} broke off in the middle of its answer")


def _checked(options: ChatOptions) -> dict[str, Any]:
    """The arguments for init_chat_model, after it has accepted them."""
    provider, _, model = options.model.partition(":")
    if not provider or not model:
        raise SettingsError(f"generator.model is '{options.model}': write provider:model, such as openai:gpt-5-mini")
    arguments = _arguments(options, provider)
    try:
        init_chat_model(options.model, **arguments)
    except OpenAIError as error:
        if options.base_url and not options.api_key:
            # A server of one's own often wants no key, but OpenAI's client insists on one.
            return _checked(replace(options, api_key="not-needed"))
        raise SettingsError(f"{options.model} needs a key: set LORE_GENERATOR__API_KEY") from error
    except (ImportError, ValueError) as error:
        raise SettingsError(
            f"generator.model '{options.model}' can't be set up ({_one_line(str(error), options)}): "
            "write provider:model, install its package, and give its key in LORE_GENERATOR__API_KEY"
        ) from error
    return arguments


def _arguments(options: ChatOptions, provider: str) -> dict[str, Any]:
    ollama = provider == "ollama"
    arguments: dict[str, Any] = {"temperature": options.temperature}
    arguments["num_predict" if ollama else "max_tokens"] = options.max_tokens
    if not ollama:
        arguments["max_retries"] = MAX_RETRIES
    if options.base_url:
        arguments["base_url"] = options.base_url
    if options.api_key:
        arguments["api_key"] = options.api_key
    return arguments


def _as_langchain(messages: Sequence[Message]) -> list[BaseMessage]:
    return [SystemMessage(m.text) if m.role == "system" else HumanMessage(m.text) for m in messages]


def _reason(error: Exception, options: ChatOptions, *, begun: bool) -> str:
    """What went wrong and what to look at, for a person; the provider's own words only where they help and are safe."""
    status = getattr(error, "status_code", None)
    kind = type(error).__name__
    if status == 429:
        return f"{options.model} refused the call: too many requests or no credit left (HTTP 429)"
    if status in {401, 403}:
        return f"{options.model} refused the key (HTTP {status}): check generator.api_key"
    if status in EXPLAINED:
        return f"{options.model} refused the call (HTTP {status}): {_one_line(str(error), options)}"
    if isinstance(status, int):
        return f"{options.model} failed (HTTP {status})"
    if not begun and ("Connect" in kind or isinstance(error, ConnectionError)):
        return f"{options.model} can't be reached ({kind}): check generator.base_url and that the server runs"
    return f"{options.model} failed {'in the middle of its answer' if begun else 'to answer'} ({kind})"


def _one_line(text: str, options: ChatOptions) -> str:
    """The beginning of a provider's message, on one line, with everything that might be a key struck out."""
    if options.api_key:
        text = text.replace(options.api_key, "…")
    text = re.sub(r"\b(?:sk|pk|key|Bearer)[-_ ][\w.-]{6,}|\b[\w-]{28,}|//[^/\s@]+@", "…", " ".join(text.split()))
    return text if len(text) <= REASON_LENGTH else text[: REASON_LENGTH - 1].rstrip() + "…"
