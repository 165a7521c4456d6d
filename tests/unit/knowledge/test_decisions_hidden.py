"""Readers: whatever a person asks of the decision book, the answer is that of a book without what they may not read.

Random documents, audiences, supersession, corrections and written decisions; each person's answers over all of it are compared
with those of a book that never held the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.access.directory import Directory, Person
from assistant.domain.extracted import Known
from assistant.domain.readers import Principal, Readers
from assistant.domain.rulings import Act, Amendment, Pointer, Ruling
from assistant.domain.statuses import DecisionStatus
from assistant.errors import NotFound
from assistant.knowledge.decisions.book import DecisionBook, DecisionQuery
from assistant.knowledge.decisions.export import as_csv, as_markdown
from assistant.knowledge.memory import Memory
from tests.stand_ins.decided import NOON, Around, HeldDocuments, HeldRulings, WordSearcher, decided_over
from tests.stand_ins.decision_world import ANA, BO, adr
from tests.stand_ins.remembered import HeldExtracts

AUDIENCES = ("everyone", "group:platform", "group:data", "user:bo", "group:platform,group:data", "")
PEOPLE = (ANA, BO, Principal("guest"), Principal("eve", frozenset({"platform", "data"})))
STATUSES = ("accepted", "accepted", "proposed", "rejected", "superseded", "")
DIRECTORY = Directory([Person("ana", "Ana Ruiz", groups=("platform",))], {})


@dataclass(frozen=True)
class Story:
    known: tuple[Known, ...]
    rulings: tuple[Ruling, ...]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    count = draw(st.integers(1, 6))
    numbers = st.lists(st.integers(0, count - 1), max_size=2, unique=True)
    known = []
    for number in range(count):
        day = draw(st.one_of(st.just(""), st.integers(1, 9).map(lambda month: f"2024-{month:02}")))
        known.append(
            adr(
                number,
                draw(st.sampled_from(STATUSES)),
                day,
                readers=draw(st.sampled_from(AUDIENCES)),
                supersedes=[f"ADR-{one:04}" for one in draw(numbers)],
                superseded_by=[f"ADR-{one:04}" for one in draw(numbers)],
                deciders=draw(st.sampled_from([[], ["Ana Ruiz"], ["Bo"]])),
                title=draw(st.sampled_from(["kafka", "flags", "kafka flags"])),
                statement=f"secret{number}",
            )
        )
    said = draw(st.lists(rulings_over(count), max_size=5))
    audiences = {one.document.id: one.document.readers for one in known}
    return Story(
        tuple(known),
        tuple(
            # A ruling on a document was made by somebody who could read it, for those who could.
            replace(one, number=place + 1, readers=audiences.get(one.document_id, one.readers))
            for place, one in enumerate(said)
        ),
    )


@st.composite
def rulings_over(draw: st.DrawFn, count: int) -> Ruling:
    number = draw(st.integers(0, count - 1))
    others = draw(st.lists(st.integers(0, count - 1).map(lambda one: f"id{one}"), max_size=2, unique=True))
    at = NOON - timedelta(days=draw(st.integers(0, 900)))
    act = draw(st.sampled_from([Act.CONFIRMED, Act.CORRECTED, Act.CORRECTED, Act.WRITTEN]))
    fields = Amendment(
        status=draw(st.sampled_from([None, "accepted", "rejected"])),
        supersedes=draw(st.sampled_from([None, tuple(others)])),
        title=draw(st.sampled_from([None, "kafka by hand"])),
    )
    if act is not Act.WRITTEN:
        amendment = fields if act is Act.CORRECTED else Amendment()
        return Ruling(f"id{number}", act, "chief", at, f"doc{number}", amendment=amendment)
    evidence = (Pointer(f"doc{number}", 0, 0, 7, "gone"),) if draw(st.booleans()) else ()
    written = replace(
        fields, title=fields.title or "by hand", statement=f"handmade{number}", status=fields.status or "accepted"
    )
    readers = Readers.parse(draw(st.sampled_from(AUDIENCES)))
    return Ruling(f"w{at:%j}{number}", act, "chief", at, "", readers, written, evidence)


def book_over(known: list[Known], rulings: list[Ruling]) -> DecisionBook:
    documents = HeldDocuments((one.document, [one.extracted.decisions[0].statement]) for one in known)
    held = HeldRulings()
    held._rulings = rulings
    around = Around(documents=documents, searcher=WordSearcher(documents), rulings=held, directory=DIRECTORY)
    return decided_over(Memory(HeldExtracts(known)), around)[0]


def without_hidden(story: Story, who: Principal) -> DecisionBook:
    """A book of what this person may read, and of what was said about that for them."""
    known = [one for one in story.known if one.document.readers.permit(who)]
    here = {one.document.id for one in known}
    rulings = [
        one
        for one in story.rulings
        if one.readers.permit(who)
        and (not one.document_id or one.document_id in here)
        and all(pointer.document_id in here for pointer in one.evidence)
    ]
    return book_over(known, rulings)


def told(book: DecisionBook, who: Principal, days: list[date]) -> list[object]:
    """Everything that the book answers to this person."""
    lineage = book.lineage(who)
    queries = [
        DecisionQuery(),
        DecisionQuery("kafka"),
        DecisionQuery("secret1 handmade2"),
        DecisionQuery(team="platform"),
        DecisionQuery(author="ana"),
        DecisionQuery(statuses=(DecisionStatus.ACCEPTED,)),
        *(DecisionQuery(as_of=day) for day in days),
        *(DecisionQuery(changed_since=day) for day in days),
    ]
    found: list[object] = [book.search(who, query) for query in queries]
    found += [book.conflicts(who), *(book.changed_since(who, day) for day in days)]
    found += [as_csv(lineage.entries, lineage), as_markdown(lineage.entries, lineage)]
    for entry in lineage.entries:
        found += [
            lineage.chain(entry.id),
            lineage.current(entry.id),
            lineage.successors(entry.id),
            lineage.predecessors(entry.id),
        ]
        found += [lineage.in_force_at(entry.id, day) for day in days]
    return found


@settings(max_examples=150, deadline=None)
@given(stories())
def test_what_is_hidden_changes_nothing(story: Story) -> None:
    book = book_over(list(story.known), list(story.rulings))
    days = [date(2024, 1, 1), date(2024, 5, 1), date(2026, 11, 22)]

    for who in PEOPLE:
        assert told(book, who, days) == told(without_hidden(story, who), who, days)


@settings(max_examples=150, deadline=None)
@given(stories())
def test_no_word_of_what_is_hidden_is_told(story: Story) -> None:
    book = book_over(list(story.known), list(story.rulings))

    for who in PEOPLE:
        answers = repr(told(book, who, [date(2024, 5, 1)]))
        for one in story.known:
            if not one.document.readers.permit(who):
                assert f"secret{one.document.id.removeprefix('doc')}" not in answers
                assert not any(f"'{name}'" in answers for name in (one.document.id, one.extracted.decisions[0].id))
                try:
                    book.get(who, one.extracted.decisions[0].id)
                except NotFound:
                    continue
                raise AssertionError(f"{who.user} got {one.document.id}")
