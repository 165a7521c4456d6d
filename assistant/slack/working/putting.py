"""Keeps what somebody did in Slack in the inbox, before Slack is told that it was heard."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from assistant.domain.inbox import Job, Task
from assistant.slack.desk import Desk
from assistant.slack.wording.privately import Aside


async def put(desk: Desk, aside: Aside, id_: str, said: Mapping[str, Any], thread: str = "") -> bool:
    """Keep it durably; False if it was kept before. `said` has the handler's `name`, and must be free of secrets; jobs of one
    `thread` are done in their order."""
    payload = {"aside": aside.as_json(), **said}
    job = Job(id_, Task.ACTION, aside.team, desk.clock.now(), thread, payload)
    return await asyncio.to_thread(desk.inbox.put, job)


def of_press(trigger_id: str) -> str:
    """The id of what a button or shortcut does."""
    return f"action:{trigger_id}"


def of_form(view_id: str) -> str:
    """The id of what a form does: sent twice, it is one."""
    return f"view:{view_id}"
