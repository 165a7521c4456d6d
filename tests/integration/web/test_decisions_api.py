"""`/v1/decisions`: reading, writing, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from web_clients import client_over
from web_library import ADMIN, GUEST

from assistant.domain.readers import Readers
from assistant.web.services import Services
from tests.stand_ins.decided import Around, HeldDocuments, WordSearcher
from tests.stand_ins.decision_world import ANA, BO, adr
from tests.stand_ins.remembered import HeldExtracts, knowledge_over

KNOWN = [
    adr(1, on="2020-01", proposed="2019-12", deciders=["Ana Ruiz"], statement="We take RabbitMQ."),
    adr(2, on="2022-01", supersedes="ADR-0001", statement="We take Kafka."),
    adr(3, "rejected", on="2023-01", statement="=1+1"),
    adr(4, on="2024-01", readers="group:platform", supersedes="ADR-0002"),
    adr(5, "proposed", proposed="2025-01"),
]
FROM_OUTSIDE = {"sec-fetch-site": "cross-site"}


@pytest.fixture
def deciding(services: Services) -> Services:
    """The services over a few decisions; Ana's team curates, and Bo's does not."""
    documents = HeldDocuments((one.document, ["Above.", "At last: " + one.extracted.decisions[0].statement]) for one in KNOWN)
    around = Around(documents=documents, searcher=WordSearcher(documents), curators=Readers.parse("group:platform"))
    placed = [
        replace(
            one, extracted=replace(one.extracted, decisions=(replace(first, quotes=(replace(first.quotes[0], ordinal=1),)),))
        )
        for one in KNOWN
        for first in one.extracted.decisions
    ]
    return replace(services, documents=documents, knowledge=knowledge_over(HeldExtracts(placed), around=around))


@pytest.fixture
async def chief(deciding: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_over(replace(deciding, caller=lambda: ADMIN)) as client:
        yield client


@pytest.fixture
async def ana(deciding: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_over(replace(deciding, caller=lambda: ANA)) as client:
        yield client


@pytest.fixture
async def bo(deciding: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_over(replace(deciding, caller=lambda: BO)) as client:
        yield client


async def listed(client: httpx.AsyncClient, **params: Any) -> list[str]:
    response = await client.get("/v1/decisions", params=params)
    assert response.status_code == 200, response.text
    return [one["id"] for one in response.json()["decisions"]]


async def test_decisions_are_listed_newest_first_with_all_that_is_known(chief: httpx.AsyncClient) -> None:
    body = (await chief.get("/v1/decisions")).json()

    assert [one["id"] for one in body["decisions"]] == ["id5", "id4", "id3", "id2", "id1"]
    assert (body["total"], body["next"], body["changes"]) == (5, None, None)
    oldest = body["decisions"][-1]
    assert (oldest["status"], oldest["stated"], oldest["in_force"], oldest["day"]) == (
        "superseded",
        "accepted",
        False,
        "2020-01-01",
    )
    assert oldest["replaced_by"] == [{"id": "id2", "title": "ADR-0002: choice 2", "status": "superseded", "day": "2022-01-01"}]
    assert (oldest["document"]["path"], oldest["deciders"], oldest["ruling"]) == ("adr/0001.md", ["Ana Ruiz"], None)


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"q": "kafka"}, ["id2"]),
        ({"text": "kafka"}, ["id2"]),
        ({"status": "superseded"}, ["id2", "id1"]),
        ({"status": ["rejected", "proposed"]}, ["id5", "id3"]),
        ({"author": "ruiz"}, ["id1"]),
        ({"after": "2023-01-01", "before": "2024-01-01"}, ["id3"]),
        ({"as_of": "2021-01-01", "status": "accepted"}, ["id1"]),
        ({"team": "adr", "status": "rejected"}, ["id3"]),
        ({"source": "nowhere"}, []),
        ({"origin": "minutes"}, []),
        ({"changed_since": "2024-06-01"}, ["id5"]),
    ],
)
async def test_filters_of_the_address(chief: httpx.AsyncClient, params: dict[str, Any], found: list[str]) -> None:
    assert await listed(chief, **params) == found


async def test_changes_name_what_replaced_what(chief: httpx.AsyncClient) -> None:
    body = (await chief.get("/v1/decisions", params={"changed_since": "2024-01-01"})).json()

    changes = [
        (one["day"], one["happening"], one["decision"]["id"], [other["id"] for other in one["others"]])
        for one in body["changes"]
    ]
    assert changes == [
        ("2025-01-01", "proposed", "id5", []),
        ("2024-01-01", "superseded", "id2", ["id4"]),
        ("2024-01-01", "decided", "id4", ["id2"]),
    ]


@pytest.mark.parametrize("params", [{}, {"q": "we take"}], ids=["sorted", "ranked"])
async def test_pages_follow_each_other(chief: httpx.AsyncClient, params: dict[str, str]) -> None:
    whole = await listed(chief, **params)
    seen, cursor = [], ""
    while cursor is not None:
        body = (await chief.get("/v1/decisions", params={**params, "limit": 2, "cursor": cursor})).json()
        seen += [one["id"] for one in body["decisions"]]
        assert body["total"] == len(whole)
        cursor = body["next"]

    assert seen == whole
    assert len(whole) > 2


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"cursor": "nonsense"}, 400),
        ({"status": "done"}, 422),
        ({"limit": 0}, 422),
        ({"limit": 101}, 422),
        ({"after": "yesterday"}, 422),
        ({"colour": "red"}, 422),
        ({"origin": "dream"}, 422),
    ],
)
async def test_what_can_not_be_asked_is_a_problem(chief: httpx.AsyncClient, params: dict[str, Any], status: int) -> None:
    response = await chief.get("/v1/decisions", params=params)

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_cursor_is_for_one_list(chief: httpx.AsyncClient) -> None:
    cursor = (await chief.get("/v1/decisions", params={"limit": 2})).json()["next"]

    assert (await chief.get("/v1/decisions", params={"limit": 3, "cursor": cursor})).status_code == 200
    assert (await chief.get("/v1/decisions", params={"status": "accepted", "cursor": cursor})).status_code == 400
    assert (await chief.get("/v1/decisions", params={"cursor": cursor[:-1]})).status_code == 400


async def test_one_decision_has_its_lineage_and_its_evidence(ana: httpx.AsyncClient) -> None:
    body = (await ana.get("/v1/decisions/id1")).json()

    assert [one["id"] for one in body["lineage"]] == ["id1", "id2", "id4"]
    assert body["current"]["id"] == "id4"
    assert body["may_rule"] is True
    assert [one["quote"] for one in body["evidence"]] == ["We take RabbitMQ."]
    assert body["evidence"][0]["url"] == "http://127.0.0.1:8080/documents/doc1#c-1001"


async def test_what_is_hidden_is_what_does_not_exist(bo: httpx.AsyncClient) -> None:
    hidden, missing = await bo.get("/v1/decisions/id4"), await bo.get("/v1/decisions/nowhere")
    body = (await bo.get("/v1/decisions/id2")).json()

    assert hidden.status_code == missing.status_code == 404
    assert hidden.json()["detail"] == missing.json()["detail"]
    assert (body["status"], body["replaced_by"], body["current"]["id"], body["may_rule"]) == ("accepted", [], "id2", False)
    assert await listed(bo) == ["id5", "id3", "id2", "id1"]
    assert "id4" not in (await bo.get("/v1/decisions.csv")).text
    assert "0004" not in (await bo.get("/v1/decisions.md")).text


async def test_exports_take_the_same_filters(chief: httpx.AsyncClient) -> None:
    table = await chief.get("/v1/decisions.csv", params={"status": "rejected"})
    text = await chief.get("/v1/decisions.md", params={"status": "rejected"})

    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-disposition"] == 'attachment; filename="decisions.csv"'
    assert table.text.count("\r\n") == 2
    assert "'=1+1" in table.text
    assert text.headers["content-type"] == "text/markdown; charset=utf-8"
    assert text.text.startswith("# Decisions of Tidewater\n")
    assert (await chief.get("/v1/decisions.csv", params={"limit": 1})).status_code == 422


# ---- what people say ----


async def test_confirming_correcting_and_undoing(ana: httpx.AsyncClient) -> None:
    confirmed = (await ana.post("/v1/decisions/id3/confirm")).json()
    corrected = await ana.post("/v1/decisions/id3/correct", json={"status": "withdrawn", "deciders": ["Bo"]})
    undone = (await ana.post("/v1/decisions/id3/undo")).json()
    bare = (await ana.post("/v1/decisions/id3/undo")).json()
    nothing = await ana.post("/v1/decisions/id3/undo")

    assert confirmed["ruling"]["confirmed"]["by"] == "ana"
    assert corrected.status_code == 200
    assert (corrected.json()["status"], corrected.json()["deciders"]) == ("withdrawn", ["Bo"])
    fields = {one["field"]: (one["by"], one["original"]) for one in corrected.json()["ruling"]["corrected"]}
    assert fields == {"status": ("ana", "rejected"), "deciders": ("ana", [])}
    assert (undone["status"], undone["ruling"]["corrected"]) == ("rejected", [])
    assert bare["ruling"] is None
    assert (nothing.status_code, nothing.json()["title"]) == (400, "Bad Request")


async def test_writing_one_down(ana: httpx.AsyncClient, bo: httpx.AsyncClient) -> None:
    body = {
        "title": "Spaces",
        "statement": "We indent with spaces.",
        "decided_on": "2026-01-02",
        "alternatives": [{"name": "tabs", "reason": "seen differently"}],
        "supersedes": ["id2"],
        "discussed_in": ["https://tidewater.slack.com/archives/C1/p1"],
        "document": "doc4",
        "evidence": [{"document": "doc4", "quote": "We take choice 4."}],
        "readers": ["everyone"],
    }
    made = await ana.post("/v1/decisions", json=body)
    shown = made.json()

    assert made.status_code == 201
    assert made.headers["location"] == f"/v1/decisions/{shown['id']}"
    assert (shown["status"], shown["origin"], shown["readers"]) == ("accepted", "person", ["group:platform", "user:ana"])
    assert shown["discussed_in"] == ["https://tidewater.slack.com/archives/C1/p1"]
    assert [one["quote"] for one in shown["evidence"]] == ["We take choice 4."]
    assert shown["id"] in await listed(ana)
    assert shown["id"] not in await listed(bo)
    assert (await ana.post(f"/v1/decisions/{shown['id']}/undo")).status_code == 204
    assert (await ana.get(f"/v1/decisions/{shown['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/decisions/id1/correct", {}, 400),
        ("/v1/decisions/id1/correct", {"status": "done-ish"}, 400),
        ("/v1/decisions/id1/correct", {"colour": "red"}, 422),
        ("/v1/decisions/id1/correct", {"title": ""}, 422),
        ("/v1/decisions/id1/correct", {"title": "x" * 301}, 422),
        ("/v1/decisions/id1/correct", {"decided_on": "soon"}, 422),
        ("/v1/decisions/id1/correct", {"discussed_in": ["javascript:alert(1)"]}, 400),
        ("/v1/decisions/nowhere/correct", {"title": "x"}, 404),
        ("/v1/decisions/nowhere/confirm", None, 404),
        ("/v1/decisions/nowhere/undo", None, 404),
        ("/v1/decisions", {"title": "x"}, 422),
        ("/v1/decisions", {"title": "x", "statement": "y", "readers": ["platform"]}, 400),
        ("/v1/decisions", {"title": "x", "statement": "y", "document": "nowhere"}, 404),
        ("/v1/decisions", {"title": "x", "statement": "y", "evidence": [{"document": "doc1", "quote": "We take NATS."}]}, 400),
    ],
)
async def test_what_can_not_be_said_is_a_problem(ana: httpx.AsyncClient, path: str, body: object, status: int) -> None:
    response = await ana.post(path, json=body)

    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


CALLS = [
    ("/v1/decisions", {"title": "x", "statement": "y"}),
    ("/v1/decisions/id1/confirm", None),
    ("/v1/decisions/id1/correct", {"title": "x"}),
    ("/v1/decisions/id1/undo", None),
]


@pytest.mark.parametrize(("path", "body"), CALLS)
async def test_who_has_no_right_is_refused(bo: httpx.AsyncClient, path: str, body: object) -> None:
    response = await bo.post(path, json=body)

    assert response.status_code == 403
    assert "curators of lore.toml" in response.json()["detail"]


@pytest.mark.parametrize(("path", "body"), CALLS)
async def test_other_websites_are_refused(ana: httpx.AsyncClient, path: str, body: object) -> None:
    assert (await ana.post(path, json=body, headers=FROM_OUTSIDE)).status_code == 403
    assert (await ana.post(path, json=body, headers={"origin": "https://out.example"})).status_code == 403
    assert (await ana.get("/v1/decisions/id1")).json()["ruling"] is None


async def test_who_may_not_read_it_learns_nothing_by_ruling_on_it(deciding: Services) -> None:
    async with client_over(replace(deciding, caller=lambda: GUEST)) as guest:
        for path in ("confirm", "undo"):
            hidden, missing = await guest.post(f"/v1/decisions/id4/{path}"), await guest.post(f"/v1/decisions/none/{path}")
            assert hidden.status_code == missing.status_code == 404
            assert hidden.json()["detail"] == missing.json()["detail"]


async def test_the_description_has_every_address(chief: httpx.AsyncClient) -> None:
    paths = (await chief.get("/openapi.json")).json()["paths"]

    assert {path for path in paths if path.startswith("/v1/decisions")} == {
        "/v1/decisions",
        "/v1/decisions.csv",
        "/v1/decisions.md",
        "/v1/decisions/{decision_id}",
        "/v1/decisions/{decision_id}/confirm",
        "/v1/decisions/{decision_id}/correct",
        "/v1/decisions/{decision_id}/undo",
    }
