"""What was read into a question, over HTTP and on the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import httpx
import pytest
from web_clients import client_over
from web_library import LibrarySearcher

from assistant.adapters.system_clock import FixedClock
from assistant.domain.answers import Answer, AnswerEvent, SourcesFound
from assistant.domain.queries import Filters, Query, Scope
from assistant.domain.questions import Question, Turn
from assistant.domain.understood import Understood
from assistant.retrieval.understanding.searching import Understanding
from assistant.web.services import Services

CLOCK = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
DESIGNS = "design docs about the Kafka message bus"


@dataclass
class Echo:
    """Answers with what was understood, and remembers what it was asked."""

    understood: Understood
    asked: list[Question] = field(default_factory=list)

    async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        self.asked.append(question)
        yield SourcesFound(())
        yield Answer("1", "c", question.text, "It is so.", False, 0.5, (), (), "extractive", 1.0, understood=self.understood)


UNDERSTOOD = Understood(
    "open <PRs> of March", "PRs", Filters(kinds=("code-review",)), ("March 2026", "<b>PRs</b>"), parts=("who?",)
)


@pytest.fixture
def reading(services: Services) -> Services:
    """The application with something that reads questions."""
    inventories = services.knowledge.inventories
    return replace(services, interpreter=Understanding(LibrarySearcher(), inventories.of, CLOCK))


@pytest.fixture
async def client(reading: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_over(reading) as client:
        yield client


async def test_a_search_tells_what_it_understood(client: httpx.AsyncClient) -> None:
    body = (await client.post("/v1/search", json={"query": DESIGNS})).json()

    assert {hit["document"]["kind"] for hit in body["hits"]} == {"design-doc"}
    assert body["understood"]["filters"]["kind"] == ["design-doc"]
    assert body["understood"]["words"] == ["design docs"]
    assert body["understood"]["note"] == ""


async def test_a_literal_search_understands_nothing(client: httpx.AsyncClient) -> None:
    body = (await client.post("/v1/search", json={"query": DESIGNS, "understand": False})).json()

    assert body["understood"]["words"] == []
    assert body["understood"]["text"] == DESIGNS


async def test_a_search_says_when_nothing_was_within_what_it_understood(client: httpx.AsyncClient) -> None:
    body = (await client.post("/v1/search", json={"query": "what was said about Kafka in the minutes of May 1999?"})).json()

    assert body["hits"]
    assert body["understood"]["note"].endswith("searched everything.")


async def test_filters_of_the_request_are_not_widened(client: httpx.AsyncClient) -> None:
    body = (await client.post("/v1/search", json={"query": DESIGNS, "filters": {"kind": ["thread"]}})).json()

    assert body["hits"] == []


async def test_an_answer_tells_what_was_understood(services: Services) -> None:
    async with client_over(replace(services, asker=Echo(UNDERSTOOD))) as client:
        body = (await client.post("/v1/ask", json={"question": "open PRs of March"})).json()

    assert body["understood"]["words"] == ["March 2026", "<b>PRs</b>"]
    assert body["understood"]["parts"] == ["who?"]


async def test_a_question_may_be_asked_literally_and_with_what_was_said_before(services: Services) -> None:
    echo = Echo(UNDERSTOOD)
    history = [{"role": "user", "content": "What is Kafka for?"}, {"role": "assistant", "content": "For messages [1]."}]

    async with client_over(replace(services, asker=echo)) as client:
        await client.post("/v1/ask", json={"question": "why?", "understand": False, "history": history})

    assert echo.asked[0].literally
    assert echo.asked[0].said == (Turn("user", "What is Kafka for?"), Turn("assistant", "For messages [1].", ours=True))


@pytest.mark.parametrize("history", [[{"role": "system", "content": "x"}], [{"role": "user"}], "x"])
async def test_a_history_of_another_shape_is_refused(services: Services, history: object) -> None:
    async with client_over(services) as client:
        response = await client.post("/v1/ask", json={"question": "why?", "history": history})

    assert response.status_code == 422


async def test_the_page_shows_what_was_understood_and_how_to_take_it_out(services: Services) -> None:
    echo = Echo(UNDERSTOOD)

    async with client_over(replace(services, asker=echo)) as client:
        page = (await client.get("/", params={"q": "open PRs of March", "kind": "page"})).text
        await client.get("/", params={"q": "open PRs of March", "literally": "true"})

    assert '<span class="chip">March 2026</span>' in page
    assert '<span class="chip">&lt;b&gt;PRs&lt;/b&gt;</span>' in page
    assert 'href="/?q=open+PRs+of+March&amp;kind=page&amp;literally=true"' in page
    assert [question.literally for question in echo.asked] == [False, True]


async def test_the_page_shows_the_note_in_the_place_of_the_chips(services: Services) -> None:
    widened = replace(UNDERSTOOD, note="Nothing in March 2026; searched everything.")

    async with client_over(replace(services, asker=Echo(widened))) as client:
        page = (await client.get("/", params={"q": "open PRs of March"})).text

    assert "Nothing in March 2026; searched everything." in page
    assert 'class="chip"' not in page


async def test_the_page_of_a_plain_question_says_nothing_of_it(services: Services) -> None:
    async with client_over(replace(services, asker=Echo(Understood("why?", "why?")))) as client:
        page = (await client.get("/", params={"q": "why?"})).text

    assert 'class="understood"' not in page


async def test_without_anything_that_reads_questions_they_are_searched_as_they_stand(services: Services) -> None:
    found = services.find(Query(DESIGNS, Scope(services.caller()), 5))

    assert found.understood.is_plain


async def test_the_members_of_a_team_are_not_told(services: Services) -> None:
    team = Understood("q", "q", Filters(voices=("Ana Ruiz", "Bo Chen")), ("platform team",), is_team=True)

    async with client_over(replace(services, asker=Echo(team))) as client:
        body = (await client.post("/v1/ask", json={"question": "what did the platform team decide?"})).json()

    assert body["understood"]["words"] == ["platform team"]
    assert "Bo Chen" not in str(body["understood"])
