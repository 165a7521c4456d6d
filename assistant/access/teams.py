"""The organisation's teams: the groups of lore.toml. Those that sources name are theirs, and no team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from assistant.access.directory import Directory, Person
from assistant.domain.readers import Principal
from assistant.errors import UsageError


def members_by_team(people: Sequence[Person], groups: Mapping[str, Sequence[str]]) -> dict[str, list[Person]]:
    """Who is in which group of lore.toml, nested ones included. People who left are in none."""
    membership = Directory(people, groups)
    found: defaultdict[str, list[Person]] = defaultdict(list)
    for person in people:
        for group in () if person.left else membership.principal(person.user).groups:
            found[group].append(person)
    return dict(found)


class Teams:
    """Who is in which team. People who left are in none."""

    def __init__(self, people: Sequence[Person], groups: Mapping[str, Sequence[str]], directory: Directory) -> None:
        """`directory` makes the members' principals, with the groups that sources name."""
        self.names = frozenset(groups) | {group for person in people for group in person.groups}
        self._directory = directory
        self._members = members_by_team(people, groups)

    def sizes(self) -> dict[str, int]:
        """Members by team."""
        return {team: len(self._members.get(team, ())) for team in self.names}

    def members(self, team: str) -> list[Principal]:
        """Everybody in a team, as of now. Raises UsageError for one that there is not, or that nobody is in."""
        if team not in self.names:
            known = ", ".join(sorted(self.names)) or "none yet"
            raise UsageError(f"no group '{team}' in lore.toml (it has {known}): add it under [groups] there")
        members = self._members.get(team, [])
        if not members:
            raise UsageError(f"nobody of lore.toml is in the group '{team}': add its members under [groups] there")
        return [self._directory.principal(person.user) for person in members]
