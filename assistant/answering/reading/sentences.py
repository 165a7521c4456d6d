"""A chunk's text as the units that an answer may quote: sentences, list items, table rows, whole blocks of code. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_ABBREVIATIONS: Final = frozenset(
    (
        "approx ca cf co corp dept dr e.g ed eds eg esp est etc fig figs gen i.e ie inc jr ltd max min mr mrs ms no nos p pp "
        "prof rev resp sec sr st v viz vol vs"
    ).split()
)
_END: Final = re.compile(r"[.!?…]+[\"'”’)\]*_`]*(?=\s)|[。！？]+[”’」』）]*")
_ITEM: Final = re.compile(r"^\s*(?:[-*+•]|\(?[0-9a-zA-Z]{1,3}[.)]|#\.)\s+")
_ROW: Final = re.compile(r"^\s*\|.*\|\s*$|^\s*\S.*\s\|\s.*$")
_RULE: Final = re.compile(r"^[\s|:+=~^`*#\"'.-]+$")
_FENCE: Final = re.compile(r"^\s*(```+|~~~+)")
_LAST_WORD: Final = re.compile(r"([\w.]+)[.!?…]+$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a text that can be quoted alone: `text` stands in it from `start`, word for word."""

    text: str
    start: int
    is_code: bool = False


def is_item(text: str) -> bool:
    """Whether a unit begins an item of a list."""
    return bool(_ITEM.match(text))


def is_row(text: str) -> bool:
    """Whether a unit is a row of a table."""
    return bool(_ROW.match(text))


def units(text: str) -> list[Unit]:
    """The units of a text in order. Rules, underlines and blank lines belong to none."""
    return [unit for block in _blocks(text) for unit in _within(block)]


def _blocks(text: str) -> Iterator[Unit]:
    """Paragraphs, items, rows and fenced code: what a sentence never crosses."""
    lines = list(re.finditer(r"[^\n]*\n|[^\n]+$", text))
    place = 0
    while place < len(lines):
        first = place
        line = lines[first].group()
        place += 1
        if fence := _FENCE.match(line):
            while place < len(lines) and not lines[place].group().lstrip().startswith(fence.group(1)):
                place += 1
            place = min(place + 1, len(lines))
            yield _unit(text, lines[first].start(), lines[place - 1].end(), is_code=True)
        elif line.strip() and not _RULE.match(line):
            if not _ROW.match(line):
                while place < len(lines) and _continues(lines[place].group()):
                    place += 1
            yield _unit(text, lines[first].start(), lines[place - 1].end())


def _continues(line: str) -> bool:
    """Whether a line goes on with the paragraph or item before it."""
    return bool(line.strip()) and not (_ITEM.match(line) or _RULE.match(line) or _FENCE.match(line) or _ROW.match(line))


def _within(block: Unit) -> Iterator[Unit]:
    """A block's sentences."""
    if block.is_code:
        yield block
        return
    start = 0
    for match in _END.finditer(block.text):
        if _ends_here(block.text[start : match.end()], block.text[match.end() :]):
            yield _unit(block.text, start, match.end(), offset=block.start)
            start = match.end()
    if block.text[start:].strip():
        yield _unit(block.text, start, len(block.text), offset=block.start)


def _ends_here(sentence: str, rest: str) -> bool:
    """Whether a full stop ends a sentence, rather than an abbreviation, an initial or a number of an item."""
    if sentence[-1] in "。！？”’」』）":
        return True
    following = rest.lstrip()[:1]
    if following.islower():
        return False
    word = _LAST_WORD.search(sentence)
    if word is None:
        return True
    last = word.group(1)
    alone = len(last) == 1 and last.isalpha() and last != "I"
    return not (alone or last.casefold() in _ABBREVIATIONS or _ITEM.fullmatch(sentence + " "))


def _unit(text: str, start: int, end: int, *, offset: int = 0, is_code: bool = False) -> Unit:
    """The stretch without the white space around it."""
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    return Unit(stretch.strip(), offset + start, is_code)
