"""Puts one answer into one thread, once: streamed where there is something to watch, found again after a crash."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.models.messages.chunk import Chunk, MarkdownTextChunk, TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.provenance import Step
from assistant.slack.desk import QUIET, Ourselves
from assistant.slack.hearing.receiving import Post
from assistant.slack.rendering.answers import Post as Message
from assistant.slack.rendering.trails import task_cards
from assistant.slack.working.failures import code_of

ANSWER: Final = "lore_answer"
"""The type of the metadata that a message of ours carries, with the job that it is of and its part, counted from 0."""
_PAGES: Final = 5
_FLUSH_S: Final = 0.4
"""How often a stream is added to at most: Slack limits calls, and nobody reads faster."""

_log = structlog.get_logger()


def metadata_of(job_id: str, part: int = 0) -> dict[str, Any]:
    """What a message carries, so that another attempt finds it."""
    return {"event_type": ANSWER, "event_payload": {"job": job_id, "part": part}}


def task_of(job_id: str, part: int = 0) -> str:
    """The id of the task card that begins a stream: a stream carries no metadata until it ends."""
    return f"lore-{hashlib.sha256(f'{job_id}:{part}'.encode()).hexdigest()[:24]}"


async def own_messages(
    client: AsyncWebClient, thread: tuple[str, str], job_id: str, ours: Ourselves, since: str = ""
) -> dict[int, str]:
    """The messages of a job that stand in a thread (channel, time stamp), by part; `since` is the post that they answer."""
    channel, ts = thread
    found: dict[int, str] = {}
    cursor = ""
    for _ in range(_PAGES):
        page = await client.conversations_replies(
            channel=channel, ts=ts, oldest=since or None, limit=999, cursor=cursor, include_all_metadata=True
        )
        for message in page["messages"]:
            if message.get("bot_id") == ours.bot or message.get("user") == ours.user:
                part = _part(message, job_id)
                if part is not None:
                    found.setdefault(part, str(message["ts"]))
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return found


def _part(message: Mapping[str, Any], job_id: str) -> int | None:
    """Which part of the job's answer this message is, if it is one."""
    metadata = message.get("metadata") or {}
    carried = metadata.get("event_payload") or {}
    if metadata.get("event_type") == ANSWER and carried.get("job") == job_id:
        return int(carried.get("part", 0))
    tasks = {block.get("task_id") for block in message.get("blocks") or [] if block.get("type") == "task_card"}
    return next((part for part in range(20) if tasks and task_of(job_id, part) in tasks), None)


@dataclass(slots=True)
class Delivery:
    """One answer on its way into a thread. `parts` are the messages that already stand there, which are then changed rather
    than written again; they make the answer come whole."""

    client: AsyncWebClient
    post: Post
    job_id: str
    parts: dict[int, str] = field(default_factory=dict)

    async def publish(self, messages: Sequence[Message]) -> str:
        """The whole answer at once; returns the time stamp of its first message."""
        for part, message in enumerate(messages):
            await self._put(part, message)
        for part in sorted(set(self.parts) - set(range(len(messages)))):
            await self.client.chat_delete(channel=self.post.channel, ts=self.parts.pop(part))
        return self.parts[0]

    async def _put(self, part: int, message: Message) -> None:
        content: dict[str, Any] = {
            "channel": self.post.channel,
            "text": message.text,
            "blocks": message.blocks,
            "metadata": metadata_of(self.job_id, part),
        }
        if part in self.parts:
            await self._end_stream(self.parts[part])
            await self.client.chat_update(ts=self.parts[part], **content)
        else:
            posted = await self.client.chat_postMessage(thread_ts=self.post.thread, **content, **QUIET)
            self.parts[part] = str(posted["ts"])

    async def _end_stream(self, ts: str) -> None:
        """What still streams can't be changed."""
        try:
            await self.client.chat_stopStream(channel=self.post.channel, ts=ts)
        except SlackApiError as error:
            if code_of(error) not in {"message_not_in_streaming_state", "message_not_owned_by_app"}:
                raise


class Stream:
    """An answer that is shown while it is made. What Slack refuses on the way costs nothing: at the end the answer is put in
    the place of what was streamed.

    A stream that nobody adds to expires; https://docs.slack.dev/reference/methods/chat.appendStream names the error.
    """

    def __init__(self, delivery: Delivery, found: str, trail: Sequence[Step] = ()) -> None:
        """`found` says in a line what the answer is made from; `trail` are the steps of a research before it."""
        self._delivery = delivery
        self._found = found
        self._trail = trail
        self._part = 0
        self._ts = ""
        self._waiting = ""
        self._flushed = float("-inf")
        self._broken = False

    @property
    def begun(self) -> bool:
        """Whether there is something to see."""
        return bool(self._delivery.parts)

    async def append(self, text: str) -> str:
        """Show more; returns the time stamp of the first message once there is one."""
        self._waiting += text
        if not self._broken and time.monotonic() - self._flushed >= _FLUSH_S:
            await self._guarded()
        return self._delivery.parts.get(0, "")

    async def next_message(self) -> None:
        """The message is full: go on in another."""
        if self._broken:
            return
        await self._guarded(ends=True)
        self._part, self._ts = self._part + 1, ""

    async def finish(self, closing: Sequence[Mapping[str, Any]], whole: Sequence[Message]) -> str:
        """End it with these blocks below; `whole` is the answer as it would have been posted, for a stream that broke."""
        if not self._broken:
            await self._guarded(ends=True, closing=closing)
        return await self._delivery.publish(whole) if self._broken else self._delivery.parts[0]

    async def stop(self, word: str) -> None:
        """End it where it is, because somebody said so."""
        self._waiting += word
        if not self._broken and self._ts:
            await self._guarded(ends=True)

    async def _guarded(self, *, ends: bool = False, closing: Sequence[Mapping[str, Any]] = ()) -> None:
        try:
            if self._waiting or not self._ts:
                await self._flush()
            if ends:
                await self._end(closing)
        except SlackApiError as error:
            _log.warning("a stream broke off, the answer will be put in its place", reason=code_of(error))
            self._broken = True

    async def _flush(self) -> None:
        post, text = self._delivery.post, [MarkdownTextChunk(text=self._waiting)] if self._waiting else []
        if self._ts:
            await self._delivery.client.chat_appendStream(channel=post.channel, ts=self._ts, chunks=text)
        else:
            title = "Searched the documents" if not self._part else "Continued"
            task = task_of(self._delivery.job_id, self._part)
            chunks: list[dict[str, Any] | Chunk] = [
                TaskUpdateChunk(id=task, title=title, status="complete", output=None if self._part else self._found),
                *(() if self._part else task_cards(task, self._trail)),
                *text,
            ]
            started = await self._delivery.client.chat_startStream(
                channel=post.channel,
                thread_ts=post.thread,
                recipient_team_id=post.team,
                recipient_user_id=post.user,
                chunks=chunks,
            )
            self._ts = str(started["ts"])
            self._delivery.parts[self._part] = self._ts
        self._waiting, self._flushed = "", time.monotonic()

    async def _end(self, closing: Sequence[Mapping[str, Any]]) -> None:
        await self._delivery.client.chat_stopStream(
            channel=self._delivery.post.channel,
            ts=self._ts,
            blocks=[dict(block) for block in closing] or None,
            metadata=metadata_of(self._delivery.job_id, self._part),
        )
