"""The whole way of a question, with a generator that says what it is told to, and with one that misbehaves over HTTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.chat import ChatGenerator, ChatOptions
from assistant.adapters.scripted_generator import ScriptedGenerator
from assistant.adapters.system_clock import FixedClock
from assistant.answering.answerer import EXTRACTIVE, Answerer, FromMemory
from assistant.domain.answers import Answer, AnswerEvent, Colleague, Delta, EvidenceChosen, SourcesFound
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.queries import Query, Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal, Readers
from assistant.errors import GeneratorError, UsageError
from assistant.ports import Generator
from tests.integration.index.shelf import Shelf, scope, written
from tests.stand_ins.openai_server import MODEL, Mode, OpenAIServer, closed_port
from tests.stand_ins.worders import worder

QUESTION = "Which message bus do we run and how many brokers does Kafka have?"
KAFKA = "The message bus that we run is Kafka and Kafka has six brokers."
RABBIT = "The message bus that we run is RabbitMQ."
CITED = ["The message bus is Kafka ", "with six bro", "kers [1]."]
SECRET = "The Kafka message bus leaked a deploy token through six brokers."


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    home: Path = tmp_path_factory.mktemp("shelf")
    with Shelf(home) as shelf:
        shelf.put(
            written("kafka", KAFKA, title="ADR-0019: Kafka as the message bus", status="Accepted"),
            written("leak", SECRET, readers=Readers(frozenset({"group:security"}))),
            written("lunch", "Lunch is at noon in the harbour canteen."),
        )
        shelf.publish()
        yield shelf


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        running.answer = "".join(CITED)
        yield running


def answerer(shelf: Shelf, generator: Generator | None) -> Answerer:
    clock = FixedClock(datetime(2026, 1, 5, tzinfo=UTC))
    wording = worder(generator, clock=clock) if generator else None
    return Answerer(shelf.retriever, shelf.catalogue.documents, shelf.embedder, wording)


async def events_of(
    shelf: Shelf, generator: Generator | None, text: str = QUESTION, asked: Scope | None = None
) -> list[AnswerEvent]:
    return [event async for event in answerer(shelf, generator).answer(Question(text, asked or scope("ana")))]


def whole(events: list[AnswerEvent]) -> Answer:
    """The answer, after what holds of every stream of events."""
    first, *deltas, last = events
    assert isinstance(first, SourcesFound)
    assert isinstance(last, Answer)
    if deltas and isinstance(deltas[0], EvidenceChosen):
        chosen = deltas.pop(0)
        assert isinstance(chosen, EvidenceChosen)
        if last.generator.startswith("scripted"):
            assert all(chosen.evidence.excerpts[one.marker - 1].document == one.document for one in last.citations)
    assert all(isinstance(delta, Delta) and delta.text for delta in deltas)
    assert "".join(delta.text for delta in deltas if isinstance(delta, Delta)) == last.text
    assert last.sources == first.sources
    assert 0 <= last.confidence <= 1
    return last


# ---- with a scripted generator ----


async def test_a_supported_answer_streams_with_its_citation(shelf: Shelf) -> None:
    generator = ScriptedGenerator(CITED)
    answer = whole(await events_of(shelf, generator))
    assert answer.text == "".join(CITED)
    assert [(one.marker, one.document.id) for one in answer.citations] == [(1, "kafka")]
    assert answer.citations[0].quote in KAFKA
    assert (answer.generator, answer.abstained, answer.notice) == ("scripted:answers", False, "")
    assert generator.closed == 1


async def test_sentences_are_given_out_before_the_last_one_is_known(shelf: Shelf) -> None:
    events = await events_of(shelf, ScriptedGenerator(["The bus is Kafka [1]. ", "Kafka has six brokers [1]."]))
    assert len(events) >= 4
    whole(events)


async def test_the_generator_is_sent_what_the_asker_may_read_and_nothing_else(shelf: Shelf) -> None:
    generator = ScriptedGenerator(CITED)
    await events_of(shelf, generator)
    sent = "\n".join(message.text for message in generator.calls[0])
    assert KAFKA in sent
    assert SECRET not in sent
    assert "2026" in sent
    await events_of(shelf, generator, asked=Scope(Principal("ruth", frozenset({"security"}))))
    assert SECRET in "\n".join(message.text for message in generator.calls[1])


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Kafka has six brokers [1] [9].", "Kafka has six brokers [1]."),
        ("Kafka has six brokers [17].", "Kafka has six brokers [1]."),
        ("Kafka has six brokers [0][1].", "Kafka has six brokers [1]."),
        ("Kafka has nine brokers [1].", "Kafka has nine brokers. *(not in the sources)*"),
        ("Penguins breed in winter near colonies [1].", "Penguins breed in winter near colonies. *(not in the sources)*"),
    ],
    ids=["one to nowhere", "to nowhere where it is known where", "zero", "another figure", "no support"],
)
async def test_markers_that_nothing_bears_out_are_removed(shelf: Shelf, said: str, kept: str) -> None:
    answer = whole(await events_of(shelf, ScriptedGenerator([said])))
    assert answer.text.strip() == kept
    assert [one.marker for one in answer.citations] == ([1] if "[1]" in kept else [])


async def test_an_answer_without_a_citation_says_so_and_is_not_sure_of_itself(shelf: Shelf) -> None:
    answer = whole(await events_of(shelf, ScriptedGenerator(["Kafka has nine brokers."])))
    assert "could be tied to a source" in answer.notice
    assert answer.confidence == 0


@pytest.mark.parametrize("pieces", [["NOT_IN_EVIDENCE"], ["NOT_IN", "_EVIDENCE", "."]], ids=["whole", "in pieces"])
async def test_a_generator_that_finds_no_answer_abstains_and_the_nearest_documents_are_named(
    shelf: Shelf, pieces: list[str]
) -> None:
    answer = whole(await events_of(shelf, ScriptedGenerator(pieces)))
    assert answer.abstained
    assert answer.citations == ()
    assert "ADR-0019" in answer.text
    assert "NOT_IN_EVIDENCE" not in answer.text


async def test_links_to_elsewhere_are_not_shown(shelf: Shelf) -> None:
    said = "Kafka has six brokers [1], see [this](https://evil.example/?q=x) ![p](https://evil.example/p.png)."
    assert "evil.example" not in whole(await events_of(shelf, ScriptedGenerator([said]))).text


@pytest.mark.parametrize("at", [0, 1, 2, 3])
async def test_a_generator_that_fails_costs_the_wording_and_not_the_answer(shelf: Shelf, at: int) -> None:
    pieces: list[str | GeneratorError] = ["The bus is Kafka [1]. ", "It has six brokers [1]. ", "It was chosen "]
    pieces.insert(at, GeneratorError("the model broke off"))
    generator = ScriptedGenerator(pieces)
    answer = whole(await events_of(shelf, generator))
    assert answer.generator == EXTRACTIVE
    assert "the model broke off" in answer.notice
    assert KAFKA in answer.text.replace("> ", "")
    assert {one.document.id for one in answer.citations} == {"kafka"}
    shown = list(dict.fromkeys(re.findall(r"\[(\d+)\]", answer.text)))
    assert [str(one.marker) for one in answer.citations] == shown
    assert generator.closed == 1
    if at > 1:
        assert answer.text.startswith("The bus is Kafka")
        assert "\n\n---\n\n*The model stopped here." in answer.text


async def test_closing_the_answer_ends_the_call(shelf: Shelf) -> None:
    generator = ScriptedGenerator(["The bus is Kafka [1]. "] * 50)
    async with aclosing(answerer(shelf, generator).answer(Question(QUESTION, scope("ana")))) as events:
        async for event in events:
            if isinstance(event, Delta):
                break
    assert generator.closed == 1


# ---- without a generator ----


async def test_without_a_generator_the_sources_own_words_answer(shelf: Shelf) -> None:
    answer = whole(await events_of(shelf, None))
    assert not answer.abstained
    assert answer.generator == EXTRACTIVE
    assert all(citation.quote in citation.chunk.text for citation in answer.citations)
    assert [one.document.id for one in answer.citations] == ["kafka"]


@pytest.mark.parametrize("generator", [None, ScriptedGenerator([GeneratorError("down")])], ids=["none", "failing"])
async def test_what_nothing_answers_is_an_abstention(shelf: Shelf, generator: Generator | None) -> None:
    answer = whole(await events_of(shelf, generator, "Who discovered penicillin?"))
    assert answer.abstained
    assert answer.citations == ()
    assert "nothing that answers this" in answer.text


async def test_a_generator_is_not_called_where_there_is_nothing_to_read(shelf: Shelf) -> None:
    generator = ScriptedGenerator(CITED)
    answer = whole(await events_of(shelf, generator, asked=scope("ana", sources=("nowhere",))))
    assert answer.abstained
    assert answer.sources == ()
    assert answer.text == "I found nothing about this in what you may read."
    assert generator.calls == []


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_an_empty_question_is_refused(shelf: Shelf, text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        await events_of(shelf, None, text)


@pytest.mark.parametrize(
    ("status", "warned"),
    [("Superseded by ADR-0019", True), ("deprecated", True), ("Rejected", True), ("Accepted", False), ("", False)],
)
@pytest.mark.parametrize("worded", [True, False], ids=["worded", "quoted"])
async def test_what_is_no_longer_in_force_is_said(tmp_path: Path, status: str, *, warned: bool, worded: bool) -> None:
    with Shelf(tmp_path) as shelf:
        shelf.put(written("rabbit", RABBIT, title="ADR-0004: RabbitMQ as the message bus", status=status))
        generator = ScriptedGenerator(["The message bus that we run is RabbitMQ [1]."]) if worded else None
        answer = whole(await events_of(shelf, generator, "Which message bus do we run?"))
        assert ("*Not in force: “ADR-0004" in answer.text) is warned
        assert [one.document.id for one in answer.citations] == ["rabbit"]


async def test_a_conversation_keeps_its_id_and_a_new_one_gets_its_own(shelf: Shelf) -> None:
    first, second = whole(await events_of(shelf, None)), whole(await events_of(shelf, None))
    assert len({first.id, second.id, first.conversation_id, second.conversation_id}) == 4
    going_on = answerer(shelf, None).answer(Question(QUESTION, scope("ana"), first.conversation_id))
    assert whole([event async for event in going_on]).conversation_id == first.conversation_id


# ---- over HTTP ----


def over_http(base_url: str, first_token_s: float = 0.4, total_s: float = 3.0) -> ChatGenerator:
    options = ChatOptions(f"openai:{MODEL}", base_url, "k", first_token_s=first_token_s, total_s=total_s)
    return ChatGenerator(options)


async def test_an_answer_over_http_streams_and_is_cited(shelf: Shelf, server: OpenAIServer) -> None:
    answer = whole(await events_of(shelf, over_http(server.base_url, 20, 30)))
    assert answer.text == "".join(CITED)
    assert answer.generator == f"openai:{MODEL}"
    assert [one.document.id for one in answer.citations] == ["kafka"]


FAULTS = [
    Mode.HANGING,
    Mode.STALLING,
    Mode.TOO_MANY,
    Mode.BROKEN,
    Mode.UNAUTHORISED,
    Mode.CUT,
    Mode.TRUNCATED,
    Mode.GARBAGE,
    Mode.EMPTY,
]


@pytest.mark.parametrize("mode", FAULTS, ids=lambda mode: mode.value)
async def test_each_fault_of_a_server_leaves_the_quotes(shelf: Shelf, server: OpenAIServer, mode: Mode) -> None:
    server.mode = mode
    answer = whole(await events_of(shelf, over_http(server.base_url)))
    assert answer.generator == EXTRACTIVE
    assert answer.notice
    assert "\n" not in answer.notice
    assert KAFKA in answer.text.replace("> ", "")
    assert [one.document.id for one in answer.citations] == ["kafka"]


async def test_a_server_that_is_not_there_leaves_the_quotes(shelf: Shelf) -> None:
    answer = whole(await events_of(shelf, over_http(closed_port(), 20, 30)))
    assert answer.generator == EXTRACTIVE
    assert "can't be reached" in answer.notice


async def test_a_server_that_never_ends_is_cut_off(shelf: Shelf, server: OpenAIServer) -> None:
    server.answer = "".join(f"The bus number {number} is Kafka [1]. " for number in range(2000))
    server.mode, server.drip_s = Mode.DRIP, 0.02
    answer = whole(await events_of(shelf, over_http(server.base_url, 5, 1.5)))
    assert answer.generator == EXTRACTIVE
    assert "did not finish" in answer.notice


async def test_an_asker_who_leaves_closes_the_connection(shelf: Shelf, server: OpenAIServer) -> None:
    server.answer = "The bus is Kafka [1]. " * 500
    server.mode, server.drip_s = Mode.DRIP, 0.02

    async def ask() -> None:
        events = answerer(shelf, over_http(server.base_url, 20, 60)).answer(Question(QUESTION, scope("ana")))
        async for event in events:
            if isinstance(event, Delta):
                began.set()

    began = asyncio.Event()
    task = asyncio.create_task(ask())
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(server.disconnected.wait, 30)


# ---- whom to ask ----


class Asking:
    """Names one colleague, and remembers for whom it was asked."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, set[str]]] = []

    def __call__(self, principal: Principal, question: str, hits: Sequence[Hit]) -> Sequence[Colleague]:
        self.heard.append((principal.user, question, {hit.document.id for hit in hits}))
        return [Colleague("Bo [x](https://evil.example)", "Wrote 2 documents about this.", "bo")]


async def asked(shelf: Shelf, text: str, whom: Asking) -> Answer:
    memory = FromMemory(whom_to_ask=whom)
    answerer = Answerer(shelf.retriever, shelf.catalogue.documents, shelf.embedder, None, memory)
    return whole([event async for event in answerer.answer(Question(text, scope("ana")))])


async def test_where_the_documents_do_not_say_it_says_whom_to_ask(shelf: Shelf) -> None:
    whom = Asking()
    answer = await asked(shelf, "Where do I park my bicycle?", whom)

    assert answer.abstained
    assert [one.user for one in answer.colleagues] == ["bo"]
    assert "Who may know" in answer.text
    assert "](https://evil" not in answer.text
    assert whom.heard == [("ana", "Where do I park my bicycle?", {"kafka", "lunch"})]


class Finding:
    """A search that finds the same 25 chunks for everything, the last five of them in another document."""

    def __init__(self, shelf: Shelf) -> None:
        documents = shelf.catalogue.documents
        names = ["kafka"] * 20 + ["lunch"] * 5
        found = ((documents.get(name), documents.chunks(name)[0]) for name in names)
        self.hits = tuple(Hit(document, chunk, 0.1) for document, chunk in found if document)

    def search(self, query: Query) -> SearchResult:
        return SearchResult(self.hits, 0.0)


async def test_an_abstention_tells_of_nothing_but_the_sources_that_are_kept_with_it(shelf: Shelf) -> None:
    whom, searcher = Asking(), Finding(shelf)
    answerer = Answerer(searcher, shelf.catalogue.documents, shelf.embedder, None, FromMemory(whom_to_ask=whom))
    question = Question("Where do I park my bicycle?", scope("ana"))
    answer = whole([event async for event in answerer.answer(question)])

    assert len(searcher.hits) == 25
    assert answer.abstained
    assert {hit.document.id for hit in answer.sources} == {"kafka"} == whom.heard[0][2]
    assert "lunch" not in answer.text


async def test_an_answer_sends_nobody_to_a_colleague(shelf: Shelf) -> None:
    whom = Asking()
    answer = await asked(shelf, QUESTION, whom)

    assert not answer.abstained
    assert answer.colleagues == ()
    assert whom.heard == []
