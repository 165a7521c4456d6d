"""Wires Lore in Slack; beside bootstrap.py, and imported by `lore slack` alone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from zoneinfo import ZoneInfo

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.errors import SlackApiError

from assistant.adapters.catalogue.installations import SqlInstallations, open_oauth_stores
from assistant.adapters.system_clock import SystemClock
from assistant.bootstrap import Lore
from assistant.errors import LoreError, SettingsError
from assistant.settings import SlackSettings
from assistant.slack.app import handlers_with, hear
from assistant.slack.desk import Desk, Options, Workspaces
from assistant.slack.installed.adding import OAuthApp, oauth_flow
from assistant.slack.installed.calling import Calls
from assistant.slack.installed.installations import Authorizing, InstalledWorkspaces, OneWorkspace
from assistant.slack.installed.members import SlackMembers
from assistant.slack.installed.scopes import SCOPES
from assistant.slack.running import Running, run_over_http, run_over_socket
from assistant.slack.talking.status import Statuses
from assistant.slack.working.apologies import apology_for
from assistant.slack.working.failures import failure_of
from assistant.slack.working.worker import Limits, Worker


async def run_slack(lore: Lore, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Answer in Slack until SIGINT or SIGTERM. Raises SettingsError where a token is missing, UsageError where Slack refuses
    one."""
    chosen = lore.settings.slack
    check_complete(chosen)
    calls = Calls(chosen.api_url)
    try:
        async with _workspaces(lore, calls) as (workspaces, flow):
            running = wired(lore, calls, workspaces, flow)
            if app_token := chosen.app_token.get_secret_value():
                await run_over_socket(running, app_token, announce)
            else:
                await run_over_http(running, host, port, announce)
    finally:
        await calls.close()


def check_complete(chosen: SlackSettings) -> None:
    """Raises SettingsError that names what is missing."""
    if not (chosen.bot_token.get_secret_value() or chosen.client_id):
        raise SettingsError(
            "Slack is not set up: set LORE_SLACK__BOT_TOKEN (xoxb-…) and LORE_SLACK__APP_TOKEN (xapp-…); "
            "deploy/slack/README.md shows where they are found"
        )
    if not (chosen.app_token.get_secret_value() or chosen.signing_secret.get_secret_value()):
        raise SettingsError(
            "Slack can't reach Lore: set LORE_SLACK__APP_TOKEN (xapp-…) for Socket Mode, or LORE_SLACK__SIGNING_SECRET for HTTP"
        )
    if chosen.client_id and not (chosen.client_secret.get_secret_value() and chosen.workspaces):
        raise SettingsError(
            "to be added by workspaces, Lore needs LORE_SLACK__CLIENT_SECRET and their ids in workspaces under [slack]: "
            'workspaces = ["T0123ABCD"]'
        )


@contextlib.asynccontextmanager
async def _workspaces(lore: Lore, calls: Calls) -> AsyncIterator[tuple[Workspaces, AsyncOAuthFlow | None]]:
    """The workspaces, and how others are added where that is set up."""
    chosen = lore.settings.slack
    if not chosen.client_id:
        one = OneWorkspace(calls, chosen.bot_token.get_secret_value())
        await _check(one, chosen.api_url)
        yield one, None
        return
    app = OAuthApp(
        chosen.client_id,
        SCOPES,
        frozenset(chosen.workspaces),
        lore.settings.site.rstrip("/"),
        chosen.client_secret.get_secret_value(),
    )
    stores = open_oauth_stores(lore.catalogue_file, chosen.client_id)
    try:
        installations = SqlInstallations(lore.catalogue.engine, chosen.client_id)
        yield (
            InstalledWorkspaces(calls, installations, app.workspaces),
            oauth_flow(app, calls, stores.installations, stores.states),
        )
    finally:
        await stores.close()


async def _check(workspaces: Workspaces, address: str) -> None:
    """Say now what is wrong with the token, or that Slack is not there."""
    try:
        await workspaces.ourselves("")
    except (SlackApiError, ClientError, TimeoutError) as error:
        raise LoreError(
            f"Slack can't be reached at {address} ({failure_of(error).name}): check the network, and api_url under [slack], "
            "then start again"
        ) from error


def wired(
    lore: Lore, calls: Calls, workspaces: Workspaces, flow: AsyncOAuthFlow | None = None, limits: Limits | None = None
) -> Running:
    """Everything that runs; nothing is started. To be called in the event loop."""
    chosen, catalogue = lore.settings.slack, lore.catalogue
    desk = Desk(
        asker=lore.asker,
        knowledge=lore.knowledge,
        documents=catalogue.documents,
        sources=catalogue.sources,
        members=SlackMembers(lore.directory, workspaces, chosen.members, chosen.public_channels),
        workspaces=workspaces,
        inbox=catalogue.inbox,
        threads=catalogue.threads,
        given=catalogue.given,
        channels=catalogue.channels,
        clock=SystemClock(),
        options=Options(
            site=lore.settings.site.rstrip("/"),
            organisation=lore.settings.organisation,
            suggestions=lore.settings.suggestions,
            groups=tuple(sorted(lore.teams.names)),
            digest_zone=ZoneInfo(chosen.zone),
        ),
        redact=lore.redact,
    )
    statuses, limits = Statuses(desk), limits or Limits(at_once=chosen.at_once)
    worker = Worker(desk, catalogue.inbox, handlers_with(statuses), apology_for, limits)
    signing_secret = chosen.signing_secret.get_secret_value()
    app = AsyncApp(
        signing_secret=signing_secret,
        client=calls.client(),
        authorize=Authorizing(workspaces),  # type: ignore[arg-type] # Bolt takes its own class too, and says so nowhere
        oauth_flow=flow,
        process_before_response=True,
    )
    hear(app, desk, worker, statuses)
    return Running(app, desk, worker, lambda: asyncio.to_thread(lore.make_ready), signing_secret)
