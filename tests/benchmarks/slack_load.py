"""Questions from a workspace of 500 people, so many a second, to a real `lore slack`.

    python -m tests.benchmarks.slack_load --seconds 120 [--rate 20] [--people 500] [--home FOLDER] [--embedder built-in|hashing]

Two thirds are mentions in channels, the others direct messages, at even intervals whatever becomes of the earlier ones.
Prints the time to the first visible sign (a status or a message) and to the answer, and what the bot needed.
Exit status 0 if everything was answered and p95 to the first sign is below one second.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil

from assistant.slack.talking.conversation import SORRY
from tests.benchmarks.slack_bot import QUESTIONS, Bot, connected, make_home, share, spread
from tests.stand_ins.slack_platform import PlatformProcess

SIGN_P95_MS: Final = 1000.0
_CHANNELS: Final = 60
_DIRECT: Final = 1 / 3
_STANDSTILL_S: Final = 60.0
_LONGEST_WAIT_S: Final = 900.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How many ask, how often, for how long."""

    seconds: float
    rate: float = 20.0
    people: int = 500
    embedder: str = "built-in"
    home: Path | None = None
    seed: int = 1


@dataclass(slots=True)
class Measured:
    """What came of it. `cpu` is in cores, the mean while questions came in."""

    asked: int = 0
    answered: int = 0
    doubled: int = 0
    signs: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    acks: list[float] = field(default_factory=list)
    cpu: float = 0.0
    memory_mb: float = 0.0
    late_s: float = 0.0
    """How far the asking itself fell behind its plan."""
    violations: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The summary."""
        return [
            f"asked {self.asked}, answered {self.answered}, more than once {self.doubled}, asking late by {self.late_s:.1f} s",
            f"acknowledged        {spread(self.acks)}",
            f"first visible sign  {spread(self.signs)}  ({len(self.signs)})",
            f"answer              {spread(self.answers)}  ({len(self.answers)})",
            f"the bot: {self.cpu:.2f} cores, {self.memory_mb:.0f} MB",
            f"violations {len(self.violations)}",
            *self.violations[:5],
        ]


async def measure(plan: Plan, folder: Path) -> Measured:
    """Run it; `folder` holds what it needs."""
    home = make_home(plan.home or folder / "home", plan.embedder)
    async with PlatformProcess() as slack:
        bot = Bot(home, slack.settings, folder / "bot.log")
        try:
            process = psutil.Process(bot.start().pid)
            await connected(slack, bot)
            places = await _company(slack, plan)
            await _warm(slack, places)
            before, begun = process.cpu_times(), time.monotonic()
            late = await _ask(slack, plan, places)
            after, took = process.cpu_times(), time.monotonic() - begun
            memory = process.memory_info().rss
            await _settled(slack)
            measured = _measured(await slack.get("asked"), await slack.get("state"))
        finally:
            bot.stop()
    measured.cpu = (after.user + after.system - before.user - before.system) / took
    measured.memory_mb, measured.late_s = memory / 1e6, late
    return measured


async def _company(slack: PlatformProcess, plan: Plan) -> list[tuple[str, list[str]]]:
    """(place, who may ask there): channels of 5 to 60 members, and everybody's direct messages."""
    chance = random.Random(plan.seed)
    wanted = [{"handle": f"p{at}", "name": f"Person {at}", "email": f"p{at}@tidewater.example"} for at in range(plan.people)]
    people = await slack.post("people", wanted)
    companies = [chance.sample(people, min(plan.people, chance.randint(5, 60))) for _ in range(_CHANNELS)]
    made = await slack.post("channels", [{"name": f"c{at}", "members": one} for at, one in enumerate(companies)])
    direct = await slack.post("channels", [{"kind": "im", "members": [one]} for one in people])
    return [*zip(made, companies, strict=True), *((place, [one]) for place, one in zip(direct, people, strict=True))]


async def _warm(slack: PlatformProcess, places: list[tuple[str, list[str]]]) -> None:
    """One question, until it is answered: the models are loaded then."""
    place, members = places[-1]
    await slack.post("says", {"person": members[0], "channel": place, "text": "Is this thing on?"})
    await _settled(slack)


async def _ask(slack: PlatformProcess, plan: Plan, places: list[tuple[str, list[str]]]) -> float:
    """Ask at even intervals; returns how late the last question was."""
    chance = random.Random(plan.seed + 1)
    begun, late, asking = time.monotonic(), 0.0, set()
    for at in range(int(plan.rate * plan.seconds)):
        due = begun + at / plan.rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        late = max(late, time.monotonic() - due)
        in_direct = chance.random() < _DIRECT
        place, members = chance.choice(places[_CHANNELS:] if in_direct else places[:_CHANNELS])
        text = f"{'' if in_direct else '<@U0LORE> '}{chance.choice(QUESTIONS)}"
        task = asyncio.create_task(slack.post("says", {"person": chance.choice(members), "channel": place, "text": text}))
        asking.add(task)
        task.add_done_callback(asking.discard)
    await asyncio.gather(*asking)
    return late


async def _settled(slack: PlatformProcess) -> None:
    """Wait until everything is answered, or nothing moves any more."""
    answered, moved, begun = -1, time.monotonic(), time.monotonic()
    while time.monotonic() - begun < _LONGEST_WAIT_S and time.monotonic() - moved < _STANDSTILL_S:
        asked = await slack.get("asked")
        now_answered = sum(bool(one["answers"]) for one in asked)
        if now_answered == len(asked):
            return
        if now_answered != answered:
            answered, moved = now_answered, time.monotonic()
        await asyncio.sleep(0.5)


def _measured(asked: list[dict[str, Any]], state: dict[str, Any]) -> Measured:
    """Without the question that warmed it up."""
    asked = asked[1:]
    return Measured(
        asked=len(asked),
        answered=sum(bool(set(one["answers"]) - {SORRY}) for one in asked),
        doubled=sum(len(one["answers"]) > 1 for one in asked),
        signs=[one["sign_at"] - one["at"] for one in asked if one["sign_at"]],
        answers=[one["answered_at"] - one["at"] for one in asked if one["answered_at"]],
        acks=state["ack_seconds"],
        violations=state["violations"],
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--embedder", choices=("hashing", "built-in"), default="built-in")
    parser.add_argument("--home", type=Path, default=None, help="a data folder to use; made if it isn't there")
    given = parser.parse_args()
    plan = Plan(given.seconds, given.rate, given.people, given.embedder, given.home)
    with tempfile.TemporaryDirectory() as folder:
        measured = asyncio.run(measure(plan, Path(folder)))
    print("\n".join(measured.lines()))
    return 0 if measured.answered == measured.asked and share(measured.signs, 0.95) < SIGN_P95_MS else 1


if __name__ == "__main__":
    sys.exit(main())
