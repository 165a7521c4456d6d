"""Who is in a Slack workspace, which channels it has, and who may read which.

Shapes: https://docs.slack.dev/reference/objects/user-object and https://docs.slack.dev/reference/objects/conversation-object
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

from assistant.domain.readers import Readers

Json: TypeAlias = Any
"""What Slack sent; every key may be absent."""


class Standing(Enum):
    """What an account is in the workspace."""

    MEMBER = "full member"
    GUEST = "guest, who reads only the channels that they are in"
    BOT = "bot"
    OUTSIDE = "deactivated, or of another organisation"


@dataclass(frozen=True, slots=True)
class Person:
    """An account. `reader` is `user:EMAIL`, or `user:slack:ID` where Slack shows no address."""

    name: str
    reader: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, public or private; never a direct message."""

    id: str
    name: str
    private: bool
    archived: bool = False
    joined: bool = True
    """Whether the account that reads is in it."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Whom and what messages speak of. `url` is `https://TEAM.slack.com`, "" where it is not known."""

    team: str
    url: str
    people: Mapping[str, Person]
    public_channels: Mapping[str, str] = field(default_factory=dict)
    """Names by id. A private channel's name is itself private, and is not put into other channels' documents."""

    def permalink(self, channel: str, ts: str) -> str:
        """The address that opens a message; "" where the workspace's own is not known."""
        return f"{self.url}/archives/{channel}/p{ts.replace('.', '')}" if self.url else ""

    def full_members(self) -> frozenset[str]:
        """Who may read every public channel: no guests, bots, deactivated accounts or other organisations' people."""
        return frozenset(person.reader for person in self.people.values() if person.standing is Standing.MEMBER)

    def readers_among(self, members: Iterable[str], *standings: Standing) -> frozenset[str]:
        """Those of these accounts that have one of these standings."""
        known = (self.people[one] for one in members if one in self.people)
        return frozenset(person.reader for person in known if person.standing in standings)


class Audiences:
    """The groups that read channels.

    A public channel is read by the workspace's full members, and by the guests who are in it; a private one by those of
    the workspace who are in it. Other organisations' people in a shared channel are in no group.
    """

    def __init__(self, workspace: Workspace, prefix: str, members: Callable[[Channel], Iterable[str]]) -> None:
        """Groups are named `PREFIX` and the team's or the channel's id; `members` gives the accounts in a channel."""
        self._workspace, self._prefix, self._ask = workspace, prefix, members
        self._has_guests = any(person.standing is Standing.GUEST for person in workspace.people.values())
        self._known: dict[str, frozenset[str]] = {}

    def readers(self, channel: Channel) -> Readers:
        """Who may read a channel's documents."""
        groups = set() if channel.private else {self._prefix + self._workspace.team}
        if channel.private or self._members(channel):
            groups.add(self._prefix + channel.id)
        return Readers(frozenset(f"group:{group}" for group in groups))

    def groups(self, channels: Iterable[Channel]) -> dict[str, frozenset[str]]:
        """The members of every group that reads one of these channels."""
        found = {}
        for channel in channels:
            if not channel.private:
                found[self._prefix + self._workspace.team] = self._workspace.full_members()
            if channel.private or self._members(channel):
                found[self._prefix + channel.id] = self._members(channel)
        return found

    def _members(self, channel: Channel) -> frozenset[str]:
        """Those who read it for being in it."""
        if not channel.private and not self._has_guests:
            return frozenset()
        if channel.id not in self._known:
            counted = (Standing.MEMBER, Standing.GUEST) if channel.private else (Standing.GUEST,)
            self._known[channel.id] = self._workspace.readers_among(self._ask(channel), *counted)
        return self._known[channel.id]


def person_of(user: Json, team: str) -> Person:
    """An account of users.list or users.json in the workspace with the id `team`; "" takes everyone for one of its own."""
    profile = object_in(user, "profile")
    names = (text_in(profile, "real_name", "display_name"), text_in(user, "real_name", "name", "id"))
    email = text_in(profile, "email")
    reader = f"user:{email}" if email else f"user:slack:{text_in(user, 'id')}"
    return Person(next((" ".join(name.split()) for name in names if name.strip()), ""), reader, _standing(user, team))


def likeliest_team(users: Iterable[Json]) -> str:
    """The workspace that most of these accounts belong to; "" if they name none."""
    teams = Counter(text_in(user, "team_id") for user in users if text_in(user, "team_id") and not user.get("is_stranger"))
    return teams.most_common(1)[0][0] if teams else ""


def objects_in(source: Json, name: str) -> list[Json]:
    """The objects in the list under this key; none where there is no list."""
    value = source.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def object_in(source: Json, name: str) -> Json:
    """The object under this key, else an empty one."""
    value = source.get(name)
    return value if isinstance(value, dict) else {}


def text_in(source: Json, *names: str) -> str:
    """The first of these keys that holds a text that is not empty."""
    return next((source[name] for name in names if isinstance(source.get(name), str) and source[name]), "")


def _standing(user: Json, team: str) -> Standing:
    if user.get("is_bot") or user.get("is_workflow_bot") or user.get("id") == "USLACKBOT":
        return Standing.BOT
    teams = object_in(user, "enterprise_user").get("teams")
    own = text_in(user, "team_id")
    elsewhere = bool(team and own) and team != own and not (isinstance(teams, list) and team in teams)
    if user.get("deleted") or user.get("is_stranger") or elsewhere:
        return Standing.OUTSIDE
    return Standing.GUEST if user.get("is_restricted") or user.get("is_ultra_restricted") else Standing.MEMBER
