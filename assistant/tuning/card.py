"""What is written down of a tuned model, beside its weights. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from assistant.tuning.tuner import Prepared, Tuned
from assistant.tuning.verdict import Row

_PRIVATE: Final = (
    "The weights were shaped by every document that the administrator may read: keep this folder as private as the data folder."
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a model comes from."""

    base: str
    made_at: datetime
    seed: int
    versions: Mapping[str, str]
    """Of packages, by name."""


def model_card(prepared: Prepared, tuned: Tuned, from_: Provenance) -> str:
    """The card, as Markdown. It names no document and quotes none: it may be shown to whom they may not."""
    found, learned = prepared.split, tuned.learned
    origins = sorted({origin for counts in prepared.counts.values() for origin in counts})
    parts = prepared.counts
    versions = ", ".join(f"{name} {version}" for name, version in from_.versions.items())
    lines = [
        f"# {from_.base}, tuned by Lore",
        "",
        f"Made on {from_.made_at:%Y-%m-%d %H:%M} UTC from `{from_.base}`, seed {from_.seed}, with {versions}.",
        "",
        f"Corpus: {len(prepared.library)} documents with {prepared.chunks} chunks.",
        f"Learned: {learned.lessons} lessons in {len(learned.scores) - 1} rounds ({learned.stopped}).",
        f"Weights: {learned.share:.0%} of what was learned, the rest of the old ones.",
        f"Left out of learning as near-duplicates of what is held back: {found.dropped} pairs.",
        "",
        f"| pairs | {' | '.join(parts)} |",
        "|---|" + "---|" * len(parts),
        *(f"| {origin} | {' | '.join(str(of.get(origin, 0)) for of in parts.values())} |" for origin in origins),
        "",
        "Held-back questions, from documents that were never learned from; nDCG@10 by vectors alone, means over documents:",
        "",
        "| questions | n | before | after | difference (95 % interval) |",
        "|---|---|---|---|---|",
        *(_line(row) for row in tuned.verdict.rows),
        "",
        _PRIVATE,
        "",
    ]
    return "\n".join(lines)


def _line(row: Row) -> str:
    difference = f"{row.difference.mean:+.3f} ({row.difference.low:+.3f} to {row.difference.high:+.3f})"
    return f"| {row.origin} | {row.questions} | {row.before:.3f} | {row.after:.3f} | {difference} |"
