"""Serves the application with uvicorn."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

import structlog
import uvicorn

from assistant.errors import UsageError
from assistant.web.app import create_app
from assistant.web.services import Services


def serve_app(services: Services, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until the process is told to stop; `announce` hears the address once connections are accepted.

    Raises UsageError for an address that is not this machine's own, since nobody could be told apart there yet, and for
    a port that is taken.
    """
    if not _is_loopback(host):
        raise UsageError(f"'{host}' can be reached from other machines, and no authentication is set up: use 127.0.0.1")
    keep_values_out_of_tracebacks()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise UsageError(f"port {port} of {host} can't be used ({error.strerror}): choose another with --port") from error
        listener.listen(128)
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{listener.getsockname()[1]}")
        config = uvicorn.Config(create_app(services), log_level="warning", timeout_graceful_shutdown=10, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


def keep_values_out_of_tracebacks() -> None:
    """Log tracebacks as Python writes them: structlog's own name every variable's value, questions and secrets among them."""
    *before, _ = structlog.get_config()["processors"]
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*before, renderer])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
