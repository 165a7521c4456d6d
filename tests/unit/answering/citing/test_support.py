"""What bears a statement out: its words, and one by one its figures, names and identifiers, with nothing turned round."""

from __future__ import annotations

import pytest

from assistant.answering.citing.particulars import Facts, first_name, particulars_of
from assistant.answering.citing.polarity import polarity
from assistant.answering.citing.support import Reader
from assistant.domain.answers import Excerpt
from assistant.domain.documents import Chunk, Document, Kind

TEXT = (
    "We keep raw events for 18 months on 13 brokers, because Legal asked for it. Ana Ruiz decided it on 2021-05-03. "
    "The limit `max_poll_records` is 1,000, as TW-1042 says. The upload of Atlas is not encrypted. "
    "RabbitMQ 3.12.1 was rejected in 2020, since nobody could operate it. Retention of logs is at least seven days."
)
DOCUMENT = Document(
    "d1", "adr", "adr/0019-kafka.md", "ADR-0019: Kafka as the message bus", Kind.DESIGN_DOC, "", status="Accepted"
)
EXCERPT = Excerpt(DOCUMENT, (Chunk(1, "d1", 0, TEXT, ("Decision",)),), 1.0)

BORNE_OUT = {
    "its own sentence": "We keep raw events for 18 months on 13 brokers, because Legal asked for it.",
    "another order": "Because Legal asked for it, raw events are kept for 18 months on 13 brokers.",
    "figures in letters": "Raw events are kept for eighteen months on thirteen brokers.",
    "a figure with a hyphen": "Raw events have an 18-month retention.",
    "a date in words": "Ana Ruiz decided it on 3 May 2021.",
    "a date as months have it first": "It was decided by Ana Ruiz on May 3, 2021.",
    "a figure without its comma": "The limit `max_poll_records` is 1000.",
    "a thousand in a letter": "The limit `max_poll_records` is 1k.",
    "a version with fewer parts": "RabbitMQ 3.12 was rejected in 2020.",
    "an identifier spelt apart": "The limit is 1,000, says TW 1042.",
    "the title": "ADR-19 makes Kafka the message bus.",
    "the status": "The decision of ADR-0019 is accepted.",
    "a negation": "The upload of Atlas isn't encrypted.",
    "a negation in another order": "Nobody could operate RabbitMQ, so it was rejected.",
    "a small count in letters": "Two figures matter: raw events for 18 months, and logs for seven days.",
    "a form of a name": "Rabbit was rejected in 2020, since nobody could operate it.",
}
NOT_BORNE_OUT = {
    "another figure": "We keep raw events for 20 months on 13 brokers.",
    "exchanged figures": "We keep raw events for 13 months on 18 brokers.",
    "a figure of another sentence": "We keep raw events for seven months on 13 brokers.",
    "another year": "Ana Ruiz decided it on 3 May 2022.",
    "another person": "The retention was decided by Bo Lindqvist in 2021.",
    "another product": "In 2020 Pulsar was rejected, since nobody could operate it.",
    "another product at the beginning": "Pulsar was rejected in 2020, since nobody could operate it.",
    "another identifier": "The limit `min_poll_records` is 1,000.",
    "another ticket": "The limit is 1,000, as TW-1043 says.",
    "another version": "RabbitMQ 3.13 was rejected in 2020.",
    "a negation less": "The upload of Atlas is encrypted.",
    "a negation more": "We do not keep raw events for 18 months on 13 brokers.",
    "the contrary": "RabbitMQ 3.12.1 was accepted in 2020.",
    "the other end": "Retention of logs is at most seven days.",
    "something else": "Penguins hatch in the Antarctic winter.",
    "a word of it": "Brokers hatch penguins in the winter.",
}


@pytest.mark.parametrize("statement", BORNE_OUT.values(), ids=BORNE_OUT)
def test_another_wording_is_borne_out(statement: str) -> None:
    support = Reader().support(statement, EXCERPT, frozenset({"kafka", "rabbitmq"}))
    assert support.is_enough, support


@pytest.mark.parametrize("statement", NOT_BORNE_OUT.values(), ids=NOT_BORNE_OUT)
def test_another_statement_is_not(statement: str) -> None:
    first = first_name(statement)
    assert not Reader().support(statement, EXCERPT, frozenset({first})).is_enough


@pytest.mark.parametrize("statement", NOT_BORNE_OUT.values(), ids=NOT_BORNE_OUT)
def test_what_is_not_enough_is_never_clear(statement: str) -> None:
    support = Reader().support(statement, EXCERPT, frozenset({first_name(statement)}))
    assert not support.is_clear


TRANSLATED = {
    "the same figures": ("Wir behalten die Ereignisse 18 Monate lang auf 13 Brokern, weil es so sein muss.", True),
    "another figure": ("Wir behalten die Ereignisse 20 Monate lang auf 13 Brokern, weil es so sein muss.", False),
    "another identifier": ("Die Grenze steht in TW-1043 und nicht in der Datei, weil es so ist.", False),
    "chinese": ("原始事件在 RabbitMQ 上保留 18 个月。", True),
    "chinese with another product": ("原始事件在 Pulsar 上保留 18 个月。", False),
}


@pytest.mark.parametrize(("statement", "stays"), TRANSLATED.values(), ids=TRANSLATED)
def test_of_a_translation_figures_and_identifiers_are_compared(statement: str, stays: bool) -> None:
    support = Reader().support(statement, EXCERPT)
    assert support.share is None
    assert support.is_enough == stays
    assert not support.is_clear


def test_the_quote_is_what_bears_it_out() -> None:
    support = Reader().support("The upload of Atlas isn't encrypted.", EXCERPT)
    assert support.quote == "The upload of Atlas is not encrypted."


def test_what_is_lacking_is_told() -> None:
    assert Reader().support("We keep raw events for 20 months.", EXCERPT).lacking == ("20",)


NAMES = {
    "Pulsar has six brokers.": "pulsar",
    "The bus has six brokers.": "",
    "It has six brokers.": "",
    "Retention is 18 months.": "",
    "Deployments were stopped.": "",
    "Use Pulsar.": "",
    "": "",
}


@pytest.mark.parametrize(("statement", "name"), NAMES.items())
def test_a_bare_word_before_a_verb_may_be_a_name(statement: str, name: str) -> None:
    assert first_name(statement) == name


FIGURES = {
    "18 months": ("18 months", True),
    "nineteen months": ("19 months", True),
    "twenty-five nodes": ("25 nodes", True),
    "1.5 million rows": ("1500000 rows", True),
    "20,000 rows": ("20k rows", True),
    "50 %": ("50 percent", True),
    "item": ("1. item", True),
    "v2.3": ("2.3.1", True),
    "v2.4": ("2.3.1", False),
    "09:30": ("9:30", False),
}


@pytest.mark.parametrize(("said", "held", "stands"), [(said, *rest) for said, rest in FIGURES.items()], ids=FIGURES)
def test_figures_are_compared_as_they_are_meant(said: str, held: str, stands: bool) -> None:
    assert (not list(Facts(held).lacks(particulars_of(said)))) == stands


CONTRARY = {
    "alike": ("It is on.", "It is on.", False),
    "negated": ("The cache is not shared.", "The cache is shared.", True),
    "denied": ("The cache is shared.", "The cache isn't shared.", True),
    "both negated": ("The cache isn't shared.", "The cache is not shared.", False),
    "another word for it": ("The cache is not kept.", "The cache is removed instead of kept.", False),
    "not only": ("The cache is shared.", "The cache is not only shared.", False),
    "opposites": ("The flag is enabled.", "The flag is disabled.", True),
    "chinese": ("系统支持加密。", "系统不支持加密。", True),
    "another clause": ("The cache is shared.", "It is not done, but the cache is shared.", False),
}


@pytest.mark.parametrize(("statement", "text", "contradicts"), CONTRARY.values(), ids=CONTRARY)
def test_a_statement_contradicts_a_text_where_one_of_the_two_denies_a_word(
    statement: str, text: str, contradicts: bool
) -> None:
    reader = Reader()
    one, other = (polarity(words, lambda word: reader.content(word, "english")) for words in (statement, text))
    assert bool(one.contradicts(other)) == contradicts
