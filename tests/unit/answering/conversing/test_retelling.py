"""An answer said again without a model."""

from __future__ import annotations

import pytest

from assistant.answering.conversing import retelling
from assistant.answering.conversing.asides import NEEDS_A_MODEL, NOTHING_CITED
from assistant.domain.answers import Citation
from assistant.domain.documents import Anchor, Chunk, Document, Kind
from assistant.ports import Found
from tests.stand_ins.conversed import NOON, Talk, document

RETENTION = "Retention of the positions topic is seven days. It was chosen on a Friday."
BROKERS = "Kafka has six brokers. The retention was once three days, before the disks were replaced by larger ones."
ASKED = "What is the retention of the positions topic?"


def cited(marker: int, text: str, kind: Kind = Kind.DESIGN_DOC, ordinal: int = 0, **anchor: object) -> Citation:
    of = Document(f"d{marker}", "docs", "d.md", f"Title {marker} | [x](y)", kind, "0" * 64, updated_at=NOON)
    return Citation(marker, text, of, Chunk(0, of.id, ordinal, text, ("Storage",), Anchor(**anchor)))  # type: ignore[arg-type]


BOTH = (cited(1, RETENTION), cited(2, BROKERS))


def test_shorter_is_the_sentence_that_holds_most_of_the_question() -> None:
    told = retelling.shorter(ASKED, BOTH, 1)
    assert told.text == "> Retention of the positions topic is seven days. [1]"
    assert [(one.marker, one.quote, one.document.id) for one in told.citations] == [
        (1, "Retention of the positions topic is seven days.", "d1")
    ]


def test_shorter_takes_a_second_sentence_only_for_words_that_are_missing() -> None:
    asked = "What is the retention of the positions topic, and how many brokers has Kafka?"
    assert retelling.shorter(asked, BOTH, 2).text.count("> ") == 2
    assert retelling.shorter(ASKED, BOTH, 2).text.count("> ") == 1


def test_what_can_not_be_shorter_says_so() -> None:
    one = (cited(1, "Seven days."),)
    assert "fewer words" in retelling.shorter(ASKED, one, 1).text
    assert "fewer words" not in retelling.shorter(ASKED, BOTH, 1).text


def test_code_stays_whole_and_has_its_marker_behind_it() -> None:
    told = retelling.shorter("how is retention set?", (cited(1, "```\nretention = 7d\n```"),), 1)
    assert told.text.endswith("```\nretention = 7d\n```\n\n[1]")


def test_a_list_has_an_item_for_each_sentence_each_with_its_marker() -> None:
    lines = retelling.as_list(BOTH).text.splitlines()
    assert lines[0] == "- Retention of the positions topic is seven days. [1]"
    assert [line[-3:] for line in lines] == ["[1]", "[2]", "[3]", "[4]"]


def test_a_table_has_a_row_for_each_sentence_and_no_cell_breaks_it() -> None:
    told = retelling.as_table((cited(1, "a | b"), *BOTH))
    rows = told.text.splitlines()
    assert rows[2].startswith("| a \\| b [1] | Title 1")
    assert all(row.replace("\\|", "").count("|") == 4 for row in rows)
    assert "](" not in told.text
    assert len(told.citations) == len(rows) - 2


def test_where_names_document_place_and_day() -> None:
    (line,) = retelling.where((cited(1, "It\nholds.", line=3, last_line=9),)).text.splitlines()
    assert line == "- Title 1 x(y), Storage · lines 3-9, 2026-11-22: “It holds.” [1]"


def test_what_people_said_stands_on_a_line_each() -> None:
    meeting = cited(1, "Lars: Wait.\nJo: Why?", Kind.MEETING)
    told = retelling.at_length([[Found(meeting.document, meeting.chunk)]])
    assert "> Lars: Wait.  \n> Jo: Why?" in told.text


def test_headings_in_a_quotation_are_no_headings() -> None:
    page = cited(1, "## Decision ##\nKafka it is.")
    assert "> **Decision**\n> Kafka it is." in retelling.at_length([[Found(page.document, page.chunk)]]).text


def test_a_long_chunk_is_cut_between_sentences() -> None:
    long = cited(1, "A sentence of some length stands here. " * 80)
    told = retelling.at_length([[Found(long.document, long.chunk)]])
    assert len(told.text) < 1400
    assert told.text.endswith("stands here.")


# ---- through a conversation ----

MEETING = ["date: 2024-11-14\nattendees: Lars, Jo", "Lars: The upgrade of kafka waits.", "Jo: For what?", "Lars: For disks."]


def talk() -> Talk:
    return Talk([(document("weekly", kind=Kind.MEETING), MEETING), (document("kafka"), ["Upgrade of kafka: see the weekly."])])


async def test_the_thread_is_shown_where_people_talk_with_the_chunks_around_it() -> None:
    held = talk()
    first = await held.ask("kafka upgrade")
    answer = await held.ask("show me the thread", first.conversation_id)
    assert [one.chunk.ordinal for one in answer.citations] == [1, 2, 3]
    assert {one.document.id for one in answer.citations} == {"weekly"}
    assert "> Jo: For what?" in answer.text
    assert "attendees" not in answer.text


@pytest.mark.parametrize(("words", "expected"), [("source 1", 0), ("source 2", 1), ("show source 9", None)])
async def test_a_source_is_shown_by_its_number(words: str, expected: int | None) -> None:
    held = talk()
    first = await held.ask("kafka upgrade")
    shown = await held.ask(words, first.conversation_id)
    wanted = first.citations if expected is None else (first.citations[expected],)
    assert {one.document.id for one in shown.citations} == {one.document.id for one in wanted}


async def test_longer_brings_the_whole_stretch_of_each_citation() -> None:
    held = talk()
    first = await held.ask("kafka upgrade")
    await held.ask("shorter", first.conversation_id)
    longer = await held.ask("in more detail", first.conversation_id)
    assert {one.document.id for one in longer.citations} == {"weekly", "kafka"}
    assert len(longer.text) > len(first.text)


async def test_without_a_model_another_language_is_declined_with_the_quotes() -> None:
    held = talk()
    first = await held.ask("kafka upgrade")
    answer = await held.ask("auf Deutsch", first.conversation_id)
    assert answer.text.startswith(NEEDS_A_MODEL.format(language="German"))
    assert all(f"> {one.quote}" in answer.text for one in first.citations)


async def test_where_nothing_was_cited_there_is_nothing_to_say_again() -> None:
    held = talk()
    first = await held.ask("zebras")
    assert first.abstained
    for words in ("shorter", "show me the thread", "as a table", "in German", "where does it say that?"):
        assert (await held.ask(words, first.conversation_id)).text == NOTHING_CITED


async def test_numbers_mean_what_was_shown_last() -> None:
    held = talk()
    first = await held.ask("kafka upgrade")
    thread = await held.ask("show me the thread", first.conversation_id)
    third = await held.ask("source 3", first.conversation_id)
    assert third.citations[0].chunk.ordinal == thread.citations[2].chunk.ordinal


NOW = "**Now**: ADR-0019 “Kafka” (accepted, 2023-05-11)"
BEFORE = "**Before**: ADR-0004 “RabbitMQ” (superseded, 2022-03-15)"
STAND = "*How these stand: ADR-0019 “Kafka”: accepted; ADR-0004 “RabbitMQ”: superseded.*"
SIDES = (
    cited(1, "Kafka it is. It has six brokers."),
    cited(2, "We use RabbitMQ. It has three nodes."),
    cited(3, "supersedes: 4"),
)
QUOTES = [f"> {one.quote} [{one.marker}]" for one in SIDES]
TOLD = {
    "both sides": ([NOW, QUOTES[0], BEFORE, QUOTES[1]], [NOW, "> Kafka it is. [1]", f"{BEFORE} [2]"]),
    "what was not adopted": (
        ["**Not adopted**: ADR-7 “Swarm” (rejected)", QUOTES[1]],
        ["**Not adopted**: ADR-7 “Swarm” (rejected)", "> We use RabbitMQ. [1]"],
    ),
    "what is rejected": (
        ["ADR-7 “Swarm” is rejected [3].", "This is what it proposed:", QUOTES[1]],
        ["ADR-7 “Swarm” is rejected [1].", "This is what it proposed:", "> We use RabbitMQ. [2]"],
    ),
    "reasons, then how these stand": (
        [QUOTES[0], QUOTES[1], "Kafka replaced RabbitMQ [3][2].", STAND],
        ["> Kafka it is. [1]", "Kafka replaced RabbitMQ [2][3].", STAND],
    ),
    "what announced a quote that is dropped": (
        [QUOTES[0], "It is deferred [3].", "This is what it proposed:", QUOTES[1]],
        ["> Kafka it is. [1]", "It is deferred [2]."],
    ),
    "sources that disagree": (
        ["**Sources disagree**:", NOW, QUOTES[0], BEFORE, QUOTES[1]],
        ["**Sources disagree**:", NOW, "> Kafka it is. [1]", f"{BEFORE} [2]"],
    ),
    "a marker whose document no longer says it": (
        [QUOTES[0], QUOTES[1], "Kafka replaced RabbitMQ [9]."],
        ["> Kafka it is. [1]", "Kafka replaced RabbitMQ."],
    ),
}


@pytest.mark.parametrize(("text", "short"), TOLD.values(), ids=TOLD.keys())
def test_what_is_shorter_still_says_how_things_stand(text: list[str], short: list[str]) -> None:
    told = retelling.shorter_with_standing("which bus?", "\n\n".join(text), SIDES)
    assert told is not None
    assert told.text.split("\n\n") == short
    assert [one.marker for one in told.citations] == list(range(1, len(told.citations) + 1))


def test_what_says_how_things_stand_can_be_shortened_once() -> None:
    once = retelling.shorter_with_standing("which bus?", "\n\n".join([NOW, QUOTES[0], BEFORE]), SIDES)
    assert once is not None
    twice = retelling.shorter_with_standing("which bus?", once.text, once.citations)
    assert twice is not None
    assert "fewer words" in twice.text
    assert twice.text.endswith(once.text)
    assert retelling.shorter_with_standing("which bus?", twice.text, twice.citations) == twice


@pytest.mark.parametrize(
    "text",
    ["", "\n\n".join(QUOTES), "```\nretention = 7d [1]\n\nx = 2\n```\n\n[1]", "| a | b [1] |\n| --- | --- |"],
    ids=["nothing", "quotes", "code", "a table"],
)
def test_an_answer_of_quotes_alone_says_nothing_of_how_things_stand(text: str) -> None:
    assert retelling.shorter_with_standing("which bus?", text, SIDES) is None
