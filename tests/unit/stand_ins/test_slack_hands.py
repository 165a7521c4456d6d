"""What people do in the stand-in for Slack reaches a real Bolt app, over Socket Mode and over HTTP alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from tests.stand_ins.slack_platform import APP_TOKEN, SIGNING_SECRET, Hands, Platform, events
from tests.stand_ins.slack_platform.socket_mode import Sockets

FORM = {
    "type": "modal",
    "callback_id": "reason",
    "title": {"type": "plain_text", "text": "Reason"},
    "submit": {"type": "plain_text", "text": "Send"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why?"},
            "element": {"type": "plain_text_input", "action_id": "words", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "sort",
            "optional": True,
            "label": {"type": "plain_text", "text": "Sort"},
            "element": {
                "type": "static_select",
                "action_id": "sort",
                "options": [{"text": {"type": "plain_text", "text": "Wrong"}, "value": "wrong"}],
            },
        },
    ],
}
BLOCKS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Because"}},
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "thumbs",
                "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "up:7"},
                "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "down:7"},
            }
        ],
    },
    {"type": "actions", "elements": [{"type": "button", "action_id": "more", "text": {"type": "plain_text", "text": "More"},
    "value": "7"}]},
]  # fmt: skip


class Scene:
    """Ana in #storage and in direct messages; `heard` is what the app was told, by kind."""

    def __init__(self, slack: Platform) -> None:
        self.slack, self.workspace, self.hands = slack, slack.workspace, Hands(slack)
        self.ana = self.workspace.person("ana", "Ana Ruiz", "ana@tidewater.example")
        self.storage = self.workspace.channel("storage", [self.ana])
        self.direct = self.workspace.direct(self.ana)
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.submission: dict[str, Any] = {}
        """What the app answers to a form."""

    def events(self) -> list[str]:
        return [f"{kind}/{body['event'].get('subtype', '')}" for kind, body in self.heard if "event" in body]

    def app(self) -> AsyncApp:
        app = AsyncApp(client=self.slack.client(), token=self.slack.token, signing_secret=SIGNING_SECRET)
        names = ("app_mention", "message", "app_home_opened", "agent_session_stopped", "member_joined_channel",
        "app_uninstalled",
                 "tokens_revoked", "member_left_channel")  # fmt: skip
        for name in names:
            app.event(name)(self._listener(name))
        app.action("thumbs")(self._acking("action"))
        app.action("more")(self._opening)
        app.view("reason")(self._submitted)
        app.view_closed("reason")(self._acking("closed"))
        app.command("/ask")(self._acking("command", "Looking…"))
        app.shortcut("lore_save")(self._acking("shortcut"))
        return app

    def _listener(self, name: str) -> Callable[..., Any]:
        async def listen(body: dict[str, Any]) -> None:
            self.heard.append((name, body))

        return listen

    def _acking(self, name: str, *said: str) -> Callable[..., Any]:
        async def listen(ack: Any, body: dict[str, Any]) -> None:
            self.heard.append((name, body))
            await ack(*said)

        return listen

    async def _opening(self, ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def _submitted(self, ack: Any, body: dict[str, Any]) -> None:
        self.heard.append(("submitted", body))
        await ack(**self.submission)

    async def until(self, count: int) -> None:
        """Wait, at most a few seconds, until the app was told so much."""
        for _ in range(500):
            if len(self.heard) >= count:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"only {self.heard}")

    async def answer(self) -> Any:
        """Lore's answer to Ana, with buttons."""
        asked = self.workspace.say(self.ana, self.storage, "why?")
        said = await self.slack.client().chat_postMessage(
            channel=self.storage.id, thread_ts=asked.ts, text="Because", blocks=BLOCKS, unfurl_links=False, unfurl_media=False
        )
        return self.workspace.message(self.storage, said["ts"])


@pytest.fixture(name="scene", params=["socket", "http"])
async def _scene(request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    async with Platform() as slack:
        scene = Scene(slack)
        app = scene.app()
        if request.param == "socket":
            handler = AsyncSocketModeHandler(app, APP_TOKEN)
            await handler.connect_async()
            await slack.sockets.connected()
            yield scene
            await handler.close_async()
        else:
            async with _Listener(app) as listener:
                slack.courier.listener_url = listener.url
                yield scene


class _Listener:
    """An HTTP server that hands requests to Bolt."""

    def __init__(self, app: AsyncApp) -> None:
        self.app, self.url = app, ""

    async def __aenter__(self) -> _Listener:
        server = web.Application()
        server.router.add_post("/slack/events", self._events)
        self.runner = web.AppRunner(server)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}/slack/events"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()

    async def _events(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        said = await self.app.async_dispatch(AsyncBoltRequest(body=await request.text(), headers=headers))
        kind = said.first_headers().get("content-type", "text/plain").split(";")[0]
        return web.Response(status=said.status, text=said.body or "", content_type=kind)


async def test_a_mention_is_told_twice_since_it_is_a_message_too(scene: Scene) -> None:
    asked = await scene.hands.says(scene.ana, scene.storage, "<@U0LORE> why?")
    await scene.until(2)
    assert scene.events() == ["app_mention/", "message/"]
    assert {body["event"]["ts"] for _, body in scene.heard} == {asked.ts}
    assert len({body["event_id"] for _, body in scene.heard}) == 2


async def test_a_direct_message_is_no_mention(scene: Scene) -> None:
    await scene.hands.says(scene.ana, scene.direct, "<@U0LORE> why?")
    await scene.until(1)
    assert scene.events() == ["message/"]
    assert scene.heard[0][1]["event"]["channel_type"] == "im"


async def test_lore_hears_nothing_from_where_it_is_no_member(scene: Scene) -> None:
    elsewhere = scene.workspace.channel("elsewhere", [scene.ana], lore=False)
    await scene.hands.says(scene.ana, elsewhere, "<@U0LORE> why?")
    assert scene.events() == []


async def test_edits_deletes_broadcasts_and_files_come_as_slack_tells_them(scene: Scene) -> None:
    asked = await scene.hands.says(scene.ana, scene.storage, "why")
    await scene.hands.edits(asked, "why?")
    await scene.hands.says(scene.ana, scene.storage, "look", thread=asked.ts, broadcast=True)
    filed = await scene.hands.says(scene.ana, scene.storage, "a file", files=[{"id": "F1", "name": "a.txt"}])
    await scene.hands.deletes(filed)
    await scene.until(5)
    subtypes = [one.partition("/")[2] for one in scene.events()]
    assert subtypes == ["", "message_changed", "thread_broadcast", "file_share", "message_deleted"]
    changed = scene.heard[1][1]["event"]
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("why", "why?")
    assert filed not in scene.workspace.seen_by(scene.ana, scene.storage)


async def test_a_deleted_message_with_replies_leaves_a_tombstone_and_a_reply_does_not(scene: Scene) -> None:
    asked = await scene.hands.says(scene.ana, scene.storage, "why?")
    reply = await scene.hands.says(scene.ana, scene.storage, "or how?", thread=asked.ts)
    await scene.hands.deletes(asked)
    await scene.until(3)
    event = scene.heard[2][1]["event"]
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")
    assert event["message"]["user"] == "USLACKBOT"
    assert (event["previous_message"]["text"], event["previous_message"]["ts"]) == ("why?", event["message"]["ts"])
    replies = await scene.slack.client().conversations_replies(channel=scene.storage.id, ts=asked.ts)
    assert [one.get("subtype", "") for one in replies["messages"]] == ["tombstone", ""]
    await scene.hands.deletes(reply)
    await scene.until(4)
    assert scene.events()[-1] == "message/message_deleted"


async def test_what_people_of_another_organisation_do_bears_its_team_and_our_authorization(scene: Scene) -> None:
    eve = scene.workspace.person("eve", "Eve", "eve@other.example", team_id="T0OTHER")
    shared = scene.workspace.channel("shared", [scene.ana, eve], is_ext_shared=True)
    theirs = await scene.hands.says(eve, shared, "<@U0LORE> why?")
    await scene.hands.edits(theirs, "<@U0LORE> why then?")
    await scene.hands.deletes(theirs)
    await scene.hands.leaves(eve, shared)
    await scene.hands.says(scene.ana, shared, "<@U0LORE> why?")
    await scene.until(7)
    bodies = [body for _, body in scene.heard]
    assert [one["team_id"] for one in bodies] == ["T0OTHER"] * 5 + ["T0TIDE"] * 2
    assert {one["authorizations"][0]["team_id"] for one in bodies} == {"T0TIDE"}
    assert {one["is_ext_shared_channel"] for one in bodies} == {True}
    assert [one["event"].get("user_team") for one in bodies[:2]] == ["T0OTHER"] * 2
    assert [one["event"].get("source_team") for one in bodies[5:]] == [None] * 2


async def test_lores_own_messages_come_back_to_it_and_bolt_keeps_them_from_the_code(scene: Scene) -> None:
    own = await scene.answer()
    event = events.posted(scene.workspace, own).payload["event"]
    assert (event["bot_id"], event["user"], event["app_id"]) == ("B0LORE", "U0LORE", "A0LORE")
    assert (await scene.hands.hears_itself(own)).ok
    assert scene.heard == []


async def test_slack_tells_only_what_the_manifest_subscribes_to(scene: Scene) -> None:
    scene.slack.subscribed.discard("message.mpim")
    several = scene.workspace.direct(scene.ana, scene.workspace.person("ben"))
    await scene.hands.says(scene.ana, several, "<@U0LORE> why?")
    await scene.until(1)
    assert scene.events() == ["app_mention/"]
    scene.slack.subscribed.discard("app_home_opened")
    assert (await scene.hands.opens(scene.ana)).attempts == 0


async def test_other_apps_speak_as_bots(scene: Scene) -> None:
    await scene.slack.courier.deliver(events.by_a_bot(scene.workspace, scene.storage.id, "build failed"))
    await scene.until(1)
    assert scene.events() == ["message/bot_message"]


async def test_stop_stops_the_streams_of_the_thread(scene: Scene) -> None:
    asked = scene.workspace.say(scene.ana, scene.storage, "why?")
    client = scene.slack.client()
    begun = await client.chat_startStream(
        channel=scene.storage.id,
        thread_ts=asked.ts,
        markdown_text="Be",
        recipient_user_id=scene.ana.id,
        recipient_team_id="T0TIDE",
    )
    await scene.hands.stops(scene.ana, asked)
    await scene.until(1)
    event = scene.heard[0][1]["event"]
    assert (event["thread_ts"], event["streaming_message_ts"]) == (asked.ts, [begun["ts"]])
    assert scene.workspace.message(scene.storage, begun["ts"]).words == "Be"


async def test_a_thumb_is_told_with_its_value(scene: Scene) -> None:
    await scene.hands.presses(scene.ana, await scene.answer(), "thumbs", "down")
    await scene.until(1)
    body = scene.heard[0][1]
    assert body["actions"][0]["value"] == "down:7"
    assert (body["user"]["id"], body["channel"]["id"], body["message"]["text"]) == (scene.ana.id, scene.storage.id, "Because")


async def test_nobody_can_press_what_is_not_there(scene: Scene) -> None:
    with pytest.raises(KeyError):
        await scene.hands.presses(scene.ana, await scene.answer(), "share")


async def test_a_click_on_a_private_message_does_not_tell_the_message(scene: Scene) -> None:
    client = scene.slack.client()
    await client.chat_postEphemeral(channel=scene.storage.id, user=scene.ana.id, text="Because", blocks=BLOCKS)
    private = scene.workspace.by_lore(scene.storage)[0]
    await scene.hands.presses(scene.ana, private, "thumbs", "up")
    await scene.until(1)
    body = scene.heard[0][1]
    assert "message" not in body
    assert body["container"]["is_ephemeral"] is True


async def _open_form(scene: Scene) -> None:
    await scene.hands.presses(scene.ana, await scene.answer(), "more")
    for _ in range(500):
        if scene.workspace.modal(scene.ana):
            return
        await asyncio.sleep(0.01)


async def test_a_form_is_filled_in_and_closes(scene: Scene) -> None:
    await _open_form(scene)
    await scene.hands.submits(scene.ana, words="It is old", sort="wrong")
    await scene.until(1)
    values = scene.heard[0][1]["view"]["state"]["values"]
    assert values["why"]["words"]["value"] == "It is old"
    assert values["sort"]["sort"]["selected_option"]["value"] == "wrong"
    assert scene.workspace.modal(scene.ana) is None
    assert len(scene.workspace.shown_modals) == 1


@pytest.mark.parametrize("filled", [{}, {"words": "x" * 21}], ids=["empty", "too long"])
async def test_a_form_is_not_sent_before_slack_lets_it(scene: Scene, filled: dict[str, str]) -> None:
    await _open_form(scene)
    with pytest.raises(ValueError, match="words"):
        await scene.hands.submits(scene.ana, **filled)
    with pytest.raises(KeyError):
        await scene.hands.submits(scene.ana, words="x", sort="no such option")
    assert scene.heard == []


async def test_errors_stand_in_the_form(scene: Scene) -> None:
    scene.submission = {"response_action": "errors", "errors": {"why": "Say more"}}
    await _open_form(scene)
    await scene.hands.submits(scene.ana, words="x")
    view = scene.workspace.modal(scene.ana)
    assert view is not None
    assert view.errors == {"why": "Say more"}
    assert scene.slack.violations == []


async def test_errors_for_a_field_that_is_not_there_are_a_violation(scene: Scene) -> None:
    scene.submission = {"response_action": "errors", "errors": {"nowhere": "Say more"}}
    await _open_form(scene)
    await scene.hands.submits(scene.ana, words="x")
    assert [one.what for one in scene.slack.violations] == ["errors name no input block: ['nowhere']"]


async def test_a_form_can_be_replaced_by_another(scene: Scene) -> None:
    scene.submission = {"response_action": "update", "view": {**FORM, "private_metadata": "2"}}
    await _open_form(scene)
    await scene.hands.submits(scene.ana, words="x")
    view = scene.workspace.modal(scene.ana)
    assert view is not None
    assert view.content["private_metadata"] == "2"


async def test_who_closes_a_form_is_told_where_that_was_asked_for(scene: Scene) -> None:
    await _open_form(scene)
    await scene.hands.closes(scene.ana)
    await scene.until(1)
    assert scene.heard[0][0] == "closed"
    assert scene.workspace.modal(scene.ana) is None


async def test_what_a_command_says_at_once_only_its_giver_sees(scene: Scene) -> None:
    said = await scene.hands.commands(scene.ana, scene.storage, "/ask", "why?")
    assert said.payload == {"text": "Looking…"}
    (shown,) = scene.workspace.seen_by(scene.ana, scene.storage)
    assert (shown.text, shown.only_to) == ("Looking…", scene.ana.id)
    body = scene.heard[0][1]
    assert (body["command"], body["text"], body["channel_id"]) == ("/ask", "why?", scene.storage.id)


async def test_a_shortcut_tells_the_message(scene: Scene) -> None:
    asked = scene.workspace.say(scene.ana, scene.storage, "Postgres it is")
    await scene.hands.uses_shortcut(scene.ana, asked, "lore_save")
    assert scene.heard[0][1]["message"]["text"] == "Postgres it is"


async def test_home_members_and_the_end_are_told(scene: Scene) -> None:
    ben = scene.workspace.person("ben")
    await scene.hands.opens(scene.ana, "messages")
    await scene.hands.joins(ben, scene.storage)
    await scene.hands.leaves(ben, scene.storage)
    await scene.hands.uninstalls()
    await scene.until(5)
    kinds = [kind for kind, _ in scene.heard]
    assert kinds == ["app_home_opened", "member_joined_channel", "member_left_channel", "tokens_revoked", "app_uninstalled"]
    assert scene.heard[0][1]["event"]["tab"] == "messages"
    assert ben.id not in scene.storage.members


async def test_an_event_can_come_four_times(scene: Scene) -> None:
    scene.hands.copies = 4
    await scene.hands.opens(scene.ana)
    await scene.until(4)
    assert len({body["event_id"] for _, body in scene.heard}) == 1


@pytest.mark.parametrize("signed", ["forged", "stale", "not"])
async def test_over_http_only_what_slack_signed_is_taken(scene: Scene, signed: Any) -> None:
    delivery = events.home_opened(scene.workspace, scene.ana)
    said = await scene.slack.courier.deliver(delivery, retries=0, signed=signed)
    over_http = bool(scene.slack.courier.listener_url)
    assert said.status == (401 if over_http else 200)
    assert bool(scene.heard) is not over_http


async def test_an_event_that_nobody_takes_is_brought_four_times() -> None:
    async with Platform() as slack:
        asked: list[str] = []

        async def refuse(request: web.Request) -> web.Response:
            asked.append(f"{request.headers.get('X-Slack-Retry-Num', '0')} {request.headers.get('X-Slack-Retry-Reason', '')}")
            return web.Response(status=500)

        server = web.Application()
        server.router.add_post("/", refuse)
        runner = web.AppRunner(server)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.courier.listener_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        slack.courier.delays = (0.0,)
        said = await slack.courier.deliver(events.home_opened(slack.workspace, slack.workspace.person("ana")))
        await runner.cleanup()
        assert (said.status, said.attempts) == (500, 4)
        assert asked == ["0 ", "1 http_error", "2 http_error", "3 http_error"]


async def _silent(slack: Platform, heard: list[dict[str, Any]]) -> SocketModeClient:
    """A connection that hears and never acknowledges."""
    client = SocketModeClient(APP_TOKEN, web_client=slack.client())

    async def hear(_: Any, message: dict[str, Any], __: Any) -> None:
        if message.get("type") == "events_api":
            heard.append(message)

    client.message_listeners.append(hear)
    await client.connect()
    return client


async def test_an_envelope_that_is_not_acknowledged_comes_again() -> None:
    async with Platform() as slack:
        slack.sockets.ack_seconds, slack.sockets.delays = 0.05, (0.0,)
        heard: list[dict[str, Any]] = []
        client = await _silent(slack, heard)
        await slack.sockets.connected()
        said = await slack.courier.deliver(events.home_opened(slack.workspace, slack.workspace.person("ana")))
        await client.close()
        assert (said.status, said.attempts, slack.sockets.acknowledged) == (0, 4, 0)
        assert [one["retry_attempt"] for one in heard] == [0, 1, 2, 3]
        assert len({one["envelope_id"] for one in heard}) == 4


async def test_several_connections_share_the_envelopes() -> None:
    async with Platform() as slack:
        slack.sockets.ack_seconds, slack.sockets.delays = 0.05, (0.0,)
        first: list[dict[str, Any]] = []
        second: list[dict[str, Any]] = []
        clients = [await _silent(slack, first), await _silent(slack, second)]
        await slack.sockets.connected(2)
        await slack.courier.deliver(events.home_opened(slack.workspace, slack.workspace.person("ana")))
        for client in clients:
            await client.close()
        assert (len(first), len(second)) == (2, 2)


async def test_after_a_disconnect_the_client_comes_again_on_a_new_connection() -> None:
    async with Platform() as slack:
        client = SocketModeClient(APP_TOKEN, web_client=slack.client())
        await client.connect()
        await slack.sockets.connected()
        await slack.sockets.disconnect()
        await slack.sockets.connected()
        await client.close()
        assert len(slack.calls_of("apps.connections.open")) == 2


async def test_an_address_opens_one_connection_and_needs_the_right_token() -> None:
    async with Platform() as slack:
        answer = await slack.client().api_call("apps.connections.open", params={"token": APP_TOKEN})
        assert answer["url"].startswith("ws://127.0.0.1:")
        with pytest.raises(SlackApiError, match="not_allowed_token_type"):
            await slack.client().api_call("apps.connections.open")


def test_slack_waits_three_seconds_and_comes_again_at_once_after_a_minute_and_after_five() -> None:
    assert (Sockets().ack_seconds, Sockets().delays) == (3.0, (0.0, 60.0, 300.0))
