"""Days, months and years as people say them: `in March 2024`, `on 2024-03-05`, `last year`, `im März 2024`, `去年三月`. Pure.

A library would read more languages, and more than people mean: to the well-kept ones `may`, `sat` and `10` are dates too.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

_MONTHS: Final = {name[:3].casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTH: Final = "|".join(rf"{name[:3]}(?:{name[3:]})?" if name != "May" else "May" for name in calendar.month_name if name)
_ABROAD: Final = {
    name: number
    for names in (
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    )
    for number, name in enumerate(names.split(), 1)
}
"""Months in German, French and Spanish; a name that two have is the same month in both."""
_MONTH_ABROAD: Final = "|".join(sorted(_ABROAD, key=len, reverse=True))
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


def period_at(text: str, place: int, today: date) -> Period | None:
    """The longest period that begins exactly there; a month may stand alone, as it does after a word such as `since`."""
    found: list[Period] = []
    for pattern, reading in (*_FORMS, *_ALONE):
        match = pattern.match(text, place)
        try:
            days = reading(match, today) if match else None
        except (ValueError, OverflowError):
            continue
        if match and days:
            found.append(Period(*days, match[0], match.start(), match.end()))
    return max(found, key=lambda period: period.end, default=None)


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


def _latest_quarter(match: re.Match[str], today: date) -> _Days:
    number = int(match["quarter"])
    year = today.year if 3 * number - 2 <= today.month else today.year - 1
    return _month(year, 3 * number - 2)[0], _month(year, 3 * number)[1]


def _this_or_last_quarter(match: re.Match[str], today: date) -> _Days:
    index = today.year * 4 + (today.month - 1) // 3 - (match["which"].casefold() not in {"this", "the current"})
    return _month(index // 4, index % 4 * 3 + 1)[0], _month(index // 4, index % 4 * 3 + 3)[1]


def _last_month_of_that_name(match: re.Match[str], today: date) -> _Days:
    """`last March`: the latest that is over."""
    number = _month_number(match["month"])
    return _month(today.year if number < today.month else today.year - 1, number)


def _day_abroad(match: re.Match[str], _: date) -> _Days:
    day = date(int(match["year"]), _month_number(match["month"]), int(match["day"]))
    return day, day


def _relative_abroad(match: re.Match[str], today: date) -> _Days:
    unit = next(unit for unit, words in _RELATIVE.items() if match[0].casefold() in words)
    if unit == "yesterday":
        return today - timedelta(days=1), today - timedelta(days=1)
    if unit == "week":
        return today - timedelta(days=7), today
    if unit == "month":
        day = today.replace(day=1) - timedelta(days=1)
        return _month(day.year, day.month)
    return _year(today.year - 1)


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
    if word.isdigit():
        return int(word)
    return _CHINESE.get(word) or _ABROAD.get(word.casefold()) or _MONTHS[word[:3].casefold()]


_RELATIVE: Final = {
    "yesterday": ("gestern", "hier", "ayer", "昨日"),
    "week": ("letzte woche", "letzter woche", "la semaine dernière", "la semana pasada", "上周", "上星期", "先週"),
    "month": ("letzten monat", "letztem monat", "le mois dernier", "el mes pasado", "上个月", "上月", "先月"),
    "year": ("letztes jahr", "letztem jahr", "l'année dernière", "l’année dernière", "el año pasado", "昨年"),
}
_RELATIVE_WORDS: Final = "|".join(word for words in _RELATIVE.values() for word in words if word != "hier")


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
    (rf"\b(?P<day>\d\d?)\.? (?:de )?(?P<month>{_MONTH_ABROAD}) (?:del? )?{_YEAR}\b", _day_abroad),
    (rf"(?<![\d.])(?P<day>\d\d?)\. ?(?P<month>\d\d?)\. ?{_YEAR}\b", _day),
    (rf"\b(?P<month>{_MONTH_ABROAD}) (?:del? )?{_YEAR}\b", _month_of_year),
    (rf"\bQ(?P<quarter>[1-4])[ /-]?{_YEAR}\b", _quarter),
    (rf"\b(?P<part>early|mid|late|beginning|start|middle|end)(?: of)?[ -]{_YEAR}\b", _part_of_year),
    (rf"(?<![\d.])\b{_YEAR}(?:\s*年)?(?![\d.-])", _whole_year),
    (r"(?P<shift>今年|去年|前年)的?\s*(?P<month>\d\d?|十[一二]?|[一二三四五六七八九])\s*月", _latest_month),
    (r"(?P<shift>今年|去年|前年)", _chinese_shifted_year),
    (r"(?<![\d年])(?P<month>\d\d?|十[一二]?|[一二三四五六七八九])\s*月(?!\s*\d)", _latest_month),
    (r"\b(?P<which>last|past|the past|previous|this|the current) (?P<unit>week|fortnight|month|year)\b", _this_or_last),
    (r"\b(?P<count>\d{1,3}|an?|one) (?P<unit>day|week|month|year)s? ago\b", _ago),
    (rf"\b(?:in|during|by|since|until|of|before|after|last|on)\s+(?P<month>{_MONTH})\b", _latest_month),
    (r"\b(?P<which>last|past|the past|previous|this|the current) quarter\b", _this_or_last_quarter),
    (rf"(?<!\w)(?:{_RELATIVE_WORDS})", _relative_abroad),
    (r"\byesterday\b|昨天", _yesterday),
    (r"\b(?:today|now|currently|at present|at the moment|right now|nowadays|these days)\b|现在|目前|当前|如今|今天", _now),
)
"""Forms from the most to the least telling: a day before its month, a month before its year."""
_ALONE: Final = _forms(
    (rf"(?:the )?last (?P<month>{_MONTH})\b", _last_month_of_that_name),
    (rf"(?P<month>{_MONTH})\b", _latest_month),
    (rf"(?P<month>{_MONTH_ABROAD})\b", _latest_month),
    (r"(?:the )?Q(?P<quarter>[1-4])\b", _latest_quarter),
)
"""Forms that say a time only where one is expected."""
