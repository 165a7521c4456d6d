"""Opens forms in time: what opens one is good for three seconds, and what it shows may take longer to find out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from assistant.errors import LoreError
from assistant.slack.desk import Desk
from assistant.slack.rendering.escaping import mrkdwn
from assistant.slack.wording import modals
from assistant.slack.wording.privately import Aside, team_of, tell

_log = structlog.get_logger()
_filling: Final[set[asyncio.Task[None]]] = set()
"""The event loop alone does not keep its tasks."""
BROKEN: Final = "Something here does not work. Please try again in a few minutes; if it stays so, tell whoever runs Lore."
TOO_LATE: Final = "Slack did not let me open the form in time. Please try once more."


async def open_now(desk: Desk, body: Mapping[str, Any], view: modals.View) -> str:
    """Open a form for whoever did something; its id, or "" where Slack does not open it and they are told so in private."""
    aside = Aside.of(body)
    client = await desk.workspaces.client(aside.team)
    try:
        opened = await client.views_open(trigger_id=body["trigger_id"], view=view)
    except SlackApiError:
        await tell(desk, aside, TOO_LATE)
        return ""
    return str(opened["view"]["id"])


async def open_form(desk: Desk, body: Mapping[str, Any], title: str, make: Callable[[], Awaitable[modals.View]]) -> None:
    """Open a form for whoever did something; it is filled with what `make` gives after this has returned, so that Slack need
    not wait to be answered.

    What `make` raises as a LoreError is shown in the form. Who closes it meanwhile is left alone.
    """
    view_id = await open_now(desk, body, modals.message(title, "One moment…"))
    if view_id:
        filling = asyncio.create_task(_fill(desk, body, view_id, (title, make)))
        _filling.add(filling)
        filling.add_done_callback(_filling.discard)


async def _fill(
    desk: Desk, body: Mapping[str, Any], view_id: str, wanted: tuple[str, Callable[[], Awaitable[modals.View]]]
) -> None:
    title, make = wanted
    try:
        view = await make()
    except LoreError as error:
        view = modals.message(title, mrkdwn(modals.sentence(str(error))))
    except Exception as error:  # noqa: BLE001 - the task's edge: the person would wait in front of the form for ever
        _log.error("a form could not be filled", title=title, reason=type(error).__name__)
        view = modals.message(title, BROKEN)
    try:
        client = await desk.workspaces.client(team_of(body))
        await client.views_update(view_id=view_id, view=view)
    except (LoreError, SlackApiError, ClientError, TimeoutError) as error:
        _log.info("a form was not filled", title=title, reason=type(error).__name__)
