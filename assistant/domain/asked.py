"""Questions that were asked, what became of them, and what their askers thought of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


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


class Complaint(StrEnum):
    """What was not right about an answer."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    INCOMPLETE = "incomplete"
    BESIDE_THE_POINT = "beside-the-point"
    SOURCE_CLOSED = "source-closed"
    UNCLEAR = "unclear"
    OTHER = "other"


COMPLAINTS: Final[Mapping[Complaint, str]] = {
    Complaint.WRONG: "It is wrong",
    Complaint.OUTDATED: "It is out of date",
    Complaint.INCOMPLETE: "Something is missing",
    Complaint.BESIDE_THE_POINT: "It is not what I asked",
    Complaint.SOURCE_CLOSED: "A source can't be opened",
    Complaint.UNCLEAR: "It is hard to read",
    Complaint.OTHER: "Something else",
}
"""The same in words for people."""


def complaint_in_words(complaint: str) -> str:
    """`It is out of date` for `outdated`; what is none of them as it is."""
    return next((words for one, words in COMPLAINTS.items() if one == complaint), complaint)


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody said of an answer that they got, or that was shown to them; their last one counts.

    `complaint` is one of Complaint, "" for none. `better` is the id of a document that would have answered, which the rater
    could read then; `expected` is what the answer should have said.
    """

    answer_id: str
    user: str
    helpful: bool
    reason: str
    given_at: datetime
    complaint: str = ""
    better: str = ""
    expected: str = ""
