"""Answers as they are made: the order of the events, failures in the middle, and readers who go away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from starlette.types import Message
from web_clients import client_over
from web_events import Event, events
from web_library import LibraryAsker

from assistant.domain.answers import AnswerEvent
from assistant.domain.questions import Question
from assistant.web.app import create_app
from assistant.web.services import Services

SOON = 1.0
"""Seconds within which the work behind an answer has to stop once nobody reads it."""


async def stream(client: httpx.AsyncClient, question: str) -> list[Event]:
    response = await client.post("/v1/ask", json={"question": question, "stream": True})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-cache"
    return events(response.text.split("\n"))


async def test_sources_come_first_then_text_then_citations_then_the_whole(client: httpx.AsyncClient) -> None:
    found = await stream(client, "Which message bus?")
    names = [event.name for event in found]
    assert names[0] == "sources"
    assert names[-2:] == ["citations", "done"]
    assert set(names[1:-2]) == {"delta"}
    assert [event.id for event in found] == list(range(1, len(found) + 1))


async def test_the_pieces_joined_are_the_answer(client: httpx.AsyncClient) -> None:
    found = await stream(client, "Which message bus?")
    whole = found[-1].data
    assert "".join(event.data["text"] for event in found if event.name == "delta").strip() == whole["answer"]
    assert found[-2].data["citations"] == whole["citations"]
    assert found[0].data["sources"] == whole["sources"]


async def test_the_streamed_answer_is_the_one_given_whole(client: httpx.AsyncClient) -> None:
    whole = (await client.post("/v1/ask", json={"question": "Which message bus?"})).json()
    assert (await stream(client, "Which message bus?"))[-1].data == whole


@pytest.mark.parametrize(
    ("question", "status", "before"),
    [("fail at once", 503, []), ("break Kafka", 500, ["sources"])],
    ids=["no-model", "defect"],
)
async def test_a_failure_is_the_last_event(client: httpx.AsyncClient, question: str, status: int, before: list[str]) -> None:
    found = await stream(client, question)
    assert [event.name for event in found] == [*before, "error"]
    assert found[-1].data["status"] == status
    assert found[-1].data["request_id"]
    assert "internals" not in str(found[-1].data)


async def test_a_wrong_request_is_a_problem_and_no_stream(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/ask", json={"question": "", "stream": True})
    assert response.status_code == 422


class Reader:
    """A client that sends one request over ASGI and hangs up when it is told to, as uvicorn reports it."""

    def __init__(self, method: str, path: str, body: bytes = b"", query: bytes = b"") -> None:
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query,
            "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
            "server": ("localhost", 80),
            "client": ("127.0.0.1", 1),
        }
        self.gone = asyncio.Event()
        self.received = b""
        self._requests: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive(self) -> Message:
        if self._requests:
            return self._requests.pop()
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.received += message.get("body", b"")


def asking(question: str, *, stream: bool) -> bytes:
    return json.dumps({"question": question, "stream": stream}).encode()


@pytest.mark.parametrize(
    "reader",
    [
        lambda: Reader("POST", "/v1/ask", asking("hang Kafka", stream=True)),
        lambda: Reader("POST", "/v1/ask", asking("hang Kafka", stream=False)),
        lambda: Reader("GET", "/ask/stream", query=b"q=hang+Kafka"),
        lambda: Reader("GET", "/", query=b"q=hang+Kafka"),
    ],
    ids=["streamed", "whole", "page-with-script", "page-without-script"],
)
async def test_a_reader_who_goes_away_stops_the_work(services: Services, asker: LibraryAsker, reader: object) -> None:
    client: Reader = reader()  # type: ignore[operator]
    request = asyncio.create_task(create_app(services)(client.scope, client.receive, client.send))
    await asyncio.wait_for(asker.waiting.wait(), 5)
    assert not asker.closed.is_set()
    client.gone.set()
    await asyncio.wait_for(asker.closed.wait(), SOON)
    await asyncio.wait_for(request, SOON)


class SlowToClose:
    """An asker whose clean-up waits for something, as closing a connection does."""

    def __init__(self) -> None:
        self.started, self.cleaned = asyncio.Event(), asyncio.Event()

    async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        try:
            self.started.set()
            async for event in LibraryAsker().answer(replace(question, text="Kafka")):
                yield event
                await asyncio.sleep(0.01)
        finally:
            await asyncio.sleep(0.02)
            self.cleaned.set()


async def test_what_an_answer_has_to_clean_up_is_cleaned_up(services: Services) -> None:
    asker = SlowToClose()
    client = Reader("POST", "/v1/ask", asking("Kafka", stream=True))

    async def hold_up(message: Message) -> None:
        await Reader.send(client, message)
        if b"delta" in client.received:
            client.gone.set()
            await asyncio.sleep(3600)

    app = create_app(replace(services, asker=asker))
    request = asyncio.create_task(app(client.scope, client.receive, hold_up))
    await asyncio.wait_for(client.gone.wait(), 5)
    await asyncio.wait_for(request, SOON)
    assert asker.cleaned.is_set()


async def test_an_asker_that_ends_without_an_answer_is_a_failure_that_can_be_tried_again(services: Services) -> None:
    class Silent:
        async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
            return
            yield

    async with client_over(replace(services, asker=Silent())) as client:
        assert (await client.post("/v1/ask", json={"question": "Kafka"})).status_code == 503
