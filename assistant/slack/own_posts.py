"""What Lore has posted for a job: where an earlier attempt got so far, another one does not say it twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.slack.delivering import ANSWER
from assistant.slack.failures import code_of
from assistant.slack.privately import CLOSED

_LOOKED_AT: Final = 200
"""Posts that are looked through: of a channel the newest, of a thread the oldest of that time."""
_CLOCKS_DIFFER: Final = timedelta(minutes=5)


async def post_for(client: AsyncWebClient, channel: str, thread: str, job_id: str, since: datetime | None = None) -> str:
    """The time stamp of Lore's first post there with the metadata of this job, or "". `thread` "" looks at the channel; `since`
    is when the job came in. Where Lore may not read there is none."""
    look: dict[str, Any] = {"channel": channel, "limit": _LOOKED_AT, "include_all_metadata": True}
    if since is not None:
        look["oldest"] = f"{(since - _CLOCKS_DIFFER).timestamp():.6f}"
    try:
        if thread:
            found = await client.conversations_replies(ts=thread, **look)
        else:
            found = await client.conversations_history(**look)
    except SlackApiError as error:
        if code_of(error) not in CLOSED | {"thread_not_found"}:
            raise
        return ""
    return min((str(one["ts"]) for one in found.get("messages") or () if _is_of(one, job_id)), default="")


def _is_of(message: Mapping[str, Any], job_id: str) -> bool:
    metadata = message.get("metadata") or {}
    return metadata.get("event_type") == ANSWER and (metadata.get("event_payload") or {}).get("job") == job_id
