"""What Lore has posted for a job: where an earlier attempt got so far, another one does not say it twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.inbox import Job
from assistant.slack.desk import QUIET
from assistant.slack.talking.delivering import ANSWER, metadata_of
from assistant.slack.wording.looking_back import messages_in
from assistant.slack.working.failures import CLOSED, code_of

_CLOCKS_DIFFER: Final = timedelta(minutes=5)


async def post_for(client: AsyncWebClient, channel: str, thread: str, job_id: str, since: datetime | None = None) -> str:
    """The time stamp of Lore's post there with the metadata of this job, or "". `thread` "" looks at the channel; `since` is
    when the job came in. Where Lore may not read there is none."""
    span: dict[str, Any] = {"include_all_metadata": True}
    if since is not None:
        span["oldest"] = f"{(since - _CLOCKS_DIFFER).timestamp():.6f}"
    try:
        async for message in messages_in(client, channel, thread, span):
            if _is_of(message, job_id):
                return str(message["ts"])
    except SlackApiError as error:
        if code_of(error) not in CLOSED | {"thread_not_found"}:
            raise
    return ""


async def say_once(client: AsyncWebClient, job: Job, channel: str, thread: str, content: Mapping[str, Any]) -> None:
    """Post it for this job, unless an earlier attempt has done so: also where Slack took a post and did not get to say so.
    `channel` may be a person's account, for a direct message. Raises SlackApiError."""
    if job.attempts > 1:
        place = channel if channel[:1] in {"C", "D", "G"} else await _direct(client, channel)
        if await post_for(client, place, thread, job.id, job.received_at):
            return
    metadata = metadata_of(job.id)
    await client.chat_postMessage(channel=channel, thread_ts=thread or None, metadata=metadata, **content, **QUIET)


async def _direct(client: AsyncWebClient, account: str) -> str:
    """The conversation with one person, which Slack names by an id of its own."""
    return str((await client.conversations_open(users=account))["channel"]["id"])


def _is_of(message: Mapping[str, Any], job_id: str) -> bool:
    metadata = message.get("metadata") or {}
    return metadata.get("event_type") == ANSWER and (metadata.get("event_payload") or {}).get("job") == job_id
