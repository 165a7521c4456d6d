"""`/v1/conversations`, and `/v1/ask` within one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import httpx
import pytest
from web_clients import client_over

from assistant.answering.conversing.history import WITHHELD
from assistant.domain.readers import Principal
from assistant.web.services import Services
from tests.stand_ins.conversed import ANA, BO, SECURITY, Talk, document

LEAK = "The kafka token leaked in March."
As = Callable[[Principal], httpx.AsyncClient]


@pytest.fixture
def talk() -> Talk:
    return Talk([(document("leak", SECURITY), [LEAK]), (document("kafka"), ["Kafka has six brokers.", "It is the bus."])])


@pytest.fixture
async def clients(services: Services, talk: Talk) -> AsyncIterator[As]:
    """A client for each caller."""
    over = replace(services, asker=talk.conversing, conversations=talk.conversations, documents=talk.documents)
    opened: list[httpx.AsyncClient] = []

    def client(who: Principal) -> httpx.AsyncClient:
        opened.append(client_over(replace(over, caller=lambda: who)))
        return opened[-1]

    yield client
    for one in opened:
        await one.aclose()


@pytest.fixture
def ana(clients: As) -> httpx.AsyncClient:
    return clients(ANA)


async def ask(client: httpx.AsyncClient, question: str, conversation: str | None = None, **more: object) -> dict[str, object]:
    body = {"question": question, "conversation_id": conversation, **more}
    response = await client.post("/v1/ask", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, object] = response.json()
    return answer


async def listed(client: httpx.AsyncClient) -> list[str]:
    return [one["id"] for one in (await client.get("/v1/conversations")).json()["conversations"]]


async def test_a_question_goes_on_without_the_client_sending_a_history(ana: httpx.AsyncClient, talk: Talk) -> None:
    first = await ask(ana, "who runs kafka?")
    second = await ask(ana, "why?", str(first["conversation_id"]))
    assert second["conversation_id"] == first["conversation_id"]
    assert [turn.text for turn in talk.asker.heard[-1].said] == ["who runs kafka?", first["answer"]]


async def test_the_history_of_the_client_wins(ana: httpx.AsyncClient, talk: Talk) -> None:
    first = await ask(ana, "who runs kafka?")
    await ask(ana, "why?", str(first["conversation_id"]), history=[{"role": "user", "content": "the canteen"}])
    assert [turn.text for turn in talk.asker.heard[-1].said] == ["the canteen"]


async def test_ones_conversations_are_listed_the_newest_first_with_a_cursor(ana: httpx.AsyncClient) -> None:
    ids = [str((await ask(ana, f"kafka {number}?"))["conversation_id"]) for number in range(5)]
    seen, cursor = [], ""
    while cursor is not None:
        page = (await ana.get("/v1/conversations", params={"limit": 2, "cursor": cursor})).json()
        assert (page["total"], page["kept"]) == (5, True)
        seen += [one["id"] for one in page["conversations"]]
        cursor = page["next"]
    assert seen == ids[::-1]
    assert page["conversations"][0]["title"] == "kafka 0?"


async def test_a_cursor_of_somebody_elses_list_and_a_tampered_one_are_refused(ana: httpx.AsyncClient, clients: As) -> None:
    for number in range(3):
        await ask(ana, f"kafka {number}?")
        await ask(clients(BO), f"kafka {number}?")
    cursor = (await ana.get("/v1/conversations", params={"limit": 1})).json()["next"]
    for client, given in ((clients(BO), cursor), (ana, cursor[:-2] + "AA"), (ana, "x")):
        assert (await client.get("/v1/conversations", params={"limit": 1, "cursor": given})).status_code == 400


async def test_a_conversation_is_read_with_its_citations(ana: httpx.AsyncClient) -> None:
    first = await ask(ana, "who runs kafka?")
    await ask(ana, "shorter", str(first["conversation_id"]))
    whole = (await ana.get(f"/v1/conversations/{first['conversation_id']}")).json()
    assert [one["question"] for one in whole["said"]] == ["who runs kafka?", "shorter"]
    assert whole["said"][0]["answer"] == first["answer"]
    assert [one["quote"] for one in whole["said"][0]["citations"]] == [one["quote"] for one in first["citations"]]  # type: ignore[attr-defined]
    assert (whole["turns"], whole["ended_at"], whole["title"]) == (2, None, "who runs kafka?")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/export"), ("POST", "/end"), ("DELETE", "")],
    ids=["read", "export", "end", "delete"],
)
async def test_somebody_elses_is_the_same_404_as_one_that_is_not_there(
    ana: httpx.AsyncClient, clients: As, method: str, path: str
) -> None:
    theirs = (await ask(clients(BO), "who runs kafka?"))["conversation_id"]
    refused = await ana.request(method, f"/v1/conversations/{theirs}{path}")
    missing = await ana.request(method, f"/v1/conversations/none{path}")
    assert (refused.status_code, missing.status_code) == (404, 404)
    assert refused.json()["detail"] == missing.json()["detail"]
    assert await listed(clients(BO)) == [theirs]


async def test_an_ended_conversation_is_read_and_not_gone_on_with(ana: httpx.AsyncClient) -> None:
    first = await ask(ana, "who runs kafka?")
    path = f"/v1/conversations/{first['conversation_id']}"
    ended = await ana.post(f"{path}/end")
    assert ended.status_code == 200
    assert ended.json()["ended_at"]
    refused = await ana.post("/v1/ask", json={"question": "why?", "conversation_id": first["conversation_id"]})
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert "ended" in refused.json()["detail"]
    streamed = await ana.post("/v1/ask", json={"question": "why?", "conversation_id": first["conversation_id"], "stream": True})
    assert "event: error" in streamed.text
    assert '"status":409' in streamed.text
    assert (await ana.get(path)).json()["turns"] == 1


async def test_conversations_are_deleted_one_by_one_and_all_together(ana: httpx.AsyncClient, clients: As) -> None:
    ids = [str((await ask(ana, "who runs kafka?"))["conversation_id"]) for _ in range(3)]
    other = (await ask(clients(BO), "who runs kafka?"))["conversation_id"]
    assert (await ana.delete(f"/v1/conversations/{ids[1]}")).status_code == 204
    assert set(await listed(ana)) == {ids[0], ids[2]}
    assert (await ana.delete("/v1/conversations")).json() == {"deleted": 2}
    assert (await ana.delete("/v1/conversations")).json() == {"deleted": 0}
    assert await listed(ana) == []
    assert await listed(clients(BO)) == [other]


async def test_an_export_in_markdown_has_questions_answers_and_links(ana: httpx.AsyncClient) -> None:
    first = await ask(ana, "who runs kafka # [brokers](x)?")
    exported = await ana.get(f"/v1/conversations/{first['conversation_id']}/export")
    assert exported.headers["content-type"].startswith("text/markdown")
    assert "attachment" in exported.headers["content-disposition"]
    assert exported.text.startswith("# who runs kafka # \\[brokers\\](x)?\n")
    assert str(first["answer"]) in exported.text
    assert (
        "2. [About kafka](<http://127.0.0.1:8080/documents/kafka#c-2000>), 2026-11-22: “Kafka has six brokers.”"
        in exported.text
    )


async def test_an_export_in_json_is_the_conversation(ana: httpx.AsyncClient) -> None:
    first = await ask(ana, "who runs kafka?")
    path = f"/v1/conversations/{first['conversation_id']}"
    exported = await ana.get(f"{path}/export", params={"format": "json"})
    assert json.loads(exported.text) == (await ana.get(path)).json()
    assert (await ana.get(f"{path}/export", params={"format": "pdf"})).status_code == 422


async def test_what_was_revoked_is_in_no_answer_and_no_export(ana: httpx.AsyncClient, talk: Talk) -> None:
    first = await ask(ana, "did the token leak?")
    path = f"/v1/conversations/{first['conversation_id']}"
    assert LEAK in (await ana.get(path)).text
    talk.documents.move(replace(document("leak"), readers=replace(SECURITY, names=frozenset({"group:board"}))))
    (turn,) = (await ana.get(path)).json()["said"]
    assert (turn["answer"], turn["citations"], turn["readable"]) == (WITHHELD, [], False)
    for form in ("markdown", "json"):
        text = (await ana.get(f"{path}/export", params={"format": form})).text
        assert LEAK not in text
        assert "About leak" not in text


async def test_where_conversations_are_not_kept_the_list_says_so(services: Services) -> None:
    held = Talk([(document("kafka"), ["Kafka."])], record=False)
    async with client_over(replace(services, asker=held.conversing, conversations=held.conversations)) as client:
        await ask(client, "kafka?")
        assert (await client.get("/v1/conversations")).json() == {"conversations": [], "total": 0, "next": None, "kept": False}
    async with client_over(services) as client:
        assert (await client.get("/v1/conversations")).status_code == 404
