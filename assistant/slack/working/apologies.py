"""What is said when nothing will come of a job: a job of its own, since Slack may make even a word of regret wait.

What was asked is not carried along; where the person is, is. There is no apology for an apology.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from slack_sdk.errors import SlackApiError

from assistant.domain.inbox import Job, Task
from assistant.slack.desk import Desk
from assistant.slack.hearing.receiving import How, Post, post_of
from assistant.slack.showing.home import OPENED
from assistant.slack.showing.home_blocks import PATH, READ, TRY, Remembered, sorry_view
from assistant.slack.talking.conversation import SORRY, beside
from assistant.slack.talking.status import clear_status
from assistant.slack.wording.privately import Aside, tell
from assistant.slack.working.failures import code_of
from assistant.slack.working.worker import Doing

_OF_HOME: Final = frozenset({OPENED, READ, PATH})


def apology_for(job: Job, at: datetime) -> Job | None:
    """The job that tells whoever waits for this one; None where nobody does, as with a weekly digest."""
    to = _whom(job)
    return Job(f"apology:{job.id}", Task.APOLOGY, job.team, at, payload=to) if to else None


def _whom(job: Job) -> dict[str, Any]:
    """How to reach the person: {} where nobody waits."""
    said, name = job.payload, str(job.payload.get("name", ""))
    if job.task is Task.APOLOGY:
        return {}
    if job.task in {Task.QUESTION, Task.EDIT}:
        return {"post": {**said, "text": ""}}
    if "aside" in said:
        return {"aside": said["aside"]}
    if name == TRY:
        account = str(said["account"])
        return {"aside": Aside(job.team, "", account).as_json()}
    if name in _OF_HOME:
        return {"page": {key: said.get(key, "") for key in ("account", "channel", "hash")}}
    return {}


async def apologise(desk: Desk, job: Job, doing: Doing) -> str:  # noqa: ARG001 - a handler's signature
    """Tell the person, where they were: in private, or on their Home page."""
    to = job.payload
    if "post" in to:
        await _about_a_post(desk, post_of(to["post"]))
    elif "page" in to:
        return await _on_the_page(desk, job.team, to["page"])
    else:
        await tell(desk, Aside.of_json(to["aside"]), SORRY)
    return "said"


async def _about_a_post(desk: Desk, post: Post) -> None:
    """First the words: the status goes by itself after a while, and is not worth waiting for."""
    if post.how != How.LISTENING:
        await tell(desk, beside(post), SORRY)
    await clear_status(await desk.workspaces.client(post.team), post)


async def _on_the_page(desk: Desk, team: str, page: Mapping[str, Any]) -> str:
    """Unless there is another page by now than the one that they looked at."""
    client = await desk.workspaces.client(team)
    kept = replace(Remembered(), channel=str(page["channel"]))
    try:
        await client.views_publish(user_id=str(page["account"]), view=sorry_view(kept), hash=str(page["hash"]) or None)
    except SlackApiError as error:
        if code_of(error) != "hash_conflict":
            raise
        return "has another page by now"
    return "said"
