"""What reaches Bolt over HTTP."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assistant.slack.requests import LARGEST, admitted

SECRET = "a signing secret"


def signed(body: bytes, age_s: int = 0, secret: str = SECRET) -> dict[str, str]:
    moment = str(int(time.time()) - age_s)
    signature = SignatureVerifier(secret).generate_signature(timestamp=moment, body=body)
    return {"x-slack-request-timestamp": moment, "x-slack-signature": signature or ""}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Says what a handler behind the gate would read."""

    async def handler(request: Request) -> Response:
        let_in = await admitted(request, SECRET)
        return let_in if isinstance(let_in, Response) else PlainTextResponse(await let_in.body())

    app = Starlette(routes=[Route("/", handler, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


async def test_what_slack_signed_comes_through_as_it_is(client: httpx.AsyncClient) -> None:
    body = b'{"type":"event_callback"}'
    answer = await client.post("/", content=body, headers=signed(body))

    assert (answer.status_code, answer.content) == (200, body)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(b"other"),
        signed(b"{}", age_s=301),
        signed(b"{}", secret="another"),
        {**signed(b"{}"), "x-slack-signature": "v0=0"},
    ],
    ids=["unsigned", "another-body", "stale", "another-secret", "forged"],
)
async def test_what_slack_did_not_sign_is_refused(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await client.post("/", content=b"{}", headers=headers)).status_code == 401


async def test_what_is_too_large_is_not_read_to_its_end(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b"[" * (LARGEST // 4)

    assert (await client.post("/", content=endless())).status_code == 413
    assert sent <= 6
