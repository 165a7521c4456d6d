"""What Slack shows beside a thread while Lore works on it. It goes by itself with the next message, or after two minutes."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.conversations import Place
from assistant.domain.inbox import Job
from assistant.domain.provenance import Step
from assistant.errors import LoreError
from assistant.slack.desk import Desk
from assistant.slack.hearing.receiving import Post, post_of
from assistant.slack.rendering.trails import title_of
from assistant.slack.working.worker import Doing, Handler

SEARCHING: Final = "is searching the documents…"
_TURNS: Final = ("Searching the documents…", "Reading what was found…", "Checking the sources…")
LOOKING_FURTHER: Final = "is looking further…"
_A_MOMENT_S: Final = 0.5
_RENEWED_S: Final = 90.0
"""Before Slack takes it away, after two minutes."""
_MOST: Final = 64
"""Statuses that are being shown at once; beyond that Slack is too slow for them to help."""

_log = structlog.get_logger()


async def show_status(client: AsyncWebClient, post: Post) -> None:
    """Show that the post was heard."""
    await _set(client, post, SEARCHING, list(_TURNS))


async def clear_status(client: AsyncWebClient, post: Post) -> None:
    """Show nothing any more, also where no message came."""
    await _set(client, post, "", None)


async def show_step(client: AsyncWebClient, post: Post, step: Step) -> None:
    """Show what is being looked for besides; Slack gets a moment for it, since the answer is waiting."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_A_MOMENT_S):
            await _set(client, post, LOOKING_FURTHER, [title_of(step)])


async def _set(client: AsyncWebClient, post: Post, status: str, turns: list[str] | None) -> None:
    """A status that can't be set is no reason to answer nothing."""
    try:
        await client.assistant_threads_setStatus(
            channel_id=post.channel, thread_ts=post.thread, status=status, loading_messages=turns
        )
    except (SlackApiError, ClientError, TimeoutError) as error:
        _log.info("no status was shown", reason=type(error).__name__)


class Statuses:
    """Shows at once that a question was heard, and for as long as it is being answered, beside whatever else goes on.

    A status that Slack took late, when the answer stood there already, is taken back; one that lasts is shown anew every
    `renewed_s` seconds.
    """

    def __init__(self, desk: Desk, renewed_s: float = _RENEWED_S) -> None:
        self._desk = desk
        self._renewed_s = renewed_s
        self._lit: dict[Place, float] = {}
        """By thread: when a status was last asked for that should still stand."""
        self._changing: set[asyncio.Task[None]] = set()

    def show(self, post: Post) -> None:
        """Returns at once."""
        now = time.monotonic()
        self._lit = {thread: at for thread, at in self._lit.items() if now - at < self._renewed_s}
        self._lit[post.thread_place] = now
        self._begin(post, self._show)

    def clear(self, post: Post) -> None:
        """What was waiting will not be begun. Returns at once."""
        self._lit.pop(post.thread_place, None)
        self._begin(post, clear_status)

    def beside(self, handler: Handler) -> Handler:
        """The handler of questions, with a status that is shown as long as it takes."""

        async def handle(desk: Desk, job: Job, doing: Doing) -> str:
            post = post_of(job.payload)
            async with self._during(post, job):
                return await handler(desk, job, _Watched(doing, self, post))

        return handle

    def ended(self, post: Post) -> None:
        """There is an answer, or will be none: a status has no place there any more, and what comes late is taken back."""
        self._lit.pop(post.thread_place, None)

    @contextlib.asynccontextmanager
    async def _during(self, post: Post, job: Job) -> AsyncIterator[None]:
        if post.thread_place not in self._lit:  # not yet shown at all, or ended by an answer before it, or by a failure
            self.show(post)
        renewing = asyncio.create_task(self._renew(post))
        try:
            yield
        finally:
            renewing.cancel()
            if job.attempts > 1 and post.thread_place in self._lit:  # what changes an earlier attempt's answer ends no status
                self.clear(post)
            self.ended(post)

    async def _renew(self, post: Post) -> None:
        while True:
            await asyncio.sleep(self._renewed_s)
            if post.thread_place not in self._lit:
                return
            self.show(post)

    async def _show(self, client: AsyncWebClient, post: Post) -> None:
        await show_status(client, post)
        if post.thread_place not in self._lit:
            await clear_status(client, post)

    def _begin(self, post: Post, change: Callable[[AsyncWebClient, Post], Awaitable[None]]) -> None:
        if len(self._changing) < _MOST:
            changing = asyncio.create_task(self._change(post, change))
            self._changing.add(changing)
            changing.add_done_callback(self._changing.discard)

    async def _change(self, post: Post, change: Callable[[AsyncWebClient, Post], Awaitable[None]]) -> None:
        try:
            await change(await self._desk.workspaces.client(post.team), post)
        except (LoreError, SlackApiError, ClientError, TimeoutError) as error:
            _log.info("no status was shown", reason=type(error).__name__)


@dataclass(frozen=True, slots=True)
class _Watched:
    """What a handler is given: it notes where the answer stands when there is one."""

    doing: Doing
    statuses: Statuses
    post: Post

    async def note_reply(self, reply: str) -> None:
        """Keep where the answer stands, durably."""
        self.statuses.ended(self.post)
        await self.doing.note_reply(reply)
