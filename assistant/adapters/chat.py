"""Any chat model that LangChain's `init_chat_model` knows, as a Generator.

bootstrap.py loads this module only when a model is configured: importing LangChain takes more than a second.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

import tenacity
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from openai import DefaultAsyncHttpxClient, OpenAIError, Timeout

from assistant.adapters.chat_failures import (
    REFUSED_AS_WRITTEN,
    may_succeed_later,
    one_line,
    reason,
    retry_after,
    status_of,
)
from assistant.domain.provenance import Usage
from assistant.errors import GeneratorError, SettingsError
from assistant.ports import Message

ATTEMPTS: Final = 3
"""Here and nowhere else: the provider's own client never tries again."""
ANSWERED_WITHIN_S: Final = 9.0
"""Until when it must be known that a model can't answer, so that the extractive reader still does within 10 s."""
LEAST_PATIENCE_S: Final = 3.0
"""How long a model that has been talking for a while may be silent."""
_ROOM_S: Final = 1.0
"""What must be left for the model's first words after a pause; a pause that leaves less is not made."""
FINISHING: Final = ("finish_reason", "stop_reason", "done_reason")

_Stream: TypeAlias = AsyncIterator[AIMessageChunk]


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """Which model words the answers, and how long it may take.

    `model` is `provider:model`. `first_token_s` is how long to wait for the first text, with all attempts, and then between
    texts; `total_s` how long an answer may stream altogether, both in seconds.
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
        self._asks_for_usage = self._provider == "openai"

    @property
    def name(self) -> str:
        """The model as it was configured, `provider:model`."""
        return self._options.model

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str | Usage, None]:
        """The answer as it comes. Whatever goes wrong is a GeneratorError of one line without secrets."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        end = begun + self._options.total_s
        heard = _Heard()
        patience = self._options.first_token_s
        async with aclosing(self._chunks(messages)) as chunks:
            wait_until = begun + patience
            while True:
                try:
                    async with asyncio.timeout_at(min(wait_until, end)):
                        chunk = await anext(chunks, None)
                except TimeoutError as error:
                    raise GeneratorError(self._late(patience, heard, over=loop.time() >= end)) from error
                if chunk is None:
                    break
                heard.take(chunk)
                if text := str(chunk.text):
                    yield text
                    patience = self._patience(loop.time() - begun)
                    wait_until = loop.time() + patience
        self._check_end(heard)
        if heard.usage is not None:
            yield heard.usage

    def _patience(self, elapsed: float) -> float:
        """How long to wait for the next text, so long after the call began."""
        return min(self._options.first_token_s, max(LEAST_PATIENCE_S, ANSWERED_WITHIN_S - elapsed))

    async def _chunks(self, messages: Sequence[Message]) -> AsyncGenerator[AIMessageChunk, None]:
        """What LangChain streams, with every provider's own errors turned into ours."""
        begun = False
        stream: _Stream | None = None
        try:
            stream, first = await self._opened(messages)
            if first is not None:
                yield first
                begun = True
                async for chunk in stream:
                    yield chunk
        except Exception as error:
            # Each provider's client has its own tree of errors, and broken JSON or sockets come through raw.
            raise GeneratorError(reason(error, self.name, self._options.api_key, begun=begun)) from error
        finally:
            await _close(stream)

    async def _opened(self, messages: Sequence[Message]) -> tuple[_Stream, AIMessageChunk | None]:
        """The stream and its first chunk, after as many attempts as that takes. Nothing has been shown until then, and what is
        tried again has cost nothing: the server refused it, or was not reached."""
        retrying = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception(may_succeed_later),
            wait=_pause,
            stop=tenacity.stop_after_attempt(ATTEMPTS) | tenacity.stop_before_delay(self._options.first_token_s - _ROOM_S),
            reraise=True,
        )
        return await retrying(self._attempt, messages)

    async def _attempt(self, messages: Sequence[Message]) -> tuple[_Stream, AIMessageChunk | None]:
        try:
            return await self._begin(messages)
        except Exception as error:
            if not (self._asks_for_usage and self._options.base_url and status_of(error) in REFUSED_AS_WRITTEN):
                raise
        # Some compatible servers know no `stream_options`, and say so by refusing the whole call.
        begun = await self._begin(messages, with_usage=False)
        self._asks_for_usage = False
        return begun

    async def _begin(self, messages: Sequence[Message], *, with_usage: bool = True) -> tuple[_Stream, AIMessageChunk | None]:
        asked: dict[str, Any] = {"stream_usage": with_usage and self._asks_for_usage} if self._provider == "openai" else {}
        stream = self._of_this_loop().astream(_as_langchain(messages), **asked)
        try:
            return stream, await anext(stream, None)
        except BaseException:
            await _close(stream)
            raise

    def _of_this_loop(self) -> BaseChatModel:
        """A connection belongs to the event loop that opened it, so each loop gets a client of its own: the command
        line and the Python interface run one loop after another."""
        loop = asyncio.get_running_loop()
        if loop not in self._models:
            arguments = dict(self._arguments)
            if self._provider == "openai":
                timeout = Timeout(self._options.total_s, connect=self._options.first_token_s / 2)
                arguments["http_async_client"] = DefaultAsyncHttpxClient(timeout=timeout)
            self._models[loop] = init_chat_model(self._options.model, **arguments)
        return self._models[loop]

    def _late(self, waited: float, heard: _Heard, *, over: bool) -> str:
        if over:
            return f"{self.name} did not finish within {self._options.total_s:g} s (generator.total_s)"
        what = "stopped in the middle of its answer" if heard.text else "did not begin to answer"
        return f"{self.name} {what} for {waited:.3g} s (generator.first_token_s)"

    def _check_end(self, heard: _Heard) -> None:
        if not heard.text:
            raise GeneratorError(f"{self.name} gave an empty answer")
        if not heard.finished and self._provider == "openai":
            # A server that dies can end the stream tidily; without a finish reason the answer is a torso.
            raise GeneratorError(f"{self.name} broke off in the middle of its answer")


@dataclass(slots=True)
class _Heard:
    """What has come of an answer so far: whether any text, whether its end, and what it took as its provider counts."""

    text: bool = False
    finished: bool = False
    usage: Usage | None = None

    def take(self, chunk: AIMessageChunk) -> None:
        """Counts are given in parts, as LangChain adds chunks up."""
        self.text = self.text or bool(str(chunk.text))
        self.finished = self.finished or any(chunk.response_metadata.get(key) for key in FINISHING)
        if told := chunk.usage_metadata:
            before = self.usage or Usage(0, 0)
            self.usage = Usage(before.input_tokens + told["input_tokens"], before.output_tokens + told["output_tokens"])


def _pause(state: tenacity.RetryCallState) -> float:
    """As long as the server asked for, or twice as long each time; never the same for two callers."""
    told = retry_after(state.outcome.exception() if state.outcome else None)
    doubling = 0.2 * 2 ** (state.attempt_number - 1)
    return (doubling if told is None else told) + random.uniform(0, 0.3)  # noqa: S311 - no secret


async def _close(stream: _Stream | None) -> None:
    if isinstance(stream, AsyncGenerator):
        await stream.aclose()


def model_arguments(options: ChatOptions) -> dict[str, Any]:
    """What init_chat_model is to be given for these options. Raises SettingsError when the model can't be set up as named."""
    return _checked(options)


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
            f"generator.model '{options.model}' can't be set up ({one_line(str(error), options.api_key)}): "
            "write provider:model, install its package, and give its key in LORE_GENERATOR__API_KEY"
        ) from error
    return arguments


def _arguments(options: ChatOptions, provider: str) -> dict[str, Any]:
    ollama = provider == "ollama"
    arguments: dict[str, Any] = {"temperature": options.temperature}
    arguments["num_predict" if ollama else "max_tokens"] = options.max_tokens
    if not ollama:
        arguments["max_retries"] = 0
    if options.base_url:
        arguments["base_url"] = options.base_url
    if options.api_key:
        arguments["api_key"] = options.api_key
    return arguments


def _as_langchain(messages: Sequence[Message]) -> list[BaseMessage]:
    return [SystemMessage(m.text) if m.role == "system" else HumanMessage(m.text) for m in messages]
