"""The trail of a research: as task cards above an answer that streams, as a line below one that came whole. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from slack_sdk.models.messages.chunk import TaskUpdateChunk

from assistant.answering.research.telling import lead, short_name, told
from assistant.domain.provenance import Step
from assistant.slack.rendering.escaping import cut, mrkdwn, plain

_TITLE: Final = 250
"""Slack takes 256 characters in a card's title."""
_OUTPUT: Final = 600
_MOST: Final = 8
"""Cards in one message; a trail is no longer, unless the settings say so."""
_LINE: Final = 200


def task_cards(task: str, trail: Sequence[Step]) -> Iterator[TaskUpdateChunk]:
    """A finished card for each step, with ids of their own made from that of the card above them."""
    for number, step in enumerate(trail[:_MOST], 1):
        found = ", ".join(short_name(one) for one in step.found) or "nothing new"
        yield TaskUpdateChunk(
            id=f"{task}-step-{number}", title=title_of(step), status="complete", output=plain(cut(found, _OUTPUT))
        )


def title_of(step: Step) -> str:
    """What was done, for a card and for the status beside a thread."""
    return plain(cut(lead(step), _TITLE)) or "Looked further"


def trail_lines(trail: Sequence[Step]) -> list[str]:
    """A line of mrkdwn for each step, under one that says what they are; nothing for no steps."""
    lines = [f"{number}. {mrkdwn(cut(told(step), _LINE))}" for number, step in enumerate(trail[:_MOST], 1)]
    return ["Looked further:", *lines] if lines else []
