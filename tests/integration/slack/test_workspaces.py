"""Where Lore is installed: one workspace by its token, several by OAuth, and what is left when it goes. Over the real bolt."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation

from assistant.adapters.catalogue.installations import OAuthStores, SqlInstallations, open_oauth_stores
from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.domain.conversations import ChannelSettings, Given, Place, SettingsChange
from assistant.domain.inbox import Job, Task
from assistant.domain.workspaces import Installed
from assistant.errors import LoreError, UsageError
from assistant.slack.desk import Desk, Ourselves
from assistant.slack.installed import leaving
from assistant.slack.installed.adding import OAuthApp, oauth_flow
from assistant.slack.installed.calling import Calls
from assistant.slack.installed.installations import Authorizing, InstalledWorkspaces, OneWorkspace
from assistant.slack.running import http_app
from tests.stand_ins.slack_platform import APP_TOKEN, CLIENT_ID, CLIENT_SECRET, LORE_BOT, LORE_USER, Hands, Platform, Workspace

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
OTHER = "T0OTHER"


@dataclass
class Office:
    """Slack with two workspaces, and Lore's side of it."""

    slack: Platform
    calls: Calls
    catalogue: Catalogue
    stores: OAuthStores
    other: Workspace
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.installations = SqlInstallations(self.catalogue.engine, CLIENT_ID)
        self.workspaces = InstalledWorkspaces(self.calls, self.installations, seconds=lambda: self.seconds)
        self.left: list[str] = []

    @property
    def team(self) -> str:
        return self.slack.workspace.team_id

    async def install(self, team: str, token: str, at: datetime = NOON, **more: Any) -> None:
        values = {"bot_user_id": LORE_USER, "bot_id": LORE_BOT, "user_id": "U0ANA", "app_id": "A0LORE", **more}
        await self.stores.installations.async_save(
            Installation(team_id=team or None, bot_token=token, installed_at=at.timestamp(), **values)
        )

    def app(self, flow: Any = None) -> AsyncApp:
        return AsyncApp(
            signing_secret="x",
            client=self.calls.client(),
            authorize=cast("Any", Authorizing(self.workspaces)),
            oauth_flow=flow,
            process_before_response=True,
        )


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    file = tmp_path / "catalogue.sqlite"
    async with Platform() as slack:
        other = Workspace(OTHER, "Other")
        calls, catalogue = Calls(f"{slack.url}/api/"), open_catalogue(file)
        stores = open_oauth_stores(file, CLIENT_ID)
        yield Office(slack, calls, catalogue, stores, other)
        await calls.close()
        await stores.close()
        catalogue.close()


async def test_the_token_of_the_settings_says_which_workspace_it_is_for(office: Office) -> None:
    one = OneWorkspace(office.calls, office.slack.token)

    several = await asyncio.gather(*(one.ourselves(team) for team in ("", office.team) * 5))

    assert set(several) == {Ourselves(LORE_USER, LORE_BOT, office.team)}
    assert (await one.client(office.team)).token == office.slack.token
    assert len(office.slack.calls_of("auth.test")) == 1
    with pytest.raises(UsageError, match=f"not installed in the workspace {OTHER}"):
        await one.client(OTHER)


@pytest.mark.parametrize("team", ["its own", "none"])
async def test_what_is_told_of_an_end_is_believed_of_a_token_in_the_settings_once_slack_refuses_it(
    office: Office, team: str
) -> None:
    one, team = OneWorkspace(office.calls, office.slack.token), office.team if team == "its own" else ""
    await one.ourselves("")
    assert not await one.leave(team, "", NOON)
    office.slack.faults.refuse("auth.test", "internal_error", times=9)
    with pytest.raises(SlackApiError):
        await one.leave(team, "", NOON)
    office.slack.faults.clear()
    office.slack.installation.revoked = True

    assert await one.leave(team, "", NOON)
    with pytest.raises(UsageError, match="LORE_SLACK__BOT_TOKEN"):
        await one.client(office.team)


async def test_a_late_word_of_a_revoked_token_forgets_nothing_where_the_token_of_the_settings_works(office: Office) -> None:
    keep_something(office.catalogue, office.team)
    one = OneWorkspace(office.calls, office.slack.token)
    async with listening(office) as desk:
        await office.slack.sockets.send("events_api", told(office, type="tokens_revoked", tokens={"bot": [LORE_USER]}))
        cast("Any", desk).workspaces = one
        assert await leave(desk, office.catalogue) == ["back again"]

    assert kept(office.catalogue, office.team) == [True] * 5


async def test_a_refused_token_is_said_with_where_to_put_another(office: Office) -> None:
    with pytest.raises(UsageError, match=r"invalid_auth.*LORE_SLACK__BOT_TOKEN"):
        await OneWorkspace(office.calls, "xoxb-wrong").ourselves("")


async def test_who_lore_is_is_asked_again_after_a_failure(office: Office) -> None:
    office.slack.faults.refuse("auth.test", "internal_error")
    one = OneWorkspace(office.calls, office.slack.token)

    with pytest.raises(SlackApiError):
        await one.ourselves("")

    assert (await one.ourselves("")).team == office.team


async def test_each_workspace_is_called_with_its_own_newest_token(office: Office) -> None:
    other = office.slack.install(office.other)
    await office.install(office.team, "xoxb-old", NOON - timedelta(days=1))
    await office.install(office.team, office.slack.token)
    await office.install(OTHER, other.token)

    clients = [await office.workspaces.client(team) for team in (office.team, OTHER)]

    assert [(await client.auth_test())["team_id"] for client in clients] == [office.team, OTHER]
    assert await office.workspaces.ourselves(OTHER) == Ourselves(LORE_USER, LORE_BOT, OTHER)
    with pytest.raises(UsageError, match="/slack/install"):
        await office.workspaces.client("T0NOWHERE")


@pytest.mark.parametrize(("allowed", "is_there"), [(set(), False), ({OTHER}, False), ({"E1"}, True)])
async def test_a_workspace_that_may_no_longer_have_lore_has_it_no_more(
    office: Office, allowed: set[str], is_there: bool
) -> None:
    await office.install(office.team, office.slack.token, enterprise_id="E1")
    workspaces = InstalledWorkspaces(office.calls, office.installations, frozenset(allowed))

    if is_there:
        assert (await workspaces.client(office.team)).token == office.slack.token
    else:
        with pytest.raises(UsageError, match="not installed"):
            await workspaces.client(office.team)


async def test_another_apps_installations_are_none_of_ours(office: Office) -> None:
    await office.install(office.team, office.slack.token)

    assert SqlInstallations(office.catalogue.engine, "another app").of_team(office.team) is None


async def test_an_installation_that_another_process_heard_of_is_seen_within_half_a_minute(office: Office) -> None:
    await office.install(office.team, "xoxb-old", NOON - timedelta(days=1))
    assert (await office.workspaces.client(office.team)).token == "xoxb-old"
    await office.install(office.team, office.slack.token)

    assert (await office.workspaces.client(office.team)).token == "xoxb-old"
    office.seconds += 30
    assert (await office.workspaces.client(office.team)).token == office.slack.token


async def test_the_workspaces_of_an_organisation_share_its_token(office: Office) -> None:
    await office.install("", office.slack.token, enterprise_id="E1", is_enterprise_install=True)

    client = await office.workspaces.client(office.team)

    assert (client.token, client.default_params) == (office.slack.token, {"team_id": office.team})
    assert (await office.workspaces.ourselves(office.team)).enterprise == "E1"
    with pytest.raises(UsageError):
        await office.workspaces.client(OTHER)


@pytest.mark.parametrize(("made", "gone"), [(-1, True), (0, False), (1, False)], ids=["before", "at once", "after"])
@pytest.mark.parametrize("team", ["T1", ""], ids=["a workspace", "an organisation"])
async def test_what_was_installed_again_since_is_not_dropped(office: Office, team: str, made: int, gone: bool) -> None:
    organisation = {"enterprise_id": "E1", "is_enterprise_install": True}
    await office.install(team, "xoxb-1", NOON + timedelta(minutes=made), **({} if team else organisation))
    await office.install(OTHER, "xoxb-2")

    assert await office.workspaces.leave(team, "E1", NOON) == gone

    held = [office.installations.of_team(team)] if team else office.installations.of_organisations()
    assert [one for one in held if one] == ([] if gone else held)
    assert office.installations.of_team(OTHER)


def test_a_token_is_not_shown_by_accident() -> None:
    assert "xoxb" not in repr(Installed("T1", "", "U1", "B1", NOON, "xoxb-1"))


async def authorized(workspaces: Any, team: str) -> Any:
    return await Authorizing(workspaces)(context=AsyncBoltContext(), enterprise_id=None, team_id=team, user_id="U0ANA")


async def test_bolt_is_told_whose_token_it_is_without_a_call_to_slack(office: Office) -> None:
    await office.install(office.team, office.slack.token)

    said = await authorized(office.workspaces, office.team)

    assert (said.bot_token, said.bot_id, said.bot_user_id) == (office.slack.token, LORE_BOT, LORE_USER)
    assert (said.team_id, said.user_id) == (office.team, "U0ANA")
    assert await authorized(office.workspaces, OTHER) is None
    assert office.slack.calls == []


async def test_an_event_that_comes_while_slack_cannot_say_who_lore_is_is_refused_so_that_it_comes_again(office: Office) -> None:
    office.slack.faults.refuse("auth.test", "internal_error")

    with pytest.raises(LoreError, match="again"):
        await authorized(OneWorkspace(office.calls, office.slack.token), office.team)


@asynccontextmanager
async def browser(office: Office, *allowed: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at Lore's own address, where these workspaces may add it."""
    app = OAuthApp(CLIENT_ID, ("chat:write", "commands"), frozenset(allowed), "https://lore.example", CLIENT_SECRET)
    flow = oauth_flow(app, office.calls, office.stores.installations, office.stores.states)
    pages = http_app(office.app(flow), lambda: True)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(pages), base_url="https://lore.example") as client:
        yield client


async def asked(client: httpx.AsyncClient) -> dict[str, list[str]]:
    """What Slack is asked when somebody begins."""
    response = await client.get("/slack/install")
    assert response.status_code == 302
    address = urlsplit(response.headers["location"])
    assert address.hostname == "slack.com"
    return parse_qs(address.query)


async def test_a_workspace_adds_lore_and_can_be_called(office: Office) -> None:
    office.slack.codes["code-1"] = office.other
    office.other.person("ana", "Ana Ruiz", "ana@other.example")
    async with browser(office, OTHER) as client:
        query = await asked(client)
        done = await client.get("/slack/oauth_redirect", params={"code": "code-1", "state": query["state"][0]})

    assert query["scope"] == ["chat:write,commands"]
    assert query["redirect_uri"] == ["https://lore.example/slack/oauth_redirect"]
    assert (done.status_code, "Lore was added to Other." in done.text) == (200, True)
    assert (await (await office.workspaces.client(OTHER)).auth_test())["team_id"] == OTHER


async def test_a_workspace_that_was_not_named_cannot_add_lore_and_gets_its_token_back(office: Office) -> None:
    office.slack.codes["code-1"] = office.other
    office.other.person("eve", "Eve", "eve@other.example")
    async with browser(office, office.team) as client:
        state = (await asked(client))["state"][0]
        done = await client.get("/slack/oauth_redirect", params={"code": "code-1", "state": state})

    assert done.status_code == 403
    assert "not among those" in done.text
    assert office.installations.of_team(OTHER) is None
    assert [call.method for call in office.slack.calls] == ["oauth.v2.access", "auth.test", "auth.revoke"]


REFUSED = {
    "a state of one's own": ({"code": "code-1", "state": "mine"}, "begun in another browser"),
    "no state": ({"code": "code-1"}, "begun in another browser"),
    "a wrong code": ({"code": "code-2", "state": ""}, "did not confirm"),
    "no code": ({"state": ""}, "lacked"),
    "cancelled": ({"error": "access_denied", "state": ""}, "cancelled in Slack"),
    "markup": ({"error": "<script>alert(1)</script>", "state": ""}, "Slack refused the installation."),
}


@pytest.mark.parametrize(("query", "words"), REFUSED.values(), ids=REFUSED.keys())
async def test_an_installation_that_fails_says_why_and_keeps_nothing(office: Office, query: dict[str, str], words: str) -> None:
    office.slack.codes["code-1"] = office.other
    async with browser(office, OTHER) as client:
        state = (await asked(client))["state"][0]
        query = {name: value or state for name, value in query.items()}
        done = await client.get("/slack/oauth_redirect", params=query)

    assert words in done.text
    assert "<script>" not in done.text
    assert office.installations.of_team(OTHER) is None


async def test_a_redirect_that_is_opened_twice_adds_lore_once(office: Office) -> None:
    office.slack.codes["code-1"] = office.other
    office.other.person("ana", "Ana Ruiz", "ana@other.example")
    async with browser(office, OTHER) as client:
        state = (await asked(client))["state"][0]
        cookie = {"Cookie": f"slack-app-oauth-state={state}"}
        once = await client.get("/slack/oauth_redirect", params={"code": "code-1", "state": state})
        twice = await client.get("/slack/oauth_redirect", params={"code": "code-1", "state": state}, headers=cookie)

    assert (once.status_code, twice.status_code) == (200, 401)
    assert "opened twice" in twice.text


def keep_something(catalogue: Catalogue, team: str) -> None:
    place = Place(team, "C1", "1700.1")
    catalogue.threads.follow(place, NOON)
    catalogue.given.keep(Given(place, "1700.0", "1700.0", "a1", "U0ANA", ("d1",), NOON))
    catalogue.channels.change(SettingsChange(team, "C1", "U0ANA", NOON, ChannelSettings(), ChannelSettings(listening=True)))
    catalogue.inbox.put(Job(f"question:{team}", Task.QUESTION, team, NOON, "t", {"text": "why"}))


def kept(catalogue: Catalogue, team: str) -> list[bool]:
    place = Place(team, "C1", "1700.1")
    return [
        catalogue.threads.follows(place),
        catalogue.given.get(place) is not None,
        catalogue.channels.get(team, "C1").listening,
        bool(catalogue.channels.history(team, "C1")),
        not catalogue.inbox.put(Job(f"question:{team}", Task.QUESTION, team, NOON)),
    ]


@asynccontextmanager
async def listening(office: Office) -> AsyncIterator[Desk]:
    """Bolt over Socket Mode, with the part that hears of uninstallations."""
    desk = SimpleNamespace(
        inbox=office.catalogue.inbox,
        channels=office.catalogue.channels,
        workspaces=office.workspaces,
        clock=SimpleNamespace(now=lambda: datetime.now(UTC)),
    )
    app = office.app()
    leaving.listen(app, cast("Desk", desk))
    handler = AsyncSocketModeHandler(app, APP_TOKEN, web_client=office.slack.client())
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await office.slack.sockets.connected()
    try:
        yield cast("Desk", desk)
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


async def leave(desk: Desk, catalogue: Catalogue) -> list[str]:
    """As the worker does it, job for job."""
    now = datetime.now(UTC)
    jobs = [
        job for job in catalogue.inbox.claim("w", 99, now, now + timedelta(hours=1)) if job.payload.get("name") == leaving.LEAVE
    ]
    return [await leaving.JOBS[leaving.LEAVE](desk, job, cast("Any", None)) for job in jobs]


async def test_with_an_uninstallation_goes_all_that_was_kept_of_that_workspace_and_no_other(office: Office) -> None:
    await office.install(office.team, office.slack.token)
    await office.install(OTHER, office.slack.install(office.other).token)
    for team in (office.team, OTHER):
        keep_something(office.catalogue, team)
    async with listening(office) as desk:
        await office.workspaces.client(office.team)
        assert (await Hands(office.slack).uninstalls()).status == 200

        assert await leave(desk, office.catalogue) == ["left", "left"]

    assert kept(office.catalogue, office.team) == [False] * 5
    assert kept(office.catalogue, OTHER) == [True] * 5
    assert office.installations.of_team(OTHER)
    with pytest.raises(UsageError):
        await office.workspaces.client(office.team)


async def test_an_uninstallation_that_is_told_after_lore_is_back_changes_nothing(office: Office) -> None:
    await office.install(office.team, office.slack.token, datetime.now(UTC) + timedelta(days=1))
    keep_something(office.catalogue, office.team)
    async with listening(office) as desk:
        await Hands(office.slack).uninstalls()

        assert set(await leave(desk, office.catalogue)) == {"back again"}

    assert kept(office.catalogue, office.team) == [True] * 5


async def test_with_an_organisation_goes_what_was_kept_of_its_workspaces_and_no_others(office: Office) -> None:
    await office.install("", "xoxb-organisation", enterprise_id="E1", is_enterprise_install=True)
    await office.install(OTHER, office.slack.install(office.other).token)
    for team in (office.team, OTHER):
        keep_something(office.catalogue, team)
    async with listening(office) as desk:
        gone = told(office, type="app_uninstalled") | {"team_id": None, "enterprise_id": "E1"}
        await office.slack.sockets.send("events_api", gone | {"event_time": int(NOON.timestamp()) + 60})
        assert await leave(desk, office.catalogue) == ["left"]

    assert kept(office.catalogue, office.team) == [False] * 5
    assert kept(office.catalogue, OTHER) == [True] * 5


def told(office: Office, **event: Any) -> dict[str, Any]:
    body = {"type": "event_callback", "team_id": office.team, "event_id": "Ev1", "event_time": int(NOON.timestamp())}
    return {**body, "event": {"event_ts": "1700.1", **event}}


@pytest.mark.parametrize(
    ("event", "teams"),
    [
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U0ANA"]}}, []),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U0ANA"], "bot": [LORE_USER]}}, ["first"]),
        ({"type": "team_access_revoked", "team_ids": [OTHER, "T0THIRD"]}, [OTHER, "T0THIRD"]),
    ],
    ids=["a person's token", "the bot's token", "an organisation takes it from two workspaces"],
)
async def test_only_what_takes_lore_out_of_a_workspace_is_acted_upon(office: Office, event: Any, teams: list[str]) -> None:
    async with listening(office):
        await office.slack.sockets.send("events_api", told(office, **event))
        await office.slack.sockets.send("events_api", told(office, **event))

    jobs = office.catalogue.inbox.claim("w", 99, NOON, NOON)
    assert [job.team for job in jobs] == [office.team if team == "first" else team for team in teams]
    assert all(job.payload == {"name": leaving.LEAVE, "enterprise": "", "at": NOON.timestamp()} for job in jobs)
