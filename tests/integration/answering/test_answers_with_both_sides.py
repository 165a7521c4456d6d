"""What sources disagree about, over a real index and catalogue: both sides in the answer, whatever a generator leaves out.

The company is made up: four decisions that replaced others and three values that two pages give otherwise, beside pages that
agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from assistant.adapters.scripted_generator import ScriptedGenerator
from assistant.adapters.system_clock import FixedClock
from assistant.answering.answerer import Answerer, FromMemory
from assistant.answering.deciding.decider import Decider
from assistant.answering.disagreeing.contradictor import Comparer
from assistant.domain.answers import Answer, Delta
from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.domain.quotes import Quote
from assistant.domain.readers import Principal
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.memory import Memory
from assistant.ports import Generator
from assistant.retrieval.understanding.inventory import DatedDecision, History, Inventory, Tenure
from assistant.retrieval.understanding.searching import Understanding
from tests.integration.index.shelf import Shelf, Written, written
from tests.stand_ins.remembered import HeldExtracts
from tests.stand_ins.worders import worder

CLOCK = FixedClock(datetime(2026, 11, 22, tzinfo=UTC))
ANA = Scope(Principal("ana"))
OLD, NEW = date(2021, 2, 3), date(2023, 5, 11)
MOVES = (
    ("berth changes", "Berth changes are written into the paper log at the quay.", "Berth changes are entered on tablets."),
    ("crane sensors", "Crane sensors send their readings by radio.", "Crane sensors send their readings over fibre."),
    ("pilot rota", "The pilot rota hangs on the door of the office.", "The pilot rota is kept in the harbour calendar."),
    ("gate passes", "Gate passes are stamped cards of cardboard.", "Gate passes are codes on the telephone."),
)
VALUES = (
    ("mooring fee", "The mooring fee is 40 crowns for each night.", "The mooring fee is 55 crowns for each night."),
    ("visitor badges", "Visitor badges are valid for 7 days.", "Visitor badges are valid for 3 days."),
    ("lamp checks", "Lamp checks happen every 6 weeks on all piers.", "Lamp checks happen every 2 weeks on all piers."),
)
AGREEING = (
    written("canteen", "The harbour canteen opens at 11 and takes cards.", title="Canteen"),
    written("parking", "Parking is free for 2 hours beside the customs house.", title="Parking"),
)
Pair = tuple[Written, Written]


def move(number: int, name: str, old: str, new: str) -> Pair:
    """Two decisions of which the second replaced the first."""
    made = []
    for own, other, text, day in ((number, number + 50, old, OLD), (number + 50, number, new, NEW)):
        is_old = own < other
        status = f"Superseded by ADR-{other:04d}" if is_old else "Accepted"
        link = Link("superseded-by" if is_old else "supersedes", f"ADR-{other:04d}")
        title = f"ADR-{own:04d}: {name.capitalize()}{' then' if is_old else ''}"
        decision = Decision(
            title, text, Origin.RECORD, id=f"x{own}", stated=status, decided_on=day, deciders=("Bo Lindqvist",),
            document_id=f"d{own}", links=(link,), quotes=(Quote(text, 0), Quote(f"Status: {status}", 0)),
        )  # fmt: skip
        made.append(
            written(
                f"d{own}", f"Status: {status}\n\n{text}", title=title, path=f"adr/{own:04d}.md", status=status,
                authors=("Ana Ruiz",), created_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
                updated_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
            )
        )  # fmt: skip
        made[-1] = Written(made[-1].document, made[-1].texts, extracted=Extracted(decisions=(decision,)))
    return made[0], made[1]


def values(name: str, old: str, new: str) -> Pair:
    """Two pages that give other values."""
    key = name.replace(" ", "-")
    older = written(f"{key}-a", old, title=f"On {name}", authors=("Liu Mei",), updated_at=datetime(2021, 2, 3, tzinfo=UTC))
    newer = written(f"{key}-b", new, title=f"More on {name}", authors=("Chen",), updated_at=datetime(2023, 5, 11, tzinfo=UTC))
    return older, newer


REPLACED = {name: move(number, name, old, new) for number, (name, old, new) in enumerate(MOVES, 1)}
OTHERWISE = {name: values(name, old, new) for name, old, new in VALUES}
ALL = REPLACED | OTHERWISE


class Book:
    """The decision book over the made-up decisions."""

    def __init__(self) -> None:
        known = [Known(one.document, one.extracted) for pair in REPLACED.values() for one in pair]
        self._memory = Memory(HeldExtracts(known))

    def lineage(self, principal: Principal) -> Lineage:
        return Lineage(self._memory.seen_by(principal), CLOCK.now().date())


def inventory(_: Principal) -> Inventory:
    """What a question about a day is read with: when each decision was in force."""
    tenures = {}
    for older, newer in REPLACED.values():
        tenures |= {older.document.id: Tenure(OLD, NEW, is_over=True), newer.document.id: Tenure(NEW)}
    dated = tuple(DatedDecision((newer.document.title,), NEW, replaces=True) for _, newer in REPLACED.values())
    return Inventory(first=OLD, last=NEW, history=lambda: History(dated, tenures))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with Shelf(tmp_path_factory.mktemp("sides")) as shelf:
        shelf.put(*AGREEING, *(one for pair in ALL.values() for one in pair))
        shelf.publish()
        yield shelf


async def ask(shelf: Shelf, text: str, generator: Generator | None = None) -> Answer:
    """The answer; its pieces are its text, and every marker is a citation whose quote stands in its chunk."""
    documents, book = shelf.catalogue.documents, Book()
    memory = FromMemory(
        Decider(book, documents, shelf.embedder, CLOCK),
        interpreter=Understanding(shelf.retriever, inventory, CLOCK),
        contradictor=Comparer(book, documents),
    )
    answerer = Answerer(shelf.retriever, documents, shelf.embedder, worder(generator) if generator else None, memory)
    events = [event async for event in answerer.answer(Question(text, ANA))]
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert "".join(event.text for event in events if isinstance(event, Delta)) == answer.text
    assert {int(number) for number in re.findall(r"\[(\d+)\]", answer.text)} == {one.marker for one in answer.citations}
    assert all(one.quote in one.chunk.text for one in answer.citations)
    return answer


def shows(answer: Answer, pair: Pair) -> bool:
    """Whether both are cited, each with its day and its first author."""
    cited = {one.document.id for one in answer.citations}
    told = [one.document for one in pair]
    facts = [word for one in told for word in (str(one.updated_at)[:10], *one.authors[:1])]
    return {one.id for one in told} <= cited and all(word in answer.text for word in facts)


@pytest.mark.parametrize("name", list(ALL))
async def test_both_sides_are_shown_the_current_one_first(shelf: Shelf, name: str) -> None:
    answer = await ask(shelf, f"How do we handle {name}?" if name in REPLACED else f"What do we know of {name}?")

    assert shows(answer, ALL[name])
    assert answer.text.index("2023-05-11") < answer.text.index("2021-02-03")


@pytest.mark.parametrize("told", [1, 2], ids=["what was sent first", "what was sent second"])
@pytest.mark.parametrize("name", list(ALL))
async def test_a_generator_that_tells_one_side_does_not_hide_the_other(shelf: Shelf, name: str, told: int) -> None:
    words = ALL[name][2 - told].texts[0].rpartition("\n\n")[2]
    question = f"How do we handle {name}?" if name in REPLACED else f"What do we know of {name}?"

    answer = await ask(shelf, question, ScriptedGenerator([f"{words[:-1]} [{told}]."]))

    assert answer.generator == "scripted:answers"
    assert shows(answer, ALL[name])
    assert answer.text.index("2023-05-11") < answer.text.index("2021-02-03")


@pytest.mark.parametrize("text", ["When does the harbour canteen open?", "How long is parking free?"])
async def test_where_nothing_disagrees_nothing_is_said_to(shelf: Shelf, text: str) -> None:
    answer = await ask(shelf, text)

    assert not answer.abstained
    assert "disagree" not in answer.text
    assert "**Now**" not in answer.text


@pytest.mark.parametrize("name", list(REPLACED))
async def test_a_question_about_a_day_is_answered_as_of_then(shelf: Shelf, name: str) -> None:
    older, newer = REPLACED[name]

    answer = await ask(shelf, f"As of March 2022, how do we handle {name}?")

    assert shows(answer, (older, newer))
    assert answer.text.index("2021-02-03") < answer.text.index("2023-05-11")
    assert "no longer in force" in answer.text


async def test_a_question_about_a_day_after_the_change_is_answered_with_the_change(shelf: Shelf) -> None:
    answer = await ask(shelf, "As of March 2024, how do we handle gate passes?")

    assert "**As of March 2024**: ADR-0054" in answer.text
    assert "still in force" in answer.text
