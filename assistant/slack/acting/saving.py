"""Writes a thread's resolution down as a decision: proposed from what was said, corrected by whoever saves it, kept with its
authors' names and the thread's address."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError

from assistant.domain.decisions import Origin
from assistant.domain.documents import Document
from assistant.domain.inbox import Job
from assistant.domain.readers import Principal
from assistant.domain.rulings import Amendment
from assistant.errors import Forbidden, LoreError, UsageError
from assistant.knowledge.decisions.curation import NO_RIGHT
from assistant.knowledge.decisions.lineage import Entry
from assistant.slack.acting import about_message
from assistant.slack.acting.conclusions import concluded
from assistant.slack.acting.saving_form import SAVE, TITLE, Written, form_for, written_in
from assistant.slack.acting.thread_read import thread_at
from assistant.slack.acting.whose_eyes import Eyes
from assistant.slack.desk import Desk
from assistant.slack.installed.members import Member
from assistant.slack.rendering.escaping import mrkdwn
from assistant.slack.showing import addresses
from assistant.slack.wording import modals
from assistant.slack.wording.modals import Filled
from assistant.slack.wording.opening import open_form
from assistant.slack.wording.own_posts import say_once
from assistant.slack.wording.phrasing import said, titled
from assistant.slack.wording.privately import Aside, tell
from assistant.slack.working.failures import CLOSED, code_of
from assistant.slack.working.putting import of_form, put
from assistant.slack.working.worker import Doing, Handler

EYES_GONE: Final = "this choice is no longer there: open the form again"
_CHECKING_S: Final = 2.0
"""Slack waits three seconds for what becomes of a form; what can't be checked in time is checked when it is written."""
_SOURCES: Final = frozenset({"slack", "slack-export"})


def listen(app: AsyncApp, desk: Desk) -> None:
    """Register the shortcuts on messages, and their forms."""

    async def chosen(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await open_form(desk, body, TITLE, partial(_form, desk, body))

    async def sent(ack: AsyncAck, view: dict[str, Any]) -> None:
        filled = Filled(view)
        aside = Aside.of_json(filled.metadata["aside"])
        written = await asyncio.to_thread(written_in, filled, desk.redact)
        try:
            problems = await asyncio.wait_for(_problems(desk, aside, filled.metadata["thread"], written), _CHECKING_S)
        except (TimeoutError, SlackApiError):
            problems = {}
        if problems:
            await ack(**modals.wrong(**problems))
            return
        kept = {"name": SAVE, "thread": filled.metadata["thread"], "written": asdict(written)}
        await put(desk, aside, of_form(filled.view_id), kept, f"save:{aside.team}:{aside.channel}:{kept['thread']}")
        await ack()

    app.shortcut(SAVE)(chosen)
    app.view(SAVE)(sent)
    about_message.listen(app, desk)


async def handle_save(desk: Desk, job: Job, doing: Doing) -> str:  # noqa: ARG001 - a Handler's arguments
    """Write it down once, whatever attempt this is, and say so."""
    aside, wanted = Aside.of_json(job.payload["aside"]), job.payload["written"]
    written = Written(**wanted | {name: tuple(wanted[name]) for name in ("people", "supersedes")})
    thread = str(job.payload["thread"])
    try:
        member = await desk.members.member(aside.team, aside.account)
        eyes = await _eyes(desk, aside, member, thread)
        entry = await asyncio.to_thread(_write, desk, eyes, written)
    except LoreError as error:
        await tell(desk, aside, f"Not saved. {mrkdwn(modals.sentence(str(error)))}", job=job)
        return "refused"
    await _say(desk, job, aside, (member, eyes, entry))
    return "saved"


JOBS: Mapping[str, Handler] = {SAVE: handle_save, **about_message.JOBS}


async def _form(desk: Desk, body: Mapping[str, Any]) -> modals.View:
    """The form for the thread of a message. Raises Forbidden for somebody who may not write, or where Lore may not read."""
    aside, message = Aside.of(body), body["message"]
    member = await desk.members.member(aside.team, aside.account)
    if not desk.knowledge.curation.permits(member.principal):
        raise Forbidden(NO_RIGHT)
    root = str(message.get("thread_ts") or message["ts"])
    thread = await thread_at(desk, aside.team, aside.channel, root)
    found = await asyncio.to_thread(concluded, thread.said)
    eyes = await _eyes(desk, aside, member, root)
    return form_for(found, eyes, {"aside": aside.as_json(), "thread": root, "address": thread.permalink})


async def _eyes(desk: Desk, aside: Aside, member: Member, thread: str) -> Eyes:
    """For whom it can be written."""
    company, is_open = await _company(desk, aside)
    document = await asyncio.to_thread(_document, desk, member.principal, f"{aside.channel}/{thread}.json")
    return Eyes(member.principal, aside.channel, company, document, desk.options.groups, is_open)


async def _company(desk: Desk, aside: Aside) -> tuple[tuple[Principal, ...], bool]:
    """Everybody in the channel, and whether anybody of the workspace may look into it; nobody where not all of them are known,
    and in direct messages, which Lore can't look into."""
    if aside.channel.startswith("D"):
        return (), False
    client = await desk.workspaces.client(aside.team)
    try:
        channel = (await client.conversations_info(channel=aside.channel))["channel"]
        company = await desk.members.company(aside.team, aside.channel)
    except Forbidden:
        return (), False
    except SlackApiError as error:
        if code_of(error) not in CLOSED:
            raise
        return (), False
    return company, not any(channel.get(kind) for kind in ("is_private", "is_im", "is_mpim"))


def _document(desk: Desk, principal: Principal, path: str) -> Document | None:
    """The thread as a Slack source has read it in, if they may read it."""
    types = {one.entry.name: one.entry.type for one in desk.sources.states()}
    documents = desk.knowledge.memory.seen_by(principal).documents.values()
    return next((one for one in documents if one.path == path and types.get(one.source) in _SOURCES), None)


async def _problems(desk: Desk, aside: Aside, thread: str, written: Written) -> dict[str, str]:
    """What is wrong with the form, by field."""
    try:
        member = await desk.members.member(aside.team, aside.account)
    except Forbidden as error:
        return {"title": str(error)}
    eyes = await _eyes(desk, aside, member, thread)
    return await asyncio.to_thread(_wrong, desk, eyes, written)


def _wrong(desk: Desk, eyes: Eyes, written: Written) -> dict[str, str]:
    readers = eyes.readers(written.eyes)
    if readers is None:
        return {"eyes": EYES_GONE}
    try:
        amendment = written.amendment(partial(desk.knowledge.decisions.named, eyes.writer))
    except UsageError as error:
        return {"supersedes": str(error)}
    try:
        desk.knowledge.curation.check_writing(eyes.writer, amendment, _source(eyes), readers)
    except LoreError as error:
        return {"statement" if "statement" in str(error) else "title": str(error)}
    return {}


def _write(desk: Desk, eyes: Eyes, written: Written) -> Entry:
    """Write it down, unless the same person has written just that. Raises LoreError."""
    amendment = written.amendment(partial(desk.knowledge.decisions.named, eyes.writer))
    if already := _written(desk, eyes.writer, amendment):
        return already
    readers = eyes.readers(written.eyes)
    if readers is None:
        raise UsageError(EYES_GONE)
    return desk.knowledge.curation.write(eyes.writer, amendment, _source(eyes), readers=readers)


def _written(desk: Desk, principal: Principal, amendment: Amendment) -> Entry | None:
    """What an earlier attempt, or a form that was sent twice, has written."""
    for entry in desk.knowledge.decisions.lineage(principal).entries:
        decision, stamp = entry.original, entry.ruling.written if entry.ruling else None
        mine = decision.origin is Origin.PERSON and stamp is not None and stamp.by == principal.user
        if mine and (decision.title, decision.statement) == (amendment.title, amendment.statement):
            return entry
    return None


def _source(eyes: Eyes) -> str:
    return eyes.document.id if eyes.document else ""


async def _say(desk: Desk, job: Job, aside: Aside, saved: tuple[Member, Eyes, Entry]) -> None:
    """In the thread, if everybody there may read it; else to whoever saved it alone."""
    member, eyes, entry = saved
    title = titled(entry.decision.title, addresses.of_decision(entry, desk.options.site))
    page = "on the page" if desk.options.site else "on its page in Lore"
    is_for_all = bool(eyes.company) and entry.readers.permit(member.principal.among(eyes.company))
    if not is_for_all or aside.channel.startswith("D"):
        await tell(desk, aside, f"Saved: {title}. It can be corrected {page}.", job=job)
        return
    client, thread = await desk.workspaces.client(aside.team), str(job.payload["thread"])
    text = f"Saved: {title}. {said(member.name, 60)} wrote it down; it can be corrected {page}."
    await say_once(client, job, aside.channel, thread, {"text": text})
