"""What tuning needs from the outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.domain.documents import Document
from assistant.domain.readers import Principal
from assistant.ports import IndexedDocument, Vectors
from assistant.tuning.pairs import Form


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing to learn: the question lies near `right` and far from `wrong` ("" where no near miss was found), which are of
    the same form. Only lessons of one form may stand in one batch."""

    question: str
    right: str
    wrong: str = ""
    form: Form = Form.WHOLE


class Student(Protocol):
    """A copy of the embedder whose weights can move. Nothing that it learns touches the embedder in use."""

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Unit vectors of documents' texts, with the weights as they are now."""

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """The same for questions."""

    def learn(self, lessons: Sequence[Lesson], rate: float) -> float:
        """One step on one batch; `rate` is the share of the full learning rate. Returns the loss before the step."""

    def remember(self) -> None:
        """Keep the weights as they are now as those that `blend` mixes in, in the place of what was remembered before."""

    def blend(self, share: float) -> None:
        """Set the weights to (1 - share) × those it began with + share × those remembered: 0 is the embedder in use."""

    def save(self, folder: Path) -> None:
        """Write the weights as they are now, as a model that [embedder] can name."""


class Library(Protocol):
    """Every document with its chunks and their vectors, as the journal has them."""

    def indexed(self, document_ids: Iterable[str] | None = None) -> Iterable[IndexedDocument]:
        """See assistant.ports.Journal."""


@dataclass(frozen=True, slots=True)
class Tie:
    """That one document says something strong of another, such as that it closes or replaces it."""

    relation: str
    document_id: str
    other_id: str


@dataclass(frozen=True, slots=True)
class Praised:
    """A question whose answer helped somebody, and the ids of the documents that the answer cited; or one that was answered
    from the wrong documents (`misled`), and those that somebody named as better."""

    question: str
    cited: tuple[str, ...]
    misled: tuple[str, ...] = ()


class Told(Protocol):
    """What the organisation knows besides its texts, as far as the principal may know it."""

    def ties(self, principal: Principal, documents: Sequence[Document]) -> list[Tie]:
        """The strong links between these documents."""

    def praised(self, principal: Principal) -> list[Praised]:
        """The questions whose answers were rated helpful."""


class TunedModels(Protocol):
    """The folder of tuned models."""

    def keep(self, name: str, write: Callable[[Path], None]) -> str:
        """Have `write` fill a folder, and put it under `name` and a digest of its weights once it is whole and durable.

        Returns what [embedder] calls it. A process that dies before leaves nothing that could be taken for a model. Raises
        StorageFull and StorageError.
        """
