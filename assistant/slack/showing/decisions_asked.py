"""What somebody typed behind `/decisions`: words, and what limits them. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from typing import Final

from assistant.domain.statuses import DecisionStatus, StatusTable
from assistant.errors import UsageError
from assistant.knowledge.decisions.book import DecisionQuery
from assistant.retrieval.understanding.periods import Period, period_in

HELP: Final = (
    "*Find decisions*",
    "`/decisions message bus` finds by words",
    "`/decisions status:accepted` with a status: proposed, accepted, rejected, withdrawn, deferred, superseded or deprecated",
    "`/decisions as-of:2024-03-01` as things stood on a day",
    "`/decisions since:last month` what was proposed, decided or superseded since",
    "`/decisions team:platform by:ana` of a team, or by a person",
    "All of these go together. Only you see the list, and it holds what you may read.",
)
LONGEST: Final = 500
_PART: Final = re.compile(r'(?P<key>[a-z]+(?:[-_][a-z]+)?):\s*(?P<value>"[^"]*"|“[^”]*”|[^\s"“]*)|\S+', re.IGNORECASE)
_MOST_WORDS: Final = 3
"""Of a day: `last month`, `3 March 2024`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted; `wants_help` where somebody asked how to ask."""

    query: DecisionQuery = field(default_factory=DecisionQuery)
    wants_help: bool = False

    @property
    def filters(self) -> Mapping[str, object]:
        """The same, as the pages take it in an address."""
        query = self.query
        return {
            "q": query.text,
            "status": [status.value for status in query.statuses],
            "team": query.team,
            "author": query.author,
            "after": query.changed_since.isoformat() if query.changed_since else "",
            "as_of": query.as_of.isoformat() if query.as_of else "",
        }


def asked(text: str, today: date, statuses: StatusTable) -> Asked:
    """Read what was typed. A word with a colon that limits nothing is a word like others.

    Raises UsageError, with what may be written instead, for a status that there is none of and for what is no day.
    """
    said = " ".join(html.unescape(text)[:LONGEST].split())
    if said.casefold() in {"help", "?", "-h", "--help"}:
        return Asked(wants_help=True)
    query, words = DecisionQuery(), []
    at = 0
    while part := _PART.search(said, at):
        at = part.end()
        reading = _READINGS.get((part["key"] or "").casefold().replace("_", "-"))
        if reading is None:
            words.append(part[0])
            continue
        value, more = _value(part["value"], said[at:], is_a_day=reading in _DAYS, today=today)
        at += more
        query = reading(query, value, _Around(today, statuses))
    return Asked(replace(query, text=" ".join(words)))


@dataclass(frozen=True, slots=True)
class _Around:
    today: date
    statuses: StatusTable


_Reading = Callable[[DecisionQuery, str, _Around], DecisionQuery]


def _value(value: str, rest: str, *, is_a_day: bool, today: date) -> tuple[str, int]:
    """The value of a limit, and how many characters of what follows belong to it: a day may have several words."""
    if value[:1] in {'"', "“"}:
        return value[1:-1].strip(), 0
    if is_a_day:
        following = list(takewhile(lambda word: ":" not in word[0], re.finditer(r"\s*(\S+)", rest)))[
            : _MOST_WORDS - bool(value)
        ]
        for count in range(len(following), 0, -1):
            end = following[count - 1].end()
            words = f"{value}{rest[:end]}".strip()
            if _period(words, today):
                return words, end
    return value, 0


def _period(words: str, today: date) -> Period | None:
    """The days that the words mean, all of them together; a month alone is its latest."""
    for said in (words, f"since {words}"):
        period = period_in(said, today)
        if period and period.words.casefold() == said.casefold():
            return period
    return None


def _day(words: str, today: date, key: str) -> Period:
    period = _period(words, today)
    if period is None:
        raise UsageError(f"'{words}' is no day: write {key}:2024-03-01, {key}:March 2024 or {key}:last month")
    return period


def _with_status(query: DecisionQuery, value: str, around: _Around) -> DecisionQuery:
    found = [_status(word, around.statuses) for word in value.split(",") if word.strip()]
    if not found:
        raise UsageError(f"no status stands behind 'status:': write one of {_STATUSES}")
    return replace(query, statuses=tuple(dict.fromkeys([*query.statuses, *found])))


def _status(word: str, statuses: StatusTable) -> DecisionStatus:
    word = word.strip().casefold()
    meant = next((status for status in DecisionStatus if status == word), None) or statuses.meaning(word)
    if meant is DecisionStatus.UNSTATED:
        raise UsageError(f"there is no status '{word}': write one of {_STATUSES}")
    return meant


def _as_of(query: DecisionQuery, value: str, around: _Around) -> DecisionQuery:
    """On the last of the days, which for a whole year or month is what one means."""
    return replace(query, as_of=min(_day(value, around.today, "as-of").last, around.today))


def _since(query: DecisionQuery, value: str, around: _Around) -> DecisionQuery:
    return replace(query, changed_since=_day(value, around.today, "since").first)


def _by(query: DecisionQuery, value: str, _: _Around) -> DecisionQuery:
    return replace(query, author=value)


def _of_team(query: DecisionQuery, value: str, _: _Around) -> DecisionQuery:
    return replace(query, team=value)


def _in_source(query: DecisionQuery, value: str, _: _Around) -> DecisionQuery:
    return replace(query, sources=(*query.sources, value)) if value else query


_STATUSES: Final = ", ".join(status for status in DecisionStatus if status is not DecisionStatus.UNSTATED)
_DAYS: Final = frozenset({_as_of, _since})
_READINGS: Final[Mapping[str, _Reading]] = {
    "status": _with_status,
    "as-of": _as_of,
    "asof": _as_of,
    "since": _since,
    "by": _by,
    "author": _by,
    "team": _of_team,
    "source": _in_source,
}
