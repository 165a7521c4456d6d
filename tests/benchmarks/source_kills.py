"""Kills an ingest at random moments, over each type of source, while people go on writing; then runs it once to the end.

    python -m tests.benchmarks.source_kills --kills 50 [--only github --seed 1 --stumble 0.03]

Each source is a stand-in server on the loopback address (a folder for those without a network), and the ingest is the real
command as a process, ended by SIGKILL. Of the requests, a share (`--stumble`) fails in the ways that servers fail: 429 with
Retry-After, 5xx, cut bodies, resets, a proxy's page. Before each start somebody adds, edits, replies to, or deletes a
document. At the end the catalogue must hold just what the service lists, each document once, in its newest words; and every
document that was acknowledged and not deleted since must have been there after each kill.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.bootstrap import open_lore
from tests.stand_ins.worlds import WORLDS, World, make_world

LONGEST_S = 60


@dataclass(slots=True)
class Report:
    """What was found for one source."""

    name: str
    kills: int = 0
    finished: int = 0
    listed: int = 0
    lost: list[str] = field(default_factory=list)
    phantoms: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    requests: int = 0

    @property
    def wrong(self) -> int:
        """How many findings."""
        return len(self.lost) + len(self.phantoms) + len(self.twice) + len(self.stale)


class Trial:
    """One source, its data folder, and ingests over it that are killed."""

    def __init__(self, name: str, world: World, place: Path, chance: random.Random, stumble: float = 0.0) -> None:
        self.world = world
        self.report = Report(name)
        self._chance = chance
        self._home = place / "home"
        self._home.mkdir()
        (self._home / "lore.toml").write_text('[embedder]\nmodel = "hashing"\n', encoding="utf-8")
        self._events = place / "events.jsonl"
        self._words: dict[str, str] = {}
        with open_lore(self._home) as lore:
            lore.catalogue.sources.add(world.entry)
        if world.server:
            world.server.stumble(chance.randrange(1 << 30), stumble)

    def run(self, kills: int) -> Report:
        """So many kills, then a whole run and the comparison."""
        usual = self._ingest(None)
        while self.report.kills < kills:
            self._somebody_writes()
            took = self._ingest(self._chance.uniform(0.3, 1.0) * (usual or LONGEST_S))
            if took is None:
                self.report.kills += 1
                self._nothing_acknowledged_is_lost()
            else:
                self.report.finished += 1
                usual = took
        self._ingest(None)
        self._compare()
        return self.report

    def _somebody_writes(self) -> None:
        paths = sorted(self.world.paths())
        deed = self._chance.choice(["add", "edit", "reply", "remove"] if len(paths) > 6 else ["add"])
        path = self.world.add() if deed == "add" else self._chance.choice(paths)
        self._words.pop(path, None)
        if deed == "edit":
            self.world.edit(path)
            self._words[path] = "heliotrope"
        elif deed == "reply":
            self.world.reply(path)
            self._words[path] = "afterthought"
        elif deed == "remove":
            self.world.remove(path)

    def _ingest(self, kill_after: float | None) -> float | None:
        """Run the command; its seconds, or None if it was killed."""
        command = [sys.executable, "-m", "assistant", "--home", str(self._home), "ingest", "--events", str(self._events)]
        started = time.monotonic()
        process = subprocess.Popen(
            command, env=self._environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            said, _ = process.communicate(timeout=kill_after or LONGEST_S)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            said, _ = process.communicate()
            if kill_after is None:
                raise SystemExit(f"{self.report.name}: a run took longer than {LONGEST_S} s: {said}") from None
            return None
        if process.returncode:
            raise SystemExit(f"{self.report.name}: the ingest failed: {said}")
        return time.monotonic() - started

    def _environment(self) -> dict[str, str]:
        access = self.world.access
        given = {
            "TOKEN": access.token,
            "USER": access.user,
            "APP_ID": access.app_id,
            "INSTALLATION_ID": access.installation_id,
            "KEY_FILE": access.key_file,
        }
        return {**os.environ, **{f"LORE_SOURCES__WORLD__{name}": value for name, value in given.items() if value}}

    def _nothing_acknowledged_is_lost(self) -> None:
        with open_lore(self._home) as lore:
            held = lore.catalogue.ledger.held("world").documents
        if self._events.exists():
            events: dict[str, str] = {}
            for line in self._events.read_text(encoding="utf-8").splitlines():
                event = json.loads(line)
                events[event["path"]] = event["event"]
            # A removal may be durable though its event was not written any more.
            there = self.world.paths()
            self.report.lost += [
                f"{path} was acknowledged"
                for path, event in events.items()
                if event != "removed" and path in there and path not in held
            ]

    def _compare(self) -> None:
        report, paths = self.report, self.world.paths()
        with open_lore(self._home) as lore:
            held = lore.catalogue.ledger.held("world").documents
            report.listed = len(paths)
            report.lost += sorted(paths - held.keys())
            report.phantoms += sorted(held.keys() - paths)
            for path, word in self._words.items():
                chunks = lore.catalogue.documents.chunks(held[path].document_id) if path in held else []
                if not any(word in chunk.text for chunk in chunks):
                    report.stale.append(f"{path} does not say {word}")
            ids = [one.document_id for one in held.values()]
            report.twice += sorted({one for one in ids if ids.count(one) > 1})
            if not lore.doctor().sound:
                report.lost.append("the index is not the catalogue's")
        report.requests = len(self.world.server.log) if self.world.server else 0


def run(names: Sequence[str], kills: int, seed: int, stumble: float = 0.0) -> list[Report]:
    """The trials, printed as they end."""
    reports = []
    for name in names:
        with tempfile.TemporaryDirectory() as place, make_world(name, Path(place) / "world") as world:
            report = Trial(name, world, Path(place), random.Random(f"{seed} {name}"), stumble).run(kills)
        reports.append(report)
        print(
            f"{name:22} {report.kills:4} kills, {report.finished:3} ended first, {report.listed:3} documents, "
            f"{report.requests:5} requests: {len(report.lost)} lost, {len(report.phantoms)} phantoms, "
            f"{len(report.twice)} twice, {len(report.stale)} stale",
            flush=True,
        )
        for finding in (*report.lost, *report.phantoms, *report.twice, *report.stale):
            print(f"    {finding}")
    return reports


def main() -> None:
    """Print the figures; the exit status is 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--only", nargs="*", default=sorted(WORLDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stumble", type=float, default=0.03)
    asked = parser.parse_args()
    reports = run(asked.only, asked.kills, asked.seed, asked.stumble)
    sys.exit(any(report.wrong for report in reports))


if __name__ == "__main__":
    main()
