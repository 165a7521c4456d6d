"""Both sides of what sources disagree about: which are found, in which order they stand, and what is told of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.domain.documents import Document, Kind
from assistant.domain.queries import Filters, Scope
from assistant.domain.readers import Principal
from tests.stand_ins.disagreeing import PILOTS, Company, page

RABBIT, KAFKA = date(2022, 3, 15), date(2023, 5, 11)
OLD = "We use RabbitMQ as the message bus, a cluster of three nodes."
NEW = "We use Kafka as the message bus, with six brokers."


def buses(**newer: object) -> tuple[Company, Document, Document]:
    """A company that moved from one message bus to another."""
    company = Company()
    older = company.record(
        4, "RabbitMQ as the message bus", OLD, "Superseded by ADR-0019", RABBIT, links=[("superseded-by", "ADR-0019")],
        text="A message that fails five times goes to the dead letters.",
    )  # fmt: skip
    made = company.record(19, "Kafka as the message bus", NEW, "Accepted", KAFKA, links=[("supersedes", "ADR-0004")], **newer)
    return company, older, made


def test_what_was_replaced_is_told_behind_what_replaced_it_though_only_the_old_was_found() -> None:
    company, older, newer = buses()

    sides = company.sides("Which message bus do we use?", [company.quote(older, OLD)])

    assert sides is not None
    assert sides.text == (
        "**Now**: ADR-0019 “Kafka as the message bus” (accepted, 2023-05-11, by Ana Ruiz)\n\n"
        f"> {NEW} [1]\n\n"
        "**Before**: ADR-0004 “RabbitMQ as the message bus” (superseded, 2022-03-15, by Ana Ruiz)\n\n"
        f"> {OLD} [2]"
    )
    assert [citation.document.id for citation in sides.citations] == [newer.id, older.id]
    assert all(citation.quote in citation.chunk.text for citation in sides.citations)


def test_what_holds_comes_first_where_only_it_was_found() -> None:
    company, older, newer = buses()

    sides = company.sides("Which message bus do we use?", [company.quote(newer, NEW)])

    assert sides is not None
    assert [side.document.id for side in sides.sides] == [newer.id, older.id]


def test_an_old_decision_that_does_not_speak_of_the_question_is_only_named() -> None:
    company, older, _ = buses(text="Partitions are rebalanced within fifty seconds.")
    newer = company.held.get("d19")
    assert newer is not None

    sides = company.sides("How fast are partitions rebalanced?", [company.quote(newer, "Partitions are rebalanced")])

    assert sides is not None
    assert sides.text.endswith("**Before**: ADR-0004 “RabbitMQ as the message bus” (superseded, 2022-03-15, by Ana Ruiz) [2]")
    assert sides.citations[1].quote.startswith("Status: Superseded")
    assert sides.citations[1].document.id == older.id


def test_a_new_decision_that_does_not_speak_of_the_question_says_what_it_decides() -> None:
    company, older, _ = buses()
    quote = company.quote(older, "A message that fails five times goes to the dead letters.")

    sides = company.sides("Where do messages go that fail five times?", [quote])

    assert sides is not None
    assert f"> {NEW} [1]" in sides.text
    assert "> A message that fails five times goes to the dead letters. [2]" in sides.text


def test_a_successor_that_the_asker_may_not_read_is_never_named() -> None:
    company, older, _ = buses(readers=PILOTS)
    quotes = [company.quote(older, OLD)]

    assert company.sides("Which message bus do we use?", quotes) is None
    pilot = Scope(Principal("bo", frozenset({"pilots"})), Filters())
    assert company.sides("Which message bus do we use?", quotes, scope=pilot) is not None


def test_a_successor_whose_readers_changed_since_the_view_was_made_is_not_told() -> None:
    company, older, newer = buses()
    company.held.move(replace(newer, readers=PILOTS))

    assert company.sides("Which message bus do we use?", [company.quote(older, OLD)]) is None


def test_what_the_asker_does_not_want_to_see_is_no_side() -> None:
    company, older, _ = buses()
    before = Scope(Principal("ana"), Filters(kinds=(Kind.MEETING,)))

    assert company.sides("Which message bus do we use?", [company.quote(older, OLD)], scope=before) is None


def test_nothing_is_told_where_nothing_answers() -> None:
    company, older, _ = buses()

    assert company.sides("Which message bus do we use?", ()) is None
    assert company.sides("Which message bus do we use?", [company.quote(older, OLD)], is_sure=False) is None


def test_a_header_is_no_quote_of_a_side() -> None:
    company, older, _ = buses()

    sides = company.sides("Which message bus do we use?", [company.quote(older, "Status: Superseded by ADR-0019")])

    assert sides is not None
    assert f"> {OLD} [2]" in sides.text


def test_a_proposal_that_was_rejected_stands_behind_what_it_would_have_replaced() -> None:
    company = Company()
    company.record(20, "Avro on the bus", "Avro schemas are registered for all topics on the bus.", on=KAFKA)
    rejected = company.record(
        31, "Protobuf on the bus", "New topics on the bus use Protobuf.", "Rejected", date(2025, 5, 6),
        head="Would supersede: ADR-0020",
    )  # fmt: skip

    sides = company.sides(
        "Do topics on the bus use Protobuf?", [company.quote(rejected, "New topics on the bus use Protobuf.")]
    )

    assert sides is not None
    assert sides.text.startswith("**Now**: ADR-0020 “Avro on the bus” (accepted")
    assert "**Not adopted**: ADR-0031 “Protobuf on the bus” (rejected" in sides.text


def test_what_was_amended_stands_behind_its_amendment_where_both_speak_of_the_question() -> None:
    company = Company()
    company.record(
        11, "Timescale as the position store", "Positions live in Timescale.", on=RABBIT,
        text="The chunk interval is 1 day. The store is backed up nightly.",
    )  # fmt: skip
    amending = company.record(
        29, "Chunk interval", "The chunk interval is 6 hours from now on.", on=KAFKA,
        head="Amends [ADR-0011](0011.md) (chunk interval only)", text="The backup of the vault runs weekly.",
    )  # fmt: skip

    sides = company.sides(
        "What is the chunk interval?", [company.quote(amending, "The chunk interval is 6 hours from now on.")]
    )
    other = company.sides(
        "When does the backup of the vault run?", [company.quote(amending, "The backup of the vault runs weekly.")]
    )

    assert sides is not None
    assert "**Amended since**: ADR-0029" in sides.text
    assert sides.text.index("6 hours") < sides.text.index("The chunk interval is 1 day.")
    assert other is None


def test_what_answers_better_than_either_side_stands_before_them() -> None:
    company, older, _ = buses()
    minutes = company.page(page("minutes", "Weekly", KAFKA, kind=Kind.MEETING), "The bus was chosen for its replay.")
    quotes = [company.quote(minutes, "The bus was chosen for its replay."), company.quote(older, OLD)]

    first = company.sides("Which message bus do we use?", quotes, [minutes, older])
    last = company.sides("Which message bus do we use?", quotes, [older, minutes])

    assert first is not None
    assert first.text.startswith("> The bus was chosen for its replay. [1]\n\n**Now**")
    assert last is not None
    assert "replay" not in last.text


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2023, 3, 31), ["**As of March 2023**: ADR-0004", "no longer in force", "**Now**: ADR-0019"]),
        (date(2024, 1, 31), ["**As of January 2024**: ADR-0019", "still in force"]),
    ],
    ids=["what was replaced since", "what holds still"],
)
def test_as_of_a_day_what_held_then_comes_first(day: date, told: list[str]) -> None:
    company, older, newer = buses()
    quotes = [company.quote(older, OLD), company.quote(newer, NEW)]

    sides = company.sides("Which message bus did we use?", quotes, as_of=day)

    assert sides is not None
    places = [sides.text.find(words) for words in told]
    assert -1 not in places
    assert places == sorted(places)


def test_what_was_only_proposed_on_that_day_was_not_in_force() -> None:
    company = Company()
    kafka = company.record(19, "Kafka as the message bus", NEW, "Accepted", KAFKA, proposed_on=date(2023, 1, 9))

    then = company.sides("Which message bus did we use?", [company.quote(kafka, NEW)], as_of=date(2023, 3, 31))
    later = company.sides("Which message bus did we use?", [company.quote(kafka, NEW)], as_of=date(2024, 3, 31))

    assert then is not None
    assert then.text.startswith("**Not yet in force as of March 2023**: ADR-0019")
    assert later is None


def test_two_pages_that_give_other_values_are_told_the_newer_first_with_whom_to_ask() -> None:
    company = Company()
    old = company.page(page("retention", "Retention", RABBIT, authors=("Liu Mei",)), "Raw positions are kept for 18 months.")
    new = company.page(page("privacy", "Data privacy", KAFKA, status="in force"), "Raw positions are kept for 13 months.")

    sides = company.sides(
        "How long are raw positions kept?", [company.quote(old, "Raw positions are kept for 18 months.")], [old, new]
    )

    assert sides is not None
    assert sides.text == (
        "**Sources disagree**:\n\n"
        "**Newer**: “Data privacy” (in force, 2023-05-11, by Ana Ruiz)\n\n"
        "> Raw positions are kept for 13 months. [1]\n\n"
        "**Older**: “Retention” (states no status, 2022-03-15, by Liu Mei)\n\n"
        "> Raw positions are kept for 18 months. [2]\n\n"
        "*The newer one stands first; neither names the other. To be sure, ask Ana Ruiz or Liu Mei.*"
    )


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ({"updated_at": None}, {}, "*Neither says which one holds. To be sure, ask Ana Ruiz.*"),
        ({"status": "deprecated"}, {}, "**Now**: “The other”"),
        ({"status": "draft"}, {}, "**Now**: “The other”"),
    ],
    ids=["undated", "deprecated", "a draft"],
)
def test_which_one_holds_is_told_by_status_and_then_by_date(
    one: dict[str, object], other: dict[str, object], said: str
) -> None:
    company = Company()
    first = company.page(replace(page("one", "The one", KAFKA), **one), "An access token lives for 60 minutes.")  # type: ignore[arg-type]
    company.page(replace(page("other", "The other", RABBIT), **other), "An access token lives for 15 minutes.")  # type: ignore[arg-type]
    found = [document for document, _ in company.held.all()]

    sides = company.sides("How long does a token live?", [company.quote(first, "An access token lives for 60 minutes.")], found)

    assert sides is not None
    assert said in sides.text


def test_a_question_about_a_day_is_not_answered_with_a_value_of_later() -> None:
    company = Company()
    old = company.page(page("old", "Tokens", RABBIT), "An access token lives for 60 minutes.")
    new = company.page(page("new", "Tokens now", KAFKA), "An access token lives for 15 minutes.")
    quotes = [company.quote(old, "An access token lives for 60 minutes.")]

    assert company.sides("How long did a token live?", quotes, [old, new]) is not None
    assert company.sides("How long did a token live?", quotes, [old, new], as_of=date(2022, 12, 31)) is None


def test_sides_are_told_in_the_language_of_the_question() -> None:
    company, older, _ = buses()

    sides = company.sides("我们用什么 message bus？", [company.quote(older, OLD)])

    assert sides is not None
    assert sides.text.startswith("**现在**：ADR-0019 “Kafka as the message bus”（已接受，2023-05-11，Ana Ruiz）")


def test_a_title_makes_no_link_and_no_list() -> None:
    company = Company()
    old = company.page(page("old", "[Tokens](https://evil.example) *now*", RABBIT), "An access token lives for 60 minutes.")
    company.page(page("new", "Tokens", KAFKA), "An access token lives for 15 minutes.")
    found = [document for document, _ in company.held.all()]

    sides = company.sides("How long does a token live?", [company.quote(old, "An access token lives for 60 minutes.")], found)

    assert sides is not None
    assert "https://" not in sides.text
    assert "](" not in sides.text
