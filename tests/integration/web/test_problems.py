"""Every error has one form, and tells nothing about the inside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from functools import partial

import httpx
import pytest
from web_clients import client_over

from assistant.domain.hits import SearchResult
from assistant.domain.queries import Query
from assistant.errors import (
    Busy,
    GeneratorError,
    IndexUnusable,
    LoreError,
    NotFound,
    SourceError,
    StorageFull,
    UsageError,
)
from assistant.web.services import Services

MEMBERS = {"type", "title", "status", "detail", "instance", "request_id"}


@dataclass(frozen=True, slots=True)
class BrokenSearcher:
    error: Exception

    def search(self, query: Query) -> SearchResult:
        raise self.error


def check_problem(response: httpx.Response, status: int) -> dict[str, object]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = response.json()
    assert set(body) >= MEMBERS
    assert body["status"] == status
    assert body["request_id"] == response.headers["x-request-id"]
    assert body["instance"] == response.url.path
    return body


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/documents/none", 404),
        ("GET", "/static/none.css", 404),
        ("GET", "/v1/search", 405),
        ("DELETE", "/v1/sources", 405),
        ("POST", "/", 405),
    ],
    ids=str,
)
async def test_the_frameworks_own_errors_are_problems(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    check_problem(await client.request(method, path), status)


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/v1/search", {}, "/query"),
        ("/v1/search", {"query": ""}, "/query"),
        ("/v1/search", {"query": "   "}, "/query"),
        ("/v1/search", {"query": "x", "k": 0}, "/k"),
        ("/v1/search", {"query": "x", "k": 101}, "/k"),
        ("/v1/search", {"query": "x", "principal": "ana"}, "/principal"),
        ("/v1/search", {"query": "x", "filters": {"kind": ["poem"]}}, "/filters/kind/0"),
        ("/v1/search", {"query": "x", "filters": {"after": "someday"}}, "/filters/after"),
        ("/v1/search", {"query": "x", "filters": {"readers": ["everyone"]}}, "/filters/readers"),
        ("/v1/ask", {"question": "x" * 4001}, "/question"),
        ("/v1/ask", {"question": "x", "as_user": "ruth"}, "/as_user"),
        ("/v1/ask", [], ""),
    ],
    ids=[
        "missing",
        "empty",
        "blank",
        "k-too-small",
        "k-too-large",
        "principal-in-body",
        "unknown-kind",
        "no-date",
        "unknown-filter",
        "question-too-long",
        "user-in-body",
        "no-object",
    ],
)
async def test_what_is_wrong_in_a_body_is_pointed_at(client: httpx.AsyncClient, path: str, body: object, pointer: str) -> None:
    problem = check_problem(await client.post(path, json=body), 422)
    assert pointer in [error["pointer"] for error in problem["errors"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("question", ["", "   "], ids=["empty", "blank"])
async def test_an_empty_question_is_called_empty(client: httpx.AsyncClient, question: str) -> None:
    problem = check_problem(await client.post("/v1/ask", json={"question": question}), 422)
    assert problem["detail"] == "question: must not be empty"


async def test_a_body_that_is_not_json_is_a_problem(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/ask", content=b"{", headers={"content-type": "application/json"})
    check_problem(response, 422)


async def _in_pieces(size: int) -> AsyncIterator[bytes]:
    yield b'{"question": "'
    for _ in range(size // 1024):
        yield b"x" * 1024
    yield b'"}'


@pytest.mark.parametrize(
    "content",
    [lambda: b'{"question": "' + b"x" * 65536 + b'"}', partial(_in_pieces, 65536)],
    ids=["stated-length", "in-pieces"],
)
async def test_a_body_over_64_kib_is_refused(
    client: httpx.AsyncClient, content: Callable[[], bytes | AsyncIterator[bytes]]
) -> None:
    response = await client.post("/v1/ask", content=content(), headers={"content-type": "application/json"})
    check_problem(response, 413)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("write a date as 2025-01-31"), 400),
        (NotFound("there is no such thing"), 404),
        (IndexUnusable("run lore rebuild"), 503),
        (Busy("another ingest is running"), 503),
        (StorageFull("no space left"), 503),
        (SourceError("the wiki is away"), 503),
        (GeneratorError("the model is away"), 503),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
async def test_errors_that_lore_raises_on_purpose_keep_their_words(services: Services, error: LoreError, status: int) -> None:
    async with client_over(replace(services, searcher=BrokenSearcher(error))) as client:
        problem = check_problem(await client.post("/v1/search", json={"query": "x"}), status)
        assert problem["detail"] == str(error)


async def test_a_defect_is_a_500_that_tells_nothing_about_the_inside(services: Services) -> None:
    broken = BrokenSearcher(RuntimeError("/home/someone/catalogue.sqlite: password hunter2"))
    async with client_over(replace(services, searcher=broken)) as client:
        response = await client.post("/v1/search", json={"query": "x"})
        check_problem(response, 500)
        assert "someone" not in response.text
        assert "hunter2" not in response.text


async def test_a_defect_while_an_answer_is_made_is_a_500_too(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/ask", json={"question": "break Kafka"})
    check_problem(response, 500)
    assert "internals" not in response.text


async def test_a_person_gets_a_page_where_a_program_gets_a_problem(client: httpx.AsyncClient) -> None:
    response = await client.get("/documents/none", headers={"accept": "text/html,*/*;q=0.8"})
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["x-request-id"] in response.text
    check_problem(await client.get("/v1/documents/none", headers={"accept": "text/html"}), 404)
