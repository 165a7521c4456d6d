"""Brings many events to `lore slack`, each four times, ten at a time, and kills it with SIGKILL in the middle.

    python -m tests.benchmarks.slack_delivery --events 10000 [--kills 3] [--home FOLDER] [--embedder hashing|built-in]

Slack's stand-in and `lore slack` are processes of their own on the loopback address. An event is lost if a copy of it was
acknowledged and no answer came; it is doubled if more than one message answers it. That Lore was sorry is no answer.
Exit status 0 when nothing was lost or doubled, and everything was acknowledged.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from assistant.slack.talking.conversation import SORRY
from tests.benchmarks.slack_bot import QUESTIONS, Bot, connected, make_home, share
from tests.stand_ins.slack_platform import PlatformProcess

PEOPLE, CHANNELS, MEMBERS = 60, 20, 12
_REDELIVERED_AFTER_S: Final = 0.3
_TRIES: Final = 200
"""How often a copy that nobody acknowledged is brought again: often enough for a restart."""
_STANDSTILL_S: Final = 60.0
_LONGEST_WAIT_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to bring, and how often to kill."""

    events: int
    kills: int = 3
    copies: int = 4
    at_a_time: int = 10
    embedder: str = "hashing"
    home: Path | None = None


@dataclass(slots=True)
class Tally:
    """What came of it."""

    events: int = 0
    kills: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    ack_seconds: list[float] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    took_s: float = 0.0

    def lines(self) -> list[str]:
        """The summary."""
        acks = f"p50 {share(self.ack_seconds, 0.5):.0f} ms, p99 {share(self.ack_seconds, 0.99):.0f} ms"
        return [
            f"events {self.events}, killed {self.kills} times, {self.took_s:.0f} s",
            f"acknowledged {self.acknowledged}",
            f"lost {len(self.lost)}",
            f"answered more than once {len(self.doubled)}",
            f"acknowledgements {len(self.ack_seconds)}: {acks}",
            f"violations {len(self.violations)}",
            *self.violations[:5],
        ]


async def bring(plan: Plan, folder: Path) -> Tally:
    """Run it all; `folder` holds what it needs."""
    home = make_home(plan.home or folder / "home", plan.embedder)
    begun = time.monotonic()
    async with PlatformProcess() as slack:
        await slack.post("courier", {"delays": [_REDELIVERED_AFTER_S]})
        bot = Bot(home, slack.settings, folder / "bot.log")
        try:
            bot.start()
            await connected(slack, bot)
            channels = await _company(slack)
            kills = await _bring_all(plan, slack, bot, channels)
            await _settled(slack)
            tally = _tally(await slack.get("asked"), await slack.get("state"))
        finally:
            bot.stop()
    tally.kills, tally.took_s = kills, time.monotonic() - begun
    return tally


async def _company(slack: PlatformProcess) -> list[tuple[str, list[str]]]:
    """(channel, its members), by ids."""
    wanted = [{"handle": f"p{at}", "name": f"Person {at}", "email": f"p{at}@tidewater.example"} for at in range(PEOPLE)]
    people = await slack.post("people", wanted)
    members = [[people[(at * 7 + other) % PEOPLE] for other in range(MEMBERS)] for at in range(CHANNELS)]
    made = await slack.post("channels", [{"name": f"c{at}", "members": one} for at, one in enumerate(members)])
    return list(zip(made, members, strict=True))


async def _bring_all(plan: Plan, slack: PlatformProcess, bot: Bot, channels: list[tuple[str, list[str]]]) -> int:
    """Bring every event; returns how often the bot was killed. The kills are spread over the events."""
    turns = iter(range(plan.events))
    kill_at = {plan.events * (one + 1) // (plan.kills + 1) for one in range(plan.kills)}

    async def bring_some() -> None:
        for at in turns:
            if at in kill_at:
                bot.kill()
                bot.start()
            channel, members = channels[at % len(channels)]
            text = f"<@U0LORE> {QUESTIONS[at % len(QUESTIONS)]} ({at})"
            wanted = {"person": members[at % len(members)], "channel": channel, "text": text, "copies": plan.copies}
            await slack.post("says", {**wanted, "retries": _TRIES})

    await asyncio.gather(*(bring_some() for _ in range(plan.at_a_time)))
    return bot.starts - 1


async def _settled(slack: PlatformProcess) -> None:
    """Wait until everything that was acknowledged is answered, or nothing moves any more."""
    answered, moved, begun = -1, time.monotonic(), time.monotonic()
    while time.monotonic() - begun < _LONGEST_WAIT_S and time.monotonic() - moved < _STANDSTILL_S:
        asked = await slack.get("asked")
        now_answered = sum(bool(one["answers"]) for one in asked)
        if all(one["answers"] for one in asked if one["acks"]):
            return
        if now_answered != answered:
            answered, moved = now_answered, time.monotonic()
        await asyncio.sleep(1.0)


def _tally(asked: list[dict[str, Any]], state: dict[str, Any]) -> Tally:
    acknowledged = [one for one in asked if one["acks"]]
    return Tally(
        events=len(asked),
        acknowledged=len(acknowledged),
        lost=[one["ts"] for one in acknowledged if not set(one["answers"]) - {SORRY}],
        doubled=[one["ts"] for one in asked if len(one["answers"]) > 1],
        ack_seconds=state["ack_seconds"],
        violations=state["violations"],
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--embedder", choices=("hashing", "built-in"), default="hashing")
    parser.add_argument("--home", type=Path, default=None, help="a data folder to use; made if it isn't there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = asyncio.run(bring(Plan(given.events, given.kills, embedder=given.embedder, home=given.home), Path(folder)))
    print("\n".join(tally.lines()))
    return 1 if tally.lost or tally.doubled or tally.acknowledged < tally.events else 0


if __name__ == "__main__":
    sys.exit(main())
