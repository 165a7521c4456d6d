"""What is like a document, and what it is linked with, over HTTP and on its page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from web_clients import client_over
from web_library import GUEST

from assistant.domain.documents import Kind
from assistant.domain.queries import Scope
from assistant.errors import IndexUnusable
from assistant.retrieval.similar import SimilarResult
from assistant.web.services import Services
from tests.stand_ins.likened import Bookcase, written

KAFKA = ("Kafka partitions are rebalanced.", "The consumer lag is watched.")
ORDERS = ("Orders are read from Kafka partitions.", "A lagging consumer is rebalanced.")
SHELF = Bookcase(
    [
        written("kafka", *KAFKA, title="Kafka <b>here</b>"),
        written("mirror", *KAFKA, source="wiki"),
        written("orders", *ORDERS),
        written("orders-again", *ORDERS, source="wiki"),
        written("minutes", "We rebalanced Kafka.", kind=Kind.MEETING),
        written("plan", "Kafka partitions shall move.", readers="group:board"),
    ]
)


@pytest.fixture
def likened(services: Services) -> Services:
    return replace(services, alike=SHELF.similar())


@pytest.fixture
async def reader(likened: Services) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody in no group."""
    async with client_over(replace(likened, caller=lambda: GUEST)) as client:
        yield client


async def test_what_is_alike_comes_with_the_places_that_show_it(reader: httpx.AsyncClient) -> None:
    answer = (await reader.get("/v1/documents/kafka/similar", params={"k": 5})).json()
    assert [one["document"]["id"] for one in answer["similar"]] == ["orders", "minutes"]
    assert [one["id"] for one in answer["copies"]] == ["mirror"]
    assert [one["id"] for one in answer["similar"][0]["copies"]] == ["orders-again"]
    assert answer["similar"][0]["like"] in {str(chunk.key) for chunk in SHELF.held[0].chunks}
    assert answer["document"]["title"] == "Kafka <b>here</b>"


async def test_filters_narrow_and_a_chunk_can_be_asked_for(reader: httpx.AsyncClient) -> None:
    wanted = {"kind": "meeting", "chunk": str(SHELF.held[0].chunks[0].key)}
    answer = (await reader.get("/v1/documents/kafka/similar", params=wanted)).json()
    assert [one["document"]["id"] for one in answer["similar"]] == ["minutes"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/v1/documents/plan/similar", 404, id="may not be read"),
        pytest.param("/v1/documents/none/similar", 404, id="does not exist"),
        pytest.param("/v1/documents/kafka/similar?chunk=999999", 404, id="no such chunk"),
        pytest.param("/v1/documents/kafka/similar?chunk=first", 422, id="no chunk's id"),
        pytest.param("/v1/documents/kafka/similar?k=0", 422, id="none wanted"),
        pytest.param("/v1/documents/kafka/similar?k=51", 422, id="too many wanted"),
        pytest.param("/v1/documents/kafka/similar?knd=meeting", 422, id="a misspelt filter"),
        pytest.param("/documents/plan/similar", 404, id="its page"),
        pytest.param("/v1/documents/none/links", 404, id="links of none"),
    ],
)
async def test_what_can_not_be_answered_is_refused(reader: httpx.AsyncClient, path: str, status: int) -> None:
    assert (await reader.get(path)).status_code == status


async def test_hidden_and_absent_documents_are_refused_in_the_same_words(reader: httpx.AsyncClient) -> None:
    answers = [(await reader.get(f"/v1/documents/{one}/similar")).json() for one in ("plan", "none")]
    assert answers[0]["detail"] == answers[1]["detail"]


async def test_the_page_of_what_is_alike_escapes_and_folds(reader: httpx.AsyncClient) -> None:
    html = (await reader.get("/documents/kafka/similar")).text
    assert "Kafka &lt;b&gt;here&lt;/b&gt;" in html
    assert "The same text is in" in html
    assert "the same text once more" in html
    assert "plan" not in html


async def test_the_page_of_one_place_leads_back_to_it(reader: httpx.AsyncClient) -> None:
    key = SHELF.held[0].chunks[1].key
    html = (await reader.get(f"/documents/kafka/similar?chunk={key}")).text
    assert "More like this place" in html
    assert f'href="/documents/kafka#c-{key}"' in html


async def test_nothing_alike_is_said(reader: httpx.AsyncClient) -> None:
    html = (await reader.get("/documents/kafka/similar?source=elsewhere")).text
    assert "Nothing that you may read is like it." in html


class Broken:
    """Compares nothing: its index is damaged."""

    def like(self, document_id: str, scope: Scope, k: int = 10, chunk_key: int = 0) -> SimilarResult:
        raise IndexUnusable("the index is damaged: run `lore rebuild`")


REVIEW = "reviews-pull-412-json"


async def test_a_document_is_shown_though_the_index_can_not_be_read(services: Services) -> None:
    async with client_over(replace(services, alike=Broken())) as client:
        answer = await client.get(f"/documents/{REVIEW}")
    assert answer.status_code == 200
    assert "Similar" not in answer.text


async def test_a_document_s_page_shows_what_is_alike(services: Services) -> None:
    shelf = Bookcase([written(REVIEW, *KAFKA), written("orders", *ORDERS), written("plan", *ORDERS, "More.", readers="")])
    async with client_over(replace(services, alike=shelf.similar(), caller=lambda: GUEST)) as client:
        html = (await client.get(f"/documents/{REVIEW}")).text
    assert 'id="alike">Similar' in html
    assert 'href="/documents/orders#c-' in html
    assert f'href="/documents/{REVIEW}/similar"' in html
    assert "/documents/plan" not in html


async def test_without_a_comparison_there_is_none(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/v1/documents/{REVIEW}/similar")).status_code == 404


async def test_links_are_told_in_both_directions_by_relation(client: httpx.AsyncClient) -> None:
    forward = (await client.get(f"/v1/documents/{REVIEW}/links")).json()["groups"]
    assert [(group["relation"], group["count"]) for group in forward] == [("Closes", 1), ("Cites", 2)]
    meeting = forward[0]["documents"][0]
    assert forward[1]["elsewhere"] == ["https://outside.example/issues/7"]
    backward = (await client.get(f"/v1/documents/{meeting['id']}/links")).json()["groups"]
    closed_by = next(group for group in backward if group["relation"] == "Closed by")
    assert [one["id"] for one in closed_by["documents"]] == [REVIEW]
    assert closed_by["documents"][0]["updated_at"]


async def test_a_hidden_document_is_no_link_and_counts_nowhere(client: httpx.AsyncClient, guest: httpx.AsyncClient) -> None:
    as_admin, as_guest = [(await one.get(f"/v1/documents/{REVIEW}/links")).json()["groups"][1] for one in (client, guest)]
    assert [one["path"] for one in as_admin["documents"]] == ["drafts/secret-plan.md"]
    assert as_guest["documents"] == []


async def test_the_page_names_the_relation_the_count_and_the_day(client: httpx.AsyncClient) -> None:
    html = (await client.get(f"/documents/{REVIEW}")).text
    assert 'Closes <span class="dim">1</span>' in html
    assert 'Cites <span class="dim">2</span>' in html
    assert "Linked with" in html
