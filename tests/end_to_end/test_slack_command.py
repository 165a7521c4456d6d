"""`lore slack`, as a process of its own: what it refuses, and a question answered over both ways of hearing."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, RunLore
from tests.stand_ins.slack_platform import APP_TOKEN, SIGNING_SECRET, Hands, Platform


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "LORE_SLACK__BOT_TOKEN"),
        ({"BOT_TOKEN": "xoxb-1"}, "LORE_SLACK__APP_TOKEN"),
        ({"CLIENT_ID": "1.2", "SIGNING_SECRET": "s"}, "LORE_SLACK__CLIENT_SECRET"),
        ({"ZONE": "Berlin"}, "Europe/Berlin"),
        ({"API_URL": "slack.com"}, "slack.api_url"),
    ],
    ids=["nothing", "no-way-to-hear", "no-client-secret", "no-such-zone", "no-address"],
)
def test_what_is_missing_is_said_in_one_line(run_lore: RunLore, given: dict[str, str], said: str) -> None:
    environment = os.environ | {f"LORE_SLACK__{name}": value for name, value in given.items()}
    done = run_lore("slack", env=environment)

    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@asynccontextmanager
async def lore_slack(home: Path, slack: Platform, **settings: str) -> AsyncIterator[str]:
    """`lore slack` over a data folder, until it says that it is there; what it said."""
    settings = {"BOT_TOKEN": slack.token, "API_URL": f"{slack.url}/api/"} | settings
    environment = os.environ | {f"LORE_SLACK__{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "assistant", "--home", str(home), "slack", "--port", "0"]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=REPOSITORY, env=environment, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    assert process.stderr
    try:
        async with asyncio.timeout(60):
            said = ""
            while "Ctrl-C" not in said:
                line = await process.stderr.readline()
                assert line, said
                said += line.decode()
        yield said
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            rest = (await process.stderr.read()).decode()
            assert await process.wait() == 0, rest
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def answered(slack: Platform) -> str:
    """Ask in a channel, and wait for the answer."""
    ana = slack.workspace.person("ana", "Ana", "ana@tidewater.example")
    channel = slack.workspace.channel("hall", [ana])
    asked = await Hands(slack).says(ana, channel, "<@U0LORE> why did we choose the plover bus?")
    async with asyncio.timeout(60):
        while not slack.workspace.by_lore(channel, thread=asked.ts):
            await asyncio.sleep(0.05)
    return slack.workspace.by_lore(channel, thread=asked.ts)[0].words


async def test_it_answers_over_a_socket(ready: Path) -> None:
    async with Platform() as slack:
        async with lore_slack(ready, slack, APP_TOKEN=APP_TOKEN):
            await slack.sockets.connected()
            assert "ordering" in await answered(slack)
        assert slack.violations == []


async def test_it_answers_over_http_and_refuses_what_slack_did_not_sign(ready: Path) -> None:
    async with Platform() as slack:
        async with lore_slack(ready, slack, SIGNING_SECRET=SIGNING_SECRET) as said:
            found = re.search(r"http://\S+/slack/events", said)
            assert found
            slack.courier.listener_url = found[0]
            assert "ordering" in await answered(slack)
            client = slack.client()
            assert client
        assert slack.violations == []


async def begun(home: Path, **settings: str) -> asyncio.subprocess.Process:
    """`lore slack` over a data folder, with these settings alone."""
    environment = os.environ | {f"LORE_SLACK__{name}": value for name, value in settings.items()}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "assistant", "--home", str(home), "slack",
        cwd=REPOSITORY, env=environment, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def said_at_its_end(process: asyncio.subprocess.Process) -> tuple[int, list[str]]:
    """Its exit status, and what it said, by line."""
    async with asyncio.timeout(60):
        _, errors = await process.communicate()
    return process.returncode or 0, errors.decode().strip().splitlines()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"BOT_TOKEN": "xoxb-wrong"}, "does not accept the bot token"),
        ({"APP_TOKEN": "xapp-wrong"}, "LORE_SLACK__APP_TOKEN"),
        ({"APP_TOKEN": "xoxb-1"}, "not_allowed_token_type"),
    ],
    ids=["the bot's", "the app's", "the bot's in place of the app's"],
)
async def test_a_wrong_token_is_said_at_once(ready: Path, wrong: dict[str, str], said: str) -> None:
    async with Platform() as slack:
        right = {"BOT_TOKEN": slack.token, "APP_TOKEN": APP_TOKEN, "API_URL": f"{slack.url}/api/"}
        status, lines = await said_at_its_end(await begun(ready, **(right | wrong)))

    assert status == 2
    assert len(lines) == 1
    assert said in lines[0]


async def test_where_slack_is_not_there_it_says_so_and_ends(ready: Path) -> None:
    nowhere = {"BOT_TOKEN": "xoxb-1", "APP_TOKEN": APP_TOKEN, "API_URL": "http://127.0.0.1:9/api/"}
    status, lines = await said_at_its_end(await begun(ready, **nowhere))

    assert status == 1
    assert len(lines) == 1
    assert "can't be reached at http://127.0.0.1:9/api/" in lines[0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_while_slack_gives_no_connection(ready: Path, number: signal.Signals) -> None:
    async with Platform() as slack:
        slack.faults.refuse("apps.connections.open", "internal_error", times=10**4)
        process = await begun(ready, BOT_TOKEN=slack.token, APP_TOKEN=APP_TOKEN, API_URL=f"{slack.url}/api/")
        assert process.stderr
        async with asyncio.timeout(60):
            line = await process.stderr.readline()
            assert b"gives no connection yet (internal_error)" in line
            while len(slack.calls_of("apps.connections.open")) < 2:
                await asyncio.sleep(0.01)
        process.send_signal(number)

        assert (await said_at_its_end(process))[0] == 0
