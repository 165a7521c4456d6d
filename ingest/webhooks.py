"""Webhooks: a service says that something happened, and the source is looked at within seconds.

What a service sends is never stored or believed: a signature that holds makes Lore ask the service itself. So a forged,
repeated or lost event costs at most one look, and the schedule finds what no event told.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

MAX_BODY: Final = 25_000_000
"""GitHub sends at most 25 MB (https://docs.github.com/en/webhooks/webhook-events-and-payloads)."""
_FRESH_S: Final = 300
"""How old a signed time stamp may be, where the service signs one."""
_LONGEST_STAMP: Final = 15
_SENT_WITHIN_S: Final = 30.0

Headers: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hooked:
    """A source that may be told of events: its type, and the secret that it shares with the service."""

    type: str
    secret: str = field(repr=False)


class Nudge(Protocol):
    """What an event leads to."""

    def __call__(self, name: str, *, everything: bool) -> None:
        """Look at the source now; with `everything` at all of it."""


def webhook_route(source: Callable[[str], Hooked | None], nudge: Nudge, now: Callable[[], datetime] | None = None) -> Route:
    """`POST /webhooks/{source}` for an ASGI application. `source` finds one by its name; None if there is none.

    202 when the event was taken, 401 when there is no such source, it has no secret, or the signature does not hold (all
    alike, so that nobody learns the names of sources), 413 for a body that is too large, 408 for one that
    is too slow.
    """
    clock = now or (lambda: datetime.now(UTC))

    async def receive(request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > MAX_BODY:
            return PlainTextResponse("too large", 413)
        try:
            async with asyncio.timeout(_SENT_WITHIN_S):
                body = await _body(request)
        except TimeoutError:
            return PlainTextResponse("too slow", 408)
        if body is None:
            return PlainTextResponse("too large", 413)
        name = request.path_params["source"]
        hooked = await run_in_threadpool(source, name)
        # A hash over so many bytes would hold up everybody else's requests.
        if hooked is None or not await run_in_threadpool(_holds, hooked, request.headers, body, clock()):
            return PlainTextResponse("the signature does not hold", 401)
        if challenge := _challenge(hooked.type, body):
            return JSONResponse({"challenge": challenge})
        nudge(name, everything=_changes_permissions(hooked.type, request.headers))
        return PlainTextResponse("taken", 202)

    return Route("/webhooks/{source}", receive, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """What was sent; None if it is more than is taken."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


def _holds(hooked: Hooked, headers: Headers, body: bytes, now: datetime) -> bool:
    verify = _VERIFIED_BY.get(hooked.type)
    return verify is not None and bool(hooked.secret) and verify(headers, body, hooked.secret, now)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _sha256(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _by_github(headers: Headers, body: bytes, secret: str, _now: datetime) -> bool:
    """https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries; Gitea and Forgejo do the same."""
    return _same(headers.get("x-hub-signature-256", ""), f"sha256={_sha256(secret, body)}")


def _by_gitlab(headers: Headers, body: bytes, secret: str, now: datetime) -> bool:
    """The secret token itself, or the signing token of newer versions, which follows the Standard Webhooks
    specification (https://docs.gitlab.com/user/project/integrations/webhooks/, https://www.standardwebhooks.com)."""
    if "webhook-signature" not in headers:
        return _same(headers.get("x-gitlab-token", ""), secret)
    stamp, identifier = headers.get("webhook-timestamp", ""), headers.get("webhook-id", "")
    if not _is_fresh(stamp, now):
        return False
    try:
        key = b64decode(secret.removeprefix("whsec_"), validate=True)
    except (NotBase64, ValueError):
        return False
    digest = hmac.new(key, f"{identifier}.{stamp}.".encode() + body, hashlib.sha256).digest()
    wanted = f"v1,{b64encode(digest).decode()}"
    return any(_same(one, wanted) for one in headers["webhook-signature"].split())


def _by_confluence(headers: Headers, body: bytes, secret: str, _now: datetime) -> bool:
    """Data Center signs the body (https://confluence.atlassian.com/doc/managing-webhooks-1021225606.html); a Cloud
    automation rule can send a header of one's own, `Authorization: Bearer SECRET`."""
    if "x-hub-signature" in headers:
        return _same(headers["x-hub-signature"], f"sha256={_sha256(secret, body)}")
    return _same(headers.get("authorization", ""), f"Bearer {secret}")


def _by_slack(headers: Headers, body: bytes, secret: str, now: datetime) -> bool:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    stamp = headers.get("x-slack-request-timestamp", "")
    signed = b":".join((b"v0", stamp.encode(), body))
    return _is_fresh(stamp, now) and _same(headers.get("x-slack-signature", ""), f"v0={_sha256(secret, signed)}")


def _by_notion(headers: Headers, body: bytes, secret: str, _now: datetime) -> bool:
    """https://developers.notion.com/reference/webhooks; the secret is the verification token."""
    return _same(headers.get("x-notion-signature", ""), f"sha256={_sha256(secret, body)}")


def _by_drive(headers: Headers, _body: bytes, secret: str, _now: datetime) -> bool:
    """https://developers.google.com/workspace/drive/api/guides/push; the secret is the channel's token."""
    return _same(headers.get("x-goog-channel-token", ""), secret)


def _by_forge(headers: Headers, body: bytes, secret: str, now: datetime) -> bool:
    """A git repository is told of pushes by the forge that it is on."""
    return _by_github(headers, body, secret, now) or _by_gitlab(headers, body, secret, now)


Verify: TypeAlias = Callable[[Headers, bytes, str, datetime], bool]

_VERIFIED_BY: Final[Mapping[str, Verify]] = {
    "git": _by_forge,
    "github": _by_github,
    "gitlab": _by_gitlab,
    "confluence": _by_confluence,
    "slack": _by_slack,
    "notion": _by_notion,
    "drive": _by_drive,
}
_PERMISSION_EVENTS: Final = frozenset({"member", "membership", "organization", "public", "repository", "team", "team_add"})


def _is_fresh(stamp: str, now: datetime) -> bool:
    return len(stamp) <= _LONGEST_STAMP and stamp.isdecimal() and abs(now.timestamp() - int(stamp)) <= _FRESH_S


def _challenge(source_type: str, body: bytes) -> str:
    """What Slack wants back when the address is set up; "" for an event."""
    if source_type != "slack":
        return ""
    try:
        loaded = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(loaded, dict) or loaded.get("type") != "url_verification":
        return ""
    return str(loaded.get("challenge", ""))


def _changes_permissions(source_type: str, headers: Headers) -> bool:
    """Whether the event may have changed who reads what, of documents that were not edited."""
    return source_type == "github" and headers.get("x-github-event", "") in _PERMISSION_EVENTS
