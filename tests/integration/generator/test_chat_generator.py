"""ChatGenerator against a server that behaves like OpenAI's, and like OpenAI's on a bad day."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import aclosing
from dataclasses import replace

import pytest

from assistant.adapters.chat import ATTEMPTS, ChatGenerator, ChatOptions
from assistant.domain.provenance import Usage
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


async def said(generator: ChatGenerator) -> str:
    return "".join([piece async for piece in generator.stream(MESSAGES) if isinstance(piece, str)])


async def answer(options: ChatOptions) -> str:
    return await said(ChatGenerator(options))


async def until(true: Callable[[], bool]) -> bool:
    for _ in range(300):
        if true():
            return True
        await asyncio.sleep(0.02)
    return False


async def test_the_pieces_joined_are_the_answer(options: ChatOptions) -> None:
    pieces = [piece async for piece in ChatGenerator(options).stream(MESSAGES)]
    assert "".join(piece for piece in pieces if isinstance(piece, str)) == SUPPORTED
    assert len(pieces) > 5


async def test_what_it_took_comes_last(server: OpenAIServer, options: ChatOptions) -> None:
    server.told = (321, 12)
    *pieces, usage = [piece async for piece in ChatGenerator(options).stream(MESSAGES)]
    assert all(isinstance(piece, str) for piece in pieces)
    assert usage == Usage(321, 12)


async def test_a_server_that_refuses_to_be_asked_for_usage_is_asked_without(server: OpenAIServer, options: ChatOptions) -> None:
    server.mode = Mode.REFUSES_OPTIONS
    generator = ChatGenerator(options)
    assert [await said(generator), await said(generator)] == [SUPPORTED, SUPPORTED]
    assert ["stream_options" in received.body for received in server.received] == [True, False, False]


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
    Mode.WRONG_JSON: "failed to answer",
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


AGAIN = {
    "too-many": (Mode.TOO_MANY, "", ATTEMPTS),
    "too-many-and-told-to-wait": (Mode.TOO_MANY_WAIT, "0.1", ATTEMPTS),
    "too-many-and-told-to-wait-too-long": (Mode.TOO_MANY_WAIT, "30", 1),
    "a-date-is-not-waited-for": (Mode.TOO_MANY_WAIT, "Mon, 23 Nov 2026 08:00:00 GMT", ATTEMPTS),
    "broken": (Mode.BROKEN, "", ATTEMPTS),
    "a-wrong-key": (Mode.UNAUTHORISED, "", 1),
    "cut-after-words": (Mode.CUT, "", 1),
    "garbage": (Mode.GARBAGE, "", 1),
    "empty": (Mode.EMPTY, "", 1),
}


@pytest.mark.parametrize(("mode", "retry_after", "calls"), AGAIN.values(), ids=AGAIN)
async def test_only_what_may_succeed_is_tried_again(
    server: OpenAIServer, options: ChatOptions, mode: Mode, retry_after: str, calls: int
) -> None:
    server.mode, server.retry_after = mode, retry_after
    with pytest.raises(GeneratorError):
        await answer(options)
    assert len(server.received) == calls


@pytest.mark.parametrize("mode", [Mode.TOO_MANY, Mode.TOO_MANY_WAIT, Mode.BROKEN], ids=["429", "429-wait", "500"])
async def test_a_fault_that_passes_costs_no_answer(server: OpenAIServer, options: ChatOptions, mode: Mode) -> None:
    server.mode, server.faults, server.retry_after = mode, 1, "0.1"
    assert await answer(options) == SUPPORTED
    assert len(server.received) == 2


async def test_there_is_no_second_attempt_without_time_for_its_words(server: OpenAIServer, options: ChatOptions) -> None:
    server.mode = Mode.BROKEN
    with pytest.raises(GeneratorError):
        await answer(replace(options, first_token_s=0.5))
    assert len(server.received) == 1


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
        await said(generator)
    server.mode = Mode.OK
    assert await said(generator) == SUPPORTED


def test_one_generator_serves_one_event_loop_after_another(options: ChatOptions) -> None:
    generator = ChatGenerator(options)

    assert [asyncio.run(said(generator)) for _ in range(3)] == [SUPPORTED] * 3


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
