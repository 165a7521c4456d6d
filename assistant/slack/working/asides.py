"""Commands and buttons as jobs, and what is said to the person behind them: kept first, done by the worker, told in private."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

from assistant.domain.inbox import Job, Task
from assistant.errors import LoreError
from assistant.slack.desk import Desk
from assistant.slack.installed.members import Member
from assistant.slack.rendering.escaping import mrkdwn
from assistant.slack.wording.kit import Block
from assistant.slack.wording.modals import sentence
from assistant.slack.wording.privately import Aside, account_of, team_of, tell

LOOKING: Final = "Looking…"
"""What a command is acknowledged with: what is done before it may take a while."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Words:
    """Something to say: `text` is the notification's, and stands for the blocks where they can't be shown."""

    text: str
    blocks: Sequence[Block]


def command_job(body: Mapping[str, Any], desk: Desk) -> Job:
    """A slash command to be done. What was typed is kept without secrets."""
    payload = {
        "name": str(body["command"]),
        "text": desk.redact(str(body.get("text") or "")),
        "app": str(body.get("api_app_id") or ""),
        "aside": Aside.of(body).as_json(),
    }
    return Job(f"command:{body['trigger_id']}", Task.COMMAND, team_of(body), desk.clock.now(), "", payload)


def action_job(body: Mapping[str, Any], desk: Desk, thread: str, said: Mapping[str, Any]) -> Job:
    """Something pressed or chosen, to be done after what came before it in the same `thread`; `said` has the handler's name."""
    payload = {"account": account_of(body), **said}
    return Job(f"action:{body['trigger_id']}", Task.ACTION, team_of(body), desk.clock.now(), thread, payload)


async def keep(desk: Desk, job: Job) -> None:
    """On return it is safe, and Slack may be told."""
    await asyncio.to_thread(desk.inbox.put, job)


async def answer_command(desk: Desk, job: Job, made: Callable[[Member], Awaitable[Words]]) -> str:
    """Say to whoever gave a command what is made for them; or what was wrong, with the next step."""
    aside = Aside.of_json(job.payload["aside"])
    try:
        member = await desk.members.member(aside.team, aside.account)
        words = await made(member)
    except LoreError as error:
        await tell(desk, aside, mrkdwn(sentence(str(error))))
        return "refused"
    await tell(desk, aside, words.text, words.blocks)
    return "answered"
