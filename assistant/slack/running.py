"""Runs Lore in Slack until it is told to stop: hearing over a socket or HTTP, working, and what is due by the clock."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog
import uvicorn
from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assistant.errors import LoreError, UsageError
from assistant.slack.desk import Desk
from assistant.slack.requests import admitted
from assistant.slack.showing.digests import plan_digests
from assistant.slack.showing.marking import plan_marks
from assistant.slack.working.failures import Prospect, failure_of
from assistant.slack.working.worker import Worker

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
    signing_secret: str = field(default="", repr=False)
    """With which Slack signs what it posts."""


async def run_over_socket(running: Running, app_token: str, announce: Callable[[str], None]) -> None:
    """Connect to Slack and answer until SIGINT or SIGTERM. Raises UsageError where Slack refuses a token."""
    await _check(running.app, app_token, announce)
    async with _working(running) as stopping:
        handler = AsyncSocketModeHandler(running.app, app_token)
        connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]
        stopped = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait({connecting, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if connecting.done():
                connecting.result()
                announce("Connected to Slack. Mention Lore in a channel, or write to it directly. Ctrl-C ends it.")
            await stopped
        finally:
            for left in (connecting, stopped):
                left.cancel()
            await handler.close_async()  # type: ignore[no-untyped-call]


async def _check(app: AsyncApp, app_token: str, announce: Callable[[str], None]) -> None:
    """Ask for a connection once: slack_sdk tries for ever, also with a wrong token. Raises UsageError for such a one."""
    try:
        await app.client.apps_connections_open(app_token=app_token)
    except (SlackApiError, ClientError, TimeoutError) as error:
        failure = failure_of(error)
        if failure.prospect is not Prospect.PASSING:
            raise UsageError(
                f"Slack does not accept the app token ({failure.name}): make one with the scope connections:write on the app's "
                "page Basic Information, turn on Socket Mode, and set LORE_SLACK__APP_TOKEN (xapp-…)"
            ) from error
        announce(f"Slack gives no connection yet ({failure.name}): trying again. Ctrl-C ends it.")


async def run_over_http(running: Running, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve what Slack posts until SIGINT or SIGTERM; each request must bear its signature. Raises UsageError for an address
    that can't be served on."""
    ready = asyncio.Event()
    pages = http_app(running.app, ready.is_set, running.signing_secret)
    server = uvicorn.Server(uvicorn.Config(pages, log_level="warning", server_header=False))
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


def http_app(app: AsyncApp, ready: Callable[[], bool], signing_secret: str = "") -> Starlette:
    """What Slack and whoever watches over Lore may ask for; without the secret no event is taken."""
    handler = AsyncSlackRequestHandler(app)

    async def event(request: Request) -> Response:
        let_in = await admitted(request, signing_secret)
        return let_in if isinstance(let_in, Response) else await handler.handle(let_in)

    async def install(request: Request) -> Response:
        return await handler.handle(request)

    async def livez(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        return PlainTextResponse("ready") if ready() else PlainTextResponse("loading", 503)

    return Starlette(
        routes=[
            Route("/slack/events", event, methods=["POST"]),
            Route("/slack/install", install, methods=["GET"]),
            Route("/slack/oauth_redirect", install, methods=["GET"]),
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
