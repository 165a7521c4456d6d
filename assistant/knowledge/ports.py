"""What the organisation's memory needs from the outside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from assistant.domain.answer_records import AnswerRecord
from assistant.domain.asked import Asked, Rating
from assistant.domain.extracted import Known
from assistant.domain.hits import SearchResult
from assistant.domain.people import Sameness
from assistant.domain.progress import ReadDocument
from assistant.domain.queries import Query
from assistant.domain.rulings import Ruling


class Extracts(Protocol):
    """Reading documents with what was taken out of them. It does not know who asks: `memory.Memory` does."""

    def sequence(self) -> int:
        """The number of the last committed change of a document."""

    def read(self, after: int | None = None) -> tuple[int, set[str], list[Known]]:
        """In one snapshot: its sequence number, the ids of the documents that changed after `after` (of all of them if it is
        None), and those of them that are still there."""


class AskedQuestions(Protocol):
    """Questions with what became of them, and what their askers thought. It does not know who looks: the use cases do."""

    def keep(self, asked: Asked) -> None:
        """Store one question."""

    def get(self, answer_id: str) -> Asked | None:
        """The question that this answer was given to, or None."""

    def since(self, moment: datetime) -> list[Asked]:
        """What was asked from this moment on, oldest first."""

    def forget_before(self, moment: datetime) -> int:
        """Drop what was asked before, with its ratings; how many questions went."""

    def rate(self, rating: Rating) -> None:
        """Store a rating in the place of the same user's former one of the same answer."""

    def ratings(self, since: datetime) -> list[Rating]:
        """The ratings of what was asked from this moment on, oldest first."""


class LatelyAsked(Protocol):
    """Questions, the newest first."""

    def newest(self, asker: str | None, most: int) -> list[Asked]:
        """The newest questions of one user, or of everybody for None, without those that Lore asked itself."""


class AnswerRecords(Protocol):
    """How answers came about. It does not know who looks: the use case does."""

    def keep(self, record: AnswerRecord) -> None:
        """Store how one answer came about. A catalogue stores no words of documents that were removed meanwhile."""

    def get(self, answer_id: str) -> AnswerRecord | None:
        """How this answer came about, or None."""

    def forget_before(self, moment: datetime) -> None:
        """Drop those of answers that were made before."""

    def forget_words_of(self, document_ids: Sequence[str]) -> None:
        """Delete the words of answers that have any from these documents, and the trails that have any. A catalogue does so by
        itself for documents that are removed, in the same transaction."""


class Places(Protocol):
    """Where quotes stand. It does not know who asks: callers ask for documents that may be read."""

    def keys(self, places: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], int]:
        """The keys of the chunks at these (document id, ordinal); what is gone is left out."""


class Rulings(Protocol):
    """What people said of decisions. Rulings are added and never changed."""

    def newest(self) -> int:
        """The number of the last one; 0 if there is none."""

    def read(self) -> list[Ruling]:
        """All of them, in their order."""

    def add(self, ruling: Ruling) -> Ruling:
        """Keep it durably; returns it with its number, which is higher than all before."""


class Searcher(Protocol):
    """Search over chunks."""

    def search(self, query: Query) -> SearchResult:
        """Hits that the query's principal may read, best first; `Query.k` is 1 to 100."""


class Progress(Protocol):
    """What each newcomer has read."""

    def read_by(self, user: str) -> Mapping[str, ReadDocument]:
        """By document id."""

    def keep(self, user: str, read: Iterable[ReadDocument], unread: Collection[str] = ()) -> None:
        """Store what they have read, in the place of what was stored for the same documents, and forget what they have not."""


class SamePeople(Protocol):
    """What people said of who is whom. The newest word on a pair of aliases counts."""

    def said(self) -> tuple[Sameness, ...]:
        """The newest saying of each pair, oldest first."""

    def say(self, sayings: Iterable[Sameness]) -> None:
        """Keep these durably, all or none, in the place of what was said of the same pairs."""
