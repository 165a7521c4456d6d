"""The stand-in is a faithful one: OpenAI's own client takes it for the real thing, and its faults for real faults."""

from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest

from tests.stand_ins.openai_server import FOREIGN, MODEL, SUPPORTED, Mode, OpenAIServer, closed_port

ASKED = [{"role": "user", "content": "Which bus?"}]


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


def client(base_url: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=base_url, api_key="k", max_retries=0, timeout=5)


def streamed(server: OpenAIServer) -> str:
    chunks = client(server.base_url).chat.completions.create(model=MODEL, messages=ASKED, stream=True)
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)


def test_it_lists_its_model(server: OpenAIServer) -> None:
    assert [model.id for model in client(server.base_url).models.list()] == [MODEL]


def test_it_answers_at_once_and_in_a_stream(server: OpenAIServer) -> None:
    whole = client(server.base_url).chat.completions.create(model=MODEL, messages=ASKED)
    assert whole.choices[0].message.content == SUPPORTED
    assert whole.choices[0].finish_reason == "stop"
    assert streamed(server) == SUPPORTED


def test_the_answer_may_depend_on_the_messages(server: OpenAIServer) -> None:
    server.answer = lambda messages: f"You asked: {messages[-1]['content']}"
    assert streamed(server) == "You asked: Which bus?"


@pytest.mark.parametrize(
    ("mode", "text"),
    [
        (Mode.FOREIGN_LINKS, FOREIGN),
        (Mode.MARKERS_TO_NOWHERE, "The bus is RabbitMQ [17]. It was chosen in 2021 [99]."),
        (Mode.EMPTY, ""),
        (Mode.NOT_IN_EVIDENCE, "NOT_IN_EVIDENCE"),
    ],
    ids=lambda value: value.value if isinstance(value, Mode) else "",
)
def test_it_says_what_its_mode_says(server: OpenAIServer, mode: Mode, text: str) -> None:
    server.mode = mode
    assert streamed(server) == text


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        (Mode.TOO_MANY, openai.RateLimitError),
        (Mode.BROKEN, openai.InternalServerError),
        (Mode.UNAUTHORISED, openai.AuthenticationError),
    ],
    ids=lambda value: value.value if isinstance(value, Mode) else "",
)
def test_its_faults_are_the_clients_own_errors(server: OpenAIServer, mode: Mode, error: type[Exception]) -> None:
    server.mode = mode
    with pytest.raises(error):
        streamed(server)


def test_nothing_listens_on_the_closed_port() -> None:
    with pytest.raises(openai.APIConnectionError):
        client(closed_port()).models.list()


def test_it_records_what_it_was_sent(server: OpenAIServer) -> None:
    streamed(server)
    assert server.received[0].body["messages"] == ASKED
    assert server.received[0].authorization == "Bearer k"
