"""What a question in Slack is narrowed to: channels, authors and days, by Slack's search operators or in plain words. Pure.

Operators are taken out of the text (`in:#incidents from:@ana before:2024-03-01 after:… on:… during:march`), plain words stay:
what they are about is a guess, and is made only where the question is after what was said or written. "Was it still in force
in March?" asks about a day, and "since yesterday the build fails" tells when; neither narrows anything.

https://slack.com/help/articles/202528808-Search-in-Slack
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Final

from assistant.domain.chat_markup import Names
from assistant.knowledge.decisions.questions import question_about_decision
from assistant.retrieval.understanding.operators import MOST, OPERATOR, days_of
from assistant.retrieval.understanding.said import AFTER_SAID, days_asked_for

CODE: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
"""What is shown as code."""
_CHANNEL: Final = re.compile(r"<#(?P<id>[CG][A-Z0-9]{2,30})(?:\|(?P<name>[^<>|\n]*))?>")
_PERSON: Final = re.compile(r"<@(?P<id>[UW][A-Z0-9]{2,30})(?:\|(?P<name>[^<>|\n]*))?>")
_NAME: Final = re.compile(r"@?[\w.'-]{2,60}")

_CLOSE_BY: Final = 300
"""Characters around a channel, and at either end of a long message, in which words are looked for."""
_PLACE: Final = r"\b(?:in|inside|within|from|on|of|across|at|over)\s+(?:the\s+)?(?:channels?\s+)?$"
_AFTER_CHANNELS: Final = re.compile(rf"{_PLACE}|^\s*$", re.IGNORECASE)
"""What stands before a channel that is looked in."""
_FURTHER_CHANNEL: Final = re.compile(r"^\s*(?:,|and|or|&|und|y|et)\s*(?:in\s+)?(?:the\s+)?$", re.IGNORECASE)
_ABOUT_CHANNEL: Final = re.compile(
    r"\b(?:(?:should|can|could|may|must|do|would)(?: (?:i|we|one|people))?|to|please|let'?s|i'll|will|where)\s+"
    r"(?:[\w']+\s+){0,3}?"
    r"(?:ask|post|write|announce|report|join|go|send|share|move|raise|bring|put|continue|talk|chat|invite|add)\b|"
    r"\b(?:purpose|owners?|members?|topic|rules?|point|admins?|managers?|creator|name)\s+(?:of|for)\s+(?:the\s+)?(?:channel\s+)?$|"
    r"\b(?:who|how many|which people)(?:'s| is| are| was| were)?\s+(?:in|on)\s+$",
    re.IGNORECASE,
)
"""Before a channel that is not looked in: somebody is to go there, or it is asked about itself."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The text without its operators, in Slack's mark-up as before; and what is asked for. Channels are (id, name); days are
    from `first` to `last`, both inclusive, None where it is open."""

    text: str
    channels: tuple[tuple[str, str], ...] = ()
    authors: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None

    @property
    def after(self) -> datetime | None:
        """From when on, inclusive, in UTC."""
        return datetime.combine(self.first, time(), UTC) if self.first else None

    @property
    def before(self) -> datetime | None:
        """Until when, exclusive."""
        return datetime.combine(self.last + timedelta(days=1), time(), UTC) if self.last else None

    @property
    def told(self) -> str:
        """What was understood, for the asker; "" where nothing is narrowed."""
        parts = ["at what " + _listed(self.authors) + " wrote"] if self.authors else []
        if self.channels:
            parts.append("in " + _listed([f"#{name}" if name else "one channel" for _, name in self.channels]))
        if when := _days(self.first, self.last):
            parts.append(when if parts else f"at what was written {when}")
        return f"Looked only {' '.join(parts[:-1])}{', ' if len(parts) > 1 else ''}{parts[-1]}" if parts else ""

    def between(self, first: date | None, last: date | None) -> Narrowed:
        """Narrowed to these days too."""
        firsts, lasts = [one for one in (self.first, first) if one], [one for one in (self.last, last) if one]
        return replace(self, first=max(firsts, default=None), last=min(lasts, default=None))


def narrowed(text: str, names: Names, today: date) -> Narrowed:
    """Read what a message in Slack's mark-up is narrowed to."""
    found = _by_operators(Narrowed(text), names, today)
    looked_in = (one for one in _channels_looked_in(found.text, names) if one not in found.channels)
    found = replace(found, channels=(*found.channels, *dict.fromkeys(looked_in)))
    if found.first or found.last:
        return found
    first, last = _days_in_words(_as_words(found.text), today, is_narrowed=bool(found.channels or found.authors))
    return found.between(first, last)


def _by_operators(found: Narrowed, names: Names, today: date) -> Narrowed:
    text, rest, done = found.text, list[str](), 0
    code = [match.span() for match in CODE.finditer(text)]
    for match in islice(OPERATOR.finditer(text), MOST):
        if match.start() < done or any(start <= match.start() < end for start, end in code):
            continue
        narrower, end = _operator(found, match, names, today)
        if narrower is not None:
            rest.append(text[done : match.start()])
            found, done = narrower, end
    if not done:
        return found
    rest.append(text[done:])
    return replace(found, text=" ".join(part.strip(" \t") for part in rest).strip())


def _operator(found: Narrowed, match: re.Match[str], names: Names, today: date) -> tuple[Narrowed | None, int]:
    """What an operator narrows, and where it ends; None for what only looks like one, which stays in the text."""
    key, value = match["key"].casefold(), match["value"].strip('"').rstrip(",;?!")
    end = match.end() - (len(match["value"]) - len(match["value"].rstrip(",;?!")))
    if key == "in":
        channel = _channel(value, names)
        return (replace(found, channels=(*found.channels, channel)) if channel else None), end
    if key == "from":
        author = _author(value, names)
        return (replace(found, authors=(*found.authors, author)) if author else None), end
    days = days_of(match, found.text, today)
    return (None, end) if days is None else (found.between(days[0], days[1]), days[2])


def _channel(value: str, names: Names) -> tuple[str, str] | None:
    """A channel by its token, or by its name where the names know it."""
    token = _CHANNEL.fullmatch(value)
    if token:
        return token["id"], token["name"] or _name(names.channels.get(token["id"]))
    wanted = value.removeprefix("#").casefold()
    return next(((id_, wanted) for id_, name in names.channels.items() if _name(name).casefold() == wanted), None)


def _author(value: str, names: Names) -> str:
    token = _PERSON.fullmatch(value)
    if token:
        return _name(names.people.get(token["id"])) or (token["name"] or "").strip()
    return value.removeprefix("@") if _NAME.fullmatch(value) and value != "me" else ""


def _name(value: object) -> str:
    return value if isinstance(value, str) else ""


def _channels_looked_in(text: str, names: Names) -> Iterator[tuple[str, str]]:
    """The channels of which the text wants to know what was said there."""
    end, was_looked_in = 0, False
    for match in islice(_CHANNEL.finditer(text), MOST):
        before = _sentence_before(text[max(0, match.start() - _CLOSE_BY) : match.start()])
        following = end and match.start() - end < _CLOSE_BY and _FURTHER_CHANNEL.match(text[end : match.start()])
        is_looked_in = was_looked_in if following else _is_looked_in(before)
        if is_looked_in:
            yield match["id"], match["name"] or _name(names.channels.get(match["id"]))
        end, was_looked_in = match.end(), bool(is_looked_in)


def _is_looked_in(before: str) -> bool:
    return bool(_AFTER_CHANNELS.search(before) or AFTER_SAID.search(before)) and not _ABOUT_CHANNEL.search(before)


def _sentence_before(text: str) -> str:
    """The begun sentence that a text ends with."""
    return re.split(r"[.!?\n]\s", text)[-1]


def _as_words(text: str) -> str:
    """The text without what nobody says, code and quoted lines; the beginning and the end of a long one."""
    plain = re.sub(r"(?m)^(?:&gt;|>).*$", " ", CODE.sub(" ", text))
    return plain if len(plain) <= 2 * _CLOSE_BY else f"{plain[:_CLOSE_BY]}. {plain[-_CLOSE_BY:]}"


def _days_in_words(text: str, today: date, *, is_narrowed: bool) -> tuple[date | None, date | None]:
    """From when to when things are wanted that the text asks for; a question about a decision names its day, not a post's."""
    days = days_asked_for(text, today, is_narrowed=is_narrowed)
    return days if days != (None, None) and not question_about_decision(text, today) else (None, None)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _days(first: date | None, last: date | None) -> str:
    """`since 1 March 2026`, `before 1 March 2026`, `from 1 March 2026 to 7 March 2026`, `on 1 March 2026`."""
    if first and last:
        return f"on {_day(first)}" if first == last else f"from {_day(first)} to {_day(last)}"
    if first:
        return f"since {_day(first)}"
    return f"until {_day(last)}" if last else ""


def _day(moment: date) -> str:
    return f"{moment:%-d %B %Y}"
