"""People and their groups, from `lore.toml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.readers import Principal
from assistant.errors import UsageError

LOCAL_ADMINISTRATOR = Principal(user="", administrator=True)
"""Whoever runs `lore` on the machine that holds the data folder: they could read its files anyway."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may ask; `groups` are the ones that they name themselves a member of."""

    user: str
    name: str = ""
    email: str = ""
    groups: tuple[str, ...] = ()
    administrator: bool = False


class Directory:
    """Turns a user's name into a principal with all of their groups.

    A group's members are `user:NAME` and `group:NAME`; everyone in a member group is a member, at any depth. Groups that
    contain each other are allowed and mean that their members are in all of them. A group that nobody defined matches
    nobody.
    """

    def __init__(self, people: Sequence[Person], groups: Mapping[str, Sequence[str]]) -> None:
        self._people = {person.user: person for person in people}
        self._parents: dict[str, set[str]] = {}
        for group, members in groups.items():
            for member in members:
                self._parents.setdefault(_qualified(member, group), set()).add(group)

    def principal(self, user: str) -> Principal:
        """The principal of a user; UsageError if there is no such person."""
        person = self._people.get(user)
        if person is None:
            known = ", ".join(sorted(self._people)) or "nobody yet"
            raise UsageError(f"no person '{user}' in lore.toml (it has {known}): add [people.{user}] there")
        direct = set(person.groups) | self._parents.get(f"user:{user}", set())
        return Principal(user, self._closure(direct), person.administrator)

    def _closure(self, groups: set[str]) -> frozenset[str]:
        """The groups with every group that contains one of them; each is visited once, so cycles end."""
        seen: set[str] = set()
        waiting = list(groups)
        while waiting:
            group = waiting.pop()
            if group not in seen:
                seen.add(group)
                waiting.extend(self._parents.get(f"group:{group}", ()))
        return frozenset(seen)


def _qualified(member: str, group: str) -> str:
    """`ana` as `user:ana`; `user:` and `group:` names as they are."""
    prefix, separator, name = member.partition(":")
    if not separator:
        return f"user:{member}"
    if prefix not in {"user", "group"} or not name:
        raise UsageError(f"group '{group}' in lore.toml has the member '{member}': write user:NAME or group:NAME")
    return member
