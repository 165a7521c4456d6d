"""What Slack shows beside a thread while Lore works on it. It goes by itself with the next message, or after two minutes."""

from __future__ import annotations

from typing import Final

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.slack.receiving import Post

SEARCHING: Final = "is searching the documents…"
_TURNS: Final = ("Searching the documents…", "Reading what was found…", "Checking the sources…")

_log = structlog.get_logger()


async def show_status(client: AsyncWebClient, post: Post) -> None:
    """Show that the post was heard."""
    await _set(client, post, SEARCHING, list(_TURNS))


async def clear_status(client: AsyncWebClient, post: Post) -> None:
    """Show nothing any more, also where no message came."""
    await _set(client, post, "", None)


async def _set(client: AsyncWebClient, post: Post, status: str, turns: list[str] | None) -> None:
    """A status that can't be set is no reason to answer nothing."""
    try:
        await client.assistant_threads_setStatus(
            channel_id=post.channel, thread_ts=post.thread, status=status, loading_messages=turns
        )
    except (SlackApiError, ClientError, TimeoutError) as error:
        _log.info("no status was shown", reason=type(error).__name__)
