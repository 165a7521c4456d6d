"""`/ask`: an answer for whoever asks alone, wherever they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.domain.answers import Answer
from assistant.domain.asked import Interface
from assistant.domain.chat_markup import Names
from assistant.domain.inbox import Job, Task
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.errors import LoreError
from assistant.slack.desk import Desk, whole_answer
from assistant.slack.hearing.reading import accounts_in, read
from assistant.slack.installed.members import Member
from assistant.slack.rendering.answers import Around, posts_of
from assistant.slack.rendering.escaping import mrkdwn
from assistant.slack.talking.conversation import INTERRUPTED
from assistant.slack.talking.telling import PRIVATELY, tell_once
from assistant.slack.wording.modals import sentence
from assistant.slack.wording.privately import Aside, tell
from assistant.slack.working.asides import command_job, keep
from assistant.slack.working.worker import Doing, Handler

COMMAND: Final = "/ask"
HEARD: Final = "Searching the documents…"
HELP: Final = (
    "*/ask QUESTION* answers you alone, from all that you may read; with a button you can share the answer.\n"
    "Narrow it down: `in:#incidents` `from:@ana` `after:2024-03-01` `during:march`.\n"
    "In a channel, mention me instead, and everybody there sees the answer."
)


def listen(app: AsyncApp, desk: Desk) -> None:
    """Register the command."""

    async def given(ack: AsyncAck, body: dict[str, Any]) -> None:
        text = str(body.get("text") or "").strip()
        if text.casefold() in {"", "help"}:
            await ack(HELP + _examples(desk))
            return
        await keep(desk, replace(command_job(body, desk), task=Task.ASK))
        await ack(HEARD)

    app.command(COMMAND)(given)


def _examples(desk: Desk) -> str:
    return "".join(f"\n• {mrkdwn(one)}" for one in desk.options.suggestions[:3])


async def handle_ask(desk: Desk, job: Job, doing: Doing) -> str:
    """Answer whoever gave the command, once."""
    aside = Aside.of_json(job.payload["aside"])
    if job.reply == PRIVATELY:
        await tell(desk, aside, INTERRUPTED)
        return "interrupted"
    try:
        member = await desk.members.member(aside.team, aside.account)
        answer, filtered = await _answered(desk, member, aside, str(job.payload["text"]))
    except LoreError as error:
        await tell(desk, aside, mrkdwn(sentence(str(error))))
        return "refused"
    around = Around(
        site=desk.options.site,
        today=desk.clock.now().date(),
        private=True,
        shareable=not aside.channel.startswith("D"),
        filtered=filtered,
    )
    await tell_once(desk, doing, aside, posts_of(answer, around))
    return "abstained" if answer.abstained else "answered privately"


async def _answered(desk: Desk, member: Member, aside: Aside, text: str) -> tuple[Answer, str]:
    ours = await desk.workspaces.ourselves(aside.team)
    names = {account: await desk.members.name(aside.team, account) for account in accounts_in(text)}
    words = read(text, ours.user, desk.clock.now().date(), Names(people=names))
    scope = Scope(member.principal, words.filters())
    question = Question(words.text, scope, f"slack:{aside.team}:{aside.account}", Interface.SLACK)
    return await whole_answer(desk.asker, question), words.filtered


JOBS: Final[Mapping[str, Handler]] = {COMMAND: handle_ask}
