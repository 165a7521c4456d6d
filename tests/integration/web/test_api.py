"""The JSON routes, in the shapes that the contract fixes."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from web_clients import SITE, client_over
from web_library import LibraryDocuments

from assistant.domain.documents import Chunk, Document
from assistant.domain.readers import Principal, Readers
from assistant.web.services import Services

DOCUMENT = {"id", "source", "path", "title", "kind", "url", "authors", "updated_at"}


async def test_search_gives_hits_in_the_shape_of_the_contract(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/search", json={"query": "Kafka message bus", "k": 3})
    assert response.status_code == 200
    body = response.json()
    assert set(body) == {"hits", "took_ms", "understood"}
    assert 1 <= len(body["hits"]) <= 3
    hit = body["hits"][0]
    assert set(hit) == {"score", "document", "chunk"}
    assert set(hit["document"]) >= DOCUMENT
    assert set(hit["chunk"]) == {"id", "text", "exact", "heading", "anchor"}
    assert hit["chunk"]["exact"]
    assert hit["chunk"]["exact"] in hit["chunk"]["text"]
    assert [each["score"] for each in body["hits"]] == sorted((each["score"] for each in body["hits"]), reverse=True)


async def test_search_without_k_gives_at_most_ten_chunks(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/search", json={"query": "value column berth Kafka RabbitMQ position API message"})
    assert len(response.json()["hits"]) <= 10


@pytest.mark.parametrize(
    ("filters", "paths"),
    [
        ({"kind": ["page"]}, set()),
        ({"kind": ["design-doc"], "status": ["Accepted"]}, {"adr/0019-kafka.md"}),
        ({"author": ["haddad"]}, {"adr/0004-rabbitmq.md"}),
        ({"before": "2023-01-01"}, {"adr/0004-rabbitmq.md"}),
        ({"after": "2025-03-14", "before": "2025-03-15T00:00:00Z"}, {"adr/0019-kafka.md"}),
        ({"source": ["security"]}, set()),
        ({"folder": ["adr"], "status": ["Accepted"]}, {"adr/0019-kafka.md"}),
        ({"folder": ["ad"]}, set()),
    ],
    ids=["kind", "status", "author", "before", "after-is-inclusive", "source", "folder", "half-a-folder"],
)
async def test_search_keeps_to_the_filters(client: httpx.AsyncClient, filters: dict[str, object], paths: set[str]) -> None:
    response = await client.post("/v1/search", json={"query": "message bus", "k": 100, "filters": filters})
    assert {hit["document"]["path"] for hit in response.json()["hits"]} == paths


async def test_search_shows_a_caller_only_what_they_may_read(client: httpx.AsyncClient, guest: httpx.AsyncClient) -> None:
    question = {"query": "deploy token", "k": 100}
    seen_by_all = (await guest.post("/v1/search", json=question)).json()["hits"]
    seen_by_administrator = (await client.post("/v1/search", json=question)).json()["hits"]
    assert "security" in {hit["document"]["source"] for hit in seen_by_administrator}
    assert "security" not in {hit["document"]["source"] for hit in seen_by_all}


async def test_ask_gives_an_answer_in_the_shape_of_the_contract(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/ask", json={"question": "Which message bus?", "conversation_id": "c7"})
    assert response.status_code == 200
    body = response.json()
    fields = {"id", "conversation_id", "answer", "abstained", "confidence", "citations", "generator", "follow_ups"}
    assert set(body) >= fields | {"experts", "took_ms"}
    assert body["conversation_id"] == "c7"
    citation = body["citations"][0]
    assert set(citation) == {"marker", "quote", "url", "original", "document", "chunk"}
    assert citation["url"] == f"{SITE}/documents/{citation['document']['id']}#c-{citation['chunk']['id']}"


async def test_an_answer_that_is_not_in_the_documents_is_an_abstention(client: httpx.AsyncClient) -> None:
    body = (await client.post("/v1/ask", json={"question": "zzz qqq"})).json()
    assert body["abstained"] is True
    assert body["citations"] == []


async def test_a_document_comes_with_its_chunks_in_order(client: httpx.AsyncClient) -> None:
    body = (await client.get("/v1/documents/adr-0019-kafka-md")).json()
    assert set(body) >= DOCUMENT | {"status", "readers", "chunks"}
    assert [chunk["heading"] for chunk in body["chunks"]] == ["Context", "Decision", "Decision › Rollout", "Consequences"]
    assert body["readers"] == ["everyone"]


async def test_a_chunk_says_where_it_is_in_words_and_in_fields(client: httpx.AsyncClient) -> None:
    body = (await client.get("/v1/documents/reviews-pull-412-json")).json()
    anchor = body["chunks"][1]["anchor"]
    assert (anchor["label"], anchor["file"], anchor["file_line"]) == ("api/cursors.py:42", "api/cursors.py", 42)


async def test_a_document_that_may_not_be_read_is_the_404_of_one_that_does_not_exist(guest: httpx.AsyncClient) -> None:
    hidden = await guest.get("/v1/documents/security-2025-03-token-leak-md")
    unheard_of = await guest.get("/v1/documents/no-such-document")
    assert hidden.status_code == unheard_of.status_code == 404
    varying = {"instance", "request_id"}
    assert {k: v for k, v in hidden.json().items() if k not in varying} == {
        k: v for k, v in unheard_of.json().items() if k not in varying
    }


async def test_a_document_has_its_fields_and_links(client: httpx.AsyncClient, guest: httpx.AsyncClient) -> None:
    for caller, plan in ((client, "drafts-secret-plan-md"), (guest, None)):
        found = (await caller.get("/v1/documents/reviews-pull-412-json")).json()
        assert found["fields"] == {"verdicts": ["lars: approved"]}
        assert [(link["relation"], link["document"]) for link in found["links"]] == [
            ("closes", "meetings-2024-11-14-apps-weekly-txt"),
            ("refers-to", plan),
            ("refers-to", None),
        ]


class ReplacedWhileRead(LibraryDocuments):
    """An ingest commits between the first look at a document and its chunks: other readers, another text."""

    def __init__(self) -> None:
        self.replaced = False

    def get(self, document_id: str) -> Document | None:
        found = super().get(document_id)
        return replace(found, readers=Readers.parse("group:security")) if found and self.replaced else found

    def chunks(self, document_id: str, first: int = 0, last: int | None = None) -> list[Chunk]:
        self.replaced = True
        return super().chunks(document_id, first, last)


@pytest.mark.parametrize("path", ["/v1/documents/adr-0019-kafka-md", "/documents/adr-0019-kafka-md"])
async def test_a_document_that_is_taken_from_its_readers_while_it_is_read_is_not_shown(services: Services, path: str) -> None:
    async with client_over(replace(services, documents=ReplacedWhileRead(), caller=lambda: Principal("guest"))) as client:
        assert (await client.get(path)).status_code == 404


async def test_sources_say_what_is_held_and_whether_it_is_complete(client: httpx.AsyncClient) -> None:
    sources = (await client.get("/v1/sources")).json()["sources"]
    assert [(source["name"], source["documents"], source["complete"]) for source in sources] == [
        ("drafts", 0, True),
        ("handbook", 1110, True),
        ("security", 1, False),
    ]
    assert sources[1]["location"] == "/srv/handbook"


async def test_sources_of_others_are_not_listed_and_locations_are_not_told(guest: httpx.AsyncClient) -> None:
    sources = (await guest.get("/v1/sources")).json()["sources"]
    assert [source["name"] for source in sources] == ["handbook"]
    assert sources[0]["location"] is None


async def test_a_process_lives_before_it_is_ready(services: Services) -> None:
    async with client_over(replace(services, ready=lambda: False)) as client:
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get("/readyz")).status_code == 503
    async with client_over(services) as client:
        assert (await client.get("/readyz")).json() == {"status": "ready"}


async def test_the_description_names_every_route_and_its_errors(client: httpx.AsyncClient) -> None:
    description = (await client.get("/openapi.json")).json()
    assert set(description["paths"]) == {
        "/v1/search",
        "/v1/ask",
        "/v1/conversations",
        "/v1/conversations/{conversation_id}",
        "/v1/conversations/{conversation_id}/end",
        "/v1/conversations/{conversation_id}/export",
        "/v1/feedback",
        "/v1/decisions",
        "/v1/decisions.csv",
        "/v1/decisions.md",
        "/v1/decisions/{decision_id}",
        "/v1/decisions/{decision_id}/confirm",
        "/v1/decisions/{decision_id}/correct",
        "/v1/decisions/{decision_id}/undo",
        "/v1/documents/{document_id}",
        "/v1/documents/{document_id}/links",
        "/v1/documents/{document_id}/similar",
        "/v1/glossary",
        "/v1/glossary/{name}",
        "/v1/onboarding",
        "/v1/onboarding/progress",
        "/v1/onboarding/topics",
        "/v1/experts",
        "/v1/people",
        "/v1/people/{person_id}",
        "/v1/people/same",
        "/v1/people/different",
        "/v1/gaps",
        "/v1/answers",
        "/v1/answers/{answer_id}",
        "/v1/spending",
        "/v1/sources",
        "/livez",
        "/readyz",
    }
    unprocessable = description["paths"]["/v1/search"]["post"]["responses"]["422"]
    assert set(unprocessable["content"]) == {"application/problem+json"}
