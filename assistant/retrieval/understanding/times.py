"""Times that a question narrows its answer to: `in last March's minutes`, `since June`, `between March and May`. Pure.

A time is taken only where it says when something was written or said: beside a word for documents, or with a verb of saying
or deciding. "Was it still in force in March?" asks about a day, and "since yesterday the build fails" tells when.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from assistant.domain.queries import Filters
from assistant.retrieval.understanding.finding import Finding
from assistant.retrieval.understanding.periods import Period, period_at

_QUARTER: Final = 3
_UNITS: Final = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_COUNTS: Final = {name: n for n, name in enumerate("two three four five six seven eight nine ten".split(), 2)} | {
    "twelve": 12, "few": 3, "couple of": 2,
}  # fmt: skip
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTED: Final = re.compile(
    r"\b(?:(?:in|within|over|during|for|from)\s+)?(?:the\s+)?(?:last|past|previous)\s+"
    r"(?P<count>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|few|couple of)\s+"
    r"(?P<unit>day|week|month|quarter|year)s?\b",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(rf"\bsince (?:last )?(?P<day>{'|'.join(_WEEKDAYS)})\b(?!['’]s)", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    r"\b(?:(?P<between>between|zwischen|entre)|from|von|vom|depuis|de|desde)\s+(?:the\s+)?(?=[\w])", re.IGNORECASE
)
_AND: Final = re.compile(r"\s+(?:and|to|until|till|through|und|bis|et|à|y|a|hasta)\s+(?:the\s+)?|\s*[–—]\s*", re.IGNORECASE)
_LEADS: Final = (
    ("since", re.compile(r"\b(?:since|seit|depuis|desde)\s+(?:the\s+|dem\s+|le\s+|el\s+)?", re.IGNORECASE)),
    ("after", re.compile(r"\b(?:(?:after|nach|après)\s+(?:the\s+)?|después de\s+)", re.IGNORECASE)),
    ("before", re.compile(r"\b(?:(?:before|prior to|vor)\s+(?:the\s+)?|avant\s+|antes de\s+)", re.IGNORECASE)),
    ("until", re.compile(r"\b(?:until|till|up to|bis|jusqu['’](?:à|en)|hasta)\s+(?:the\s+)?", re.IGNORECASE)),
    (
        "in",
        re.compile(
            r"\b(?:in|during|of|from|on|at|dated|within|im|am|vom|von|en|du|de|del)\s+(?:the\s+|of\s+)?",
            re.IGNORECASE,
        ),
    ),
    ("in", re.compile(r"(?<![\w-])")),
)
"""What stands before a time, and what it makes of it; the last is a time with nothing before it."""
_ENDS: Final = re.compile(r"(?![\w-])|(?<=[年月日号周年])|(?=[\u3040-\u30ff\u3400-\u9fff])")
_CJK_SINCE: Final = re.compile(r"\s*(?:以来|以后|之后|以降|起)")
_CJK_BEFORE: Final = re.compile(r"\s*(?:以前|之前)")
_NUMBERS: Final = re.compile(r"(?:[A-Z]{2,}|#|\b(?:no|number|version|issue|port|error|code|step|line|page|v))[. -]*$")
"""What makes a number, and no year, of what stands behind it: PEP 2024."""
_ONE_WORD: Final = re.compile(r"[A-Za-z\u00c0-\u017f]+")
_TIMES_ALONE: Final = frozenset({"yesterday", "gestern", "ayer"})
"""Single words that are a time and nothing else; April is a name too."""


@dataclass(frozen=True, slots=True)
class Window:
    """Days that are meant, both inclusive, None where it is open; and where the words stand, with those that lead in. `is_led`
    where a word before them says that they are a time, or they can be nothing else: a bare 2024 may be a number."""

    first: date | None
    last: date | None
    start: int
    end: int
    is_led: bool = True

    @property
    def filters(self) -> Filters:
        """As filters, in UTC."""
        first = datetime.combine(self.first, time(), UTC) if self.first else None
        last = datetime.combine(day_after(self.last), time(), UTC) if self.last else None
        return Filters(after=first, before=last)

    @property
    def label(self) -> str:
        """`March 2026`, `since 1 June 2026`, `before 2024`."""
        if self.first and self.last:
            return named(Period(self.first, self.last))
        if self.first:
            return f"since {_said(self.first)}"
        return f"before {_said(day_after(self.last))}" if self.last else ""

    @property
    def finding(self) -> Finding:
        """As what was understood."""
        return Finding(self.start, self.end, self.label, self.filters, is_removable=True)


def named(period: Period) -> str:
    """A period for a reader: `2024`, `Q3 2025`, `March 2024`, `29 July 2024`, `1 March – 31 May 2024`."""
    first, last = period.first, period.last
    if first == last:
        return _said(first)
    are_months = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1] and first.year == last.year
    months = last.month - first.month + 1 if are_months else 0
    if months == _QUARTER and first.month % _QUARTER == 1:
        return f"Q{last.month // _QUARTER} {first.year}"
    return period.label if months in {1, 12} else f"{_said(first)} – {_said(last)}"


def _said(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def windows_in(text: str, today: date) -> list[Window]:
    """Every time that a text names, in order, none within another."""
    found: list[Window] = []
    place = 0
    while place < len(text):
        window = _window_at(text, place, today)
        if window is None:
            place = _next_place(text, place)
            continue
        found.append(window)
        place = max(window.end, place + 1)
    return found


def _next_place(text: str, place: int) -> int:
    """The next place at which a word begins; every character may, where no spaces are written."""
    following = _PLACES.search(text, place + 1)
    return following.start() if following else len(text)


_PLACES: Final = re.compile(r"(?<![\w])\w|[\u3040-\u30ff\u3400-\u9fff]|(?<=[\u3040-\u30ff\u3400-\u9fff])\d")


def _window_at(text: str, place: int, today: date) -> Window | None:
    return _counted(text, place, today) or _spanning(text, place, today) or _led(text, place, today)


def counted_back(text: str, today: date) -> date | None:
    """The day that `since Monday` or `in the last three weeks` begins with, whichever the text has; None for neither."""
    match = _WEEKDAY.search(text) or _COUNTED.search(text)
    return _begins(match, today) if match else None


def _counted(text: str, place: int, today: date) -> Window | None:
    match = _WEEKDAY.match(text, place) or _COUNTED.match(text, place)
    return Window(_begins(match, today), None, match.start(), match.end()) if match else None


def _begins(match: re.Match[str], today: date) -> date:
    if "day" in match.groupdict():
        return days_before(today, (today.weekday() - _WEEKDAYS.index(match["day"].casefold())) % 7 or 7)
    count = match["count"].casefold()
    return days_before(today, (_COUNTS.get(count) or int(count)) * _UNITS[match["unit"].casefold()])


def days_before(today: date, days: int) -> date:
    """So many days earlier; the first day that can be written, where there is none."""
    return date.fromordinal(max(1, today.toordinal() - days))


def _spanning(text: str, place: int, today: date) -> Window | None:
    """`between March and May 2024`: the first takes its year from the second, where it has none of its own."""
    lead = _BETWEEN.match(text, place)
    begin = _period(text, lead.end(), today) if lead else None
    link = _AND.match(text, begin.end) if begin else None
    end = _period(text, link.end(), today) if link else None
    if lead is None or begin is None or end is None:
        return None
    first = begin.first
    if not re.search(r"\d{4}", begin.words) and re.search(r"\d{4}", end.words):
        year = end.first.year if first.month <= end.first.month else end.first.year - 1
        first = first.replace(year=year, day=min(first.day, calendar.monthrange(year, first.month)[1]))
    if first > end.last:
        return None
    return Window(first, end.last, lead.start(), end.end)


def _led(text: str, place: int, today: date) -> Window | None:
    """A time with the word that leads it in, if any."""
    for key, form in _LEADS:
        lead = form.match(text, place)
        if lead is None:
            continue
        period = _period(text, lead.end(), today)
        if period is None or (not lead[0] and _may_be_else(text, period)):
            continue
        return _cjk_bound(text, period) or _bounded(
            key, period, lead.start(), is_led=bool(lead[0]) or not period.words[:1].isdigit()
        )
    return None


def _may_be_else(text: str, period: Period) -> bool:
    """Whether something with nothing before it that leads a time in may be a name or a number."""
    if _ONE_WORD.fullmatch(period.words):
        return period.words.casefold() not in _TIMES_ALONE
    return bool(_NUMBERS.search(text, 0, period.start))


def _period(text: str, place: int, today: date) -> Period | None:
    period = period_at(text, place, today)
    return period if period and _ENDS.match(text, period.end) else None


def _cjk_bound(text: str, period: Period) -> Window | None:
    if since := _CJK_SINCE.match(text, period.end):
        return Window(period.first, None, period.start, since.end())
    if before := _CJK_BEFORE.match(text, period.end):
        return Window(None, days_before(period.first, 1), period.start, before.end())
    return None


def _bounded(key: str, period: Period, start: int, *, is_led: bool) -> Window:
    match key:
        case "since":
            return Window(period.first, None, start, period.end)
        case "after":
            return Window(day_after(period.last), None, start, period.end)
        case "before":
            return Window(None, days_before(period.first, 1), start, period.end)
        case "until":
            return Window(None, period.last, start, period.end)
    return Window(period.first, period.last, start, period.end, is_led)


def day_after(day: date) -> date:
    """The next day; the last one that can be written, where there is none."""
    return date.fromordinal(min(date.max.toordinal(), day.toordinal() + 1))
