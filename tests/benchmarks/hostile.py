"""What hostile and broken files cost: each alone, and all of them among healthy neighbours in one real ingest.

    python -m tests.benchmarks.hostile

First each file goes through a parser process of its own, whose time and peak memory are measured. Then all of them lie in
one folder with as many healthy documents, and `lore ingest` runs over it as a process.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from assistant.errors import UnreadableDocument
from ingest.formats.registry import SUPPORTED
from ingest.parsing import Parsers
from tests.stand_ins.hostile_files import hostile_files

LONGEST_S, MOST_MB = 30, 1_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What one file took, and how it ended."""

    path: str
    seconds: float
    peak_mb: float
    said: str


def cost(folder: Path, path: str) -> Cost:
    """Parse it in a process of its own."""
    data = (folder / path).read_bytes()
    with Parsers() as parsers:
        parsers.parse(b"# Warm\n\nUp.\n", "warm.md")
        (child,) = (one for one in psutil.Process().children() if "parser_process" in " ".join(one.cmdline()))
        started = time.perf_counter()
        try:
            parsers.parse(data, path)
            said = "read"
        except UnreadableDocument as error:
            said = str(error)
        seconds = time.perf_counter() - started
        return Cost(path, seconds, peak(child), said)


def peak(child: psutil.Process) -> float:
    """The most memory that a process had, in MB; the limit where it died of it."""
    try:
        status = Path(f"/proc/{child.pid}/status").read_text(encoding="utf-8")
    except OSError:
        return float(MOST_MB)
    lines = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(lines[0].split()[1]) / 1000 if lines else float(MOST_MB)


def ingest(folder: Path, home: Path) -> tuple[float, dict[str, list[str]]]:
    """One real run over the folder: its seconds, and what became of which path."""
    home.mkdir()
    (home / "lore.toml").write_text('[embedder]\nmodel = "hashing"\n', encoding="utf-8")
    base = [sys.executable, "-m", "assistant", "--home", str(home), "--json"]
    subprocess.run(
        [*base, "add", "folder", str(folder), "--name", "files", "--readers", "everyone"], check=True, capture_output=True
    )
    started = time.perf_counter()
    done = subprocess.run([*base, "ingest"], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    (run,) = json.loads(done.stdout)["runs"]
    named = {name: [one["path"] for one in run[name]] for name in ("failed", "skipped")}
    return seconds, {**named, "indexed": run["indexed"], "missing": run["missing"], "stopped": [run["stopped"]]}


def main() -> None:
    """Print the figures; the exit status is 1 if a bar was missed."""
    with tempfile.TemporaryDirectory() as place:
        folder, home = Path(place) / "files", Path(place) / "home"
        folder.mkdir()
        hostile = sorted(path.relative_to(folder).as_posix() for path in hostile_files(folder))
        costs = [cost(folder, path) for path in hostile if Path(path).suffix.casefold() in SUPPORTED]
        for one in sorted(costs, key=lambda one: -one.seconds)[:10]:
            print(f"{one.seconds:6.2f} s {one.peak_mb:6.0f} MB  {one.path}: {one.said[:80]}")
        neighbours = [f"{Path(one.path).parent.as_posix()}/neighbour-{number}.md" for number, one in enumerate(costs)]
        for number, path in enumerate(neighbours):
            (folder / path).write_text(f"# Neighbour {number}\n\nA healthy document, the {number}th.\n", encoding="utf-8")
        seconds, ended = ingest(folder, home)
    lost = sorted(set(neighbours) - set(ended["indexed"]))
    unnamed = sorted({one.path for one in costs} - {path for paths in ended.values() for path in paths})
    slow = [one for one in costs if one.seconds > LONGEST_S + 1 or one.peak_mb > MOST_MB]
    unread = [one for one in costs if one.said != "read"]
    print(
        f"{len(costs)} hostile files: {len(unread)} refused with a reason, {len(costs) - len(unread)} read; "
        f"longest {max(one.seconds for one in costs):.1f} s, most {max(one.peak_mb for one in costs):.0f} MB"
    )
    print(
        f"one ingest of them with {len(neighbours)} neighbours: {seconds:.1f} s, {len(lost)} neighbours lost, {len(unnamed)} "
        f"files without a word, {len(ended['missing'])} missing, stopped: {ended['stopped'][0] or 'no'}"
    )
    sys.exit(bool(lost or unnamed or slow or ended["missing"] or ended["stopped"][0]))


if __name__ == "__main__":
    main()
