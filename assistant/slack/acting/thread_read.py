"""A whole thread as it stands in Slack, in plain words and with its authors' names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.errors import SlackApiError

from assistant.domain.chat_markup import Names, spoken
from assistant.errors import Forbidden, NotFound
from assistant.slack.acting.conclusions import Said
from assistant.slack.desk import Desk
from assistant.slack.hearing.reading import accounts_in
from assistant.slack.wording.looking_back import messages_in
from assistant.slack.wording.privately import INVITE
from assistant.slack.working.failures import NOT_THERE, code_of

_NOTICES: Final = ("channel_", "group_", "bot_", "pinned_", "tombstone", "reminder_")
EMPTY: Final = "nobody has written anything in this thread that I can read"


@dataclass(frozen=True, slots=True)
class Thread:
    """What people said in it, oldest first (at least one message), and where it begins."""

    said: tuple[Said, ...]
    root: str
    permalink: str


async def thread_at(desk: Desk, team: str, channel: str, ts: str) -> Thread:
    """The thread that this message begins. What bots and Slack itself wrote is left out. Raises Forbidden where Lore may not
    read, and NotFound for a thread without people's words."""
    client = await desk.workspaces.client(team)
    try:
        messages = [one async for one in messages_in(client, channel, ts)]
        permalink = str((await client.chat_getPermalink(channel=channel, message_ts=ts))["permalink"])
    except SlackApiError as error:
        if code_of(error) in NOT_THERE:
            raise Forbidden(INVITE) from error
        if code_of(error) in {"thread_not_found", "message_not_found"}:
            raise NotFound(EMPTY) from error
        raise
    said = [await _said(desk, team, one) for one in messages if _is_of_a_person(one)]
    if not any(one.text for one in said):
        raise NotFound(EMPTY)
    return Thread(tuple(one for one in said if one.text), ts, permalink)


async def words_of(desk: Desk, team: str, text: str) -> str:
    """A text in Slack's mark-up as people saw it."""
    names = {one: await desk.members.name(team, one) for one in accounts_in(text)}
    return spoken(text, Names(people=names))


async def _said(desk: Desk, team: str, message: Mapping[str, Any]) -> Said:
    author = await desk.members.name(team, str(message["user"]))
    return Said.of(message, author, await words_of(desk, team, str(message.get("text") or "")))


def _is_of_a_person(message: Mapping[str, Any]) -> bool:
    notice = str(message.get("subtype") or "").startswith(_NOTICES)
    return bool(message.get("user")) and not message.get("bot_id") and not notice
