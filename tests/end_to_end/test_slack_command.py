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


async def test_a_wrong_token_is_said_at_once(ready: Path) -> None:
    async with Platform() as slack:
        environment = os.environ | {
            "LORE_SLACK__BOT_TOKEN": "xoxb-wrong",
            "LORE_SLACK__APP_TOKEN": APP_TOKEN,
            "LORE_SLACK__API_URL": f"{slack.url}/api/",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "assistant", "--home", str(ready), "slack",
            cwd=REPOSITORY, env=environment, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stderr
        said = (await process.stderr.read()).decode()

        assert await process.wait() == 2
        assert "does not accept the bot token" in said
        assert len(said.strip().splitlines()) == 1
