"""How long an extractive answer takes beyond its search: `python -m tests.benchmarks.answer_speed HOME=SET_DIR [--limit N]`.

HOME is a data folder whose index holds SET_DIR/corpus. Each question is asked once, of an application that has been warmed up
by other questions, so that no sentence of its answer was read before. Printed are the time to the sources (the search), the
time from there to the whole answer, and the latter as a share of the former, which a slow machine does not change.
"""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from assistant import open_lore
from assistant.bootstrap import Lore
from assistant.domain.answers import Answer, SourcesFound
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.evaluation.metrics import percentile
from assistant.evaluation.question_set import load_question_set

EVERYTHING = Scope(Principal("evaluation", administrator=True))
WARM_UP = 5


@dataclass(frozen=True)
class Timed:
    """Milliseconds to the first sources, and from there to the answer; `steps` are those of a research."""

    search: float
    beyond: float
    steps: int


async def timed(lore: Lore, text: str) -> Timed:
    """One question, asked once."""
    started = perf_counter()
    found = 0.0
    async for event in lore.answerer.answer(Question(text, EVERYTHING)):
        if isinstance(event, SourcesFound) and not found:
            found = perf_counter()
        elif isinstance(event, Answer):
            return Timed((found - started) * 1000, (perf_counter() - found) * 1000, len(event.trail))
    raise AssertionError("an answer's events end with the answer")


async def measured(lore: Lore, questions: list[str]) -> list[Timed]:
    """All of them, one after another."""
    for text in questions[:WARM_UP]:
        await timed(lore, text)
    return [await timed(lore, text) for text in questions[WARM_UP:]]


def main() -> None:
    """Ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pair", metavar="HOME=SET_DIR")
    parser.add_argument("--limit", type=int, default=150)
    asked = parser.parse_args()
    home, _, set_dir = asked.pair.partition("=")
    questions = [question.text for question in load_question_set(Path(set_dir)).questions]
    chosen = np.random.default_rng(0).permutation(len(questions))[: asked.limit + WARM_UP]
    with open_lore(home) as lore:
        lore.make_ready()
        chunks = len(lore.journal.chunk_keys())
        rows = asyncio.run(measured(lore, [questions[place] for place in chosen]))
    search, beyond = [row.search for row in rows], [row.beyond for row in rows]
    ratio = [row.beyond / row.search for row in rows]
    researched = sum(row.steps > 0 for row in rows)
    print(f"{Path(set_dir).name}: {chunks} chunks, {len(rows)} questions, {researched} of them researched")
    for name, values in (("search", search), ("beyond it", beyond)):
        print(f"  {name:10} p50 {percentile(values, 0.5):6.1f} ms   p95 {percentile(values, 0.95):6.1f} ms")
    print(f"  beyond it ÷ search: median {percentile(ratio, 0.5):.2f}")


if __name__ == "__main__":
    main()
