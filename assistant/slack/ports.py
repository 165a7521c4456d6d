"""What Slack's side needs from the outside. The catalogue implements all of it; everything here blocks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from assistant.domain.conversations import ChannelSettings, Given, Place, SettingsChange
from assistant.domain.inbox import Job, Task
from assistant.domain.workspaces import Installed


class Inbox(Protocol):
    """Where work is put before it is acknowledged. Several processes may share it."""

    def put(self, job: Job) -> bool:
        """Keep it durably; False, and nothing kept, if there is or was a job with that id."""

    def stop(self, team: str, thread: str, before: datetime) -> int:
        """Ask that the unfinished jobs of a thread that came in before this moment end; how many there are. Those that nobody
        has begun are finished with that."""

    def forget_before(self, moment: datetime) -> int:
        """Drop finished jobs that came in before this moment; how many went."""


class Work(Protocol):
    """Doing what is in the inbox. A claim is a lease: what its worker doesn't extend in time, another takes over."""

    def claim(
        self, worker: str, most: int, now: datetime, until: datetime, tasks: Collection[Task] = tuple(Task)
    ) -> Sequence[Job]:
        """Up to `most` jobs of these tasks that are due, oldest first, with their `attempts` counted up; theirs until then. Of
        one thread at most one job is claimed at a time, and never one that came after an unfinished one, whatever its task."""

    def extend(self, worker: str, ids: Collection[str], until: datetime) -> tuple[set[str], set[str]]:
        """Hold these longer. Returns those that are still the worker's, and of these the ones that were asked to stop."""

    def note_reply(self, worker: str, id_: str, reply: str) -> None:
        """Keep where its answer stands, durably."""

    def finish(self, worker: str, id_: str, outcome: str) -> None:
        """It is done, and its payload is forgotten; `outcome` is a word for whoever looks at the table. Does nothing if it is
        no longer the worker's."""

    def release(self, worker: str, id_: str, error: str, due: datetime) -> None:
        """It did not end: it may be claimed again from then on. Does nothing if it is no longer theirs."""


class Threads(Protocol):
    """Which threads are followed."""

    def follow(self, thread: Place, at: datetime) -> None:
        """Follow it from now on, unless somebody said stop."""

    def stop(self, thread: Place, at: datetime) -> None:
        """Follow it no longer, until it is resumed."""

    def resume(self, thread: Place, at: datetime) -> None:
        """Follow it again, whatever was said before that moment."""

    def follows(self, thread: Place) -> bool:
        """Whether it is followed."""


class GivenAnswers(Protocol):
    """The answers that were given in chats."""

    def keep(self, given: Given) -> None:
        """Store it, in the place of one at the same place."""

    def to_question(self, question: Place) -> Sequence[Given]:
        """The answers to this post, oldest first."""

    def get(self, at: Place) -> Given | None:
        """The answer that stands there."""

    def since(self, moment: datetime) -> Sequence[Given]:
        """Those that were given from this moment on, oldest first."""

    def mark(self, at: Place, mark: str) -> None:
        """Keep what the mark on it says."""

    def forget(self, at: Place) -> None:
        """It is no longer there."""


class Channels(Protocol):
    """How channels are set."""

    def get(self, team: str, channel: str) -> ChannelSettings:
        """Its settings; the defaults if nobody changed any."""

    def change(self, change: SettingsChange) -> None:
        """Store the new settings and the record of the change, together. The record says what was in force before, also where
        two people changed it at once and `change.before` is what one of them saw."""

    def history(self, team: str, channel: str) -> Sequence[SettingsChange]:
        """Its changes, newest first."""

    def with_digest(self) -> Sequence[tuple[str, str]]:
        """The (team, channel) pairs that want a digest."""

    def teams(self) -> Sequence[str]:
        """The workspaces that anything is kept of, in order."""

    def forget_team(self, team: str) -> None:
        """Drop all that is kept of a workspace, since Lore was uninstalled there: settings, followed threads, answers, work."""


class Installations(Protocol):
    """Where Lore was installed, with its tokens; slack_sdk's own stores write them."""

    def of_team(self, team: str) -> Installed | None:
        """The newest in this workspace."""

    def of_organisations(self) -> Sequence[Installed]:
        """The newest of each organisation that has Lore in several of its workspaces."""

    def forget(self, team: str, enterprise: str, before: datetime) -> bool:
        """Drop a workspace's, or with `team` "" an organisation's; False, and nothing dropped, if there is one that was made at
        or after that moment."""
