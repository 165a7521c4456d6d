"""People as one asker may see them: who is whom, what they did, and what curators say of their names."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from assistant.access.directory import Person
from assistant.domain.decisions import Decision
from assistant.domain.documents import Document
from assistant.domain.people import Contribution, Role, Sameness
from assistant.domain.quotes import Quote
from assistant.domain.readers import ADMINISTRATORS_ONLY, Principal, Readers
from assistant.errors import Forbidden, NotFound, UsageError
from assistant.knowledge.memory import Memory, View
from assistant.knowledge.people.identities import Identities, Identity, identities_in
from assistant.knowledge.people.names import folded
from assistant.knowledge.per_view import PerView
from assistant.knowledge.ports import Places, SamePeople
from assistant.ports import Clock

NO_SUCH_PERSON: Final = "There is no such person in what you may read."
NO_RIGHT: Final = (
    "only administrators and the curators of lore.toml may say who is whom: ask one of them, "
    'or have yourself added to [knowledge] curators = ["user:NAME"]'
)
_LOCAL: Final = "an administrator"
_TOPICS: Final = 8
_LONG_AGO: Final = datetime(1900, 1, 1, tzinfo=UTC)
_WORD: Final = re.compile(r"[^\W\d_][\w.-]{3,40}")
_NO_TOPIC: Final = frozenset("with from that this into using about their and the for adding change proposal".split())


@dataclass(frozen=True, slots=True)
class Shown:
    """Words that bear a part out; `key` is the chunk's that they stand in, 0 where it is not known."""

    text: str
    key: int


@dataclass(frozen=True, slots=True)
class Work:
    """All that somebody did in one document, and when they last did."""

    document: Document
    roles: tuple[Role, ...]
    count: int
    when: datetime | None
    words: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A person with their documents (newest first), the decisions that they took part in, what their documents are about
    more than others', and others of the same name."""

    person: Identity
    works: tuple[Work, ...]
    decisions: tuple[Decision, ...]
    topics: tuple[str, ...]
    namesakes: tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class Curating:
    """Who may say who is whom, besides administrators, and the time at which they do."""

    clock: Clock
    curators: Readers = ADMINISTRATORS_ONLY


class People:
    """Who is in the documents that a principal may read. Who is whom is told from those alone."""

    def __init__(
        self,
        memory: Memory,
        directory: Sequence[Person],
        said: SamePeople,
        places: Places,
        curating: Curating,
    ) -> None:
        self._memory = memory
        self._directory = tuple(directory)
        self._said = said
        self._places = places
        self._curating = curating
        self._sayings: tuple[Sameness, ...] = ()
        self._made = PerView(self._identities)

    def seen_by(self, principal: Principal) -> Identities:
        """Everybody in what they may read."""
        return self.within(self._memory.seen_by(principal))

    def within(self, view: View) -> Identities:
        """Everybody in a view, by what has been said of names until now."""
        sayings = tuple(self._said.said())
        if sayings != self._sayings:
            self._sayings, self._made = sayings, PerView(self._identities)
        return self._made.of(view)

    def permits(self, principal: Principal) -> bool:
        """Whether they may say who is whom."""
        return self._curating.curators.permit(principal)

    def called(self, principal: Principal, text: str) -> list[Identity]:
        """Those whom a name, an address, an account or a key of lore.toml means; NotFound if there is nobody."""
        found = self.seen_by(principal).called(text)
        if not found:
            raise NotFound(
                f"nobody called '{text}' is in the documents that you may read: try an address, or one name of theirs"
            )
        return found

    def profile(self, principal: Principal, identity_id: str) -> Profile:
        """Everything about one person. Raises NotFound."""
        view = self._memory.seen_by(principal)
        everybody = self.within(view)
        person = everybody.get(identity_id)
        if person is None:
            raise NotFound(NO_SUCH_PERSON)
        works = self._works(person)
        others = (everybody.get(other) for other in person.namesakes)
        return Profile(
            person,
            works,
            tuple(_decided(person, view)),
            topics_of([work.document for work in works], view),
            tuple(one for one in others if one is not None),
        )

    def same(self, principal: Principal, one: str, other: str) -> Identity:
        """Say that two are one person. Raises Forbidden, NotFound, and UsageError where a name may mean several."""
        mine, theirs = self._ruled_by(principal, one), self._ruled_by(principal, other)
        if mine.id == theirs.id:
            raise UsageError(f"'{one}' and '{other}' are one person already: `lore people show` tells why")
        self._say(principal, [(mine.key, theirs.key)], same=True)
        return self._ruled_by(principal, mine.key)

    def different(self, principal: Principal, alias: str, other: str) -> Identity:
        """Say that an alias is not the person that `other` names: it is parted from all that stays with them.

        Raises Forbidden, NotFound, and UsageError where they are two already.
        """
        person = self._ruled_by(principal, other)
        parted = self.seen_by(principal).alias(alias) or self._ruled_by(principal, alias).key
        kept = [one.key for one in person.aliases if one.key != parted]
        if parted not in {one.key for one in person.aliases} or not kept:
            raise UsageError(f"'{alias}' and '{other}' are two people already: `lore people show` names their aliases")
        self._say(principal, [(parted, one) for one in kept], same=False)
        return self._ruled_by(principal, parted)

    def _ruled_by(self, principal: Principal, text: str) -> Identity:
        if not self.permits(principal):
            raise Forbidden(NO_RIGHT)
        found = self.called(principal, text)
        if len(found) > 1:
            known = ", ".join(sorted(f"{one.name} ({one.key})" for one in found[:8]))
            raise UsageError(f"'{text}' may mean {known}: say which by the address or account")
        return found[0]

    def _say(self, principal: Principal, pairs: Sequence[tuple[str, str]], *, same: bool) -> None:
        now = self._curating.clock.now()
        by = principal.user or _LOCAL
        self._said.say([Sameness(min(pair), max(pair), same, by, now) for pair in pairs])

    def _identities(self, view: View) -> Identities:
        return identities_in(view.known.values(), self._directory, self._sayings)

    def _works(self, person: Identity) -> tuple[Work, ...]:
        by_document: dict[str, list[Contribution]] = {}
        documents: dict[str, Document] = {}
        for part in person.parts:
            documents[part.document.id] = part.document
            by_document.setdefault(part.document.id, []).append(part.contribution)
        quoted = [(known, quote.ordinal) for known, ones in by_document.items() for one in ones for quote in one.quotes]
        keys = self._places.keys(list(dict.fromkeys(quoted)))
        works = [_work(documents[known], ones, keys) for known, ones in by_document.items()]
        return tuple(sorted(works, key=lambda work: (-(work.when or _LONG_AGO).timestamp(), work.document.title)))


def when_of(document: Document, contributions: Sequence[Contribution]) -> datetime | None:
    """When somebody last did something in a document, as far as it is told."""
    return max((one.last_at for one in contributions if one.last_at), default=document.updated_at or document.created_at)


def topics_of(documents: Sequence[Document], view: View) -> tuple[str, ...]:
    """The words of these documents' titles that are rare elsewhere, the most telling first (tf-idf)."""
    everywhere = Counter(word for document in view.documents.values() for word in _words(document.title))
    here = Counter(word for document in documents for word in _words(document.title))
    count = max(1, len(view.documents))
    worth = {word: times * math.log(1 + count / everywhere[word]) for word, times in here.items() if everywhere[word]}
    several = {word: value for word, value in worth.items() if here[word] > 1} or worth
    return tuple(sorted(several, key=lambda word: (-several[word], word))[:_TOPICS])


def _work(document: Document, ones: Sequence[Contribution], keys: Mapping[tuple[str, int], int]) -> Work:
    quotes: dict[str, Quote] = {quote.text: quote for one in ones for quote in one.quotes}
    words = tuple(Shown(quote.text, keys.get((document.id, quote.ordinal), 0)) for quote in quotes.values())
    roles = tuple(role for role in Role if any(one.role is role for one in ones))
    return Work(document, roles, max(one.count for one in ones), when_of(document, ones), words)


def _decided(person: Identity, view: View) -> list[Decision]:
    """The decisions that name them among their deciders."""
    mine = {folded(name) for alias in person.aliases for name in alias.names} | {folded(person.name)}
    documents = {part.document.id for part in person.parts}
    found = [
        one
        for one in view.decisions.values()
        if one.document_id in documents and any(folded(name) in mine for name in one.deciders)
    ]
    return sorted(found, key=lambda one: (-(one.decided_on or one.proposed_on or _LONG_AGO.date()).toordinal(), one.title))


def _words(title: str) -> set[str]:
    return {word.casefold().rstrip(".-") for word in _WORD.findall(title)} - _NO_TOPIC
