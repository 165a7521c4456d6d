"""Commands and buttons as jobs, and what is said to the person behind them: kept first, done by the worker, told in private."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import ClientError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from assistant.domain.inbox import Job, Task
from assistant.errors import LoreError
from assistant.slack.desk import QUIET, Desk
from assistant.slack.kit import Block
from assistant.slack.members import Member
from assistant.slack.modals import sentence
from assistant.slack.privately import Aside, account_of, team_of, tell
from assistant.slack.rendering.escaping import mrkdwn

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
    await say(desk, aside, words)
    return "answered"


async def say(desk: Desk, aside: Aside, words: Words) -> None:
    """Say it to them alone: by Slack's own address for what they did, else where they are."""
    said = {"text": words.text, "blocks": list(words.blocks), "response_type": "ephemeral", "replace_original": False}
    if aside.response_url:
        try:
            if (await AsyncWebhookClient(aside.response_url).send_dict({**said, **QUIET})).status_code == 200:
                return
        except (ClientError, TimeoutError) as error:
            _log.info("a response_url did not take it", reason=type(error).__name__)
    client = await desk.workspaces.client(aside.team)
    await client.chat_postMessage(channel=aside.account, text=words.text, blocks=list(words.blocks), **QUIET)
