"""Answers what somebody asked in Slack. Read `answer_post` first.

In a channel an answer is made from what everybody there may read. Where that is not enough and the asker may read more, the
answer is made again for them and goes to them alone.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from slack_sdk.errors import SlackApiError

from assistant.domain.answers import Answer
from assistant.domain.conversations import Place
from assistant.domain.inbox import Job
from assistant.errors import Forbidden, UsageError
from assistant.slack.desk import Desk, whole_answer
from assistant.slack.hearing.receiving import How, Post, post_of, question_job
from assistant.slack.rendering.escaping import mrkdwn
from assistant.slack.talking.delivering import own_messages
from assistant.slack.talking.status import clear_status
from assistant.slack.talking.telling import PRIVATELY, Room, SomebodyCame, post, tell_all, tell_alone
from assistant.slack.talking.understanding import Asking, understood
from assistant.slack.wording.modals import sentence
from assistant.slack.wording.privately import Aside, tell
from assistant.slack.working.failures import code_of
from assistant.slack.working.worker import STOPPED, Doing

INTERRUPTED: Final = "I was interrupted while I answered you in private. If no answer stands above, please ask again."
STOPS: Final = "All right, I stay out of this thread. Mention me to bring me back."
SORRY: Final = (
    "I couldn't answer that one: something here does not work. Please ask again in a few minutes; if it stays so, tell whoever "
    "runs Lore."
)
NOTHING_TO_STOP: Final = "All right. Write to me whenever you want to know something."
GLADLY: Final = "Gladly."
SHOWN: Final = frozenset({"answered", "abstained"})
"""The outcomes after which an answer stands in the thread."""
_GREETINGS: Final = ("hi", "hello", "hey", "good morning", "good afternoon", "good evening", "hallo", "bonjour", "hola", "你好")
WHAT_TO_ASK: Final = "Ask me something about your organisation's documents, decisions and reviews."


async def answer_post(desk: Desk, job: Job, doing: Doing) -> str:
    """Answer a post: in its thread, or the asker alone. Returns what became of it."""
    room = await _room(desk, job, doing)
    if job.reply == PRIVATELY:
        await tell(desk, room.aside, INTERRUPTED)
        return "interrupted"
    if job.attempts > 1:
        room.earlier = await _standing(room)
    return await _answered(room)


async def answer_edit(desk: Desk, job: Job, doing: Doing) -> str:
    """A post was edited: its answer is made anew and put in the former one's place. One that asks only now is answered."""
    room = await _room(desk, job, doing)
    if not room.post.how:
        return "not for Lore"
    given = await asyncio.to_thread(desk.given.to_question, room.post.place)
    if any(not one.private for one in given) or job.attempts > 1:
        room.earlier = await _standing(room)
    return await _answered(room)


async def take_back(desk: Desk, job: Job, doing: Doing) -> str:  # noqa: ARG001 - a handler's signature
    """A post was deleted: its answer goes too, unless somebody has said something since."""
    asked = post_of(job.payload)
    given = await asyncio.to_thread(desk.given.to_question, asked.place)
    public = [one for one in given if not one.private]
    if not public:
        return "had no answer"
    client, ours = await desk.workspaces.client(asked.team), await desk.workspaces.ourselves(asked.team)
    newest = max(one.at.ts for one in public)
    try:
        page = await client.conversations_replies(channel=asked.channel, ts=asked.thread, oldest=newest, limit=20)
    except SlackApiError as error:
        if code_of(error) != "thread_not_found":
            raise
        return "had no answer left"
    if any(message.get("user") != ours.user and message["ts"] > newest for message in page["messages"]):
        return "others have answered since"
    for ts in (
        await own_messages(client, (asked.channel, asked.thread), question_job(asked, desk).id, ours, asked.ts)
    ).values():
        await client.chat_delete(channel=asked.channel, ts=ts)
    for one in public:
        await asyncio.to_thread(desk.given.forget, one.at)
    return "taken back"


async def _standing(room: Room) -> dict[int, str]:
    """What stands in the thread of an answer to this post."""
    thread = (room.post.channel, room.post.thread)
    return await own_messages(room.client, thread, room.job_id, room.ours, room.post.ts)


async def _room(desk: Desk, job: Job, doing: Doing) -> Room:
    asked = post_of(job.payload)
    client, ours = await desk.workspaces.client(asked.team), await desk.workspaces.ourselves(asked.team)
    return Room(desk, client, ours, asked, beside(asked), question_job(asked, desk).id, doing, job.reply)


def beside(post: Post) -> Aside:
    """A private word in a thread that has no replies yet is shown to nobody, so that it goes into the channel."""
    in_thread = post.is_direct or not post.begins
    return Aside(post.team, post.channel, post.user, post.thread if in_thread else "")


async def _answered(room: Room) -> str:
    desk, asked = room.desk, room.post
    try:
        asking = await understood(desk, room.client, room.ours, asked)
        if asking is None:
            return "gone"
        if asking.read.said_stop:
            return await _stays_out(room)
        if asking.read.is_courtesy or not asking.read.text.strip():
            return await _greets(room, asking)
        outcome = await _answer(room, asking)
        if outcome not in SHOWN:
            await _take_down(room)
        return outcome
    except (Forbidden, UsageError) as refused:
        if asked.how != How.LISTENING:
            await tell(desk, room.aside, mrkdwn(sentence(str(refused))))
        return "refused"
    except asyncio.CancelledError as cancelled:
        if cancelled.args[:1] != (STOPPED,):
            raise
        if room.stream is not None:
            await room.stream.stop("\n\n*Stopped.*")
        return "stopped"
    finally:
        if not room.reply or room.reply == PRIVATELY:  # a message in the thread ends it by itself
            await clear_status(room.client, asked)


async def _stays_out(room: Room) -> str:
    """Say that it was heard; what it means was done when it came in."""
    await tell(room.desk, room.aside, NOTHING_TO_STOP if room.post.is_direct else STOPS)
    return "stays out"


async def _greets(room: Room, asking: Asking) -> str:
    """Thanks need no answer in a channel; a greeting, or a bare mention, is somebody who does not know yet what to ask."""
    words = asking.read.text.casefold()
    is_thanks = bool(words.strip()) and not any(words.startswith(one) for one in _GREETINGS)
    if not is_thanks:
        await tell(room.desk, room.aside, _what_to_ask(room.desk))
    elif room.post.is_direct:
        await tell(room.desk, room.aside, GLADLY)
    return "greeted"


async def _take_down(room: Room) -> None:
    """What an earlier wording of the question was answered with in public is no answer to this one."""
    for part, ts in sorted(room.earlier.items()):
        await room.client.chat_delete(channel=room.post.channel, ts=ts)
        if not part:
            await asyncio.to_thread(room.desk.given.forget, Place(room.post.team, room.post.channel, ts))


def _what_to_ask(desk: Desk) -> str:
    examples = "".join(f"\n• {mrkdwn(one)}" for one in desk.options.suggestions[:3])
    return WHAT_TO_ASK + (f" For instance:{examples}" if examples else "")


async def _answer(room: Room, asking: Asking) -> str:
    """First for everybody who reads along; then, if that found nothing, for the asker alone."""
    if asking.shared is None:
        return await _answer_alone(room, asking, None)
    try:
        abstention = await tell_all(room, asking, asking.shared)
        if abstention is None:
            return "answered"
        if asking.post.is_direct:
            await post(room, asking, abstention)
            return "abstained"
        return await _answer_alone(room, asking, abstention)
    except SomebodyCame:
        return await _answer_alone(room, asking, None)


async def _answer_alone(room: Room, asking: Asking, abstention: Answer | None) -> str:
    """For the asker alone; where that finds nothing either, the abstention for everybody, if any. Raises SomebodyCame."""
    if asking.is_uninvited:
        return "nothing to say"
    own = await whole_answer(room.desk.asker, asking.question(asking.member.principal, provisional=asking.is_overheard))
    if not own.abstained or (abstention is None and not asking.is_overheard):
        await tell_alone(room, asking, own)
        return "abstained privately" if own.abstained else "answered privately"
    if abstention is None or asking.is_overheard:
        return "nothing to say"  # in a thread that it follows, people talk to each other too
    await post(room, asking, replace(abstention, id=own.id))  # the one that was recorded
    return "abstained"
