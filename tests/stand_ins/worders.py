"""A Worder as tests want it: a generator, the project's own prompt, and a clock that stands still."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.adapters.prompt_files import load_prompt
from assistant.adapters.system_clock import FixedClock
from assistant.answering.wording.worder import Style, Worder
from assistant.ports import Clock, Generator

CLOCK = FixedClock(datetime(2026, 1, 5, tzinfo=UTC))


def worder(generator: Generator, language: str = "", tokens: int = 2000, clock: Clock = CLOCK) -> Worder:
    """Answers for the sample company, in this language, from so many tokens of evidence."""
    return Worder(generator, load_prompt("answer"), Style("Tidewater", language, tokens), clock, HashingEmbedder().count_tokens)
