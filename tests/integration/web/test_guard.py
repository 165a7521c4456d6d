"""Who may call: by host name, by origin; and what every response bears."""

from __future__ import annotations

import httpx
import pytest

QUESTION = {"question": "Which message bus?"}


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:9", "[::1]", "[::1]:8080", "LOCALHOST:1"])
async def test_the_names_of_this_machine_are_served(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/livez", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "host", ["rebound.example", "rebound.example:8080", "127.0.0.1.rebound.example", "localhost.rebound.example", "[::2]", ""]
)
async def test_other_names_are_refused_since_they_may_have_been_rebound(client: httpx.AsyncClient, host: str) -> None:
    response = await client.get("/v1/sources", headers={"host": host})
    assert response.status_code == 421
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://outside.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=["foreign", "opaque", "other-port", "cross-site", "same-site"],
)
async def test_posts_from_other_websites_are_refused(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    response = await client.post("/v1/ask", json=QUESTION, headers=headers)
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "http://127.0.0.1:8080", "sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}],
    ids=["program", "own-page", "address-bar"],
)
async def test_posts_from_programs_and_own_pages_are_served(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await client.post("/v1/ask", json=QUESTION, headers=headers)).status_code == 200


async def test_other_websites_cannot_make_the_page_answer(client: httpx.AsyncClient) -> None:
    stream = await client.get("/ask/stream?q=Kafka", headers={"sec-fetch-site": "cross-site"})
    assert stream.status_code == 403
    as_image = await client.get("/?q=Kafka", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"})
    assert "6 brokers" not in as_image.text


@pytest.mark.parametrize("path", ["/", "/sources", "/docs", "/documents/guides-hostile-md", "/v1/sources", "/none"])
async def test_every_response_forbids_scripts_and_frames_from_elsewhere(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path, headers={"accept": "text/html"})).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


async def test_each_request_has_an_id_of_its_own(client: httpx.AsyncClient) -> None:
    ids = {(await client.get("/livez", headers={"x-request-id": "mine"})).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert "mine" not in ids


async def test_a_static_file_is_sent_again_only_when_it_changed(client: httpx.AsyncClient) -> None:
    first = await client.get("/static/lore.css")
    assert first.headers["cache-control"] == "no-cache"
    again = await client.get("/static/lore.css", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
