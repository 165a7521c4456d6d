"""Days, months and years as people say them: `in March 2024`, `on 2024-03-05`, `last year`, `去年三月`. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

_MONTHS: Final = {name[:3].casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTH: Final = "|".join(rf"{name[:3]}(?:{name[3:]})?" if name != "May" else "May" for name in calendar.month_name if name)
_CHINESE: Final = {name: number for number, name in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二".split(), 1)}
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_BACK: Final = {"day": 1, "week": 7, "fortnight": 14}


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both inclusive; equal for one day. `words` are those that named it, `start` and `end` their
    place in the text."""

    first: date
    last: date
    words: str = ""
    start: int = 0
    end: int = 0

    @property
    def label(self) -> str:
        """For an answer, always with the year: `2024`, `March 2024`, `2024-03-05`, else from when to when."""
        first, last = self.first, self.last
        if first == last:
            return first.isoformat()
        if (first, last) == _year(first.year):
            return str(first.year)
        if (first, last) == _month(first.year, first.month):
            return f"{calendar.month_name[first.month]} {first.year}"
        return f"{first.isoformat()} to {last.isoformat()}"


_Days: TypeAlias = tuple[date, date]
_Reading: TypeAlias = Callable[[re.Match[str], date], _Days]


def period_in(text: str, today: date) -> Period | None:
    """The first period that a text names, the longest reading of it; None where it names none, or no such day exists.

    A month without a year is the latest one that has begun.
    """
    for pattern, reading in _FORMS:
        for match in pattern.finditer(text):
            try:
                first, last = reading(match, today)
            except (ValueError, OverflowError):
                continue
            return Period(first, last, match[0], match.start(), match.end())
    return None


def _year(year: int) -> _Days:
    return date(year, 1, 1), date(year, 12, 31)


def _month(year: int, month: int) -> _Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _day(match: re.Match[str], _: date) -> _Days:
    month = match["month"]
    number = int(month) if month.isdigit() else _month_number(month)
    day = date(int(match["year"]), number, int(match["day"]))
    return day, day


def _month_of_year(match: re.Match[str], _: date) -> _Days:
    return _month(int(match["year"]), _month_number(match["month"]))


def _whole_year(match: re.Match[str], _: date) -> _Days:
    return _year(int(match["year"]))


def _latest_month(match: re.Match[str], today: date) -> _Days:
    number = _month_number(match["month"])
    shift = match.groupdict().get("shift")
    if shift:
        return _month(_shifted(shift, today), number)
    return _month(today.year if number <= today.month else today.year - 1, number)


def _quarter(match: re.Match[str], _: date) -> _Days:
    year, number = int(match["year"]), int(match["quarter"])
    return _month(year, 3 * number - 2)[0], _month(year, 3 * number)[1]


def _part_of_year(match: re.Match[str], _: date) -> _Days:
    """`early`, `mid`, `late 2024`; the end of a year is its last month, the beginning its first."""
    year, part = int(match["year"]), match["part"].casefold()
    months = {
        "early": (1, 4),
        "begin": (1, 1),
        "start": (1, 1),
        "mid": (5, 8),
        "middle": (5, 8),
        "late": (9, 12),
        "end": (12, 12),
    }
    first, last = next(span for word, span in months.items() if part.startswith(word))
    return _month(year, first)[0], _month(year, last)[1]


def _this_or_last(match: re.Match[str], today: date) -> _Days:
    """`last week` is the seven days up to today; `last month` and `last year` are those of the calendar."""
    unit, is_last = match["unit"].casefold(), match["which"].casefold() not in {"this", "the current"}
    if unit in _BACK:
        return today - timedelta(days=_BACK[unit]) if is_last else today - timedelta(days=today.weekday()), today
    if unit == "month":
        day = today.replace(day=1) - timedelta(days=1) if is_last else today
        return _month(day.year, day.month)
    return _year(today.year - is_last)


def _ago(match: re.Match[str], today: date) -> _Days:
    count = int(match["count"]) if match["count"].isdigit() else 1
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[match["unit"].casefold()]
    day = today - timedelta(days=count * days)
    return day, day


def _yesterday(_: re.Match[str], today: date) -> _Days:
    return today - timedelta(days=1), today - timedelta(days=1)


def _now(_: re.Match[str], today: date) -> _Days:
    return today, today


def _shifted(word: str, today: date) -> int:
    return today.year - {"今年": 0, "去年": 1, "前年": 2, "last year": 1, "this year": 0}[word]


def _chinese_shifted_year(match: re.Match[str], today: date) -> _Days:
    return _year(_shifted(match["shift"], today))


def _month_number(word: str) -> int:
    return int(word) if word.isdigit() else _CHINESE.get(word) or _MONTHS[word[:3].casefold()]


def _forms(*forms: tuple[str, _Reading]) -> tuple[tuple[re.Pattern[str], _Reading], ...]:
    return tuple((re.compile(form, re.IGNORECASE), reading) for form, reading in forms)


_FORMS: Final = _forms(
    (rf"(?<!\d){_YEAR}[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?!\d)", _day),
    (rf"{_YEAR}\s*年\s*(?P<month>\d\d?)\s*月\s*(?P<day>\d\d?)\s*[日号]", _day),
    (rf"\b(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b\.?,? {_YEAR}\b", _day),
    (rf"\b(?P<month>{_MONTH})\b\.? (?P<day>\d\d?)(?:st|nd|rd|th)?,? {_YEAR}\b", _day),
    (rf"(?<!\d){_YEAR}-(?P<month>0[1-9]|1[0-2])(?![\d-])", _month_of_year),
    (rf"{_YEAR}\s*年\s*(?P<month>\d\d?)\s*月", _month_of_year),
    (rf"\b(?P<month>{_MONTH})\b\.?,?(?: of)? {_YEAR}\b", _month_of_year),
    (rf"\bQ(?P<quarter>[1-4])[ /-]?{_YEAR}\b", _quarter),
    (rf"\b(?P<part>early|mid|late|beginning|start|middle|end)(?: of)?[ -]{_YEAR}\b", _part_of_year),
    (rf"(?<![\d.])\b{_YEAR}(?:\s*年)?(?![\d.-])", _whole_year),
    (r"(?P<shift>今年|去年|前年)的?\s*(?P<month>\d\d?|十[一二]?|[一二三四五六七八九])\s*月", _latest_month),
    (r"(?P<shift>今年|去年|前年)", _chinese_shifted_year),
    (r"(?<![\d年])(?P<month>\d\d?|十[一二]?|[一二三四五六七八九])\s*月(?!\s*\d)", _latest_month),
    (r"\b(?P<which>last|past|the past|previous|this|the current) (?P<unit>week|fortnight|month|year)\b", _this_or_last),
    (r"\b(?P<count>\d{1,3}|an?|one) (?P<unit>day|week|month|year)s? ago\b", _ago),
    (rf"\b(?:in|during|by|since|until|of|before|after|last|on)\s+(?P<month>{_MONTH})\b", _latest_month),
    (r"\byesterday\b|昨天", _yesterday),
    (r"\b(?:today|now|currently|at present|at the moment|right now|nowadays|these days)\b|现在|目前|当前|如今|今天", _now),
)
"""Forms from the most to the least telling: a day before its month, a month before its year."""
