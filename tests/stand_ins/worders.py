"""A Worder as tests want it: a generator, the project's own prompt, and a clock that stands still."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.adapters.prompt_files import load_prompt
from assistant.adapters.system_clock import FixedClock
from assistant.answering.citing.citations import Unsupported
from assistant.answering.wording.fitting import Tokens
from assistant.answering.wording.worder import Means, Style, Worder
from assistant.ports import Clock, Generator

CLOCK = FixedClock(datetime(2026, 1, 5, tzinfo=UTC))


def worder(
    generator: Generator, language: str = "", tokens: int = 2000, clock: Clock = CLOCK, unsupported: Unsupported = "mark"
) -> Worder:
    """Answers for the sample company, in this language, from so many tokens of evidence."""
    means = Means(clock, Tokens(HashingEmbedder().count_tokens))
    return Worder(generator, load_prompt("answer"), Style("Tidewater", language, tokens, unsupported=unsupported), means)
