"""Days, times, people and titles as Slack's side words them; titles and names escaped. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from assistant.slack.rendering.escaping import cut, link, mrkdwn

TITLE: Final = 120
"""Characters of a title in a list."""
DETAIL: Final = 200
"""Characters of what is said beside it."""
_LOOKED_AT: Final = 20
"""How many times as much as is shown is looked at: marks, addresses and white space go."""
_NAMED: Final = 2
_IMAGE_OR_LINK: Final = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}\)")
_LINE_MARK: Final = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+]|\|)[ \t]+", re.MULTILINE)
_MARKS: Final = re.compile(r"[`|]+|\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|[-=]{4,}")


def day(moment: date) -> str:
    """`3 March 2024`."""
    return f"{moment:%-d %B %Y}"


def minutes(count: int) -> str:
    """`40 min`, `1 h 05 min`."""
    return f"{count} min" if count < 60 else f"{count // 60} h {count % 60:02} min"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 document`, `3 documents`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def said(text: str, most: int = DETAIL) -> str:
    """Other people's words on one line, cut and escaped."""
    return mrkdwn(cut(" ".join(text[: _LOOKED_AT * most].split()), most))


def unmarked(text: str, most: int = DETAIL) -> str:
    """A document's words without the marks of Markdown that are in the way of reading, on one line, cut and escaped."""
    text = _IMAGE_OR_LINK.sub(r"\1", _LINE_MARK.sub("", text[: _LOOKED_AT * most]))
    return said(_MARKS.sub("", text), most)


def titled(title: str, address: str = "", most: int = TITLE) -> str:
    """A title, linked where there is somewhere to go."""
    words = cut(" ".join(title[: _LOOKED_AT * most].split()), most) or "Untitled"
    return link(address, words) if address else mrkdwn(words)


def people(names: Sequence[str]) -> str:
    """`Ana Ruiz, Bo Lindqvist and 2 more`, escaped."""
    more = len(names) - _NAMED
    shown = ", ".join(said(name, 60) for name in names[:_NAMED])
    return shown + (f" and {more} more" if more > 0 else "")


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def more_on(count: int, page: str) -> str:
    """How many others there are, linked to where they stand."""
    return link(page, f"{count} more on the page") if page else f"{count} more"


def capitalised(text: str) -> str:
    """With a capital letter first."""
    return text[:1].upper() + text[1:]
