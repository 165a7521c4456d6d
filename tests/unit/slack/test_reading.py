"""Messages as Slack sends them, as Lore takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.domain.chat_markup import Names
from assistant.domain.queries import Filters
from assistant.slack.hearing.reading import Read, accounts_in, read

LORE = "U0LORE"
TODAY = date(2026, 3, 11)
"""A Wednesday."""
NAMES = Names({"U2ANA": "Ana Ruiz", "U3BO": "Bo Lindqvist"}, {"C1INC": "incidents", "C2STO": "storage", "G3SEC": "red-team"})
INCIDENTS, STORAGE = "<#C1INC|incidents>", "<#C2STO>"


def taken(text: str) -> Read:
    return read(text, LORE, TODAY, NAMES)


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


WORDS = {
    "plain": ("How do we deploy?", "How do we deploy?"),
    "Lore's mention at the start": ("<@U0LORE> how do we deploy?", "how do we deploy?"),
    "with a comma": ("<@U0LORE>, how do we deploy?", "how do we deploy?"),
    "with a name in it": ("<@U0LORE|lore>: how do we deploy?", "how do we deploy?"),
    "after a greeting": ("hey <@U0LORE> how do we deploy?", "hey how do we deploy?"),
    "in the middle": ("can you tell us, <@U0LORE>, how we deploy?", "can you tell us, how we deploy?"),
    "at the end": ("how do we deploy <@U0LORE>?", "how do we deploy?"),
    "at the very end": ("how do we deploy? <@U0LORE>", "how do we deploy?"),
    "twice": ("<@U0LORE> <@U0LORE> hello", "hello"),
    "nothing else": ("<@U0LORE>", ""),
    "a colleague": ("what did <@U2ANA> say?", "what did @Ana Ruiz say?"),
    "a stranger": ("what did <@U9NEW> say?", "what did @somebody say?"),
    "a stranger whose name Slack gives": ("what did <@U9NEW|kai> say?", "what did @somebody say?"),
    "a channel with its name": (f"what is {INCIDENTS}?", "what is #incidents?"),
    "a channel by its id": (f"what is {STORAGE}?", "what is #storage?"),
    "a private channel": ("what is <#G9XX>?", "what is #private-channel?"),
    "a link with words": ("see <https://wiki.example/a?b=1&amp;c=2|the plan>", "see the plan (https://wiki.example/a?b=1&c=2)"),
    "a bare link": ("see <https://wiki.example/a>", "see https://wiki.example/a"),
    "a link that Slack made": ("see <http://wiki.example|wiki.example>", "see http://wiki.example"),
    "an address": ("<mailto:ana@ship.example|ana@ship.example>", "ana@ship.example"),
    "everybody here": ("<!here> who knows?", "@here who knows?"),
    "the channel": ("<!channel> who knows?", "@channel who knows?"),
    "a group": ("<!subteam^S123|@sre> knows", "@sre knows"),
    "a group without a name": ("<!subteam^S123> knows", "@group knows"),
    "a date": ("due <!date^1392734382^{date}|18 February 2014>", "due 18 February 2014"),
    "escaped characters": ("is a &lt; b &amp;&amp; c &gt; d?", "is a < b && c > d?"),
    "an escaped mention stays words": ("what is &lt;@U0LORE&gt;?", "what is <@U0LORE>?"),
    "an emoji keeps its code": ("how? :thinking_face:", "how? :thinking_face:"),
    "code": ("what does `a &lt; b` do?", "what does `a < b` do?"),
    "a code block keeps its lines": (
        "<@U0LORE> why does this fail?\n```\nfor x in y:\n    pass  # in:#incidents\n```",
        "why does this fail?\n```\nfor x in y:\n    pass  # in:#incidents\n```",
    ),
    "a code block right after the mention": ("<@U0LORE>\n```\n  x\n```", "```\n  x\n```"),
    "bold and lists stay": ("*why*:\n• a\n• b", "*why*:\n• a\n• b"),
    "an operator goes": ("why did it fail in:<#C1INC|incidents>", "why did it fail"),
    "an operator at the start": ("in:<#C1INC|incidents> why did it fail", "why did it fail"),
    "an operator in the middle": ("redis from:<@U2ANA> failover", "redis failover"),
    "an operator that names nothing stays": ("what does in:production mean?", "what does in:production mean?"),
    "an operator in code stays": ("`git log --after:2024-01-01`", "`git log --after:2024-01-01`"),
    "an address is no operator": ("see https://x.example/from:ana", "see https://x.example/from:ana"),
    "a word is no operator": ("built-in:thing", "built-in:thing"),
    "a date that is none stays": ("before:2024-13-45 what", "before:2024-13-45 what"),
    "a time in words stays": ("what was said about redis since March?", "what was said about redis since March?"),
}


@pytest.mark.parametrize(("text", "words"), WORDS.values(), ids=WORDS.keys())
def test_mark_up_becomes_plain_words(text: str, words: str) -> None:
    assert taken(text).text == words


LOOKED_IN = {
    "an operator": (f"redis in:{INCIDENTS}", ("C1INC",)),
    "an operator by name": ("redis in:#incidents", ("C1INC",)),
    "without the sign": ("redis in:incidents", ("C1INC",)),
    "in other letters": ("redis in:Incidents", ("C1INC",)),
    "with a comma after it": (f"in:{INCIDENTS}, redis?", ("C1INC",)),
    "two operators": (f"redis in:{INCIDENTS} in:{STORAGE}", ("C1INC", "C2STO")),
    "in a channel": (f"what was said about redis in {INCIDENTS}?", ("C1INC",)),
    "from a channel": (f"anything from {STORAGE} on retention?", ("C2STO",)),
    "across channels": (f"what do we know across {INCIDENTS} and {STORAGE} about redis?", ("C1INC", "C2STO")),
    "a list of channels": (f"in {INCIDENTS}, {STORAGE} or <#G3SEC>, who knows redis?", ("C1INC", "C2STO", "G3SEC")),
    "a channel at the start": (f"{INCIDENTS} what happened to redis?", ("C1INC",)),
    "a summary": (f"summarise {INCIDENTS} since yesterday", ("C1INC",)),
    "the channel X": (f"what was decided in the channel {STORAGE}?", ("C2STO",)),
    "twice the same": (f"in {STORAGE}: redis in:{STORAGE}", ("C2STO",)),
    "a channel that is asked about": (f"what is {STORAGE} for?", ()),
    "its owner": (f"who owns {STORAGE}?", ()),
    "its owner with a preposition": (f"who is the owner of {STORAGE}?", ()),
    "its members": (f"who is in {STORAGE}?", ()),
    "where to ask": (f"should I ask this in {STORAGE}?", ()),
    "where to go": (f"where do I post outages, in {INCIDENTS}?", ()),
    "an invitation": (f"please join us in {STORAGE}", ()),
    "two to choose from": (f"is this a matter for {STORAGE} or {INCIDENTS}?", ()),
    "no channel": ("what was said about redis?", ()),
    "in code": ("`in:#incidents` is how you search", ()),
    "an unknown channel by name": ("redis in:#nowhere", ()),
    "a direct message": ("redis in:<@U2ANA>", ()),
    "not what only looks like one": ("what is in <#lower|x>?", ()),
}


@pytest.mark.parametrize(("text", "channels"), LOOKED_IN.values(), ids=LOOKED_IN.keys())
def test_a_channel_narrows_what_is_looked_for_in_it(text: str, channels: tuple[str, ...]) -> None:
    assert taken(text).channels == channels


AUTHORS = {
    "a mention": ("redis from:<@U2ANA>", ("Ana Ruiz",)),
    "a name": ("redis from:ana", ("ana",)),
    "a name with a sign": ("redis from:@bo.lindqvist", ("bo.lindqvist",)),
    "two": ("from:<@U2ANA> from:<@U3BO> redis", ("Ana Ruiz", "Bo Lindqvist")),
    "a stranger stays words": ("redis from:<@U9NEW>", ()),
    "me": ("redis from:me", ()),
    "a mention without the operator": ("what did <@U2ANA> say about redis?", ()),
    "in a sentence": ("the call from: ana", ()),
}


@pytest.mark.parametrize(("text", "authors"), AUTHORS.values(), ids=AUTHORS.keys())
def test_an_author_is_named_by_the_operator(text: str, authors: tuple[str, ...]) -> None:
    assert taken(text).authors == authors


TIMES = {
    "before a day": ("redis before:2024-03-01", None, day(2024, 3, 1)),
    "after a day leaves it out": ("redis after:2024-03-01", day(2024, 3, 2), None),
    "on a day": ("redis on:2024-03-01", day(2024, 3, 1), day(2024, 3, 2)),
    "during a month": ("redis during:february", day(2026, 2, 1), day(2026, 3, 1)),
    "a month that has not begun": ("redis during:june", day(2025, 6, 1), day(2025, 7, 1)),
    "a month of a year": ("redis during:march 2024 failover", day(2024, 3, 1), day(2024, 4, 1)),
    "a year": ("redis during:2024", day(2024, 1, 1), day(2025, 1, 1)),
    "before a month": ("redis before:march", None, day(2026, 3, 1)),
    "after a month": ("redis after:january", day(2026, 2, 1), None),
    "yesterday": ("redis on:yesterday", day(2026, 3, 10), day(2026, 3, 11)),
    "after yesterday": ("redis after:yesterday", day(2026, 3, 11), None),
    "in quotation marks": ('redis during:"last month"', day(2026, 2, 1), day(2026, 3, 1)),
    "two operators": ("redis after:2024-01-31 before:2024-03-01", day(2024, 2, 1), day(2024, 3, 1)),
    "the narrower of two": ("redis after:2024-01-01 after:2025-12-31", day(2026, 1, 1), None),
    "in capitals": ("redis Before:2024-03-01", None, day(2024, 3, 1)),
    "with a comma": ("before:2024-03-01, redis?", None, day(2024, 3, 1)),
    "what was said since": ("what was said about redis since March?", day(2026, 3, 1), None),
    "since a day": ("what's new on redis since 2026-02-14?", day(2026, 2, 14), None),
    "since yesterday": ("any news about redis since yesterday?", day(2026, 3, 10), None),
    "since a weekday": ("summarise the discussions about redis since Monday", day(2026, 3, 9), None),
    "since today's weekday, a week ago": ("anything new since Wednesday?", day(2026, 3, 4), None),
    "in the last weeks": ("what was discussed about redis in the last 3 weeks?", day(2026, 2, 18), None),
    "the last two days": ("show me messages about redis from the last two days", day(2026, 3, 9), None),
    "last week": ("what was going on with redis last week?", day(2026, 3, 4), day(2026, 3, 12)),
    "this month": ("which incidents in this month mention redis?", day(2026, 3, 1), day(2026, 4, 1)),
    "since, in a channel": (f"redis failover in {INCIDENTS} since March", day(2026, 3, 1), None),
    "an operator goes before words": ("what was said since March before:2026-02-01", None, day(2026, 2, 1)),
    "in force": ("was the retention policy still in force in March?", None, None),
    "in force, last year": ("was ADR-12 still in force last year?", None, None),
    "used before": ("what did we use before 2023?", None, None),
    "decided since": ("what has been decided about Kafka since March?", None, None),
    "changed since": ("what changed since March?", None, None),
    "what became of it, last year": ("what happened to Redis last year?", None, None),
    "has changed since": ("what has changed since 2025?", None, None),
    "why, last year": ("why did we drop RabbitMQ last year?", None, None),
    "what is going wrong": ("since yesterday the build fails, how do I fix it?", None, None),
    "since for because": ("since March is busy, when do we freeze?", None, None),
    "since a version": ("which flags are gone since 2.4?", None, None),
    "a deadline": ("how do I file expenses this month?", None, None),
    "in a quotation": ("&gt; what was said since March?\nhow do I reply?", None, None),
    "yesterday's": ("what was said in yesterday's meeting notes template?", None, None),
    "in code": ("what is new in `redis since March`?", None, None),
    "no time": ("what was said about redis?", None, None),
}


@pytest.mark.parametrize(("text", "after", "before"), TIMES.values(), ids=TIMES.keys())
def test_a_time_narrows_only_where_it_says_when_something_was_said(
    text: str, after: datetime | None, before: datetime | None
) -> None:
    seen = taken(text)
    assert (seen.after, seen.before) == (after, before)


TOLD = {
    "nothing": ("how do we deploy?", ""),
    "a channel": (f"redis in:{INCIDENTS}", "Looked only in #incidents"),
    "two channels": (f"redis in:{INCIDENTS} in:{STORAGE}", "Looked only in #incidents and #storage"),
    "a channel without a name": ("redis in:<#G9XX>", "Looked only in one channel"),
    "a channel and a day": (f"redis in:{INCIDENTS} after:2026-02-28", "Looked only in #incidents, since 1 March 2026"),
    "an author": ("redis from:<@U2ANA>", "Looked only at what Ana Ruiz wrote"),
    "all": (
        f"redis from:<@U2ANA> in:{STORAGE} during:february",
        "Looked only at what Ana Ruiz wrote in #storage, from 1 February 2026 to 28 February 2026",
    ),
    "a time": ("redis after:2026-02-28", "Looked only at what was written since 1 March 2026"),
    "until": ("redis before:2026-03-01", "Looked only at what was written until 28 February 2026"),
    "a day": ("redis on:2026-03-01", "Looked only at what was written on 1 March 2026"),
}


@pytest.mark.parametrize(("text", "told"), TOLD.values(), ids=TOLD.keys())
def test_the_asker_is_told_what_was_understood(text: str, told: str) -> None:
    assert taken(text).filtered == told


def test_what_was_read_becomes_filters() -> None:
    seen = taken(f"redis in:{INCIDENTS} from:<@U2ANA> on:2026-03-01")
    assert seen.filters(("slack",)) == Filters(
        sources=("slack",), authors=("Ana Ruiz",), folders=("C1INC",), after=day(2026, 3, 1), before=day(2026, 3, 2)
    )
    assert taken("how do we deploy?").filters() == Filters()


def test_people_and_the_address_are_told_apart() -> None:
    seen = taken("<@U0LORE> what did <@U2ANA> and <@U3BO|bo> and <@U2ANA> say?")
    assert (seen.people, seen.addressed) == (("U2ANA", "U3BO"), True)
    assert taken("what did &lt;@U0LORE&gt; say?").addressed is False
    assert accounts_in("<@U0LORE> and <@W2X|x>, <@U0LORE>") == ("U0LORE", "W2X")


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("How do we rotate the keys?", (True, True, False)),
        ("why?", (False, True, False)),
        ("<@U0LORE> stop", (False, False, True)),
        ("<@U2ANA> how do we rotate the keys?", (False, False, False)),
    ],
)
def test_whom_it_is_for_is_part_of_what_is_read(text: str, marks: tuple[bool, bool, bool]) -> None:
    seen = taken(text)
    assert (seen.is_question, seen.goes_on, seen.said_stop) == marks


def test_without_names_ids_stay_unnamed() -> None:
    seen = read(f"<@U2ANA> wrote in {STORAGE} from:<@U3BO>", LORE, TODAY)
    assert seen.text == "@somebody wrote in #private-channel from:@somebody"


@pytest.mark.parametrize(
    "text",
    [
        "in:" * 13000,
        "<#C1|" * 8000,
        "<#C123|a> " * 4000,
        "after:2024-01-01 " * 2000,
        " \t" * 20000,
        "<@U0LORE> " * 4000,
        "`" * 4001,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_a_hostile_message_is_read_to_its_end(text: str) -> None:
    assert isinstance(taken(text), Read)
