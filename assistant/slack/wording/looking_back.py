"""Reads a thread or a channel page by page: of a thread Slack gives the oldest messages first, of a channel the newest."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

PAGE: Final = 200
TOMBSTONE: Final = "tombstone"
"""The subtype of what stands in the place of a deleted message that has replies."""
MOST_PAGES: Final = 10
"""Of what is longer the rest stays unread."""


async def messages_in(
    client: AsyncWebClient, channel: str, thread: str, span: Mapping[str, Any] | None = None
) -> AsyncIterator[Mapping[str, Any]]:
    """The messages of a thread, oldest first, or with `thread` "" those of the channel, newest first. A thread's first message
    comes with any `span` (Slack's `oldest`, `latest` and the like). Raises SlackApiError."""
    cursor, first = "", ""
    for _ in range(MOST_PAGES):
        look = {"channel": channel, "limit": PAGE, "cursor": cursor, **(span or {})}
        page = await (client.conversations_replies(ts=thread, **look) if thread else client.conversations_history(**look))
        for message in page.get("messages") or ():
            if message["ts"] != first:  # a thread's first message may come with every page
                yield message
            first = first or str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
