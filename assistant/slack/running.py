"""Runs Lore in Slack until it is told to stop: hearing over a socket or HTTP, working, and what is due by the clock."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
import uvicorn
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assistant.errors import LoreError, UsageError
from assistant.slack.desk import Desk
from assistant.slack.digests import plan_digests
from assistant.slack.marking import plan_marks
from assistant.slack.worker import Worker

_PLANNED_EVERY_S: Final = 60.0
_THREADS: Final = 32
"""Enough that keeping what Slack sends need not wait behind searches; asyncio's own number depends on the cores."""
_JOBS_KEPT: Final = timedelta(days=7)
"""Slack delivers an event again within hours; a finished job is known until then and for some days of looking back."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Running:
    """Everything that runs. `warm` loads what answers need; until it has, questions wait in the inbox."""

    app: AsyncApp
    desk: Desk
    worker: Worker
    warm: Callable[[], Awaitable[None]]


async def run_over_socket(running: Running, app_token: str, announce: Callable[[str], None]) -> None:
    """Connect to Slack and answer until SIGINT or SIGTERM. Raises UsageError where Slack refuses a token."""
    async with _working(running) as stopping:
        handler = AsyncSocketModeHandler(running.app, app_token)
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
            announce("Connected to Slack. Mention Lore in a channel, or write to it directly. Ctrl-C ends it.")
            await stopping.wait()
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]


async def run_over_http(running: Running, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve what Slack posts until SIGINT or SIGTERM; each request must bear its signature. Raises UsageError for an address
    that can't be served on."""
    ready = asyncio.Event()
    server = uvicorn.Server(uvicorn.Config(http_app(running.app, ready.is_set), log_level="warning", server_header=False))
    with _listening(host, port) as listener:
        async with _working(running, ready) as stopping:
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            stopped = asyncio.create_task(stopping.wait())
            shown = f"[{host}]" if ":" in host else host
            announce(f"Slack may post to http://{shown}:{listener.getsockname()[1]}/slack/events. Ctrl-C ends it.")
            await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
            server.should_exit = True
            stopping.set()
            await serving
            await stopped


def _listening(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise UsageError(f"port {port} of {host} can't be used ({error.strerror}): choose another with --port") from error
    listener.listen(128)
    return listener


def http_app(app: AsyncApp, ready: Callable[[], bool]) -> Starlette:
    """What Slack and whoever watches over Lore may ask for."""
    handler = AsyncSlackRequestHandler(app)

    async def slack(request: Request) -> Response:
        return await handler.handle(request)

    async def livez(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        return PlainTextResponse("ready") if ready() else PlainTextResponse("loading", 503)

    return Starlette(
        routes=[
            Route("/slack/events", slack, methods=["POST"]),
            Route("/slack/install", slack, methods=["GET"]),
            Route("/slack/oauth_redirect", slack, methods=["GET"]),
            Route("/livez", livez),
            Route("/readyz", readyz),
        ]
    )


@contextlib.asynccontextmanager
async def _working(running: Running, ready: asyncio.Event | None = None) -> AsyncIterator[asyncio.Event]:
    """The worker and the planner beside what is heard. At the end jobs that run are given a moment, and the rest waits in the
    inbox for the next start."""
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(_THREADS, "lore"))
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    tasks = [asyncio.create_task(_work(running, stopping, ready)), asyncio.create_task(_plan(running, stopping))]
    for task in tasks:
        task.add_done_callback(lambda _: stopping.set())  # a defect in one of them must not leave a bot that only listens
    try:
        yield stopping
    finally:
        stopping.set()
        await asyncio.gather(*tasks)
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


async def _work(running: Running, stopping: asyncio.Event, ready: asyncio.Event | None) -> None:
    await running.warm()
    if ready:
        ready.set()
    await running.worker.run(stopping)


async def _plan(running: Running, stopping: asyncio.Event) -> None:
    """Put what is due into the inbox; other processes do the same, and the job's id keeps it to one."""
    while not stopping.is_set():
        try:
            now = running.desk.clock.now()
            if await plan_digests(running.desk, now) + await plan_marks(running.desk, now):
                running.worker.nudge()
            await asyncio.to_thread(running.desk.inbox.forget_before, now - _JOBS_KEPT)
        except LoreError as error:
            _log.warning("nothing was planned", reason=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), _PLANNED_EVERY_S)
