"""Who somebody in Slack is, by Slack's word alone: their account's verified address, mapped to a principal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from slack_sdk.errors import SlackApiError

from assistant.access.directory import Directory
from assistant.domain.readers import Principal, foreign
from assistant.errors import Forbidden

if TYPE_CHECKING:
    from assistant.slack.desk import Workspaces

_ROSTER_S: Final = 300.0
"""How long what Slack says of people is believed: an address changes seldom, and what it opens is looked up each time."""
_CHANNEL_S: Final = 5.0
"""How long a channel's members are believed, beside the events that tell one process of every change."""
_PAGE: Final = 1000
_NOBODY: Final = Principal("")
"""Anybody of the organisation."""
STRANGERS: Final = "not everybody in this channel is somebody whom I know"
NOT_OURS: Final = "I only answer people of this workspace's own organisation."
NOT_LISTED: Final = "I don't know you yet: ask whoever runs Lore to add your e-mail address under [people] in lore.toml."
NO_ADDRESS: Final = (
    "Slack does not tell me a confirmed e-mail address of yours, so I can't know what you may read: confirm it in your Slack "
    "profile, or ask whoever runs Lore whether its app has the scope users:read.email."
)
LEFT: Final = "The settings say that you have left: ask whoever runs Lore if that is wrong."


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a workspace who may ask. `account` is Slack's id of them, `runs_workspace` whether they are an admin or
    owner of it."""

    account: str
    name: str
    email: str
    principal: Principal
    runs_workspace: bool = False


class Members(Protocol):
    """The people of workspaces."""

    async def member(self, team: str, account: str) -> Member:
        """The person; Forbidden, with what they can do about it, for outsiders, guests whom nobody listed, bots, people who
        left, and accounts without a verified address."""

    async def name(self, team: str, account: str) -> str:
        """What they are called; a dash for somebody who can't be looked up."""

    async def company(self, team: str, channel: str) -> tuple[Principal, ...]:
        """Everybody who reads the channel, for `Principal.among`. Raises Forbidden where somebody does whom Lore doesn't know,
        since not even what everyone in the organisation may read is for them."""

    async def account_of(self, team: str, email: str) -> str:
        """The account with this address, or ""."""

    def forget(self, team: str, channel: str) -> None:
        """Somebody joined or left the channel: look again."""


@dataclass(slots=True)
class _Roster:
    """What Slack says of a workspace's people, by account."""

    people: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    read_of: dict[str, float] = field(default_factory=dict)
    """When each was last asked for."""
    read_at: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def nobody(self, account: str, now: float) -> str:
        """Remember that Slack knows nobody of that id; what they are called then."""
        self.people[account], self.read_of[account] = {"deleted": True}, now
        return "—"


class SlackMembers:
    """Members as Slack tells of them, with lore.toml and the sources for what they may read.

    What an address opens is looked up for every question; only what Slack says is remembered, and not for long.
    """

    def __init__(
        self,
        directory: Directory,
        workspaces: Workspaces,
        admits: Literal["all", "listed"] = "all",
        public_channels: Literal["members", "everyone"] = "members",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`admits` tells whether members of the workspace who are not in lore.toml may ask."""
        self._directory = directory
        self._workspaces = workspaces
        self._admits = admits
        self._public_channels = public_channels
        self._clock = clock
        self._rosters: dict[str, _Roster] = {}
        self._channels: dict[tuple[str, str], tuple[float, frozenset[str]]] = {}
        self._public: dict[tuple[str, str], tuple[float, bool]] = {}
        self._changes = 0

    async def member(self, team: str, account: str) -> Member:
        """The person who asks. Raises Forbidden."""
        user = await self._user(team, account)
        email = await self._address(team, user)
        (principal,) = await asyncio.to_thread(self._directory.principals_at, [email])
        runs = bool(user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner"))
        return Member(account, _name(user), email, principal, runs)

    async def name(self, team: str, account: str) -> str:
        """What they are called."""
        await self._read(team)
        try:
            return _name(await self._user(team, account))
        except SlackApiError:
            return self._rosters[team].nobody(account, self._clock())

    async def account_of(self, team: str, email: str) -> str:
        """The account with this address."""
        await self._read(team)
        for account, user in self._rosters[team].people.items():
            if email and foreign(_email(user)) == foreign(email) and not user.get("deleted"):
                return account
        return ""

    async def company(self, team: str, channel: str) -> tuple[Principal, ...]:
        """Everybody who reads the channel."""
        is_public, accounts = await self._is_public(team, channel), await self._members(team, channel)
        await self._read(team)
        addresses = []
        for account in sorted(accounts):
            user = await self._user(team, account)
            if user.get("is_bot") or user.get("deleted"):
                continue
            try:
                addresses.append(await self._address(team, user))
            except Forbidden as error:
                raise Forbidden(STRANGERS) from error
        company = await asyncio.to_thread(self._directory.principals_at, addresses)
        return (_NOBODY, *company) if is_public and self._public_channels == "everyone" else tuple(company)

    def forget(self, team: str, channel: str) -> None:
        """Somebody joined or left the channel."""
        self._channels.pop((team, channel), None)
        self._changes += 1

    async def _is_public(self, team: str, channel: str) -> bool:
        held = self._public.get((team, channel))
        if held and self._clock() - held[0] < _ROSTER_S:
            return held[1]
        client, asked_at = await self._workspaces.client(team), self._clock()
        info = (await client.conversations_info(channel=channel))["channel"]
        is_public = not (info.get("is_private") or info.get("is_mpim") or info.get("is_im"))
        self._public[team, channel] = (asked_at, is_public)
        return is_public

    async def _members(self, team: str, channel: str) -> frozenset[str]:
        held = self._channels.get((team, channel))
        if held and self._clock() - held[0] < _CHANNEL_S:
            return held[1]
        client, asked_at = await self._workspaces.client(team), self._clock()
        while True:
            changes, accounts, cursor = self._changes, set[str](), ""
            while True:
                page = await client.conversations_members(channel=channel, limit=_PAGE, cursor=cursor)
                accounts |= set(page["members"])
                cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    break
            if changes == self._changes:  # else somebody came or went while they were read
                self._channels[team, channel] = (asked_at, frozenset(accounts))
                return frozenset(accounts)

    async def _address(self, team: str, user: Mapping[str, Any]) -> str:
        """The verified address of somebody who may ask. Raises Forbidden, with what they can do about it."""
        ours = await self._workspaces.ourselves(team)
        enterprise = (user.get("enterprise_user") or {}).get("enterprise_id") or ""
        is_here = user.get("team_id") in {None, "", ours.team} or bool(ours.enterprise and enterprise == ours.enterprise)
        if not is_here or user.get("is_stranger") or user.get("is_bot") or user.get("deleted"):
            raise Forbidden(NOT_OURS)
        email = _email(user)
        if not email or user.get("is_email_confirmed") is False:
            raise Forbidden(NO_ADDRESS)
        person = self._directory.at(email)
        if person is not None and person.left:
            raise Forbidden(LEFT)
        is_guest = user.get("is_restricted") or user.get("is_ultra_restricted")
        if person is None and (is_guest or self._admits == "listed"):
            raise Forbidden(NOT_LISTED)
        return email

    async def _user(self, team: str, account: str) -> Mapping[str, Any]:
        """What Slack says of them, asked for one by one where the list does not have them."""
        roster = self._rosters.setdefault(team, _Roster())
        if self._clock() - roster.read_of.get(account, float("-inf")) > _ROSTER_S:
            client = await self._workspaces.client(team)
            roster.people[account] = (await client.users_info(user=account))["user"]
            roster.read_of[account] = self._clock()
        return roster.people[account]

    async def _read(self, team: str) -> None:
        """The whole list, once in a while: a channel of hundreds would take as many calls."""
        roster = self._rosters.setdefault(team, _Roster())
        async with roster.lock:
            if self._clock() - roster.read_at <= _ROSTER_S:
                return
            client, people, cursor = await self._workspaces.client(team), dict[str, Mapping[str, Any]](), ""
            while True:
                page = await client.users_list(limit=_PAGE, cursor=cursor)
                people |= {user["id"]: user for user in page["members"]}
                cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    break
            roster.people, roster.read_at = people, self._clock()
            roster.read_of = dict.fromkeys(people, roster.read_at)


def _email(user: Mapping[str, Any]) -> str:
    return str((user.get("profile") or {}).get("email") or "")


def _name(user: Mapping[str, Any]) -> str:
    profile = user.get("profile") or {}
    names = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name"))
    return next((str(name) for name in names if name), "—")
