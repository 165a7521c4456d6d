"""The people of lore.toml as colleagues: who somebody is, which team they are in, and by which names documents call them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from assistant.access.directory import Person
from assistant.access.teams import members_by_team


class Staff:
    """People and the groups of lore.toml that hold them, nested ones included. Who left is in no team."""

    def __init__(self, people: Sequence[Person], groups: Mapping[str, Sequence[str]]) -> None:
        self._people = {person.user: person for person in people}
        self._teams = members_by_team(people, groups)

    @property
    def teams(self) -> Sequence[str]:
        """The teams that somebody is in, by name."""
        return sorted(self._teams)

    def person(self, user: str) -> Person | None:
        """Somebody of lore.toml."""
        return self._people.get(user)

    def members(self, team: str) -> tuple[Person, ...]:
        """Who is in the team, however its name is written; nobody if there is no such team."""
        wanted = _plain(team)
        return tuple(next((people for name, people in self._teams.items() if _plain(name) == wanted), ()))

    def is_one_of(self, user: str, names: Iterable[str]) -> bool:
        """Whether one of these names means this user: theirs, an address or account of theirs, or a team that they are in."""
        person = self._people.get(user)
        if person is None:
            return False
        own = {_plain(name) for name in names_of(person)}
        teams = {_plain(team) for team, people in self._teams.items() if person in people}
        return any(_plain(name.removeprefix("group:").removeprefix("user:")) in own | teams for name in names)

    def joined_since(self, day: date) -> frozenset[str]:
        """The users whose first day was then or later."""
        return frozenset(user for user, person in self._people.items() if person.joined and person.joined >= day)


def names_of(person: Person) -> tuple[str, ...]:
    """Every name by which a document may call them."""
    return tuple(name for name in (person.user, person.name, person.email, *person.accounts) if name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())
