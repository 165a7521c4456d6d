"""Work that came in from outside and must be done once: kept before it is acknowledged, done by whichever process is free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Task(StrEnum):
    """What is to be done."""

    QUESTION = "question"
    """Somebody asked something."""
    EDIT = "edit"
    """A question was edited."""
    DELETION = "deletion"
    """A question was deleted."""
    ASK = "ask"
    """Somebody asked something for themselves alone."""
    APOLOGY = "apology"
    """Nothing will come of another job, and whoever waits for it is told."""
    HOME = "home"
    """Somebody opened their home page."""
    COMMAND = "command"
    """A slash command that takes longer than its acknowledgement may."""
    ACTION = "action"
    """A button, menu or form that takes longer than its acknowledgement may."""
    DIGEST = "digest"
    """A channel's weekly digest."""
    MARKS = "marks"
    """Marking answers whose sources were superseded."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work. `id` is the same whenever the same thing comes in again, such as an event's id or a post's address.

    Jobs of one `thread` (a workspace's channel and the thread in it; "" for none) are done one after another, in the order
    in which they came. `attempts` counts how often it was begun. `reply` is where its answer stands once there is one, so
    that another attempt goes on there instead of answering twice.
    """

    id: str
    task: Task
    team: str
    received_at: datetime
    thread: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """JSON."""
    attempts: int = 0
    reply: str = ""
