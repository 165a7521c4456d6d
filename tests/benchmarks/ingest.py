"""How fast an ingest is by stage, what a run over an unchanged source costs, and how memory grows with the source.

    python -m tests.benchmarks.ingest --files 10000 --real 1000

The sizes of `--files` are ingested with the embedder that needs no model, so that what is measured is the job itself:
three sizes, a tenth, a half and the whole, each into a fresh data folder by the real command. `--real` files go through
the real model, by stage. Reading and parsing run beside the other stages: their seconds are sums over threads.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORDS = (
    "queue broker ledger tide harbour retry timeout cursor shard index vector berth crane pilot window replica quorum "
    "consensus snapshot rollback schema token lease budget latency throughput"
).split()


@dataclass(frozen=True, slots=True)
class Run:
    """One `lore ingest`, as a process."""

    seconds: float
    peak_mb: float
    stages: dict[str, float]
    counts: dict[str, int]


def write_files(folder: Path, count: int, seed: int) -> None:
    """Markdown files of three sections each, about 150 words, no two alike."""
    chance = random.Random(seed)
    for number in range(count):
        file = folder / f"team-{number % 50:02}" / f"note-{number:06}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        parts = [f"# Note {number} on the {chance.choice(WORDS)}"]
        for part in range(3):
            sentences = [f"The {' '.join(chance.choices(WORDS, k=8))} was settled in week {number}." for _ in range(5)]
            parts += [f"## Part {part}", " ".join(sentences)]
        file.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def ingest(home: Path) -> Run:
    """Run the command, and measure the process as a whole."""
    command = [sys.executable, "-m", "assistant", "--home", str(home), "--json", "ingest"]
    started = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        (coverage,) = json.loads(output.read())["runs"]
    if process.returncode or not coverage["complete"]:
        raise SystemExit(f"the ingest was not complete: {coverage['failed'][:3]} {coverage['stopped']}")
    counts = {"indexed": len(coverage["indexed"]), "unchanged": coverage["unchanged"]}
    return Run(seconds, usage.ru_maxrss / 1000, coverage["seconds"], counts)


def prepared(folder: Path, count: int, embedder: str) -> Path:
    """A data folder with a source of that many files."""
    home, files = folder / f"home-{embedder}-{count}", folder / f"files-{embedder}-{count}"
    home.mkdir()
    (home / "lore.toml").write_text(f'[embedder]\nmodel = "{embedder}"\n', encoding="utf-8")
    write_files(files, count, seed=count)
    lore(home, "add", "folder", str(files), "--name", "files", "--readers", "everyone")
    return home


def lore(home: Path, *arguments: str) -> None:
    """Run another command."""
    subprocess.run([sys.executable, "-m", "assistant", "--home", str(home), *arguments], check=True, capture_output=True)


def show(title: str, run: Run, documents: int) -> None:
    """One line of the report."""
    stages = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in run.stages.items())
    rate = documents / run.seconds
    print(f"{title:34} {run.seconds:7.2f} s  {rate:8.0f} documents/s  peak {run.peak_mb:5.0f} MB   [{stages}]", flush=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--real", type=int, default=0, help="so many files through the real model")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        peaks: dict[int, dict[str, float]] = {}
        for count in (asked.files // 10, asked.files // 2, asked.files):
            home = prepared(folder, count, "hashing")
            time.sleep(2.1)  # files of the last two seconds have no version yet, and are read again
            first, again = ingest(home), ingest(home)
            show(f"{count} files, first run", first, count)
            show(f"{count} files, unchanged", again, count)
            peaks[count] = {"first": first.peak_mb, "again": again.peak_mb}
        _memory(peaks)
        if asked.real:
            show(f"{asked.real} files, real model", ingest(prepared(folder, asked.real, "all-MiniLM-L6-v2")), asked.real)


def _memory(peaks: dict[int, Any]) -> None:
    least, most = min(peaks), max(peaks)
    for run in ("first", "again"):
        grown = peaks[most][run] - peaks[least][run]
        per_document = grown * 1000 / (most - least)
        print(f"memory, {run} run: {grown:+.0f} MB from {least} to {most} files, {per_document:.1f} kB a document")


if __name__ == "__main__":
    main()
