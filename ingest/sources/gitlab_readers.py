"""Who may read what in a GitLab project.

Follows https://docs.gitlab.com/user/permissions/ and …/user/project/issues/confidential_issues/. Where the project's
settings leave a doubt, the narrower group counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from assistant.domain.readers import EVERYONE, Readers
from ingest.connection import Connection, Missing, Refused
from ingest.opening import PagesInMemory

Json: TypeAlias = Any

_GUEST: Final = 10
_PLANNER: Final = 15
_REPORTER: Final = 20
_MERGE_REQUESTS: Final = "merge_requests_access_level"


@dataclass(frozen=True, slots=True)
class Standing:
    """How open a project is, as it stood at the beginning of a run."""

    visibility: str
    """`public`, `internal` or `private`."""
    levels: Mapping[str, str]
    """By feature: `disabled`, `private` (members), `enabled` (whoever may see the project) or `public`."""
    members_known: bool

    @property
    def is_private(self) -> bool:
        """Whether only members see it; so is one of a visibility that this version does not know."""
        return self.visibility not in {"public", "internal"}

    @property
    def openness(self) -> str:
        """One word for all of it."""
        levels = ",".join(f"{feature}={level}" for feature, level in sorted(self.levels.items()))
        return f"{self.visibility},{levels},{'members' if self.members_known else 'nobody'}"

    def shows(self, feature: str) -> bool:
        """Whether the project has this at all."""
        return self.levels[feature] != "disabled"


class GitLabReaders:
    """The groups are `gitlab:GROUP/PROJECT` (all members), `…:confidential` (planners and up) and `…:reporters`.

    `realm` stands before the names of projects and people: "" on gitlab.com, else the host with a slash, where the same
    names are other projects and other people.
    """

    def __init__(self, connection: Connection, project: str, realm: str, *, anonymous: bool) -> None:
        self._realm = realm
        self._connection = connection
        self._project = project
        self._anonymous = anonymous
        self._address = f"projects/{quote(project, safe='')}/members/all"

    def standing(self, project: Json) -> Standing:
        """What the project's own object says. Strangers are not told its settings, and are shown only what is open to all."""
        unsaid = "enabled" if self._anonymous else "private"
        levels = {feature: project.get(feature) or unsaid for feature in (_MERGE_REQUESTS, "issues_access_level")}
        visibility = project.get("visibility") or ("public" if self._anonymous else "private")
        return Standing(visibility, levels, self._knows_members())

    def of(self, standing: Standing, feature: str, *, confidential: bool, people: Iterable[str]) -> Readers | None:
        """Who may read one document; `people` are its author and assignees. None where the members can't be learnt."""
        group = f"group:gitlab:{self._realm}{self._project}"
        if confidential:
            if not standing.members_known:
                return Readers()
            # They read it whether members or not, but not if the project itself is closed to them, which only members know.
            named = () if standing.is_private else (f"user:gitlab:{self._realm}{person}" for person in people)
            return Readers(frozenset({f"{group}:confidential", *named}))
        level = standing.levels[feature]
        if standing.visibility == "public" and level in {"enabled", "public"}:
            return Readers(frozenset({EVERYONE}))
        if not standing.members_known:
            return None
        if feature == _MERGE_REQUESTS and (standing.is_private or level == "private"):
            return Readers(frozenset({f"{group}:reporters"}))
        return Readers(frozenset({group}))

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """The groups' members now; none if they can't be learnt."""
        roster = self._roster()
        if not roster:
            return {}
        name = f"gitlab:{self._realm}{self._project}"
        least = {name: _GUEST, f"{name}:confidential": _PLANNER, f"{name}:reporters": _REPORTER}
        return {
            group: frozenset(f"user:gitlab:{self._realm}{person}" for person, level in roster.items() if level >= needed)
            for group, needed in least.items()
        }

    def _knows_members(self) -> bool:
        """Whether the token may ask for them. Strangers may on some servers, but then what they see is everyone's anyway."""
        if self._anonymous:
            return False
        try:
            self._connection.json(self._address, {"per_page": 1})
        except (Missing, Refused):
            return False
        return True

    def _roster(self) -> Mapping[str, int]:
        """The access level of each member by name, inherited and invited ones too; empty if the token may not ask."""
        if self._anonymous:
            return {}
        today = datetime.now(UTC).date().isoformat()
        try:
            pages = list(self._connection.pages(self._address, {"per_page": 100}, list, PagesInMemory()))
        except (Missing, Refused):
            return {}
        return {
            member["username"]: member["access_level"]
            for page in pages
            for member in page
            if member.get("state", "active") == "active"
            and member.get("membership_state", "active") == "active"
            and (member.get("expires_at") or "9999") > today
        }
