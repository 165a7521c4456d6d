"""`/decisions`: what was decided, as far as the asker may read it, and one decision with its lineage in a form."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.domain.inbox import Job
from assistant.domain.readers import Principal
from assistant.knowledge.decisions.book import DecisionQuery
from assistant.slack.desk import Desk
from assistant.slack.installed.members import Member
from assistant.slack.showing.decision_blocks import SHOW, Found, limits, lineage_blocks, list_blocks
from assistant.slack.showing.decisions_asked import HELP, asked
from assistant.slack.wording.kit import Block, section
from assistant.slack.wording.modals import View, form
from assistant.slack.wording.opening import open_form
from assistant.slack.wording.phrasing import counted
from assistant.slack.wording.privately import account_of, team_of
from assistant.slack.working.asides import LOOKING, Words, answer_command, command_job, keep
from assistant.slack.working.worker import Doing, Handler

COMMAND: Final = "/decisions"
_NEAREST: Final = 3


def listen(app: AsyncApp, desk: Desk) -> None:
    """Take the command, and the buttons below its answer."""

    async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await keep(desk, command_job(body, desk))
        await ack(LOOKING)

    async def heard(ack: AsyncAck) -> None:
        await ack()

    async def show(body: dict[str, Any]) -> None:
        await open_form(desk, body, "Decision", partial(_form, desk, body))

    app.command(COMMAND)(command)
    app.action(re.compile(rf"^{SHOW}:\d+$"))(ack=heard, lazy=[show])


async def handle_decisions(desk: Desk, job: Job, _: Doing) -> str:
    """Answer the command."""

    async def made(member: Member) -> Words:
        return await asyncio.to_thread(_answer, desk, member.principal, str(job.payload["text"]))

    return await answer_command(desk, job, made)


JOBS: Final[Mapping[str, Handler]] = {COMMAND: handle_decisions}


def _answer(desk: Desk, principal: Principal, text: str) -> Words:
    book = desk.knowledge.decisions
    wanted = asked(text, desk.clock.now().date(), book.statuses)
    if wanted.wants_help:
        return Words("How to find decisions", [section("\n".join(HELP))])
    entries = book.search(principal, wanted.query)
    found = Found(wanted, entries, book.lineage(principal))
    if not entries:
        found = _with_nearest(desk, principal, found)
    return Words(f"{counted(len(entries), 'decision')}{limits(wanted)}", list_blocks(found, desk.options.site))


def _with_nearest(desk: Desk, principal: Principal, found: Found) -> Found:
    """What the words alone find; without any, or where they find nothing, the newest decisions."""
    search, text = partial(desk.knowledge.decisions.search, principal), found.asked.query.text
    by_words = search(DecisionQuery(text=text, limit=_NEAREST)) if text else ()
    nearest = by_words or search(DecisionQuery(limit=_NEAREST))
    return replace(found, nearest=nearest, nearest_are="What comes closest" if by_words else "The newest decisions")


async def _form(desk: Desk, body: Mapping[str, Any]) -> View:
    """One decision, for whoever pressed the button, by what they may read now."""
    member = await desk.members.member(team_of(body), account_of(body))
    blocks = await asyncio.to_thread(_whole, desk, member.principal, str(body["actions"][0]["value"]))
    return form("lore_decision_shown", "Decision", blocks)


def _whole(desk: Desk, principal: Principal, decision_id: str) -> list[Block]:
    entry = desk.knowledge.decisions.get(principal, decision_id)
    return lineage_blocks(entry, desk.knowledge.decisions.lineage(principal), desk.options.site)
