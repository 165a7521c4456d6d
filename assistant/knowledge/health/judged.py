"""Questions whose right document people have named, by what they said of answers: made into a question set by `lore eval`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.domain.asked import Asked, Complaint, Rating
from assistant.domain.documents import Document
from assistant.domain.questions import Turn
from assistant.domain.readers import Principal
from assistant.knowledge.health.better_sources import OURS, plain_address
from assistant.knowledge.health.hearing import Heard, Hearing
from assistant.knowledge.memory import Memory, View
from assistant.retrieval.following import standing_alone

BETTER_SOURCE: Final = "A better source:"
"""As Slack's form writes it into a reason."""
_MISLEADING: Final = frozenset({Complaint.WRONG, Complaint.BESIDE_THE_POINT})
"""Complaints that say that what was cited does not answer; what is incomplete or out of date may."""
_ADDRESS: Final = re.compile(r"https?://[^\s<>|\"'）)\]]+")
_PATH: Final = re.compile(r"[\w.\-]+(?:/[\w.\-]+)*\.\w{1,8}")
_BEFORE: Final = Turn("somebody", "Which message bus did we choose?")
"""Any question before: one that would be read differently after it can't be asked alone."""


@dataclass(frozen=True, slots=True)
class Named:
    """A question with the documents that answer it, as people said; `corrected` where they named another source than Lore.

    `expected` is what the answer should have said, "" where nobody told; `misled` are the documents that were cited instead, of
    which somebody said that they are wrong or about something else.
    """

    question: str
    documents: tuple[Document, ...]
    corrected: bool
    expected: str = ""
    misled: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What could be made of the ratings, the oldest question first, and how many could not be used, by reason."""

    named: tuple[Named, ...]
    left_out: dict[str, int] = field(default_factory=dict)


class JudgedQuestions:
    """Gathers questions from 👍 and 👎. Blocks.

    A liked answer makes the documents that it cited relevant; a disliked one those that are named as a better source. A
    principal gets what they may know of the questions (see hearing.py), with no document but those that they may read now.
    """

    def __init__(self, hearing: Hearing, memory: Memory) -> None:
        self._hearing = hearing
        self._memory = memory

    def gather(self, principal: Principal, weeks: int) -> Gathered:
        """Of the last weeks. Several ratings of one question, however it is punctuated, become one."""
        heard = self._hearing.of(principal, weeks)
        view = self._memory.seen_by(principal)
        found: dict[str, list[_Judged]] = {}
        left_out: defaultdict[str, int] = defaultdict(int)
        for asked, rating in _rated(heard):
            documents = _cited(asked, view) if rating.helpful else _better(rating, view)
            if why := _unusable(asked, rating, documents):
                left_out[why] += 1
            else:
                found.setdefault(_plain(asked.question), []).append(
                    _Judged(asked, rating, documents, _misled(asked, rating, view))
                )
        return Gathered(tuple(_named(those) for those in found.values()), dict(left_out))


@dataclass(frozen=True, slots=True)
class _Judged:
    """What one rating says of a question."""

    asked: Asked
    rating: Rating
    documents: tuple[Document, ...]
    misled: tuple[Document, ...]


def _better(rating: Rating, view: View) -> tuple[Document, ...]:
    """The better source that was named: in its own field, else in the reason's words."""
    if rating.better:
        return (view.documents[rating.better],) if rating.better in view.documents else ()
    return named_in(rating.reason, view.documents.values())


def _misled(asked: Asked, rating: Rating, view: View) -> tuple[Document, ...]:
    return _cited(asked, view) if not rating.helpful and rating.complaint in _MISLEADING else ()


def named_in(reason: str, documents: Iterable[Document]) -> tuple[Document, ...]:
    """The documents that a reason names as a better source: by an address, a link to Lore's page, a path, or the title alone.
    Each at its first mention; a name that fits more than one document names none."""
    said = [line.partition(BETTER_SOURCE)[2].strip() for line in reason.splitlines() if BETTER_SOURCE in line] or [reason]
    held = list(documents)
    found: dict[str, Document] = {}
    for text in said:
        for one in _mentioned(text, held):
            found.setdefault(one.id, one)
    return tuple(found.values())


def _mentioned(text: str, documents: Sequence[Document]) -> Iterable[Document]:
    addresses = [match[0].rstrip(".,;:!?") for match in _ADDRESS.finditer(text)]
    ours = set(OURS.findall(text))
    yield from (one for one in documents if one.id in ours)
    for address in addresses:
        plain = plain_address(address)
        yield from (one for one in documents if one.url and plain_address(one.url) == plain)
    for match in _PATH.finditer(_ADDRESS.sub(" ", text)):
        at = [one for one in documents if one.path == match[0] or one.path.endswith(f"/{match[0]}")]
        yield from at if len(at) == 1 else ()
    titled = [one for one in documents if _plain(one.title) == _plain(text)]
    yield from titled if len(titled) == 1 else ()


def _rated(heard: Heard) -> Iterable[tuple[Asked, Rating]]:
    for asked in heard.by_people:
        rating = heard.rating(asked)
        if rating is not None:
            yield asked, rating


def _cited(asked: Asked, view: View) -> tuple[Document, ...]:
    return tuple(view.documents[document_id] for document_id in asked.cited if document_id in view.documents)


def _unusable(asked: Asked, rating: Rating, documents: Sequence[Document]) -> str:
    if goes_on(asked.question):
        return "goes on from a conversation"
    if not documents:
        return "liked, but cites no document that is still there" if rating.helpful else "names no better source that is known"
    return ""


def goes_on(question: str) -> bool:
    """Whether a question can't be asked alone: it would be read differently after another one."""
    return standing_alone(question, (_BEFORE,)) != question


def _named(those: Sequence[_Judged]) -> Named:
    documents = {one.id: one for judged in those for one in judged.documents}
    misled = {one.id: one for judged in those for one in judged.misled if one.id not in documents}
    return Named(
        question=those[-1].asked.question.strip(),
        documents=tuple(documents.values()),
        corrected=not any(judged.rating.helpful for judged in those),
        expected=next((judged.rating.expected for judged in reversed(those) if judged.rating.expected), ""),
        misled=tuple(misled.values()),
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
