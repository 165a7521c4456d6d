"""The workspaces that Lore is installed in: one whose token is in the settings, or those that added it themselves (OAuth)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from aiohttp import ClientError
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.workspaces import Installed
from assistant.errors import LoreError, UsageError
from assistant.slack.desk import Ourselves, Workspaces
from assistant.slack.installed.calling import Calls
from assistant.slack.ports import Installations
from assistant.slack.working.failures import code_of, is_cut_off

_REMEMBERED_S: Final = 30.0
"""How long an installation is not looked up again: another process may have heard of a new one."""


class OneWorkspace:
    """The Workspaces of a bot token in the settings."""

    def __init__(self, calls: Calls, token: str) -> None:
        self._calls = calls
        self._token = token
        self._asking = asyncio.Lock()
        self._ourselves: Ourselves | None = None
        self._everywhere = False

    async def client(self, team: str) -> AsyncWebClient:
        """With the token of the settings. Raises UsageError for another workspace than the token's."""
        ours = await self.ourselves(team)
        return self._calls.client(self._token, ours.team if self._everywhere else None)

    async def ourselves(self, team: str) -> Ourselves:
        """Who Lore is; "" for the token's own workspace. Raises UsageError if Slack refuses the token or it is another's."""
        async with self._asking:
            ours = self._ourselves or await self._ask()
            self._ourselves = ours
        if team and team != ours.team and not self._everywhere:
            raise UsageError(f"Lore is not installed in the workspace {team}: its bot token is for {ours.team}")
        return Ourselves(ours.user, ours.bot, team or ours.team, ours.enterprise)

    async def leave(self, team: str, enterprise: str, at: datetime) -> bool:  # noqa: ARG002 - as in Workspaces
        """The token is in the settings, and nothing to drop; False where it still opens that workspace, since what was told is
        then an old story."""
        client = self._calls.client(self._token)
        try:
            said = await client.auth_test()
            elsewhere = bool(team) and team != said["team_id"]
            is_there = not elsewhere or (bool(said.get("is_enterprise_install")) and await _lists(client, team))
        except SlackApiError as error:
            if not is_cut_off(error):
                raise
            is_there = False
        if not is_there:
            self._ourselves = None
        return not is_there

    async def _ask(self) -> Ourselves:
        try:
            said = await self._calls.client(self._token).auth_test()
        except SlackApiError as error:
            if is_cut_off(error):
                raise UsageError(
                    f"Slack does not accept the bot token ({code_of(error)}): copy it from the app's page OAuth & Permissions "
                    "into bot_token under [slack] in lore.toml, or LORE_SLACK__BOT_TOKEN"
                ) from error
            raise
        self._everywhere = bool(said.get("is_enterprise_install"))
        return Ourselves(*(str(said.get(name) or "") for name in ("user_id", "bot_id", "team_id", "enterprise_id")))


class InstalledWorkspaces:
    """The Workspaces that added Lore themselves."""

    def __init__(
        self,
        calls: Calls,
        installations: Installations,
        allowed: frozenset[str] | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """`allowed` are the workspaces and organisations that may have Lore: one that is taken out of them has it no more."""
        self._calls = calls
        self._allowed = allowed
        self._installations = installations
        self._seconds = seconds
        self._known: dict[str, tuple[float, Installed]] = {}

    async def client(self, team: str) -> AsyncWebClient:
        """With that workspace's token, or that of its organisation. Raises UsageError where Lore is not installed."""
        found = await self._find(team)
        return self._calls.client(found.token, None if found.team else team)

    async def ourselves(self, team: str) -> Ourselves:
        """Who Lore is there. Raises UsageError where Lore is not installed."""
        found = await self._find(team)
        return Ourselves(found.user, found.bot, team, found.enterprise)

    async def leave(self, team: str, enterprise: str, at: datetime) -> bool:
        """Drop what was installed before that moment; False if it was installed again since."""
        is_gone = await asyncio.to_thread(self._installations.forget, team, enterprise, at)
        self._known.clear()
        return is_gone

    async def _find(self, team: str) -> Installed:
        since, known = self._known.get(team, (0.0, None))
        if known and self._seconds() - since < _REMEMBERED_S:
            return known
        found = await asyncio.to_thread(self._installations.of_team, team) or await self._of_organisation(team)
        if found is None or (self._allowed is not None and not self._allowed & {team, found.enterprise}):
            self._known.pop(team, None)
            raise UsageError(f"Lore is not installed in the workspace {team}: add it there from /slack/install")
        self._known[team] = (self._seconds(), found)
        return found

    async def _of_organisation(self, team: str) -> Installed | None:
        """The organisation-wide installation that this workspace has a part in."""
        for whole in await asyncio.to_thread(self._installations.of_organisations):
            if await _lists(self._calls.client(whole.token), team):
                return whole
        return None


async def _lists(client: AsyncWebClient, team: str) -> bool:
    """Whether the workspace is one of those that the token is for."""
    async for page in await client.auth_teams_list(limit=200):
        if any(one["id"] == team for one in page["teams"]):
            return True
    return False


class Authorizing(AsyncAuthorize):
    """Tells Bolt whose token is meant, out of what is known: its own way asks Slack at every event before it is acknowledged,
    and answers 200, so that the event is lost, when Slack can't say."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def __call__(  # noqa: PLR0913 - Bolt's signature
        self,
        *,
        context: AsyncBoltContext,  # noqa: ARG002
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,  # noqa: ARG002
        actor_team_id: str | None = None,  # noqa: ARG002
        actor_user_id: str | None = None,  # noqa: ARG002
    ) -> AuthorizeResult | None:
        """None where Lore is not installed. Raises LoreError, upon which Slack sends the event again."""
        try:
            ours = await self._workspaces.ourselves(team_id or "")
            client = await self._workspaces.client(team_id or "")
        except UsageError:
            return None
        except (SlackApiError, ClientError, TimeoutError) as error:
            raise LoreError(f"Slack can't say who Lore is ({type(error).__name__}): it will send the event again") from error
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id or ours.team,
            bot_user_id=ours.user,
            bot_id=ours.bot,
            bot_token=client.token,
            user_id=user_id,
        )
