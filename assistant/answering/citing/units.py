"""Cuts a generator's stream into what can be checked: sentences, lines, whole blocks of code. Pure."""

from __future__ import annotations

import re
from typing import Final

from assistant.answering.citing.links import MARKER

HOLD: Final = 400
"""How many characters may wait for the end of their sentence."""
LONGEST_WORD: Final = 2000
"""A word longer than HOLD waits this long for its end, and is then broken by a space."""
FENCE: Final = re.compile(r"(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)(?P<end>\n|\Z)")

_AFTER: Final = r"[\"'”’)*_]*"
_SENTENCE_END: Final = re.compile(
    rf"[.!?…]+{_AFTER}(?:[ \t]*{MARKER})*[.]?[ \t]+(?=[^\s\[【a-z])|"
    rf"(?<=[\]】])[ \t]+(?=[A-Z])|"
    rf"[。！？]+[」』”’）*_]*(?:[ \t]*{MARKER})*[ \t]*(?=[^\s\[【」』”’）。！？*_])",
)
_NO_END: Final = re.compile(
    r"(?:^\s*(?:\d+|[a-zA-Z])|\b(?:e\.g|i\.e|vs|cf|etc|approx|No|Nr|Fig|Dr|Mr|Mrs|Ms|St|resp|incl))[.)]\s*$"
)
_IDEOGRAPH: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def next_unit(text: str, *, line_start: bool, final: bool) -> int:
    """How many characters at the beginning of `text` are ready to be checked: a sentence, a line, a whole code fence, or
    a stretch of HOLD characters without an end; 0 while more has to come."""
    fence = FENCE.match(text) if line_start else None
    if fence:
        return _fence_length(text, fence, final=final)
    end = _sentence_or_line(text)
    if len(text) > HOLD and not 0 < end <= HOLD:
        return _forced(text) or (len(text) if final else 0)
    return end or (len(text) if final else 0)


def _sentence_or_line(text: str) -> int:
    line = text.find("\n") + 1
    for end in _SENTENCE_END.finditer(text, 0, line or len(text)):
        before = text[: end.end()]
        if _closed(before) and not _NO_END.search(before):
            return end.end()
    return line


def _fence_length(text: str, opening: re.Match[str], *, final: bool) -> int:
    fence = re.escape(opening["fence"])
    closing = re.compile(rf"^[ \t]*{fence}{fence[-1]}*[ \t]*(?:\n|\Z)", re.MULTILINE).search(text, opening.end())
    if closing and opening["end"] and (closing[0].endswith("\n") or final):
        return closing.end()
    return len(text) if final else 0


def _closed(text: str) -> bool:
    """Whether no bracket, tag or code span is open at the end of the text."""
    return text.count("[") <= text.count("]") and text.count("`") % 2 == 0 and text.rfind("<") <= text.rfind(">")


def _forced(text: str) -> int:
    """Where to break a stretch that has no end: at a space, after an ideograph, or, in one endless word, nowhere until
    LONGEST_WORD."""
    spaces = [match.end() for match in re.finditer(r"\s+(?=\S)", text[: HOLD + 1])]
    for end in reversed(spaces):
        if _closed(text[:end]):
            return end
    if spaces:
        return spaces[-1]
    ideographs = [match.end() for match in _IDEOGRAPH.finditer(text[:HOLD])]
    if ideographs:
        return ideographs[-1]
    space = re.search(r"\s+(?=\S)", text[: LONGEST_WORD + 1])
    if space:
        return space.end()
    return LONGEST_WORD if len(text) > LONGEST_WORD else 0
