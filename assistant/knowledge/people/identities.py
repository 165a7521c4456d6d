"""Which names, addresses and accounts are one person's. Pure, over the documents that one audience may read.

Evidence is taken in the order of its strength, as in Bird et al., "Mining Email Social Networks" (2006), but more carefully:
an address, an account, lore.toml and what curators said join outright; a name joins only where nothing speaks against it.
People of one name with different addresses stay two, until somebody says that they are one.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from assistant.access.directory import Person
from assistant.domain.documents import Document
from assistant.domain.extracted import Known
from assistant.domain.people import Contribution, Sameness
from assistant.knowledge.people.joining import Joining, Mentions
from assistant.knowledge.people.names import USER, address_alias, folded, is_address, is_full, service_of

_ID_LENGTH: Final = 12
MAX_NAMESAKES: Final = 20
"""So many of one name are named beside each; a robot's name can be that of thousands."""


@dataclass(frozen=True, slots=True)
class Alias:
    """One of the ways in which documents know somebody. `names` is how they are written beside it, most often first;
    `reason` is why it is this person's, "" for the one that stands for the person."""

    key: str
    names: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody did in one document."""

    document: Document
    contribution: Contribution


@dataclass(frozen=True, slots=True)
class Identity:
    """A person. `aliases` begins with the one that stands for them; `user` is their key in lore.toml, or "".

    `asked` is whether they may be suggested: they have not left, and did not opt out. `namesakes` are the ids of others of
    the same name that nothing shows to be the same person, at most twenty.
    """

    id: str
    name: str
    aliases: tuple[Alias, ...]
    parts: tuple[Part, ...]
    user: str = ""
    asked: bool = True
    namesakes: tuple[str, ...] = ()
    address: str = ""
    """The one that lore.toml gives for them; never shown."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where they can be written to: what lore.toml says first, then what documents say."""
        told = (alias.key for alias in self.aliases if is_address(alias.key))
        return tuple(dict.fromkeys(one for one in (self.address, *told) if one))

    @property
    def key(self) -> str:
        """The alias that stands for them."""
        return self.aliases[0].key


class Identities:
    """Everybody in some documents."""

    def __init__(self, everybody: Sequence[Identity]) -> None:
        self.everybody = tuple(everybody)
        self._by_id = {id_of(alias.key): one for one in everybody for alias in one.aliases}
        self._by_alias = {alias.key: one for one in everybody for alias in one.aliases}
        self._by_document: defaultdict[str, list[tuple[Identity, Contribution]]] = defaultdict(list)
        for one in everybody:
            for part in one.parts:
                self._by_document[part.document.id].append((one, part.contribution))

    def get(self, identity_id: str) -> Identity | None:
        """The person whom this id, or the id of one of their aliases, stands for."""
        return self._by_id.get(identity_id)

    def of(self, document_id: str) -> Sequence[tuple[Identity, Contribution]]:
        """Who did what in a document."""
        return self._by_document.get(document_id, ())

    def called(self, text: str) -> list[Identity]:
        """Those whom an address, an account, a user's key or a name means, the whole name before a part of it."""
        wanted = text.strip().casefold()
        if found := self._by_alias.get(address_alias(wanted) if is_address(wanted) else wanted):
            return [found]
        by_user = [one for one in self.everybody if one.user and one.user.casefold() == wanted.removeprefix(USER)]
        name = folded(text)
        whole = [one for one in self.everybody if name and name in _folded_names(one)]
        part = [one for one in self.everybody if name and any(f" {name} " in f" {own} " for own in _folded_names(one))]
        return by_user or whole or part

    def alias(self, text: str) -> str:
        """The alias that this is, exactly; "" if it is none."""
        wanted = text.strip().casefold()
        wanted = address_alias(wanted) if is_address(wanted) else wanted
        return wanted if wanted in self._by_alias else ""


def id_of(alias: str) -> str:
    """What stands for an alias in addresses of pages: addresses of people don't belong into logs."""
    return hashlib.sha256(alias.encode()).hexdigest()[:_ID_LENGTH]


def identities_in(known: Iterable[Known], people: Sequence[Person] = (), said: Sequence[Sameness] = ()) -> Identities:
    """Everybody in these documents."""
    mentions, parts = Mentions(), defaultdict[str, list[Part]](list)
    for one in known:
        for contribution in one.extracted.contributions:
            if alias := mentions.add(contribution, one.document.source):
                parts[alias].append(Part(one.document, contribution))
    joining = Joining(mentions, people, said)
    joining.join()
    everybody = [_identity(cluster, joining, mentions, parts) for cluster in joining.clusters()]
    return Identities(_with_namesakes(everybody))


def _identity(cluster: Sequence[str], joining: Joining, mentions: Mentions, parts: Mapping[str, Sequence[Part]]) -> Identity:
    person = next((joining.people[alias] for alias in cluster if alias in joining.people), None)
    aliases = sorted((alias for alias in cluster if alias not in joining.people), key=_order)
    names: Counter[str] = Counter()
    for alias in aliases:
        names.update(mentions.names[alias])
    reasons = ["", *(joining.reasons.get(alias, "") for alias in aliases[1:])]
    written = [tuple(name for name, _ in mentions.names[alias].most_common()) for alias in aliases]
    return Identity(
        id=id_of(aliases[0]),
        name=person.name if person and person.name else _best(names),
        aliases=tuple(map(Alias, aliases, written, reasons)),
        parts=tuple(part for alias in aliases for part in parts.get(alias, ())),
        user=person.user if person else "",
        asked=person is None or (person.suggest and not person.left),
        address=person.email if person else "",
    )


def _order(alias: str) -> tuple[int, str]:
    """Addresses stand for a person longest, then accounts, then whole names."""
    return (0 if is_address(alias) else 1 if service_of(alias) else 3 if alias.endswith(")") else 2), alias


def _best(names: Counter[str]) -> str:
    """The whole name that is written most often, else the name that is."""
    return min(names, key=lambda name: (not is_full(folded(name)), name.isupper(), -names[name], name))


def _folded_names(one: Identity) -> set[str]:
    return {folded(name) for alias in one.aliases for name in alias.names} | {folded(one.name)}


def _with_namesakes(everybody: Sequence[Identity]) -> list[Identity]:
    sharing: defaultdict[str, list[str]] = defaultdict(list)
    for one in everybody:
        for name in filter(is_full, _folded_names(one)):
            sharing[name].append(one.id)
    return [_beside(one, sharing) for one in everybody]


def _beside(one: Identity, sharing: Mapping[str, Sequence[str]]) -> Identity:
    # Of each name one more than are named: among them may be the person's own id.
    near = (other for name in sorted(_folded_names(one)) for other in islice(sharing.get(name, ()), MAX_NAMESAKES + 1))
    others = dict.fromkeys(other for other in near if other != one.id)
    return replace(one, namesakes=tuple(islice(others, MAX_NAMESAKES)))
