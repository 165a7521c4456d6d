"""Joins aliases of people, from the strongest evidence to the weakest, and keeps the reason of each. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assistant.access.directory import Person
from assistant.domain.people import Contribution, Sameness
from assistant.knowledge.people.names import (
    USER,
    address_alias,
    folded,
    is_address,
    is_full,
    is_initials,
    is_unspaced,
    name_alias,
    service_of,
    shown,
)


@dataclass(frozen=True, slots=True)
class Mentions:
    """How documents name people."""

    names: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By alias, what is written beside it."""
    together: list[tuple[str, str]] = field(default_factory=list)
    """Aliases that a document states side by side."""
    initials: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """By initials and source, the aliases of those who speak under them."""
    first_names: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """By first name and source, the aliases of those whose whole names begin so."""

    def add(self, one: Contribution, source: str) -> str:
        """Take what a document of this source says of somebody; the alias to know them by, "" for a name without letters."""
        stated = [address_alias(one.email) if one.email else "", one.account.casefold()]
        name = folded(one.name)
        aliases = list(dict.fromkeys(filter(None, stated))) or ([name_alias(one.name, source)] if name else [])
        for alias in aliases:
            self.names[alias][one.name] += 1
            if one.label:
                self.initials[one.label, source].add(alias)
            if " " in name:
                self.first_names[name.split(" ", 1)[0], source].add(alias)
        self.together.extend((aliases[0], other) for other in aliases[1:])
        return aliases[0] if aliases else ""


class Joining:
    """Clusters of aliases, each one person. Evidence that would bring two people together whom somebody told apart is not
    taken; a name is not taken either between different addresses, accounts of one service, or people of lore.toml."""

    def __init__(self, mentions: Mentions, people: Sequence[Person], said: Sequence[Sameness]) -> None:
        self.people = {f"{USER}{person.user}": person for person in people}
        self.reasons: dict[str, str] = {}
        """By alias, why it is whose it is."""
        self._mentions = mentions
        self._names = mentions.names
        self._said = sorted(said, key=lambda one: one.at)
        self._apart = {(one.one, one.other): one.at for one in self._said if not one.same}
        self._cluster: dict[str, set[str]] = {alias: {alias} for alias in (*self._names, *self.people)}
        self._stated = {alias: _stated(person) for alias, person in self.people.items()}
        self._logins: defaultdict[str, list[str]] = defaultdict(list)
        for alias in filter(service_of, self._names):
            self._logins[alias.partition(":")[2]].append(alias)

    def join(self) -> None:
        """Take all evidence."""
        for saying in self._said:
            if saying.same:
                reason = f"{shown(saying.by) or 'an administrator'} said so on {saying.at:%-d %B %Y}"
                self._unite(saying.one, saying.other, reason, since=saying.at)
        for user, stated in self._stated.items():
            for alias in sorted(stated):
                self._unite(user, alias, "lore.toml says so")
        for one, other in self._mentions.together:
            self._unite(one, other, "named together in a document")
        self._join_logins()
        self._join_other_scripts()
        for name, aliases in sorted(self._by_full_name().items()):
            self._join_namesakes(name, aliases)
        for alias in sorted(self._names):
            self._join_short(alias)

    def clusters(self) -> Iterator[list[str]]:
        """The aliases of each person who is in a document."""
        seen: set[str] = set()
        for alias in sorted(self._names):
            if alias not in seen:
                seen |= self._cluster[alias]
                yield sorted(self._cluster[alias])

    # ---- evidence ----

    def _join_logins(self) -> None:
        """An account whose login is a person's key in lore.toml, unless they state another account of that service."""
        for alias in sorted(self._names):
            service, _, login = alias.partition(":")
            user = f"{USER}{login}"
            if service_of(alias) and user in self.people and service not in map(service_of, self._stated[user]):
                self._unite(user, alias, f"'{login}' is their key in lore.toml", weak=True)

    def _join_other_scripts(self) -> None:
        """`Chen Wei` with the person `chen` whose name in lore.toml is 陈伟."""
        elsewhere = {person.user.casefold(): user for user, person in self.people.items() if is_unspaced(folded(person.name))}
        for alias in sorted(self._names) if elsewhere else ():
            keys = {key for key in alias.split(" ") if key in elsewhere}
            if is_full(alias) and len(keys) == 1:
                (key,) = keys
                self._unite(elsewhere[key], alias, f"'{key}' is their key in lore.toml", weak=True)

    def _by_full_name(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for alias, written in self._names.items():
            for name in {folded(one) for one in written}:
                if is_full(name):
                    found[name].append(alias)
        for user, person in self.people.items():
            if is_full(folded(person.name)):
                found[folded(person.name)].append(user)
        return found

    def _join_namesakes(self, name: str, aliases: Sequence[str]) -> None:
        """All of one name, if nothing tells two of them apart; else what states nothing but the name goes to the one of
        lore.toml, if there is one."""
        apart = list({id(self._cluster[alias]): alias for alias in sorted(aliases)}.values())
        if self._all_compatible(apart):
            for other in apart[1:]:
                self._unite(apart[0], other, "the same name")
            return
        ours = [alias for alias in apart if self._cluster[alias] & self.people.keys()]
        if name in self._names and len(ours) == 1:
            self._unite(ours[0], name, "the only one of this name in lore.toml", weak=True)

    def _join_short(self, alias: str) -> None:
        """A first name, a nickname or initials within a source, where only one person there can be meant."""
        short, bracket, source = alias.removesuffix(")").rpartition(" (")
        if not bracket or not alias.endswith(")") or len(self._cluster[alias]) > 1:
            return
        initials = next((name for name in sorted(self._names[alias]) if is_initials(name)), "")
        meant = sorted(self._mentions.initials.get((initials, source), set()) - {alias}) if initials else []
        if meant and len({id(self._cluster[one]) for one in meant}) == 1:
            self._unite(meant[0], alias, f"{initials} stands for them in other documents", weak=True)
            return
        logins = self._logins.get(short, [])
        if len(logins) == 1:
            self._unite(logins[0], alias, f"'{short}' is their login", weak=True)
            return
        called = self._called(short, source)
        if len({id(self._cluster[one]) for one in called}) == 1:
            self._unite(called[0], alias, f"the only {short.title()} in {source} or lore.toml", weak=True)

    def _called(self, short: str, source: str) -> list[str]:
        """Who has this first name, or this key in lore.toml."""
        keys = {user: {folded(person.name).split(" ")[0], person.user.casefold()} for user, person in self.people.items()}
        ours = [user for user, called in keys.items() if short in called]
        return [*ours, *sorted(self._mentions.first_names.get((short, source), ()))]

    # ---- joining ----

    def _unite(self, one: str, other: str, reason: str, *, weak: bool = False, since: datetime | None = None) -> None:
        mine, theirs = self._cluster.get(one), self._cluster.get(other)
        if mine is None or theirs is None or mine is theirs or self._told_apart(mine, theirs, since):
            return
        if weak and not self._compatible(one, other):
            return
        for alias in (other, one):
            self.reasons.setdefault(alias, reason)
        mine, theirs = (mine, theirs) if len(mine) >= len(theirs) else (theirs, mine)
        mine |= theirs
        for alias in theirs:
            self._cluster[alias] = mine

    def _told_apart(self, mine: set[str], theirs: set[str], since: datetime | None = None) -> bool:
        for (one, other), at in self._apart.items():
            across = (one in mine and other in theirs) or (one in theirs and other in mine)
            if across and (since is None or at > since):
                return True
        return False

    def _compatible(self, one: str, other: str) -> bool:
        """Whether nothing tells these two apart."""
        mine, theirs = self._cluster[one], self._cluster[other]
        if mine is theirs:
            return True
        if (mine & self.people.keys()) and (theirs & self.people.keys()):
            return False
        own, foreign = self._known(mine), self._known(theirs)
        return not any(own[kind] and foreign[kind] for kind in own.keys() & foreign.keys()) and not self._told_apart(
            mine, theirs
        )

    def _all_compatible(self, aliases: Sequence[str]) -> bool:
        """Whether nothing tells any two of these apart, who are in a cluster each. Told in one pass, for thousands of them."""
        clusters = [self._cluster[alias] for alias in aliases]
        kinds = Counter(kind for cluster in clusters for kind in self._known(cluster))
        if any(times > 1 for times in kinds.values()) or sum(bool(one & self.people.keys()) for one in clusters) > 1:
            return False
        ours = set(map(id, clusters))
        sides = (tuple(id(self._cluster.get(alias)) for alias in pair) for pair in self._apart)
        return not any(one != other and {one, other} <= ours for one, other in sides)

    def _known(self, cluster: set[str]) -> Mapping[str, set[str]]:
        """Addresses under "@", and accounts under their service."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for alias in cluster:
            for one in self._stated.get(alias, {alias}):
                kind = "@" if is_address(one) else service_of(one)
                if kind:
                    found[kind].add(one)
        return found


def _stated(person: Person) -> set[str]:
    """The addresses and accounts that lore.toml states of somebody."""
    return {address_alias(name) if is_address(name) else name.casefold() for name in (person.email, *person.accounts) if name}
