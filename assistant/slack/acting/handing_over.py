"""Hands a question over to a person: by a reply that mentions them where the answer stands for all to see, else in a direct
message. It is the only mention that Lore ever makes, because somebody asked for it.

The question stays a gap of the documents until something answers it; handing it over does not close it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.inbox import Job
from assistant.errors import Forbidden, NotFound
from assistant.slack.acting.allowance import Allowance
from assistant.slack.acting.recalling import question_before, recalled
from assistant.slack.acting.whom_to_ask import Knowing, is_in, knowing, refusal
from assistant.slack.actions import ASK_PERSON
from assistant.slack.desk import Desk
from assistant.slack.installed.members import Member
from assistant.slack.rendering.escaping import cut, mrkdwn
from assistant.slack.wording import kit, modals
from assistant.slack.wording.modals import Filled
from assistant.slack.wording.opening import open_form
from assistant.slack.wording.own_posts import say_once
from assistant.slack.wording.phrasing import said
from assistant.slack.wording.privately import Aside, tell
from assistant.slack.working.failures import code_of
from assistant.slack.working.putting import of_form, put
from assistant.slack.working.worker import Doing, Handler

HAND_OVER: Final = "lore_hand_over"
"""The form's callback id, and the job's name."""
TITLE: Final = "Ask a person"
MOST_AN_HOUR: Final = 5
TOO_MANY: Final = (
    f"you have handed over {MOST_AN_HOUR} questions within an hour: send this one a little later, or ask them yourself"
)
YOURSELF: Final = "that is you: choose somebody else"
NOBODY_STANDS_OUT: Final = "Nobody stands out in what you may read. Choose whoever may know."
_LONGEST_QUESTION: Final = 1500
_LONGEST_NOTE: Final = 1000
_CHECKING_S: Final = 1.5
"""Slack waits three seconds for what becomes of a form; who can't be checked in time is checked before they are asked."""
_UNREACHABLE: Final = frozenset(
    {"messages_tab_disabled", "cannot_dm_bot", "user_not_found", "channel_not_found", "user_disabled"}
)


def listen(app: AsyncApp, desk: Desk) -> None:
    """Register the button and the form."""
    allowance = Allowance(MOST_AN_HOUR, timedelta(hours=1))

    async def pressed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await open_form(desk, body, TITLE, partial(_form, desk, body))

    async def sent(ack: AsyncAck, view: dict[str, Any]) -> None:
        filled = Filled(view)
        aside = Aside.of_json(filled.metadata["aside"])
        problems = await _problems(desk, aside, filled)
        if not problems and not allowance.take(f"{aside.team}:{aside.account}", desk.clock.now()):
            problems = {"question": TOO_MANY}
        if problems:
            await ack(**modals.wrong(**problems))
            return
        await put(desk, aside, of_form(filled.view_id), await asyncio.to_thread(_kept, desk, filled))
        await ack()

    app.action(ASK_PERSON)(pressed)
    app.view(HAND_OVER)(sent)


async def handle_hand_over(desk: Desk, job: Job, doing: Doing) -> str:
    """Ask the person, and tell the asker that it was done, or why not."""
    aside, wanted = Aside.of_json(job.payload["aside"]), job.payload
    person = await desk.members.name(aside.team, wanted["person"])
    try:
        member = await desk.members.member(aside.team, aside.account)
    except Forbidden as error:
        await tell(desk, aside, mrkdwn(modals.sentence(str(error))), job=job)
        return "refused"
    if why := await refusal(desk, aside.team, wanted["person"]):
        await tell(desk, aside, f"Your question did not reach {said(person, 60)}: {mrkdwn(why)}.", job=job)
        return "refused"
    try:
        where = await _ask(desk, job, doing, member)
    except SlackApiError as error:
        if code_of(error) not in _UNREACHABLE:
            raise
        await tell(desk, aside, f"Slack does not let me write to {said(person, 60)}. Please ask them yourself.", job=job)
        return "unreachable"
    await tell(desk, aside, f"Handed over to {said(person, 60)}, {where}.", job=job)
    return "handed over"


JOBS: Mapping[str, Handler] = {HAND_OVER: handle_hand_over}


async def _form(desk: Desk, body: Mapping[str, Any]) -> modals.View:
    """Raises Forbidden for somebody who may not ask."""
    aside, container = Aside.of(body), body.get("container") or {}
    member = await desk.members.member(aside.team, aside.account)
    message = str(container.get("message_ts") or "")
    question = await _question(desk, member, aside, (str(body["actions"][0].get("value") or ""), message))
    who = await knowing(desk, member, aside.team, question)
    is_public = not container.get("is_ephemeral") and not aside.channel.startswith("D") and bool(message)
    thread = (aside.thread or message) if is_public else ""
    metadata = {"aside": aside.as_json(), "thread": thread}
    blocks = [
        modals.somebody("whom", "Whom to ask", who[0].account if who else ""),
        kit.context(_reasons(who)),
        modals.typed("question", "Question", cut(question, _LONGEST_QUESTION), _LONGEST_QUESTION),
        modals.optional(modals.typed("note", "A word from you", most=_LONGEST_NOTE)),
        kit.context(_how(aside, is_public=is_public)),
    ]
    return modals.form(HAND_OVER, TITLE, blocks, "Ask", metadata)


def _reasons(who: Sequence[Knowing]) -> str:
    """Who may know, and why, in lines."""
    return "\n".join(f"*{said(one.name, 60)}*: {said(one.why)}" for one in who) or NOBODY_STANDS_OUT


def _how(aside: Aside, *, is_public: bool) -> str:
    if is_public:
        return "I mention them in the thread, in your name. If they are not in the channel, I write to them directly."
    return "I write to them directly, in your name." + (
        "" if aside.channel.startswith("D") else " The channel does not see it."
    )


async def _question(desk: Desk, member: Member, aside: Aside, answer: tuple[str, str]) -> str:
    """What was asked: by the record for the asker, else what was said last before the answer."""
    answer_id, message = answer
    try:
        return (await recalled(desk, member, aside, answer_id)).words.text
    except NotFound:
        return await question_before(desk, aside, message) if message else ""


async def _problems(desk: Desk, aside: Aside, filled: Filled) -> dict[str, str]:
    """What is wrong with the form, by field."""
    person = filled.person("whom")
    if not filled.text("question"):
        return {"question": "write what you want to know"}
    if not person or person == aside.account:
        return {"whom": YOURSELF if person else "choose somebody"}
    try:
        why = await asyncio.wait_for(refusal(desk, aside.team, person), _CHECKING_S)
    except (TimeoutError, SlackApiError):
        return {}
    return {"whom": why} if why else {}


def _kept(desk: Desk, filled: Filled) -> dict[str, str]:
    return {
        "name": HAND_OVER,
        "person": filled.person("whom"),
        "question": desk.redact(filled.text("question")),
        "note": desk.redact(filled.text("note")),
        "thread": filled.metadata["thread"],
    }


async def _ask(desk: Desk, job: Job, doing: Doing, member: Member) -> str:
    """Ask them once, whatever attempt this is; where, in words."""
    aside, wanted = Aside.of_json(job.payload["aside"]), job.payload
    client = await desk.workspaces.client(aside.team)
    person, thread = str(wanted["person"]), str(wanted["thread"])
    if job.reply:
        return job.reply
    if thread and await is_in(client, aside.channel, person):
        where = "in the thread"
        text = f"<@{person}>, *{said(member.name, 60)}* asks whether you know this:\n{_quoted(wanted)}"
        await say_once(client, job, aside.channel, thread, {"text": text})
    else:
        where = "in a direct message"
        await say_once(client, job, person, "", {"text": await _letter(client, aside, member, wanted)})
    await doing.note_reply(where)
    return where


async def _letter(client: AsyncWebClient, aside: Aside, member: Member, wanted: Mapping[str, Any]) -> str:
    """What the person reads who is asked directly."""
    lines = [f"*{said(member.name, 60)}* asks whether you know this:", _quoted(wanted)]
    address = f"slack://user?team={quote(aside.team, safe='')}&id={quote(aside.account, safe='')}"
    lines.append(f"<{address}|Write to {said(member.name, 60)}>")
    if wanted["thread"] and (link := await _permalink(client, aside.channel, wanted["thread"])):
        lines.append(f"<{link}|Where it was asked>")
    return "\n".join(lines)


async def _permalink(client: AsyncWebClient, channel: str, ts: str) -> str:
    try:
        return str((await client.chat_getPermalink(channel=channel, message_ts=ts))["permalink"])
    except SlackApiError:
        return ""


def _quoted(wanted: Mapping[str, Any]) -> str:
    """The question as a quotation, and the asker's own words below it."""
    lines = [mrkdwn(line) for line in str(wanted["question"]).splitlines()]
    note = [mrkdwn(line) for line in str(wanted["note"]).splitlines()]
    return "\n".join([f"> {line}" for line in lines if line] + [line for line in note if line])
