"""A block's text for finding terms in it: of the same length, with marks blank and with what is no prose behind a wall."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.domain.quotes import Quote
from ingest.parsed import Block, BlockKind

WALL: Final = "¦"
"""Stands for what no definition reaches across: addresses and code."""
MAX_QUOTE: Final = 300
_AROUND: Final = MAX_QUOTE + 1
_MAX_TEXT: Final = 40_000
_CODE: Final = re.compile(r"(`{1,2})([^`\n]{1,200})\1")
_PLAIN_CODE: Final = re.compile(r"[\w /&.-]{1,60}")
_URL: Final = re.compile(r"<?\b(?:https?://|www\.|mailto:)[^\s<>|]{1,500}>?")
_LINK: Final = re.compile(r"\]\([^()\s]{0,500}(?: \"[^\"\n]{0,200}\")?\)|\]\[[^\[\]\n]{0,100}\]")
_ASCIIDOC_LINK: Final = re.compile(r"\b(?:link|xref):[^\s\[\]]{1,300}(?=\[)|<<[^<>\n]{1,100}>>")
_REST_TARGET: Final = re.compile(r" ?<[^<>\n]{1,300}>(?=`)|`__?(?=\W|$)|\[[#\d*]\w{0,20}\]_|:[a-z:]{2,20}:(?=`)")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_CHANGED: Final = re.compile(r"^(?:@@|[+-]).{0,2000}$", re.MULTILINE)
_QUOTED: Final = re.compile(r"^[ \t]{0,3}(?:>[ \t]?){1,6}", re.MULTILINE)
_MARKS: Final = re.compile(r"[*`\[\]\"“”„«»]|(?<!\w)_|_(?!\w)|~~")
_BREAK: Final = re.compile(r"\n")
_SENTENCE: Final = re.compile(r"[.!?](?=\s)|[。！？]|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Prose:
    """A block's own text, and beside it the same for reading; an offset means the same place in both."""

    text: str
    read: str
    line: int
    breaks: Sequence[int]
    """Where its lines end."""

    def quote(self, start: int, end: int) -> Quote:
        """The words around a find: its lines, or its sentence where they are long."""
        # Nothing further away can be in the quote; that a line or a sentence goes on there is enough to know.
        nearest, furthest = max(0, start - _AROUND), min(len(self.text), end + _AROUND)
        first = max(nearest, self.text.rfind("\n", nearest, start) + 1)
        last = self.text.find("\n", end, furthest)
        last = furthest if last < 0 else last
        if last - first > MAX_QUOTE:
            first, last = self._sentence(start, end, first, last)
        if last - first > MAX_QUOTE:
            first = max(first, min(start, start - (MAX_QUOTE - (end - start)) // 2))
            last = min(last, first + MAX_QUOTE)
        words = self.text[first:last]
        stripped = words.strip()
        line = self.line + bisect_left(self.breaks, first + words.find(stripped)) if self.line else 0
        return Quote(stripped, line)

    def _sentence(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        ends = [match.end() for match in _SENTENCE.finditer(self.text, first, last)]
        return max((at for at in ends if at <= start), default=first), min((at for at in ends if at >= end), default=last)


def prose_of(block: Block) -> Prose:
    """The block for reading; what is beyond its first forty thousand characters is left out."""
    text = block.text[:_MAX_TEXT]
    read = _QUOTED.sub(_blank, text)
    if block.kind is BlockKind.COMMENT:
        read = _CHANGED.sub(_walled, read)
    read = _URL.sub(_walled, read)
    read = _LINK.sub(_blank, _ASCIIDOC_LINK.sub(_blank, read))
    read = _REST_TARGET.sub(_blank_but_ticks, read)
    read = _CODE.sub(_code, read)
    read = _TAG.sub(_blank, read)
    breaks = [match.start() for match in _BREAK.finditer(text)]
    return Prose(text, _MARKS.sub(" ", read), block.line, breaks)


def _walled(match: re.Match[str]) -> str:
    return WALL * len(match[0])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _blank_but_ticks(match: re.Match[str]) -> str:
    return "".join("`" if character == "`" else " " for character in match[0])


def _code(match: re.Match[str]) -> str:
    """A word or two in the type of code are words; anything else is code."""
    return match[0] if _PLAIN_CODE.fullmatch(match[2]) else WALL * len(match[0])
