"""Requests over HTTP, before anything of them is parsed: not too large, and signed by Slack."""

from __future__ import annotations

from typing import Final

from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message

LARGEST: Final = 1_000_000
"""Bytes; Slack's own are a hundredth of it."""


async def admitted(request: Request, signing_secret: str) -> Request | Response:
    """The request with its body read, or the refusal: 413 for one that is too large, 401 for one that Slack did not sign within
    the last five minutes (https://docs.slack.dev/authentication/verifying-requests-from-slack)."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return PlainTextResponse("too large", 413)
    if not SignatureVerifier(signing_secret).is_valid_request(bytes(body), dict(request.headers)):
        return PlainTextResponse("not signed by Slack", 401)

    async def replayed() -> Message:
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    return Request(request.scope, replayed)
