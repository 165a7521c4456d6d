"""Answers whose sources hold no longer are marked, so that nobody follows them by mistake. Read `mark_answers` first."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import groupby
from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.conversations import Given
from assistant.domain.inbox import Job, Task
from assistant.domain.readers import Principal
from assistant.errors import Forbidden, UsageError
from assistant.slack.desk import QUIET, Desk
from assistant.slack.showing.everybody import everybody_in
from assistant.slack.showing.superseded import ENDED, ended_since, told
from assistant.slack.talking.delivering import metadata_of
from assistant.slack.wording.kit import MOST_IN_A_MESSAGE, SECTION, Block, context, paragraphs
from assistant.slack.wording.own_posts import post_for
from assistant.slack.working.failures import code_of
from assistant.slack.working.worker import Doing

MARK: Final = "lore_mark"
"""The block that says it; its presence tells another attempt that it is there."""
LOOKED_BACK: Final = timedelta(days=180)
YOUNG: Final = timedelta(days=30)
"""So long after an answer its readers are told of the mark, once for all the answers of a channel that are marked together;
later they find it when they look."""
PAUSE_S: Final = 1.0
"""Between two changes in one channel (https://docs.slack.dev/apis/web-api/rate-limits)."""
_EVERYTHING: Final = Principal("", administrator=True)
_GONE: Final = frozenset({"message_not_found", "thread_not_found"})
_FIXED: Final = frozenset(
    {
        "cant_update_message",
        "edit_window_closed",
        "msg_too_long",
        "msg_blocks_too_long",
        "invalid_blocks",
        "invalid_blocks_format",
    }
)
"""What will be said of this message whenever it is tried."""
_CLOSED: Final = frozenset(
    {"channel_not_found", "not_in_channel", "is_archived", "missing_scope", "token_revoked", "account_inactive", "invalid_auth"}
)
"""And of every message of the channel."""

_log = structlog.get_logger(__name__)


class _Outcome(Enum):
    """What became of an answer that needs a mark."""

    MARKED = "marked"
    GONE = "gone"
    FIXED = "fixed"
    """It stands, and can't be changed."""
    LATER = "later"


async def plan_marks(desk: Desk, now: datetime) -> int:
    """Put a job for the day, and another one whenever what holds has changed; how many are new."""
    state = await asyncio.to_thread(_state, desk)
    job = Job(f"marks:{now.date().isoformat()}:{state}", Task.MARKS, "", now)
    return int(await asyncio.to_thread(desk.inbox.put, job))


async def handle_marks(desk: Desk, job: Job, _: Doing) -> str:
    """Mark what has to be. The same answers may be looked at twice, and are marked once."""
    return f"marked {await mark_answers(desk, job.received_at)}"


async def mark_answers(desk: Desk, now: datetime, pause_s: float = PAUSE_S) -> int:
    """Mark the answers of the last half year that rest on what has ended since; how many were marked."""
    given = await asyncio.to_thread(desk.given.since, now - LOOKED_BACK)
    public = sorted((one for one in given if not one.private and not one.marked and one.cited), key=_place)
    marked = 0
    for (team, channel), answers in groupby(public, key=_place):
        room = _Room(desk, team, channel, now, pause_s)
        marked += await room.mark(list(answers))
    return marked


@dataclass(frozen=True, slots=True)
class _Room:
    """One channel with answers in it."""

    desk: Desk
    team: str
    channel: str
    now: datetime
    pause_s: float

    async def mark(self, answers: Sequence[Given]) -> int:
        """How many were marked. A channel where Lore can't change anything any more is left alone; what else Slack refuses of
        one answer keeps no other from its mark."""
        outcomes: list[tuple[_Outcome, Given, str]] = []
        try:
            everybody = await self._readers(answers[0].asker)
            client = await self.desk.workspaces.client(self.team)
            due = await asyncio.to_thread(lambda: list(self._due(answers, everybody)))
            for at, (given, text) in enumerate(due):
                if at:
                    await asyncio.sleep(self.pause_s)
                outcomes.append((await self._mark(client, given, text), given, text))
            stand = {_Outcome.MARKED, _Outcome.FIXED}
            await self._tell(client, [(given, text) for outcome, given, text in outcomes if outcome in stand])
        except (Forbidden, UsageError) as error:
            _log.info("answers can't be marked", reason=type(error).__name__)
        except SlackApiError as error:
            _log.info("answers can't be marked", reason=code_of(error))
        return sum(outcome is _Outcome.MARKED for outcome, _, _ in outcomes)

    async def _readers(self, asker: str) -> Principal:
        """Whoever reads along; in direct messages the asker alone. Raises Forbidden where somebody may not."""
        if self.channel.startswith("D"):
            return (await self.desk.members.member(self.team, asker)).principal
        return await everybody_in(self.desk, self.team, self.channel)

    def _due(self, answers: Sequence[Given], everybody: Principal) -> Iterator[tuple[Given, str]]:
        """The answers that need a mark, each with what it says."""
        lineage = self.desk.knowledge.decisions.lineage(everybody)
        for given in answers:
            if ended := ended_since(given.cited, given.given_at, lineage):
                yield given, told(ended, self.desk.options.site)

    async def _mark(self, client: AsyncWebClient, given: Given, text: str) -> _Outcome:
        """Mark it and keep that it is. What was deleted is forgotten, and what can't be changed kept as that; what was refused
        otherwise is tried again another day. Raises SlackApiError where that goes for the whole channel."""
        try:
            outcome = await self._show(client, given, text)
        except SlackApiError as error:
            code = code_of(error)
            if code in _CLOSED:
                raise
            _log.info("an answer can't be marked", reason=code)
            outcome = _Outcome.GONE if code in _GONE else _Outcome.FIXED if code in _FIXED else _Outcome.LATER
        if outcome is _Outcome.GONE:
            await asyncio.to_thread(self.desk.given.forget, given.at)
        elif outcome is not _Outcome.LATER:
            await asyncio.to_thread(self.desk.given.mark, given.at, text)
        return outcome

    async def _show(self, client: AsyncWebClient, given: Given, text: str) -> _Outcome:
        """Put the mark on the message, as far as an earlier attempt has not done so."""
        message = await _message(client, given)
        if message is None:
            return _Outcome.GONE
        if not any(block.get("block_id") == MARK for block in message.get("blocks") or ()):
            await self._update(client, given, message, f"Since this answer: {text}.")
        return _Outcome.MARKED

    async def _update(self, client: AsyncWebClient, given: Given, message: Mapping[str, Any], text: str) -> None:
        await client.chat_update(
            channel=given.at.channel, ts=given.at.ts, text=str(message.get("text") or ""), blocks=with_mark(message, text)
        )

    async def _tell(self, client: AsyncWebClient, marked: Sequence[tuple[Given, str]]) -> None:
        """Say it below the newest of them, and how many more there are: a changed message rings nobody's bell, and many replies
        would ring it too often. In direct messages, and of what is old, the mark is enough."""
        young = [one for one in marked if self.now - one[0].given_at < YOUNG]
        if not young or self.channel.startswith("D"):
            return
        given, text = max(young, key=lambda one: (one[0].given_at, one[0].at.ts))
        job_id = f"mark:{given.at.team}:{given.at.channel}:{given.at.ts}"
        if await post_for(client, given.at.channel, given.thread, job_id):
            return
        text = f"A source of my answer has changed since: {text}.{_others(len(marked) - 1)}"
        await client.chat_postMessage(
            channel=given.at.channel, thread_ts=given.thread, text=text, metadata=metadata_of(job_id), **QUIET
        )


def _others(count: int) -> str:
    """How many answers more have a mark."""
    if not count:
        return ""
    return (
        " One more answer of mine in this channel is marked."
        if count == 1
        else (f" {count} more answers of mine in this channel are marked.")
    )


def with_mark(message: Mapping[str, Any], text: str) -> list[Block]:
    """A message's blocks with a line on top. A full message loses its last small print for it; where there is none, it loses
    nothing and gets no line."""
    blocks: list[Block] = list(message.get("blocks") or paragraphs(_lines(str(message.get("text") or ""))))
    if len(blocks) >= MOST_IN_A_MESSAGE:
        last = max((at for at, block in enumerate(blocks) if block.get("type") in {"context", "divider"}), default=None)
        if last is None:
            return blocks
        del blocks[last]
    return [context(text, MARK), *blocks]


def _lines(text: str) -> Iterator[str]:
    """Its lines, those apart that no section holds."""
    for line in text.split("\n"):
        yield from (line[at : at + SECTION] for at in range(0, max(1, len(line)), SECTION))


async def _message(client: AsyncWebClient, given: Given) -> Mapping[str, Any] | None:
    """The answer as it stands; None where it was deleted."""
    found = await client.conversations_replies(
        channel=given.at.channel, ts=given.thread, oldest=given.at.ts, latest=given.at.ts, inclusive=True, limit=2
    )
    return next((one for one in found.get("messages") or () if one.get("ts") == given.at.ts), None)


def _place(given: Given) -> tuple[str, str]:
    return given.at.team, given.at.channel


def _state(desk: Desk) -> str:
    """Changes whenever a decision ends, or one that has ended holds again. It is told to nobody."""
    entries = desk.knowledge.decisions.lineage(_EVERYTHING).entries
    ended = sorted((entry.id, entry.status.value, entry.replaced_by) for entry in entries if entry.status in ENDED)
    return hashlib.sha256(repr(ended).encode()).hexdigest()[:16]
