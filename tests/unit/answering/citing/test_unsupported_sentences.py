"""Sentences that no source bears out: marked, dropped or shown, and those that claim nothing are left alone."""

from __future__ import annotations

import pytest

from assistant.answering.citing.citations import CheckedText, Unsupported
from assistant.answering.citing.claims import claims_something
from assistant.answering.citing.marking import mark_for, with_mark, with_marker
from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Chunk, Document, Kind

BUS = Document("d1", "adr", "1.md", "Message bus", Kind.DESIGN_DOC, "")
METER = Document("d2", "adr", "2.md", "Billing meter", Kind.DESIGN_DOC, "")
EVIDENCE = Evidence(
    (
        Excerpt(BUS, (Chunk(1, "d1", 0, "We use RabbitMQ as the message bus between services. It has 6 brokers."),), 1.0),
        Excerpt(METER, (Chunk(2, "d2", 0, "The billing meter counts events in Redis for 18 months."),), 1.0),
    )
)
MARK = "*(not in the sources)*"
TRUE = "We use RabbitMQ as the message bus [1]."
FALSE = "Penguins hatch in the Antarctic winter [1]."


def check(text: str, unsupported: Unsupported = "mark", size: int = 10_000) -> CheckedText:
    checked = CheckedText(EVIDENCE, unsupported=unsupported)
    given = [checked.feed(text[start : start + size]) for start in range(0, len(text), size)]
    given.append(checked.close())
    assert "".join(given) == checked.text
    return checked


@pytest.mark.parametrize("size", [1, 5, 10_000])
def test_a_false_sentence_is_marked_behind_its_stop(size: int) -> None:
    checked = check(f"{TRUE} {FALSE} {TRUE[:-5]} between services [1].", size=size)
    assert f"Penguins hatch in the Antarctic winter. {MARK} We use" in checked.text
    assert checked.text.count(MARK) == 1
    assert checked.tally.unsupported_sentences == 1


@pytest.mark.parametrize("size", [1, 5, 10_000])
def test_a_false_sentence_can_be_dropped(size: int) -> None:
    checked = check(f"Here is how:\n\n{TRUE} {FALSE}\n", "drop", size)
    assert checked.text == f"Here is how:\n\n{TRUE} \n"
    assert not checked.abstained


def test_a_false_sentence_can_be_shown_without_its_marker() -> None:
    checked = check(FALSE, "show")
    assert checked.text == FALSE.replace(" [1]", "")
    assert checked.tally.unsupported_sentences == 1


@pytest.mark.parametrize("lead", ["", "Sure! ", "Here is how:\n\n"])
def test_where_everything_would_be_dropped_the_answer_abstains(lead: str) -> None:
    checked = check(f"{lead}{FALSE} Seventeen robots live in Osaka.", "drop", 3)
    assert (checked.text, checked.abstained, checked.citations, checked.unusable) == ("", True, (), "")


def test_what_claims_nothing_is_given_out_at_the_end_where_nothing_is_dropped() -> None:
    checked = check("Could you say which service you mean?", "drop")
    assert (checked.text, checked.abstained) == ("Could you say which service you mean?", False)


UNMARKED = {
    "a greeting": "Hello!",
    "an announcement": "Here is how the 7 penguins do it:",
    "a heading": "## Penguins of the Antarctic",
    "a bold heading": "**Penguins in the winter**",
    "a question back": "Do you mean the penguins of the Antarctic winter?",
    "an offer": "Let me know if you need more.",
    "what the evidence lacks": "The excerpts do not say when the penguins hatch.",
    "an item of one word": "- Penguins",
    "a row of heads": "| Penguin colony | Hatching season |",
    "a yes": "Yes.",
}
CLAIMS = {
    "a sentence": "Penguins hatch in the Antarctic winter.",
    "behind a yes": "Yes, penguins hatch in the Antarctic winter.",
    "with a figure": "Penguins: 17.",
    "behind an opening": "Based on the excerpts, penguins hatch in the Antarctic winter.",
    "an item": "- Penguins hatch in winter",
    "a negation of documents": "Documents are not encrypted by penguins.",
    "nobody": "Nobody hatches penguins in winter.",
}


@pytest.mark.parametrize("text", UNMARKED.values(), ids=UNMARKED)
def test_what_claims_nothing_is_not_marked(text: str) -> None:
    checked = check(f"{text}\n\n{TRUE}\n")
    assert MARK not in checked.text
    assert checked.text.startswith(text)


@pytest.mark.parametrize("text", CLAIMS.values(), ids=CLAIMS)
def test_what_claims_something_is_marked_where_nothing_bears_it_out(text: str) -> None:
    assert check(text).text == f"{text} {MARK}"


def test_half_a_sentence_without_support_marks_the_whole() -> None:
    assert MARK in check("We use RabbitMQ as the message bus [1], and penguins hatch in the Antarctic winter.").text
    assert MARK in check("We use RabbitMQ as the message bus [1], and penguins hatch in the Antarctic winter [2].").text
    assert MARK not in check("We use RabbitMQ as the message bus [1], and the meter counts events in Redis [2].").text


def test_a_row_of_a_table_is_marked_in_its_last_cell() -> None:
    table = "| Part | Store |\n|---|---|\n| billing meter | Redis [2] |\n| penguin colony | iceberg storage |\n"
    assert check(table).text.splitlines()[3] == f"| penguin colony | iceberg storage {MARK} |"


def test_code_is_never_marked_inside() -> None:
    code = "```\npenguins --hatch winter\n```\n"
    assert code in check(f"Run this:\n\n{code}").text


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Der Bus ist auf dem Eisberg und nicht bei uns.", "*(nicht in den Quellen)*"),
        ("企鹅在南极过冬。", "*(资料中没有)*"),
        ("Penguins hatch.", MARK),
    ],
)
def test_the_mark_is_in_the_language_of_the_sentence(text: str, mark: str) -> None:
    assert mark_for(text, "german" if "Der" in text else "") == mark


def test_marks_and_markers_stand_where_they_read_well() -> None:
    assert with_mark("It is so.\n", MARK) == f"It is so. {MARK}\n"
    assert with_marker("It is so. ", 2) == "It is so [2]. "
    assert with_marker("It is **so**.\n", 2) == "It is **so [2]**.\n" or with_marker("It is so\n", 2) == "It is so [2]\n"
    assert with_marker("它是这样。", 2) == "它是这样[2]。"
    assert with_marker("| a | b |\n", 2) == "| a | b [2] |\n"


def test_a_sentence_without_a_marker_gets_the_one_that_clearly_bears_it_out() -> None:
    checked = check("The billing meter counts events in Redis for 18 months. Penguins count events.")
    assert checked.text.startswith("The billing meter counts events in Redis for 18 months [2]. ")
    assert [citation.marker for citation in checked.citations] == [2]


def test_swapped_markers_are_moved_and_counted() -> None:
    checked = check("We use RabbitMQ as the message bus [2]. The billing meter counts events in Redis [1].")
    assert checked.text == "We use RabbitMQ as the message bus [1]. The billing meter counts events in Redis [2]."
    assert (checked.tally.moved_markers, checked.tally.unsupported_markers) == (2, 0)
    assert checked.tally.repairs.moved_markers == 2


def test_a_sentence_of_two_sources_keeps_both_markers() -> None:
    text = "RabbitMQ has 6 brokers and the billing meter counts in Redis for 18 months [1][2]."
    checked = check(text)
    assert checked.text == text
    assert [citation.document.id for citation in checked.citations] == ["d1", "d2"]


def test_a_claim_needs_content() -> None:
    assert not claims_something("So it is.", 0, has_figures=False)
    assert claims_something("It took 7 weeks.", 1, has_figures=True)


CHINESE = Excerpt(BUS, (Chunk(3, "d1", 1, "消息总线采用 RabbitMQ。计费系统使用 Redis 计数。"),), 1.0)


def test_evidence_in_another_language_bears_out_no_sentence_without_a_marker_beside_evidence_in_its_own() -> None:
    mixed = CheckedText(Evidence((*EVIDENCE.excerpts, CHINESE)))
    mixed.feed(FALSE.replace(" [1]", ""))
    assert MARK in mixed.text + mixed.close()


def test_where_all_evidence_is_in_another_language_a_sentence_can_not_be_judged() -> None:
    foreign = CheckedText(Evidence((CHINESE,)))
    foreign.feed("The message bus between the services is RabbitMQ. It isn't Pulsar 7.")
    text = foreign.text + foreign.close()
    assert "RabbitMQ. It" in text
    assert text.endswith(MARK)
