"""ChatGenerator against a server that behaves like OpenAI's, and like OpenAI's on a bad day."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import aclosing
from dataclasses import replace

import pytest

from assistant.adapters.chat import ChatGenerator, ChatOptions
from assistant.errors import GeneratorError, SettingsError
from assistant.ports import Message
from tests.stand_ins.openai_server import MODEL, SUPPORTED, Mode, OpenAIServer, closed_port

MESSAGES = (Message("system", "Answer from the evidence."), Message("user", "Which bus?"))
KEY = "sk-very-secret-key"


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


@pytest.fixture
def options(server: OpenAIServer) -> ChatOptions:
    return ChatOptions(f"openai:{MODEL}", server.base_url, KEY, max_tokens=77, first_token_s=5, total_s=20)


async def answer(options: ChatOptions) -> str:
    return "".join([piece async for piece in ChatGenerator(options).stream(MESSAGES)])


async def until(true: Callable[[], bool]) -> bool:
    for _ in range(300):
        if true():
            return True
        await asyncio.sleep(0.02)
    return False


async def test_the_pieces_joined_are_the_answer(options: ChatOptions) -> None:
    pieces = [piece async for piece in ChatGenerator(options).stream(MESSAGES)]
    assert "".join(pieces) == SUPPORTED
    assert len(pieces) > 5


async def test_messages_and_options_reach_the_server(server: OpenAIServer, options: ChatOptions) -> None:
    await answer(options)
    [received] = server.received
    assert received.path == "/v1/chat/completions"
    assert received.authorization == f"Bearer {KEY}"
    assert [(m["role"], m["content"]) for m in received.body["messages"]] == [(m.role, m.text) for m in MESSAGES]
    assert received.body["model"] == MODEL
    assert received.body["temperature"] == 0
    assert 77 in (received.body.get("max_tokens"), received.body.get("max_completion_tokens"))


FAULTS = {
    Mode.TOO_MANY: "HTTP 429",
    Mode.BROKEN: "HTTP 500",
    Mode.UNAUTHORISED: "check generator.api_key",
    Mode.CUT: "in the middle of its answer",
    Mode.TRUNCATED: "broke off",
    Mode.GARBAGE: "in the middle of its answer",
    Mode.EMPTY: "empty answer",
}


@pytest.mark.parametrize(("mode", "says"), FAULTS.items(), ids=[mode.value for mode in FAULTS])
async def test_every_fault_is_one_line_without_secrets(
    server: OpenAIServer, options: ChatOptions, mode: Mode, says: str
) -> None:
    server.mode = mode
    with pytest.raises(GeneratorError) as caught:
        await answer(options)
    line = str(caught.value)
    assert says in line
    assert "\n" not in line
    assert KEY not in line


async def test_an_endpoint_that_is_not_there_is_told_as_such(options: ChatOptions) -> None:
    with pytest.raises(GeneratorError, match=r"check generator\.base_url"):
        await answer(replace(options, base_url=closed_port()))


async def test_a_wrong_path_is_explained_in_the_servers_words(server: OpenAIServer, options: ChatOptions) -> None:
    with pytest.raises(GeneratorError, match="no such path"):
        await answer(replace(options, base_url=server.base_url + "/nowhere"))


@pytest.mark.parametrize("mode", [Mode.TOO_MANY, Mode.BROKEN], ids=["429", "500"])
async def test_a_refused_call_is_tried_once_more_and_no_oftener(server: OpenAIServer, options: ChatOptions, mode: Mode) -> None:
    server.mode = mode
    with pytest.raises(GeneratorError):
        await answer(options)
    assert len(server.received) == 2


SLOW = {
    Mode.HANGING: (0.3, 20.0, "did not begin to answer for 0.3 s"),
    Mode.STALLING: (0.3, 20.0, "stopped in the middle of its answer for 0.3 s"),
    Mode.DRIP: (5.0, 0.3, "did not finish within 0.3 s"),
}


@pytest.mark.parametrize(("mode", "limits"), SLOW.items(), ids=[mode.value for mode in SLOW])
async def test_a_slow_model_is_given_up_and_its_call_ended(
    server: OpenAIServer, options: ChatOptions, mode: Mode, limits: tuple[float, float, str]
) -> None:
    server.mode = mode
    first_token_s, total_s, says = limits
    with pytest.raises(GeneratorError, match=says):
        await answer(replace(options, first_token_s=first_token_s, total_s=total_s))
    assert await until(server.disconnected.is_set)


async def test_texts_that_keep_coming_are_not_too_slow(server: OpenAIServer, options: ChatOptions) -> None:
    server.mode, server.drip_s = Mode.DRIP, 0.1
    assert await answer(replace(options, first_token_s=0.8)) == SUPPORTED


async def test_closing_the_iterator_ends_the_call(server: OpenAIServer, options: ChatOptions) -> None:
    server.mode = Mode.STALLING
    async with aclosing(ChatGenerator(options).stream(MESSAGES)) as pieces:
        assert await anext(pieces)
    assert await until(server.disconnected.is_set)


async def test_cancelling_the_task_ends_the_call(server: OpenAIServer, options: ChatOptions) -> None:
    server.mode = Mode.HANGING
    task = asyncio.create_task(answer(options))
    assert await until(lambda: bool(server.received))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await until(server.disconnected.is_set)


async def test_a_server_that_recovers_is_used_again(server: OpenAIServer, options: ChatOptions) -> None:
    generator = ChatGenerator(options)
    server.mode = Mode.CUT
    with pytest.raises(GeneratorError):
        [piece async for piece in generator.stream(MESSAGES)]
    server.mode = Mode.OK
    assert "".join([piece async for piece in generator.stream(MESSAGES)]) == SUPPORTED


def test_one_generator_serves_one_event_loop_after_another(options: ChatOptions) -> None:
    generator = ChatGenerator(options)

    async def once() -> str:
        return "".join([piece async for piece in generator.stream(MESSAGES)])

    assert [asyncio.run(once()) for _ in range(3)] == [SUPPORTED] * 3


async def test_a_server_of_ones_own_needs_no_key(
    server: OpenAIServer, options: ChatOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert await answer(replace(options, api_key="")) == SUPPORTED


UNUSABLE = {
    "no-provider": ("gpt-5-mini", "provider:model"),
    "no-model": ("openai:", "provider:model"),
    "unknown-provider": ("nobody:model", "nobody:model"),
    "provider-not-installed": ("anthropic:claude", "langchain-anthropic"),
    "no-key": ("openai:gpt-5-mini", "LORE_GENERATOR__API_KEY"),
}


@pytest.mark.parametrize(("model", "says"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_model_that_cannot_be_set_up_is_a_settings_error(model: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingsError, match=says) as caught:
        ChatGenerator(ChatOptions(model))
    assert "\n" not in str(caught.value)


def test_the_key_is_not_in_the_options_representation(options: ChatOptions) -> None:
    assert KEY not in repr(options)
