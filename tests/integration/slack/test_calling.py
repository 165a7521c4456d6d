"""Calls to Slack that are limited, fail, or get lost on the way: what was done is not done again, and nothing is left out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import ClientConnectorError, ClientError, web
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from assistant.domain.inbox import Job, Task
from assistant.slack.desk import QUIET, Desk, Ourselves
from assistant.slack.installed.calling import Calls, may_be_repeated
from assistant.slack.talking.delivering import metadata_of, own_messages
from assistant.slack.working.failures import Prospect, code_of, failure_of
from assistant.slack.working.worker import Doing, Limits, Worker
from tests.stand_ins.slack_memory import HeldInbox
from tests.stand_ins.slack_platform import Channel, Message, Person, Platform


@dataclass
class World:
    """A workspace with one channel and one question, and Lore's client for it."""

    slack: Platform
    client: AsyncWebClient
    ana: Person
    channel: Channel
    asked: Message

    async def post(self, text: str = "Because of the order.", **more: Any) -> Any:
        return await self.client.chat_postMessage(channel=self.channel.id, thread_ts=self.asked.ts, text=text, **more, **QUIET)

    @property
    def posted(self) -> list[str]:
        return [message.words for message in self.slack.workspace.by_lore(self.channel, thread=self.asked.ts)]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with Platform() as slack:
        calls = Calls(f"{slack.url}/api/")
        ana = slack.workspace.person("ana", "Ana Ruiz", "ana@tidewater.example")
        channel = slack.workspace.channel("storage", [ana])
        asked = slack.workspace.say(ana, channel, "<@U0LORE> why?")
        yield World(slack, calls.client(slack.token), ana, channel, asked)
        await calls.close()
        assert slack.violations == []


async def test_what_was_limited_is_posted_later_once_and_whole(world: World) -> None:
    world.slack.faults.limit("chat.postMessage", times=4, retry_after=0)

    await asyncio.gather(*(world.post(f"Answer {number}.") for number in range(6)))

    assert sorted(world.posted) == [f"Answer {number}." for number in range(6)]
    assert sorted(call.said for call in world.slack.calls_of("chat.postMessage")) == ["429"] * 4 + ["ok"] * 6


async def test_slack_is_left_alone_for_as_long_as_it_says(world: World) -> None:
    world.slack.faults.limit("users.info", retry_after=1)

    await world.client.users_info(user=world.ana.id)

    limited, answered = world.slack.calls_of("users.info")
    assert answered.at - limited.at >= 1


async def test_a_limit_that_lasts_long_is_waited_for_elsewhere(world: World) -> None:
    world.slack.faults.limit("chat.postMessage", retry_after=120)

    with pytest.raises(SlackApiError) as raised:
        await world.post()

    failure = failure_of(raised.value)
    assert (failure.name, failure.prospect, failure.wait_s) == ("ratelimited", Prospect.PASSING, 120)
    assert len(world.slack.calls) == 1


async def test_limits_without_end_are_given_up(world: World) -> None:
    world.slack.faults.limit("users.info", times=50, retry_after=0)

    with pytest.raises(SlackApiError):
        await world.client.users_info(user=world.ana.id)

    assert len(world.slack.calls) == 5


@pytest.mark.parametrize("fault", ["dropped before", "dropped after", "500", "503"])
async def test_a_post_of_which_nobody_knows_whether_it_arrived_is_not_sent_again(world: World, fault: str) -> None:
    if fault.startswith("dropped"):
        world.slack.faults.drop("chat.postMessage", after=fault == "dropped after")
    else:
        world.slack.faults.fail("chat.postMessage", status=int(fault))

    with pytest.raises((SlackApiError, ClientError)) as raised:
        await world.post()

    assert failure_of(raised.value).prospect is Prospect.PASSING
    assert len(world.slack.calls) == 1
    assert len(world.posted) == (1 if fault == "dropped after" else 0)


@pytest.mark.parametrize("fault", ["dropped before", "dropped after", "500"])
async def test_what_reads_or_replaces_is_called_again(world: World, fault: str) -> None:
    ts = (await world.post("First."))["ts"]
    for name in ("users.info", "chat.update"):
        if fault == "500":
            world.slack.faults.fail(name)
        else:
            world.slack.faults.drop(name, after=fault == "dropped after")

    found, _ = await asyncio.gather(
        world.client.users_info(user=world.ana.id),
        world.client.chat_update(channel=world.channel.id, ts=ts, text="Second."),
    )

    assert found["user"]["id"] == world.ana.id
    assert world.posted == ["Second."]
    assert [len(world.slack.calls_of(name)) for name in ("users.info", "chat.update")] == [2, 2]


async def test_an_error_without_a_code_is_named_by_its_status(world: World) -> None:
    world.slack.faults.fail("chat.postMessage", status=502)

    with pytest.raises(SlackApiError) as raised:
        await world.post()

    assert code_of(raised.value) == "http_502"


async def test_no_word_of_a_call_is_logged_at_any_level(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world.slack.faults.limit("chat.postMessage", retry_after=0)

    await world.post("The merger is off.")
    found = await world.client.conversations_replies(channel=world.channel.id, ts=world.asked.ts)

    assert "The merger is off." in str(found)
    assert "merger" not in caplog.text
    assert world.slack.token not in caplog.text


REPEATABLE = (
    "users.info conversations.replies conversations.members auth.test users.lookupByEmail chat.getPermalink auth.teams.list "
    "chat.update views.publish assistant.threads.setStatus apps.connections.open"
).split()
ONCE_ONLY = (
    "chat.postMessage chat.postEphemeral chat.startStream chat.appendStream chat.stopStream chat.delete views.open "
    "reactions.add oauth.v2.access chat.scheduleMessage files.completeUploadExternal a.method.of.tomorrow"
).split()


@pytest.mark.parametrize("method", [*REPEATABLE, *ONCE_ONLY])
def test_only_what_leaves_the_same_behind_is_repeated(method: str) -> None:
    assert may_be_repeated(f"https://slack.com/api/{method}") == (method in REPEATABLE)
    assert may_be_repeated(f"https://slack.com/api/{method}?user=x.info/y.info") == (method in REPEATABLE)


async def test_a_post_for_which_there_was_no_connection_is_sent_again(world: World) -> None:
    request = HttpRequest(method="POST", url="https://slack.com/api/chat.postMessage", headers={})
    refused = ClientConnectorError(cast("Any", SimpleNamespace(ssl=True, host="x", port=1)), OSError(111, "refused"))

    retries = [
        await one.can_retry_async(state=RetryState(), request=request, error=refused) for one in world.client.retry_handlers
    ]

    assert sum(retries) == 1


@dataclass
class Counting:
    """A server that counts connections, answers any method, and sets a cookie."""

    connections: set[Any] = field(default_factory=set)
    cookies: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.connections.add(request.transport.get_extra_info("peername") if request.transport else None)
        self.cookies.append(request.headers.get("Cookie", ""))
        response = web.json_response({"ok": True})
        response.set_cookie("b", "one-workspace")
        return response


async def test_all_calls_of_all_workspaces_share_connections_and_no_cookies() -> None:
    counting = Counting()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", counting.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    calls = Calls(f"http://127.0.0.1:{runner.addresses[0][1]}/api/")

    for number in range(6):
        await calls.client(f"xoxb-{number % 3}").auth_test()

    assert len(counting.connections) == 1
    assert counting.cookies == [""] * 6
    await calls.close()
    await calls.client("xoxb-1").auth_test()
    await calls.close()
    await runner.cleanup()


@dataclass
class Hurrying:
    """A clock on which a minute passes whenever somebody looks: nothing is waited for."""

    moment: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        self.moment += timedelta(seconds=60)
        return self.moment


FAULTS = {
    "limited": lambda faults: faults.limit("chat.postMessage", times=2, retry_after=0),
    "limited for long": lambda faults: faults.limit("chat.postMessage", retry_after=31),
    "lost on the way there": lambda faults: faults.drop("chat.postMessage"),
    "lost on the way back": lambda faults: faults.drop("chat.postMessage", after=True),
    "lost twice": lambda faults: faults.drop("chat.postMessage", after=True, times=2),
    "a server error": lambda faults: faults.fail("chat.postMessage", status=500),
    "Slack's own trouble": lambda faults: faults.refuse("chat.postMessage", "internal_error"),
}


@pytest.mark.parametrize("ask_for", FAULTS.values(), ids=FAULTS.keys())
async def test_a_worker_that_looks_for_its_own_post_first_posts_once_whatever_happens(world: World, ask_for: Any) -> None:
    inbox, done, stopping = HeldInbox(), asyncio.Event(), asyncio.Event()
    ours = Ourselves("U0LORE", "B0LORE", world.slack.workspace.team_id)

    async def handle(desk: Desk, job: Job, doing: Doing) -> str:
        if not await own_messages(world.client, (world.channel.id, world.asked.ts), job.id, ours):
            await world.post(metadata=metadata_of(job.id))
        done.set()
        return "answered"

    def apology(job: Job, at: datetime) -> Job | None:
        raise AssertionError("nothing is to be regretted")

    ask_for(world.slack.faults)
    clock = Hurrying()
    limits = Limits(poll_s=0.01, lease_s=10**9)
    worker = Worker(cast("Desk", SimpleNamespace(clock=clock)), inbox, {Task.QUESTION: handle}, apology, limits)
    inbox.put(Job("question:1", Task.QUESTION, "T1", clock.now(), "t"))
    working = asyncio.create_task(worker.run(stopping))
    async with asyncio.timeout(30):
        await done.wait()
    stopping.set()
    await working

    assert world.posted == ["Because of the order."]
    assert inbox.held["question:1"].outcome == "answered"
