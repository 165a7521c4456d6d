"""A console that gives a terminal no orders but its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

_ORDERS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters but line feed and tab, and what turns the direction of writing. Documents hold such characters to set
the window's title, to clear the screen, or to show other words than those that are there."""
_RAW_IN_JSON: Final = re.compile(r"[\x7f-\x9f]")


class SafeConsole(Console):
    """Whatever is shown passes through `render`: texts, tables and Markdown, whole and in their parts."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """As Console has it, without the orders that stand in texts and in the addresses of links; rich's own stay."""
        return map(_safe, super().render(renderable, options))


def without_orders(text: str) -> str:
    """A text as a terminal may show it."""
    return _ORDERS.sub("", text)


def json_without_orders(text: str) -> str:
    """JSON with those control characters escaped that it may hold as they are: terminals obey U+009B as they do ESC [."""
    return _RAW_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _safe(segment: Segment) -> Segment:
    text, style, control = segment
    if control:
        return segment
    if style and style.link and _ORDERS.search(style.link):
        style = style.update_link(without_orders(style.link))
    return Segment(without_orders(text), style)
