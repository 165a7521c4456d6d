"""Who reads along in a channel, as one principal."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.readers import Principal
from assistant.errors import Forbidden
from assistant.slack.desk import Desk


async def everybody_in(desk: Desk, team: str, channel: str) -> Principal:
    """Nobody in particular among all who read the channel: what comes back is for each of them. Raises Forbidden where the
    channel can't be looked into, and where nobody is in it."""
    company = await desk.members.company(team, channel)
    if not company:
        raise Forbidden("nobody is in this channel: there is nobody to say it to")
    first, *others = company
    return replace(first.among(others), user="", groups=frozenset(), identities=frozenset())
