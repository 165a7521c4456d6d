"""The thread that a question stands in, as turns of a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.chat_markup import Names
from assistant.domain.questions import Turn
from assistant.slack.desk import Desk, Ourselves
from assistant.slack.failures import code_of
from assistant.slack.reading import accounts_in, read
from assistant.slack.receiving import Post

_MOST: Final = 100
"""Messages of a thread that are read: the last ones before the question."""
_LONGEST: Final = 4000


async def so_far(desk: Desk, client: AsyncWebClient, post: Post, ours: Ourselves) -> tuple[Turn, ...] | None:
    """What was said in the thread before this post, with the speakers' names; None if the post is no longer there."""
    messages = await _messages(client, post)
    if not any(message["ts"] == post.ts for message in messages):
        return None
    before = [(message, _text(message)) for message in messages if message["ts"] < post.ts]
    return tuple([await _turn(desk, message, text, ours) for message, text in before if text.strip()])


async def _messages(client: AsyncWebClient, post: Post) -> list[Mapping[str, Any]]:
    """The thread up to the post: its beginning, and the last ones before it."""
    try:
        page = await client.conversations_replies(
            channel=post.channel, ts=post.thread, latest=post.ts, inclusive=True, limit=_MOST
        )
    except SlackApiError as error:
        if code_of(error) == "thread_not_found":
            return []
        raise
    return list(page["messages"])


async def _turn(desk: Desk, message: Mapping[str, Any], text: str, ours: Ourselves) -> Turn:
    is_ours = message.get("user") == ours.user or message.get("bot_id") == ours.bot
    account = str(message.get("user") or "")
    speaker = "Lore" if is_ours else await desk.members.name(ours.team, account) if account else "a bot"
    names = {one: await desk.members.name(ours.team, one) for one in accounts_in(text) if one != ours.user}
    words = read(text, ours.user, desk.clock.now().date(), Names(people=names)).text
    return Turn(speaker, await asyncio.to_thread(desk.redact, words[:_LONGEST]), is_ours)


def _text(message: Mapping[str, Any]) -> str:
    """What a person would read of it: in our own answers that stands in blocks, and `text` is what a notification shows."""
    blocks = message.get("blocks") or []
    written = [str(block.get("text") or "") for block in blocks if block.get("type") == "markdown"]
    return "\n\n".join(written) or str(message.get("text") or "")
