"""A Slack workspace with two public channels and a private one, and what people do there."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.domain.sources import SourceEntry
from ingest.opening import Access
from tests.stand_ins.slack_server import SlackServer, Workspace

DAY = 86_400
ANA, BO, CHEN, GUEST = "U0ANA", "U0BO", "U0CHEN", "U0GIL"


def stamp(days_ago: float, hour: float = 9) -> str:
    """The time stamp of a message on that day, whatever the time is now."""
    midnight = time.time() // DAY * DAY
    return f"{midnight - days_ago * DAY + hour * 3600:.6f}"


def day(days_ago: float) -> str:
    """The name of that day's document."""
    return datetime.fromtimestamp(float(stamp(days_ago)), UTC).date().isoformat()


class SlackWorld:
    """Six threads and six days in three channels, all of the last three weeks."""

    def __init__(self, folder: Path) -> None:
        self.workspace = tidewater()
        self.server = SlackServer(self.workspace)
        self._added = 0
        self.access = Access(token=self.server.token)
        self.entry = SourceEntry(
            "world",
            "slack",
            "https://tidewater.slack.com",
            added_at=datetime.now(UTC),
            options={"api": f"{self.server.address}/api/"},
        )

    def paths(self) -> set[str]:
        found = set()
        for channel in self.workspace.channels.values():
            threads = {one["thread_ts"] for one in channel.messages.values() if "thread_ts" in one}
            days = {datetime.fromtimestamp(float(ts), UTC).date() for ts in channel.messages.keys() - threads
                    if "thread_ts" not in channel.messages[ts]}  # fmt: skip
            found |= {f"{channel.id}/{name}.json" for name in (*threads, *map(str, days))}
        return found

    def add(self) -> str:
        self._added += 1
        root = self.workspace.say("C0STORAGE", stamp(0, -self._added), "Something new to talk about.", BO)
        self.workspace.say("C0STORAGE", f"{time.time():.6f}", "And an answer to it.", ANA, root)
        return f"C0STORAGE/{root}.json"

    def edit(self, path: str) -> None:
        channel, ts = self._first(path)
        self.workspace.edit(channel, ts, "Now it says heliotrope.", f"{time.time():.6f}")

    def reply(self, path: str) -> None:
        channel, ts = self._first(path)
        if "." in path.removesuffix(".json"):
            self.workspace.say(channel, f"{time.time():.6f}", "An afterthought.", BO, ts)
        else:
            self.workspace.say(channel, f"{float(ts) + 60:.6f}", "An afterthought.", BO)

    def remove(self, path: str) -> None:
        channel, name = path.removesuffix(".json").split("/")
        messages = self.workspace.channels[channel].messages
        if "." in name:
            gone = [ts for ts, one in messages.items() if name in {ts, one.get("thread_ts")}]
        else:
            gone = [ts for ts in messages if self._is_loose(channel, ts, name)]
        for ts in gone:
            del messages[ts]

    def restrict(self, path: str) -> None:
        channel = self.workspace.channels[path.partition("/")[0]]
        channel.private = True
        channel.members.remove(ANA)

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.server.__exit__(kind, error, where)

    def _first(self, path: str) -> tuple[str, str]:
        channel, name = path.removesuffix(".json").split("/")
        if "." in name:
            return channel, name
        return channel, min(ts for ts in self.workspace.channels[channel].messages if self._is_loose(channel, ts, name))

    def _is_loose(self, channel: str, ts: str, name: str) -> bool:
        messages = self.workspace.channels[channel].messages
        threaded = "thread_ts" in messages[ts] or any(one.get("thread_ts") == ts for one in messages.values())
        return not threaded and datetime.fromtimestamp(float(ts), UTC).date().isoformat() == name


def people(*accounts: tuple[str, str], workspace: Workspace) -> None:
    """Full members, each with an address at tidewater.example."""
    for account, name in accounts:
        workspace.add_user(account, name, f"{name.split()[0].lower()}@tidewater.example")


def tidewater() -> Workspace:
    """Two public channels, one of them with a guest, and a private one; six threads and six days."""
    workspace = Workspace()
    people((ANA, "Ana Ruiz"), (BO, "Bo Lindqvist"), (CHEN, "Chen Wei"), workspace=workspace)
    workspace.add_user(GUEST, "Gil Guest", "gil@contractor.example", is_restricted=True)
    workspace.add_channel("C0GENERAL", "general", [ANA, BO, CHEN])
    workspace.add_channel("C0STORAGE", "storage", [ANA, BO, GUEST])
    workspace.add_channel("G0SECRET", "acquisition", [ANA, CHEN], private=True)
    for channel in workspace.channels:
        for number in (1, 2):
            root = workspace.say(channel, stamp(7 * number, 9), f"How many jobs does queue {number} hold?", ANA)
            for reply in (1, 2, 3):
                workspace.say(channel, stamp(7 * number - 1, 9 + reply), f"It held {reply}00 then.", CHEN, root)
            workspace.say(channel, stamp(7 * number, 11), f"Release {number} is out.", CHEN)
            workspace.say(channel, stamp(7 * number, 12), "Thanks, deploying it.", ANA)
    return workspace
