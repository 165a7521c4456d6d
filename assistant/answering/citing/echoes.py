"""Tells a generator's answer from what it was sent: its instructions, the lines above an excerpt, the forms of tools. Pure."""

from __future__ import annotations

import re
from typing import Final

from assistant.answering.wording.prompting import NOT_IN_EVIDENCE, as_sent
from assistant.domain.answers import Evidence

_RUN: Final = 4
"""Words in a row that are compared."""
_MOST: Final = 0.6
"""From this share of runs on a sentence is the instructions' own."""
_WORD: Final = re.compile(r"[^\W_]+")
_FIELD: Final = re.compile(r"(?:^|\s)(?:title|kind|date|status|decision|path|section): ", re.IGNORECASE)
_LABEL: Final = re.compile(
    r"\s*(?:#+\s*)?(?:evidence|question|conversation so far|system|user|how to answer|"
    r"about the (?:evidence|conversation))\s*:?\s*",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(r"\s*(?:system|user|human)\s*:\s", re.IGNORECASE)
_SPOKEN: Final = re.compile(r"(\s*)(?:assistant|final answer)\s*:\s*", re.IGNORECASE)
_TOOL_LINE: Final = re.compile(
    r"\s*(?:action(?: input)?|observation|thought|tool|tool_call|function_call)\s*:\s", re.IGNORECASE
)
_TOOL_CALL: Final = re.compile(
    r"[\"'](?:name|function|tool|tool_name)[\"']\s*:.*[\"'](?:arguments|parameters|input|args)[\"']\s*:", re.DOTALL
)
_BEGINNING: Final = re.compile(
    r"[\s*#>-]*(?:[\"'{}\[]|(?:title|kind|date|status|decision|path|section|system|user|human|assistant|final|action|observation|"
    r"thought|tool|question|evidence|conversation|how|about)\w*(?![^\W_])|"
    r"[a-z]{1,12}\Z)",
    re.IGNORECASE,
)
_JSON_LINE: Final = re.compile(r"\s*(?:[\"'][\w-]+[\"']\s*:\s*.*|[{}\[\],\s]*[{}][{}\[\],\s]*)\s*,?\s*")


class Echoes:
    """Knows what was sent. `instructions` is the prompt's own text, without question and evidence."""

    def __init__(self, evidence: Evidence, instructions: str = "") -> None:
        sent = [as_sent(excerpt) for excerpt in evidence.excerpts]
        self._fields = {_folded(line) for text in sent for line in text.split("\n\n", 1)[0].splitlines() if line.strip()}
        self._evidence = f" {_folded(' '.join(sent))} "
        self._told = f" {_folded(re.sub(r'[$][a-z_]+', ' ', instructions))} "
        words = self._told.split()
        self._runs = {tuple(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1)}
        self._was_echo = False
        self.tools = 0
        self.found = 0

    def without_role(self, text: str) -> str:
        """A line without the name of who speaks."""
        return _SPOKEN.sub(r"\1", text, count=1) if _SPOKEN.match(text) else text

    def is_echo(self, line: str) -> bool:
        """Whether a sentence or a line is not the generator's own word to the reader."""
        if not line.strip():
            return False
        is_call = bool(
            _TOOL_LINE.match(line) or _TOOL_CALL.search(line) or (_JSON_LINE.fullmatch(line) and not self._holds(line))
        )
        is_echo = self._was_echo = is_call or self._is_sent(line)
        self.tools += is_call
        self.found += is_echo
        return is_echo

    def is_echoed_block(self, code: str) -> bool:
        """Whether a fenced block is an excerpt as it was sent, or a call of a tool."""
        lines = code.strip().splitlines()[:8]
        is_call = bool(_TOOL_CALL.search(code)) and not self._holds(code)
        is_sent = sum(_folded(line) in self._fields and bool(_FIELD.match(line)) for line in lines) >= 2
        self.tools += is_call
        self.found += is_call or is_sent
        return is_call or is_sent

    def cut(self, line: str) -> int:
        """Up to where a sentence or a line is the generator's own: its length, unless it is an echo; then where that begins."""
        if not self.is_echo(line):
            return len(line)
        if self._is_held_back(line):
            return 0
        words = list(_WORD.finditer(line.casefold()))
        for place in range(len(words) - _RUN + 1):
            if tuple(word[0] for word in words[place : place + _RUN]) in self._runs:
                return words[place].start()
        return 0

    def showable(self, beginning: str) -> int:
        """How many characters of what begins like this can't be part of an echo, whatever follows."""
        if self._is_held_back(beginning):
            return 0
        words = list(_WORD.finditer(beginning.casefold()))
        for place in range(len(words)):
            run = tuple(word[0] for word in words[place : place + _RUN])
            if run in self._runs or (place + _RUN >= len(words) and f" {' '.join(run)}" in self._told):
                return words[place].start()
        return len(beginning)

    def _is_held_back(self, beginning: str) -> bool:
        """Whether it begins like a field, a role or the call of a tool, of which nothing is shown before its end."""
        return _BEGINNING.match(beginning) is not None

    def _is_sent(self, line: str) -> bool:
        if _LABEL.fullmatch(line) or _ROLE.match(line) or len(_FIELD.findall(line)) > 1:
            return True
        if _FIELD.match(line) and _folded(line) in self._fields:
            return True
        if not re.search(r"\w", line.replace(NOT_IN_EVIDENCE, "")):
            return bool(re.search(r"\w", line)) or line.strip() in {"```", "~~~"}
        words = _folded(line).split()
        if len(words) < _RUN:
            return (self._was_echo or len(words) == _RUN - 1) and f" {' '.join(words)} " in self._told
        runs = [tuple(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1)]
        told = sum(run in self._runs for run in runs)
        return bool(runs) and told >= _MOST * len(runs) and f" {' '.join(words)} " not in self._evidence

    def _holds(self, text: str) -> bool:
        return f" {_folded(text)} " in self._evidence


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
