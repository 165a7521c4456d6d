"""Who did what in a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.quotes import Quote


class Role(StrEnum):
    """What somebody is to a document."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    """Gave a verdict on it, or wrote comments in its review."""
    DECIDER = "decider"
    """Decided on it, or was asked to."""
    SPEAKER = "speaker"
    ATTENDEE = "attendee"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Contribution:
    """One person's part in a document, by all that the document calls them.

    `account` is a name in a source such as `github:ana-r`. `count` is how many turns, comments or sections are theirs.
    `quotes` are some of their words, or the line that names them. `label` is what stands before their words where it is not
    the name: the initials of minutes.
    """

    role: Role
    name: str
    email: str = ""
    account: str = ""
    count: int = 1
    last_at: datetime | None = None
    quotes: tuple[Quote, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Sameness:
    """That somebody said of two aliases that they are one person's, or that they are not.

    An alias is an address (`ana@tidewater.example`), an account (`github:ana-r`), a name in lower case (`ana ruiz`) or a
    person of lore.toml (`user:ana`). `one` sorts before `other`, so that a pair is said once.
    """

    one: str
    other: str
    same: bool
    by: str
    at: datetime
