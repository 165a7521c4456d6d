"""Says an answer: in the thread while it is made, in the thread at once, or to its asker alone. Keeps where it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.answers import Answer, Citation, Delta, Evidence, EvidenceChosen, SourcesFound
from assistant.domain.conversations import Given, Place
from assistant.domain.hits import Hit
from assistant.domain.provenance import Step
from assistant.domain.readers import Principal
from assistant.errors import Forbidden
from assistant.slack.desk import Desk, Ourselves
from assistant.slack.hearing.receiving import How, Post
from assistant.slack.rendering.answers import Around, closing_blocks, posts_of
from assistant.slack.rendering.answers import Post as Message
from assistant.slack.rendering.markdown import Append, Growing
from assistant.slack.rendering.sources import url_of
from assistant.slack.talking.delivering import Delivery, Stream
from assistant.slack.talking.status import show_step
from assistant.slack.talking.understanding import SET_TO_PRIVATE, Asking
from assistant.slack.wording.privately import Aside, tell
from assistant.slack.working.worker import Doing

PRIVATELY: Final = "private"
"""What a job's reply says once an answer goes to its asker alone: that can't be looked up, and is never done twice."""


class SomebodyCame(Exception):
    """Into the channel, while the answer was made: it was not made for them."""


@dataclass(slots=True)
class Room:
    """Where the answer goes."""

    desk: Desk
    client: AsyncWebClient
    ours: Ourselves
    post: Post
    aside: Aside
    job_id: str
    doing: Doing
    reply: str = ""
    """As in Job."""
    earlier: dict[int, str] = field(default_factory=dict)
    """By part, what an earlier attempt has posted, or what is to be changed."""
    stream: Stream | None = None
    found: str = ""
    """What the search brought, in a line."""
    trail: list[Step] = field(default_factory=list)
    """What was looked for besides."""

    @property
    def delivery(self) -> Delivery:
        """The thread, with what stands there already."""
        return Delivery(self.client, self.post, self.job_id, dict(self.earlier))


async def tell_all(room: Room, asking: Asking, principal: Principal) -> Answer | None:
    """Answer in the thread; None when that is done, else the abstention, of which nothing was shown yet. Raises SomebodyCame
    before anything is shown."""
    question = asking.question(principal, provisional=not asking.post.is_direct)
    growing, waiting = Growing(), ""
    async with aclosing(room.desk.asker.answer(question)) as events:
        async for event in events:
            if isinstance(event, SourcesFound):
                room.found = _found(event.sources)
            elif isinstance(event, Step):
                room.trail.append(event)
                await show_step(room.client, room.post, event)
            elif isinstance(event, EvidenceChosen):
                growing = Growing(_links(event.evidence, room.desk.options.site))
            elif isinstance(event, Delta):
                # One piece is held back: an abstention, and an answer that comes whole, have no second one.
                if waiting:
                    await _show(room, asking, growing, waiting)
                waiting = event.text
            elif event.abstained and room.stream is None:
                return event
            else:
                await _ended(room, asking, event, (growing, waiting))
                return None
    raise AssertionError("an answer's events end with the answer")


def _links(evidence: Evidence, site: str) -> dict[int, str]:
    """Where each marker leads."""
    places = ((number, excerpt.document, excerpt.chunks[0]) for number, excerpt in enumerate(evidence.excerpts, 1))
    cited = (Citation(number, "", document, chunk) for number, document, chunk in places)
    return {one.marker: url for one in cited if (url := url_of(one, site))}


def _found(hits: Sequence[Hit]) -> str:
    documents = len({hit.document.id for hit in hits})
    return f"Found {len(hits)} places in {documents} documents" if documents > 1 else ""


async def _show(room: Room, asking: Asking, growing: Growing, text: str) -> None:
    """Show a piece of an answer that is still being made."""
    if room.earlier:
        return  # another attempt began it: the whole is put in its place at the end
    if room.stream is None:
        await _check_company(room, asking)
        room.stream = Stream(room.delivery, room.found, tuple(room.trail))
    for step in growing.feed(text):
        if isinstance(step, Append):
            first = await room.stream.append(step.text)
            await _noted(room, first)
        else:
            await room.stream.next_message()


async def _check_company(room: Room, asking: Asking) -> None:
    """Look once more who reads along, before they can."""
    if asking.post.is_direct or asking.shared is None:
        return
    try:
        company = await room.desk.members.company(asking.post.team, asking.post.channel)
    except Forbidden as strangers:
        raise SomebodyCame from strangers
    if set(asking.member.principal.among(company).company) - set(asking.shared.company):
        raise SomebodyCame


async def _noted(room: Room, first: str) -> None:
    if first and room.reply != first:
        await room.doing.note_reply(first)
        room.reply = first


async def _ended(room: Room, asking: Asking, answer: Answer, rest: tuple[Growing, str]) -> None:
    if room.stream is None or not room.stream.begun:
        await post(room, asking, answer)
        return
    growing, waiting = rest
    for step in [*growing.feed(waiting), *growing.close()]:
        if isinstance(step, Append):
            await room.stream.append(step.text)
        else:
            await room.stream.next_message()
    around = _around(room, asking)
    first = await room.stream.finish(closing_blocks(answer, around), posts_of(answer, around))
    await _remember(room, answer, first)


async def post(room: Room, asking: Asking, answer: Answer) -> None:
    """The whole answer, in the thread. Raises SomebodyCame."""
    await _check_company(room, asking)
    first = await room.delivery.publish(posts_of(answer, _around(room, asking)))
    await _noted(room, first)
    await _remember(room, answer, first)


async def tell_alone(room: Room, asking: Asking, answer: Answer) -> None:
    """The whole answer, to the asker alone."""
    shareable = asking.because == SET_TO_PRIVATE  # else not everybody may read it
    around = replace(_around(room, asking), private=True, company=False, because=asking.because, shareable=shareable)
    await tell_once(room.desk, room.doing, room.aside, posts_of(answer, around))
    room.reply = PRIVATELY
    await _remember(room, answer, room.post.ts, private=True)


async def tell_once(desk: Desk, doing: Doing, aside: Aside, messages: Sequence[Message]) -> None:
    """Say something in private that can't be looked up afterwards: that it is about to be said is written down first."""
    await doing.note_reply(PRIVATELY)
    for number, message in enumerate(messages):
        try:
            await tell(desk, aside, message.text, message.blocks)
        except SlackApiError:
            if not number:
                await doing.note_reply("")  # Slack refused it, so that nothing was said yet
            raise


def _around(room: Room, asking: Asking) -> Around:
    return Around(
        site=room.desk.options.site,
        today=room.desk.clock.now().date(),
        filtered=asking.read.filtered,
        company=not asking.post.is_direct,
    )


async def _remember(room: Room, answer: Answer, first: str, *, private: bool = False) -> None:
    """Keep what was answered where, and follow the thread."""
    desk, post, now = room.desk, room.post, room.desk.clock.now()
    cited = tuple(dict.fromkeys(citation.document.id for citation in answer.citations))
    at = Place(post.team, post.channel, first)
    given = Given(at, post.thread, post.ts, answer.id, post.user, cited, now, private)
    await asyncio.to_thread(desk.given.keep, given)
    if not private and not post.is_direct:
        follow = desk.threads.resume if post.how == How.MENTION else desk.threads.follow
        await asyncio.to_thread(follow, post.thread_place, now)
