"""A word to one person, that nobody else sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from assistant.domain.inbox import Job
from assistant.slack.desk import QUIET, Desk
from assistant.slack.wording.own_posts import say_once
from assistant.slack.working.failures import code_of

INVITE: Final = "I am not in this channel. Write /invite and my name there, then try again."

_HOOKS: Final = {("https", "hooks.slack.com"), ("https", "hooks.slack-gov.com")}

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Aside:
    """To whom, and where they are: a channel and the thread in it ("" for none).

    `response_url` is Slack's own for answering what they did; it serves for half an hour, also where Lore is no member.
    """

    team: str
    channel: str
    account: str
    thread: str = ""
    response_url: str = ""

    def as_json(self) -> dict[str, str]:
        """For a job or a form."""
        return asdict(self)

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> Aside:
        """What `as_json` made."""
        return cls(**said)

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Aside:
        """Who pressed a button, gave a command or chose a shortcut, by what Slack sent. In a thread the word belongs there; the
        response_url is taken for what happened to a private message, or outside of any thread."""
        container, message = body.get("container") or {}, body.get("message") or {}
        channel = body.get("channel") or {}
        thread = str(container.get("thread_ts") or message.get("thread_ts") or "")
        is_private = bool(container.get("is_ephemeral")) or not thread
        return cls(
            team=team_of(body),
            channel=str(channel.get("id") or body.get("channel_id") or container.get("channel_id") or ""),
            account=account_of(body),
            thread=thread,
            response_url=str(body.get("response_url") or "") if is_private else "",
        )


def team_of(body: Mapping[str, Any]) -> str:
    """The workspace in which somebody did something."""
    team = body.get("team") or {}
    return str(team.get("id") or body.get("team_id") or (body.get("user") or {}).get("team_id") or "")


def account_of(body: Mapping[str, Any]) -> str:
    """Who did it."""
    return str((body.get("user") or {}).get("id") or body.get("user_id") or "")


async def tell(desk: Desk, aside: Aside, text: str, blocks: Sequence[Mapping[str, Any]] = (), job: Job | None = None) -> None:
    """Say it to them alone: where they are if Lore may speak there, else directly. `text` is mrkdwn, and with `blocks` what a
    notification shows of them. What is said for a `job` in a direct message is said there once, however often the job is begun;
    a private message in a channel nobody can look for."""
    content: dict[str, Any] = {"text": text, **({"blocks": list(blocks)} if blocks else {})}
    client = await desk.workspaces.client(aside.team)
    if is_slacks(aside.response_url, client.base_url) and await _answered(aside, content):
        return
    if aside.channel.startswith("D"):
        await _say(client, (aside.channel, aside.thread), content, job)
        return
    try:
        if aside.channel:
            where = {"channel": aside.channel, "user": aside.account, **content, **QUIET}
            await client.chat_postEphemeral(thread_ts=aside.thread or None, **where)
            return
    except SlackApiError as error:
        _log.info("a private word goes to the person directly", reason=code_of(error))
    await _say(client, (aside.account, ""), content, job)


async def _say(client: AsyncWebClient, at: tuple[str, str], content: Mapping[str, Any], job: Job | None) -> None:
    """Post it in a direct message: `at` is its channel or the account, and the thread."""
    if job is None:
        await client.chat_postMessage(channel=at[0], thread_ts=at[1] or None, **content, **QUIET)
    else:
        await say_once(client, replace(job, id=f"{job.id}:aside"), *at, content)


def is_slacks(response_url: str, api: str) -> bool:
    """Whether this address is Slack's own, or on the server that stands for Slack's API: what a payload names is not called
    blindly."""
    try:
        there, ours = urlsplit(response_url), urlsplit(api)
    except ValueError:
        return False
    return (there.scheme, there.hostname) in _HOOKS or (there.scheme, there.netloc) == (ours.scheme, ours.netloc)


async def _answered(aside: Aside, content: Mapping[str, Any]) -> bool:
    """Whether Slack took it for what they did."""
    said = {**content, **QUIET, "response_type": "ephemeral", "replace_original": False}
    threaded = {"thread_ts": aside.thread} if aside.thread else {}
    try:
        return (await AsyncWebhookClient(aside.response_url).send_dict(said | threaded)).status_code == 200
    except (ClientError, TimeoutError) as error:
        _log.info("a response_url did not take it", reason=type(error).__name__)
        return False
