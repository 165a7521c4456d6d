"""The glossary of what somebody may read."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.extracted import Extracted, Known
from assistant.domain.glossary import Term
from assistant.domain.quotes import Quote
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.glossary import Glossary
from assistant.knowledge.memory import Memory
from tests.stand_ins.remembered import HeldExtracts, HeldPlaces

ADMIN = Principal("ana", administrator=True)
GUEST = Principal("guest")


def known(name: str, *terms: tuple[str, str], readers: str = "everyone", year: int = 2024, title: str = "") -> Known:
    document = Document(
        name,
        "docs",
        f"{name}.md",
        title or name,
        Kind.PAGE,
        "0",
        Readers.parse(readers) if readers else Readers(),
        updated_at=datetime(year, 1, 1, tzinfo=UTC),
    )
    found = tuple(Term(term, meaning, Quote(f"{term}: {meaning}", 3, 0), term.isupper()) for term, meaning in terms)
    return Known(document, Extracted(terms=found))


def glossary(*held: Known) -> Glossary:
    return Glossary(Memory(HeldExtracts(held)), HeldPlaces())


def shown(made: Glossary, who: Principal = ADMIN, text: str = "") -> dict[str, list[str]]:
    return {entry.name: [meaning.text for meaning in entry.meanings] for entry in made.terms(who, text)}


def test_entries_stand_in_the_order_of_the_alphabet_and_other_signs_last() -> None:
    made = glossary(
        known("a", ("2PC", "two-phase commit"), ("tally", "the meter"), ("CDM", "Canonical Dock Model"), ("berth", "a place"))
    )
    assert list(shown(made)) == ["berth", "CDM", "tally", "2PC"]
    assert made.initials(ADMIN) == {"B": 1, "C": 1, "T": 1, "#": 1}
    assert [entry.name for entry in made.terms(ADMIN, initial="c")] == ["CDM"]
    assert [entry.name for entry in made.terms(ADMIN, initial="#")] == ["2PC"]


def test_a_meaning_that_several_documents_give_is_one_with_all_of_them() -> None:
    made = glossary(
        known("a", ("ABI", "application binary interface"), year=2020),
        known("b", ("ABI", "Application Binary Interfaces"), year=2024),
        known("c", ("ABI", "application binary interface: how compiled parts call each other"), year=2022),
    )
    (entry,) = made.terms(ADMIN)
    (meaning,) = entry.meanings
    assert meaning.text == "Application Binary Interfaces", "the newest document's words"
    assert [one.document.id for one in meaning.definitions] == ["b", "c", "a"]


def test_different_meanings_are_kept_apart_the_more_frequent_first() -> None:
    made = glossary(
        known("a", ("TLS", "Thread Local Storage"), year=2025),
        known("b", ("TLS", "Transport Layer Security")),
        known("c", ("TLS", "transport layer security")),
    )
    assert shown(made) == {"TLS": ["Transport Layer Security", "Thread Local Storage"]}


def test_what_a_glossary_says_comes_first() -> None:
    made = glossary(
        known("a", ("TOS", "terms of service"), year=2026),
        known("b", ("TOS", "terms of service"), year=2026),
        known("c", ("TOS", "Terminal Operating System"), year=2020, title="Glossary"),
    )
    assert shown(made)["TOS"][0] == "Terminal Operating System"


def test_spellings_of_one_name_are_one_entry() -> None:
    made = glossary(
        known("a", ("Dead Letter", "where lost messages go")), known("b", ("dead-letter", "where lost messages go"))
    )
    assert len(made.terms(ADMIN)) == 1


def test_a_name_is_looked_up_however_it_is_written() -> None:
    made = glossary(known("a", ("ADR", "architecture decision record"), ("Dead-letter queue", "where messages go")))
    for written in ("ADR", "adr", "ADRs", " adr "):
        entry = made.lookup(ADMIN, written)
        assert entry is not None
        assert entry.name == "ADR"
    assert made.lookup(ADMIN, "dead letter QUEUE") is not None
    assert made.lookup(ADMIN, "unheard") is None


def test_search_finds_names_before_meanings() -> None:
    made = glossary(
        known(
            "a",
            ("rate", "how often"),
            ("rate limit", "how much"),
            ("PLR", "Position Loss Rate"),
            ("RTK", "rate trick"),
            ("berth", "a place"),
        )
    )
    assert list(shown(made, text="Rate")) == ["rate", "rate limit", "RTK", "PLR"]
    assert shown(made, text="nothing of the kind") == {}


def test_so_many_entries_as_are_asked_for() -> None:
    made = glossary(known("a", *((f"term {number:02}", "a meaning of it") for number in range(20))))
    assert len(made.terms(ADMIN, k=7)) == 7


def test_a_hidden_document_leaves_no_trace() -> None:
    public = known("a", ("ABI", "application binary interface"))
    secret = known(
        "b", ("ABI", "application binary interface"), ("XYZ", "a hidden plan"), readers="", year=2026, title="Glossary"
    )
    both, alone = glossary(public, secret), glossary(public)
    assert both.terms(GUEST) == alone.terms(GUEST)
    assert both.initials(GUEST) == alone.initials(GUEST)
    assert both.lookup(GUEST, "XYZ") is None
    assert both.lookup(ADMIN, "XYZ") is not None


def test_an_edit_is_seen_at_the_next_question() -> None:
    extracts = HeldExtracts([known("a", ("ABI", "old meaning"))])
    made = Glossary(Memory(extracts), HeldPlaces())
    assert shown(made) == {"ABI": ["old meaning"]}
    extracts.hold(known("a", ("ABI", "new words altogether")))
    assert shown(made) == {"ABI": ["new words altogether"]}
    extracts.hold()
    assert shown(made) == {}


def test_a_definition_knows_the_chunk_that_it_stands_in() -> None:
    chunks = [Chunk(71, "a", 0, "ABI: application binary interface")]
    made = Glossary(Memory(HeldExtracts([known("a", ("ABI", "application binary interface"))])), HeldPlaces(chunks))
    (entry,) = made.terms(ADMIN)
    assert entry.meanings[0].definitions[0].key == 71
