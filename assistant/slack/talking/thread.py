"""The thread that a question stands in, as turns of a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.chat_markup import Names
from assistant.domain.questions import Turn
from assistant.slack.desk import Desk, Ourselves
from assistant.slack.hearing.reading import accounts_in, read
from assistant.slack.hearing.receiving import Post
from assistant.slack.wording.looking_back import TOMBSTONE
from assistant.slack.working.failures import code_of

_PAGE: Final = 999
_PAGES: Final = 10
_MOST: Final = 100
"""Messages of a thread that are read: the last ones before the question."""
_LONGEST: Final = 4000


async def so_far(desk: Desk, client: AsyncWebClient, post: Post, ours: Ourselves) -> tuple[Turn, ...] | None:
    """What was said in the thread before this post, with the speakers' names; None if the post is no longer there."""
    messages = await _messages(client, post)
    if messages is None:
        return None
    earlier = (message for message in messages if message["ts"] < post.ts and message.get("subtype") != TOMBSTONE)
    before = [(message, _text(message)) for message in earlier]
    return tuple([await _turn(desk, message, text, ours) for message, text in before if text.strip()])


async def _messages(client: AsyncWebClient, post: Post) -> list[Mapping[str, Any]] | None:
    """The thread's first message and the last ones up to the post; None where that is gone. Slack gives the oldest first."""
    kept, cursor, is_there = list[Mapping[str, Any]](), "", False
    for _ in range(_PAGES):
        try:
            page = await client.conversations_replies(
                channel=post.channel, ts=post.thread, latest=post.ts, inclusive=True, limit=_PAGE, cursor=cursor
            )
        except SlackApiError as error:
            if code_of(error) == "thread_not_found":
                return None
            raise
        is_there = is_there or any(one["ts"] == post.ts and one.get("subtype") != TOMBSTONE for one in page["messages"])
        further = [
            message for message in page["messages"] if message["ts"] != post.thread or not kept
        ]  # the root comes each time
        kept = _ends([*kept, *further])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return kept if is_there else None
    return kept  # a thread of thousands: that the post is among the last can't be told, and is likely


def _ends(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [*messages[:1], *messages[1:][-_MOST:]]


async def _turn(desk: Desk, message: Mapping[str, Any], text: str, ours: Ourselves) -> Turn:
    is_ours = message.get("user") == ours.user or message.get("bot_id") == ours.bot
    account, text = str(message.get("user") or ""), text[:_LONGEST]
    speaker = "Lore" if is_ours else await desk.members.name(ours.team, account) if account else "a bot"
    names = {one: await desk.members.name(ours.team, one) for one in accounts_in(text) if one != ours.user}
    words = read(text, ours.user, desk.clock.now().date(), Names(people=names)).text
    return Turn(speaker, await asyncio.to_thread(desk.redact, words), is_ours)


def _text(message: Mapping[str, Any]) -> str:
    """What a person would read of it: in our own answers that stands in blocks, and `text` is what a notification shows."""
    blocks = message.get("blocks") or []
    written = [str(block.get("text") or "") for block in blocks if block.get("type") == "markdown"]
    return "\n\n".join(written) or str(message.get("text") or "")
