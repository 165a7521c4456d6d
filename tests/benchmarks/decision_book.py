"""How long the decision book takes over many decisions: `python tests/benchmarks/decision_book.py [COUNT]`.

Invented documents with a decision each, a third of which replace another, read by people of a hundred teams. Printed are the
first view and lineage, and then what each request takes once they are warm: CPU time, so that a busy machine tells the same.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from assistant.access.directory import Directory, Person
from assistant.domain.decisions import Alternative, Decision, Origin
from assistant.domain.documents import Chunk, Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.people import Contribution, Role
from assistant.domain.queries import Query
from assistant.domain.quotes import Quote
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.decisions.book import DecisionQuery
from assistant.knowledge.memory import Memory
from tests.stand_ins.decided import Around, decided_over
from tests.stand_ins.remembered import HeldExtracts

_FIRST = date(2015, 1, 1)
_WORDS = "kafka berth token vessel retention cursor schema queue cache replica quota deploy audit billing index".split()
_STATUSES = ("accepted", "accepted", "accepted", "proposed", "rejected", "")


class HundredHits:
    """A Searcher that finds the first hundred documents; what an index takes is measured elsewhere."""

    def __init__(self, known: list[Known]) -> None:
        self._hits = tuple(
            Hit(one.document, Chunk(place, one.document.id, 0, ""), 1 / (place + 1)) for place, one in enumerate(known[:100])
        )

    def search(self, query: Query) -> SearchResult:
        return SearchResult(self._hits, 0.0)


def known(number: int, chance: random.Random) -> Known:
    """A document with its decision."""
    title = f"ADR-{number:05}: {' '.join(chance.sample(_WORDS, 4))}"
    day = _FIRST + timedelta(days=number % 4000)
    author = f"Person {number % 500}"
    document = Document(
        id=f"d{number}",
        source="adr",
        path=f"team-{number % 100}/{number:05}.md",
        title=title,
        kind=Kind.DESIGN_DOC,
        content_hash="",
        readers=Readers.parse("everyone" if number % 2 else f"group:team-{number % 100}"),
        authors=(author,),
        updated_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
    )
    links = (Link("supersedes", f"ADR-{chance.randrange(number):05}"),) if number and number % 3 == 0 else ()
    decision = Decision(
        title,
        "We take it. " * 20,
        Origin.RECORD,
        id=f"{number:016x}",
        document_id=document.id,
        stated=chance.choice(_STATUSES),
        decided_on=day,
        deciders=(author,),
        alternatives=(Alternative("nothing", "too slow"),),
        links=links,
        quotes=(Quote("We take it.", 3, 0),),
    )
    return Known(document, Extracted((decision,), (), (Contribution(Role.AUTHOR, author),)))


def main(count: int) -> None:
    """Print the figures."""
    chance = random.Random(4)
    held = [known(number, chance) for number in range(count)]
    people = [Person(f"p{number}", f"Person {number}", groups=(f"team-{number % 100}",)) for number in range(500)]
    book, _ = decided_over(Memory(HeldExtracts(held)), Around(searcher=HundredHits(held), directory=Directory(people, {})))
    someone = Principal("p1", frozenset({"team-2"}))
    print(f"{count} decisions, of which {len(book.lineage(someone).entries)} may be read")
    chef = Principal("", administrator=True)
    for name, call in (
        ("first view and lineage", lambda: book.lineage(chef)),
        ("lineage, warm", lambda: book.lineage(chef)),
        ("search by words", lambda: book.search(chef, DecisionQuery("kafka retention", limit=20))),
        ("newest", lambda: book.search(chef, DecisionQuery(limit=20))),
        ("by team", lambda: book.search(chef, DecisionQuery(team="team-7"))),
        ("as of a day", lambda: book.search(chef, DecisionQuery(as_of=date(2019, 5, 1)))),
        ("changed since", lambda: book.changed_since(chef, date(2025, 1, 1))),
        ("conflicts", lambda: book.conflicts(chef)),
    ):
        print(f"{name:<24}{_best_ms(call, 1 if name.startswith('first') else 5):8.1f} ms")


def _best_ms(call: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        started = time.process_time()
        call()
        took.append((time.process_time() - started) * 1000)
    return min(took)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
