"""What of a generator's words is no answer: its instructions again, the same again, no language. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property

from assistant.answering.citing.babble import is_babble, scripts
from assistant.answering.citing.echoes import Echoes
from assistant.answering.citing.repetition import Repetitions
from assistant.answering.citing.support import FUNCTION_WORDS
from assistant.domain.answers import Evidence

_WORD = re.compile(r"(?<!\S)[(\[\"“„'‘«*#>-]*([^\W\d_]{2,})(?:['’][a-z]+)?[)\]\"”’»*,;:.!?]*(?!\S)")
_ANY_WORD = re.compile(r"[^\W\d_]{2,}")
_BLOB = re.compile(r"(?<!\S)(?!\S*://)(?=\S*[A-Za-z0-9+=]{30})[A-Za-z0-9+/=_-]{70,}(?!\S)")
"""Encoded bytes: no word, path or hash of 64 letters is like that."""
_LATIN = re.compile(r"[A-Za-z]")


class Noise:
    """Takes it out, stretch by stretch, and counts; what was shown before a stretch's end never goes."""

    def __init__(self, evidence: Evidence, instructions: str) -> None:
        self._echoes = Echoes(evidence, instructions)
        self._repetitions = Repetitions()
        self._evidence = evidence
        self.removed = 0

    @property
    def is_endless(self) -> bool:
        """Whether the generator goes round in circles."""
        return self._repetitions.is_endless

    @property
    def reason(self) -> str:
        """What the generator did where nothing of its words is left, to go on from its name."""
        if self._echoes.tools:
            return "called tools instead of answering"
        if self._echoes.found:
            return "repeated its instructions instead of answering"
        return "gave no readable answer"

    def without(self, stretch: str) -> str:
        """A sentence or a line without what is noise, often all of it or nothing."""
        stretch, blobs = _BLOB.subn("…", self._echoes.without_role(stretch))
        self.removed += blobs
        if blobs and not re.search(r"\w", stretch):
            return ""
        cut = self._echoes.cut(stretch)
        if cut < len(stretch):
            self.removed += 1
            left = stretch[:cut].rstrip()
            return f"{left} … " if re.search(r"\w", left) else ""
        if self._repetitions.is_said(stretch) or self._is_babble(stretch):
            self.removed += 1
            return ""
        shortened = self._repetitions.without_loops(stretch)
        self.removed += shortened != stretch
        return shortened

    def is_echoed_block(self, code: str) -> bool:
        """Whether a fenced block is what was sent, or a call of a tool."""
        is_echoed = self._echoes.is_echoed_block(code)
        self.removed += is_echoed
        return is_echoed

    def showable(self, beginning: str, length: int) -> int:
        """How many of the first `length` characters of what begins like this can be shown before its end is known."""
        if self._repetitions.may_become_one(beginning) or not self._is_language(beginning[:length]):
            return 0
        shown = min(length, self._echoes.showable(beginning))
        return shown if re.search(r"\w", beginning[:shown]) else 0

    def _is_babble(self, stretch: str) -> bool:
        return not self._is_language(stretch[:80]) and is_babble(stretch, self._familiar)

    def _is_language(self, beginning: str) -> bool:
        words = [word.casefold() for word in _WORD.findall(beginning)]
        if not words:
            return bool(re.search(r"\d", beginning))
        return any(word in self._familiar or (not _LATIN.search(word) and scripts(word) == 1) for word in words)

    @cached_property
    def _familiar(self) -> Collection[str]:
        """Words that a sentence in some language has, or one about the evidence."""
        texts = (f"{excerpt.document.title} {excerpt.text}" for excerpt in self._evidence.excerpts)
        return FUNCTION_WORDS | {word.casefold() for text in texts for word in _ANY_WORD.findall(text)}
