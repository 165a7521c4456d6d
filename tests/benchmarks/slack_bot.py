"""A real `lore slack` over a real data folder, beside a stand-in for Slack that runs as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.stand_ins.slack_platform import PlatformProcess

REPOSITORY: Final = Path(__file__).parents[2]
SAMPLE: Final = REPOSITORY / "deploy" / "demo" / "corpus"
QUESTIONS: Final = (
    "Why did we move from RabbitMQ to Kafka?",
    "Until when do we keep raw positions?",
    "What does error TW-1042 mean?",
    "Who owns the Berth Prediction Feed?",
    "What was decided about Protobuf?",
    "How are invoices numbered?",
    "Which database holds the vessel registry?",
    "What happens when a port call is cancelled?",
)
_LONGEST_START_S: Final = 120.0
_LONGEST_END_S: Final = 30.0


def _run(home: Path, *arguments: str) -> None:
    done = subprocess.run([*_lore(home), *arguments], cwd=REPOSITORY, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        raise RuntimeError(f"lore {' '.join(arguments)}: {done.stderr[-2000:]}")


def _lore(home: Path) -> list[str]:
    return [sys.executable, "-m", "assistant", "--home", str(home)]


def make_home(home: Path, embedder: str) -> Path:
    """A data folder with the sample company's documents, for everybody to read."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "catalogue.sqlite").exists():
        model = '[embedder]\nmodel = "hashing"\n' if embedder == "hashing" else ""
        (home / "lore.toml").write_text(model, encoding="utf-8")
        _run(home, "add", "folder", str(SAMPLE), "--name", "sample", "--readers", "everyone")
        _run(home, "ingest")
    return home


@dataclass
class Bot:
    """One `lore slack` process after another. `environment` tells it where Slack is."""

    home: Path
    environment: dict[str, str]
    log: Path
    starts: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> subprocess.Popen[bytes]:
        """Start it; it needs a moment until it is connected."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*_lore(self.home), "slack"], cwd=REPOSITORY, env={**os.environ, **self.environment}, stdout=log, stderr=log
            )
        self.starts += 1
        return self.process

    def kill(self) -> None:
        """SIGKILL: nothing is put in order."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, and SIGKILL if that takes too long."""
        try:
            self._end(signal.SIGTERM)
        except subprocess.TimeoutExpired:
            self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(_LONGEST_END_S)


async def connected(slack: PlatformProcess, bot: Bot) -> None:
    """Wait until the bot is there. Raises RuntimeError if it ends, or isn't there in two minutes."""
    for _ in range(int(_LONGEST_START_S / 0.1)):
        if (await slack.get("state"))["connections"]:
            return
        if bot.process is not None and bot.process.poll() is not None:
            raise RuntimeError(f"lore slack ended: {bot.log.read_text(errors='replace')[-2000:]}")
        await asyncio.sleep(0.1)
    raise RuntimeError("lore slack did not connect")


def share(seconds: Sequence[float], part: float) -> float:
    """The value below which this part of them lies, in ms; 0 for none."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def spread(seconds: Sequence[float]) -> str:
    """p50, p95 and p99 in a line."""
    return "  ".join(f"p{round(100 * part)} {share(seconds, part):.0f} ms" for part in (0.5, 0.95, 0.99))
