"""Whose reading path is taken for a topic, and who may be told what newcomers asked about it. Pure.

Whoever can write a file can call it a team's path, name anybody its owner, and give it any date. What lore.toml says of teams
is the administrator's word: a path counts as a team's own if all its owners are in the team that it serves.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.access.staff import Staff
from assistant.domain.documents import Document
from assistant.knowledge.onboarding.citedness import Citedness
from assistant.knowledge.onboarding.pinned_path import owners, plain, purposes


def in_order(paths: Iterable[Document], topic: str, staff: Staff, citedness: Citedness) -> list[Document]:
    """The paths for a topic, the one to take first: a team's own before others, then those that most documents lead to, then
    by place. No date decides, since each document states its own."""

    def rank(path: Document) -> tuple[bool, int, str, str]:
        return not is_a_teams_own(path, topic, staff), -len(citedness.lists_spoken_of_by[path.id]), path.source, path.path

    return sorted(paths, key=rank)


def is_a_teams_own(path: Document, topic: str, staff: Staff) -> bool:
    """Whether its owners are all in one team that it serves; an owner may be that team itself."""
    named = owners(path)
    return bool(named) and any(all(_is_in(team, owner, staff) for owner in named) for team in _teams(path, topic, staff))


def may_hear_newcomers(user: str, path: Document, topic: str, staff: Staff) -> bool:
    """Whether this user is an owner of a team's own path and in the team that it serves."""
    if not is_a_teams_own(path, topic, staff) or not staff.is_one_of(user, owners(path)):
        return False
    return any(person.user == user for team in _teams(path, topic, staff) for person in staff.members(team))


def _teams(path: Document, topic: str, staff: Staff) -> list[str]:
    """The teams of lore.toml that it serves: for a team's path that team alone, whatever else it says that it is for."""
    return [topic] if staff.members(topic) else [one for one in purposes(path) if staff.members(one)]


def _is_in(team: str, owner: str, staff: Staff) -> bool:
    group = owner.removeprefix("group:")
    if staff.members(group):
        return plain(group) == plain(team)
    return any(staff.is_one_of(person.user, [owner]) for person in staff.members(team))
