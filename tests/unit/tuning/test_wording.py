"""Words of questions and texts, compared and taken out of each other."""

from __future__ import annotations

import pytest

from assistant.tuning.pairs import Form
from assistant.tuning.wording import as_embedded, bare, common, fits_as_question, is_prose, own_words, plain, without
from tests.stand_ins.tuning_world import document

TEXT = "The berth feed is read every minute, since a vessel that waits outside the harbour hardly moves."
WITH_HEADINGS = document("d", "ADR-12: Reading the berth feed", [(("Reasons", "3.1 Calls against the limit"), TEXT)])


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("PEP 562 – Module getattr and dir", "Module getattr and dir"),
        ("ADR-12: Reading the berth feed", "Reading the berth feed"),
        ("0007. Use Kafka", "Use Kafka"),
        ("3.1 Calls against the limit", "Calls against the limit"),
        ("Deprecate old curves (#188)", "Deprecate old curves"),
        ("Deprecate old curves", "Deprecate old curves"),
        ("RFC 2119", "RFC 2119"),
        ("2024", "2024"),
    ],
)
def test_a_title_is_asked_for_without_its_number(title: str, said: str) -> None:
    assert bare(title) == said


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("url.format and url.parse", True),
        ("Kafka retention", True),
        ("位置数据", True),
        ("Kafka", False),
        ("1 2", False),
        ("", False),
        ("word " * 41, False),
    ],
)
def test_a_question_is_neither_a_word_nor_a_paragraph(text: str, fits: bool) -> None:
    assert fits_as_question(text) is fits


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        (TEXT, True),
        (
            "Title: Module getattr and dir\nAuthor: Ivan L\nStatus: Final\nType: Standards Track\nCreated: 09-Sep-2017",
            False,
        ),
        ("Too short.", False),
        ("位置数据保留十八个月，然后删除。", True),
        ("@ana: " + TEXT, True),
    ],
    ids=["a sentence", "a header of fields", "too short", "Chinese", "one turn"],
)
def test_a_header_of_fields_is_nothing_to_read(text: str, prose: bool) -> None:
    assert is_prose(text) is prose


def test_headings_that_several_documents_share_are_common_whatever_they_say() -> None:
    headings = [["Motivation", "Motivation", "Kafka retention"], ["motivation"], ["Motivation!"], ["Berths"], ["Berths"]]
    assert common(headings, documents=5) == {"motivation"}


def test_in_a_large_corpus_a_few_documents_may_share_a_heading() -> None:
    headings = [["Kafka retention"]] * 9 + [["Drawbacks"]] * 40
    assert common(headings, documents=2000) == {"drawbacks"}


@pytest.mark.parametrize(
    ("text", "question", "left"),
    [
        ("Title: Read the feed\nIt is read.", "Read the feed", "It is read."),
        ("Closes #12: Read the feed\nIt is read.", "read the feed", "It is read."),
        ("We read the feed each minute, and nobody minds that at all.", "Read the feed", None),
        (
            "Ana asks before. Should it be read each minute by anybody? Bo answers after.",
            "Should it be read each minute by anybody?",
            "Ana asks before.   Bo answers after.",
        ),
        ("Read the feeds again", "Read the feed", None),
    ],
    ids=["a field", "a link", "words in a sentence stay", "a long question goes", "other words stay"],
)
def test_a_text_loses_what_repeats_the_question(text: str, question: str, left: str | None) -> None:
    assert without(text, question) == (text if left is None else left)


@pytest.mark.parametrize(
    ("form", "lost", "kept"),
    [
        (Form.WHOLE, "", "Reading the berth feed"),
        (Form.UNTITLED, "Reading the berth feed", "Calls against the limit"),
        (Form.UNHEADED, "Calls against the limit", "Reading the berth feed"),
    ],
)
def test_a_form_goes_without_its_words_and_keeps_the_rest(form: Form, lost: str, kept: str) -> None:
    chunk = WITH_HEADINGS.chunks[0]
    text = as_embedded(WITH_HEADINGS.document, chunk, own_words(WITH_HEADINGS.document, chunk, form))
    assert not lost or lost not in text
    assert kept in text
    assert TEXT in text
    assert "Reasons" in text


def test_a_chunk_without_headings_has_no_words_of_its_own_to_lose() -> None:
    one = document("d", "", [((), TEXT)])
    assert own_words(one.document, one.chunks[0], Form.UNHEADED) == ""
    assert as_embedded(one.document, one.chunks[0]) == TEXT


def test_words_are_compared_without_case_and_punctuation() -> None:
    assert plain("Read, the FEED!") == plain("read the feed")
