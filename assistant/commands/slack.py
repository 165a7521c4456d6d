"""`lore slack`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from assistant.commands.session import ERR, opened

# ruff: noqa: PLC0415 - as in session.py


def slack(
    host: Annotated[str, typer.Option(help="without an app token: the address to serve on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="without an app token: the port to serve on")] = 3000,
) -> None:
    """Answer in Slack, until Ctrl-C.

    With an app token (Socket Mode) Lore connects to Slack by itself; without one Slack posts to /slack/events.
    deploy/slack/README.md shows the set-up, ten minutes long.
    """
    from assistant.bootstrap_slack import run_slack

    with opened() as lore:
        asyncio.run(run_slack(lore, host, port, ERR.print))
