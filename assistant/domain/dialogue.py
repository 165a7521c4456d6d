"""Conversations with the page, the command line and over HTTP, as they are kept. Slack keeps its own; see conversations.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.domain.readers import Principal


@dataclass(frozen=True, slots=True)
class Reference:
    """What a marker pointed to: the words of a chunk from `start` on, `length` characters, of which only the hash is kept
    (SHA-256 of UTF-8, in hexadecimal). `start` is -1 where the quote did not stand in the chunk word for word."""

    marker: int
    document_id: str
    ordinal: int
    quote_hash: str
    start: int = -1
    length: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer, without secrets.

    `question` are the person's words, `asked` is the question that the answer is about, as it stands without the conversation:
    for "shorter" it is the one that was answered before. `evidence` are the chunks that it was made from, by document id and
    ordinal. `drew_on` are all documents that its words may come from: who may not read one of them may not read the words.
    """

    answer_id: str
    question: str
    asked: str
    text: str
    asked_at: datetime
    generator: str = ""
    confidence: float = 0.0
    abstained: bool = False
    aside: bool = False
    """As Answer.aside."""
    references: tuple[Reference, ...] = ()
    evidence: tuple[tuple[str, int], ...] = ()
    drew_on: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation of one person. Its id is unique among that person's only, so that nobody can tell from an id whether
    somebody else has it. `title` is its first question."""

    id: str
    owner: str
    started_at: datetime
    last_at: datetime
    ended_at: datetime | None = None
    title: str = ""
    turns: int = 0

    @property
    def has_ended(self) -> bool:
        """Whether it is not to be gone on with."""
        return self.ended_at is not None


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation with what was said in it, oldest first."""

    dialogue: Dialogue
    exchanges: tuple[Exchange, ...]


def owner_of(principal: Principal) -> str | None:
    """To whom this principal's conversations belong: the user's name, "" for the local administrator. None for a company and
    for who is not known: several people are both."""
    if principal.company or not (principal.user or principal.administrator):
        return None
    return principal.user
