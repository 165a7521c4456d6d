"""`/onboard`: what somebody who is new to a team or a topic reads first."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.domain.inbox import Job
from assistant.domain.readers import Principal
from assistant.slack.desk import Desk
from assistant.slack.installed.members import Member
from assistant.slack.showing import addresses
from assistant.slack.showing.onboarding_blocks import path_blocks, topics_blocks
from assistant.slack.wording.phrasing import said
from assistant.slack.working.asides import LOOKING, Words, answer_command, command_job, keep
from assistant.slack.working.worker import Doing, Handler

COMMAND: Final = "/onboard"
_HELP: Final = frozenset({"help", "?", "-h", "--help"})


def listen(app: AsyncApp, desk: Desk) -> None:
    """Take the command. Buttons that only open an address are acknowledged with whatever else nobody listens to."""

    async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await keep(desk, command_job(body, desk))
        await ack(LOOKING)

    app.command(COMMAND)(command)


async def handle_onboard(desk: Desk, job: Job, _: Doing) -> str:
    """Answer the command."""
    topic = " ".join(html.unescape(str(job.payload["text"])).split())
    home = addresses.of_home(job.team, str(job.payload["app"]))

    async def made(member: Member) -> Words:
        return await asyncio.to_thread(_answer, desk, member.principal, topic, home)

    return await answer_command(desk, job, made)


JOBS: Final[Mapping[str, Handler]] = {COMMAND: handle_onboard}


def _answer(desk: Desk, principal: Principal, topic: str, home: str) -> Words:
    """The path for the topic, else for their own team; if they are in none, or ask for help, what there is."""
    onboarding, site = desk.knowledge.onboarding, desk.options.site
    if not topic or topic.casefold() in _HELP:
        topic = next(iter(onboarding.teams_of(principal)), "") if not topic else ""
        if not topic:
            return Words("What to read first", topics_blocks(onboarding.topics(principal), site, home))
    guide = onboarding.guide(principal, topic)
    text = f"New to {said(guide.topic, 100)}" if guide.items else f"Nothing is about {said(guide.topic, 100)}"
    return Words(text, path_blocks(guide, site, home))
