"""Shows a private answer to the channel, where everybody may read its sources.

Slack does not hand out a private message again, and Lore keeps no answers' words. What is posted is therefore made anew from
the same question, within what everybody in the channel may read: it can't hold more than they may know, whatever the private
one held. That the private one's sources are readable for all is checked first, so that a refusal can be explained.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.answers import Answer
from assistant.domain.asked import Interface
from assistant.domain.conversations import Given, Place
from assistant.domain.inbox import Job
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.errors import LoreError, NotFound
from assistant.slack.acting.recalling import KEPT, Recalled, recalled
from assistant.slack.actions import SHARE
from assistant.slack.desk import QUIET, Desk, whole_answer
from assistant.slack.hearing.receiving import Post, question_job
from assistant.slack.installed.members import Member
from assistant.slack.rendering.answers import Around, posts_of
from assistant.slack.rendering.answers import Post as Message
from assistant.slack.rendering.escaping import mrkdwn
from assistant.slack.talking.delivering import Delivery, metadata_of, own_messages
from assistant.slack.wording import kit
from assistant.slack.wording.modals import sentence
from assistant.slack.wording.own_posts import post_for
from assistant.slack.wording.phrasing import listed, titled
from assistant.slack.wording.phrasing import said as words
from assistant.slack.wording.privately import INVITE, Aside, tell
from assistant.slack.working.failures import NOT_THERE, code_of
from assistant.slack.working.putting import of_press, put
from assistant.slack.working.worker import Doing, Handler

DONE: Final = "This answer is shared here already."
GONE: Final = "I no longer keep this answer. Ask again in the channel, and everybody sees what I say."
NOTHING: Final = "Nothing was shared: from what everybody here may read, I can't answer this."
IN_DIRECT: Final = "Nobody reads along here, so there is nobody to share it with. Ask me in a channel instead."
_MOST_NAMED: Final = 5


def listen(app: AsyncApp, desk: Desk) -> None:
    """Register the button."""

    async def pressed(ack: AsyncAck, body: dict[str, Any]) -> None:
        aside, answer_id = Aside.of(body), str(body["actions"][0].get("value") or "")
        said = {"name": SHARE, "answer": answer_id}
        # One after another: the second of two presses finds what the first one posted.
        await put(desk, aside, of_press(body["trigger_id"]), said, f"share:{aside.team}:{answer_id}")
        await ack()

    app.action(SHARE)(pressed)


@dataclass(frozen=True, slots=True)
class _Sharing:
    """Who shares which answer, for whose eyes."""

    desk: Desk
    client: AsyncWebClient
    aside: Aside
    member: Member
    company: Principal
    key: str
    """What the posts are marked with: an answer is shared once in a channel, by whatever press. Where the question is a post it
    is the mark of any answer to it, so that what was shared is changed and taken back with the question."""


async def handle_share(desk: Desk, job: Job, doing: Doing) -> str:  # noqa: ARG001 - a Handler's arguments
    """Share an answer, or say in private why not."""
    aside = Aside.of_json(job.payload["aside"])
    try:
        outcome, word = await _shared(desk, job, aside)
    except NotFound:
        outcome, word = "gone", GONE
    except LoreError as error:
        outcome, word = "refused", f"Nothing was shared. {mrkdwn(sentence(str(error)))}"
    except SlackApiError as error:
        if code_of(error) not in NOT_THERE:
            raise
        outcome, word = "not in the channel", INVITE
    if word:
        await tell(desk, aside, word, job=job)
    return outcome


JOBS: Mapping[str, Handler] = {SHARE: handle_share}


async def _shared(desk: Desk, job: Job, aside: Aside) -> tuple[str, str]:
    """What became of it in a word, and what the person is told."""
    if aside.channel.startswith("D"):
        return "refused", IN_DIRECT
    answer_id = job.payload["answer"]
    member = await desk.members.member(aside.team, aside.account)
    found = await recalled(desk, member, aside, answer_id)
    company = member.principal.among(await desk.members.company(aside.team, aside.channel))
    key = _key(desk, aside, found) if found.question else f"share:{aside.team}:{aside.channel}:{answer_id}"
    sharing = _Sharing(desk, await desk.workspaces.client(aside.team), aside, member, company, key)
    thread = found.thread or aside.thread
    if not thread:
        thread = await post_for(sharing.client, aside.channel, "", _root(key), job.received_at - KEPT)
    ours = await desk.workspaces.ourselves(aside.team)
    standing = await own_messages(sharing.client, (aside.channel, thread), key, ours) if thread else {}
    if standing and job.attempts <= 1:
        return "known", DONE
    if refusal := await asyncio.to_thread(_refusal, sharing, found.cited):
        return "refused", refusal
    answer = await _made(sharing, found)
    now_closed = await asyncio.to_thread(_refusal, sharing, _cited(answer))
    if answer.abstained or now_closed:
        return "refused", NOTHING
    await _publish(sharing, replace(found, thread=thread), answer, standing)
    return "shared", ""


def _key(desk: Desk, aside: Aside, found: Recalled) -> str:
    """What an answer to this post is marked with."""
    return question_job(Post(aside.team, aside.channel, found.question, found.thread, aside.account, ""), desk).id


def _root(key: str) -> str:
    """What the post is marked with that begins the thread, where the question is no post."""
    return f"{key}:question"


def _refusal(sharing: _Sharing, cited: Iterable[str]) -> str:
    """What is said where not everybody may read all of these documents now; "" if they may. The person may be told the titles
    of those that they read themselves."""
    documents = [sharing.desk.documents.get(id_) for id_ in cited]
    closed = [one for one in documents if one is not None and not one.readers.permit(sharing.company)]
    if not closed and None not in documents:
        return ""
    mine = [one for one in closed if one.readers.permit(sharing.member.principal)]
    named = [titled(one.title, one.url) for one in mine[:_MOST_NAMED]]
    rest = len(closed) - len(named) + documents.count(None)
    counted = f"{rest} more" if named else f"{rest} of its sources"
    return f"Not shared: not everybody here may read {listed([*named, *([counted] if rest else [])])}."


async def _made(sharing: _Sharing, found: Recalled) -> Answer:
    """The answer, from what everybody in the channel may read."""
    desk, aside = sharing.desk, sharing.aside
    settings = await asyncio.to_thread(desk.channels.get, aside.team, aside.channel)
    question = Question(
        text=found.words.text,
        scope=Scope(sharing.company, found.words.filters(settings.sources)),
        conversation_id=f"slack:{aside.team}:{aside.channel}:{found.thread}",
        interface=Interface.SLACK,
        said=found.said,
        language=settings.language,
    )
    return await whole_answer(desk.asker, question)


async def _publish(sharing: _Sharing, found: Recalled, answer: Answer, standing: dict[int, str]) -> None:
    """Post it in the thread of the question; of a question that nobody saw, below a post that tells it."""
    desk, aside, now = sharing.desk, sharing.aside, sharing.desk.clock.now()
    thread = found.thread or await _opened(sharing, found)
    around = Around(site=desk.options.site, today=now.date(), filtered=found.words.filtered)
    messages = posts_of(answer, around)
    post = Post(aside.team, aside.channel, found.question or thread, thread, aside.account, "")
    by = f"*{words(sharing.member.name, 60)}* shared this answer, made from what everybody here may read."
    first = await Delivery(sharing.client, post, sharing.key, standing).publish(_introduced(messages, by))
    at = Place(aside.team, aside.channel, first)
    given = Given(at, thread, post.ts, answer.id, aside.account, _cited(answer), now)
    await asyncio.to_thread(desk.given.keep, given)
    await asyncio.to_thread(desk.threads.follow, post.thread_place, now)


async def _opened(sharing: _Sharing, found: Recalled) -> str:
    text = f"*{words(sharing.member.name, 60)}* asked: {words(found.words.text, 600)}"
    posted = await sharing.client.chat_postMessage(
        channel=sharing.aside.channel, text=text, blocks=[kit.section(text)], metadata=metadata_of(_root(sharing.key)), **QUIET
    )
    return str(posted["ts"])


def _introduced(messages: Sequence[Message], by: str) -> list[Message]:
    """With a line that says who shared it; a message of its own where the first one is full."""
    first, *others = messages
    if len(first.blocks) >= kit.MOST_IN_A_MESSAGE:
        return [Message(by, [kit.context(by)]), *messages]
    return [Message(first.text, [kit.context(by), *first.blocks]), *others]


def _cited(answer: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.document.id for citation in answer.citations))
