"""Questions that nobody's documents answer, those that ask the same put together."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from assistant.domain.asked import Asked, Outcome
from assistant.domain.documents import Document
from assistant.knowledge.health.hearing import Heard
from assistant.knowledge.memory import View
from assistant.ports import Embedder

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAME_QUESTION: Final = 0.7
"""Cosine of a question and the mean of a group from which they count as one gap. With the built-in embedder it joins 0.73 of
the paraphrases of tests/benchmarks/same_question.py and none of its 1,300 pairs of different questions; of 124,750 pairs of
questions about the same few articles (SQuAD 2) it joins 87. What is joined by mistake is seen: each wording is listed."""
SAME_ANSWER: Final = 0.85
"""Cosine of an open question and a later, answered one from which the answer is taken for both (0.46 of the paraphrases, 19 of
those 124,750): a gap that is shown twice costs a glance, and one that is closed by mistake is never filled."""
SMALL: Final = 3
"""Fewer askers are not counted out loud: a number that small points at somebody."""
_MOST: Final = 2000
"""So many open questions, and so many answered ones, are compared, the newest."""
_VECTORS_KEPT: Final = 10_000
_NEAREST: Final = 3


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody who may know, or who could write it down, and in a sentence why they are named."""

    name: str
    because: str


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that people want to know and no document tells.

    `question` is one of the askers' wordings, the most typical; `wordings` are the others. `askers` and `teams` are numbers of
    distinct ones, None where fewer than three asked. `nearest` and `owner` come from documents that the viewer may read.
    """

    id: str
    question: str
    wordings: tuple[str, ...]
    times: int
    askers: int | None
    teams: int | None
    first_at: datetime
    last_at: datetime
    unhelpful: int
    """How many of the askers did get an answer, and said that it did not help."""
    complaints: tuple[tuple[str, int], ...] = ()
    """What they said was not right (asked.Complaint), and how many, the most frequent first."""
    better: tuple[Document, ...] = ()
    """What they named as better sources: Lore did not find them, or not first."""
    nearest: tuple[Document, ...] = ()
    owner: Suggested | None = None


class Gaps:
    """Puts open questions together. Remembers the vectors of questions, and may be shared between threads. Blocks.

    A question is open when it was not answered, or its asker said that the answer did not help. It is closed when the same was
    asked later, by whomever, and answered from documents that the viewer may read: an answer from others is left out
    altogether, so that nobody learns here that there is a document which they may not see. Where a better source was named,
    only an answer that cites it closes the question.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def find(self, view: View, heard: Heard, most: int) -> list[Gap]:
        """The gaps that most people asked about first, then the newest; without an owner."""
        open_ones = self._still_open(view, heard)
        if not open_ones:
            return []
        vectors = self._embedded([one.question for one in open_ones])
        groups = grouped(vectors, SAME_QUESTION)
        gaps = [_gap([open_ones[place] for place in group], vectors[group], view, heard) for group in groups]
        return sorted(gaps, key=lambda gap: (-(gap.askers or 0), -gap.times, -gap.last_at.timestamp(), gap.id))[:most]

    def _still_open(self, view: View, heard: Heard) -> list[Asked]:
        open_ones = [one for one in heard.asked if heard.is_open(one)][-_MOST:]
        if not open_ones:
            return []
        answers = [one for one in heard.asked if _answers(one, view, heard) and one.asked_at > open_ones[0].asked_at][-_MOST:]
        same = defaultdict[str, list[Asked]](list)
        for one in answers:
            same[_plain(one.question)].append(one)
        open_ones = [one for one in open_ones if not any(_closes(it, one, heard) for it in same[_plain(one.question)])]
        if not answers or not open_ones:
            return open_ones
        alike = self._embedded([one.question for one in open_ones]) @ self._embedded([one.question for one in answers]).T
        pairs = np.argwhere(alike >= SAME_ANSWER).tolist()
        closed = {place for place, answer in pairs if _closes(answers[answer], open_ones[place], heard)}
        return [one for place, one in enumerate(open_ones) if place not in closed]

    def _embedded(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            if len(self._vectors) > _VECTORS_KEPT:
                self._vectors.clear()
            new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
            if new:
                self._vectors.update(zip(new, self._embedder.embed(new), strict=True))
            return np.stack([self._vectors[text] for text in texts])


def grouped(vectors: NDArray[np.float32], threshold: float) -> list[list[int]]:
    """Places of vectors (unit rows) that belong together, each group in order: leader clustering over means.

    One pass, oldest first: a vector joins the group whose mean has the highest cosine with it, if that is at least the
    threshold, else begins one. A new question so never changes the groups of those before it. Products are taken once, all
    with all: what a group's sum has with a vector is the sum of its members' (so n questions need n·n numbers, 16 MB at most).
    """
    products = vectors @ vectors.T
    with_sums = np.zeros_like(products)  # row: a vector; column: a group's sum
    lengths = np.zeros(len(vectors), dtype=np.float32)
    groups: list[list[int]] = []
    for place in range(len(vectors)):
        count = len(groups)
        cosines = with_sums[place, :count] / lengths[:count]
        best = int(cosines.argmax()) if count else -1
        if best >= 0 and cosines[best] >= threshold:
            groups[best].append(place)
        else:
            best = count
            groups.append([place])
        with_sums[:, best] += products[:, place]
        lengths[best] = max(float(np.sqrt(with_sums[groups[best], best].sum())), 1e-9)
    return groups


def _answers(asked: Asked, view: View, heard: Heard) -> bool:
    """Whether it was answered from what the viewer may read, and nobody complained."""
    rating = heard.rating(asked)
    fine = asked.outcome is Outcome.ANSWERED and (rating is None or rating.helpful)
    return fine and bool(asked.cited) and all(document_id in view.known for document_id in asked.cited)


def _closes(answered: Asked, one: Asked, heard: Heard) -> bool:
    """Whether an answer that somebody got closes a question that asks the same."""
    rating = heard.rating(one)
    better = rating.better if rating else ""
    return answered.asked_at > one.asked_at and (not better or better in answered.cited)


def _gap(asked: Sequence[Asked], vectors: NDArray[np.float32], view: View, heard: Heard) -> Gap:
    mean = vectors.mean(axis=0)
    typical = asked[max(range(len(asked)), key=lambda place: (float(vectors[place] @ mean), place))]
    askers = len({one.asker for one in asked})
    told = askers >= SMALL
    near = Counter(document_id for one in asked for document_id in one.nearest if document_id in view.known)
    ratings = [rating for one in asked if (rating := heard.rating(one)) and not rating.helpful]
    complaints = Counter(rating.complaint for rating in ratings if rating.complaint)
    better = dict.fromkeys(rating.better for rating in ratings if rating.better in view.known)
    wordings = dict.fromkeys(one.question for one in asked if _plain(one.question) != _plain(typical.question))
    return Gap(
        id=asked[0].id,
        question=typical.question,
        wordings=tuple(wordings),
        times=len(asked),
        askers=askers if told else None,
        teams=len({team for one in asked for team in one.teams}) if told else None,
        first_at=asked[0].asked_at,
        last_at=asked[-1].asked_at,
        unhelpful=sum(heard.rating(one) is not None and one.outcome is Outcome.ANSWERED for one in asked),
        complaints=tuple(sorted(complaints.items(), key=lambda one: (-one[1], one[0]))),
        better=tuple(view.documents[document_id] for document_id in better),
        nearest=tuple(view.documents[document_id] for document_id, _ in near.most_common(_NEAREST)),
    )


def _plain(question: str) -> str:
    return " ".join(question.casefold().strip(" ?!.").split())
