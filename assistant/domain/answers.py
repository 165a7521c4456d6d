"""What an asker gets back, and the events in which it arrives."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import Hit
from assistant.domain.provenance import Making, Step
from assistant.domain.understood import Understood


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Neighbouring chunks of one document joined into a readable stretch, as they stand in the document."""

    document: Document
    chunks: tuple[Chunk, ...]
    score: float
    similarity: float = 0.0
    note: str = ""
    """What is known of it besides its words, for a generator: how the decision that it states stands."""

    @property
    def text(self) -> str:
        """The joined text."""
        return "\n\n".join(chunk.text for chunk in self.chunks)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer may be made from: excerpts numbered from 1, in this order. A marker [n] means `excerpts[n - 1]`."""

    excerpts: tuple[Excerpt, ...]
    lead: float = 1.0
    """How far the document that was found first is ahead of the others found, as a share of its score."""

    def __bool__(self) -> bool:
        return bool(self.excerpts)


@dataclass(frozen=True, slots=True)
class Citation:
    """A marker in the answer's text, the words of the source that bear it out, and where they stand."""

    marker: int
    quote: str
    document: Document
    chunk: Chunk


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to ask, with the reason in a sentence. `user` is their key in lore.toml, or ""."""

    name: str
    why: str
    user: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in Markdown with markers [1], [2] … or an abstention that names the nearest documents.

    `confidence` is 0 to 1. `generator` names what worded it: a model, or `extractive`. `sources` are the hits that were
    considered, best first, cited or not. `notice` tells the reader what went wrong on the way, if anything did.
    """

    id: str
    conversation_id: str
    question: str
    text: str
    abstained: bool
    confidence: float
    citations: tuple[Citation, ...]
    sources: tuple[Hit, ...]
    generator: str
    took_ms: float
    notice: str = ""
    colleagues: tuple[Colleague, ...] = ()
    """Whom to ask instead, where the documents don't answer."""
    understood: Understood | None = None
    """What was read into the question; None where nothing reads questions."""
    trail: tuple[Step, ...] = ()
    """The steps of a research, where one search was not enough."""
    follow_ups: tuple[str, ...] = ()
    """Questions that suggest themselves next, which what the asker may read can answer."""
    making: Making | None = None
    """What a model had to do with it; None where none was asked."""
    aside: bool = False
    """It answers no question of its own: it says an answer again in another form, shows where it stands, or speaks of the
    conversation. It is not recorded, and can't be rated."""
    turn: int | None = None
    """Which turn of its conversation it is, from 0; None where the conversation is not kept."""


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """The first event of an answer: what it may be made from."""

    sources: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of the answer's text. Its markers and links have been checked; the pieces joined are the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class EvidenceChosen:
    """What the markers of the coming pieces point to. It comes before the first piece of an answer that arrives in several."""

    evidence: Evidence


AnswerEvent = SourcesFound | Step | EvidenceChosen | Delta | Answer
"""An answer arrives as one SourcesFound, the Steps of a research as they are made and then SourcesFound again with all that
they found, any number of Delta, and the whole Answer last."""
