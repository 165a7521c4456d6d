"""Ways to reach an application: without a network, and over one."""

from __future__ import annotations

import socket
import threading
import time

import httpx
import uvicorn

from assistant.web.app import create_app
from assistant.web.services import Services

SUGGESTIONS = ("Which message bus do we use, and what did it replace?", "Why was RFC-008 withdrawn?", "原始位置数据保留多久？")
SITE = "http://127.0.0.1:8080"


def client_over(services: Services) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(create_app(services), raise_app_exceptions=True)
    return httpx.AsyncClient(transport=transport, base_url=SITE)


class Server:
    """uvicorn in a thread, on a port of its own."""

    def __init__(self, services: Services) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(create_app(services), log_level="warning", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(10)
        self._socket.close()
