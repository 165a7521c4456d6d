"""Lore in a workspace whose people read the newcomers' library: real Bolt and real knowledge over the stand-in for Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from assistant.access.directory import Directory
from assistant.access.directory import Person as Listed
from assistant.adapters.system_clock import FixedClock
from assistant.domain.inbox import Task
from assistant.slack.desk import Desk, Options
from assistant.slack.installed.members import SlackMembers
from assistant.slack.showing import decisions, home, onboarding
from assistant.slack.showing.digests import handle_digest
from assistant.slack.showing.marking import handle_marks
from tests.stand_ins.newcomers_library import PEOPLE, Shelf
from tests.stand_ins.slack_memory import HeldChannels, HeldGivenAnswers, HeldInbox, HeldThreads
from tests.stand_ins.slack_platform import Hands, Person, Platform
from tests.stand_ins.slack_workplace import NOW, SITE, Handlers, Installed, Workplace, over_a_socket, words_of

SECRET: Final = "Plan to leave kafka"
"""The title of the board's plan: bo, who is not in the board, must not meet a word of it."""
HANDLERS: Final = Handlers(
    {**home.JOBS, **decisions.JOBS, **onboarding.JOBS}, {Task.DIGEST: handle_digest, Task.MARKS: handle_marks}
)


@dataclass
class Office(Workplace):
    """A workspace with ana (of the platform team and the board), bo (of the platform team) and stranger (whom lore.toml does
    not know), with a desk for Lore."""

    ana: Person
    bo: Person
    stranger: Person

    def shown_at_home(self, person: Person) -> str:
        """Every word of their Home page."""
        view = self.workspace.home(person)
        assert view is not None
        return "\n".join(words_of(view.blocks))


@dataclass
class Kept:
    """What is kept when the office opens, and who is in lore.toml."""

    people: tuple[Listed, ...] = tuple(replace(one, email=f"{one.user}@tidewater.example") for one in PEOPLE)
    given: HeldGivenAnswers = field(default_factory=HeldGivenAnswers)
    channels: HeldChannels = field(default_factory=HeldChannels)


@asynccontextmanager
async def office(shelf: Shelf, kept: Kept | None = None, now: datetime = NOW, **options: Any) -> AsyncIterator[Office]:
    """Open it, with Bolt listening over Socket Mode; at the end nothing may have gone over Slack's limits."""
    async with Platform() as slack:
        people = [
            slack.workspace.person(name, f"{name.title()} R", f"{name}@tidewater.example") for name in ("ana", "bo", "eve")
        ]
        slack.workspace.clock = now.timestamp
        inbox = HeldInbox()
        desk = replace(_desk(slack, shelf, kept or Kept(), Options(**{"site": SITE, **options}), now), inbox=inbox)
        app = AsyncApp(client=slack.client(), token=slack.token, process_before_response=True)
        for part in (home, decisions, onboarding):
            part.listen(app, desk)
        async with over_a_socket(app, slack):
            yield Office(slack, desk, Hands(slack), inbox, HANDLERS, *people)
        assert slack.violations == []


def _desk(slack: Platform, shelf: Shelf, kept: Kept, options: Options, now: datetime) -> Desk:
    shelf.people = kept.people
    workspaces = Installed(slack)
    return Desk(
        asker=None,  # type: ignore[arg-type]  # nothing here answers questions
        knowledge=shelf.knowledge(),
        documents=shelf.documents,
        sources=None,  # type: ignore[arg-type]  # nothing here lists sources
        members=SlackMembers(Directory(shelf.people, shelf.groups), workspaces, admits="listed"),
        workspaces=workspaces,
        inbox=HeldInbox(),
        threads=HeldThreads(),
        given=kept.given,
        channels=kept.channels,
        clock=FixedClock(now),
        options=options,
        redact=lambda text: text.replace("hunter2", "[redacted]"),
    )
