"""Questions that were asked, what became of them, and what their askers thought of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    """The documents that the asker may read do not answer it."""
    FAILED = "failed"
    """Lore could not answer: the index was unusable, or something broke."""


class Interface(StrEnum):
    """Through which door a question came."""

    PAGE = "page"
    API = "api"
    COMMAND_LINE = "command-line"
    SLACK = "slack"
    CHECK = "check"
    """Nobody asked: an open gap was tried again. It closes gaps, and counts as no use."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is kept: without secrets, and no longer than the settings say.

    `id` is the answer's. `asker` is the user's name, "" for the local administrator and for who has none. `teams` are their
    groups of lore.toml at that moment. `cited` and `nearest` are ids of documents that the asker could read then.
    """

    id: str
    question: str
    asked_at: datetime
    outcome: Outcome
    asker: str = ""
    teams: tuple[str, ...] = ()
    interface: str = ""
    filtered: bool = False
    """Whether it was asked of a part only: what a filter left out may answer it, so that it is no gap."""
    confidence: float = 0.0
    cited: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody said of an answer that they got, or that was shown to them; their last one counts."""

    answer_id: str
    user: str
    helpful: bool
    reason: str
    given_at: datetime
