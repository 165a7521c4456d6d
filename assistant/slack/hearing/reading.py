"""What somebody typed in Slack: plain words, what they narrow the answer to, and whether it is for Lore. Pure.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from assistant.domain.chat_markup import Names, spoken
from assistant.domain.queries import Filters
from assistant.slack.hearing.meant_for_us import goes_on, is_courtesy, is_question, says_stop
from assistant.slack.hearing.narrowing import narrowed

_MENTION: Final = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(?:\|[^<>\n]*)?>")
_MOST_NAMED: Final = 30
"""People of one message whose names are looked up."""
_SOMEBODY: Final = "somebody"
"""Whoever is mentioned and has no name here."""


@dataclass(frozen=True, slots=True)
class Read:
    """A message, read.

    `text` is what was said in plain words, without Lore's own mention and without search operators. `channels` are the ids of
    the channels that the answer is to be made from, `authors` the names of those who wrote it; `after` is inclusive, `before`
    exclusive. `people` are the accounts mentioned besides Lore's. `filtered` tells the asker what was understood, "" where
    nothing is narrowed: "Looked only in #incidents, since 1 March 2026".

    `is_question` is for channels where Lore listens: a question to everybody, that nobody addressed to somebody. `goes_on` is
    for threads that it follows: there shorter words are for it too ("and staging?").
    """

    text: str
    channels: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    after: datetime | None = None
    before: datetime | None = None
    people: tuple[str, ...] = ()
    addressed: bool = False
    said_stop: bool = False
    is_question: bool = False
    goes_on: bool = False
    is_courtesy: bool = False
    """Thanks or a greeting, and nothing else."""
    filtered: str = ""

    def filters(self, sources: tuple[str, ...] = ()) -> Filters:
        """What the answer may be made from; `sources` are those that the channel is set to."""
        return Filters(sources=sources, authors=self.authors, after=self.after, before=self.before, folders=self.channels)


def accounts_in(text: str) -> tuple[str, ...]:
    """The ids of the accounts that a message mentions, for whoever looks their names up before `read`."""
    return tuple(dict.fromkeys(match["id"] for match in _MENTION.finditer(text)))[:_MOST_NAMED]


def read(text: str, ourselves: str, today: date, names: Names | None = None) -> Read:
    """Read a message in Slack's mark-up. `ourselves` is the id of Lore's user there, `names` what ids stand for.

    Takes a millisecond or two: it is called for every post of a channel where Lore listens.
    """
    mentioned = accounts_in(text)
    people = tuple(one for one in mentioned if one != ourselves)
    names = names or Names()
    found = narrowed(_without(text, ourselves), names, today)
    return Read(
        text=spoken(found.text, replace(names, people={**dict.fromkeys(people, _SOMEBODY), **names.people})),
        channels=tuple(id_ for id_, _ in found.channels),
        authors=found.authors,
        after=found.after,
        before=found.before,
        people=people,
        addressed=ourselves in mentioned,
        said_stop=says_stop(text, ourselves),
        is_question=is_question(text, ourselves),
        goes_on=goes_on(text, ourselves),
        is_courtesy=is_courtesy(text, ourselves),
        filtered=found.told,
    )


def _without(text: str, account: str) -> str:
    """The message without the mentions of an account; the words around them stay apart."""
    mention = rf"<@{re.escape(account)}(?:\|[^<>\n]*)?>"
    text = re.sub(rf"\A\s*+(?:{mention}[ \t]*+[,:;–—-]?\s*+)++", "", text)
    text = re.sub(rf",[ \t]*+{mention}(?=[ \t]*,)", "", text)
    return re.sub(rf"(?<![ \t])[ \t]*+{mention}(?=[ \t]*[?.!,]|\s*\Z)|{mention}[ \t]*", "", text).strip()
