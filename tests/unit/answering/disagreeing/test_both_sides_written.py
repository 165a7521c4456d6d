"""Sides as Markdown, and what a generator left out of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from assistant.answering.collaborators import Sided
from assistant.answering.disagreeing.phrases import ENGLISH
from assistant.answering.disagreeing.sides import Role, Side
from assistant.answering.disagreeing.writing import BothSides, both_sides
from assistant.domain.answers import Citation, Evidence, Excerpt
from assistant.domain.documents import Chunk
from tests.stand_ins.disagreeing import page


def side(role: Role, name: str, quote: str, **changes: object) -> Side:
    """A side whose document is called so; the document's one chunk is the quote."""
    document = page(name.casefold(), name)
    chunk = Chunk(1, document.id, 0, quote)
    citation = Citation(0, quote, document, chunk)
    made = Side(
        role, document, f"“{name}”", "accepted", date(2023, 5, 11), ("Ana Ruiz",), (citation,), Excerpt(document, (chunk,), 1.0)
    )
    return replace(made, **changes)  # type: ignore[arg-type]


NOW = side(Role.NOW, "Kafka", "We use Kafka.")
BEFORE = side(Role.BEFORE, "RabbitMQ", "We use RabbitMQ.", status="superseded", day=date(2022, 3, 15))
TWO = both_sides([NOW, BEFORE], ENGLISH, 0.7)
SENT = Evidence((NOW.excerpt, BEFORE.excerpt))


def citing(side: Side, marker: int) -> Citation:
    return replace(side.quotes[0], marker=marker)


def markers(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\[(\d+)\]", text)}


def test_each_side_is_a_line_and_its_quote() -> None:
    assert TWO.text == (
        "**Now**: “Kafka” (accepted, 2023-05-11, by Ana Ruiz)\n\n> We use Kafka. [1]\n\n"
        "**Before**: “RabbitMQ” (superseded, 2022-03-15, by Ana Ruiz)\n\n> We use RabbitMQ. [2]"
    )
    assert [citation.marker for citation in TWO.citations] == [1, 2]
    assert TWO.excerpts == (NOW.excerpt, BEFORE.excerpt)
    assert TWO.answers


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ((), "(accepted, 2023-05-11)"),
        (("Ana",), "by Ana)"),
        (("Ana", "Bo"), "by Ana and Bo)"),
        (("Ana", "Bo", "Chen"), "by Ana, Bo and Chen)"),
        (("Ana", "Bo", "Chen", "Mei", "Tomás"), "by Ana, Bo and 3 more)"),
    ],
)
def test_people_are_listed_shortly(people: tuple[str, ...], said: str) -> None:
    assert said in both_sides([replace(NOW, people=people), BEFORE], ENGLISH, 0.7).text


def test_what_has_no_date_says_so() -> None:
    assert "(accepted, undated, by Ana Ruiz)" in both_sides([replace(NOW, day=None), BEFORE], ENGLISH, 0.7).text


def test_code_is_quoted_as_code() -> None:
    code = side(Role.NOW, "Flags", "```sql\nSELECT 1;\n```")

    assert "```sql\nSELECT 1;\n```\n\n[1]" in both_sides([code, BEFORE], ENGLISH, 0.7).text


def test_a_side_that_is_only_named_has_its_marker_on_the_line() -> None:
    text = both_sides([NOW, replace(BEFORE, is_brief=True)], ENGLISH, 0.7).text

    assert text.endswith("**Before**: “RabbitMQ” (superseded, 2022-03-15, by Ana Ruiz) [2]")


def test_the_same_words_twice_have_one_marker() -> None:
    twice = replace(NOW, quotes=(*NOW.quotes, *NOW.quotes))

    assert len(both_sides([twice, BEFORE], ENGLISH, 0.7).citations) == 2


@pytest.mark.parametrize(
    ("roles", "footer"),
    [
        ((Role.NEWER, Role.OLDER), "*The newer one stands first; neither names the other. To be sure, ask Ana Ruiz.*"),
        ((Role.EITHER, Role.EITHER), "*Neither says which one holds. To be sure, ask Ana Ruiz.*"),
        ((Role.NOW, Role.BEFORE), ""),
    ],
)
def test_what_is_not_known_is_said_below(roles: tuple[Role, Role], footer: str) -> None:
    text = both_sides([replace(NOW, role=roles[0]), replace(BEFORE, role=roles[1])], ENGLISH, 0.7).text

    assert text.endswith(footer or "[2]")
    assert text.startswith("**Sources disagree**:") is bool(footer)


def test_one_that_names_the_other_is_not_said_not_to() -> None:
    newer, older = replace(NOW, role=Role.NEWER, names_other=True), replace(BEFORE, role=Role.OLDER)

    assert "neither names" not in both_sides([newer, older], ENGLISH, 0.7).text


def test_nobody_is_named_where_no_document_names_anybody() -> None:
    sides = [replace(NOW, role=Role.EITHER, people=()), replace(BEFORE, role=Role.EITHER, people=())]

    assert both_sides(sides, ENGLISH, 0.7).text.endswith("*Neither says which one holds.*")


def test_a_generator_that_tells_both_gets_how_they_stand() -> None:
    added, more = TWO.lacking([citing(NOW, 1), citing(BEFORE, 2)], SENT)

    assert added == (
        "\n\n*How these stand: “Kafka”: accepted, 2023-05-11, by Ana Ruiz [1]; "
        "“RabbitMQ”: superseded, 2022-03-15, by Ana Ruiz [2].*"
    )
    assert more == ()


def test_a_generator_that_leaves_out_what_was_before_gets_it_behind() -> None:
    added, more = TWO.lacking([citing(NOW, 1)], SENT)

    assert "*How these stand: “Kafka”: accepted" in added
    assert added.endswith("> We use RabbitMQ. [2]")
    assert [one.marker for one in more] == [2]


def test_a_generator_that_leaves_out_what_holds_gets_both_in_their_order() -> None:
    added, more = TWO.lacking([citing(BEFORE, 2)], SENT)

    assert added.startswith("\n\n**Now**: “Kafka”")
    assert added.index("We use Kafka. [1]") < added.index("We use RabbitMQ. [2]")
    assert [one.marker for one in more] == [1]


def test_a_generator_that_cites_nothing_gets_both() -> None:
    added, more = TWO.lacking([], SENT)

    assert markers(added) == {1, 2} == {one.marker for one in more}


def test_a_side_that_was_not_sent_is_numbered_behind_what_was() -> None:
    other = Excerpt(page("other", "Other"), (Chunk(9, "other", 0, "Other words."),), 1.0)

    added, more = TWO.lacking([citing(NOW, 1)], Evidence((NOW.excerpt, other)))

    assert markers(added) == {1, 3}
    assert [(one.marker, one.document.id) for one in more] == [(3, "rabbitmq")]


def test_two_sides_that_were_not_sent_have_two_numbers() -> None:
    added, more = TWO.lacking([], Evidence(()))

    assert markers(added) == {1, 2}
    assert [one.document.id for one in more] == ["kafka", "rabbitmq"]


def test_both_sides_are_sided() -> None:
    assert isinstance(TWO, Sided)
    assert isinstance(TWO, BothSides)
