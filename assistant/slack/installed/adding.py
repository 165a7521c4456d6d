"""Workspaces add Lore themselves: Slack's OAuth, with pages that say what happened."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog
from aiohttp import ClientError
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth import OAuthStateUtils
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from assistant.slack.installed.calling import Calls
from assistant.slack.working.failures import failure_of

_log: Final = structlog.get_logger(__name__)

_REFUSED: Final = "storage_error"
"""Bolt's word for an installation that its store didn't take."""
_REASONS: Final[Mapping[str, str]] = {
    "access_denied": "The installation was cancelled in Slack; nothing was changed.",
    "invalid_browser": "The installation was begun in another browser, or cookies are blocked here.",
    "invalid_state": "The installation took longer than ten minutes, or this page was opened twice.",
    "missing_code": "Slack's answer lacked what belongs in it.",
    "invalid_code": "Slack did not confirm the installation.",
    _REFUSED: "This workspace is not among those that may use this Lore. Whoever runs it can add it to [slack] workspaces.",
}


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """The app as Slack knows it. `site` is where Slack's redirect finds Lore, "" for the address that the app's page names.
    `workspaces` are the ids of the workspaces and organisations that may add it: their members may ask Lore."""

    client_id: str
    scopes: tuple[str, ...]
    workspaces: frozenset[str]
    site: str = ""
    client_secret: str = field(default="", repr=False)


def oauth_flow(
    app: OAuthApp, calls: Calls, installations: AsyncInstallationStore, states: AsyncOAuthStateStore
) -> AsyncOAuthFlow:
    """What serves /slack/install and /slack/oauth_redirect. To be called in the event loop."""
    pages = _Pages()
    settings = AsyncOAuthSettings(
        client_id=app.client_id,
        client_secret=app.client_secret,
        scopes=app.scopes,
        user_scopes=(),
        redirect_uri=f"{app.site}/slack/oauth_redirect" if app.site else None,
        install_page_rendering_enabled=False,  # straight on to Slack
        callback_options=AsyncCallbackOptions(pages.success, pages.failure),
        installation_store=installations,
        installation_store_bot_only=True,
        state_store=states,
    )
    return _Adding(app.workspaces, client=calls.client(), settings=settings)


class _Adding(AsyncOAuthFlow):
    """Keeps the installations of those workspaces only that may use this Lore."""

    def __init__(self, workspaces: frozenset[str], *, client: AsyncWebClient, settings: AsyncOAuthSettings) -> None:
        super().__init__(client=client, settings=settings)
        self._workspaces = workspaces

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """Keep it, or give the token back. Raises BoltError, upon which Bolt shows the page for failures."""
        if not self._workspaces & {installation.team_id, installation.enterprise_id}:
            _log.warning("slack.workspace_refused", team=installation.team_id, enterprise=installation.enterprise_id)
            await self._give_back(installation)
            raise BoltError("this workspace is not among those that may add Lore")
        await super().store_installation(request, installation)
        _log.info("slack.workspace_added", team=installation.team_id, enterprise=installation.enterprise_id)

    async def _give_back(self, installation: Installation) -> None:
        try:
            await self.client.auth_revoke(token=installation.bot_token)
        except (SlackApiError, ClientError, TimeoutError) as error:
            _log.warning("slack.token_not_given_back", error=failure_of(error).name)


class _Pages:
    """What a browser shows at the end."""

    async def success(self, args: AsyncSuccessArgs) -> BoltResponse:
        """Lore was added."""
        where = args.installation.team_name or args.installation.enterprise_name or "the workspace"
        return _page(
            200,
            f"Lore was added to {where}.",
            "Write it a direct message in Slack, or mention it in a channel.",
            args.settings.state_utils,
        )

    async def failure(self, args: AsyncFailureArgs) -> BoltResponse:
        """Lore was not added."""
        reason = _REASONS.get(args.reason, "Slack refused the installation.")
        if args.reason == _REFUSED:
            return _page(403, "Lore was not added.", reason, args.settings.state_utils)
        text = f"{reason} Begin again from /slack/install."
        return _page(args.suggested_status_code, "Lore was not added.", text, args.settings.state_utils)


def _page(status: int, title: str, text: str, states: OAuthStateUtils) -> BoltResponse:
    body = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title></head>"
        '<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 36em; margin: 4em auto; padding: 0 1em">'
        f"<h1>{html.escape(title)}</h1><p>{html.escape(text)}</p></body></html>"
    )
    cookie = states.build_set_cookie_for_deletion()
    headers: dict[str, str | Sequence[str]] = {"Content-Type": "text/html; charset=utf-8", "Set-Cookie": cookie}
    return BoltResponse(status=status, headers=headers, body=body)
