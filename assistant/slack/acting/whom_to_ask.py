"""Who in a workspace may be asked, and who is likely to know."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.errors import Forbidden
from assistant.knowledge.people.experts import Expert
from assistant.slack.desk import Desk
from assistant.slack.installed.members import LEFT, Member
from assistant.slack.working.failures import CLOSED, code_of

MOST: Final = 3
_LOOKED_AT: Final = 8
_PAGE: Final = 1000
_MOST_PAGES: Final = 20


@dataclass(frozen=True, slots=True)
class Knowing:
    """Somebody who can be asked in Slack, and why they."""

    account: str
    name: str
    why: str


async def knowing(desk: Desk, member: Member, team: str, topic: str) -> tuple[Knowing, ...]:
    """Up to three people with an account here who have shown to know about it, in what this member may read; not themselves."""
    if not topic.strip():
        return ()
    experts = await asyncio.to_thread(desk.knowledge.experts.suggest, member.principal, topic, _LOOKED_AT)
    found: dict[str, Knowing] = {}
    for one in experts:
        account = await _account(desk, team, one)
        if account and account != member.account and len(found) < MOST:
            found.setdefault(account, Knowing(account, one.person.name, one.why))
    return tuple(found.values())


async def refusal(desk: Desk, team: str, account: str) -> str:
    """Why this account can't be asked, "" if it can: a full member of the workspace, or a guest whom lore.toml knows."""
    client = await desk.workspaces.client(team)
    try:
        user = (await client.users_info(user=account))["user"]
    except SlackApiError as error:
        if code_of(error) != "user_not_found":
            raise
        return "there is no such person here: choose somebody else"
    if user.get("is_bot") or account == "USLACKBOT":
        return "this is an app: choose a person"
    if user.get("deleted"):
        return "this person has left the workspace: choose somebody else"
    if user.get("is_stranger"):
        return "this person is of another organisation: choose a colleague"
    return await _refused_as_member(desk, team, account, user)


async def is_in(client: AsyncWebClient, channel: str, account: str) -> bool:
    """Whether they read the channel, as far as Slack tells."""
    cursor = ""
    for _ in range(_MOST_PAGES):
        try:
            page = await client.conversations_members(channel=channel, limit=_PAGE, cursor=cursor)
        except SlackApiError as error:
            if code_of(error) not in CLOSED:
                raise
            return False
        if account in page["members"]:
            return True
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return False
    return False


async def _refused_as_member(desk: Desk, team: str, account: str, user: Mapping[str, Any]) -> str:
    """Those whom Lore would not answer, but who belong here, can be asked all the same: unlisted, or without an address."""
    ours = await desk.workspaces.ourselves(team)
    enterprise = (user.get("enterprise_user") or {}).get("enterprise_id") or ""
    if user.get("team_id") not in {None, "", ours.team} and not (ours.enterprise and enterprise == ours.enterprise):
        return "this person is of another organisation: choose a colleague"
    try:
        await desk.members.member(team, account)
    except Forbidden as error:
        if str(error) == LEFT:
            return "this person has left: choose somebody else"
        if user.get("is_restricted") or user.get("is_ultra_restricted"):
            return "this person is a guest here: choose a colleague"
    return ""


async def _account(desk: Desk, team: str, expert: Expert) -> str:
    for address in expert.person.addresses:
        if account := await desk.members.account_of(team, address):
            return account
    return ""
