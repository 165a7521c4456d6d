"""App Home: a page for somebody who is new, and prompts where they begin to write. Read `listen` first.

What is pressed on the page is kept before Slack is told, and a person's page is made by one job after another, so that the
page that stands at the end is of the last thing that they did.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.inbox import Job, Task
from assistant.errors import Forbidden, NotFound
from assistant.knowledge.health.digest import DAYS
from assistant.slack.desk import QUIET, Desk
from assistant.slack.hearing.receiving import How, Post, question_job
from assistant.slack.installed.members import Member
from assistant.slack.rendering.escaping import cut, mrkdwn, plain
from assistant.slack.showing.home_blocks import PATH, READ, TRY, Remembered, Shown, document_of, home_view, refused_view
from assistant.slack.talking.delivering import metadata_of
from assistant.slack.wording.modals import sentence
from assistant.slack.wording.own_posts import post_for
from assistant.slack.wording.phrasing import said
from assistant.slack.wording.privately import account_of, team_of
from assistant.slack.working.asides import action_job, keep
from assistant.slack.working.failures import code_of
from assistant.slack.working.worker import Doing, Handler

OPENED: Final = "home"
PROMPTS: Final = "prompts"
_MOST_PROMPTS: Final = 4
_PROMPT: Final = 75


def listen(app: AsyncApp, desk: Desk) -> None:
    """Take what happens in Home."""

    async def opened(body: dict[str, Any]) -> None:
        if job := _opened_job(body, desk):
            await keep(desk, job)

    async def pressed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await keep(desk, _pressed_job(body, desk))
        await ack()

    app.event("app_home_opened")(opened)
    app.action(re.compile(rf"^{READ}:"))(pressed)
    app.action(PATH)(pressed)
    app.action(re.compile(rf"^{TRY}:\d+$"))(pressed)


async def handle_opened(desk: Desk, job: Job, _: Doing) -> str:
    """Show the page."""
    return await _publish(desk, job)


async def handle_read(desk: Desk, job: Job, _: Doing) -> str:
    """Keep that a document was read, or was not, and show the page with it."""
    account, topic = str(job.payload["account"]), str(job.payload["topic"])
    document, is_read = str(job.payload["document"]), bool(job.payload["read"])
    try:
        member = await desk.members.member(job.team, account)
        read, unread = ([document], []) if is_read else ([], [document])
        await asyncio.to_thread(desk.knowledge.onboarding.mark, member.principal, topic, read, unread)
    except (Forbidden, NotFound):
        pass  # the page that follows says what they may see now
    return await _publish(desk, job)


async def handle_path(desk: Desk, job: Job, _: Doing) -> str:
    """Show another path."""
    return await _publish(desk, job)


async def handle_try(desk: Desk, job: Job, doing: Doing) -> str:
    """Ask a question for them: it is written under Messages, and answered there."""
    account, question = str(job.payload["account"]), str(job.payload["question"])
    member = await _member(desk, job.team, account)
    if member is None:
        return await _publish(desk, job)
    client = await desk.workspaces.client(job.team)
    channel, ts = await _asked_already(client, job)
    if not ts:
        text = f"*You asked from Home:* {said(question, 1000)}"
        posted = await client.chat_postMessage(channel=channel or account, text=text, metadata=metadata_of(job.id), **QUIET)
        channel, ts = str(posted["channel"]), str(posted["ts"])
        await doing.note_reply(f"{channel}:{ts}")
    post = Post(job.team, channel, ts, ts, account, question, is_direct=True, how=How.DIRECT)
    await keep(desk, question_job(post, desk))
    return "asked"


async def handle_prompts(desk: Desk, job: Job, _: Doing) -> str:
    """Suggest what to ask. An agent's prompts belong to no thread:
    https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts"""
    if not desk.options.suggestions or await _member(desk, job.team, str(job.payload["account"])) is None:
        return "nothing to suggest"
    prompts = [{"title": cut(plain(one), _PROMPT), "message": one} for one in desk.options.suggestions[:_MOST_PROMPTS]]
    client = await desk.workspaces.client(job.team)
    await client.assistant_threads_setSuggestedPrompts(
        channel_id=str(job.payload["channel"]), title="Questions to try", prompts=prompts
    )
    return "suggested"


async def _asked_already(client: AsyncWebClient, job: Job) -> tuple[str, str]:
    """The channel of their direct messages, "" where it is not known, and what an earlier attempt has written there."""
    if job.reply:
        channel, _, ts = job.reply.partition(":")
        return channel, ts
    channel = str(job.payload["channel"])
    return channel, await post_for(client, channel, "", job.id) if channel and job.attempts > 1 else ""


JOBS: Final[Mapping[str, Handler]] = {
    OPENED: handle_opened,
    PROMPTS: handle_prompts,
    READ: handle_read,
    PATH: handle_path,
    TRY: handle_try,
}


def page_key(team: str, account: str) -> str:
    """What the jobs of one person's page share."""
    return f"{team}:home:{account}"


def _opened_job(body: Mapping[str, Any], desk: Desk) -> Job | None:
    """What is to be done when a tab was opened; None for tabs that Lore does not fill."""
    event, team = body["event"], str(body.get("team_id") or "")
    name = {"home": OPENED, "messages": PROMPTS}.get(str(event.get("tab")))
    if name is None:
        return None
    account, view = str(event["user"]), event.get("view") or {}
    said = _said_by(view) | {"name": name, "account": account, "channel": str(event.get("channel") or "")}
    key = page_key(team, account) if name == OPENED else ""
    return Job(f"event:{body['event_id']}", Task.HOME, team, desk.clock.now(), key, said)


def _pressed_job(body: Mapping[str, Any], desk: Desk) -> Job:
    """What is to be done with a check box, the menu or a question."""
    action = body["actions"][0]
    name = str(action["action_id"]).partition(":")[0]
    said = _said_by(body.get("view") or {}) | {"name": name}
    if name == READ:
        said |= {"document": document_of(str(action["action_id"])), "read": bool(action.get("selected_options"))}
    elif name == PATH:
        said |= {"topic": str((action.get("selected_option") or {}).get("value", ""))}
    else:
        said |= {"question": str(action.get("value", ""))}
    return action_job(body, desk, page_key(team_of(body), account_of(body)), said)


def _said_by(view: Mapping[str, Any]) -> dict[str, Any]:
    """What the page that they look at says of itself."""
    kept = Remembered.of(view)
    return {"topic": kept.topic, "channel": kept.channel, "hash": str(view.get("hash") or "")}


async def _member(desk: Desk, team: str, account: str) -> Member | None:
    """The person; None for somebody who may not ask."""
    try:
        return await desk.members.member(team, account)
    except Forbidden:
        return None


async def _publish(desk: Desk, job: Job) -> str:
    """Show the page as it is now. The hash tells whether another process, which took this one for dead, was there first:
    then the page is made anew from what is kept by now."""
    client, account = await desk.workspaces.client(job.team), str(job.payload["account"])
    try:
        await client.views_publish(user_id=account, view=await _page(desk, job), hash=str(job.payload["hash"]) or None)
    except SlackApiError as error:
        if code_of(error) != "hash_conflict":
            raise
        await client.views_publish(user_id=account, view=await _page(desk, job))
    return "shown"


async def _page(desk: Desk, job: Job) -> dict[str, Any]:
    try:
        member = await desk.members.member(job.team, str(job.payload["account"]))
    except Forbidden as error:
        return refused_view(mrkdwn(sentence(str(error))))
    kept = Remembered(str(job.payload["topic"]), str(job.payload["channel"]))
    return await asyncio.to_thread(_made, desk, member, kept)


def _made(desk: Desk, member: Member, kept: Remembered) -> dict[str, Any]:
    """The page for this person: the path that they chose, else their team's; if they are in none, what there is."""
    onboarding, principal = desk.knowledge.onboarding, member.principal
    topics, own = onboarding.topics(principal), onboarding.teams_of(principal)
    chosen = kept.topic or next(iter(own), "")
    since = desk.clock.now().date() - timedelta(days=DAYS)
    shown = Shown(
        name=member.name,
        guide=onboarding.guide(principal, chosen) if chosen else None,
        topics=topics,
        choices=[*own, *topics.pinned, *topics.teams, *topics.places],
        lately=desk.knowledge.digests.for_person(principal, since),
        site=desk.options.site,
        suggestions=desk.options.suggestions,
    )
    return home_view(shown, kept.channel)
