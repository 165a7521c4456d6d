"""Slack's mark-up as plain words: mentions, channels, commands, dates and links.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

TOKEN = re.compile(r"<([^<>\n]{1,3000})>")
"""What stands between angle brackets is never a person's own `<`: Slack sends that one as `&lt;`."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in a text stand for. Channels without a name here are private, and so are their names."""

    people: Mapping[str, object] = field(default_factory=dict)
    channels: Mapping[str, object] = field(default_factory=dict)


def spoken(text: str, names: Names) -> str:
    """The text as people saw it: `@Ana Ruiz`, `#storage`, `the plan (https://…)`. Code keeps its fences and its marks."""
    return html.unescape(TOKEN.sub(lambda found: _token(found[1], names), text)).strip()


def links_in(text: str) -> list[str]:
    """The addresses that a text in Slack's mark-up points to."""
    found = (token.partition("|")[0] for token in TOKEN.findall(text))
    return [html.unescape(address) for address in found if address.startswith(("https://", "http://"))]


def _token(token: str, names: Names) -> str:
    """One `<…>`: a mention, a channel, a command such as `<!here>`, a date, or a link."""
    target, _, label = token.partition("|")
    match target[:1]:
        case "@":
            return f"@{_named(names.people, target[1:]) or label or target[1:]}"
        case "#":
            return f"#{label or _named(names.channels, target[1:]) or 'private-channel'}"
        case "!":
            command = target[1:].partition("^")[0]
            if command == "date":
                return label
            return f"@{(label or ('group' if command == 'subteam' else command)).lstrip('@')}"
    bare = target.removeprefix("mailto:").removeprefix("tel:")
    shown = bare.partition("://")[2] or bare
    if not label or label in {target, bare, shown, shown.rstrip("/")}:
        return bare
    return f"{label} ({bare})"


def _named(names: Mapping[str, object], id_: str) -> str:
    """The name of an id; archives hold all sorts of things in the place of one."""
    name = names.get(id_)
    return name if isinstance(name, str) else ""
