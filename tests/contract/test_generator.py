"""What every Generator keeps to, checked over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import aclosing

import pytest

from assistant.adapters.chat import ChatGenerator, ChatOptions
from assistant.adapters.scripted_generator import ScriptedGenerator
from assistant.errors import GeneratorError
from assistant.ports import Generator, Message
from tests.stand_ins.openai_server import MODEL, Mode, OpenAIServer

MESSAGES = (Message("system", "Answer."), Message("user", "Which bus?"))
ANSWER = "RabbitMQ [1].\nSince 2021 — «jawohl» 是的 [2]."

Make = Callable[[str], Generator]
"""A generator that answers with this text; "cut" breaks off in the middle, "" is empty."""


@pytest.fixture(params=["scripted", "chat"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    if request.param == "scripted":
        scripts: dict[str, list[str | GeneratorError]] = {"cut": ["Rabbit", GeneratorError("broke off")], "": []}
        yield lambda text: ScriptedGenerator(scripts.get(text, [text[:5], text[5:]]))
        return
    with OpenAIServer() as server:
        modes = {"cut": Mode.CUT, "": Mode.EMPTY}

        def chat(text: str) -> Generator:
            server.mode = modes.get(text, Mode.OK)
            server.answer = text if text == ANSWER else server.answer
            return ChatGenerator(ChatOptions(f"openai:{MODEL}", server.base_url, "k"))

        yield chat


async def said(generator: Generator) -> str:
    return "".join([piece async for piece in generator.stream(MESSAGES) if isinstance(piece, str)])


async def test_the_pieces_joined_are_the_answer(make: Make) -> None:
    assert await said(make(ANSWER)) == ANSWER


async def test_no_piece_is_empty(make: Make) -> None:
    assert all([piece async for piece in make(ANSWER).stream(MESSAGES)])


async def test_it_can_be_asked_again(make: Make) -> None:
    generator = make(ANSWER)
    assert [await said(generator) for _ in range(2)] == [ANSWER, ANSWER]


async def test_what_it_took_comes_behind_its_words_or_not_at_all(make: Make) -> None:
    pieces = [piece async for piece in make(ANSWER).stream(MESSAGES)]
    assert all(isinstance(piece, str) for piece in pieces[:-1])


async def test_breaking_off_raises_after_the_text_that_came(make: Make) -> None:
    stream = make("cut").stream(MESSAGES)
    assert await anext(stream)
    with pytest.raises(GeneratorError):
        [piece async for piece in stream]


async def test_an_empty_answer_is_an_error(make: Make) -> None:
    with pytest.raises(GeneratorError):
        [piece async for piece in make("").stream(MESSAGES)]


async def test_a_stream_can_be_closed_early(make: Make) -> None:
    async with aclosing(make(ANSWER).stream(MESSAGES)) as pieces:  # type: ignore[type-var]
        assert ANSWER.startswith(str(await anext(pieces)))
    with pytest.raises(StopAsyncIteration):
        await anext(pieces)


def test_it_has_a_name_for_beside_the_answer(make: Make) -> None:
    assert ":" in make(ANSWER).name
