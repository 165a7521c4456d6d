"""Words that are shown before their sentence has ended: as early as can be, and never a part of what may yet be taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.citing.citations import CheckedText
from assistant.answering.citing.plain_words import plain_length
from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Chunk, Document, Kind

BUS = Document("d1", "adr", "1.md", "Message bus", Kind.DESIGN_DOC, "", url="https://docs.kestrel.example/adr/4")
EVIDENCE = Evidence((Excerpt(BUS, (Chunk(1, "d1", 0, "We use RabbitMQ as the message bus. 消息总线采用 RabbitMQ。"),), 1.0),))

SHOWN = {
    "the-last-word-may-go-on": ("We use Rab", "We use"),
    "a-whole-word": ("We use RabbitMQ ", "We use RabbitMQ"),
    "bold-quotes-commas": (
        "**The bus**, “RabbitMQ”, isn't (yet) Kafka's: it ",
        "**The bus**, “RabbitMQ”, isn't (yet) Kafka's: it",
    ),
    "figures": ("In 2021 it took 3.5 to 4,000 ms or 12% of ", "In 2021 it took 3.5 to 4,000 ms or 12% of"),
    "hyphens-and-dashes": ("A well-known bus – or two - and ", "A well-known bus – or two - and"),
    "an-item": ("- The bus ", "- The bus"),
    "a-numbered-item": ("12. The bus ", "12. The bus"),
    "a-heading": ("## The bus ", "## The bus"),
    "ideographs": ("消息总线采用", "消息总线采"),
    "ideographs-and-latin": ("消息总线采用RabbitMQ，计费系统", "消息总线采用RabbitMQ，计费系"),
    "a-marker": ("The bus is RabbitMQ [1", "The bus is RabbitMQ"),
    "a-link": ("See [the page](http", "See"),
    "a-host": ("Ask api.kestrel.example now", "Ask"),
    "a-scheme": ("Ask javascript:消息总线 now", "Ask"),
    "a-quoted-scheme": ("Ask mailto:” now", "Ask"),
    "a-colon": ("The bus: it is", "The bus: it"),
    "an-address": ("See https://evil.example/x now", "See"),
    "a-mail-address": ("Write to ana@kestrel.example now", "Write to"),
    "code": ("Run `make demo` now", "Run"),
    "a-tag": ("It <b>is</b> so", "It"),
    "an-entity": ("It &lt; is", "It"),
    "an-escape": ("It \\[ is", "It"),
    "an-underscore": ("It is NOT_IN now", "It is"),
    "something-invisible": ("The evil\u200b.example is", "The"),
    "a-table": ("| a | b ", ""),
    "two-hyphens": ("The xn--e1awd7f is", "The"),
    "nothing": ("", ""),
    "only-space": ("   ", ""),
}


@pytest.mark.parametrize(("text", "shown"), SHOWN.values(), ids=SHOWN)
def test_plain_words_can_be_shown_up_to_the_first_that_may_be_more(text: str, shown: str) -> None:
    assert text[: plain_length(text, line_start=True)] == shown


def test_what_was_shown_stays_shown() -> None:
    assert plain_length("We use [1]", 6) == 6
    assert plain_length("We use Rabbit and ", 6) == 17


def test_the_first_words_come_with_the_next_ones_not_with_the_end_of_the_sentence() -> None:
    checked = CheckedText(EVIDENCE)
    tokens = ["We", " use", " Rabbit", "MQ", " as", " the", " bus", " [", "1", "]", "."]
    assert [checked.feed(token) for token in tokens] == ["", "We", " use", "", " RabbitMQ", " as", " the", " bus", "", "", ""]
    assert checked.close() == " [1]."
    assert [citation.marker for citation in checked.citations] == [1]


def test_where_sentences_may_be_dropped_none_is_begun() -> None:
    checked = CheckedText(EVIDENCE, ahead=False)
    assert checked.feed("We use RabbitMQ as the bus") == ""
    assert checked.close() == "We use RabbitMQ as the bus [1]"


@pytest.mark.parametrize(
    "reply", ["NOT_IN_EVIDENCE", "**NOT_IN_EVIDENCE**.", "NOT IN EVIDENCE, sorry to say", "“NOT_IN_EVIDENCE”"]
)
def test_nothing_of_an_abstention_is_shown(reply: str) -> None:
    checked = CheckedText(EVIDENCE)
    assert [checked.feed(character) for character in reply] == [""] * len(reply)
    assert checked.close() == ""
    assert checked.abstained


def test_an_answer_that_only_begins_like_an_abstention_is_shown_when_it_differs() -> None:
    checked = CheckedText(EVIDENCE)
    assert checked.feed("NOT IN ") == ""
    assert checked.feed("use is Kafka ") == "NOT IN use is Kafka"


def test_a_host_in_ideographs_does_not_grow_together_with_what_was_shown_of_it() -> None:
    checked = CheckedText(EVIDENCE)
    text = "".join([*(checked.feed(character) for character in "例子.com/x?q=1 是"), checked.close()])
    assert ".com" not in text
    assert text == checked.text


PIECES = [
    "We",
    " use",
    "[",
    "1",
    "]",
    "(",
    ")",
    ".",
    " ",
    "https://",
    "evil",
    ".com/x",
    "`",
    "<",
    "a>",
    "\n",
    "*",
    "\\",
    "_",
    "&#46;",
    "|",
    "\u200b",
    "-",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_words_ahead_change_nothing_of_what_is_shown_in_the_end(pieces: list[str]) -> None:
    ahead, whole = CheckedText(EVIDENCE), CheckedText(EVIDENCE, ahead=False)
    for checked in (ahead, whole):
        for piece in pieces:
            checked.feed(piece)
        checked.close()
    assert (ahead.text, ahead.abstained, ahead.citations, ahead.tally) == (
        whole.text,
        whole.abstained,
        whole.citations,
        whole.tally,
    )
