"""Lore was uninstalled, or its token was revoked: everything that is kept of the workspace goes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from assistant.domain.inbox import Job, Task
from assistant.errors import UsageError
from assistant.slack.desk import Desk
from assistant.slack.working.worker import Doing, Handler

LEAVE: Final = "lore_leave"


def listen(app: AsyncApp, desk: Desk) -> None:
    """Register the events."""

    async def uninstalled(body: dict[str, Any]) -> None:
        await _keep(desk, body, str(body.get("team_id") or ""))

    async def revoked(body: dict[str, Any], event: dict[str, Any]) -> None:
        if (event.get("tokens") or {}).get("bot"):  # people's own tokens are none of Lore's
            await _keep(desk, body, str(body.get("team_id") or ""))

    async def shut_out(body: dict[str, Any], event: dict[str, Any]) -> None:
        for team in event.get("team_ids") or ():
            await _keep(desk, body, str(team))

    app.event("app_uninstalled")(uninstalled)
    app.event("tokens_revoked")(revoked)
    app.event("team_access_revoked")(shut_out)


async def _keep(desk: Desk, body: Mapping[str, Any], team: str) -> None:
    enterprise = "" if body.get("team_id") else str(body.get("enterprise_id") or "")
    at = float(body.get("event_time") or desk.clock.now().timestamp())
    payload = {"name": LEAVE, "enterprise": enterprise, "at": at}
    job = Job(f"event:{body['event_id']}:{team}", Task.ACTION, team, desk.clock.now(), payload=payload)
    await asyncio.to_thread(desk.inbox.put, job)


async def handle_leave(desk: Desk, job: Job, doing: Doing) -> str:  # noqa: ARG001 - a handler's signature
    """Forget the workspace, its jobs among the rest, unless Lore has been installed there again meanwhile."""
    at = datetime.fromtimestamp(float(job.payload["at"]), UTC)
    if not await desk.workspaces.leave(job.team, str(job.payload["enterprise"]), at):
        return "back again"
    for team in [job.team] if job.team else await _gone(desk):
        await asyncio.to_thread(desk.channels.forget_team, team)
    return "left"


async def _gone(desk: Desk) -> list[str]:
    """The workspaces that something is kept of and that Lore is in no longer: an organisation took it from all of its own."""
    gone: list[str] = []
    for team in await asyncio.to_thread(desk.channels.teams):
        try:
            await desk.workspaces.ourselves(team)
        except UsageError:
            gone.append(team)
    return gone


JOBS: Final[Mapping[str, Handler]] = {LEAVE: handle_leave}
