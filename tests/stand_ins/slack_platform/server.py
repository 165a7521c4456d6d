"""The server: Web API, response_urls and Socket Mode of the workspaces, on the loopback address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import BasicAuth, web
from slack_sdk.web.async_client import AsyncWebClient

from tests.stand_ins.slack_platform.calls import Call, Installation, Method, method, read_arguments
from tests.stand_ins.slack_platform.chat import CHAT
from tests.stand_ins.slack_platform.conversations import CONVERSATIONS
from tests.stand_ins.slack_platform.delivering import Courier
from tests.stand_ins.slack_platform.faults import Fault, Faults
from tests.stand_ins.slack_platform.people import LORE_APP, LORE_USER
from tests.stand_ins.slack_platform.refusals import No, Violation
from tests.stand_ins.slack_platform.response_urls import ResponseUrls
from tests.stand_ins.slack_platform.socket_mode import Sockets
from tests.stand_ins.slack_platform.streams import STREAMS
from tests.stand_ins.slack_platform.views import VIEWS
from tests.stand_ins.slack_platform.workspace import Workspace

APP_TOKEN, CLIENT_ID, CLIENT_SECRET = "xapp-1-lore", "1111.2222", "client-secret"
_MANIFEST = json.loads((Path(__file__).parents[3] / "deploy/slack/manifest.json").read_text("utf-8"))
SCOPES: tuple[str, ...] = tuple(_MANIFEST["oauth_config"]["scopes"]["bot"])
"""What a workspace grants that installs Lore by its manifest; a test may add some: `platform.installation.scopes`."""

EVENTS: tuple[str, ...] = tuple(_MANIFEST["settings"]["event_subscriptions"]["bot_events"])
"""What the manifest subscribes to; Slack tells nothing else: `platform.subscribed`."""


def _api_test(call: Call) -> dict[str, Any]:
    return {"args": call.arguments}


METHODS: dict[str, Method] = {**CHAT, **STREAMS, **CONVERSATIONS, **VIEWS, "api.test": method(_api_test, "", "foo error")}
WITHOUT_INSTALLATION = {"apps.connections.open", "oauth.v2.access"}


@dataclass(frozen=True, slots=True)
class Called:
    """A call that came in, and what Slack said: "ok", its error code, or the name of a fault."""

    method: str
    arguments: dict[str, Any]
    at: float
    said: str
    team: str = ""


@dataclass(slots=True)
class _Dropped(Exception):
    """The connection is to end without an answer."""


@dataclass(slots=True)
class _Failed(Exception):
    response: web.Response


@dataclass
class Platform:
    """Slack. `async with Platform() as slack:` serves until the block's end; `slack.workspace` is the first workspace."""

    workspace: Workspace = field(default_factory=Workspace)
    port: int = 0
    scopes: tuple[str, ...] = SCOPES
    faults: Faults = field(default_factory=Faults)
    violations: list[Violation] = field(default_factory=list)
    calls: list[Called] = field(default_factory=list)
    url: str = ""

    def __post_init__(self) -> None:
        self.installations: dict[str, Installation] = {}
        self.codes: dict[str, Workspace] = {}
        self.response_urls = ResponseUrls()
        self.triggers: dict[str, float] = {}
        self.subscribed = set(EVENTS)
        self.sockets = Sockets()
        self.courier = Courier(self.sockets)
        self.largest_page = 1000
        self.on_call: list[Callable[[Called], None]] = []
        self.more_routes: list[web.RouteDef] = []
        self._runner: web.AppRunner | None = None
        self.installation = self.install(self.workspace)

    @property
    def token(self) -> str:
        """The bot token of the first workspace."""
        return self.installation.token

    def install(self, workspace: Workspace) -> Installation:
        """Put Lore into a workspace; a token of its own comes with it."""
        token = f"xoxb-{workspace.team_id.lower()}"
        self.installations[token] = Installation(workspace, token, set(self.scopes))
        return self.installations[token]

    def client(self, token: str = "", **options: Any) -> AsyncWebClient:
        """A real client of this server."""
        return AsyncWebClient(token=token or self.token, base_url=f"{self.url}/api/", **options)

    def calls_of(self, *methods: str) -> list[Called]:
        return [one for one in self.calls if one.method in methods]

    async def __aenter__(self) -> Platform:
        app = web.Application(client_max_size=8 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{id}", self._response_url)
        app.router.add_get("/socket", self.sockets.connect)
        app.router.add_routes(self.more_routes)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        arguments: dict[str, Any] = {}
        team = ""
        try:
            arguments = await _arguments(request)
            fault = self.faults.next(name)
            await _before(fault)
            answer, team = self._run(name, arguments, _token(request, arguments))
            said = "ok"
            await _after(fault)
        except No as no:
            answer, said = no.answer(), no.code
            self.violations += [Violation(name, what) for what in no.problems]
        except _Failed as failed:
            self._note(Called(name, arguments, self.workspace.clock(), str(failed.response.status), team))
            return failed.response
        except _Dropped:
            self._note(Called(name, arguments, self.workspace.clock(), "dropped", team))
            return _hang_up(request)
        self._note(Called(name, arguments, self.workspace.clock(), said, team))
        headers = {"x-oauth-scopes": ",".join(sorted(self.scopes)), "x-slack-req-id": "0"}
        return web.json_response(answer, headers=headers)

    def _note(self, called: Called) -> None:
        self.calls.append(called)
        for listener in self.on_call:
            listener(called)

    def _run(self, name: str, arguments: dict[str, Any], token: str) -> tuple[dict[str, Any], str]:
        """What the method answers, and the workspace it was called for."""
        if name == "apps.connections.open":
            return self._connections_open(token), ""
        if name == "oauth.v2.access":
            return self._oauth_access(arguments), ""
        installation = self.installations.get(token)
        if installation is None:
            raise No("invalid_auth" if token else "not_authed")
        if installation.revoked:
            raise No("token_revoked")
        known = METHODS.get(name)
        if known is None:
            raise No("unknown_method", ["no such method"])
        call = Call(name, arguments, installation, self.url, self.violations)
        call.triggers, call.largest_page = self.triggers, self.largest_page
        writes_to_stream = name in {"chat.appendStream", "chat.stopStream"}
        call.stream_appends_left = self.faults.appends_left() if writes_to_stream else None
        try:
            known.check(call)
            return {"ok": True, **known.run(call)}, installation.workspace.team_id
        finally:
            if writes_to_stream:
                self.faults.appended()

    def _connections_open(self, token: str) -> dict[str, Any]:
        if token != APP_TOKEN:
            raise No("not_allowed_token_type" if token.startswith("xoxb") else "invalid_auth")
        return {"ok": True, "url": self.sockets.new_url(self.url)}

    def _oauth_access(self, arguments: dict[str, Any]) -> dict[str, Any]:
        if (arguments.get("client_id"), arguments.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            raise No("bad_client_secret")
        workspace = self.codes.pop(str(arguments.get("code")), None)
        if workspace is None:
            raise No("invalid_code")
        installation = self.install(workspace)
        return {
            "ok": True, "access_token": installation.token, "token_type": "bot", "scope": ",".join(sorted(installation.scopes)),
            "bot_user_id": LORE_USER, "app_id": LORE_APP, "team": {"id": workspace.team_id, "name": workspace.name},
            "enterprise": None, "authed_user": {"id": next(iter(workspace.people))}, "is_enterprise_install": False,
        }  # fmt: skip

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        name = "response_url"
        arguments: dict[str, Any] = {}
        try:
            arguments = await _arguments(request)
            fault = self.faults.next(name)
            await _before(fault)
            call = Call(name, arguments, self.installation, self.url, self.violations)
            self.response_urls.use(request.match_info["id"], call)
            await _after(fault)
        except No as no:
            self.violations += [Violation(name, what) for what in no.problems]
            self._note(Called(name, arguments, self.workspace.clock(), no.code))
            return web.Response(status=404 if "url" in no.code else 400, text=no.code)
        except _Failed as failed:
            self._note(Called(name, arguments, self.workspace.clock(), str(failed.response.status)))
            return failed.response
        except _Dropped:
            return _hang_up(request)
        self._note(Called(name, arguments, self.workspace.clock(), "ok"))
        return web.Response(text="ok")


async def _arguments(request: web.Request) -> dict[str, Any]:
    body = await request.read()
    form = {} if request.content_type == "application/json" else {k: str(v) for k, v in (await request.post()).items()}
    arguments = read_arguments(body, request.content_type, request.query, form)
    if request.headers.get("Authorization", "").startswith("Basic "):
        login = BasicAuth.decode(request.headers["Authorization"])
        arguments |= {"client_id": login.login, "client_secret": login.password}
    return arguments


def _token(request: web.Request, arguments: dict[str, Any]) -> str:
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return str(arguments.pop("token", "")) or bearer


async def _before(fault: Fault | None) -> None:
    if fault is None:
        return
    if fault.kind == "limited":
        body = json.dumps({"ok": False, "error": "ratelimited"})
        headers = {"Retry-After": str(int(fault.seconds))}
        raise _Failed(web.Response(status=429, text=body, content_type="application/json", headers=headers))
    if fault.kind == "error":
        raise _Failed(web.Response(status=int(fault.code), text="<html>upstream trouble</html>", content_type="text/html"))
    if fault.kind == "code":
        raise No(fault.code)
    if fault.kind == "dropped before":
        raise _Dropped


async def _after(fault: Fault | None) -> None:
    if fault is None:
        return
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "dropped after":
        raise _Dropped


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
