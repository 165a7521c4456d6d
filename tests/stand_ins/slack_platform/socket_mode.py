"""Socket Mode: connections that share the envelopes, acknowledgements counted and timed, redelivery of what isn't
acknowledged."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What an app said to a delivery. `status` is 200, an HTTP status, or 0 where nothing came; `seconds` until the first
    word."""

    status: int
    payload: dict[str, Any] | None
    seconds: float
    attempts: int = 1

    @property
    def ok(self) -> bool:
        return self.status == 200


@dataclass
class Sockets:
    """The open connections of an app. `ack_seconds` is how long Slack waits, `delays` how long it waits before each try
    again."""

    ack_seconds: float = 3.0
    delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    connections: list[web.WebSocketResponse] = field(default_factory=list)
    acknowledged: int = 0
    seconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[dict[str, Any] | None]] = {}
        self._sent_on: dict[str, web.WebSocketResponse] = {}
        self._turn = 0
        self._changed = asyncio.Condition()

    def new_url(self, base: str) -> str:
        """An address for one connection."""
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        return f"{base.replace('http', 'ws', 1)}/socket?ticket={ticket}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        hello = {
            "type": "hello", "num_connections": len(self.connections) + 1, "connection_info": {"app_id": "A0LORE"},
            "debug_info": {"host": "applink", "approximate_connection_time": 18060},
        }  # fmt: skip
        await socket.send_json(hello)
        await self._set_connections([*self.connections, socket])
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._heard(message.data)
        finally:
            await self._set_connections([one for one in self.connections if one is not socket])
            self._lost(socket)
        return socket

    async def connected(self, count: int = 1) -> None:
        """Wait until that many connections are open."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.connections) >= count)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to come again on a new one, as Slack does about once an hour."""
        for socket in list(self.connections):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink"}})
            await self._set_connections([one for one in self.connections if one is not socket])

    async def cut(self) -> None:
        """Close every connection without a word."""
        for socket in list(self.connections):
            await socket.close()

    async def close(self) -> None:
        await self.cut()
        for future in self._waiting.values():
            if not future.done():
                future.cancel()

    async def send(self, kind: str, payload: dict[str, Any], *, takes_payload: bool = False, tries: int = 4) -> Acknowledged:
        """Deliver an envelope until it is acknowledged, at most this often; a connection that closes counts as no word."""
        begun = time.perf_counter()
        for attempt in range(tries):
            if attempt:
                await asyncio.sleep(self.delays[min(attempt, len(self.delays)) - 1])
            answer = await self._once(kind, payload, attempt, takes_payload)
            if answer is not None:
                return Acknowledged(200, answer[0], time.perf_counter() - begun, attempt + 1)
        return Acknowledged(0, None, time.perf_counter() - begun, tries)

    async def _once(
        self, kind: str, payload: dict[str, Any], attempt: int, takes_payload: bool
    ) -> tuple[dict[str, Any] | None] | None:
        """The acknowledgement's payload in a tuple, or None if none came in time."""
        socket = await self._next_connection()
        if socket is None:
            return None
        id_ = secrets.token_hex(16)
        envelope: dict[str, Any] = {
            "envelope_id": id_, "type": kind, "payload": payload, "accepts_response_payload": takes_payload,
        }  # fmt: skip
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        future: asyncio.Future[dict[str, Any] | None] = asyncio.get_running_loop().create_future()
        self._waiting[id_] = future
        self._sent_on[id_] = socket
        sent = time.perf_counter()
        try:
            await socket.send_str(json.dumps(envelope))
            answer = await asyncio.wait_for(future, self.ack_seconds)
            self.seconds.append(time.perf_counter() - sent)
            return (answer,)
        except (TimeoutError, ConnectionError):
            return None
        finally:
            self._waiting.pop(id_, None)
            self._sent_on.pop(id_, None)

    async def _next_connection(self) -> web.WebSocketResponse | None:
        """The connections take turns; where none is open, one is waited for as long as for an acknowledgement."""
        try:
            await asyncio.wait_for(self.connected(), self.ack_seconds)
        except TimeoutError:
            return None
        self._turn += 1
        return self.connections[self._turn % len(self.connections)] if self.connections else None

    async def _set_connections(self, connections: list[web.WebSocketResponse]) -> None:
        async with self._changed:
            self.connections = connections
            self._changed.notify_all()

    def _heard(self, data: str) -> None:
        try:
            said = json.loads(data)
        except ValueError:
            return
        future = self._waiting.get(said.get("envelope_id", ""))
        if future is not None and not future.done():
            self.acknowledged += 1
            future.set_result(said.get("payload"))

    def _lost(self, socket: web.WebSocketResponse) -> None:
        for id_, sent_on in self._sent_on.items():
            future = self._waiting.get(id_)
            if sent_on is socket and future is not None and not future.done():
                future.set_exception(ConnectionResetError())
