"""What recording costs an answer: `python -m tests.benchmarks.recording` prints it.

The same answers are given with and without it, over a catalogue on this machine's disk. What the asker waits for is the time
until the last event; what is stored is stored by a thread beside it.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from statistics import median

from assistant.adapters.catalogue.open import open_catalogue
from assistant.adapters.system_clock import SystemClock
from assistant.answering.recording import Asker, Recorded, Recorder
from assistant.domain.answers import Answer, AnswerEvent, Delta, SourcesFound
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from ingest.enrichment.redaction import redact

ANSWERS, ROUNDS, PACE_S = 50, 10, 0.005
"""Each round asks this many questions, one every five milliseconds, so that the thread writes while answers are made."""


class Instant:
    """Gives an answer in forty pieces at once."""

    async def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        """Its events."""
        yield SourcesFound(())
        for _ in range(40):
            yield Delta("words ")
        yield Answer(str(time.perf_counter_ns()), "c", question.text, "words", False, 0.5, (), (), "extractive", 1.0)


async def _time(asker: Asker) -> float:
    """The median time of an answer in microseconds."""
    question = Question("Why did we move from RabbitMQ to Kafka?", Scope(Principal("ana", frozenset({"apps"}))))
    took = []
    for _ in range(ANSWERS):
        await asyncio.sleep(PACE_S)
        started = time.perf_counter()
        async for _event in asker.answer(question):
            pass
        took.append((time.perf_counter() - started) * 1e6)
    return median(took)


def main() -> None:
    """Alternate both ways, and print the medians."""
    with tempfile.TemporaryDirectory() as folder:
        catalogue = open_catalogue(Path(folder) / "catalogue.sqlite")
        recorder = Recorder(catalogue.asked, lambda text: redact(text)[0], SystemClock())
        plain, recorded = Instant(), Recorded(Instant(), recorder, SystemClock(), frozenset({"apps"}))
        rounds = [(asyncio.run(_time(plain)), asyncio.run(_time(recorded))) for _ in range(ROUNDS)]
        started = time.perf_counter()
        assert recorder.settle(60)
        behind = time.perf_counter() - started
        catalogue.close()
    without, with_it = (median(column) for column in zip(*rounds, strict=True))
    print(f"{ROUNDS} rounds of {ANSWERS} answers: {without:.0f} µs without, {with_it:.0f} µs with recording")
    print(f"the thread was {behind * 1000:.0f} ms behind at the end")


if __name__ == "__main__":
    main()
