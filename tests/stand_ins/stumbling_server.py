"""A real HTTP server on the loopback address that answers as a subclass says, and stumbles as real servers do."""

from __future__ import annotations

import hashlib
import json
import random
import socket
import struct
import threading
from collections import deque
from dataclasses import dataclass, field, replace
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit


class Fault(Enum):
    """What goes wrong with one request; the client is to try again."""

    RATE_LIMITED = "429 with Retry-After"
    FAILING = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503 with Retry-After"
    CUT = "a body that ends half-way"
    RESET = "a connection that is reset"
    NOT_JSON = "an error page of a proxy, with status 200"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. Header names are in lower case; `path` is unquoted and without the query."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    raw_path: str = ""
    """As it was sent, still quoted, without the query."""

    @property
    def json(self) -> Any:
        """The body as JSON, None without a body."""
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True, slots=True)
class Reply:
    """A response."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
        """A response of JSON."""
        return cls(status, json.dumps(value).encode(), {"content-type": "application/json", **(headers or {})})


class StumblingServer:
    """Serves `answer` in threads between `with` and its end. GETs have ETags, and 304 for one that still holds.

    `fail_next` puts faults before the next requests, `stumble` lets a share of all requests fail by a seed, `down` answers
    503 to everything, and `token` is what requests must bear (see `authorised`), or they get 401.
    """

    etags = True

    def __init__(self) -> None:
        self.token = "secret-token-of-the-test"
        self.down = False
        self.log: list[tuple[str, str, int]] = []
        self._faults: deque[Fault] = deque()
        self._chance, self._random = 0.0, random.Random(0)
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def answer(self, asked: Asked) -> Reply:
        """The reply of the real service. Called under a lock, so that it may change state."""
        raise NotImplementedError

    def authorised(self, asked: Asked) -> bool:
        """Whether the request bears the token; override where the service has another way."""
        return asked.headers.get("authorization", "").endswith(f" {self.token}")

    @property
    def address(self) -> str:
        """`http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def fail_next(self, *faults: Fault) -> None:
        """Each of the next requests gets one of these."""
        self._faults.extend(faults)

    def stumble(self, seed: int, share: float) -> None:
        """From now on that share of requests fails, each in one of the ways; 0 ends it."""
        self._random, self._chance = random.Random(seed), share

    def count(self, status: int) -> int:
        """How many replies had this status."""
        return sum(one == status for _, _, one in self.log)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _reply(self, asked: Asked) -> tuple[Reply, Fault | None]:
        with self._lock:
            fault = self._faults.popleft() if self._faults else None
            if fault is None and self._random.random() < self._chance:
                fault = self._random.choice(list(Fault))
            if self.down:
                return Reply(503), None
            if fault in _STATUS:
                return Reply(_STATUS[fault], b"{}", {"retry-after": "0"} if "Retry" in fault.value else {}), None
            if fault is Fault.NOT_JSON:
                return Reply(200, b"<html>one moment please</html>"), None
            if not self.authorised(asked):
                return Reply.of({"message": "Bad credentials"}, 401), None
            reply = self.answer(asked)
        if self.etags and asked.method == "GET" and reply.status == 200:
            etag = reply.headers.get("etag") or f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
            reply = replace(reply, headers={**reply.headers, "etag": etag})
            if asked.headers.get("if-none-match") == etag:
                reply = replace(reply, status=304, body=b"")
        return reply, fault

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or each body waits 40 ms for the acknowledgement of its headers

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except ConnectionError:
                    self.close_connection = True

            def _serve(self) -> None:
                parts = urlsplit(self.path)
                length = int(self.headers.get("content-length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                body = self.rfile.read(length)
                if len(body) < length:  # the client was killed
                    self.close_connection = True
                    return
                asked = Asked(self.command, unquote(parts.path), query, headers, body, parts.path)
                reply, fault = stand_in._reply(asked)
                stand_in.log.append((self.command, self.path, reply.status))
                if fault is Fault.RESET:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.connection.close()
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(reply.body) + (fault is Fault.CUT)))
                self.end_headers()
                if fault is Fault.CUT:
                    self.wfile.write(reply.body[: len(reply.body) // 2])
                    self.close_connection = True
                else:
                    self.wfile.write(reply.body)

            do_GET = do_POST = do_PUT = do_HEAD = _serve  # noqa: N815 - the names that http.server asks for

            def log_message(self, *arguments: object) -> None:
                pass

        return Handler


_STATUS = {
    Fault.RATE_LIMITED: 429,
    Fault.FAILING: 500,
    Fault.BAD_GATEWAY: 502,
    Fault.UNAVAILABLE: 503,
}
