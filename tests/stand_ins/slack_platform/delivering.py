"""How Slack brings its news: signed HTTP requests or envelopes, again where nobody acknowledged."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.stand_ins.slack_platform.socket_mode import Acknowledged, Sockets

SIGNING_SECRET = "signing-secret-of-tests"
STALE_SECONDS = 6 * 60

Kind = Literal["events_api", "slash_commands", "interactive"]
Signed = Literal["well", "forged", "stale", "not"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One piece of news, as Slack would write it."""

    kind: Kind
    payload: dict[str, Any]

    @property
    def takes_answer(self) -> bool:
        """Whether what the app says at once is shown or done."""
        return self.kind != "events_api"

    def body(self) -> tuple[str, str]:
        """(body, content type) of the HTTP request."""
        if self.kind == "events_api":
            return json.dumps(self.payload), "application/json"
        fields = self.payload if self.kind == "slash_commands" else {"payload": json.dumps(self.payload)}
        return urlencode(fields), "application/x-www-form-urlencoded"


@dataclass
class Courier:
    """Brings deliveries to `listener_url` if there is one, else to the sockets. Events that nobody acknowledged are brought
    again, commands and clicks are not; `delays` stand before each further try, as on the sockets."""

    sockets: Sockets
    listener_url: str = ""
    ack_seconds: float = 3.0
    delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    acknowledged: list[Acknowledged] = field(default_factory=list)

    async def deliver(self, delivery: Delivery, *, retries: int = 3, copies: int = 1, signed: Signed = "well") -> Acknowledged:
        """The last word of the app on it. `copies` brings it that often, acknowledged or not, as Slack sometimes does."""
        return (await self.deliver_copies(delivery, copies, retries=retries, signed=signed))[0]

    async def deliver_copies(
        self, delivery: Delivery, copies: int, *, retries: int = 3, signed: Signed = "well"
    ) -> list[Acknowledged]:
        """The app's last word on each copy."""
        tries = 1 + retries if delivery.kind == "events_api" else 1
        said = await asyncio.gather(*(self._bring(delivery, tries, copy, signed) for copy in range(copies)))
        self.acknowledged += said
        return list(said)

    async def _bring(self, delivery: Delivery, tries: int, copy: int, signed: Signed) -> Acknowledged:
        if self.listener_url:
            return await self._over_http(delivery, tries, copy, signed)
        return await self.sockets.send(delivery.kind, delivery.payload, takes_payload=delivery.takes_answer, tries=tries)

    async def _over_http(self, delivery: Delivery, tries: int, copy: int, signed: Signed) -> Acknowledged:
        begun = time.perf_counter()
        reason = "http_timeout" if copy else ""
        said = Acknowledged(0, None, 0.0)
        timeout = aiohttp.ClientTimeout(total=self.ack_seconds)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            for attempt in range(tries):
                if attempt:
                    await asyncio.sleep(self.delays[min(attempt, len(self.delays)) - 1])
                status, payload, final = await self._request(session, delivery, attempt + copy, (reason, signed))
                said = Acknowledged(status, payload, time.perf_counter() - begun, attempt + 1)
                if said.ok or final:
                    break
                reason = "http_error" if status else "http_timeout"
        return said

    async def _request(
        self, session: aiohttp.ClientSession, delivery: Delivery, number: int, how: tuple[str, Signed]
    ) -> tuple[int, dict[str, Any] | None, bool]:
        """(status, what was said, whether Slack is to leave it at that)."""
        body, content_type = delivery.body()
        headers = {"Content-Type": content_type, **signature_of(body, how[1])}
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": how[0]}
        try:
            async with session.post(self.listener_url, data=body.encode(), headers=headers) as response:
                return response.status, _said(await response.text()), response.headers.get("X-Slack-No-Retry") == "1"
        except (aiohttp.ClientError, TimeoutError):
            return 0, None, False


def signature_of(body: str, signed: Signed = "well", secret: str = SIGNING_SECRET) -> dict[str, str]:
    """The headers by which an app knows Slack."""
    if signed == "not":
        return {}
    timestamp = str(int(time.time()) - (STALE_SECONDS if signed == "stale" else 0))
    verifier = SignatureVerifier("somebody else's secret" if signed == "forged" else secret)
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": verifier.generate_signature(timestamp=timestamp, body=body) or "",
    }


def _said(body: str) -> dict[str, Any] | None:
    if not body:
        return None
    try:
        read = json.loads(body)
    except ValueError:
        return {"text": body}
    return read if isinstance(read, dict) else {"text": body}
