"""The trail of a research, over HTTP, on the page, and as the page shows it while it is made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

import httpx
import pytest
from playwright.sync_api import Page, expect
from web_clients import client_over
from web_events import events
from web_library import document

from assistant.domain.answers import Answer, AnswerEvent, Delta, SourcesFound
from assistant.domain.provenance import Look, Step
from assistant.domain.questions import Question
from assistant.web.services import Services

OLD = document("adr/0004-rabbitmq.md", "ADR-0004: RabbitMQ as the message bus")
NEW = document("adr/0019-kafka.md", "ADR-0019: Kafka & <i>more</i>")
MANY = tuple(document(f"meetings/{day}.md", f"Weekly of day {day}") for day in range(1, 8))
STEPS = (
    Step(Look.FOLLOWED, "ADR-0004", "what replaced it", (NEW,)),
    Step(Look.SEARCHED, "<b>tape</b> backups", "the best place of each document", MANY),
    Step(Look.SEARCHED, "flink", "chosen by the model"),
)
LINES = [
    "Followed ADR-0004 → what replaced it: ADR-0019",
    "Searched for “<b>tape</b> backups”: 7 documents",
    "Searched for “flink”: nothing new",
]


@dataclass
class Researching:
    """Answers behind some steps."""

    steps: tuple[Step, ...] = STEPS
    abstained: bool = False

    async def answer(self, question: Question) -> AsyncIterator[AnswerEvent]:
        yield SourcesFound(())
        for step in self.steps:
            yield step
        yield SourcesFound(())
        yield Delta("It is so.")
        yield Answer("1", "c", question.text, "It is so.", self.abstained, 0.5, (), (), "extractive", 1.0, trail=self.steps)


@pytest.fixture
def services(services: Services) -> Services:
    return replace(services, asker=Researching())


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_over(services) as client:
        yield client


async def test_the_whole_answer_holds_its_trail(client: httpx.AsyncClient) -> None:
    trail = (await client.post("/v1/ask", json={"question": "who?"})).json()["trail"]
    assert [step["text"] for step in trail] == LINES
    assert [step["look"] for step in trail] == ["followed", "searched", "searched"]
    assert (trail[0]["about"], trail[0]["why"]) == ("ADR-0004", "what replaced it")
    assert [found["title"] for found in trail[0]["found"]] == [NEW.title]


async def test_an_answer_of_one_search_has_no_trail(services: Services) -> None:
    async with client_over(replace(services, asker=Researching(()))) as client:
        assert (await client.post("/v1/ask", json={"question": "who?"})).json()["trail"] == []
        assert "Looked further" not in (await client.get("/?q=who")).text


async def test_each_step_is_an_event_between_the_sources(client: httpx.AsyncClient) -> None:
    async with client.stream("POST", "/v1/ask", json={"question": "who?", "stream": True}) as response:
        found = events([line async for line in response.aiter_lines()])
    assert [one.name for one in found] == ["sources", "step", "step", "step", "sources", "delta", "citations", "done"]
    assert [one.data["text"] for one in found if one.name == "step"] == LINES
    assert found[-1].data["trail"] == [one.data for one in found if one.name == "step"]


async def test_the_page_without_a_script_shows_the_trail_folded_with_links(client: httpx.AsyncClient) -> None:
    page = (await client.get("/?q=who")).text
    assert '<details class="research">' in page
    assert "Looked further in 3 steps" in page
    assert f'href="/documents/{NEW.id}"' in page
    assert "ADR-0019" in page
    assert "and 3 more" in page


async def test_what_documents_and_models_say_is_text_on_the_page(client: httpx.AsyncClient) -> None:
    page = (await client.get("/?q=who")).text
    assert "<b>tape</b>" not in page
    assert "&lt;b&gt;tape&lt;/b&gt; backups" in page
    assert "<i>more</i>" not in page


async def test_the_pages_script_is_sent_each_step_as_a_line(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/ask/stream?q=who") as response:
        found = events([line async for line in response.aiter_lines()])
    steps = [one.data for one in found if one.name == "step"]
    assert [one["status"] for one in steps] == LINES
    assert all(one["html"].strip().startswith("<li>") for one in steps)


async def test_an_abstention_tells_where_was_looked(services: Services) -> None:
    async with client_over(replace(services, asker=Researching(abstained=True))) as client:
        assert "Looked further in 3 steps" in (await client.get("/?q=who")).text


@pytest.mark.browser
def test_the_trail_is_folded_under_the_question_and_opens(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.get_by_label("Your question").fill("who?")
    page.keyboard.press("Enter")
    trail = page.locator("details.research")
    expect(trail.locator("summary")).to_have_text("Looked further in 3 steps")
    expect(trail.locator("li").first).to_be_hidden()
    trail.locator("summary").click()
    expect(trail.locator("li").first).to_contain_text("Followed ADR-0004 → what replaced it: ADR-0019")
    expect(trail.locator("a").first).to_have_attribute("href", f"/documents/{NEW.id}")
