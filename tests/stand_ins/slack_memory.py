"""What Slack's side keeps, in memory: the twins of the catalogue's adapters."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.domain.conversations import ChannelSettings, Given, Place, SettingsChange
from assistant.domain.inbox import Job, Task


@dataclass(slots=True)
class HeldJob:
    """A row of the inbox."""

    job: Job
    due: datetime | None = None
    worker: str = ""
    stop_asked: bool = False
    outcome: str = ""
    error: str = ""

    def finish(self, outcome: str) -> None:
        self.outcome, self.worker, self.job = outcome, "", replace(self.job, payload={})


@dataclass
class HeldInbox:
    """The Inbox and Work ports over a dictionary, which keeps the order. Threads may share it."""

    held: dict[str, HeldJob] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def put(self, job: Job) -> bool:
        with self.lock:
            return self.held.setdefault(job.id, fresh := HeldJob(job)) is fresh

    def stop(self, team: str, thread: str, before: datetime) -> int:
        with self.lock:
            here = [one for one in self._open() if (one.job.team, one.job.thread) == (team, thread)]
            asked = [one for one in here if one.job.received_at < before]
            for one in asked:
                one.stop_asked = True
                if not one.job.attempts:
                    one.finish("stopped")
            return len(asked)

    def forget_before(self, moment: datetime) -> int:
        with self.lock:
            gone = [id_ for id_, one in self.held.items() if one.outcome and one.job.received_at < moment]
            for id_ in gone:
                del self.held[id_]
            return len(gone)

    def claim(self, worker: str, most: int, now: datetime, until: datetime, tasks: Collection[Task] = tuple(Task)) -> list[Job]:
        claimed: list[Job] = []
        begun: set[tuple[str, str]] = set()
        with self.lock:
            for one in self._open():
                thread = (one.job.team, one.job.thread)
                is_due = one.job.task in tasks and (one.due is None or one.due <= now)
                if len(claimed) < most and is_due and not (one.job.thread and thread in begun):
                    one.worker, one.due, one.job = worker, until, replace(one.job, attempts=one.job.attempts + 1)
                    claimed.append(one.job)
                begun.add(thread)
        return claimed

    def extend(self, worker: str, ids: Collection[str], until: datetime) -> tuple[set[str], set[str]]:
        with self.lock:
            mine = {one.job.id: one for one in self._open() if one.worker == worker and one.job.id in ids}
            for one in mine.values():
                one.due = until
            return set(mine), {id_ for id_, one in mine.items() if one.stop_asked}

    def note_reply(self, worker: str, id_: str, reply: str) -> None:
        for one in self._mine(worker, id_):
            one.job = replace(one.job, reply=reply)

    def finish(self, worker: str, id_: str, outcome: str) -> None:
        for one in self._mine(worker, id_):
            one.finish(outcome)

    def release(self, worker: str, id_: str, error: str, due: datetime) -> None:
        for one in self._mine(worker, id_):
            one.worker, one.error, one.due = "", error, due

    def _open(self) -> list[HeldJob]:
        return [one for one in list(self.held.values()) if not one.outcome]

    def _mine(self, worker: str, id_: str) -> list[HeldJob]:
        return [one for one in self._open() if one.worker == worker and one.job.id == id_]


@dataclass
class HeldThreads:
    """The Threads port: whether each thread is followed, and since when."""

    said: dict[Place, tuple[bool, datetime]] = field(default_factory=dict)

    def follow(self, thread: Place, at: datetime) -> None:
        self.said.setdefault(thread, (True, at))

    def stop(self, thread: Place, at: datetime) -> None:
        self._say(thread, at, followed=False)

    def resume(self, thread: Place, at: datetime) -> None:
        self._say(thread, at, followed=True)

    def follows(self, thread: Place) -> bool:
        return thread in self.said and self.said[thread][0]

    def _say(self, thread: Place, at: datetime, *, followed: bool) -> None:
        if thread not in self.said or self.said[thread][1] <= at:
            self.said[thread] = (followed, at)


@dataclass
class HeldGivenAnswers:
    """The GivenAnswers port."""

    given: dict[Place, Given] = field(default_factory=dict)

    def keep(self, given: Given) -> None:
        self.given[given.at] = given

    def to_question(self, question: Place) -> list[Given]:
        asked = (question.team, question.channel, question.ts)
        return [one for one in self._in_order() if (one.at.team, one.at.channel, one.question) == asked]

    def get(self, at: Place) -> Given | None:
        return self.given.get(at)

    def since(self, moment: datetime) -> list[Given]:
        return [one for one in self._in_order() if one.given_at >= moment]

    def mark(self, at: Place, mark: str) -> None:
        if at in self.given:
            self.given[at] = replace(self.given[at], marked=mark)

    def forget(self, at: Place) -> None:
        self.given.pop(at, None)

    def _in_order(self) -> list[Given]:
        return sorted(self.given.values(), key=lambda one: (one.given_at, one.at.ts))


@dataclass
class HeldChannels:
    """The Channels port. What else is kept of a workspace goes with it where the others are given."""

    threads: HeldThreads = field(default_factory=HeldThreads)
    given: HeldGivenAnswers = field(default_factory=HeldGivenAnswers)
    inbox: HeldInbox = field(default_factory=HeldInbox)
    changes: list[SettingsChange] = field(default_factory=list)

    def get(self, team: str, channel: str) -> ChannelSettings:
        return next((change.after for change in self.history(team, channel)), ChannelSettings())

    def change(self, change: SettingsChange) -> None:
        self.changes.append(replace(change, before=self.get(change.team, change.channel)))

    def history(self, team: str, channel: str) -> list[SettingsChange]:
        return [change for change in reversed(self.changes) if (change.team, change.channel) == (team, channel)]

    def with_digest(self) -> list[tuple[str, str]]:
        known = sorted({(change.team, change.channel) for change in self.changes})
        return [place for place in known if self.get(*place).digest]

    def teams(self) -> list[str]:
        jobs = {one.job.team for one in self.inbox.held.values() if one.job.team}
        places = [*self.threads.said, *self.given.given]
        return sorted(jobs | {change.team for change in self.changes} | {place.team for place in places})

    def forget_team(self, team: str) -> None:
        self.changes = [change for change in self.changes if change.team != team]
        self.threads.said = {place: said for place, said in self.threads.said.items() if place.team != team}
        self.given.given = {place: given for place, given in self.given.given.items() if place.team != team}
        self.inbox.held = {id_: one for id_, one in self.inbox.held.items() if one.job.team != team}
