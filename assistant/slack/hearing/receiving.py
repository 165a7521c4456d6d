"""From what Slack sends to what is to be done: posts that ask something, and what became of them. Kept before Slack is told.

Nothing here looks anything up in Slack, so that the acknowledgement waits for the disk alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

from assistant.domain.conversations import Place
from assistant.domain.inbox import Job, Task
from assistant.slack.desk import Desk, Ourselves
from assistant.slack.hearing.reading import Read, read

LONGEST: Final = 4000
"""Characters of a post that are read."""
_PASSED_ON: Final = frozenset({None, "thread_broadcast", "file_share", "me_message"})
"""Subtypes of posts that people write; the others are notices, and what bots say."""


class How(StrEnum):
    """Why Lore answers a post."""

    MENTION = "mention"
    DIRECT = "direct"
    FOLLOWED = "followed"
    LISTENING = "listening"
    COMMAND = "command"
    SHORTCUT = "shortcut"


@dataclass(frozen=True, slots=True)
class Post:
    """Something that a person wrote. `thread` is the first post of its thread, its own `ts` where it begins one."""

    team: str
    channel: str
    ts: str
    thread: str
    user: str
    text: str
    is_direct: bool = False
    how: str = ""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.team, self.channel, self.ts)

    @property
    def thread_place(self) -> Place:
        """Where its thread begins."""
        return Place(self.team, self.channel, self.thread)

    @property
    def begins(self) -> bool:
        """Whether it is the first of its thread."""
        return self.ts == self.thread


def thread_key(team: str, channel: str, thread: str) -> str:
    """What the jobs of one thread share."""
    return f"{team}:{channel}:{thread}"


def question_job(post: Post, desk: Desk) -> Job:
    """Answering a post. The same post is the same job, however often and as whatever event it comes in."""
    key = thread_key(post.team, post.channel, post.thread)
    kept = asdict(replace(post, text=desk.redact(post.text)))
    return Job(f"question:{post.team}:{post.channel}:{post.ts}", Task.QUESTION, post.team, desk.clock.now(), key, kept)


def post_of(payload: Mapping[str, Any]) -> Post:
    """The post of a job."""
    return Post(**payload)


class Reception:
    """Takes events in. `begun` hears of every question that was just kept, to show at once that it was heard."""

    def __init__(self, desk: Desk, nudge: Callable[[], None], begun: Callable[[Post], None]) -> None:
        self._desk = desk
        self._nudge = nudge
        self._begun = begun

    async def take(self, body: Mapping[str, Any]) -> str:
        """Take in an `app_mention` or `message` event; what became of it, in a word. On return it is safe."""
        event, team = body["event"], team_of_event(body)
        ours = await self._desk.workspaces.ourselves(team)
        subtype = event.get("subtype")
        if subtype == "message_deleted" or (subtype == "message_changed" and _is_tombstone(event)):
            return await self._deleted(body, team, ours)
        if subtype == "message_changed":
            return await self._edited(body, team, ours)
        if subtype not in _PASSED_ON or not is_by_a_person(event, ours):
            return "not a person's"
        post = _post(event, team)
        seen = read(post.text, ours.user, self._desk.clock.now().date())
        how = await self._why(post, ours, seen)
        if how is None:
            return "not for Lore"
        post = replace(post, how=how)
        if seen.said_stop and not post.is_direct:
            return await self._quiet(post)
        if how == How.MENTION:
            # From now on, not only from its answer on: people go on while it is made.
            await asyncio.to_thread(self._desk.threads.resume, post.thread_place, self._desk.clock.now())
        return await self.ask(post)

    async def _quiet(self, post: Post) -> str:
        """Stay out of a thread, and end what is being made for it; the post itself is kept, to be told so."""
        job = question_job(post, self._desk)
        outcome = await self._put(job)
        if outcome == "kept":
            await asyncio.to_thread(self._desk.threads.stop, post.thread_place, job.received_at)
            await asyncio.to_thread(self._desk.inbox.stop, job.team, job.thread, job.received_at)
        return outcome

    async def ask(self, post: Post) -> str:
        """Have a post answered."""
        return await self._put(question_job(post, self._desk), lambda: self._begun(post))

    async def _why(self, post: Post, ours: Ourselves, seen: Read) -> How | None:
        """Why this post is answered, if it is."""
        if post.is_direct:
            return How.DIRECT
        if f"<@{ours.user}>" in post.text:
            return How.MENTION
        if not post.begins and await asyncio.to_thread(self._desk.threads.follows, post.thread_place):
            return How.FOLLOWED if seen.goes_on or seen.is_question or seen.said_stop else None
        if seen.is_question and post.begins:
            settings = await asyncio.to_thread(self._desk.channels.get, post.team, post.channel)
            return How.LISTENING if settings.listening else None
        return None

    async def _edited(self, body: Mapping[str, Any], team: str, ours: Ourselves) -> str:
        event = body["event"]
        after, before = event.get("message") or {}, event.get("previous_message") or {}
        if after.get("subtype") not in _PASSED_ON or not is_by_a_person(after, ours):
            return "not a person's"
        if after.get("text") == before.get("text"):
            return "not the words"  # an address was unfurled, a reply was counted
        post = _post(after | {"channel": event["channel"], "channel_type": event.get("channel_type")}, team)
        how = await self._why(post, ours, read(post.text, ours.user, self._desk.clock.now().date()))
        job = question_job(replace(post, how=how or ""), self._desk)
        return await self._put(replace(job, id=f"event:{body['event_id']}", task=Task.EDIT))

    async def _deleted(self, body: Mapping[str, Any], team: str, ours: Ourselves) -> str:
        event = body["event"]
        gone = event.get("previous_message") or {}
        if not is_by_a_person(gone, ours):
            return "not a person's"
        ts = event.get("deleted_ts") or gone["ts"]
        post = _post({**gone, "channel": event["channel"], "ts": ts, "text": ""}, team)
        job = question_job(post, self._desk)
        return await self._put(replace(job, id=f"event:{body['event_id']}", task=Task.DELETION))

    async def stop(self, team: str, channel: str, thread: str) -> str:
        """Somebody stopped the answers of a thread."""
        count = await asyncio.to_thread(self._desk.inbox.stop, team, thread_key(team, channel, thread), self._desk.clock.now())
        self._nudge()
        return f"stopped {count}"

    async def _put(self, job: Job, then: Callable[[], object] | None = None) -> str:
        if not await asyncio.to_thread(self._desk.inbox.put, job):
            return "known"
        self._nudge()
        if then:
            then()
        return "kept"


def team_of_event(body: Mapping[str, Any]) -> str:
    """The workspace that Lore hears an event in. In a channel that is shared with others, `team_id` may be the sender's."""
    authorizations = body.get("authorizations") or [{}]
    return str(authorizations[0].get("team_id") or body.get("team_id") or (body.get("event") or {}).get("team") or "")


def _is_tombstone(event: Mapping[str, Any]) -> bool:
    """Whether this change is a deletion: of a post that has replies Slack leaves something."""
    return (event.get("message") or {}).get("subtype") == "tombstone"


def is_by_a_person(event: Mapping[str, Any], ours: Ourselves) -> bool:
    """Whether a person wrote it: not a bot, not Lore itself, not Slack."""
    user = event.get("user")
    return bool(user) and user not in {ours.user, "USLACKBOT"} and not event.get("bot_id") and not event.get("bot_profile")


def _post(event: Mapping[str, Any], team: str) -> Post:
    channel, ts = str(event["channel"]), str(event["ts"])
    return Post(
        team=team,
        channel=channel,
        ts=ts,
        thread=str(event.get("thread_ts") or ts),
        user=str(event["user"]),
        text=str(event.get("text") or "")[:LONGEST],
        is_direct=event.get("channel_type") == "im" or channel.startswith("D"),
    )
