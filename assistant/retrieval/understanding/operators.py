"""Search operators, as Slack has them: `in:#incidents from:@ana before:2024-03-01 after:… on:… during:march`. Pure.

https://slack.com/help/articles/202528808-Search-in-Slack
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import Final

from assistant.domain.queries import Filters
from assistant.retrieval.understanding.finding import Finding
from assistant.retrieval.understanding.inventory import Inventory, folded_name
from assistant.retrieval.understanding.periods import Period, period_in
from assistant.retrieval.understanding.times import Window

OPERATOR: Final = re.compile(
    r"(?<![^\s(])(?P<key>in|from|before|after|on|during):(?P<value><[#@][^<>\s][^<>\n]{0,200}>|\"[^\"\n]{1,60}\"|[^\s<>\"]{1,80})",
    re.IGNORECASE,
)
MOST: Final = 30
"""Operators that are read of one text; nobody means more."""
_MOST_WORDS: Final = 3
"""Words of a day: `during:march 2024`, `before:1 March 2024`."""
_MORE_WORDS: Final = re.compile(r"(?: [\w.,]{1,12}){0,2}")
_PEOPLE: Final = 3
_DAY: Final = timedelta(days=1)


def operators_in(text: str, inventory: Inventory, today: date) -> list[Finding]:
    """The operators whose values are known; the others stay words."""
    found = [_finding(match, text, inventory, today) for match in islice(OPERATOR.finditer(text), MOST)]
    return [one for one in found if one is not None]


def _finding(match: re.Match[str], text: str, inventory: Inventory, today: date) -> Finding | None:
    key, value = match["key"].casefold(), match["value"].strip('"').rstrip(",;?!")
    end = match.end() - (len(match["value"]) - len(match["value"].rstrip(",;?!")))
    if key == "in":
        folder = inventory.channels.get(value.removeprefix("#").casefold())
        filters, word = Filters(folders=(folder,)) if folder else None, f"#{value.removeprefix('#')}"
        return Finding(match.start(), end, word, filters, is_removable=True, is_explicit=True) if filters else None
    if key == "from":
        persons = inventory.people.get(folded_name(value), ())
        names = tuple(name for one in persons for name in one)
        found = Finding(
            match.start(), end, f"by {value.removeprefix('@')}", Filters(authors=names), is_removable=True, is_explicit=True
        )
        return found if 1 <= len(persons) <= _PEOPLE else None
    days = days_of(match, text, today)
    if days is None:
        return None
    first, last, end = days
    return replace(Window(first, last, match.start(), end).finding, is_explicit=True)


def days_of(match: re.Match[str], text: str, today: date) -> tuple[date | None, date | None, int] | None:
    """From when to when an operator of time asks, both inclusive, None where it is open, and where it ends; None for what only
    looks like one. It takes up to three words: `before:1 March 2024`."""
    key, value = match["key"].casefold(), match["value"].strip('"').rstrip(",;?!")
    following = _MORE_WORDS.match(text, match.end())
    words = [value, *(following[0].split() if following and match["value"][0] != '"' else ())]
    for count in range(min(len(words), _MOST_WORDS), 0, -1):
        period = _whole_period(" ".join(words[:count]).rstrip(".,"), today)
        if period is None:
            continue
        end = match.end() - (len(match["value"]) - len(match["value"].rstrip(",;?!")))
        end = end if count == 1 else match.end() + len(" " + " ".join(words[1:count]))
        first = {"before": None, "after": period.last + _DAY}.get(key, period.first)
        last = {"before": period.first - _DAY, "after": None}.get(key, period.last)
        return first, last, end
    return None


def _whole_period(words: str, today: date) -> Period | None:
    """The time that these words name, all of them."""
    text = f"in {words}"
    period = period_in(text, today)
    return period if period and period.start <= len("in ") and period.end == len(text) else None
