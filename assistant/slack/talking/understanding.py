"""Who asks what in a post, and for whose eyes the answer is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.asked import Interface
from assistant.domain.chat_markup import Names
from assistant.domain.conversations import ChannelSettings
from assistant.domain.queries import Scope
from assistant.domain.questions import Question, Turn
from assistant.domain.readers import Principal
from assistant.errors import Forbidden
from assistant.slack.desk import Desk, Ourselves
from assistant.slack.hearing.reading import Read, accounts_in, read
from assistant.slack.hearing.receiving import How, Post
from assistant.slack.installed.members import Member
from assistant.slack.talking.thread import so_far

NOT_ALL_MAY_READ: Final = "not everybody in this channel may read the sources"
SET_TO_PRIVATE: Final = "this channel is set to private answers"


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, ready to be answered: by whom, where, and for whose eyes."""

    post: Post
    member: Member
    read: Read
    settings: ChannelSettings
    said: tuple[Turn, ...] = ()
    shared: Principal | None = None
    """Who asks with everybody who reads along; None where an answer can only go to the asker alone."""
    because: str = ""
    """Why it goes to the asker alone."""

    @property
    def is_uninvited(self) -> bool:
        """Whether nobody asked Lore itself: then it speaks only where it has something to say."""
        return self.post.how == How.LISTENING

    @property
    def is_overheard(self) -> bool:
        """Whether it was not put to Lore by name: then it may not be for Lore at all."""
        return self.post.how in {How.LISTENING, How.FOLLOWED}

    def question(self, principal: Principal, *, provisional: bool = False) -> Question:
        """As it is answered for this principal."""
        return Question(
            text=self.read.text,
            scope=Scope(principal, self.read.filters(self.settings.sources)),
            conversation_id=f"slack:{self.post.team}:{self.post.channel}:{self.post.thread}",
            interface=Interface.SLACK,
            said=self.said,
            language=self.settings.language,
            provisional=provisional,
        )


async def understood(desk: Desk, client: AsyncWebClient, ours: Ourselves, post: Post) -> Asking | None:
    """Who asks what, for whose eyes; None for a post that is gone. Raises Forbidden, UsageError."""
    member = await desk.members.member(post.team, post.user)
    settings = ChannelSettings()
    if not post.is_direct:
        settings = await asyncio.to_thread(desk.channels.get, post.team, post.channel)
    if settings.askers and not (set(settings.askers) & member.principal.groups or member.principal.administrator):
        raise Forbidden(f"in this channel I answer the members of {', '.join(settings.askers)} only: /ask answers you alone")
    said: tuple[Turn, ...] = ()
    if not post.begins:
        thread = await so_far(desk, client, post, ours)
        if thread is None:
            return None
        said = thread
    others = [account for account in accounts_in(post.text) if account != ours.user]
    names = {account: await desk.members.name(post.team, account) for account in others}
    words = read(post.text, ours.user, desk.clock.now().date(), Names(people=names))
    asking = Asking(post, member, words, settings, said)
    if post.is_direct:
        return replace(asking, shared=member.principal)
    if settings.private:
        return replace(asking, because=SET_TO_PRIVATE)
    try:
        company = await desk.members.company(post.team, post.channel)
    except Forbidden as strangers:
        return replace(asking, because=str(strangers))
    return replace(asking, shared=member.principal.among(company), because=NOT_ALL_MAY_READ)
