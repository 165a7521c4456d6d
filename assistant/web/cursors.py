"""Pages of a list: a cursor says after what the next one begins."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeVar

from assistant.errors import UsageError

_BAD: Final = "this cursor does not belong to this list: leave it out to begin again"
_One = TypeVar("_One")
Place = tuple[int, str, str]
"""Where something stands in a sorted list: no two places are equal."""


class Page(NamedTuple):
    """How much of a list, after what, of which list: `about` is everything that makes it the list it is."""

    limit: int
    cursor: str
    about: str


def page_of(
    items: Sequence[_One], page: Page, place: Callable[[_One], Place], *, is_sorted: bool
) -> tuple[list[_One], str | None]:
    """A page, and the cursor of the one after it, None at the end. Raises UsageError for a cursor that is none of this list's.

    Where the list is sorted by place, what is added or removed meanwhile neither repeats nor skips anything. Where it is
    ranked, the page goes on after the last thing that was shown, or, if that is gone, after as many as were shown. A cursor
    tells only what its holder has seen, and is checked but not secret.
    """
    start = _start(items, page, place, is_sorted=is_sorted) if page.cursor else 0
    shown = list(items[start : start + page.limit])
    if not shown or start + page.limit >= len(items):
        return shown, None
    return shown, _packed(page.about, place(shown[-1]), start + page.limit)


def _start(items: Sequence[_One], page: Page, place: Callable[[_One], Place], *, is_sorted: bool) -> int:
    last, count = _unpacked(page.cursor, page.about)
    if is_sorted:
        return next((at for at, one in enumerate(items) if place(one) > last), len(items))
    return next((at + 1 for at, one in enumerate(items) if place(one) == last), min(count, len(items)))


def _packed(about: str, last: Place, count: int) -> str:
    body = json.dumps([*last, count], ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(_check(about, body) + body).decode().rstrip("=")


def _unpacked(cursor: str, about: str) -> tuple[Place, int]:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise UsageError(_BAD) from error
    check, body = raw[:16], raw[16:]
    if check != _check(about, body) or _packed_again(raw) != cursor:
        raise UsageError(_BAD)
    try:
        match json.loads(body):
            case [int(day), str(title), str(id_), int(count)]:
                return (day, title, id_), count
    except (ValueError, RecursionError) as error:
        raise UsageError(_BAD) from error
    raise UsageError(_BAD)


def _packed_again(raw: bytes) -> str:
    """The one spelling: base64 has several for the same bytes."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _check(about: str, body: bytes) -> bytes:
    return hashlib.sha256(about.encode() + b"\0" + body).digest()[:16]
