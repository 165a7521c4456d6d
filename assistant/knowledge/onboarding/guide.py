"""What somebody who is new is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.domain.documents import Document
from assistant.knowledge.decisions.lineage import Entry
from assistant.knowledge.glossary import Entry as Explained
from assistant.knowledge.onboarding.changes import Change
from assistant.knowledge.onboarding.explaining import Item
from assistant.knowledge.onboarding.newcomers import OpenQuestion
from assistant.knowledge.onboarding.reading_path import Former
from assistant.knowledge.onboarding.reading_time import Day
from assistant.knowledge.onboarding.topics import Topics


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to know, why, and documents that show it."""

    name: str
    because: str
    documents: tuple[Document, ...] = ()
    person: str = ""
    """The id of their page; "" for somebody who has none."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What the path's owner and curators are told besides: links of the pinned file that lead nowhere, or to what not every
    newcomer may read; other files that claim the topic; and newcomers' questions that nothing answers: all of them for a
    curator, for an owner what `newcomers` says that they may see."""

    problems: tuple[str, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything for somebody who is new to a topic or a team, from what they may read.

    Without items nothing that they may read is about it; then `nearest` are documents that come closest, and `topics` says
    what there is instead. `upkeep` is None for those whom it does not concern. `joined` is the asker's first day, if known.
    """

    topic: str
    items: tuple[Item, ...]
    days: tuple[Day, ...]
    decisions: tuple[Entry, ...]
    terms: tuple[Explained, ...]
    people: tuple[Colleague, ...]
    changes: tuple[Change, ...]
    since: date
    joined: date | None
    history: tuple[Former, ...] = ()
    pinned_in: Document | None = None
    owners: tuple[str, ...] = ()
    keeps_progress: bool = False
    upkeep: Upkeep | None = None
    nearest: tuple[Document, ...] = ()
    topics: Topics = field(default_factory=Topics)

    @property
    def minutes(self) -> int:
        """For the whole path."""
        return sum(item.minutes for item in self.items)

    @property
    def read(self) -> int:
        """How many items the asker has read."""
        return sum(item.read_at is not None for item in self.items)
