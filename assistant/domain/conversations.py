"""What is kept of conversations in a chat: which threads are followed, which answers were given, and how channels are set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a chat: a workspace, a channel in it, and a message or thread by its time stamp."""

    team: str
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given in a chat. `at` is its first message, `thread` the one it belongs to; `question` is the time
    stamp of the post that asked. `answer_id` is as in Answer. `cited` are ids of documents. Its words are not kept: they
    stand in the chat, and go with it."""

    at: Place
    thread: str
    question: str
    answer_id: str
    asker: str
    """The chat's own id of the person."""
    cited: tuple[str, ...]
    given_at: datetime
    private: bool = False
    """Whether it was shown to the asker alone; then it can't be read again or marked."""
    marked: str = ""
    """What the mark on it says; "" for an answer that has none."""


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """How Lore behaves in one channel. What is empty is as everywhere.

    `sources` limits what answers are made from, by name. With `listening`, questions that nobody addressed to Lore are
    answered too. `askers` are the groups of lore.toml whose members may ask, none for everybody who may ask at all. With
    `private`, answers go to the asker alone. `digest` posts what is new each week.
    """

    sources: tuple[str, ...] = ()
    listening: bool = False
    askers: tuple[str, ...] = ()
    language: str = ""
    private: bool = False
    digest: bool = False


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """One change of a channel's settings, as it is kept: who, when, and what it was before and after."""

    team: str
    channel: str
    changed_by: str
    """The chat's own id of the person."""
    changed_at: datetime
    before: ChannelSettings
    after: ChannelSettings
