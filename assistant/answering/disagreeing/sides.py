"""The sides of a disagreement, and the answer that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.domain.answers import Citation, Excerpt
from assistant.domain.documents import Document


class Role(StrEnum):
    """What a side is to the others; the order is that in which they are shown."""

    THEN = "then"
    """It held on the day that was asked about."""
    NOW = "now"
    """Its status, or what it replaced, says that it holds."""
    AMENDMENT = "amendment"
    """It replaced the other in part."""
    AMENDED = "amended"
    NEWER = "newer"
    """Only its date says that it holds."""
    BEFORE = "before"
    """It held once."""
    OLDER = "older"
    OPEN = "open"
    """It is proposed, and not in force."""
    REFUSED = "refused"
    """It was proposed, and not adopted."""
    EITHER = "either"
    """Nothing says which side holds."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one document says, and how it stands.

    `status` is in the words of the answer's language, `people` are its authors, else who decided it; `day` is when it was
    decided, else written, None where nothing says so. `quotes` are its words on the question, with markers of 0; `excerpt` is
    what they stand in.
    """

    role: Role
    document: Document
    name: str
    status: str
    day: date | None
    people: tuple[str, ...]
    quotes: tuple[Citation, ...]
    excerpt: Excerpt
    label: str = ""
    """What it is called instead of its role: `As of March 2023`."""
    remark: str = ""
    """What else is to be said of how it stands: that it holds no longer."""
    is_brief: bool = False
    """Whether it says nothing on the question, and is only named; its quote says how it stands."""
    names_other: bool = False
    """Whether it speaks of the other side's document."""
