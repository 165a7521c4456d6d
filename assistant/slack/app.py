"""The Bolt app: what it hears, over Socket Mode and HTTP alike, and who does the work.

Bolt is told to answer Slack only after a listener has ended (`process_before_response`): what is acknowledged is then safe in
the inbox. Listeners do nothing that takes long but open a modal, which Slack wants within three seconds.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from aiohttp import ClientError
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.inbox import Job, Task
from assistant.errors import LoreError
from assistant.slack import (
    asking,
    channel_settings,
    conversation,
    decisions,
    feedback,
    handing_over,
    home,
    leaving,
    onboarding,
    saving,
    sharing,
)
from assistant.slack.desk import Desk
from assistant.slack.digests import handle_digest
from assistant.slack.marking import handle_marks
from assistant.slack.privately import Aside, tell
from assistant.slack.receiving import Post, Reception
from assistant.slack.status import clear_status, show_status
from assistant.slack.worker import Doing, Handler, Worker

_PARTS: Final = (asking, channel_settings, decisions, feedback, handing_over, home, leaving, onboarding, saving, sharing)
_NAMED: Final[Mapping[str, Handler]] = {name: handler for part in _PARTS for name, handler in part.JOBS.items()}
_ANYTHING: Final = re.compile(".*", re.DOTALL)
_MOST_STATUSES: Final = 64
"""Statuses that are being shown at once; beyond that Slack is too slow for them to help."""

_log = structlog.get_logger()


async def do_named(desk: Desk, job: Job, doing: Doing) -> str:
    """A command or an action, by its name."""
    return await _NAMED[str(job.payload["name"])](desk, job, doing)


HANDLERS: Final[Mapping[Task, Handler]] = {
    Task.QUESTION: conversation.answer_post,
    Task.EDIT: conversation.answer_edit,
    Task.DELETION: conversation.take_back,
    Task.COMMAND: do_named,
    Task.ACTION: do_named,
    Task.HOME: do_named,
    Task.DIGEST: handle_digest,
    Task.MARKS: handle_marks,
}


async def apologise(desk: Desk, job: Job) -> None:
    """Tell whoever waits for a job that nothing will come of it."""
    if job.task in {Task.QUESTION, Task.EDIT}:
        await conversation.apologise(desk, job)
    elif "aside" in job.payload:
        await tell(desk, Aside.of_json(job.payload["aside"]), conversation.SORRY)


class Statuses:
    """Shows at once that a question was heard, beside whatever else goes on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._showing: set[asyncio.Task[None]] = set()

    def show(self, post: Post) -> None:
        """Returns at once."""
        self._begin(post, show_status)

    def clear(self, post: Post) -> None:
        """What was waiting will not be begun. Returns at once."""
        self._begin(post, clear_status)

    def _begin(self, post: Post, change: Callable[[AsyncWebClient, Post], Awaitable[None]]) -> None:
        if len(self._showing) < _MOST_STATUSES:
            showing = asyncio.create_task(self._change(post, change))
            self._showing.add(showing)
            showing.add_done_callback(self._showing.discard)

    async def _change(self, post: Post, change: Callable[[AsyncWebClient, Post], Awaitable[None]]) -> None:
        try:
            await change(await self._desk.workspaces.client(post.team), post)
        except (LoreError, SlackApiError, ClientError, TimeoutError) as error:
            _log.info("no status was shown", reason=type(error).__name__)


def hear(app: AsyncApp, desk: Desk, worker: Worker) -> None:
    """Register everything with Bolt. The first listener that matches is the one that is called."""
    statuses = Statuses(desk)
    reception = Reception(desk, worker.nudge, statuses.show)

    async def posted(body: dict[str, Any]) -> None:
        outcome = await reception.take(body)
        _log.debug("took in a post", outcome=outcome)

    async def stopped(event: dict[str, Any], body: dict[str, Any]) -> None:
        thread = str(event.get("thread_ts") or event.get("message_ts") or "")
        channel = str(event.get("channel") or event.get("channel_id") or "")
        team = str(body.get("team_id") or "")
        await reception.stop(team, channel, thread)
        statuses.clear(Post(team, channel, thread, thread, "", ""))

    async def company_changed(event: dict[str, Any], body: dict[str, Any]) -> None:
        desk.members.forget(str(body.get("team_id") or ""), str(event["channel"]))

    app.event("app_mention")(posted)
    app.event("message")(posted)
    app.event("agent_session_stopped")(stopped)
    app.event("member_left_channel")(company_changed)
    for part in _PARTS:
        part.listen(app, desk)
    _hear_the_rest(app)


def _hear_the_rest(app: AsyncApp) -> None:
    """Acknowledge what nobody listens to, such as a button that is a link: Slack shows a warning otherwise."""

    async def nothing() -> None:
        """An event that means nothing to Lore."""

    async def heard(ack: AsyncAck) -> None:
        await ack()

    app.event(_ANYTHING)(nothing)
    app.action(_ANYTHING)(heard)
    app.view(_ANYTHING)(heard)
    app.view_closed(_ANYTHING)(heard)
    app.shortcut(_ANYTHING)(heard)
