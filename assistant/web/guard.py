"""What surrounds every request: its id, its limits, who may call from a browser, and the headers of the answer.

A server on a loopback address can be reached by any page that the user's browser opens. So the Host must be one of ours
(DNS rebinding makes a foreign name point here), and what changes or costs something is refused from a foreign origin.
"""

from __future__ import annotations

import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.problems import problem, unexpected

MAX_BODY_BYTES = 64 * 1024
SIGNED = "/webhooks/"
"""What services send: they come under a public name through a proxy, bear a signature, and have limits of their own."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"none", "same-origin"})
"""What a browser says in Sec-Fetch-Site of a request that no other website made."""
TOO_LARGE = f"The request's body is over {MAX_BODY_BYTES // 1024} KiB."
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser says Origin: null of our own forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """ASGI middleware, outermost. `hosts` are the names without a port that the Host header may bear."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self.app = app
        self.hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it with a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message, request_id, is_static=scope["path"].startswith("/static/"))
            await send(message)

        request = Request(scope)
        folder, _, name = scope["path"].rpartition("/")
        signed = bool(name) and f"{folder}/" == SIGNED  # and nothing below, which the router could redirect elsewhere
        if not signed and (refused := self._refusal(Headers(scope=scope), scope["method"])):
            await problem(request, *refused)(scope, receive, send_with_headers)
            return
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive if signed else _limited(receive), send_with_headers)
            except Exception as error:  # noqa: BLE001 - the process's edge: a defect becomes a 500 without internals
                response = unexpected(request, error)
                if not started:
                    await response(scope, receive, send_with_headers)

    def _refusal(self, headers: Headers, method: str) -> tuple[int, str] | None:
        """The status and the reason, if the request must not go further."""
        host = headers.get("host", "")
        if _without_port(host).casefold() not in self.hosts:
            return 421, "This server does not answer for that host name. Open it as http://localhost with its port."
        if method not in SAFE_METHODS and _is_foreign(headers, host):
            return 403, "Requests from other websites are refused."
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > MAX_BODY_BYTES:
            return 413, TOO_LARGE
        return None


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def _is_foreign(headers: Headers, host: str) -> bool:
    """Whether a browser says that another site's page sent this. Programs send neither header."""
    origin = headers.get("origin")
    if origin is not None:
        return origin.partition("://")[2].casefold() != host.casefold()
    return headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}


def _limited(receive: Receive) -> Receive:
    """`receive` that counts: a body sent in pieces has no Content-Length to look at."""
    seen = 0

    async def receive_counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MAX_BODY_BYTES:
            raise HTTPException(413, TOO_LARGE)
        return message

    return receive_counting


def _add_headers(message: Message, request_id: str, *, is_static: bool) -> None:
    headers = MutableHeaders(scope=message)
    headers["X-Request-ID"] = request_id
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-cache" if is_static else "no-store")
