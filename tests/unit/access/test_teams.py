"""Teams: the groups of lore.toml with those who are still there."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.access.directory import Directory, Person
from assistant.access.teams import Teams
from assistant.errors import UsageError

PEOPLE = (
    Person("ana", email="ana@x.example"),
    Person("bo", groups=("night",)),
    Person("chen", administrator=True),
    Person("zoe", left=True),
)
GROUPS = {"apps": ("ana", "zoe"), "all": ("group:apps", "chen"), "ring": ("group:ring",), "outside": ("group:hub:team",)}


class Hub:
    """Audiences that say that Ana is in a group of a source."""

    def groups_of(self, members: Iterable[str]) -> set[str]:
        return {"hub:team"} if "user:ana@x.example" in set(members) else set()


TEAMS = Teams(PEOPLE, GROUPS, Directory(PEOPLE, GROUPS, Hub()))


def test_teams_are_the_groups_of_lore_toml_alone() -> None:
    assert TEAMS.names == {"apps", "all", "ring", "outside", "night"}


def test_sizes_count_nested_members_and_nobody_who_left() -> None:
    assert TEAMS.sizes() == {"apps": 1, "all": 2, "night": 1, "ring": 0, "outside": 0}


def test_members_are_principals_with_all_of_their_groups() -> None:
    ana, chen = TEAMS.members("all")
    assert (ana.user, ana.groups) == ("ana", {"apps", "all", "outside", "hub:team"})
    assert chen.administrator


@pytest.mark.parametrize("team", ["hub:team", "ghost", "ring", ""])
def test_what_is_no_team_with_people_in_it_is_refused(team: str) -> None:
    with pytest.raises(UsageError, match=r"\[groups\]"):
        TEAMS.members(team)
