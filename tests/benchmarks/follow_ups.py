"""How many of the questions that suggest themselves Lore answers when they are asked, from the document that they name.

    lore --home HOME demo --ingest-only
    python -m tests.benchmarks.follow_ups HOME deploy/demo/questions.jsonl --questions 60

Each answerable question of the set is asked, then each of its follow-ups. Printed are the share of the follow-ups, each counted
once, that are answered; the share that cite a document whose title or number they name (a question about a rejected
alternative names none); and how long suggesting took.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.answering.collaborators import Suggester
from assistant.answering.deciding.titles import bare_title
from assistant.answering.deciding.words import number_of
from assistant.bootstrap import Lore, open_lore
from assistant.domain.answers import Answer, Citation
from assistant.domain.hits import Hit
from assistant.domain.queries import Scope
from assistant.domain.questions import Question

ENOUGH: Final = 0.9


@dataclass(frozen=True, slots=True)
class Followed:
    """A follow-up that was asked: whether it was answered, and from a document that it names."""

    question: str
    is_answered: bool
    is_named: bool


class Timed:
    """A suggester whose time is taken, in ms."""

    def __init__(self, suggester: Suggester) -> None:
        self._suggester = suggester
        self.took: list[float] = []

    def follow_ups(self, question: Question, hits: Sequence[Hit], citations: Sequence[Citation]) -> Sequence[str]:
        """Those of the suggester."""
        started = time.perf_counter()
        found = self._suggester.follow_ups(question, hits, citations)
        self.took.append((time.perf_counter() - started) * 1000)
        return found


def names(question: str, answer: Answer) -> bool:
    """Whether the question names one of the documents that its answer cites."""
    cited = [one.document for one in answer.citations]
    return any(name in question for one in cited for name in (bare_title(one.title), number_of(one)) if name)


def told(followed: Sequence[Followed], took: Sequence[float]) -> str:
    """The figures, in lines."""
    if not followed:
        return "nothing was suggested"
    answered = sum(one.is_answered for one in followed)
    lines = [f"not answered: {one.question}" for one in followed if not one.is_answered]
    named = sum(one.is_named for one in followed) / len(followed)
    shares = f"answered {answered / len(followed):.3f} (wanted {ENOUGH}), from a document that they name {named:.3f}"
    time_taken = f"suggesting took {statistics.median(took):.1f} ms at the median, {max(took):.1f} ms at most"
    return "\n".join([*lines, f"follow-ups {len(followed)}, {shares}", time_taken])


def share(followed: Sequence[Followed]) -> float:
    """Of the follow-ups, those that were answered."""
    return sum(one.is_answered for one in followed) / len(followed) if followed else 0.0


async def _answer(lore: Lore, text: str) -> Answer:
    async for event in lore.answerer.answer(Question(text, Scope(lore.principal(None)))):
        if isinstance(event, Answer):
            return event
    raise AssertionError("an answer's events end with the answer")


def follow(lore: Lore, questions: Sequence[str]) -> list[Followed]:
    """Ask each question, and then what it suggests, each follow-up once."""
    found: dict[str, Followed] = {}
    for question in questions:
        for text in asyncio.run(_answer(lore, question)).follow_ups:
            if text not in found:
                answer = asyncio.run(_answer(lore, text))
                found[text] = Followed(text, not answer.abstained, names(text, answer))
    return list(found.values())


def main() -> int:
    """Print the figures; 1 where fewer are answered than is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("set", type=Path)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    rows = [json.loads(line) for line in given.set.read_text(encoding="utf-8").splitlines()]
    answerable = [row["question"] for row in rows if row["answerable"]]
    random.Random(given.seed).shuffle(answerable)
    with open_lore(given.home) as lore:
        lore.make_ready()
        memory = lore.answerer._memory
        assert memory.suggester is not None
        timed = Timed(memory.suggester)
        object.__setattr__(memory, "suggester", timed)
        followed = follow(lore, answerable[: given.questions])
    print(told(followed, timed.took))
    return 0 if share(followed) >= ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main())
