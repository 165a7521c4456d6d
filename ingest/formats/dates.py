"""Dates as people write them, as aware datetimes in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}(?P<sep>[-/.])(?P<month>[01]?\d)(?P=sep)(?P<day>[0-3]?\d)(?!\d)",
        rf"(?<![\d.]){_DAY}[-\s](?:of\s)?{_MONTH},?[-\s]{_YEAR}(?!\d)",
        rf"\b{_MONTH}\s{_DAY},?\s{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}年(?P<month>[01]?\d)月(?P<day>[0-3]?\d)日",
    )
)
_COMPACT = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)")
_YEAR_MONTH = re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>[01]?\d)$")


def parse_date(text: str) -> datetime | None:
    """The moment that a field's value states: ISO 8601 with or without a time, or a date in words; None otherwise."""
    text = text.strip().strip("\"'<>[]()")
    try:
        moment = datetime.fromisoformat(text) if len(text) >= 10 and text.isascii() else None
    except ValueError:
        moment = None
    if moment is not None:
        return _in_utc(moment)
    return find_date(text[:200]) or _from_match(_YEAR_MONTH.match(text))


def find_date(text: str) -> datetime | None:
    """The first date in a sentence, at midnight."""
    matches = [match for form in _FORMS for match in form.finditer(text)]
    for match in sorted(matches, key=lambda found: found.start()):
        moment = _from_match(match)
        if moment is not None:
            return moment
    return None


def date_in_path(path: str) -> datetime | None:
    """The date that a path carries: `notes/2024-11-14 weekly.md`, `20241114.vtt`, `2024/11/14.md`."""
    return find_date(path.replace("_", " ")) or _from_match(_COMPACT.search(path))


def _in_utc(moment: datetime) -> datetime | None:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:  # the year 1 or 9999 in another zone
        return None


def _from_match(match: re.Match[str] | None) -> datetime | None:
    if match is None:
        return None
    parts = match.groupdict()
    month = parts["month"].casefold()
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3]) + 1
    try:
        return datetime(int(parts["year"]), number, int(parts.get("day") or 1), tzinfo=UTC)
    except ValueError:
        return None
