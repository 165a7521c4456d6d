"""What Slack's handlers work with: the use cases, what is kept of conversations, and the workspaces."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.answers import Answer, AnswerEvent
from assistant.domain.questions import Question
from assistant.knowledge.use_cases import Knowledge
from assistant.ports import Clock, Documents, Sources
from assistant.slack.installed.members import Members
from assistant.slack.ports import Channels, GivenAnswers, Inbox, Threads

QUIET: Final[Mapping[str, Any]] = {"unfurl_links": False, "unfurl_media": False}
"""For every call that posts: nothing that Lore says may fetch an address."""


class Asker(Protocol):
    """Answers as the handlers need them."""

    def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        """SourcesFound, then Deltas, then the Answer; closing it cancels the work."""


@dataclass(frozen=True, slots=True)
class Ourselves:
    """Lore in one workspace: the ids of its user and its bot there, its workspace's, and that of the organisation that the
    workspace belongs to, if any."""

    user: str
    bot: str
    team: str
    enterprise: str = ""


class Workspaces(Protocol):
    """Slack's Web API in each workspace that Lore is installed in."""

    async def client(self, team: str) -> AsyncWebClient:
        """With that workspace's token, retrying what Slack limits or fails. Raises UsageError where Lore is not installed."""

    async def ourselves(self, team: str) -> Ourselves:
        """Who Lore is there; asked once, then remembered."""

    async def leave(self, team: str, enterprise: str, at: datetime) -> bool:
        """Lore was uninstalled there at that moment: drop its token. False, and nothing dropped, if it is back since."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the settings say. `site` is the address of Lore's pages without a slash at the end, "" where nobody reaches them."""

    site: str = ""
    organisation: str = ""
    suggestions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """The groups of lore.toml, by name."""
    digest_zone: tzinfo = UTC
    """Where Monday begins for the weekly digests."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a handler may use. What blocks (`knowledge`, `documents`, and all ports of the catalogue) is called
    off the event loop, by asyncio.to_thread."""

    asker: Asker
    knowledge: Knowledge
    documents: Documents
    sources: Sources
    members: Members
    workspaces: Workspaces
    inbox: Inbox
    threads: Threads
    given: GivenAnswers
    channels: Channels
    clock: Clock
    options: Options
    redact: Callable[[str], str]
    """Takes secrets out of a text, before anything of Slack's is kept."""


async def whole_answer(asker: Asker, question: Question) -> Answer:
    """The answer at the end of its events."""
    async with aclosing(asker.answer(question)) as events:
        async for event in events:
            if isinstance(event, Answer):
                return event
    raise AssertionError("an answer's events end with the answer")
