"""The stand-in as a process of its own: `python -m tests.stand_ins.slack_platform --port 0` prints its address and tokens as
a line of JSON, and serves until it is told to end."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal

from tests.stand_ins.slack_platform.control import Control
from tests.stand_ins.slack_platform.delivering import SIGNING_SECRET
from tests.stand_ins.slack_platform.server import APP_TOKEN, Platform


async def _serve(port: int) -> None:
    slack = Platform(port=port)
    slack.more_routes = Control(slack).routes()
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    async with slack:
        told = {"url": slack.url, "bot_token": slack.token, "app_token": APP_TOKEN, "signing_secret": SIGNING_SECRET}
        print(json.dumps(told), flush=True)
        await ended.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in for Slack on the loopback address.")
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
