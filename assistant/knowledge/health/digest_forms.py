"""A digest as Markdown, as Slack's Block Kit, and as HTML for a mail. Pure.

Titles and questions are other people's words: each form escapes what would mean something in it. Links lead to Lore's own
pages where its address is known, else to the original, and nowhere else. Slack's limits are those of
https://docs.slack.dev/reference/block-kit/blocks: 50 blocks, 3,000 characters in a section, 150 in a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final
from urllib.parse import quote, urlsplit

from assistant.domain.documents import Document
from assistant.knowledge.decisions.timeline import Event, Happening
from assistant.knowledge.health.digest import Change, Digest, Freshly
from assistant.knowledge.health.gaps import Gap

SECTION_CHARACTERS: Final = 3000
HEADER_CHARACTERS: Final = 150
MOST_BLOCKS: Final = 50
MOST_SHOWN: Final = 10
"""Items of a section: three sections of them, each item in a block of its own at worst, stay within Slack's fifty blocks."""
_LONGEST: Final = 150
"""Characters of a title and of a detail: escaped fivefold, and with its link, an item still fits a section."""
_LONGEST_LINK: Final = 1000
_QUIET: Final = "Nothing was decided, written or changed in these days."


@dataclass(frozen=True, slots=True)
class Item:
    """One line: its words, where they lead ("" for nowhere), and what is said beside them."""

    text: str
    link: str
    detail: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading; `more` is how many others there are."""

    heading: str
    items: tuple[Item, ...]
    more: int


def title_of(digest: Digest) -> str:
    """The heading, and a mail's subject."""
    whose = f" for {_line(digest.reader)}" if digest.reader else ""
    first = f"{digest.since:%-d %B}" + (f" {digest.since.year}" if digest.since.year != digest.until.year else "")
    return f"What happened{whose}, {first} to {digest.until:%-d %B %Y}"


def as_markdown(digest: Digest, site: str) -> str:
    """CommonMark, also the plain part of a mail."""
    lines = [f"# {_marked(title_of(digest))}"]
    for section in _sections(digest, site):
        lines += ["", f"## {section.heading}", ""]
        for item in section.items:
            words = f"[{_marked(item.text)}](<{item.link}>)" if item.link else _marked(item.text)
            lines.append(f"- {words}" + (f": {_marked(item.detail)}" if item.detail else ""))
        lines += [f"- and {section.more} more"] if section.more else []
    lines += ["", *_closing(digest)]
    return "\n".join(lines).rstrip() + "\n"


def as_slack(digest: Digest, site: str) -> dict[str, Any]:
    """A message: `text` for notifications, and `blocks`."""
    title = title_of(digest)[:HEADER_CHARACTERS]
    blocks: list[dict[str, Any]] = [{"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}}]
    for section in _sections(digest, site):
        lines = [f"*{section.heading}*", *map(_slack_line, section.items)]
        lines += [f"• and {section.more} more"] if section.more else []
        blocks += [{"type": "section", "text": _mrkdwn(text)} for text in _filled(lines)]
    for words in _closing(digest):
        blocks.append({"type": "context", "elements": [_mrkdwn(_slack(words))]})
    return {"text": _slack(title), "blocks": blocks}


def as_html(digest: Digest, site: str) -> str:
    """A page for a mail: no styles, no pictures, nothing from elsewhere."""
    parts = [f"<h1>{escape(title_of(digest))}</h1>"]
    for section in _sections(digest, site):
        lines = [f"<li>{_html_line(item)}</li>" for item in section.items]
        lines += [f"<li>and {section.more} more</li>"] if section.more else []
        parts.append(f"<h2>{escape(section.heading)}</h2>\n<ul>\n" + "\n".join(lines) + "\n</ul>")
    parts += [f"<p>{escape(words)}</p>" for words in _closing(digest)]
    head = f'<head><meta charset="utf-8"><title>{escape(title_of(digest))}</title></head>'
    return f'<!doctype html>\n<html lang="en">{head}\n<body>\n' + "\n".join(parts) + "\n</body></html>\n"


def _sections(digest: Digest, site: str) -> Iterator[Section]:
    new = [one for one in digest.changes if one.freshly is Freshly.NEW]
    changed = [one for one in digest.changes if one.freshly is Freshly.CHANGED]
    for heading, items in (
        ("Decisions", [_decided(event, site) for event in digest.decisions]),
        ("New documents", [_changed(change, site) for change in new]),
        ("Changed documents", [_changed(change, site) for change in changed]),
        ("Questions without an answer", [_open(gap) for gap in digest.gaps]),
    ):
        if items:
            yield Section(heading, tuple(items[:MOST_SHOWN]), len(items) - len(items[:MOST_SHOWN]))


def _closing(digest: Digest) -> list[str]:
    if digest.unanswered:
        return [f"{digest.unanswered} questions of this team found no answer. Who asked sees theirs under Health."]
    return [_QUIET] if digest.is_empty else []


def _decided(event: Event, site: str) -> Item:
    document, decision = event.entry.document, event.entry.decision
    link = _link(document, site) if document else f"{site}/decisions/{quote(event.entry.id, safe='')}" if site else ""
    others = ", ".join(_line(other.decision.title) for other in event.others)
    relation = "replaced by" if event.happening is Happening.SUPERSEDED else "replaces"
    said = f"{event.happening}, {event.day:%-d %B %Y}" + (f" ({event.caveat})" if event.caveat else "")
    said += f", {relation} {others}" if others else ""
    return Item(_line(decision.title), link, _line(said))


def _changed(change: Change, site: str) -> Item:
    document = change.document
    return Item(_line(document.title), _link(document, site), _line(", ".join(document.authors[:2])))


def _open(gap: Gap) -> Item:
    asked = "asked once" if gap.times == 1 else f"asked {gap.times} times"
    owner = f"; {gap.owner.name} may know" if gap.owner else ""
    return Item(_line(gap.question), "", _line(asked + owner))


def _link(document: Document, site: str) -> str:
    """Where a document is read, as an address that can stand in angle brackets; "" where there is none."""
    if site:
        return f"{site.rstrip('/')}/documents/{quote(document.id, safe='')}"
    url = document.url
    return url if len(url) <= _LONGEST_LINK and _is_address(url) else ""


def _is_address(url: str) -> bool:
    """Whether it leads to a place on the web, and holds nothing that would end it in one of the forms."""
    if not url.startswith(("https://", "http://")) or re.search(r"[\s<>|\"'\\]", url):
        return False
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:  # such as http://[x
        return False


def _line(text: str) -> str:
    """On one line, and not too long."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


def _marked(text: str) -> str:
    """Text that means nothing to Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|!~&])", r"\\\1", text)


def _slack(text: str) -> str:
    """Text that means nothing to Slack: no mention, no link (https://docs.slack.dev/messaging/formatting-message-text)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _mrkdwn(text: str) -> dict[str, Any]:
    """A text in which only what is written as a link is one: `verbatim` keeps Slack from finding others."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _slack_line(item: Item) -> str:
    link = _slack(item.link).replace("|", "%7C")
    words = f"<{link}|{_slack(item.text)}>" if 0 < len(link) <= _LONGEST_LINK else _slack(item.text)
    return f"• {words}" + (f": {_slack(item.detail)}" if item.detail else "")


def _html_line(item: Item) -> str:
    words = f'<a href="{escape(item.link)}">{escape(item.text)}</a>' if item.link else escape(item.text)
    return words + (f": {escape(item.detail)}" if item.detail else "")


def _filled(lines: Sequence[str]) -> Iterator[str]:
    """The lines put together in texts that fit a section."""
    text = ""
    for line in lines:
        if text and len(text) + 1 + len(line) > SECTION_CHARACTERS:
            yield text
            text = ""
        text = f"{text}\n{line}" if text else line
    yield text
