"""An OpenAI-compatible server on 127.0.0.1 that answers from a script and misbehaves on request.

    with OpenAIServer(mode=Mode.TOO_MANY) as server:
        ChatGenerator(ChatOptions(model="openai:stand-in", base_url=server.base_url, api_key="k"))

It speaks real HTTP over real sockets, so that cut connections, silence and garbage are what a client would meet.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "stand-in"
SUPPORTED = "The bus is RabbitMQ [1]. It was chosen in 2021 [2]."
FOREIGN = (
    "The bus is RabbitMQ [1]. See [the page](https://evil.example/?q=secret) and "
    "![x](https://evil.example/p.png) or <https://evil.example/a> or https://evil.example/b.\n"
)


class Mode(StrEnum):
    """What the server does with a chat completion."""

    OK = "ok"
    HANGING = "hanging"
    STALLING = "stalling"
    DRIP = "drip"
    TOO_MANY = "429"
    TOO_MANY_WAIT = "429 with Retry-After"
    BROKEN = "500"
    UNAUTHORISED = "401"
    CUT = "cut"
    TRUNCATED = "truncated"
    GARBAGE = "garbage"
    WRONG_JSON = "wrong JSON"
    REFUSES_OPTIONS = "refuses stream_options"
    EMPTY = "empty"
    FOREIGN_LINKS = "foreign links"
    MARKERS_TO_NOWHERE = "markers to nowhere"
    NOT_IN_EVIDENCE = "not in evidence"


ANSWERS = {
    Mode.FOREIGN_LINKS: FOREIGN,
    Mode.MARKERS_TO_NOWHERE: "The bus is RabbitMQ [17]. It was chosen in 2021 [99].",
    Mode.NOT_IN_EVIDENCE: "NOT_IN_EVIDENCE",
    Mode.EMPTY: "",
}
FAULTS = {
    Mode.TOO_MANY: (429, "rate_limit_exceeded", "Rate limit reached"),
    Mode.TOO_MANY_WAIT: (429, "rate_limit_exceeded", "Rate limit reached"),
    Mode.BROKEN: (500, "server_error", "The server had an error"),
    Mode.UNAUTHORISED: (401, "invalid_api_key", "Incorrect API key provided: sk-very-secret-key"),
}


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it arrived."""

    path: str
    authorization: str
    body: dict[str, Any]


@dataclass
class OpenAIServer:
    """Use it as a context manager; `mode`, `answer` and `drip_s` may be changed while it runs.

    `answer` is the text, or makes it from the request's messages. `received` is what came in; `disconnected` is set
    when a client goes away before the end of its answer. After `faults` requests the mode is over, and all is well;
    `retry_after` is the header of 429s. `first_words_at` is when the first words of each answer left, by
    time.perf_counter(). Answers tell their usage where they are asked to: a token for four bytes, or `told`.
    """

    mode: Mode = Mode.OK
    answer: str | Callable[[list[dict[str, Any]]], str] = SUPPORTED
    drip_s: float = 0.05
    cut_after: int = 3
    """How many pieces come before it breaks off."""
    turn: Callable[[list[dict[str, Any]]], dict[str, Any]] | None = None
    """Makes a whole completion from the messages of a request that offers tools; see tool_turns.py."""
    faults: int | None = None
    retry_after: str = "1"
    told: tuple[int, int] | None = None
    first_words_at: list[float] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    disconnected: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> OpenAIServer:
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.stand_in = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=5)

    @property
    def base_url(self) -> str:
        """What a client is given, with the /v1."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def mode_now(self) -> Mode:
        """The mode for the request that came in last."""
        return Mode.OK if self.faults is not None and len(self.received) > self.faults else self.mode

    def usage(self, messages: list[dict[str, Any]]) -> dict[str, int]:
        """What an answer takes, as OpenAI's servers tell it."""
        sent, returned = self.told or (
            _fours("".join(str(message["content"]) for message in messages)),
            _fours("".join(self.pieces(messages))),
        )
        return {"prompt_tokens": sent, "completion_tokens": returned, "total_tokens": sent + returned}

    def pieces(self, messages: list[dict[str, Any]]) -> Iterator[str]:
        """The answer, cut as models cut it: a few characters at a time, without regard to words or markers."""
        text = ANSWERS.get(self.mode, self.answer if isinstance(self.answer, str) else self.answer(messages))
        return (text[start : start + 4] for start in range(0, len(text), 4))


def closed_port() -> str:
    """A base URL at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    stand_in: OpenAIServer

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what many tests are about, and no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — the base class calls it that
        """Silence: a test's output is its own."""

    def do_GET(self) -> None:
        if self.path == "/v1/models":
            entry = {"id": MODEL, "object": "model", "created": 0, "owned_by": "tests"}
            self._json(200, {"object": "list", "data": [entry]})
        else:
            self._json(404, _error("not_found", f"no such path: {self.path}"))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        stand_in = self.server.stand_in
        stand_in.received.append(Received(self.path, self.headers.get("Authorization", ""), body))
        mode = stand_in.mode_now()
        if self.path != "/v1/chat/completions":
            self._json(404, _error("not_found", f"no such path: {self.path}"))
        elif mode in FAULTS:
            status, code, text = FAULTS[mode]
            self._json(status, _error(code, text))
        elif mode is Mode.REFUSES_OPTIONS and "stream_options" in body:
            self._json(400, _error("unknown_parameter", "Unrecognized request argument supplied: stream_options"))
        elif mode is Mode.WRONG_JSON:
            self._json(200, {"ok": True, "choices": "none"})
        elif mode is Mode.HANGING:
            self._wait_for_disconnect()
        elif body.get("tools") and stand_in.turn is not None:
            self._json(200, stand_in.turn(body["messages"]))
        elif body.get("stream"):
            self._stream(body, mode)
        else:
            self._json(200, _completion("".join(stand_in.pieces(body["messages"])), stand_in.usage(body["messages"])))

    def _stream(self, body: dict[str, Any], mode: Mode) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self._event(_chunk({"role": "assistant", "content": ""}))
            if mode is Mode.GARBAGE:
                self._raw(b"data: {]{ not json\n\n")
            if self._say(body["messages"], mode):
                self._event(_chunk({}, finish="stop"))
                if (body.get("stream_options") or {}).get("include_usage"):
                    self._event({**_chunk({}), "choices": [], "usage": self.server.stand_in.usage(body["messages"])})
                self._raw(b"data: [DONE]\n\n")
                self._raw(b"")
        except OSError:
            self.server.stand_in.disconnected.set()
            self.close_connection = True

    def _say(self, messages: list[dict[str, Any]], mode: Mode) -> bool:
        """Send the pieces; False when the mode breaks off before the end."""
        stand_in = self.server.stand_in
        for number, piece in enumerate(stand_in.pieces(messages)):
            if not number:
                stand_in.first_words_at.append(time.perf_counter())
            self._event(_chunk({"content": piece}))
            if mode is Mode.DRIP:
                stand_in.stopping.wait(stand_in.drip_s)
            if number == stand_in.cut_after - 1 and mode is Mode.CUT:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return False
            if number == stand_in.cut_after - 1 and mode is Mode.TRUNCATED:
                self.close_connection = True
                self._raw(b"")
                return False
            if number == stand_in.cut_after - 1 and mode is Mode.STALLING:
                self._wait_for_disconnect()
                return False
        return True

    def _wait_for_disconnect(self) -> None:
        """Hold the line without a byte until the client hangs up or the server stops."""
        self.close_connection = True
        self.connection.settimeout(0.02)
        while not self.server.stand_in.stopping.is_set():
            try:
                if not self.connection.recv(1):
                    self.server.stand_in.disconnected.set()
                    return
            except TimeoutError:
                time.sleep(0.01)
            except OSError:
                self.server.stand_in.disconnected.set()
                return

    def _event(self, payload: dict[str, Any]) -> None:
        self._raw(f"data: {json.dumps(payload)}\n\n".encode())

    def _raw(self, data: bytes) -> None:
        """One chunk of the chunked encoding; empty data is the end."""
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _json(self, status: int, payload: dict[str, Any]) -> None:
        data = json.dumps(payload).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if status == 429 and self.server.stand_in.mode is Mode.TOO_MANY_WAIT:
            self.send_header("Retry-After", self.server.stand_in.retry_after)
        self.end_headers()
        self.wfile.write(data)


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": code, "param": None, "code": code}}


def _chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": MODEL, "choices": [choice]}


def _fours(text: str) -> int:
    return len(text.encode()) // 4


def _completion(text: str, usage: dict[str, int]) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": usage,
    }
