"""Finding decisions: by words, names, people, teams, time and status."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.access.directory import Directory, Person
from assistant.domain.decisions import Origin
from assistant.domain.documents import Chunk
from assistant.domain.extracted import Known
from assistant.domain.hits import Hit
from assistant.domain.people import Contribution, Role
from assistant.domain.readers import Principal, Readers
from assistant.domain.rulings import Amendment
from assistant.domain.statuses import DecisionStatus
from assistant.errors import NotFound, UsageError
from assistant.knowledge.decisions.book import DecisionBook, DecisionQuery
from assistant.knowledge.decisions.finding import ranked, words_of
from assistant.knowledge.memory import Memory
from tests.stand_ins.decided import Around, HeldDocuments, WordSearcher, decided_over
from tests.stand_ins.decision_world import ANA, BO, CHIEF, adr, day, ids, lineage_of, minutes
from tests.stand_ins.remembered import HeldExtracts

PEOPLE = Directory(
    [
        Person("ana", "Ana Ruiz", "ana@ship.example", ("github:ana-r",), ("platform",)),
        Person("bo", "Bo Lindqvist", groups=("data",)),
    ],
    {"engineering": ("group:platform", "group:data")},
)


def book_over(*known: Known, texts: dict[str, list[str]] | None = None) -> DecisionBook:
    documents = HeldDocuments((one.document, (texts or {}).get(one.document.id, [""])) for one in known)
    around = Around(documents=documents, searcher=WordSearcher(documents), directory=PEOPLE)
    return decided_over(Memory(HeldExtracts(known)), around)[0]


def hit(known: Known, ordinal: int, score: float) -> Hit:
    return Hit(known.document, Chunk(ordinal + 1, known.document.id, ordinal, "…"), score, similarity=score)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (DecisionQuery(), ["id4", "id3", "id2", "id1"]),
        (DecisionQuery(limit=2), ["id4", "id3"]),
        (DecisionQuery(statuses=(DecisionStatus.ACCEPTED,)), ["id4", "id2"]),
        (DecisionQuery(statuses=(DecisionStatus.SUPERSEDED, DecisionStatus.REJECTED)), ["id3", "id1"]),
        (DecisionQuery(after=day("2022-01"), before=day("2023-01")), ["id2"]),
        (DecisionQuery(before=day("2022-01")), ["id1"]),
        (DecisionQuery(after=day("2024-01")), ["id4"]),
        (DecisionQuery(author="ruiz"), ["id1"]),
        (DecisionQuery(author="bo lindqvist"), ["id2"]),
        (DecisionQuery(author="lin"), []),
        (DecisionQuery(sources=("wiki",)), ["id4"]),
        (DecisionQuery(origins=(Origin.REVIEW,)), ["id3"]),
        (DecisionQuery(as_of=day("2021-06")), ["id1"]),
        (DecisionQuery(as_of=day("2021-06"), statuses=(DecisionStatus.ACCEPTED,)), ["id1"]),
        (DecisionQuery(as_of=day("2023-06"), statuses=(DecisionStatus.ACCEPTED,)), ["id2"]),
        (DecisionQuery(changed_since=day("2022-01")), ["id4", "id3", "id2", "id1"]),
        (DecisionQuery(changed_since=day("2022-02")), ["id4", "id3"]),
        (DecisionQuery(author="ana", statuses=(DecisionStatus.ACCEPTED,)), []),
    ],
)
def test_filters(query: DecisionQuery, found: list[str]) -> None:
    book = book_over(
        adr(1, on="2021-01", authors=["Ana Ruiz"]),
        adr(2, on="2022-01", deciders=["Bo Lindqvist"], supersedes="ADR-0001"),
        adr(3, "rejected", on="2023-01", origin=Origin.REVIEW),
        adr(4, on="2024-01", source="wiki"),
    )

    assert ids(book.search(CHIEF, query)) == found


def test_as_of_gives_the_status_that_it_had_then() -> None:
    book = book_over(adr(1, on="2021-01"), adr(2, on="2023-01", supersedes="ADR-0001"), adr(3, "accepted"))

    then = {entry.id: entry.status for entry in book.search(CHIEF, DecisionQuery(as_of=day("2022-01")))}
    now = {entry.id: entry.status for entry in book.search(CHIEF, DecisionQuery())}

    assert then == {"id1": "accepted", "id3": "unstated"}
    assert now == {"id1": "superseded", "id2": "accepted", "id3": "accepted"}


@pytest.mark.parametrize(
    ("known", "team"),
    [
        pytest.param(adr(1, authors=["Ana Ruiz"]), "platform", id="an author by name"),
        pytest.param(adr(1, deciders=["ANA RUIZ <x@y.example>"]), "platform", id="a decider by name"),
        pytest.param(adr(1, deciders=["A. R. <Ana@Ship.example>"]), "platform", id="a decider by address"),
        pytest.param(adr(1, deciders=["@ana-r"]), "Platform", id="a decider by account"),
        pytest.param(
            adr(1, contributions=[Contribution(Role.AUTHOR, "ar", account="github:ana-r")]), "platform", id="by contribution"
        ),
        pytest.param(adr(1, authors=["Bo Lindqvist"]), "engineering", id="a member of a member group"),
        pytest.param(adr(1, fields={"owners": ("@ship/platform",)}), "platform", id="owned by the team"),
        pytest.param(adr(1, fields={"owners": ("ana@ship.example",)}), "platform", id="owned by one of its people"),
        pytest.param(adr(1, path="docs/Billing/adr/1.md"), "billing", id="in its folder"),
        pytest.param(adr(1, source="billing"), "billing", id="in its source"),
    ],
)
def test_a_team_has_the_decisions_of_its_people_documents_and_folders(known: Known, team: str) -> None:
    book = book_over(known, adr(9, authors=["Eve"], path="ana/9.md"))

    assert ids(book.search(CHIEF, DecisionQuery(team=team))) == ["id1"]
    assert ids(book.search(CHIEF, DecisionQuery(team="nobody"))) == []


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(adr(1, deciders=["Anastasia Ruiz"]), id="a similar name"),
        pytest.param(adr(1, contributions=[Contribution(Role.REVIEWER, "Ana Ruiz")]), id="who only reviewed"),
        pytest.param(adr(1, path="adr/platform.md"), id="a file, not a folder"),
        pytest.param(adr(1, fields={"owners": ("@ship/platform-ops",)}), id="another team"),
    ],
)
def test_a_team_does_not_have_what_others_decided(known: Known) -> None:
    assert ids(book_over(known).search(CHIEF, DecisionQuery(team="platform"))) == []


def test_words_find_decisions_by_text_title_and_number_best_first() -> None:
    texts = {"doc1": ["we take kafka for positions"], "doc2": ["nothing of that"], "doc3": ["kafka", "positions of ships"]}
    book = book_over(adr(1), adr(2, title="Positions in kafka"), adr(3), adr(4, title="unrelated"), texts=texts)

    assert ids(book.search(CHIEF, DecisionQuery("kafka positions"))) == ["id2", "id1", "id3"]
    assert ids(book.search(CHIEF, DecisionQuery("ADR-2"))) == ids(book.search(CHIEF, DecisionQuery(" adr 0002 "))) == ["id2"]
    assert ids(book.search(CHIEF, DecisionQuery("ADR-4 kafka"))) == ["id4", "id2", "id1", "id3"]
    assert ids(book.search(CHIEF, DecisionQuery("kafka positions", statuses=(DecisionStatus.REJECTED,)))) == []
    assert ids(book.search(CHIEF, DecisionQuery("zebra"))) == []


def test_of_minutes_the_conclusion_that_a_hit_bears_out_or_leads_to_is_found() -> None:
    meeting = minutes("weekly", "Flags", "Freeze", "Budget")  # borne out in the chunks 1, 3 and 5
    lineage = lineage_of(meeting)

    assert ids(ranked(lineage, "xyz", [hit(meeting, 3, 0.9)])) == ["weekly-1"]
    assert ids(ranked(lineage, "xyz", [hit(meeting, 2, 0.9)])) == ["weekly-1"]
    assert ids(ranked(lineage, "xyz", [hit(meeting, 4, 0.9), hit(meeting, 1, 0.8)])) == ["weekly-0", "weekly-2"]
    assert ids(ranked(lineage, "xyz", [hit(meeting, 6, 0.9)])) == []


def test_hits_far_below_the_best_are_about_something_else() -> None:
    one, other, third = adr(1), adr(2), adr(3)

    found = ranked(lineage_of(one, other, third), "xyz", [hit(one, 0, 0.9), hit(other, 0, 0.4), hit(third, 0, 0.2)])

    assert ids(found) == ["id1", "id2"]
    assert ranked(lineage_of(one), "xyz", [hit(one, 0, 0.0)]) == []


def test_of_two_that_fit_alike_the_one_in_force_comes_first() -> None:
    lineage = lineage_of(adr(1, on="2024-01", title="flags"), adr(2, "rejected", on="2025-01", title="flags"))

    assert ids(ranked(lineage, "flags", [])) == ["id1", "id2"]
    assert ids(ranked(lineage, "flags", [hit(adr(2), 0, 0.9)])) == ["id2", "id1"]


def test_words_are_compared_without_case_plural_and_filling() -> None:
    assert words_of("Why did we decide on the Kafka Topics?") == {"decide", "kafka", "topic"}
    assert ids(ranked(lineage_of(adr(1, title="Topic names"), adr(2, title="x")), "the TOPICS", [])) == ["id1"]
    assert ids(ranked(lineage_of(adr(1, title="位置数据的保留策略")), "保留策略", [])) == ["id1"]


def test_a_written_decision_is_found_by_its_words() -> None:
    documents = HeldDocuments()
    around = Around(documents=documents, searcher=WordSearcher(documents), directory=PEOPLE)
    book, curation = decided_over(Memory(HeldExtracts()), around)
    entry = curation.write(CHIEF, Amendment(title="Indentation", statement="We indent with spaces, never tabs."))

    assert ids(book.search(CHIEF, DecisionQuery("tabs or spaces"))) == [entry.id]
    assert ids(book.search(BO, DecisionQuery("tabs or spaces"))) == []
    assert ids(book.search(CHIEF, DecisionQuery(author="administrator"))) == []
    assert ids(book.search(CHIEF, DecisionQuery(author="chief"))) == [entry.id]


def test_each_sees_what_they_may_read() -> None:
    book = book_over(
        adr(1, on="2021-01"),
        adr(2, on="2022-01", supersedes="ADR-0001", readers="group:platform"),
        adr(3, readers="group:data"),
        texts={"doc2": ["kafka"], "doc3": ["kafka"]},
    )

    assert [ids(book.search(who, DecisionQuery())) for who in (ANA, BO, Principal(""))] == [
        ["id2", "id1"],
        ["id1", "id3"],
        ["id1"],
    ]
    assert [book.get(who, "id1").status for who in (ANA, BO)] == ["superseded", "accepted"]
    assert ids(book.search(BO, DecisionQuery("kafka"))) == ["id3"]
    assert [event.happening for event in book.changed_since(BO, day("2020-01"))] == ["decided"]
    for who, hidden in ((ANA, "id3"), (BO, "id2"), (BO, "nowhere")):
        with pytest.raises(NotFound, match="no such decision, or it is not shared with you"):
            book.get(who, hidden)


@pytest.mark.parametrize(
    "name",
    ["id7", "ADR-0007", "adr 7", "ADR#7", "adr/0007.md", "handbook/adr/0007.md", "ADR-0007: Choice 7", "doc7"],
)
def test_a_decision_can_be_named_in_many_ways(name: str) -> None:
    assert book_over(adr(7), adr(70), adr(8)).named(CHIEF, name).id == "id7"


def test_a_name_of_none_or_of_several_says_what_to_do() -> None:
    book = book_over(adr(7, title="x"), adr(70, path="other/0070.md", title="x"), minutes("weekly", "Flags", "Flags"))

    assert book.named(CHIEF, "weekly-0").id == "weekly-0"
    with pytest.raises(NotFound, match="`lore decisions` lists them"):
        book.named(CHIEF, "nowhere")
    with pytest.raises(NotFound):
        book.named(CHIEF, "id")  # too short to be the beginning of an id
    with pytest.raises(UsageError, match=r"may be 2 decisions: name one by its id \(weekly-0 Flags; weekly-1 Flags\)"):
        book.named(CHIEF, "flags")
    assert book.named(CHIEF, " weekly-1 ").id == "weekly-1"
    with pytest.raises(UsageError):
        book.named(CHIEF, "weekly")
    with pytest.raises(NotFound):
        book_over(adr(7, readers="group:platform")).named(BO, "ADR-0007")


def test_what_changed_since_names_what_replaced_what() -> None:
    book = book_over(
        adr(1, on="2021-01"),
        adr(2, on="2024-02", proposed="2024-01", supersedes="ADR-0001"),
        adr(3, "withdrawn", on="2024-03", proposed="2020-01"),
        adr(4, "accepted", proposed="2024-04"),
        adr(5, "proposed", proposed="2024-05"),
        adr(6),
    )

    events = book.changed_since(CHIEF, date(2024, 1, 1))

    assert [(event.day.month, event.happening, event.entry.id, ids(event.others)) for event in events] == [
        (5, "proposed", "id5", []),
        (4, "decided", "id4", []),
        (3, "withdrawn", "id3", []),
        (2, "superseded", "id1", ["id2"]),
        (2, "decided", "id2", ["id1"]),
        (1, "proposed", "id2", []),
    ]
    assert book.changed_since(CHIEF, date(2024, 5, 2)) == ()


def test_a_lineage_is_shared_until_something_changes() -> None:
    extracts = HeldExtracts([adr(1)])
    book, curation = decided_over(Memory(extracts), Around(curators=Readers.parse("group:data")))

    first = book.lineage(BO)
    same = book.lineage(Principal("eve"))
    curation.confirm(BO, "id1")
    ruled = book.lineage(BO)
    extracts.hold(adr(1))

    assert first is same
    assert ruled is not first
    assert book.lineage(BO) is not ruled


def test_the_nearest_of_nonsense_are_no_decisions_about_it() -> None:
    lineage = lineage_of(adr(1), adr(2))
    far = [replace(hit(adr(number), 0, 0.9), similarity=0.12) for number in (1, 2)]

    assert ranked(lineage, "zzzqqq", far) == []
    assert ranked(lineage, "zzzqqq", [replace(far[0], similarity=0.5)]) != []
