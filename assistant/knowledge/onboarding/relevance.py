"""Which of the documents that somebody may read are about a topic, or belong to a team, and how much."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from assistant.access.directory import Person
from assistant.access.staff import Staff, names_of
from assistant.domain.documents import Document
from assistant.domain.hits import Hit
from assistant.domain.queries import Query, Scope
from assistant.domain.readers import Principal
from assistant.knowledge.memory import View
from assistant.knowledge.onboarding.pinned_path import plain
from assistant.knowledge.ports import Searcher

LONGEST_TOPIC: Final = 200
_QUERIES: Final = (
    ("{}", 1.0),
    ("{}: overview, architecture and how it works", 0.6),
    ("introduction to {}: terms and glossary", 0.5),
)
"""What is searched for a topic, and how much each search counts."""
_OF_A_TEAM: Final = ("a new colleague's first week in {}: who is in the team and what it owns", 0.5)
_K: Final = 60
_SIMILAR: Final = 0.40
"""Cosine from which a chunk is taken to be about a topic though none of the topic's words stands in it."""
_LEAST: Final = 0.35
"""Worth a newcomer's time from this value on; from less if the topic's words stand in it."""
_LEAST_WITH_WORDS: Final = 0.18
_FEW: Final = 15
_MORE_CHUNKS: Final = 0.05
_MOST_MORE: Final = 4
_HEADED: Final = 0.2
_TITLE: Final = 0.3
_BELONGS: Final = 0.35
_STEM: Final = 5
_NO_TOPIC: Final = frozenset("a an the of for and or to in on by is are our we team teams service services how what".split())


@dataclass(frozen=True, slots=True)
class Relevance:
    """How much a document says about a topic: 1 is what the best one says, before its title and its owners are looked at.

    `heading` and `key` are those of its chunk that fits best;
    `titled` says that the topic's words are in its title. `belongs` says in words why the document is the team's own.
    """

    value: float
    heading: str = ""
    key: int = 0
    similarity: float = 0.0
    has_words: bool = False
    titled: bool = False
    belongs: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether it is about the topic rather than only the nearest of what there is."""
        return self.has_words or self.similarity >= _SIMILAR or bool(self.belongs)

    @property
    def is_enough(self) -> bool:
        """Whether it says enough about the topic to be shown to somebody who is new."""
        return self.is_sure and self.value >= (_LEAST_WITH_WORDS if self.has_words else _LEAST)


class Topical:
    """Finds the documents of a topic or a team. Blocks."""

    def __init__(self, searcher: Searcher, staff: Staff) -> None:
        self._searcher = searcher
        self._staff = staff

    def find(self, principal: Principal, view: View, topic: str) -> dict[str, Relevance]:
        """By document id, for documents of the view."""
        members = self._staff.members(topic)
        found = self._searched(principal, view, topic, [*_QUERIES, *([_OF_A_TEAM] if members else [])])
        words = _words(topic)
        for document in view.documents.values():
            belongs = _belongs(document, topic, members)
            titled = bool(words) and words <= _stems(document.title)
            if belongs or titled:
                held = found.get(document.id, Relevance(0.0))
                value = held.value + (_TITLE if titled else 0) + (_BELONGS if belongs else 0)
                found[document.id] = replace(
                    held, value=value, belongs=belongs, has_words=held.has_words or titled, titled=titled
                )
        return _lifted(found) if len(found) <= _FEW else found

    def _searched(
        self, principal: Principal, view: View, topic: str, queries: Sequence[tuple[str, float]]
    ) -> dict[str, Relevance]:
        values: defaultdict[str, float] = defaultdict(float)
        best: dict[str, Hit] = {}
        named: set[str] = set()
        near: dict[str, float] = {}
        total = sum(weight for _, weight in queries)
        for wording, weight in queries:
            result = self._searcher.search(Query(wording.format(topic), Scope(principal), _K))
            hits = [hit for hit in result.hits if hit.document.id in view.known]
            for document_id, value in _by_document(hits, topic).items():
                values[document_id] += value * weight / total
            for hit in hits:
                if hit.document.id not in best or (_heads(hit, topic) and not _heads(best[hit.document.id], topic)):
                    best[hit.document.id] = hit
            if not near:  # by the topic alone: the other queries' own words are near to what is about something else
                near = _similarities(hits)
            named |= {hit.document.id for hit in hits if _says(hit, _words(topic))}
        highest = max(values.values(), default=1.0) or 1.0
        return {
            id_: Relevance(value / highest, best[id_].chunk.heading, best[id_].chunk.key, near.get(id_, 0.0), id_ in named)
            for id_, value in values.items()
        }


def _lifted(found: Mapping[str, Relevance]) -> dict[str, Relevance]:
    """Of few documents all that have the topic's words are enough: scores say only which of them fit best."""
    return {id_: replace(one, value=max(one.value, _LEAST_WITH_WORDS)) if one.has_words else one for id_, one in found.items()}


def _by_document(hits: Sequence[Hit], topic: str) -> Mapping[str, float]:
    """The best chunk's score over the best of all, and a little for each further chunk, and for a section of that name."""
    highest = max((hit.score for hit in hits), default=0.0)
    headed = {hit.document.id for hit in hits if _heads(hit, topic)}
    if highest <= 0:
        return {}
    first: dict[str, float] = {}
    more: defaultdict[str, int] = defaultdict(int)
    for hit in hits:
        if hit.document.id in first:
            more[hit.document.id] += 1
        else:
            first[hit.document.id] = max(0.0, hit.score / highest)
    return {
        document_id: value + _MORE_CHUNKS * min(more[document_id], _MOST_MORE) + _HEADED * (document_id in headed)
        for document_id, value in first.items()
    }


def _similarities(hits: Sequence[Hit]) -> dict[str, float]:
    """By document, the highest of its chunks."""
    found: dict[str, float] = {}
    for hit in hits:
        found[hit.document.id] = max(hit.similarity, found.get(hit.document.id, -1.0))
    return found


def _heads(hit: Hit, topic: str) -> bool:
    """Whether the chunk stands under a heading of the topic's name."""
    return any(plain(heading) == plain(topic) for heading in hit.chunk.headings)


def _says(hit: Hit, words: frozenset[str]) -> bool:
    """Whether all words of the topic stand in the chunk, or above it."""
    return bool(words) and words <= _stems(f"{hit.document.title} {hit.chunk.heading} {hit.chunk.text}")


def _words(topic: str) -> frozenset[str]:
    return _stems(topic) - _NO_TOPIC


def _stems(text: str) -> frozenset[str]:
    """Words as far as `deploys`, `deployed` and `deployment` have them in common; of Chinese and Japanese, pairs."""
    found = set[str]()
    for word in re.findall(r"\w+", text.casefold()):
        if word.isascii():
            found.add(word[:_STEM] if len(word) > _STEM else word.removesuffix("s") if len(word) > 3 else word)
        else:
            found |= {word[at : at + 2] for at in range(max(1, len(word) - 1))}
    return frozenset(found)


def _belongs(document: Document, topic: str, members: Iterable[Person]) -> str:
    """Why a document is the team's, in words; "" if it is not."""
    wanted = plain(topic)
    owners = (*document.fields.get("owners", ()), *document.fields.get("owner", ()))
    if any(plain(re.split(r"[/:@]", owner)[-1]) == wanted for owner in owners):
        return "owned by the team"
    if wanted and (wanted == plain(document.source) or any(_is_folder(part, wanted) for part in _folders(document))):
        return f"kept in {'the source' if wanted == plain(document.source) else 'a folder'} of that name"
    names = {name.casefold(): person.name for person in members for name in names_of(person)}
    writer = next((names[author.casefold()] for author in document.authors if author.casefold() in names), "")
    return f"written by {writer} of the team" if writer else ""


def _folders(document: Document) -> tuple[str, ...]:
    return PurePosixPath(document.path).parts[:-1]


def _is_folder(folder: str, wanted: str) -> bool:
    """Whether a folder has the team's name, alone or with what kind of folder it is: `platform-weekly`."""
    return plain(folder) == wanted or plain(folder).startswith(f"{wanted} ")
