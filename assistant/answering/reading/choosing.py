"""Which of the best units an answer quotes, and how much of what stands around each. Pure.

A unit alone is seldom a good quote: "It was rejected in May" needs the sentence before it, an item its list, a line that ends
in a colon what it announces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.reading.scoring import CJK, Candidate, Scored
from assistant.answering.reading.sentences import Unit, is_item, is_row, units
from assistant.domain.documents import Chunk

MOST_QUOTES: Final = 3
_ENOUGH_WORDS: Final = 100
_CLOSE: Final = 0.65
_VERY_CLOSE: Final = 0.8
"""How good a further unit must be, beside the best one: if it adds something, and if it stands in another document or only
adds to a very short answer."""
_ADDS: Final = 0.1
"""How much of the question it must add."""
_VERY_SHORT: Final = 12
"""Words."""
_MOST_ITEMS: Final = 8
_LIST_WORDS: Final = 90
_LEAD: Final = 160
"""Characters of a line or a sentence that may be set before a quote."""
_POINTING: Final = re.compile(
    r"(?:It|Its|This|That|These|Those|They|Their|He|She|His|Her|Such|Both|Neither|Either|Another|Instead|Otherwise|"
    r"The (?:former|latter|same|two)|However|Therefore|Thus|Hence|So|But|Also|Then|Here|There|As a result|"
    r"For (?:this|that|example)|Es|Er|Sie|Dies\w*|Das|Daher|Deshalb|Aber|Dadurch|Stattdessen)\b|"
    r"[它他她这那该此其]|因此|所以|但是?|然而",
)
"""How a sentence begins that points back to another."""
_SEVERAL: Final = re.compile(
    r"\b(?:list|enumerate|steps?|reasons|options|alternatives|conditions|rules|goals|requirements|which|what (?:are|were)|"
    r"what (?:\w+ )?\w+s\b|how (?:do|does|did|can|should)|welche)\b|哪些|哪几|步骤|列出",
    re.IGNORECASE,
)
"""A question that several items answer."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Units of one chunk that are quoted together, word for word, from `first` to `last`, and what has to be said before them:
    `lead` is a heading or the line that announces a list."""

    number: int
    chunk: Chunk
    first: int
    last: int
    lead: str = ""

    @property
    def text(self) -> str:
        """The chunk's own words."""
        inside = units(self.chunk.text)
        return self.chunk.text[inside[self.first].start : inside[self.last].start + len(inside[self.last].text)]

    def holds(self, candidate: Candidate) -> bool:
        """Whether the candidate is quoted by it."""
        return self.chunk.key == candidate.chunk.key and self.first <= candidate.place <= self.last


def chosen(question: str, scored: Scored) -> list[Stretch]:
    """The best unit, and others that are nearly as good and add words of the question that are still missing, in the order in
    which they stand in the evidence."""
    several = bool(_SEVERAL.search(question))
    best = scored.candidates[0]
    stretches, covered = [_stretch(best, several=several)], set(best.words)
    length = word_count(stretches[0].text)
    for candidate in scored.candidates[1:]:
        if len(stretches) == MOST_QUOTES:
            break
        if any(one.holds(candidate) for one in stretches):
            continue
        adds = sum(weight for word, weight in scored.weights.items() if word in candidate.words and word not in covered)
        further = _stretch(candidate, several=several)
        words = word_count(further.text)
        ratio = candidate.score / best.score if best.score > 0 else 0.0
        same = candidate.chunk.document_id == best.chunk.document_id
        wanted = ratio >= (_CLOSE if same else _VERY_CLOSE) if adds > _ADDS else ratio >= _VERY_CLOSE and length < _VERY_SHORT
        if wanted and length + words <= _ENOUGH_WORDS:
            stretches.append(further)
            covered |= candidate.words
            length += words
    return _joined(sorted(stretches, key=lambda one: (one.number, one.chunk.ordinal, one.first)))


def word_count(text: str) -> int:
    """Words; of Chinese, Japanese and Korean two characters are one."""
    return max(len(text.split()), len(CJK.findall(text)) // 2)


def _stretch(candidate: Candidate, *, several: bool) -> Stretch:
    """The unit with what it can't be understood without."""
    inside, place = units(candidate.chunk.text), candidate.place
    alone = Stretch(candidate.number, candidate.chunk, place, place)
    unit = inside[place]
    if unit.text.endswith((":", "：")):
        return _announced(alone, inside)
    if is_item(unit.text):
        return _item(alone, inside, several=several)
    if not unit.is_code and not is_row(unit.text) and _POINTING.match(unit.text):
        return _pointing_back(alone, inside)
    return alone


def _announced(alone: Stretch, inside: Sequence[Unit]) -> Stretch:
    """With the list, table or code that follows."""
    last = alone.first
    for place in range(alone.first + 1, min(len(inside), alone.first + 1 + _MOST_ITEMS)):
        if place > alone.first + 1 and (inside[last].is_code or _apart(alone.chunk, inside[last], inside[place])):
            break
        last = place
    return Stretch(alone.number, alone.chunk, alone.first, last)


def _item(alone: Stretch, inside: Sequence[Unit], *, several: bool) -> Stretch:
    """With the whole list, if that is wanted and short, and what announces it."""
    first = last = alone.first
    while first > 0 and is_item(inside[first - 1].text) and alone.first - first < _MOST_ITEMS:
        first -= 1
    while last + 1 < len(inside) and is_item(inside[last + 1].text) and last - first < _MOST_ITEMS:
        last += 1
    announcing = inside[first - 1].text if first > 0 else ""
    lead = announcing if announcing.endswith((":", "：")) and len(announcing) <= _LEAD else ""
    whole = Stretch(alone.number, alone.chunk, first, last, lead)
    if several and last - first < _MOST_ITEMS and word_count(whole.text) <= _LIST_WORDS:
        return whole
    return Stretch(alone.number, alone.chunk, alone.first, alone.first, lead)


def _pointing_back(alone: Stretch, inside: Sequence[Unit]) -> Stretch:
    """With the sentence before it, in the same paragraph, or else under its heading."""
    if alone.first > 0:
        before, unit = inside[alone.first - 1], inside[alone.first]
        plain = not (before.is_code or is_row(before.text) or is_item(before.text))
        if plain and len(before.text) <= _LEAD and not _apart(alone.chunk, before, unit):
            return Stretch(alone.number, alone.chunk, alone.first - 1, alone.first)
    heading = alone.chunk.headings[-1] if alone.chunk.headings else ""
    return Stretch(alone.number, alone.chunk, alone.first, alone.first, heading[:_LEAD])


def _apart(chunk: Chunk, one: Unit, other: Unit) -> bool:
    """Whether an empty line stands between two units."""
    return "\n\n" in chunk.text[one.start + len(one.text) : other.start]


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Stretches that follow each other in one paragraph are one quote."""
    joined: list[Stretch] = []
    for one in stretches:
        former = joined[-1] if joined else None
        if former and former.chunk.key == one.chunk.key and one.first <= former.last + 1 and _flows(former, one):
            joined[-1] = Stretch(one.number, one.chunk, former.first, max(former.last, one.last), former.lead)
        else:
            joined.append(one)
    return joined


def _flows(former: Stretch, one: Stretch) -> bool:
    """Whether two neighbouring stretches are sentences of one paragraph."""
    inside = units(one.chunk.text)
    ends = (inside[former.last], inside[one.first])
    if one.first <= former.last:
        return True
    return not any(end.is_code or is_row(end.text) or is_item(end.text) for end in ends) and not _apart(one.chunk, *ends)
