"""What documents have to do with each other, in words that stand behind "Followed ADR-0004 →". Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from assistant.answering.citing.support import Reader
from assistant.answering.research.needs import Way
from assistant.domain.documents import Document, Kind
from assistant.domain.readers import Principal
from assistant.knowledge.references import WEAKEST, Backlink, Lead


class LinkedDocuments(Protocol):
    """Documents by what they are called and by the links between them, as one principal may know them. All of it blocks."""

    def called(self, principal: Principal, words: str) -> list[Document]:
        """The documents that a person may mean: by an id, a path, an address, a number such as `ADR-0019`, or a title."""

    def links(self, principal: Principal, document: Document) -> list[Lead]:
        """The document's links, in their order."""

    def backlinks(self, principal: Principal, document_id: str) -> tuple[Backlink, ...]:
        """What speaks of the document."""


@dataclass(frozen=True, slots=True)
class Tied:
    """A document that another one leads to: `why` says what it is to that one, `way` where it is the newer or the older one.
    `is_strong` where the link says more than that one mentions the other."""

    document: Document
    why: str
    way: Way | None
    is_strong: bool


_OUTWARD: Final = {
    "superseded-by": (Way.NEWER, Way.NEWER.value),
    "supersedes": (Way.OLDER, Way.OLDER.value),
    "reverts": (Way.OLDER, "what it takes back"),
    "amended-by": (None, "what amended it"),
    "implements": (None, "what it implements"),
    "closes": (None, "what it closes"),
    "needs": (None, "what it builds on"),
    "discussed-in": (None, "where it was discussed"),
}
_INWARD: Final = {
    "superseded-by": (Way.OLDER, Way.OLDER.value),
    "supersedes": (Way.NEWER, Way.NEWER.value),
    "reverts": (Way.NEWER, "what took it back"),
    "implements": (None, "what implements it"),
    "closes": (None, "what closed it"),
    "needs": (None, "what builds on it"),
}
_BY_KIND: Final = {
    Kind.CODE_REVIEW: "a review about it",
    Kind.MEETING: "a meeting about it",
    Kind.THREAD: "a conversation about it",
}


def tied_with(linked: LinkedDocuments, principal: Principal, document: Document) -> list[Tied]:
    """Every other document that a link joins with this one, in either direction, each once and the strongest first."""
    found: dict[str, Tied] = {}
    for lead in linked.links(principal, document):
        if lead.document is not None:
            way, why = _OUTWARD.get(lead.relation, (None, "what it speaks of"))
            _note(found, Tied(lead.document, why, way, lead.relation != WEAKEST))
    for back in linked.backlinks(principal, document.id):
        spoken_of = _BY_KIND.get(back.document.kind, "what speaks of it")
        way, why = _INWARD.get(back.relation, (None, spoken_of))
        _note(found, Tied(back.document, why, way, back.relation != WEAKEST))
    found.pop(document.id, None)
    return sorted(found.values(), key=lambda one: not one.is_strong)


def _note(found: dict[str, Tied], one: Tied) -> None:
    held = found.get(one.document.id)
    if held is None or (held.way is None and (one.way is not None or (one.is_strong and not held.is_strong))):
        found[one.document.id] = one


def nearest_to(text: str, tied: Iterable[Tied]) -> list[Tied]:
    """Those whose titles share words with a text, most words first and the stronger first of equal ones; all of them where none
    shares any."""
    reader = Reader()
    wanted = reader.content(text, "english")
    shared = [(len(wanted & reader.content(one.document.title, "english")), one) for one in tied]
    least = min(1, max((count for count, _ in shared), default=0))
    near = [(count, one) for count, one in shared if count >= least]
    return [one for _, one in sorted(near, key=lambda pair: (-pair[0], not pair[1].is_strong))]


def titled_like(subject: str, documents: Sequence[Document]) -> list[Document]:
    """Those whose titles have words of a subject, most first; all of them where the subject names nothing."""
    reader = Reader()
    wanted = reader.content(subject, "english")
    shared = [(len(wanted & reader.content(one.title, "english")), one) for one in documents]
    return [one for count, one in sorted(shared, key=lambda pair: -pair[0]) if count or not wanted]
