"""Values out of JSON that somebody else wrote: what has the wrong type is taken for missing."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any, TypeAlias

from ingest.formats.dates import parse_date

Json: TypeAlias = Any

_LATEST_IN_SECONDS = 100_000_000_000
"""A larger number counts milliseconds: as seconds it would lie in the year 5138."""


def text_of(source: Json, *names: str) -> str:
    """The first of these keys that holds a text with something in it, stripped; "" if none does."""
    if not isinstance(source, dict):
        return ""
    return next((value.strip() for name in names if isinstance(value := source.get(name), str) and value.strip()), "")


def number_of(source: Json, name: str) -> float | None:
    """A finite number, also where it is written as a text; None for anything else."""
    value = source.get(name) if isinstance(source, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def objects_of(source: Json, name: str) -> list[Json]:
    """The objects in a list."""
    value = source.get(name) if isinstance(source, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def object_of(source: Json, name: str) -> Json:
    """The object at this key; an empty one if there is none."""
    value = source.get(name) if isinstance(source, dict) else None
    return value if isinstance(value, dict) else {}


def texts_of(source: Json, name: str) -> list[str]:
    """The texts in a list, or the lines of one text, without those that are empty."""
    value = source.get(name) if isinstance(source, dict) else None
    lines = value.split("\n") if isinstance(value, str) else value if isinstance(value, list) else []
    return [line.strip() for line in lines if isinstance(line, str) and line.strip()]


def moment_of(source: Json, *names: str) -> datetime | None:
    """The first of these keys that states a moment: ISO 8601, or a number of seconds or milliseconds since 1970."""
    for name in names:
        number = number_of(source, name)
        moment = parse_date(text_of(source, name)) if number is None else _from_number(number)
        if moment is not None:
            return moment
    return None


def _from_number(number: float) -> datetime | None:
    seconds = number / 1000 if abs(number) >= _LATEST_IN_SECONDS else number
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (OverflowError, ValueError, OSError):
        return None
