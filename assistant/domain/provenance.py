"""How an answer came about: what was looked for, what a model was sent, what it returned, and what that cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.domain.documents import Document

_MOST_TOKENS: Final = 1_000_000_000
"""Of one call, either way: far more than any model reads or writes."""


class Look(StrEnum):
    """What one step of a research did."""

    SEARCHED = "searched"
    FOLLOWED = "followed"
    """Went along the links of documents that were found."""
    READ = "read"
    """Opened one document."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a research: `about` is what was searched, or which document's links were followed; `why` is a few words for
    the asker; `found` are the documents that it brought, all of which the asker may read."""

    look: Look
    about: str
    why: str
    found: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a call of a model took, as its provider counts them; `estimated` where it did not tell."""

    input_tokens: int
    output_tokens: int
    estimated: bool = False

    @property
    def is_believable(self) -> bool:
        """Whether a call can have taken so much. What a server tells else would give a budget back, or burst it for good."""
        return 0 < self.input_tokens <= _MOST_TOKENS and 0 <= self.output_tokens <= _MOST_TOKENS


@dataclass(frozen=True, slots=True)
class Repairs:
    """What was mended in a model's words before they were shown: markers that point to no excerpt, markers that were moved to
    the excerpt that does bear their sentence out, markers without support, links, and sentences without any support."""

    dangling_markers: int = 0
    moved_markers: int = 0
    unsupported_markers: int = 0
    removed_links: int = 0
    unsupported_sentences: int = 0


@dataclass(frozen=True, slots=True)
class SentChunk:
    """A chunk that was sent: where it stands, under which number, and the hash of its text, so that it can be told later
    whether it still says the same."""

    number: int
    document_id: str
    ordinal: int
    text_hash: str


@dataclass(frozen=True, slots=True)
class Making:
    """What a model had to do with an answer. `returned` is its text as it came, before anything was checked; `cost` is in the
    currency of the price table, None where that has no price for the model. `failure` tells why its words were not used."""

    model: str
    prompt: str
    prompt_version: int
    sent: tuple[SentChunk, ...] = ()
    returned: str = ""
    usage: Usage | None = None
    cost: float | None = None
    currency: str = ""
    cached: bool = False
    first_words_ms: float | None = None
    repairs: Repairs = Repairs()
    failure: str = ""
