"""`/ask-settings`: how Lore behaves in a channel, changed by those who run the channel, with a record of every change."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError

from assistant.access.holdings import readable_states
from assistant.domain.conversations import ChannelSettings, SettingsChange
from assistant.domain.inbox import Job
from assistant.errors import Forbidden
from assistant.slack.acting import greeting
from assistant.slack.acting.settings_form import Choices, applied, changed_in, described, differences, fields_of
from assistant.slack.desk import Desk
from assistant.slack.installed.members import Member
from assistant.slack.rendering.escaping import mrkdwn
from assistant.slack.wording import kit, modals
from assistant.slack.wording.modals import Filled
from assistant.slack.wording.opening import open_form
from assistant.slack.wording.phrasing import said
from assistant.slack.wording.privately import INVITE, Aside, tell
from assistant.slack.working.failures import CLOSED, NOT_THERE, code_of
from assistant.slack.working.putting import of_form, put
from assistant.slack.working.worker import Doing, Handler

COMMAND: Final = "/ask-settings"
SETTINGS: Final = "lore_settings"
"""The form's callback id, and the job's name."""
TITLE: Final = "Lore in this channel"
FOR_CHANNELS: Final = "Settings are for channels. Here I answer you alone, from all that you may read."
UNCHANGED: Final = "Nothing was changed."
_CHANGE: Final = 1000
"""Characters of one."""
_SHOWN: Final = 5
"""Changes that are shown."""


def listen(app: AsyncApp, desk: Desk) -> None:
    """Register the command, the form, and the word of greeting in a channel that Lore is new to."""

    async def wanted(ack: AsyncAck, body: dict[str, Any]) -> None:
        if str(body["channel_id"]).startswith("D"):
            await ack(FOR_CHANNELS)
            return
        await ack()
        await open_form(desk, body, TITLE, partial(_form, desk, Aside.of(body)))

    async def sent(ack: AsyncAck, view: dict[str, Any]) -> None:
        filled = Filled(view)
        aside = Aside.of_json(filled.metadata)
        kept = {"name": SETTINGS, "changes": changed_in(filled)}
        await put(desk, aside, of_form(filled.view_id), kept, f"settings:{aside.team}:{aside.channel}")
        await ack()

    app.command(COMMAND)(wanted)
    app.view(SETTINGS)(sent)
    greeting.listen(app, desk)


async def handle_settings(desk: Desk, job: Job, doing: Doing) -> str:
    """Change what was changed in the form, by the rights that the person has now; say so in private."""
    aside = Aside.of_json(job.payload["aside"])
    try:
        looking = await _looking(desk, aside)
        _check(looking)
    except Forbidden as error:
        await tell(desk, aside, mrkdwn(modals.sentence(str(error))))
        return "refused"
    before = await asyncio.to_thread(desk.channels.get, aside.team, aside.channel)
    after = applied(dict(job.payload["changes"]), before, looking.choices.sources)
    if after == before and not job.reply:
        await tell(desk, aside, UNCHANGED)
        return "unchanged"
    if after != before:
        change = SettingsChange(aside.team, aside.channel, aside.account, desk.clock.now(), before, after)
        await asyncio.to_thread(desk.channels.change, change)
        await doing.note_reply("changed")
    lines = differences(before, after, looking.choices.sources)
    await tell(desk, aside, "\n".join(["Changed, from the next question on.", *lines]))
    return "changed"


JOBS: Mapping[str, Handler] = {SETTINGS: handle_settings, **greeting.JOBS}


@dataclass(frozen=True, slots=True)
class _Looking:
    """Who looks at a channel's settings. `creator` is what whoever made the channel is called, "" where that is not known."""

    member: Member
    choices: Choices
    creator: str
    is_creator: bool

    @property
    def may_change(self) -> bool:
        """Whether they run the channel, the workspace or Lore."""
        return self.is_creator or self.member.runs_workspace or self.member.principal.administrator


async def _looking(desk: Desk, aside: Aside) -> _Looking:
    """Raises Forbidden for somebody who may not ask, and for a channel that Lore can't see."""
    member = await desk.members.member(aside.team, aside.account)
    client = await desk.workspaces.client(aside.team)
    try:
        channel = (await client.conversations_info(channel=aside.channel))["channel"]
    except SlackApiError as error:
        if code_of(error) not in CLOSED:
            raise
        raise Forbidden(INVITE if code_of(error) in NOT_THERE else FOR_CHANNELS) from error
    states = await asyncio.to_thread(readable_states, desk.sources, member.principal)
    choices = Choices(tuple(one.entry.name for one in states), desk.options.groups)
    creator = str(channel.get("creator") or "")
    name = await desk.members.name(aside.team, creator) if creator else ""
    return _Looking(member, choices, name, is_creator=bool(creator) and creator == aside.account)


def _check(looking: _Looking) -> None:
    if not looking.may_change:
        raise Forbidden(_who_may(looking))


def _who_may(looking: _Looking) -> str:
    who = f"{looking.creator}, who made the channel, " if looking.creator else ""
    return f"only {who}the workspace's admins and Lore's administrators may change this: ask one of them"


async def _form(desk: Desk, aside: Aside) -> modals.View:
    looking = await _looking(desk, aside)
    settings = await asyncio.to_thread(desk.channels.get, aside.team, aside.channel)
    history = await asyncio.to_thread(desk.channels.history, aside.team, aside.channel)
    changes = kit.context(await _told(desk, aside, history, looking))
    if looking.may_change:
        return modals.form(SETTINGS, TITLE, [*fields_of(settings, looking.choices), changes], "Save", aside.as_json())
    return modals.form(SETTINGS, TITLE, [*_as_it_is(settings, looking), changes])


def _as_it_is(settings: ChannelSettings, looking: _Looking) -> list[kit.Block]:
    lines = kit.fitting(described(settings, looking.choices.sources))
    return [kit.section(lines), kit.context(mrkdwn(modals.sentence(_who_may(looking))))]


async def _told(desk: Desk, aside: Aside, history: Sequence[SettingsChange], looking: _Looking) -> str:
    """The last changes, in lines."""
    if not history:
        return "Nobody has changed anything yet."
    lines = []
    for one in history[:_SHOWN]:
        name = said(await desk.members.name(aside.team, one.changed_by), 60)
        what = kit.fitting(differences(one.before, one.after, looking.choices.sources), "; ", _CHANGE)
        day = f"<!date^{int(one.changed_at.timestamp())}^{{date_short_pretty}}, {{time}}|{one.changed_at:%-d %B %Y, %H:%M} UTC>"
        lines.append(f"{day}, {name}: {what}")
    return kit.fitting(lines)
