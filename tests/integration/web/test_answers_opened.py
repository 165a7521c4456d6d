"""`/v1/answers`, the page of an answer, and what may be said of one, as their callers see them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import httpx
import pytest
from web_clients import client_over
from web_library import ADMIN, GUEST, LibraryDocuments, library_known

from assistant.adapters.system_clock import FixedClock
from assistant.answering.recording import Recorded, Recorder
from assistant.domain.answer_records import Looked, Reading
from assistant.domain.asked import Asked, Interface, Outcome
from assistant.domain.documents import Chunk
from assistant.domain.provenance import Look, Making, Repairs, Usage
from assistant.domain.readers import Principal
from assistant.web.services import Services
from tests.stand_ins.answer_records import HeldRecords
from tests.stand_ins.answered import NOON, record_of_chunks
from tests.stand_ins.asked_questions import HeldQuestions, Listened
from tests.stand_ins.decided import Around
from tests.stand_ins.remembered import HeldExtracts, knowledge_over

HOSTILE = '<img src=x onerror="alert(1)">'
KAFKA, LEAK = "adr-0019-kafka-md", "security-2025-03-token-leak-md"
As = Callable[[Principal], httpx.AsyncClient]
BO = Principal("bo")
DOCUMENTS = LibraryDocuments()


def chunk(document_id: str) -> Chunk:
    return DOCUMENTS.chunks(document_id)[0]


@pytest.fixture
def questions() -> HeldQuestions:
    held = HeldQuestions()
    asked = Asked("a1", f"Why Kafka? {HOSTILE}", NOON, Outcome.ANSWERED, "guest", interface=Interface.PAGE, cited=(KAFKA,))
    held.keep(asked)
    held.keep(replace(asked, id="a2", question="What leaked?"))
    held.keep(replace(asked, id="a3", question="What is for lunch?", outcome=Outcome.ABSTAINED))
    held.keep(replace(asked, id="a4", question="Does it work?", outcome=Outcome.FAILED))
    held.keep(replace(asked, id="a5", question="Of an earlier version?"))
    return held


@pytest.fixture
def records() -> HeldRecords:
    held = HeldRecords()
    full = record_of_chunks(chunk(KAFKA), shown=f"We run **Kafka** [1]. {HOSTILE}", model="openai:small")
    making = Making(
        "openai:small",
        "answer",
        3,
        full.making.sent if full.making else (),
        f"Raw {HOSTILE} [1][9]",
        Usage(1234, 56),
        0.0042,
        "EUR",
        first_words_ms=210.0,
        repairs=Repairs(dangling_markers=2),
    )
    reading = Reading("kafka", ("meetings · 2024",), note="")
    trail = (Looked(Look.SEARCHED, "what came before", "the first search was not enough", (KAFKA,)),)
    held.keep(replace(full, making=making, reading=reading, trail=trail))
    held.keep(replace(record_of_chunks(chunk(KAFKA), chunk(LEAK), shown="A token leaked [2]."), id="a2"))
    held.keep(replace(record_of_chunks(shown=""), id="a3", said="and <b>lunch</b>?"))
    held.keep(replace(record_of_chunks(shown=""), id="a4", generator="", failure="the index is broken"))
    return held


@pytest.fixture
def over(services: Services, questions: HeldQuestions, records: HeldRecords) -> As:
    """A client for each caller, over these answers."""
    listened = Listened(questions, records=records)
    knowledge = knowledge_over(HeldExtracts(library_known()), around=Around(documents=DOCUMENTS), listened=listened)
    recorder = Recorder(questions, str, FixedClock(NOON), records=records)
    recording = Recorded(services.asker, recorder, FixedClock(NOON))  # type: ignore[arg-type]  # the library's is an iterator
    kept = replace(knowledge.provenance._kept, settle=recorder.settle)
    knowledge.provenance._kept = kept

    def client(who: Principal) -> httpx.AsyncClient:
        return client_over(replace(services, knowledge=knowledge, asker=recording, caller=lambda: who))

    return client


async def got(client: httpx.AsyncClient, path: str, status: int = 200, **params: Any) -> Any:
    async with client:
        response = await client.get(path, params=params or None)
    assert response.status_code == status
    return response.json() if "json" in response.headers["content-type"] else response.text


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


async def test_the_asker_gets_all_of_it(over: As) -> None:
    opened = await got(over(GUEST), "/v1/answers/a1")
    record = opened["record"]
    assert (opened["question"], opened["asker"], opened["interface"], opened["withheld"]) == (
        f"Why Kafka? {HOSTILE}",
        "guest",
        "page",
        False,
    )
    assert record["making"] == {
        "model": "openai:small",
        "prompt": "answer",
        "prompt_version": 3,
        "returned": f"Raw {HOSTILE} [1][9]",
        "usage": {"input_tokens": 1234, "output_tokens": 56, "estimated": False},
        "cost": 0.0042,
        "currency": "EUR",
        "cached": False,
        "first_words_ms": 210.0,
        "repairs": {
            "dangling_markers": 2,
            "moved_markers": 0,
            "unsupported_markers": 0,
            "removed_links": 0,
            "unsupported_sentences": 0,
        },
        "failure": "",
    }
    assert (record["understood"]["text"], record["shown"]) == ("kafka", f"We run **Kafka** [1]. {HOSTILE}")
    (sent,) = opened["sent"]
    assert (sent["number"], sent["since"], sent["document"]["id"], sent["chunk"]["text"]) == (
        1,
        "same",
        KAFKA,
        chunk(KAFKA).text,
    )
    assert [(one["look"], one["about"]) for one in opened["trail"]] == [("searched", "what came before")]


@pytest.mark.parametrize(
    ("who", "answer"),
    [(BO, "a1"), (BO, "never"), (GUEST, "never"), (Principal(""), "a1")],
    ids=["another's", "", "unknown", "nobody"],
)
async def test_for_others_it_is_the_same_404_as_none(over: As, who: Principal, answer: str) -> None:
    problem = await got(over(who), f"/v1/answers/{answer}", 404)
    unknown = await got(over(GUEST), "/v1/answers/never", 404)
    assert problem["detail"] == unknown["detail"]
    assert (await got(over(who), f"/answers/{answer}", 404))["detail"] == problem["detail"]


async def test_words_from_a_hidden_document_are_withheld_with_every_trace_of_it(over: As) -> None:
    opened = await got(over(GUEST), "/v1/answers/a2")
    assert (opened["withheld"], opened["record"]["shown"], opened["sent"]) == (True, "", [])
    assert [(one["document"]["id"], one["number"]) for one in opened["cited"]] == [(KAFKA, None)]
    page = await got(over(GUEST), "/answers/a2")
    for told in (str(opened), page):
        assert not re.search(r"leaked \[|postmortem|token-leak|security", told, re.IGNORECASE)
    assert "This answer drew on a document that you may not read, or that is gone." in words(page)
    whole = await got(over(ADMIN), "/v1/answers/a2")
    assert (whole["withheld"], whole["record"]["shown"]) == (False, "A token leaked [2].")


async def test_a_follow_up_is_shown_in_its_own_words_and_as_it_was_understood(over: As) -> None:
    page = await got(over(GUEST), "/answers/a3")
    assert "<h1>and &lt;b&gt;lunch&lt;/b&gt;?</h1>" in page
    assert "What was asked Asked in a conversation and <b>lunch</b>? Understood as What is for lunch?" in words(page)
    assert words(page).count("Understood as") == 1
    opened = await got(over(GUEST), "/v1/answers/a3")
    assert (opened["question"], opened["record"]["said"]) == ("What is for lunch?", "and <b>lunch</b>?")
    assert (await got(over(GUEST), "/v1/answers/a4"))["record"]["said"] == ""


async def test_the_page_says_it_in_words(over: As) -> None:
    said = words(await got(over(GUEST), "/answers/a1"))
    for told in (
        "asked by guest",
        "on the page",
        "Understood as meetings · 2024",
        "We run Kafka 1",
        "Worded by openai:small",
        "Prompt answer, version 3",
        "Tokens 1,234 sent, 56 returned",
        "Cost 0.0042 EUR",
        "Model's first words 210 ms",
        "2 markers were removed: they pointed to no source",
        "What it was sent: 1 stretch of documents",
        "ADR-0019: Kafka as the message bus",
        "Searched “what came before”".replace("“", "").replace("”", ""),
        "Nobody has rated it.",
    ):
        assert told in said, told


@pytest.mark.parametrize("path", ["/answers/a1", "/answers", "/feedback?answer=a1&helpful=no"])
async def test_other_peoples_words_do_nothing_on_the_pages(over: As, path: str) -> None:
    page = await got(over(GUEST), path)
    assert "<img" not in page
    assert "onerror" in page, "it is shown as text"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("a3", "Lore said that it found nothing that answers this"),
        ("a4", "There was no answer: the index is broken."),
        ("a5", "An earlier version of Lore gave this answer"),
    ],
)
async def test_abstentions_failures_and_old_answers_open_too(over: As, answer: str, told: str) -> None:
    assert told in words(await got(over(GUEST), f"/answers/{answer}"))
    assert (await got(over(GUEST), f"/v1/answers/{answer}"))["id"] == answer


async def test_the_newest_are_listed(over: As) -> None:
    listed = await got(over(GUEST), "/v1/answers", limit=2)
    assert [one["id"] for one in listed["answers"]] == ["a5", "a4"]
    assert await got(over(BO), "/v1/answers") == {"answers": []}
    assert "Nothing is kept here yet" in words(await got(over(BO), "/answers"))
    page = await got(over(ADMIN), "/answers")
    assert page.count('href="/answers/a') == 5
    await got(over(GUEST), "/v1/answers", 422, limit=0)


async def test_an_answer_on_the_page_links_to_how_it_was_made(over: As, records: HeldRecords) -> None:
    page = await got(over(GUEST), "/", q="why kafka")
    (answer_id,) = set(re.findall(r'href="/answers/([^"]+)">How this answer was made', page))
    opened = await got(over(GUEST), f"/v1/answers/{answer_id}")
    assert (opened["question"], opened["interface"]) == ("why kafka", "page")
    assert records.get(answer_id) is not None


async def post(client: httpx.AsyncClient, status: int = 200, **body: Any) -> dict[str, Any]:
    async with client:
        response = await client.post("/v1/feedback", json={"answer_id": "a1", "helpful": False} | body)
    assert response.status_code == status, response.text
    answered: dict[str, Any] = response.json()
    return answered


async def test_a_better_source_is_kept_and_what_that_changes_is_told(over: As) -> None:
    kept = await post(over(GUEST), category="outdated", better="ADR-0019", expected="Six brokers")
    assert (kept["category"], kept["better"]["id"], kept["expected"]) == ("outdated", KAFKA, "Six brokers")
    assert "`lore eval collect`" in kept["changes"]
    opened = await got(over(GUEST), "/v1/answers/a1")
    assert (opened["rating"]["category"], opened["better"]["id"]) == ("outdated", KAFKA)
    said = words(await got(over(GUEST), "/answers/a1"))
    assert "It did not help: It is out of date" in said
    assert "Better source: ADR-0019: Kafka as the message bus" in said


async def test_a_better_source_that_may_not_be_read_is_refused_as_one_that_there_is_not(over: As) -> None:
    hidden = await post(over(GUEST), 422, better="security/2025-03-token-leak.md")
    unknown = await post(over(GUEST), 422, better="security/2025-03-nothing.md")
    assert hidden["detail"].replace("token-leak", "…") == unknown["detail"].replace("nothing", "…")
    assert hidden["detail"].startswith("better: ")
    assert (await got(over(GUEST), "/v1/answers/a1"))["rating"] is None


@pytest.mark.parametrize("body", [{"category": "ugly"}, {"better": "x" * 3000}, {"expected": "x" * 3000}, {"worse": "x"}])
async def test_what_is_no_feedback_is_refused(over: As, body: dict[str, str]) -> None:
    await post(over(GUEST), 422, **body)


async def test_a_rating_as_before_is_still_taken(over: As) -> None:
    kept = await post(over(GUEST), helpful=True, reason="fine")
    assert (kept["helpful"], kept["reason"], kept["category"], kept["better"]) == (True, "fine", "", None)


async def form(client: httpx.AsyncClient, **fields: str) -> httpx.Response:
    async with client:
        return await client.post("/feedback", data={"answer_id": "a1", "helpful": "no"} | fields)


async def test_the_form_works_without_a_script(over: As) -> None:
    sent = await form(over(GUEST), category="wrong", better="ADR-0019", reason="because", expected="six")
    assert sent.status_code == 303
    page = await got(over(GUEST), sent.headers["location"])
    assert "The next lore eval collect takes your question with the better source" in words(page)
    assert re.search(r'value="wrong" checked', page)
    assert 'value="handbook/adr/0019-kafka.md"' in page, "so that it is not lost when the form is sent again"
    assert "The better source that you named: ADR-0019: Kafka as the message bus" in words(page)


async def test_a_form_with_an_unknown_source_comes_back_with_what_is_wrong(over: As) -> None:
    sent = await form(over(GUEST), category="wrong", better="nowhere.md", reason="because")
    assert sent.status_code == 422
    assert "No document that you may read is called 'nowhere.md'" in words(sent.text)
    assert "because" in sent.text
    assert 'value="nowhere.md"' in sent.text
    assert (await got(over(GUEST), "/v1/answers/a1"))["rating"] is None


async def test_nothing_here_waits_for_the_event_loop(over: As) -> None:
    """Many readers at once get their own."""
    opened = await asyncio.gather(*(got(over(GUEST), f"/v1/answers/a{number}") for number in (1, 2, 3, 4, 5)))
    assert [one["id"] for one in opened] == ["a1", "a2", "a3", "a4", "a5"]
