"""People and their groups, from `lore.toml`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from assistant.domain.readers import Principal, foreign
from assistant.errors import UsageError
from assistant.ports import Audiences

LOCAL_ADMINISTRATOR = Principal(user="", administrator=True)
"""Whoever runs `lore` on the machine that holds the data folder: they could read its files anyway."""

_GroupsOf: TypeAlias = Callable[[set[str]], set[str]]
"""The groups of sources that name one of these members."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may ask; `groups` are the ones that they name themselves a member of."""

    user: str
    name: str = ""
    email: str = ""
    accounts: tuple[str, ...] = ()
    """Their names in sources, such as `github:ana-r`."""
    groups: tuple[str, ...] = ()
    administrator: bool = False
    joined: date | None = None
    left: bool = False
    suggest: bool = True
    """Whether they may be named as somebody to ask."""


class Directory:
    """Turns a user's name into a principal with all of their groups.

    A group's members are `user:NAME` and `group:NAME`; everyone in a member group is a member, at any depth. Groups that
    contain each other are allowed and mean that their members are in all of them. A group that nobody defined matches
    nobody. Groups that sources name are looked up each time, by the person's address and accounts, so that who left one
    is out at the next question.
    """

    def __init__(
        self, people: Sequence[Person], groups: Mapping[str, Sequence[str]], audiences: Audiences | None = None
    ) -> None:
        self._audiences = audiences
        self._people = {person.user: person for person in people}
        self._addresses = {foreign(person.email): person for person in people if person.email}
        self._parents: dict[str, set[str]] = {}
        for group, members in groups.items():
            for member in members:
                self._parents.setdefault(foreign(_qualified(member, group)), set()).add(group)

    @property
    def people(self) -> Sequence[Person]:
        """Everybody in lore.toml."""
        return tuple(self._people.values())

    def principal(self, user: str) -> Principal:
        """The principal of a user; UsageError if there is no such person."""
        person = self._people.get(user)
        if person is None:
            known = ", ".join(sorted(self._people)) or "nobody yet"
            raise UsageError(f"no person '{user}' in lore.toml (it has {known}): add [people.{user}] there")
        return self._principal(person, self._audiences.groups_of if self._audiences else _no_groups)

    def at(self, address: str) -> Person | None:
        """Whose e-mail address this is, in lore.toml."""
        return self._addresses.get(foreign(address))

    def principals_at(self, addresses: Sequence[str]) -> list[Principal]:
        """For each e-mail address the principal of whoever has it. Somebody who is not in lore.toml is called by their
        address, and reads what everyone may, and what sources open to it. One look at the catalogue for all of them."""
        by_member = self._audiences.by_member() if self._audiences else {}

        def groups_of(members: set[str]) -> set[str]:
            return {group for member in members for group in by_member.get(foreign(member), ())}

        people = [self.at(address) or Person(foreign(address), email=address) for address in addresses]
        return [self._principal(person, groups_of) for person in people]

    def _principal(self, person: Person, groups_of: _GroupsOf) -> Principal:
        domain = f"*@{person.email.rpartition('@')[2]}" if "@" in person.email else ""
        known_as = {foreign(f"user:{name}") for name in (person.email, domain, *person.accounts) if name}
        identities = frozenset(name.removeprefix("user:") for name in known_as)
        names = {f"user:{person.user}", *known_as}
        groups = self._closure(set(person.groups) | self._containing(names, groups_of), groups_of)
        return Principal(person.user, groups, person.administrator, identities)

    def _closure(self, groups: set[str], groups_of: _GroupsOf) -> frozenset[str]:
        """The groups with every group that contains one of them; each is visited once, so cycles end."""
        seen: set[str] = set()
        new = groups
        while new:
            seen |= new
            new = self._containing({f"group:{group}" for group in new}, groups_of) - seen
        return frozenset(seen)

    def _containing(self, members: set[str], groups_of: _GroupsOf) -> set[str]:
        """The groups, of lore.toml and of sources, that name one of these members."""
        return {group for member in members for group in self._parents.get(member, ())} | groups_of(members)


def _no_groups(_: set[str]) -> set[str]:
    return set()


def _qualified(member: str, group: str) -> str:
    """`ana` as `user:ana`; `user:` and `group:` names as they are."""
    prefix, separator, name = member.partition(":")
    if not separator:
        return f"user:{member}"
    if prefix not in {"user", "group"} or not name:
        raise UsageError(f"group '{group}' in lore.toml has the member '{member}': write user:NAME or group:NAME")
    return member
