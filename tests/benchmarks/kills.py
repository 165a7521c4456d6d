"""Kills an ingest with SIGKILL at random moments and looks at what is left each time.

    python -m tests.benchmarks.kills --kills 200 --corpus FOLDER [--embedder hashing|built-in] [--broken]

The child is `lore ingest --events FILE`, a real process; between kills the folder's files are edited, deleted, renamed,
copied and added to. Exit status 0 when nothing was wrong, or, with --broken, when something was found within the kills.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assistant.bootstrap import open_lore
from assistant.domain.sources import SourceEntry
from tests.benchmarks.kill_check import SOURCE, Acknowledged, Examiner, Findings
from tests.benchmarks.kill_folder import ChangingFolder

_REPOSITORY: Final = Path(__file__).parents[2]
_POLL_S: Final = 0.002
_LINE_BYTES: Final = 100
"""About how long the line of an acknowledgement is."""
_LONGEST_RUN_S: Final = 600.0
_BETWEEN, _BEFORE, _PUBLISHING, _AFTER = "between commits", "before the first commit", "while publishing", "after publishing"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, and how often."""

    corpus: Path
    kills: int
    files: int = 200
    embedder: str = "hashing"
    broken: bool = False
    seed: int = 1


@dataclass(slots=True)
class Tally:
    """What happened so far."""

    kills: int = 0
    finished: int = 0
    """Runs that ended before their moment came; they are examined too."""
    places: Counter[str] = field(default_factory=Counter)
    found: Findings = field(default_factory=Findings)
    acknowledged: int = 0
    complete: bool = False
    caught_after: int | None = None

    def add(self, findings: Findings) -> None:
        """Take what one examination found."""
        if not findings.clean and self.caught_after is None:
            self.caught_after = self.kills
        self.found.lost += findings.lost
        self.found.phantoms += findings.phantoms
        self.found.duplicates += findings.duplicates
        self.found.unsound += findings.unsound

    @property
    def wrong(self) -> int:
        """How many findings there are."""
        return len(self.found.lines)

    def lines(self) -> list[str]:
        """The summary."""
        places = ", ".join(f"{self.places[place]} {place}" for place in (_BEFORE, _BETWEEN, _PUBLISHING, _AFTER))
        found = self.found
        return [
            f"kills {self.kills} ({places}); runs that ended first {self.finished}",
            f"acknowledged {self.acknowledged}",
            f"lost {len(found.lost)}, phantoms {len(found.phantoms)}",
            f"duplicates {len(found.duplicates)}, unsound {len(found.unsound)}",
            f"last run complete: {'yes' if self.complete else 'no'}",
            *(f"  {line}" for line in found.lines[:10]),
        ]


class KillTest:
    """One data folder, one changing folder, many children. Run `run`."""

    def __init__(self, plan: Plan, scratch: Path) -> None:
        self._plan = plan
        self._chance = random.Random(plan.seed)
        self._home = scratch / "home"
        self._scratch = scratch
        self._folder = ChangingFolder(scratch / "folder", plan.corpus, plan.files, self._chance)
        self._examiner = Examiner(self._home, self._folder, self._chance)
        self._acknowledged = Acknowledged()
        self._to_first_commit = self._publishing = 0.5
        self._home.mkdir()
        if plan.embedder == "hashing":
            (self._home / "lore.toml").write_text('[embedder]\nmodel = "hashing"\n', encoding="utf-8")
        with open_lore(self._home) as lore:
            lore.catalogue.sources.add(SourceEntry(SOURCE, "folder", str(self._folder.root), added_at=datetime.now(UTC)))

    def run(self, tell: Callable[[str], None] = lambda _: None) -> Tally:
        """Kill as often as planned, then let one run end. A broken ingest is killed until it is caught."""
        tally = Tally()
        while tally.kills < self._plan.kills and not (self._plan.broken and tally.caught_after is not None):
            if self._folder.states:
                self._folder.mutate()
            self._one_run(tally, tell)
            tell(f"{tally.kills} kills, {self._acknowledged.count} acknowledged, {tally.wrong} wrong")
        if not self._plan.broken:
            self._last_run(tally)
        tally.acknowledged = self._acknowledged.count
        return tally

    def _one_run(self, tally: Tally, tell: Callable[[str], None]) -> None:
        self._folder.freeze()
        run = len(self._folder.states) - 1
        events = self._scratch / f"events-{run:04}.jsonl"
        full = run > 0 and self._chance.random() < 0.3
        child = subprocess.Popen(self._command(events, full=full), cwd=_REPOSITORY, stdout=subprocess.DEVNULL)
        generations = self._generations()
        pointer = self._pointer()
        self._wait_for_moment(child, events, generations)
        child.kill()
        killed = child.wait() == -9
        count = self._acknowledged.read(events, run)
        if killed:
            tally.kills += 1
            begun = _PUBLISHING if self._generations() != generations else _BETWEEN if count else _BEFORE
            tally.places[_AFTER if self._pointer() != pointer else begun] += 1
        else:
            tally.finished += 1
            if child.returncode:
                tally.found.unsound.append(f"run {run} ended with exit status {child.returncode}")
        findings = self._examiner.examine(self._acknowledged, complete=not killed)
        for line in findings.lines[:5]:
            tell(f"  {line}")
        tally.add(findings)

    def _last_run(self, tally: Tally) -> None:
        self._folder.freeze()
        run = len(self._folder.states) - 1
        events = self._scratch / "events-last.jsonl"
        done = subprocess.run(self._command(events, full=False), cwd=_REPOSITORY, stdout=subprocess.DEVNULL, check=False)
        self._acknowledged.read(events, run)
        findings = self._examiner.examine(self._acknowledged, complete=True)
        tally.add(findings)
        tally.complete = done.returncode == 0 and findings.clean

    def _command(self, events: Path, *, full: bool) -> list[str]:
        more = ["--full"] if full else []
        if self._plan.broken:
            return [sys.executable, "-m", "tests.benchmarks.acknowledges_early", str(self._home), str(events), *more]
        return [sys.executable, "-m", "assistant", "--home", str(self._home), "ingest", "--events", str(events), *more]

    def _wait_for_moment(self, child: subprocess.Popen[bytes], events: Path, generations: set[str]) -> None:
        """Let the child go on until a moment drawn from those that matter; return early if it ends before."""
        until = _Waiting(child)
        if not until.true(events.exists):
            return
        began = time.monotonic()
        roll = self._chance.random()
        if roll < 0.15:
            until.passed(self._chance.uniform(0, self._to_first_commit))
            return
        until.true(lambda: events.stat().st_size > 0 or self._generations() != generations)
        self._to_first_commit += 0.3 * (time.monotonic() - began - self._to_first_commit)
        if roll < 0.55:
            size = self._chance.randrange(1, _LINE_BYTES * self._plan.files)
            until.true(lambda: events.stat().st_size >= size or self._generations() != generations)
            # Every other time at once: the moment after an acknowledgement is the one that a broken order can't stand.
            until.passed(self._chance.choice((0.0, self._chance.uniform(0, 0.08))))
            return
        if until.true(lambda: self._generations() != generations):
            began = time.monotonic()
            until.passed(self._chance.uniform(0, 1.1 * self._publishing))
            if child.poll() is not None:
                self._publishing += 0.3 * (time.monotonic() - began - self._publishing)

    def _generations(self) -> set[str]:
        folder = self._home / "index" / "generations"
        return {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()

    def _pointer(self) -> bytes:
        file = self._home / "index" / "CURRENT"
        return file.read_bytes() if file.exists() else b""


class _Waiting:
    """Waits while a child lives."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        self._deadline = time.monotonic() + _LONGEST_RUN_S

    def true(self, condition: Callable[[], bool]) -> bool:
        """Until the condition holds; False if the child ended or hung first."""
        while not condition():
            if self._child.poll() is not None or time.monotonic() > self._deadline:
                return False
            time.sleep(_POLL_S)
        return True

    def passed(self, seconds: float) -> None:
        """So long, or until the child ends."""
        end = time.monotonic() + seconds
        self.true(lambda: time.monotonic() >= end)


def run(plan: Plan, tell: Callable[[str], None] = lambda _: None) -> Tally:
    """The whole test in a scratch folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="lore-kills-") as scratch:
        return KillTest(plan, Path(scratch)).run(tell)


def main() -> int:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--files", type=int, default=200, help="how many of the corpus's files to start with")
    parser.add_argument("--embedder", choices=["hashing", "built-in"], default="hashing")
    parser.add_argument("--broken", action="store_true", help="an ingest that acknowledges first and commits later")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    plan = Plan(asked.corpus, asked.kills, asked.files, asked.embedder, asked.broken, asked.seed)
    tally = run(plan, lambda line: print(line, file=sys.stderr, flush=True))
    print("\n".join(tally.lines()))
    if plan.broken:
        print(f"broken on purpose: {f'caught after {tally.caught_after} kills' if tally.caught_after else 'NOT CAUGHT'}")
        return 0 if tally.caught_after else 1
    return 0 if tally.found.clean and tally.complete else 1


if __name__ == "__main__":
    sys.exit(main())
