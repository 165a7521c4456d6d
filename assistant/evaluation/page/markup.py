"""Small pieces of the page. Whatever comes from a set, a document or an answer is escaped here or by its caller. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from assistant.evaluation.metrics import Estimate


def table(head: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts, all but the first column to the right; without a head where all of its names are empty."""
    named = list(head)
    heading = "".join(f"<th{_side(place)}>{escape(name)}" for place, name in enumerate(named)) if any(named) else ""
    body = "".join(f"<tr>{''.join(f'<td{_side(place)}>{escape(cell)}' for place, cell in enumerate(row))}</tr>" for row in rows)
    top = f"<thead><tr>{heading}</tr></thead>" if heading else ""
    return f"<div class='scroll'><table>{top}<tbody>{body}</tbody></table></div>"


def figure(plot: str, caption: str = "") -> str:
    """A plot that can be scrolled where it is wider than the screen."""
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f"<figure><div class='scroll'>{plot}</div>{below}</figure>"


def section(anchor: str, title: str, *parts: str) -> str:
    """A part of the page with a heading that can be linked."""
    return f"<section id='{anchor}'><h2>{escape(title)}</h2>{''.join(parts)}</section>"


def card(name: str, value: str, *lines: str) -> str:
    """One figure in large letters; `lines` are markup."""
    below = "".join(f"<span>{line}</span>" for line in lines)
    return f"<div class='card'><span>{escape(name)}</span><b>{escape(value)}</b>{below}</div>"


def interval(value: Estimate) -> str:
    """A mean with its interval, or a dash for none."""
    return f"{value.mean:.3f} ({value.low:.3f}–{value.high:.3f})" if value.count else "–"


def cut(text: str, most: int) -> str:
    """At most so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _side(place: int) -> str:
    return " class='number'" if place else ""
