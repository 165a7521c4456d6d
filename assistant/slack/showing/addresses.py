"""Where things are read: Lore's own pages where people reach them, else the originals; "" for nowhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from assistant.domain.documents import Document
from assistant.knowledge.decisions.lineage import Entry
from assistant.slack.rendering.escaping import address, escaped

_LONGEST: Final = 400
"""Characters of an address as Slack is sent it: several of them, with their words, fit a section of 3,000."""
_ID: Final = re.compile(r"[A-Z0-9]{2,40}")


def of_document(document: Document, site: str, key: int = 0) -> str:
    """The original, else its page here, opened at the chunk with this key."""
    if _is_short(address(document.url)):
        return document.url
    return page_of_document(document, site, key)


def page_of_document(document: Document, site: str, key: int = 0) -> str:
    """Its page here, opened at the chunk with this key."""
    if not site:
        return ""
    return f"{site}/documents/{quote(document.id, safe='')}" + (f"#c-{key}" if key else "")


def of_decision(entry: Entry, site: str) -> str:
    """Its page here, which has its lineage; else the document that it stands in."""
    if site:
        return f"{site}/decisions/{quote(entry.id, safe='')}"
    return of_document(entry.document, site) if entry.document else ""


def page(site: str, path: str, asked: Mapping[str, object] | None = None) -> str:
    """A page of Lore's, such as `/onboarding`, for what was asked."""
    if not site:
        return ""
    given = {name: value for name, value in (asked or {}).items() if value}
    whole = f"{site}{path}" + (f"?{urlencode(given, doseq=True)}" if given else "")
    return whole if _is_short(whole) else f"{site}{path}"


def _is_short(linked: str) -> bool:
    return 0 < len(escaped(linked)) <= _LONGEST


def of_home(team: str, app: str) -> str:
    """Opens Lore's Home in Slack itself, in mrkdwn; a button takes no such address
    (https://docs.slack.dev/interactivity/deep-linking)."""
    return f"slack://app?team={team}&amp;id={app}&amp;tab=home" if _ID.fullmatch(team) and _ID.fullmatch(app) else ""
