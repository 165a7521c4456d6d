"""The stand-in for Slack as a process of its own, told what to do over its control routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.stand_ins.slack_platform import PlatformProcess


@pytest.fixture(name="slack")
async def _slack() -> AsyncIterator[PlatformProcess]:
    async with PlatformProcess() as slack:
        await slack.post("people", [{"handle": "ana", "name": "Ana", "email": "ana@tidewater.example"}])
        await slack.post("channels", [{"name": "storage", "members": ["U0ANA"]}, {"kind": "im", "members": ["U0ANA"]}])
        yield slack


def client_of(slack: PlatformProcess) -> AsyncWebClient:
    return AsyncWebClient(token=slack.told["bot_token"], base_url=f"{slack.told['url']}/api/")


async def test_what_nobody_acknowledges_is_counted(slack: PlatformProcess) -> None:
    await slack.post("courier", {"ack_seconds": 0.05, "delays": [0.0]})
    said = await slack.post("says", {"person": "U0ANA", "channel": "D0ANA", "text": "why?", "copies": 4, "retries": 1})
    assert (said["acks"], said["unacknowledged"]) == ([], 4)
    assert (await slack.get("state"))["connections"] == 0


async def test_a_question_is_timed_and_its_answers_are_counted(slack: PlatformProcess) -> None:
    app = AsyncApp(client=client_of(slack))

    async def answer(event: dict[str, Any], client: AsyncWebClient) -> None:
        at = {"channel": event["channel"], "thread_ts": event["ts"]}
        await client.assistant_threads_setStatus(channel_id=event["channel"], thread_ts=event["ts"], status="is looking")
        for _ in range(2):
            await client.chat_postMessage(**at, text="Because", unfurl_links=False, unfurl_media=False)

    app.event("message")(answer)
    handler = AsyncSocketModeHandler(app, slack.told["app_token"])
    await handler.connect_async()
    said = await slack.post("says", {"person": "U0ANA", "channel": "D0ANA", "text": "why?"})
    asked: dict[str, Any] = {}
    for _ in range(200):
        (asked,) = await slack.get("asked")
        if len(asked["answers"]) == 2:
            break
    await handler.close_async()
    assert asked["answers"] == ["Because", "Because"]
    assert asked["at"] <= asked["sign_at"] <= asked["answered_at"]
    assert len(said["acks"]) == 1
    words = [one["words"] for one in await slack.get("thread", channel="D0ANA", ts=said["ts"])]
    assert words == ["why?", "Because", "Because"]
    state = await slack.get("state")
    assert state["violations"] == []
    assert state["said"]["chat.postMessage ok"] == 2
    assert len(state["ack_seconds"]) == 1


async def test_faults_can_be_asked_for(slack: PlatformProcess) -> None:
    await slack.post("faults", {"fault": "limit", "method": "auth.test", "times": 1, "retry_after": 7})
    client = client_of(slack)
    client.retry_handlers.clear()
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.auth_test()
    assert (await client.auth_test())["ok"]
