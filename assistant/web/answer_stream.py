"""Server-sent events that stop the work behind them when the reader goes away.

FastAPI's own streaming decides per route; `/v1/ask` decides per request, so its frames are made here with FastAPI's
formatter. See https://html.spec.whatwg.org/multipage/server-sent-events.html for the format.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from fastapi.sse import EventSourceResponse, ServerSentEvent, format_sse_event
from pydantic import BaseModel
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

PING = b": ping\n\n"
PING_SECONDS = 15.0
CLOSING_SECONDS = 1.0
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}

T = TypeVar("T")


def event(name: str, data: BaseModel) -> ServerSentEvent:
    """An event with JSON in it."""
    return ServerSentEvent(event=name, raw_data=data.model_dump_json())


async def close(events: AsyncIterator[object]) -> None:
    """Close an asynchronous generator; what is no generator has nothing to close."""
    aclose: Callable[[], Awaitable[None]] | None = getattr(events, "aclose", None)
    if aclose is not None:
        await aclose()


class EventStream(EventSourceResponse):
    """Sends events with rising ids from 1, and a ping when there is nothing to send for a while.

    The events are made in one task of their own, which is cancelled, and their iterator closed, as soon as the reader is
    gone: what waits inside it (a model, a search) hears of it at once.
    """

    def __init__(self, events: AsyncIterator[ServerSentEvent]) -> None:
        self._events = events
        self._sending, self._receiving = anyio.create_memory_object_stream[bytes]()
        super().__init__(_with_pings(self._receiving), headers=HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the events end or the reader goes away."""
        making = asyncio.create_task(_produce(self._events, self._sending))
        async with self._receiving:
            try:
                await super().__call__(scope, receive, send)
            finally:
                await _stop(making)


async def _produce(events: AsyncIterator[ServerSentEvent], sending: MemoryObjectSendStream[bytes]) -> None:
    number = 0
    async with sending:
        try:
            async for each in events:
                number += 1
                await sending.send(format_sse_event(data_str=each.raw_data, event=each.event, id=str(number)))
        finally:
            await close(events)


async def _with_pings(frames: MemoryObjectReceiveStream[bytes]) -> AsyncIterator[bytes]:
    while True:
        frame = PING
        with anyio.move_on_after(PING_SECONDS):
            try:
                frame = await frames.receive()
            except anyio.EndOfStream:
                return
        yield frame


async def unless_gone(request: Request, work: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
    """What `work` returns, or None when the caller hung up first; the work is cancelled then.

    The request's body must have been read, so that the next thing to be received is the disconnection.
    """
    working, leaving = asyncio.create_task(work()), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        await _stop(leaving)
        await _stop(working)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _stop(task: asyncio.Task[Any]) -> None:
    """Cancel a task and see it end. It is cancelled once, so that what it has to clean up may take a moment."""
    task.cancel()
    with anyio.CancelScope(shield=True):
        await asyncio.wait({task}, timeout=CLOSING_SECONDS)
