"""What is made of documents: questions with what answers them."""

from __future__ import annotations

import pytest

from assistant.domain.documents import Kind
from assistant.ports import IndexedDocument
from assistant.tuning.mining import PER_DOCUMENT, PER_TITLE, mined
from assistant.tuning.pairs import Form, Origin, in_turn
from assistant.tuning.ports import Praised, Tie
from tests.stand_ins.tuning_world import document, pair

LONG = "The berth feed is read every minute, since a vessel that waits outside the harbour hardly moves."
OTHER = "Each call counts against a limit that all teams share, so that two readers would starve the third one."
HEADER = "Author: Ana Ruiz\nStatus: Final\nType: Standards Track\nCreated: 09-Sep-2017\nTopic: Release\nVersion: 3.7 and later"


def questions(library: list[IndexedDocument], origin: Origin) -> list[tuple[str, str]]:
    return [(one.question, one.text) for one in mined(library, [], []) if one.origin is origin]


def test_a_title_is_answered_by_the_first_sections_that_can_be_read() -> None:
    one = document(
        "d", "ADR-12: Read the berth feed", [((), HEADER), (("Why",), LONG), (("How",), OTHER), (("When",), LONG * 2)]
    )
    found = questions([one], Origin.TITLE)
    assert [question for question, _ in found] == ["Read the berth feed"] * PER_TITLE
    assert [LONG in found[0][1], OTHER in found[1][1]] == [True, True]
    assert all("Read the berth feed" not in text for _, text in found)


def test_a_heading_is_answered_by_what_stands_below_it_without_the_heading() -> None:
    one = document("d", "Feeds", [(("Limits", "Calls per minute"), "Short."), (("Limits", "Calls per minute"), LONG)])
    ((question, text),) = questions([one], Origin.HEADING)
    assert question == "Calls per minute"
    assert text == f"Feeds › Limits\n{LONG}"


@pytest.mark.parametrize("heading", ["How often is the feed read?", "位置数据保留多久？"])
def test_a_heading_that_asks_is_told_apart(heading: str) -> None:
    one = document("d", "Feeds", [((heading,), LONG)])
    assert questions([one], Origin.FAQ) == [(heading, f"Feeds\n{LONG}")]


def test_headings_of_the_form_are_left_out_by_how_many_share_them() -> None:
    library = [
        document(f"d{place}", f"Feed number {place}", [(("Our motivation",), LONG), ((f"The limits of feed {place}",), OTHER)])
        for place in range(4)
    ]
    assert {question for question, _ in questions(library, Origin.HEADING)} == {f"The limits of feed {p}" for p in range(4)}


def test_titles_that_many_share_ask_nothing() -> None:
    library = [document(f"d{place}", "Weekly sync", [((), f"{LONG} {place}")]) for place in range(4)]
    assert mined(library, [], []) == []


def test_a_handbook_is_not_all_that_is_learned() -> None:
    one = document("d", "Handbook", [((f"Rule number {place}",), LONG) for place in range(50)])
    assert len(questions([one], Origin.HEADING)) == PER_DOCUMENT


THREAD = (
    "@ana: I read the draft. Why do we read the feed each minute and not each hour?\n\n"
    "@bo: Because a vessel at anchor hardly moves, and each call counts against a limit that we share.\n\n"
    "@cy: Fine."
)


def test_a_question_in_a_thread_is_answered_by_the_next_person() -> None:
    one = document("d", "Feed", [(("Conversation",), THREAD)], Kind.CODE_REVIEW)
    ((question, text),) = questions([one], Origin.REPLY)
    assert question == "Why do we read the feed each minute and not each hour?"
    assert question not in text
    assert "a vessel at anchor hardly moves" in text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (THREAD, Kind.DESIGN_DOC),
        (THREAD.replace("@bo", "@ana"), Kind.CODE_REVIEW),
        (
            THREAD.replace(
                "Because a vessel at anchor hardly moves, and each call counts against a limit that we share", "Yes"
            ),
            Kind.THREAD,
        ),
        (THREAD.replace("Why do we read the feed each minute and not each hour?", "Why?"), Kind.THREAD),
        (THREAD.replace("I read the draft. Why", "\n> Why"), Kind.THREAD),
    ],
    ids=["no conversation", "their own reply", "too short a reply", "too short a question", "quoted from somebody else"],
)
def test_no_reply_is_made_of(text: str, kind: Kind) -> None:
    assert questions([document("d", "Feed", [(("Conversation",), text)], kind)], Origin.REPLY) == []


def test_a_question_may_be_answered_in_the_next_chunk() -> None:
    asked, answered, _ = THREAD.split("\n\n")
    one = document("d", "Feed", [(("Conversation",), asked), (("Conversation",), answered)], Kind.THREAD)
    assert [text for _, text in questions([one], Origin.REPLY)] == [f"Feed › Conversation\n{answered}"]


def test_linked_documents_are_asked_for_by_each_others_titles() -> None:
    issue = document("issue", "The feed is read too often (#1)", [((), LONG)], Kind.CODE_REVIEW)
    change = document(
        "change", "Read each minute (#2)", [((), f"Closes #1: The feed is read too often\n{OTHER}")], Kind.CODE_REVIEW
    )
    found = [one for one in mined([issue, change], [Tie("closes", "change", "issue")], []) if one.origin is Origin.LINK]
    assert [(one.question, one.document_id, one.asked_in) for one in found] == [
        ("Read each minute", "issue", "change"),
        ("The feed is read too often", "change", "issue"),
    ]
    assert "too often" not in found[1].text


def test_a_link_to_what_is_not_there_is_nothing() -> None:
    issue = document("issue", "The feed is read too often", [((), LONG)])
    assert [one for one in mined([issue], [Tie("closes", "gone", "issue")], []) if one.origin is Origin.LINK] == []


def test_a_helpful_answer_leads_to_the_chunks_with_its_words() -> None:
    one = document("d", "Feeds", [((), OTHER), (("Pace",), LONG), ((), OTHER + " Again.")])
    found = mined([one], [], [Praised("how fast moves a vessel outside the harbour", ("d", "gone"))])
    praised = [each for each in found if each.origin is Origin.PRAISED]
    assert LONG in praised[0].text
    assert {each.asked_in for each in praised} == {""}
    assert {each.form for each in praised} == {Form.WHOLE}


def test_documents_take_turns() -> None:
    long, short = [pair(f"q{n}", f"t{n}", "long") for n in range(5)], [pair("q", "t", "short")]
    assert [one.document_id for one in in_turn([*long, *short], 3)] == ["long", "short", "long"]
    assert in_turn([], 3) == []
