"""Finds again what was asked for an answer: from the record of questions, and from the post that asked, where there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from slack_sdk.errors import SlackApiError

from assistant.domain.asked import Asked
from assistant.domain.chat_markup import Names
from assistant.domain.conversations import Given, Place
from assistant.domain.questions import Turn
from assistant.errors import NotFound
from assistant.slack.desk import Desk
from assistant.slack.hearing.reading import Read, accounts_in, read
from assistant.slack.hearing.receiving import Post
from assistant.slack.installed.members import Member
from assistant.slack.talking.thread import so_far
from assistant.slack.wording.looking_back import TOMBSTONE, messages_in
from assistant.slack.wording.privately import Aside

KEPT: Final = timedelta(days=2)
"""A private message is gone when Slack is loaded anew, so that nobody presses a button in an older one."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What was asked: the words with what they were limited to, what had been said before them, and the documents that the
    answer named. `thread` and `question` are where it was asked, both "" for a question that is no post."""

    words: Read
    said: tuple[Turn, ...]
    cited: tuple[str, ...]
    thread: str = ""
    question: str = ""


async def recalled(desk: Desk, member: Member, aside: Aside, answer_id: str) -> Recalled:
    """What this person asked, who is shown the answer to it. Raises NotFound for an answer that is no longer known, and for
    somebody else's."""
    given = await asyncio.to_thread(_given, desk, aside, answer_id)
    asked = await asyncio.to_thread(_asked, desk, member, answer_id)
    cited = tuple(dict.fromkeys([*(asked.cited if asked else ()), *(given.cited if given else ())]))
    if given is None:
        return Recalled(Read(_kept_words(asked)), (), cited)
    client, ours = await desk.workspaces.client(aside.team), await desk.workspaces.ourselves(aside.team)
    post = Post(aside.team, aside.channel, given.question, given.thread, aside.account, "")
    text = await _text_at(desk, post)
    if not text:
        return Recalled(Read(_kept_words(asked)), (), cited)
    said = () if post.begins else await so_far(desk, client, post, ours) or ()
    return Recalled(await plain_words(desk, aside.team, text), said, cited, given.thread, given.question)


def _kept_words(asked: Asked | None) -> str:
    """The question as it is kept. Raises NotFound."""
    if asked is None:
        raise NotFound("There is no such answer among yours, or it is no longer kept.")
    return asked.question


async def plain_words(desk: Desk, team: str, text: str) -> Read:
    """What somebody typed, in plain words."""
    ours = await desk.workspaces.ourselves(team)
    names = {one: await desk.members.name(team, one) for one in accounts_in(text) if one != ours.user}
    return read(text, ours.user, desk.clock.now().date(), Names(people=names))


async def question_before(desk: Desk, aside: Aside, ts: str) -> str:
    """What was asked for the answer at `ts`; where that is not known, the last thing that a person said in the thread before.
    In plain words; "" if that can't be read."""
    thread = aside.thread or ts
    given = await asyncio.to_thread(desk.given.get, Place(aside.team, aside.channel, ts))
    if given and (text := await _text_at(desk, Post(aside.team, aside.channel, given.question, thread, "", ""))):
        return (await plain_words(desk, aside.team, text)).text
    client, last = await desk.workspaces.client(aside.team), ""
    try:
        async for one in messages_in(client, aside.channel, thread, {"latest": ts}):
            if one["ts"] < ts and _is_of_a_person(one):
                last = str(one.get("text") or "")
    except SlackApiError:
        return ""
    return (await plain_words(desk, aside.team, last)).text


def _is_of_a_person(message: Mapping[str, Any]) -> bool:
    return bool(message.get("user")) and not message.get("bot_id") and message.get("subtype") != TOMBSTONE


async def _text_at(desk: Desk, post: Post) -> str:
    client = await desk.workspaces.client(post.team)
    try:
        page = await client.conversations_replies(
            channel=post.channel, ts=post.thread, oldest=post.ts, latest=post.ts, inclusive=True, limit=2
        )
    except SlackApiError:
        return ""
    there = (one for one in page["messages"] if one["ts"] == post.ts and one.get("subtype") != TOMBSTONE)
    return next((str(one.get("text") or "") for one in there), "")


def _given(desk: Desk, aside: Aside, answer_id: str) -> Given | None:
    given = desk.given.since(desk.clock.now() - KEPT)
    mine = (one for one in given if one.answer_id == answer_id and one.asker == aside.account)
    return next((one for one in mine if (one.at.team, one.at.channel) == (aside.team, aside.channel)), None)


def _asked(desk: Desk, member: Member, answer_id: str) -> Asked | None:
    try:
        return desk.knowledge.feedback.asked_by(member.principal, answer_id)
    except NotFound:
        return None
