"""One word in a channel that Lore was just invited to: how to ask, who sees answers, and how to change that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from assistant.domain.inbox import Job
from assistant.slack.desk import QUIET, Desk
from assistant.slack.rendering.escaping import mrkdwn
from assistant.slack.talking.delivering import metadata_of
from assistant.slack.wording.own_posts import post_for
from assistant.slack.wording.privately import Aside
from assistant.slack.working.putting import put
from assistant.slack.working.worker import Doing, Handler

HELLO: Final = "lore_hello"


def listen(app: AsyncApp, desk: Desk) -> None:
    """Register the event. Whoever joins, the channel has other readers now."""

    async def joined(event: dict[str, Any], body: dict[str, Any]) -> None:
        team, channel = str(body.get("team_id") or event.get("team") or ""), str(event["channel"])
        desk.members.forget(team, channel)
        if event.get("user") == (await desk.workspaces.ourselves(team)).user:
            aside = Aside(team, channel, str(event.get("inviter") or ""))
            await put(desk, aside, f"event:{body['event_id']}", {"name": HELLO}, f"hello:{team}:{channel}")

    app.event("member_joined_channel")(joined)


async def handle_hello(desk: Desk, job: Job, doing: Doing) -> str:
    """Say hello, once for an invitation."""
    aside = Aside.of_json(job.payload["aside"])
    client = await desk.workspaces.client(aside.team)
    if job.reply or (job.attempts > 1 and await post_for(client, aside.channel, "", job.id, job.received_at)):
        return "greeted"
    posted = await client.chat_postMessage(
        channel=aside.channel, text=hello(desk.options.organisation), metadata=metadata_of(job.id), **QUIET
    )
    await doing.note_reply(str(posted["ts"]))
    return "greeted"


JOBS: Mapping[str, Handler] = {HELLO: handle_hello}


def hello(organisation: str) -> str:
    """What is said."""
    whose = mrkdwn(organisation) if organisation else "your organisation"
    return (
        f"Hello. I answer questions from what {whose} has written down, and name my sources.\n"
        "• Mention me with a question, and I answer in its thread, from what everybody in this channel may read. I go on there "
        "until somebody says stop.\n"
        "• `/ask` answers you alone, from all that you may read.\n"
        "• `/ask-settings` shows how I behave here, and who may change it."
    )
