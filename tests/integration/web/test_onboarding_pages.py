"""The path over HTTP and on its page: the same for both, hostile words harmless, progress without a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright
from web_clients import client_over

from assistant.domain.asked import Asked, Outcome
from assistant.domain.documents import Kind
from assistant.domain.readers import Principal
from assistant.web.services import Services
from tests.stand_ins.newcomers_library import ANA, BO, STRANGER, Shelf, document, library

HOSTILE = "<script>alert(1)</script> kafka"


def as_(services: Services, shelf: Shelf, principal: Principal = BO) -> httpx.AsyncClient:
    return client_over(replace(services, knowledge=shelf.knowledge(), caller=lambda: principal))


@pytest.fixture
def shelf() -> Shelf:
    shelf = library()
    shelf.put(document("x/hostile.md", HOSTILE, authors=("<b>Mallory</b>",)), "kafka kafka <img src=x onerror=alert(2)>")
    return shelf


async def test_the_path_comes_as_json(services: Services, shelf: Shelf) -> None:
    async with as_(services, shelf) as client:
        answer = (await client.get("/v1/onboarding", params={"topic": "kafka", "since": "2026-01-01"})).json()

    order = [item["document"]["id"] for item in answer["items"]]
    assert order.index("0019-kafka") < order.index("0020-avro") < order.index("cluster")
    assert [item["number"] for item in answer["items"]] == list(range(1, len(order) + 1))
    assert answer["minutes"] == sum(item["minutes"] for item in answer["items"])
    assert answer["items"][0]["url"].startswith("http://127.0.0.1:8080/documents/")
    assert {change["news"] for change in answer["changes"]} == {"decided", "new", "replaced"}
    assert "220 words" in answer["reading_speed"]
    assert "plan" not in order


@pytest.mark.parametrize(
    ("params", "status"),
    [
        pytest.param({}, 422, id="no topic"),
        pytest.param({"topic": ""}, 422, id="an empty topic"),
        pytest.param({"topic": "x" * 201}, 422, id="an endless topic"),
        pytest.param({"topic": " \t"}, 400, id="a blank topic"),
        pytest.param({"topic": "kafka", "since": "yesterday"}, 422, id="no day"),
        pytest.param({"topic": "zebra"}, 200, id="nothing about it"),
    ],
)
async def test_what_may_be_asked(services: Services, shelf: Shelf, params: dict[str, str], status: int) -> None:
    async with as_(services, shelf) as client:
        assert (await client.get("/v1/onboarding", params=params)).status_code == status


async def test_topics_are_told_by_what_may_be_read(services: Services, shelf: Shelf) -> None:
    async with as_(services, shelf) as client:
        topics = (await client.get("/v1/onboarding/topics")).json()

    assert topics["teams"] == ["board", "platform"]
    assert "plan" not in [one["id"] for one in topics["cited"]]


async def test_progress_is_kept(services: Services, shelf: Shelf) -> None:
    async with as_(services, shelf) as client:
        kept = await client.post("/v1/onboarding/progress", json={"topic": "kafka", "read": ["week", "cluster"]})
        found = (await client.get("/v1/onboarding", params={"topic": "kafka"})).json()
        undone = await client.post("/v1/onboarding/progress", json={"topic": "kafka", "unread": ["week"]})
        after = (await client.get("/v1/onboarding", params={"topic": "kafka"})).json()

    assert (kept.status_code, undone.status_code) == (204, 204)
    assert (found["read"], after["read"]) == (2, 1)


async def test_what_may_not_be_read_is_the_same_404_as_what_is_not_there(services: Services, shelf: Shelf) -> None:
    async with as_(services, shelf) as client:
        answers = [
            await client.post("/v1/onboarding/progress", json={"topic": "kafka", "read": [id_]}) for id_ in ("plan", "nothing")
        ]

    told = [{key: value for key, value in answer.json().items() if key != "request_id"} for answer in answers]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert told[0] == told[1]


async def test_strangers_keep_no_progress(services: Services, shelf: Shelf) -> None:
    async with as_(services, shelf, STRANGER) as client:
        refused = await client.post("/v1/onboarding/progress", json={"topic": "kafka", "read": ["week"]})
        page = await client.get("/onboarding", params={"topic": "kafka"})

    assert refused.status_code == 400
    assert "checkbox" not in page.text


async def test_the_page_shows_the_path_and_what_it_says_is_only_words(services: Services, shelf: Shelf) -> None:
    async with as_(services, shelf) as client:
        page = await client.get("/onboarding", params={"topic": "kafka"})

    assert page.status_code == 200
    assert page.text.index("ADR-0019: Kafka</a>") < page.text.index("ADR-0020: Avro</a>") < page.text.index("Kafka cluster</a>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; kafka" in page.text
    assert "<script" not in page.text
    assert "<b>Mallory" not in page.text
    assert "Plan to leave" not in page.text


async def test_the_page_without_a_topic_offers_some(services: Services, shelf: Shelf) -> None:
    async with as_(services, shelf) as client:
        page = await client.get("/onboarding")

    assert 'href="/onboarding?topic=platform"' in page.text


async def test_a_topic_without_documents_is_said_and_others_are_offered(services: Services, shelf: Shelf) -> None:
    async with as_(services, shelf) as client:
        page = await client.get("/onboarding", params={"topic": "<i>zebra</i>", "since": "not a day"})

    assert page.status_code == 200
    assert "Nothing is about “&lt;i&gt;zebra&lt;/i&gt;”" in page.text
    assert 'href="/onboarding?topic=platform"' in page.text


async def test_the_form_keeps_what_is_ticked_and_forgets_what_is_not(services: Services, shelf: Shelf) -> None:
    async with as_(services, shelf) as client:
        first = {"topic": "kafka", "shown": ["week", "cluster"], "read": ["week", "cluster"]}
        saved = await client.post("/onboarding/progress", data=first)
        await client.post("/onboarding/progress", data={"topic": "kafka", "shown": ["week", "cluster"], "read": ["cluster"]})
        page = await client.get("/onboarding", params={"topic": "kafka"})

    assert (saved.status_code, saved.headers["location"]) == (303, "/onboarding?topic=kafka#path")
    assert page.text.count(" checked") == 1


async def test_another_site_may_not_tick(services: Services, shelf: Shelf) -> None:
    async with as_(services, shelf) as client:
        refused = await client.post(
            "/onboarding/progress", data={"topic": "kafka", "read": ["week"]}, headers={"sec-fetch-site": "cross-site"}
        )

    assert refused.status_code == 403


async def test_a_team_can_take_its_path_as_a_file(services: Services, shelf: Shelf) -> None:
    async with as_(services, shelf) as client:
        file = await client.get("/onboarding/path.md", params={"topic": "kafka"})
        missing = await client.get("/onboarding/path.md", params={"topic": "zebra"})

    assert file.headers["content-type"].startswith("text/markdown")
    assert file.headers["content-disposition"].startswith("attachment")
    assert "lore: path" in file.text
    assert missing.status_code == 404


async def test_the_file_holds_a_hostile_title_as_words(services: Services, shelf: Shelf) -> None:
    async with as_(services, shelf) as client:
        file = (await client.get("/onboarding/path.md", params={"topic": "kafka"})).text
    shown = MarkdownIt().render(file.split("---\n", 2)[2])

    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; kafka</a>" in shown


async def test_who_calls_themselves_an_owner_is_told_of_their_links_and_of_no_question(
    services: Services, shelf: Shelf
) -> None:
    fields = {"lore": ("path",), "topic": ("how",), "owner": ("bo",)}
    shelf.put(document("x/mine.md", "Mine", Kind.PAGE, fields=fields), "- [Cluster](/design/cluster.md)\n- [Lost](/gone.md)")
    when = datetime(2026, 11, 1, tzinfo=UTC)
    shelf.questions.keep(Asked("1", "how do we leave?", when, Outcome.ABSTAINED, "bo", nearest=("cluster",)))

    upkeep = {}
    for principal in (BO, ANA, STRANGER):
        async with as_(services, shelf, principal) as client:
            upkeep[principal.user] = (await client.get("/v1/onboarding", params={"topic": "how"})).json()["upkeep"]

    assert [len(upkeep["bo"]["problems"]), upkeep["bo"]["questions"]] == [1, []]
    assert [one["text"] for one in upkeep["ana"]["questions"]] == ["how do we leave?"]
    assert upkeep[""] is None


@pytest.mark.browser
def test_a_newcomer_ticks_off_what_they_have_read_on_a_phone_without_a_script(
    chromium: str, services: Services, shelf: Shelf, serve: Callable[[Services], str]
) -> None:
    address = serve(replace(services, knowledge=shelf.knowledge(), caller=lambda: BO))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.goto(f"{address}/onboarding")
        page.get_by_role("searchbox").fill("kafka")
        page.get_by_role("button", name="Show").first.click()
        page.get_by_label("I have read Kafka cluster").check()
        page.get_by_role("button", name="Save what I have read").click()

        assert page.get_by_label("I have read Kafka cluster").is_checked()
        assert not page.get_by_label("I have read ADR-0019: Kafka").is_checked()
        assert page.get_by_text("1 read").count() == 1
        browser.close()
