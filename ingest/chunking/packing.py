"""Units into pieces of about the same length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.chunking.splitting import Unit


def pack(units: Sequence[Unit], budget: int) -> Iterator[list[Unit]]:
    """Runs of neighbouring units with at most `budget` tokens each (one unit that is longer is a run of its own).

    As few runs as fit, and these balanced: two halves rather than a full piece and a tiny rest.
    """
    left, remaining = _fewest(units, budget), sum(unit.tokens for unit in units)
    run: list[Unit] = []
    size = 0
    for unit in units:
        is_full = size + unit.tokens > budget
        is_share = left > 1 and (size + unit.tokens / 2) * left > remaining
        if run and (is_full or is_share):
            yield run
            left, remaining = max(1, left - 1), remaining - size
            run, size = [], 0
        run.append(unit)
        size += unit.tokens
    if run:
        yield run


def _fewest(units: Sequence[Unit], budget: int) -> int:
    runs, size = 1, 0
    for unit in units:
        if size and size + unit.tokens > budget:
            runs, size = runs + 1, 0
        size += unit.tokens
    return runs
