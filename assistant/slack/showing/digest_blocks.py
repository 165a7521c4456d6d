"""What happened lately, in Slack: a channel's weekly message, and lines for Home. Pure.

The sections are those of the other forms of a digest (`assistant/knowledge/health/digest_forms.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.knowledge.decisions.timeline import Event, Happening
from assistant.knowledge.health.digest import Change, Digest, Freshly
from assistant.knowledge.health.digest_forms import title_of
from assistant.slack.showing import addresses
from assistant.slack.wording.kit import Block, context, header, paragraphs
from assistant.slack.wording.phrasing import day, listed, more_on, people, titled

MOST_SHOWN: Final = 8
_OTHERS: Final = 2
_CHANNEL: Final = (
    "From what everybody in this channel may read. Ask me about any of it in a thread here; `/ask-settings` turns this off."
)


def channel_blocks(digest: Digest, site: str) -> list[Block]:
    """A channel's message."""
    blocks = [header(title_of(digest))]
    for lines in sections(digest, site):
        blocks += paragraphs(lines)
    return [*blocks, context(_CHANNEL)]


def sections(digest: Digest, site: str, most: int = MOST_SHOWN) -> Iterator[list[str]]:
    """Headings with the lines below them."""
    new = [one for one in digest.changes if one.freshly is Freshly.NEW]
    changed = [one for one in digest.changes if one.freshly is Freshly.CHANGED]
    timeline = addresses.page(site, "/decisions/timeline", {"after": digest.since.isoformat()})
    for heading, lines, page in (
        ("Decisions", [event_line(event, site) for event in digest.decisions], timeline),
        ("New documents", [change_line(change, site) for change in new], ""),
        ("Changed documents", [change_line(change, site) for change in changed], ""),
    ):
        if lines:
            more = len(lines) - most
            rest = [f"• and {more_on(more, page)}"] if more > 0 else []
            yield [f"*{heading}*", *lines[:most], *rest]


def event_line(event: Event, site: str) -> str:
    """What became of a decision on a day."""
    caveat = f" ({event.caveat})" if event.caveat else ""
    others = [titled(other.decision.title, addresses.of_decision(other, site), 80) for other in event.others[:_OTHERS]]
    relation = "replaced by" if event.happening is Happening.SUPERSEDED else "replaces"
    name = titled(event.entry.decision.title, addresses.of_decision(event.entry, site))
    return f"• {name}: {event.happening}, {day(event.day)}{caveat}" + (f", {relation} {listed(others)}" if others else "")


def change_line(change: Change, site: str) -> str:
    """A document that is new or changed."""
    document = change.document
    who = f": {people(document.authors)}" if document.authors else ""
    return f"• {titled(document.title, addresses.of_document(document, site))}{who}"
