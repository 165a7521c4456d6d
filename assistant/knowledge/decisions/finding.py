"""Decisions by words, names and people. Pure, over a lineage."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.access.directory import Person
from assistant.domain.decisions import Origin
from assistant.domain.documents import Document
from assistant.domain.hits import Hit
from assistant.domain.people import Contribution, Role
from assistant.domain.queries import author_matches
from assistant.knowledge.decisions.lineage import Entry, Lineage, newest_first
from assistant.knowledge.decisions.succession import plain
from assistant.knowledge.naming import label_of, numbers_in

_TITLE: Final = 0.5
"""What a title with all words of the query adds to the score of a hit, which is at most 1."""
_NAMED: Final = 2.0
"""What naming the document adds: `ADR-0019` is asked for, whatever else is like it."""
_HOLDS: Final = 0.1
"""What being in force adds: of two that the words fit alike, people look for the one that holds."""
_BEFORE: Final = 0.8
"""What a hit counts for the conclusion that comes after it in the minutes, which it leads to."""
_FAINT: Final = 0.35
"""Hits with a smaller share of the best score are about something else: search always returns its nearest."""
_NEAR: Final = 0.3
"""The least cosine of a hit that has none of the query's words: search returns its nearest for nonsense too."""
_ID_PREFIX: Final = 6
_LABEL: Final = re.compile(r"[^\W\d_]+[\s#_-]{0,3}\d+")
_STOP: Final = frozenset(
    "a an and are as at be been by did do does for from had has have how in is it its of on or our that the their this to "
    "was we were what when which who why will with decided decision decisions".split()
)
_RESPONSIBLE: Final = frozenset({Role.AUTHOR, Role.DECIDER, Role.OWNER})


def ranked(lineage: Lineage, text: str, hits: Sequence[Hit]) -> list[Entry]:
    """The decisions that a search's hits are about and those whose titles have the words, best first.

    Hits count by their share of the best hit's score. One in a record or a review is about its decision; one in minutes about
    the conclusion that is borne out there, else about the next one. A number alone, `ADR-0019`, is that decision alone.
    """
    if _LABEL.fullmatch(text.strip()) and (meant := named(lineage, text)):
        return list(meant)
    scores: defaultdict[str, float] = defaultdict(float)
    best = max((hit.score for hit in hits), default=0.0)
    words, labels = words_of(text), set(numbers_in(text))
    for hit in hits if words else ():
        if hit.similarity < _NEAR and not words & words_of(f"{hit.document.title} {hit.chunk.heading} {hit.chunk.text}"):
            continue
        share = hit.score / best if best > 0 else 0.0
        for entry, weight in _about(lineage.of_document(hit.document.id), hit) if share >= _FAINT else ():
            scores[entry.id] = max(scores[entry.id], share * weight)
    for entry in lineage.entries:
        share = _share(words, entry)
        if share >= 0.5 or entry.id in scores:
            scores[entry.id] += _TITLE * share
        if labels and entry.document and label_of(entry.document) in labels:
            scores[entry.id] += _NAMED
        if entry.in_force and entry.id in scores:
            scores[entry.id] += _HOLDS
    found = [entry for entry in lineage.entries if scores.get(entry.id)]
    return sorted(found, key=lambda entry: (-scores[entry.id], newest_first(entry)))


def words_of(text: str) -> frozenset[str]:
    """The words of a query that say what it is about, in the singular as far as an `s` tells."""
    return frozenset(_singular(word) for word in re.findall(r"\w+", text.casefold()) if word not in _STOP)


def named(lineage: Lineage, name: str) -> tuple[Entry, ...]:
    """Those that somebody may mean by a name: an id or its beginning, `ADR-0019`, a path, an address, a title."""
    name = name.strip()
    if exact := lineage.entry(name):
        return (exact,)
    found = tuple(entry for entry in lineage.entries if _is_called(entry, name))
    if found or len(name) < _ID_PREFIX:
        return found
    return tuple(entry for entry in lineage.entries if entry.id.startswith(name))


def is_by(entry: Entry, author: str) -> bool:
    """Whether an author of its document, a decider, or who wrote it down is called so."""
    names = [*entry.decision.deciders, *(entry.document.authors if entry.document else ())]
    if entry.ruling and entry.ruling.written:
        names.append(entry.ruling.written.by)
    return any(author_matches(author, name) for name in names)


@dataclass(frozen=True, slots=True)
class Team:
    """A team by all that documents call it and its people."""

    name: str
    called: frozenset[str]
    """Names, addresses, accounts and users of its people, case-folded."""

    @classmethod
    def of(cls, name: str, people: Iterable[Person]) -> Team:
        """The team of these people."""
        called = {one for person in people for one in (person.name, person.email, person.user, *person.accounts) if one}
        return cls(name.casefold().strip(), frozenset(one.casefold() for one in called))

    def made(self, entry: Entry, contributions: Sequence[Contribution]) -> bool:
        """Whether a decision is the team's: of its people, or of a document that it owns, or that lies in its folder or
        source."""
        document = entry.document
        if document and self._holds(document):
            return True
        if entry.ruling and entry.ruling.written and entry.ruling.written.by.casefold() in self.called:
            return True
        names = [*entry.decision.deciders, *(document.authors if document else ())]
        responsible = [one for one in contributions if one.role in _RESPONSIBLE]
        names += [name for one in responsible for name in (one.name, one.email, one.account)]
        return any(self._is_one(name) for name in names)

    def _holds(self, document: Document) -> bool:
        *folders, _ = document.path.casefold().split("/")
        owners = document.fields.get("owners", ())
        called = {re.split(r"[/:@\s]", owner.casefold().strip())[-1] for owner in owners}
        return self.name in {document.source.casefold(), *folders, *called} or any(self._is_one(owner) for owner in owners)

    def _is_one(self, name: str) -> bool:
        """`Ana Ruiz`, `Ana Ruiz <ana@ship.example>`, `ana@ship.example`, `github:ana-r` and `@ana-r` may all be one."""
        whole = name.casefold().strip()
        bare, _, address = whole.rstrip(">").partition("<")
        if self.called & ({whole, bare.strip(), address} - {""}):
            return True
        return whole.startswith("@") and any(one.rpartition(":")[2] == whole[1:] for one in self.called)


def _about(entries: Sequence[Entry], hit: Hit) -> Iterable[tuple[Entry, float]]:
    places: Mapping[str, list[int]] = {
        entry.id: [one.quote.ordinal for one in entry.evidence if one.document.id == hit.document.id and one.quote.ordinal >= 0]
        for entry in entries
    }
    several = [entry for entry in entries if entry.decision.origin in {Origin.MINUTES, Origin.PERSON}]
    yield from ((entry, 1.0) for entry in entries if entry not in several)
    here = [entry for entry in several if hit.chunk.ordinal in places[entry.id]]
    yield from ((entry, 1.0) for entry in here)
    later = [entry for entry in several if places[entry.id] and min(places[entry.id]) > hit.chunk.ordinal]
    if later and not here:
        yield min(later, key=lambda entry: min(places[entry.id])), _BEFORE


def _share(words: frozenset[str], entry: Entry) -> float:
    """The share of the words that the title has; of a decision that a person wrote, which no index holds, the statement too."""
    if not words:
        return 0.0
    text = entry.decision.title
    if entry.decision.origin is Origin.PERSON:
        text += " " + entry.decision.statement
    own = words_of(text)
    folded = text.casefold()
    # Chinese, Japanese and Korean have no spaces between words.
    return sum(word in own or (not word.isascii() and word in folded) for word in words) / len(words)


def _singular(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word


def _is_called(entry: Entry, name: str) -> bool:
    document, title = entry.document, plain(entry.decision.title)
    if title and title == plain(name):
        return True
    if document is None:
        return False
    if name and name in {document.id, document.url, document.path, f"{document.source}/{document.path}"}:
        return True
    return bool(_LABEL.fullmatch(name)) and [label_of(document)] == numbers_in(name)
