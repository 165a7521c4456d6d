"""The steps of a research in Slack: a status while they are made, task cards above an answer that streams, lines below one that
comes whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.answers import Answer, AnswerEvent, Citation, Delta, Evidence, EvidenceChosen, Excerpt, SourcesFound
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.provenance import Look, Step
from assistant.domain.readers import Readers
from assistant.slack.talking.status import LOOKING_FURTHER
from tests.stand_ins.slack_office import Office, furnished, office
from tests.stand_ins.slack_platform import Message

EVERYONE = Readers(frozenset({"everyone"}))
DOCUMENT = Document("d1", "handbook", "bus.md", "ADR-0019: The bus", Kind.DESIGN_DOC, "0", EVERYONE, "https://wiki.example/bus")
HOSTILE = replace(DOCUMENT, id="d2", title="<!channel> see https://evil.example/x <@U0ANA>")
CHUNK = Chunk(7, "d1", 0, "We run Kafka with six brokers.")
STEPS = (
    Step(Look.FOLLOWED, "ADR-0004", "what replaced it", (DOCUMENT,)),
    Step(Look.SEARCHED, "<!channel> https://evil.example " + "brokers " * 200, "", (HOSTILE,)),
    Step(Look.SEARCHED, "flink", ""),
)


def events(pieces: list[str], *, abstained: bool = False) -> list[AnswerEvent]:
    """An answer in these pieces, behind the steps."""
    hit = Hit(DOCUMENT, CHUNK, 1.0)
    citations = () if abstained else (Citation(1, CHUNK.text, DOCUMENT, CHUNK),)
    whole = Answer("a1", "c", "q", "".join(pieces), abstained, 0.9, citations, (hit,), "scripted", 1.0, trail=STEPS)
    evidence = Evidence((Excerpt(DOCUMENT, (CHUNK,), 1.0),))
    return [SourcesFound((hit,)), *STEPS, SourcesFound((hit,)), EvidenceChosen(evidence), *map(Delta, pieces), whole]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("lore") / "home")


@pytest.fixture
async def streaming(home: Path) -> AsyncIterator[Office]:
    async with office(home, events=events(["Kafka runs. [1]\n\n", "Six brokers run it. [1]\n\n", "That is all. [1]"])) as there:
        yield there
        assert there.violations == []


@pytest.fixture
async def whole(home: Path) -> AsyncIterator[Office]:
    async with office(home, events=events(["Kafka runs with six brokers. [1]"])) as there:
        yield there
        assert there.violations == []


async def answer(at: Office) -> Message:
    asked = await at.hands.says(at.bo, at.hall, "<@U0LORE> how many brokers?")
    await at.idle()
    [told] = at.slack.workspace.by_lore(at.hall, thread=asked.ts)
    return told


def cards(message: Message) -> list[str]:
    return [block["title"] for block in message.blocks if block["type"] == "task_card"]


async def test_a_streamed_answer_begins_with_a_card_for_each_step(streaming: Office) -> None:
    told = await answer(streaming)
    first, followed, searched, last = cards(told)
    assert first == "Searched the documents"
    assert followed == "Followed ADR-0004 → what replaced it"
    assert searched.startswith("Searched for")
    assert last == "Searched for “flink”"
    assert "ADR-0019" in told.words


async def test_an_answer_that_comes_whole_tells_its_steps_below(whole: Office) -> None:
    told = await answer(whole)
    assert cards(told) == []
    assert "1. Followed ADR-0004 → what replaced it: ADR-0019" in told.words
    assert "3. Searched for “flink”: nothing new" in told.words


async def test_no_step_of_a_streamed_answer_calls_anybody_or_leads_anywhere(streaming: Office) -> None:
    check_harmless(await answer(streaming))


async def test_no_step_of_a_whole_answer_calls_anybody_or_leads_anywhere(whole: Office) -> None:
    check_harmless(await answer(whole))


def check_harmless(told: Message) -> None:
    said = str(told.blocks) + told.text
    assert "<!channel>" not in said
    assert "https://evil.example" not in said
    assert "<@U0ANA>" not in said


async def test_the_status_says_that_more_is_looked_for(whole: Office) -> None:
    await answer(whole)
    statuses = [call.arguments.get("status") for call in whole.slack.calls_of("assistant.threads.setStatus")]
    assert statuses.count(LOOKING_FURTHER) == len(STEPS)
