"""A process of its own that opens a data folder and searches once: `python -m tests.benchmarks.first_search HOME QUESTION`.

Prints as JSON the seconds from the start of the program to the first result, and the most memory that it held.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from assistant import open_lore

_REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class FirstSearch:
    """Seconds from the start of Python to the first result, and the peak of the resident memory in MB."""

    seconds: float
    memory_mb: float


def memory_mb() -> float:
    """The most memory that this process held so far, in MB of 1,000,000 bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6  # bytes there, KiB elsewhere


def first_search(home: Path, question: str) -> FirstSearch:
    """Open and search in a new process. Raises subprocess.CalledProcessError where that fails."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "tests.benchmarks.first_search", str(home), question]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=_REPOSITORY)
    return FirstSearch(time.perf_counter() - started, json.loads(done.stdout.splitlines()[-1])["memory_mb"])


def main() -> None:
    """Search as a user of the Python interface does."""
    home, question = sys.argv[1:]
    with open_lore(home) as lore:
        lore.search(question)
    print(json.dumps({"memory_mb": memory_mb()}))


if __name__ == "__main__":
    main()
