"""What happened lately, once a week, in the channels that want it. Read `plan_digests`, then `handle_digest`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from assistant.domain.conversations import ChannelSettings
from assistant.domain.documents import Document
from assistant.domain.inbox import Job, Task
from assistant.domain.readers import Principal
from assistant.errors import Forbidden
from assistant.knowledge.health.digest import DAYS, Digest
from assistant.knowledge.health.digest_forms import title_of
from assistant.slack.desk import QUIET, Desk
from assistant.slack.showing.digest_blocks import channel_blocks
from assistant.slack.showing.everybody import everybody_in
from assistant.slack.talking.delivering import metadata_of
from assistant.slack.wording.own_posts import post_for
from assistant.slack.working.worker import Doing

HOUR: Final = 9
"""On a Monday, in the time zone of the settings."""
_CATCHING_UP: Final = timedelta(days=2)
"""So long after it was due a digest is still sent, if nothing ran when it was."""


async def plan_digests(desk: Desk, now: datetime) -> int:
    """Put a job for each channel that wants a digest, if one is due; how many are new. A week's job has one id, so that several
    processes may plan as often as they like."""
    local = now.astimezone(desk.options.digest_zone)
    monday = local.date() - timedelta(days=local.weekday())
    due = datetime.combine(monday, datetime.min.time(), local.tzinfo).replace(hour=HOUR)
    if not due <= local < due + _CATCHING_UP:
        return 0
    return await asyncio.to_thread(_plan, desk, monday, now)


def _plan(desk: Desk, monday: date, now: datetime) -> int:
    year, week, _ = monday.isocalendar()
    jobs = (
        Job(
            id=f"digest:{team}:{channel}:{year}-W{week:02}",
            task=Task.DIGEST,
            team=team,
            received_at=now,
            payload={"channel": channel, "since": (monday - timedelta(days=DAYS)).isoformat()},
        )
        for team, channel in desk.channels.with_digest()
    )
    return sum(desk.inbox.put(job) for job in jobs)


async def handle_digest(desk: Desk, job: Job, doing: Doing) -> str:
    """Post what everybody in the channel may read of the last week; nothing where nothing happened."""
    channel = str(job.payload["channel"])
    client = await desk.workspaces.client(job.team)
    if job.reply or (job.attempts > 1 and await post_for(client, channel, "", job.id, job.received_at)):
        return "posted before"
    settings = await asyncio.to_thread(desk.channels.get, job.team, channel)
    if not settings.digest:
        return "turned off"
    try:
        everybody = await everybody_in(desk, job.team, channel)
    except Forbidden:
        return "not for everybody there"
    digest = await asyncio.to_thread(_digest, desk, everybody, date.fromisoformat(str(job.payload["since"])))
    digest = _within(digest, settings)
    if digest.is_empty:
        return "nothing happened"
    blocks = channel_blocks(digest, desk.options.site)
    posted = await client.chat_postMessage(
        channel=channel, text=title_of(digest), blocks=blocks, metadata=metadata_of(job.id), **QUIET
    )
    await doing.note_reply(str(posted["ts"]))
    return "posted"


def _digest(desk: Desk, everybody: Principal, since: date) -> Digest:
    """Without what nobody could answer: a question is its asker's."""
    return replace(desk.knowledge.digests.for_person(everybody, since), gaps=(), unanswered=None)


def _within(digest: Digest, settings: ChannelSettings) -> Digest:
    """What is from the sources that the channel is set to."""
    if not settings.sources:
        return digest

    def wanted(document: Document | None) -> bool:
        return document is not None and document.source in settings.sources

    return replace(
        digest,
        decisions=tuple(event for event in digest.decisions if wanted(event.entry.document)),
        changes=tuple(change for change in digest.changes if wanted(change.document)),
    )
