"""Who did what in a document, from its top lines, its fields and its turns."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.domain.documents import Anchor, Kind
from assistant.domain.extracted import Extracted
from assistant.domain.people import Contribution, Role
from assistant.domain.quotes import Quote
from ingest.enrichment.contributions.extracting import LONGEST_QUOTE, MOST, QUOTES, contributions_in, is_person, told_beside
from ingest.enrichment.contributions.header import named_at_the_top, people_in
from ingest.formats.registry import parse
from ingest.parsed import Block, BlockKind, Parsed

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def read(text: str, path: str) -> tuple[Contribution, ...]:
    return contributions_in(parse(text.encode(), path))


def parts(found: tuple[Contribution, ...]) -> set[tuple[str, str]]:
    return {(one.role.value, one.name) for one in found}


def turn(speaker: str, words: str, label: str = "", line: int = 0) -> Block:
    return Block(BlockKind.TURN, f"{label or speaker}: {words}", line, line, anchor=Anchor(speaker=speaker))


def comment(words: str) -> Block:
    return Block(BlockKind.COMMENT, words)


# ---- the lines at the top ----


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("Ana Ruiz <ana@port.example>", [("Ana Ruiz", "ana@port.example", "")]),
        ("ana@port.example (Ana Ruiz)", [("Ana Ruiz", "ana@port.example", "")]),
        ("Ana Ruiz <ana at port.example>", [("Ana Ruiz", "ana@port.example", "")]),
        ("Ana Ruiz, Bo Lindqvist and Mei", [("Ana Ruiz", "", ""), ("Bo Lindqvist", "", ""), ("Mei", "", "")]),
        ("Ana Ruiz (@ana-r)", [("Ana Ruiz", "", "github:ana-r")]),
        ("[Ana Ruiz](https://github.com/Ana-R)", [("Ana Ruiz", "", "github:ana-r")]),
        ("Ana Ruiz ([a@port.example](mailto:a@port.example))", [("Ana Ruiz", "a@port.example", "")]),
        ("[Ana Ruiz, Bo Lindqvist]", [("Ana Ruiz", "", ""), ("Bo Lindqvist", "", "")]),
        ("Ana Ruiz, Jr., Bo", [("Ana Ruiz", "", ""), ("Bo", "", "")]),
        ("ana@port.example", [("ana@port.example", "ana@port.example", "")]),
        ("@ana-r", [("ana-r", "", "github:ana-r")]),
        ("刘梅、陈伟", [("刘梅", "", ""), ("陈伟", "", "")]),
        ("not yet decided", []),
        ("see https://port.example/42", []),
    ],
)
def test_people_of_a_line(value: str, people: list[tuple[str, str, str]]) -> None:
    assert list(people_in(value)) == people


def test_a_pep_names_authors_sponsor_and_delegate_with_addresses_and_the_line_that_does() -> None:
    found = read(
        "PEP: 9\nTitle: Docks\nAuthor: Ana Ruiz <Ana@port.example>,\n        bo@port.example (Bo Lindqvist)\n"
        "Sponsor: Mei Liu <mei at port.example>\nPEP-Delegate: Sam Adeyemi\nStatus: Draft\n\nAbstract\n========\n\nText.\n",
        "peps/pep-0009.rst",
    )

    assert [(one.role, one.name, one.email) for one in found] == [
        (Role.AUTHOR, "Ana Ruiz", "ana@port.example"),
        (Role.AUTHOR, "Bo Lindqvist", "bo@port.example"),
        (Role.REVIEWER, "Mei Liu", "mei@port.example"),
        (Role.DECIDER, "Sam Adeyemi", ""),
    ]
    assert [one.quotes for one in found] == [
        (Quote("Author: Ana Ruiz <Ana@port.example>,", 3),),
        (Quote("bo@port.example (Bo Lindqvist)", 4),),
        (Quote("Sponsor: Mei Liu <mei at port.example>", 5),),
        (Quote("PEP-Delegate: Sam Adeyemi", 6),),
    ]


def test_a_record_that_names_only_deciders_has_no_authors() -> None:
    found = read(
        "---\nstatus: accepted\ndeciders: Ana Ruiz, Bo Lindqvist\n---\n# ADR-0001: Docks\n\nText.\n", "adr/0001-docks.md"
    )

    assert parts(found) == {("decider", "Ana Ruiz"), ("decider", "Bo Lindqvist")}


def test_authors_and_deciders_of_a_list_below_the_label_are_told_apart() -> None:
    text = "---\nauthors:\n  - Ana Ruiz <a@port.example>\ndeciders:\n  - Bo Lindqvist\n  - Mei Liu\n---\n# Docks\n\nText.\n"

    assert parts(read(text, "rfcs/docks.md")) == {("author", "Ana Ruiz"), ("decider", "Bo Lindqvist"), ("decider", "Mei Liu")}


def test_an_owner_in_a_table_at_the_top_is_an_owner() -> None:
    blocks = [Block(BlockKind.TABLE, "| Owner | Ana Ruiz |\n|---|---|\n| Status | draft |", 3, 5)]

    assert [(one.role, one.name, one.at) for one in named_at_the_top(blocks)] == [(Role.OWNER, "Ana Ruiz", 3)]


def test_below_the_second_heading_nobody_is_named() -> None:
    heading = Block(BlockKind.HEADING, "Docks", level=1)
    blocks = [heading, Block(BlockKind.PARAGRAPH, "Reviewers: Ana Ruiz"), heading, Block(BlockKind.PARAGRAPH, "Owner: Bo")]

    assert [one.name for one in named_at_the_top(blocks)] == ["Ana Ruiz"]


def test_an_author_whom_no_line_names_is_an_author_without_a_quote() -> None:
    assert contributions_in(Parsed("Docks", (), authors=("Ana Ruiz",))) == (Contribution(Role.AUTHOR, "Ana Ruiz"),)


def test_an_author_who_is_only_an_address_keeps_it_as_one() -> None:
    (found,) = contributions_in(Parsed("Call", (), authors=("Ana@port.example",)))

    assert (found.name, found.email) == ("Ana@port.example", "ana@port.example")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("(Ana Ruiz)", "Ana Ruiz"),
        ("with corrections by Ana Ruiz", "Ana Ruiz"),
        ("@ana", "ana"),
        ("陈伟 (Chen Wei)", "陈伟 (Chen Wei)"),
    ],
)
def test_names_lose_what_stands_around_them(written: str, name: str) -> None:
    assert [one.name for one in contributions_in(Parsed("Docks", (), authors=(written,)))] == [name]


# ---- who is nobody ----


@pytest.mark.parametrize("name", ["dependabot[bot]", "renovate", "release-bot", "Travis CI", "github-actions", "Docs Robot"])
def test_programs_are_not_people(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize("name", ["unknown", "TBD", "The Python core team", "Steering Committee", "42", "—", ""])
def test_words_for_nobody_in_particular_are_not_people(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize("name", ["Travis Oliphant", "Abbot Lee", "Ana", "刘梅", "Jenkins Ade", "simulacrum"])
def test_people_whose_names_look_a_bit_like_programs_are_people(name: str) -> None:
    assert is_person(name)


def test_an_account_can_be_a_program_though_its_name_is_not() -> None:
    assert not is_person("Dependa Bot-ler", "github:dependabot[bot]")


# ---- turns and comments ----


def test_speakers_have_their_turns_counted_and_their_longest_words_quoted() -> None:
    long, longer = "We keep positions for ninety days.", "We keep positions for ninety days, and no day longer."
    blocks = (
        turn("Ana Ruiz", "Yes.", line=1),
        turn("Ana Ruiz", long, line=2),
        turn("Bo", "No.", line=3),
        turn("Ana Ruiz", longer, line=4),
    )
    ana, bo = contributions_in(Parsed("Weekly", blocks, Kind.MEETING))

    assert (ana.role, ana.count, ana.quotes) == (Role.SPEAKER, 3, (Quote(longer, 4), Quote(long, 2)))
    assert (bo.count, bo.quotes) == (1, ())


def test_initials_are_kept_as_the_label_of_whom_they_stand_for() -> None:
    found = read(
        "# Committee meeting\n\n2025-05-28\n\n**Attendees:**\n\n| Name | Abbreviation |\n|---|---|\n| Ana Ruiz | ARZ |\n"
        "| Bo Lindqvist | BLT |\n\n## Docks\n\nARZ: The feed is ready and has been for a week.\n\nARZ: Thank you all.\n",
        "meetings/2025-05-28.md",
    )

    assert [(one.role, one.name, one.label, one.count) for one in found] == [
        (Role.SPEAKER, "Ana Ruiz", "ARZ", 2),
        (Role.ATTENDEE, "Bo Lindqvist", "", 1),
    ]


def test_a_first_name_is_the_attendee_of_that_name_if_there_is_one_only() -> None:
    fields = {"attendees": ("Ana Ruiz", "Bo Lindqvist", "Bo Berg"), "speakers": ("Ana", "Bo")}

    found = contributions_in(Parsed("Weekly", (), Kind.MEETING, fields=fields))

    assert parts(found) == {("speaker", "Ana Ruiz"), ("speaker", "Bo"), ("attendee", "Bo Lindqvist"), ("attendee", "Bo Berg")}


def test_the_author_of_a_change_does_not_review_it_by_answering() -> None:
    blocks = (
        comment("Adds the feed that we talked about."),
        comment("@bo: Why not the other one?"),
        comment("@ana: It is slower than this."),
    )
    found = contributions_in(Parsed("Feed (#7)", blocks, Kind.CODE_REVIEW, authors=("ana",), fields={"reviewers": ("bo",)}))

    assert parts(found) == {("author", "ana"), ("reviewer", "bo")}
    ana = next(one for one in found if one.name == "ana")
    assert (ana.count, ana.quotes[0].text) == (2, "Adds the feed that we talked about.")


def test_whoever_writes_in_a_chat_speaks() -> None:
    message = Block(BlockKind.COMMENT, "Ana Ruiz: The broker is back since noon.", anchor=Anchor(speaker="Ana Ruiz"))

    (found,) = contributions_in(Parsed("Broker", (message,), Kind.THREAD, authors=("Ana Ruiz",)))

    assert (found.role, found.quotes[0].text) == (Role.SPEAKER, "The broker is back since noon.")


# ---- what formats tell themselves ----


def test_what_a_format_tells_is_joined_with_what_the_text_says() -> None:
    told = Contribution(Role.REVIEWER, "bo", account="github:bo", count=3, last_at=NOON)
    blocks = (comment("@bo: Why not the other one?"),)

    (found,) = contributions_in(Parsed("Feed", blocks, Kind.CODE_REVIEW, extracted=Extracted(contributions=(told,))))

    assert (found.account, found.count, found.last_at) == ("github:bo", 3, NOON)
    assert [quote.text for quote in found.quotes] == ["Why not the other one?"]


def test_a_login_in_the_text_is_the_person_whom_the_service_names() -> None:
    told = Contribution(Role.REVIEWER, "Bo Lindqvist", account="gitlab:bo-l", label="bo-l")
    blocks = (comment("@bo-l: Why not the other one?"),)

    (found,) = contributions_in(Parsed("Feed", blocks, Kind.CODE_REVIEW, extracted=Extracted(contributions=(told,))))

    assert (found.name, found.account, len(found.quotes)) == ("Bo Lindqvist", "gitlab:bo-l", 1)


def test_two_accounts_of_one_name_stay_two() -> None:
    told = tuple(Contribution(Role.SPEAKER, "Ana Ruiz", account=account) for account in ("slack:u1", "slack:u2"))

    found = contributions_in(Parsed("Talk", (), Kind.THREAD, authors=("Ana Ruiz",), extracted=Extracted(contributions=told)))

    assert [one.account for one in found] == ["slack:u1", "slack:u2", ""]


# ---- what a source tells beside the bytes ----


def test_the_authors_of_a_history_count_where_the_bytes_name_none() -> None:
    named, unnamed = Parsed("Docks", (), authors=("Ana Ruiz",)), Parsed("Docks", ())

    assert parts(told_beside(unnamed, ["Bo Berg", "dependabot[bot]"], {})) == {("author", "Bo Berg")}
    assert told_beside(named, ["Bo Berg"], {}) == ()


def test_owners_are_accounts_and_addresses_and_no_teams() -> None:
    found = told_beside(Parsed("Docks", ()), [], {"owners": ("@Ana-R", "bo@port.example", "@port/docks")})

    assert [(one.role, one.name, one.email, one.account) for one in found] == [
        (Role.OWNER, "Ana-R", "", "github:ana-r"),
        (Role.OWNER, "bo@port.example", "bo@port.example", ""),
    ]


def test_what_the_bytes_say_is_not_said_again() -> None:
    owner = Contribution(Role.OWNER, "Ana Ruiz", quotes=(Quote("Owner: Ana Ruiz", 1),))
    parsed = Parsed("Docks", (), extracted=Extracted(contributions=(owner,)))

    assert told_beside(parsed, [], {"owners": ("Ana Ruiz",)}) == (owner,)


# ---- limits ----


def test_a_hostile_document_costs_no_more_than_its_limits() -> None:
    fields = {"attendees": tuple(f"Person {'x' * number}" for number in range(5000))}
    blocks = tuple(turn("Ana", "w" * 5000, line=line) for line in range(200))

    found = contributions_in(Parsed("Weekly", blocks, Kind.MEETING, fields=fields))

    assert len(found) <= MOST
    ana = next(one for one in found if one.name == "Ana")
    assert len(ana.quotes) <= QUOTES
    assert all(len(quote.text) <= LONGEST_QUOTE for quote in ana.quotes)


@pytest.mark.parametrize(
    "line", ["Author: " + "(" * 50_000, "Author: " + "a@" * 50_000, "Author: " + "x, " * 50_000, "[" * 99_999]
)
def test_endless_lines_end(line: str) -> None:
    assert len(named_at_the_top([Block(BlockKind.PARAGRAPH, line)])) <= 100


def test_a_quote_ends_with_a_sentence_where_one_fits() -> None:
    words = f"{'It is so. ' * 20}And {'then ' * 50}"

    (found,) = contributions_in(Parsed("Weekly", (turn("Ana", words),), Kind.MEETING))

    assert found.quotes[0].text.endswith("It is so.")
    assert found.quotes[0].text in words


@pytest.mark.parametrize(
    ("text", "people"),
    [
        pytest.param("---\nowner: mia\n---\n# Orders\n\n- [Gone](adr/9.md): broken\n", ["mia"], id="a list below front matter"),
        pytest.param("# Orders\n\n**Authors:**\n\n- Ana Ruiz\n\nText.\n\n- Not Me\n", ["Ana Ruiz"], id="a list below a label"),
        pytest.param("# Orders\n\nAuthors:\n- Ana Ruiz\n\n- Not Me\n", ["Ana Ruiz"], id="another list below it"),
    ],
)  # fmt: skip
def test_what_stands_below_the_header_names_nobody(text: str, people: list[str]) -> None:
    found = named_at_the_top(parse(text.encode(), "guide.md").blocks)

    assert list(dict.fromkeys(one.name for one in found)) == people
