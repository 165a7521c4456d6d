"""The Bolt app: what it hears, over Socket Mode and HTTP alike, and who does the work.

Bolt is told to answer Slack only after a listener has ended (`process_before_response`): what is acknowledged is then safe in
the inbox. Listeners do nothing that takes long but open a modal, which Slack wants within three seconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.domain.inbox import Job, Task
from assistant.slack.acting import channel_settings, feedback, handing_over, saving, sharing
from assistant.slack.desk import Desk
from assistant.slack.hearing.receiving import Post, Reception
from assistant.slack.installed import leaving
from assistant.slack.showing import decisions, home, onboarding
from assistant.slack.showing.digests import handle_digest
from assistant.slack.showing.marking import handle_marks
from assistant.slack.talking import asking, conversation
from assistant.slack.talking.status import Statuses
from assistant.slack.working import apologies
from assistant.slack.working.worker import Doing, Handler, Worker

_PARTS: Final = (asking, channel_settings, decisions, feedback, handing_over, home, leaving, onboarding, saving, sharing)
_NAMED: Final[Mapping[str, Handler]] = {name: handler for part in _PARTS for name, handler in part.JOBS.items()}
_ANYTHING: Final = re.compile(".*", re.DOTALL)

_log = structlog.get_logger()


async def do_named(desk: Desk, job: Job, doing: Doing) -> str:
    """A command or an action, by its name."""
    return await _NAMED[str(job.payload["name"])](desk, job, doing)


HANDLERS: Final[Mapping[Task, Handler]] = {
    Task.QUESTION: conversation.answer_post,
    Task.EDIT: conversation.answer_edit,
    Task.DELETION: conversation.take_back,
    Task.ASK: asking.handle_ask,
    Task.APOLOGY: apologies.apologise,
    Task.COMMAND: do_named,
    Task.ACTION: do_named,
    Task.HOME: do_named,
    Task.DIGEST: handle_digest,
    Task.MARKS: handle_marks,
}


def handlers_with(statuses: Statuses) -> Mapping[Task, Handler]:
    """Those of the worker: questions show that they are being answered."""
    return {**HANDLERS, Task.QUESTION: statuses.beside(HANDLERS[Task.QUESTION])}


def hear(app: AsyncApp, desk: Desk, worker: Worker, statuses: Statuses) -> None:
    """Register everything with Bolt. The first listener that matches is the one that is called."""
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
