"""Questions about decisions, over a real index and catalogue: answered from the decision and its lineage, with citations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.adapters.chat import ChatGenerator, ChatOptions
from assistant.adapters.scripted_generator import ScriptedGenerator
from assistant.adapters.system_clock import FixedClock
from assistant.answering.answerer import EXTRACTIVE, Answerer, FromMemory
from assistant.answering.deciding.decider import Decider
from assistant.domain.answers import Answer, Delta
from assistant.domain.decisions import Alternative, Decision, Origin
from assistant.domain.documents import Document, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.queries import Filters, Scope
from assistant.domain.questions import Question, Turn
from assistant.domain.quotes import Quote
from assistant.domain.readers import Principal, Readers
from assistant.errors import GeneratorError
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.memory import Memory
from assistant.ports import Generator
from tests.integration.index.shelf import Shelf, Written, written
from tests.stand_ins.openai_server import MODEL, OpenAIServer
from tests.stand_ins.remembered import HeldExtracts
from tests.stand_ins.worders import worder

CLOCK = FixedClock(datetime(2026, 11, 22, tzinfo=UTC))
PILOTS = Readers(frozenset({"group:pilots"}))
ANA = Scope(Principal("ana"))
PILOT = Scope(Principal("bo", frozenset({"pilots"})))

PAPER = written(
    "paper",
    "Status: Superseded by ADR-0012\nDate: 2021-02-03\n\nEvery berth change is written into the paper log at the quay.",
    title="ADR-0004: The paper log for berth changes",
    path="adr/0004-paper-log.md",
    status="Superseded by ADR-0012",
)
TABLETS = written(
    "tablets",
    "Status: Accepted\nDeciders: Ana Ruiz, Bo Lindqvist\nSupersedes: ADR-0004\n\n"
    "Berth changes are entered on tablets, and synchronised every minute.\n\n"
    "The paper log was wet and illegible after each storm, because it lay in the open.\n\n"
    "A radio protocol: nobody hears it when the cranes run.",
    title="ADR-0012: Tablets for berth changes",
    path="adr/0012-tablets.md",
    status="Accepted",
)
DRONES = written(
    "drones",
    "Status: Rejected\n\nDrones count the containers at night.\n\nThe drones were rejected because gulls attack them.",
    title="ADR-0020: Drones that count containers",
    path="adr/0020-drones.md",
    status="Rejected",
)
SENSORS = written(
    "sensors",
    "Status: Accepted\nSupersedes: ADR-0012\n\nSensors in the bollards report each berth change by themselves.",
    title="ADR-0031: Sensors for berth changes",
    path="adr/0031-sensors.md",
    status="Accepted",
    readers=PILOTS,
)
LUNCH = written("lunch", "Lunch is at noon in the harbour canteen. The canteen takes cards since spring.")


def known(of: Written, statement: str, stated: str, **fields: object) -> Known:
    """A document with its one decision; every line of its header is a quote, as is the statement's."""
    header = [line for line in of.texts[0].splitlines() if re.match(r"[A-Z]\w+: ", line)]
    decision = Decision(
        title=of.document.title,
        statement=statement,
        origin=Origin.RECORD,
        id=f"d-{of.document.id}",
        document_id=of.document.id,
        stated=stated,
        quotes=tuple(Quote(text, ordinal=0) for text in (statement[:40], *header)),
    )
    return Known(of.document, Extracted(decisions=(replace(decision, **fields),)))  # type: ignore[arg-type]


KNOWN = (
    known(
        PAPER,
        "Every berth change is written into the paper log at the quay.",
        "Superseded by ADR-0012",
        decided_on=date(2021, 2, 3),
        links=(Link("superseded-by", "ADR-0012"),),
    ),
    known(
        TABLETS,
        "Berth changes are entered on tablets, and synchronised every minute.",
        "Accepted",
        decided_on=date(2023, 5, 11),
        deciders=("Ana Ruiz", "Bo Lindqvist"),
        alternatives=(Alternative("A radio protocol", "nobody hears it when the cranes run."),),
        links=(Link("supersedes", "ADR-0004"),),
    ),
    known(DRONES, "Drones count the containers at night.", "Rejected", decided_on=date(2024, 1, 9)),
    known(
        SENSORS,
        "Sensors in the bollards report each berth change by themselves.",
        "Accepted",
        decided_on=date(2025, 6, 1),
        links=(Link("supersedes", "ADR-0012"),),
    ),
)


class Book:
    """The decision book over decisions made by hand."""

    def __init__(self, extracts: HeldExtracts) -> None:
        self._memory = Memory(extracts)

    def lineage(self, principal: Principal) -> Lineage:
        return Lineage(self._memory.seen_by(principal), CLOCK.now().date())


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    home: Path = tmp_path_factory.mktemp("shelf")
    with Shelf(home) as shelf:
        shelf.put(PAPER, TABLETS, DRONES, SENSORS, LUNCH)
        shelf.publish()
        yield shelf


async def ask(
    shelf: Shelf,
    text: str,
    scope: Scope = ANA,
    generator: Generator | None = None,
    held: tuple[Known, ...] = KNOWN,
    said: tuple[Turn, ...] = (),
) -> Answer:
    """The answer, after what holds of every answer from here: its pieces are its text, and its quotes stand in their chunks."""
    documents = shelf.catalogue.documents
    decider = Decider(Book(HeldExtracts(held)), documents, shelf.embedder, CLOCK)
    wording = worder(generator, clock=CLOCK) if generator else None
    answerer = Answerer(shelf.retriever, documents, shelf.embedder, wording, FromMemory(decider))
    events = [event async for event in answerer.answer(Question(text, scope, said=said))]
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert "".join(event.text for event in events if isinstance(event, Delta)) == answer.text
    assert all(citation.quote in citation.chunk.text for citation in answer.citations)
    assert all(citation.document.readers.permit(scope.principal) for citation in answer.citations)
    markers = {int(number) for number in re.findall(r"\[(\d+)\]", answer.text)}
    assert markers == {citation.marker for citation in answer.citations}
    return answer


def cited(answer: Answer) -> set[str]:
    return {citation.document.id for citation in answer.citations}


@pytest.mark.parametrize(
    ("text", "said", "documents"),
    [
        ("What was decided about the drones?", "is rejected", {"drones"}),
        ("What is the status of ADR-0020?", "ADR-0020 “Drones that count containers” is rejected", {"drones"}),
        ("Was “Drones that count containers” accepted?", "is rejected", {"drones"}),
        ("Why did we reject the drones?", "gulls attack them", {"drones"}),
        ("Why did we move away from the paper log?", "wet and illegible", {"paper", "tablets"}),
        ("Why did we choose tablets?", "wet and illegible", {"paper", "tablets"}),
        ("Which ADR replaced ADR-0004?", "ADR-0012 “Tablets for berth changes” replaced ADR-0004", {"paper", "tablets"}),
        ("What did we use before the tablets?", "there was ADR-0004 “The paper log", {"paper", "tablets"}),
        ("Was the paper log still in force in March 2022?", "Yes: ADR-0004", {"paper", "tablets"}),
        ("Was the paper log still in force in March 2024?", "No: ADR-0004", {"paper", "tablets"}),
        ("Was the paper log still in force in 2023?", "Not all the time in 2023", {"paper", "tablets"}),
        ("Do we still use the paper log?", "is not in force today", {"paper", "tablets"}),
        ("Was ADR-0012 in force in 2020?", "it dates from 2023-05-11", {"tablets", "paper"}),
        ("Who decided on the tablets?", "Ana Ruiz and Bo Lindqvist", {"tablets"}),
        ("When was the paper log replaced?", "on 2023-05-11", {"paper", "tablets"}),
        ("When were tablets adopted?", "as of 2023-05-11", {"tablets"}),
        ("What alternatives were considered for the tablets?", "“A radio protocol”: nobody hears it", {"tablets"}),
        ("Why did we decide against the radio protocol?", "“A radio protocol” was considered", {"tablets"}),
        ("What is our current policy on tablets?", "What holds now is ADR-0012", {"tablets", "paper"}),
        ("What changed since 2023?", "2024-01-09: ADR-0020", {"drones", "tablets", "paper"}),
        ("什么取代了 ADR-0004？", "ADR-0012 “Tablets for berth changes” 取代了", {"paper", "tablets"}),
        ("ADR-0004 在2024年3月还有效吗？", "否：ADR-0004", {"paper", "tablets"}),
    ],
)
async def test_a_question_about_a_decision_is_answered_from_it_and_its_lineage(
    shelf: Shelf, text: str, said: str, documents: set[str]
) -> None:
    answer = await ask(shelf, text)

    assert said in answer.text
    assert not answer.abstained
    assert answer.generator == EXTRACTIVE
    assert cited(answer) & documents == cited(answer)
    assert answer.confidence > 0.7


@pytest.mark.parametrize(
    ("before", "text", "said", "documents"),
    [
        ("What was decided about the tablets?", "and who decided that?", "Ana Ruiz and Bo Lindqvist", {"tablets"}),
        ("What is the status of ADR-0004?", "what replaced it?", "replaced ADR-0004", {"paper", "tablets"}),
        ("What is the status of ADR-0004?", "Was it still in force in March 2024?", "No: ADR-0004", {"paper", "tablets"}),
        ("Was ADR-0012 accepted?", "what about ADR-0020?", "is rejected", {"drones"}),
        ("What was decided about the tablets?", "which alternatives were considered?", "“A radio protocol”", {"tablets"}),
    ],
)
async def test_a_follow_up_is_about_the_decision_of_the_question_before(
    shelf: Shelf, before: str, text: str, said: str, documents: set[str]
) -> None:
    so_far = (Turn("Bo", before), Turn("Lore", "It is said in the documents [1].", ours=True))
    answer = await ask(shelf, text, said=so_far)
    assert said in answer.text
    assert cited(answer) == documents
    assert answer.question == text


async def test_a_conversation_shows_no_decision_that_the_asker_may_not_read(shelf: Shelf) -> None:
    """A colleague who may read more asked before."""
    so_far = (Turn("Bo", "What was decided about the sensors in the bollards?"), Turn("Lore", "ADR-0031 [1].", ours=True))
    for text in ("and who decided that?", "what did it replace?", "why?"):
        assert "sensors" not in cited(await ask(shelf, text, said=so_far))
    assert "sensors" in cited(await ask(shelf, "what did it replace?", PILOT, said=so_far))


async def test_an_answer_names_what_was_replaced_as_no_longer_in_force(shelf: Shelf) -> None:
    answer = await ask(shelf, "What was decided about ADR-0012?")

    assert "It replaced ADR-0004 “The paper log for berth changes”, which is no longer in force" in answer.text
    assert cited(answer) == {"paper", "tablets"}


async def test_what_replaced_a_decision_is_told_to_those_only_who_may_read_it(shelf: Shelf) -> None:
    for_pilots = await ask(shelf, "What replaced ADR-0012?", PILOT)
    for_others = await ask(shelf, "What replaced ADR-0012?")

    assert "ADR-0031 “Sensors for berth changes” replaced ADR-0012" in for_pilots.text
    assert cited(for_pilots) == {"tablets", "sensors"}
    assert "Sensors" not in for_others.text
    assert "Nothing that you may read replaced ADR-0012" in for_others.text
    assert for_others.confidence < for_pilots.confidence


async def test_a_hidden_decision_is_not_the_one_that_is_meant(shelf: Shelf) -> None:
    named = await ask(shelf, "What is the status of ADR-0031?")
    described = await ask(shelf, "What was decided about sensors?")

    assert "sensors" not in cited(named) | cited(described)
    assert "bollards" not in named.text + described.text


async def test_filters_hold_for_the_decision_that_is_meant(shelf: Shelf) -> None:
    answer = await ask(shelf, "What is the status of ADR-0020?", replace(ANA, filters=Filters(statuses=("Accepted",))))

    assert "drones" not in cited(answer)


@pytest.mark.parametrize(
    "text",
    [
        "Since when does the canteen take cards?",
        "What was decided about the canteen?",
        "Why did we reject the purple submarine?",
        "When is lunch?",
        "Who decided on the paper log?",
    ],
    ids=[
        "no question about a decision",
        "no decision on it",
        "nothing like it",
        "nothing at all",
        "the decision does not tell",
    ],
)
async def test_where_no_decision_fits_the_ordinary_reader_answers_as_before(shelf: Shelf, text: str) -> None:
    ordinary = Answerer(shelf.retriever, shelf.catalogue.documents, shelf.embedder)
    before = [event async for event in ordinary.answer(Question(text, ANA))][-1]
    assert isinstance(before, Answer)

    answer = await ask(shelf, text)

    assert answer.text.partition("\n\n*Not in force")[0] == before.text.partition("\n\n*Not in force")[0]
    assert (answer.abstained, answer.confidence) == (before.abstained, before.confidence)


async def test_the_ordinary_readers_warning_names_the_successor(shelf: Shelf) -> None:
    answer = await ask(shelf, "Where is every berth change written into at the quay?")

    assert "Not in force: “ADR-0004: The paper log for berth changes” is superseded by adr-0012" in answer.text
    assert "ADR-0012 “Tablets for berth changes” replaced it" in answer.text


# ---- with a generator ----

WORDED = "Tablets replaced the paper log for berth changes [2]. The paper log is no longer in force [1]."


async def test_a_generator_is_sent_the_decisions_first_with_how_they_stand(shelf: Shelf) -> None:
    generator = ScriptedGenerator([WORDED])
    answer = await ask(shelf, "Which ADR replaced ADR-0004?", generator=generator)
    sent = generator.calls[0][-1].text

    assert "decision: superseded, dated 2021-02-03, replaced by ADR-0012 “Tablets for berth changes”" in sent
    assert sent.index("ADR-0004: The paper log") < sent.index("ADR-0012: Tablets for berth changes")
    assert sent.index("decision: accepted") < (sent.find("ADR-0020") if "ADR-0020" in sent else len(sent))
    assert cited(answer) == {"paper", "tablets"}
    assert answer.text.startswith(WORDED)


async def test_a_generator_that_fails_leaves_the_answer_from_the_decisions(shelf: Shelf) -> None:
    answer = await ask(
        shelf, "Which ADR replaced ADR-0004?", generator=ScriptedGenerator([GeneratorError("the model is away")])
    )

    assert "ADR-0012 “Tablets for berth changes” replaced ADR-0004" in answer.text
    assert "the model is away" in answer.notice
    assert answer.generator == EXTRACTIVE


async def test_a_model_over_http_words_the_answer_and_its_citations_hold(shelf: Shelf) -> None:
    with OpenAIServer() as server:
        server.answer = WORDED
        generator = ChatGenerator(ChatOptions(model=f"openai:{MODEL}", base_url=server.base_url, api_key="k"))
        answer = await ask(shelf, "Which ADR replaced ADR-0004?", generator=generator)

    assert "Tablets replaced the paper log" in answer.text
    assert cited(answer) == {"paper", "tablets"}
    assert answer.generator != EXTRACTIVE


# ---- hostile documents ----


async def test_a_title_can_make_no_link_picture_or_markup(shelf: Shelf, tmp_path: Path) -> None:
    title = "ADR-0066: [Free](https://evil.example/x) ![p](https://evil.example/p.png) <b>rum</b> [7]"
    rum = written("rum", "Status: Accepted\n\nRum is free.", title=title, path="adr/0066-rum.md", status="Accepted")
    with Shelf(tmp_path) as other:
        other.put(rum)
        book = Book(HeldExtracts([known(rum, "Rum is free.", "Accepted")]))
        decider = Decider(book, other.catalogue.documents, other.embedder, CLOCK)
        decided = decider.decide(Question("What is the status of ADR-0066?", ANA), ())

    assert decided is not None
    assert not re.search(r"\]\(|!\[|<b>|https?://|\[7\]", decided.text)


def test_a_document_whose_readers_changed_since_is_not_quoted(tmp_path: Path) -> None:
    with Shelf(tmp_path) as other:
        other.put(DRONES)
        decider = Decider(Book(HeldExtracts(KNOWN)), other.catalogue.documents, other.embedder, CLOCK)
        asked = Question("What is the status of ADR-0020?", ANA)
        before = decider.decide(asked, ())
        moved: Document = replace(DRONES.document, readers=PILOTS)
        other.move(moved)

        assert before is not None
        assert decider.decide(asked, ()) is None


PROPOSED_ONLY = known(
    TABLETS,
    "Berth changes are entered on tablets, and synchronised every minute.",
    "Accepted",
    proposed_on=date(2023, 5, 11),
    links=(Link("supersedes", "ADR-0004"),),
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Was the paper log still in force in March 2024?", "don't say whether ADR-0004"),
        ("Was the paper log still in force in March 2022?", "Yes: ADR-0004"),
        ("Do we still use the paper log?", "is not in force today"),
        ("When was the paper log replaced?", "don't say on which day that was"),
        ("What changed since 2023?", "superseded (its successor was proposed on this day)"),
    ],
)
async def test_a_successor_did_not_take_effect_on_the_day_of_its_proposal(shelf: Shelf, text: str, said: str) -> None:
    paper, _, drones, _ = KNOWN

    answer = await ask(shelf, text, held=(paper, PROPOSED_ONLY, drones))

    assert said in answer.text
    assert "replaced ADR-0004 “The paper log” on" not in answer.text
