"""A workspace's state, as a test reads it: who is there, and what each of them would see."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.stand_ins.slack_platform.messages import Blocks, Message
from tests.stand_ins.slack_platform.people import LORE_BOT, LORE_USER, Person

STATUS_SECONDS = 120
"""Slack clears a status by itself after two minutes."""


@dataclass(slots=True)
class Channel:
    """A channel, or the conversation with one person (im) or a few (mpim)."""

    id: str
    name: str
    kind: Literal["public", "private", "im", "mpim"]
    members: list[str]
    creator: str = ""
    is_ext_shared: bool = False
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)

    def as_slack(self, *, seen_by: str) -> dict[str, Any]:
        """The channel object of conversations.info."""
        direct = self.kind == "im"
        channel: dict[str, Any] = {
            "id": self.id, "created": 1_700_000_000, "is_archived": self.is_archived, "is_im": direct,
            "is_mpim": self.kind == "mpim",
            "is_channel": self.kind in {"public", "private"}, "is_group": self.kind == "private",
            "is_private": self.kind != "public", "is_ext_shared": self.is_ext_shared, "is_shared": self.is_ext_shared,
            "is_org_shared": False, "creator": self.creator,
        }  # fmt: skip
        if direct:
            return channel | {"user": next((one for one in self.members if one != seen_by), seen_by)}
        return channel | {"name": self.name, "name_normalized": self.name, "is_member": seen_by in self.members}


@dataclass(frozen=True, slots=True)
class Status:
    """A status that was set; "" cleared it."""

    channel: str
    thread_ts: str
    status: str
    loading_messages: tuple[str, ...]
    at: float


@dataclass(slots=True)
class View:
    """A home page or a modal as it stands."""

    id: str
    user: str
    content: dict[str, Any]
    hash: str
    root_id: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    """What the app said of its fields when it was sent last, by block_id."""

    @property
    def blocks(self) -> Blocks:
        blocks: Blocks = self.content.get("blocks", [])
        return blocks


class Workspace:
    """People, channels and everything that is said. Lore is a member of every channel unless said otherwise."""

    def __init__(self, team_id: str = "T0TIDE", name: str = "Tidewater", clock: Callable[[], float] = time.time) -> None:
        self.team_id, self.name, self.clock = team_id, name, clock
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.homes: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}
        self.shown_modals: list[View] = []
        """Every modal as it was shown, one that was closed since among them."""
        self.statuses: list[Status] = []
        self.prompts: dict[tuple[str, str], dict[str, Any]] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self._last_ts = 0
        self.lore = self.person("lore", "Lore", id=LORE_USER, is_bot=True)

    def next_ts(self) -> str:
        """A new message's ts: now, never the same twice."""
        self._last_ts = max(int(self.clock() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def person(self, handle: str, name: str = "", email: str = "", **flags: Any) -> Person:
        """Add somebody. `handle` makes the id, "ana" U0ANA."""
        id_ = flags.pop("id", "U0" + "".join(filter(str.isalnum, handle)).upper())
        team = flags.pop("team_id", self.team_id)
        self.people[id_] = Person(id_, name or handle.title(), team, email, **flags)
        return self.people[id_]

    def channel(self, name: str, members: Iterable[Person], *, lore: bool = True, **more: Any) -> Channel:
        """Add a channel; kind "public" unless told. `name` makes the id, "storage" C0STORAGE."""
        ids = [one.id for one in members]
        id_ = more.pop("id", "C0" + "".join(filter(str.isalnum, name)).upper())
        creator = more.pop("creator", ids[0] if ids else "")
        everyone = [LORE_USER, *ids] if lore else ids
        self.channels[id_] = Channel(id_, name, more.pop("kind", "public"), everyone, creator, **more)
        return self.channels[id_]

    def direct(self, *people: Person) -> Channel:
        """The conversation of Lore with one person, or with several; made if it isn't there yet."""
        id_ = ("D0" if len(people) == 1 else "G0") + "".join(sorted(one.id.removeprefix("U0") for one in people))
        if id_ not in self.channels:
            kind: Literal["im", "mpim"] = "im" if len(people) == 1 else "mpim"
            self.channels[id_] = Channel(id_, f"mpdm-{id_.lower()}", kind, [LORE_USER, *(one.id for one in people)])
        return self.channels[id_]

    def post(self, message: Message) -> Message:
        self.channels[message.channel].messages[message.ts] = message
        return message

    def say(self, person: Person, channel: Channel | str, text: str, thread: str = "", **more: Any) -> Message:
        """Somebody writes a message; nothing is delivered (see Hands.says)."""
        at = channel if isinstance(channel, str) else channel.id
        blocks = more.pop("blocks", [{"type": "rich_text", "block_id": "typed", "elements": _typed(text)}])
        return self.post(Message(at, self.next_ts(), person.id, text, thread, blocks, **more))

    def message(self, channel: Channel | str, ts: str) -> Message:
        """KeyError if nothing, or nothing any more, stands there."""
        found = self.channels[channel if isinstance(channel, str) else channel.id].messages[ts]
        if found.deleted:
            raise KeyError(ts)
        return found

    def thread(self, channel: Channel | str, ts: str, seen_by: Person | None = None) -> list[Message]:
        """The messages of a thread, its first among them, oldest first; with a person also what that person alone sees."""
        at = self.channels[channel if isinstance(channel, str) else channel.id]
        return [one for one in _standing(at) if one.root == ts and one.only_to in _eyes(seen_by)]

    def replies(self, root: Message) -> list[Message]:
        """What stands below a message for all to see, whether it stands itself or not."""
        return [one for one in self.thread(root.channel, root.ts) if one.ts != root.ts]

    def seen_by(self, person: Person, channel: Channel | str) -> list[Message]:
        """All that this person would see in a channel, threads included, oldest first; nothing where they are no member."""
        at = self.channels[channel if isinstance(channel, str) else channel.id]
        return [one for one in _standing(at) if one.only_to in _eyes(person)] if person.id in at.members else []

    def by_lore(self, channel: Channel | str, thread: str = "") -> list[Message]:
        """What Lore has said there, for all or for one, oldest first."""
        at = self.channels[channel if isinstance(channel, str) else channel.id]
        return [one for one in _standing(at) if one.bot_id == LORE_BOT and (not thread or one.root == thread)]

    def status(self, channel: Channel | str, thread: str) -> str:
        """What stands under the thread now: Lore's status, "" after a reply of Lore's, a clearing, or two minutes."""
        at = channel if isinstance(channel, str) else channel.id
        last = next((one for one in reversed(self.statuses) if (one.channel, one.thread_ts) == (at, thread)), None)
        return last.status if last is not None and self.clock() - last.at < STATUS_SECONDS else ""

    def set_status(self, channel: str, thread: str, status: str, loading: Iterable[str] = ()) -> None:
        self.statuses.append(Status(channel, thread, status, tuple(loading), self.clock()))

    def home(self, person: Person) -> View | None:
        """The Home page that this person has now."""
        return self.homes.get(person.id)

    def modal(self, person: Person) -> View | None:
        """The modal on top of what this person has open."""
        stack = self.modals.get(person.id, [])
        return stack[-1] if stack else None

    def view(self, id_: str) -> View | None:
        """The home or modal with this id."""
        views = [*self.homes.values(), *(one for stack in self.modals.values() for one in stack)]
        return next((one for one in views if one.id == id_), None)


def _standing(channel: Channel) -> list[Message]:
    return sorted((one for one in channel.messages.values() if not one.deleted), key=lambda one: one.ts)


def _eyes(person: Person | None) -> tuple[str, ...]:
    return ("",) if person is None else ("", person.id)


def _typed(text: str) -> list[dict[str, Any]]:
    return [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}]
