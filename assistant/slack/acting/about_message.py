"""The shortcut "Ask about this": a question about a message, answered in its thread like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError

from assistant.domain.inbox import Job
from assistant.errors import LoreError
from assistant.slack.acting.thread_read import words_of
from assistant.slack.desk import QUIET, Desk
from assistant.slack.hearing.receiving import How, Post, question_job
from assistant.slack.rendering.escaping import cut, mrkdwn, mrkdwn_within
from assistant.slack.talking.delivering import metadata_of
from assistant.slack.wording import kit, modals
from assistant.slack.wording.modals import Filled
from assistant.slack.wording.opening import open_form
from assistant.slack.wording.own_posts import post_for
from assistant.slack.wording.phrasing import said
from assistant.slack.wording.privately import INVITE, Aside, tell
from assistant.slack.working.failures import NOT_THERE, code_of
from assistant.slack.working.putting import of_form, put
from assistant.slack.working.worker import Doing, Handler

ASK_ABOUT: Final = "lore_ask_about"
"""The shortcut's and the form's callback id, and the job's name."""
TITLE: Final = "Ask about this"
HOW: Final = "I read the thread with it, and answer there, for everybody to see."
_LONGEST: Final = 1500
_SHOWN: Final = 2500


def listen(app: AsyncApp, desk: Desk) -> None:
    """Register the shortcut and the form."""

    async def chosen(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await open_form(desk, body, TITLE, partial(_form, desk, body))

    async def sent(ack: AsyncAck, view: dict[str, Any]) -> None:
        filled = Filled(view)
        text = filled.text("question")
        if not text:
            await ack(**modals.wrong(question="write what you want to know"))
            return
        aside = Aside.of_json(filled.metadata["aside"])
        question = await asyncio.to_thread(desk.redact, text)
        await put(
            desk,
            aside,
            of_form(filled.view_id),
            {"name": ASK_ABOUT, "thread": filled.metadata["thread"], "question": question},
        )
        await ack()

    app.shortcut(ASK_ABOUT)(chosen)
    app.view(ASK_ABOUT)(sent)


async def handle_ask_about(desk: Desk, job: Job, doing: Doing) -> str:
    """Say in the thread who asks what, and have that post answered as theirs."""
    aside, thread, question = Aside.of_json(job.payload["aside"]), str(job.payload["thread"]), str(job.payload["question"])
    try:
        member = await desk.members.member(aside.team, aside.account)
        ts = job.reply or await _posted(
            desk, job, f"*{said(member.name, 60)}* asks about this: {mrkdwn_within(question, _SHOWN)}"
        )
    except LoreError as error:
        await tell(desk, aside, mrkdwn(modals.sentence(str(error))))
        return "refused"
    except SlackApiError as error:
        if code_of(error) not in NOT_THERE:
            raise
        await tell(desk, aside, INVITE)
        return "not in the channel"
    await doing.note_reply(ts)
    is_direct = aside.channel.startswith("D")
    post = Post(aside.team, aside.channel, ts, thread, aside.account, question, is_direct=is_direct, how=How.SHORTCUT)
    await asyncio.to_thread(desk.inbox.put, question_job(post, desk))
    return "asked"


JOBS: Mapping[str, Handler] = {ASK_ABOUT: handle_ask_about}


async def _form(desk: Desk, body: Mapping[str, Any]) -> modals.View:
    """Raises Forbidden for somebody who may not ask."""
    aside, message = Aside.of(body), body["message"]
    await desk.members.member(aside.team, aside.account)
    about = cut(" ".join((await words_of(desk, aside.team, str(message.get("text") or ""))).split()), _LONGEST - 100)
    question = about if about.endswith("?") else f"What do we know about this: {about}" if about else ""
    thread = str(message.get("thread_ts") or message["ts"])
    blocks = [modals.typed("question", "Your question", question, _LONGEST), kit.context(HOW)]
    return modals.form(ASK_ABOUT, TITLE, blocks, "Ask", {"aside": aside.as_json(), "thread": thread})


async def _posted(desk: Desk, job: Job, text: str) -> str:
    """The post that asks, written once."""
    aside, thread = Aside.of_json(job.payload["aside"]), str(job.payload["thread"])
    client = await desk.workspaces.client(aside.team)
    already = await post_for(client, aside.channel, thread, job.id, job.received_at) if job.attempts > 1 else ""
    if already:
        return already
    posted = await client.chat_postMessage(
        channel=aside.channel, thread_ts=thread, text=text, metadata=metadata_of(job.id), **QUIET
    )
    return str(posted["ts"])
