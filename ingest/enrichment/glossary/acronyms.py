"""Acronyms beside their full names: `Full Name (ABC)`, `ABC (Full Name)`, `数据标准模型（CDM）`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.enrichment.glossary.letters import agree, allowed, is_short_form, singular
from ingest.enrichment.glossary.markup import WALL

MAX_PARENTHESES: Final = 3000
MAX_PHRASES: Final = 6000
_PARENTHESES: Final = re.compile(r"[(（]([^()（）]{2,120})[)）]")
_WORD: Final = re.compile(r"[^\s,;:!?…—–|¦，。；：、()（）]+")
_STOPS: Final = re.compile(r"[,;:!?…—–|¦，。；：、()（）]|\.(?=\s)|\n\s*\n|\n\s*(?:[-*+•]|\d+[.)])\s")
_SEGMENT: Final = re.compile(r"[,;:，；：、]|\.\s|\s[-–—]\s|\s=\s")
_LEAD: Final = re.compile(
    r"^\s*(?:(?:or|aka|a\.k\.a\.?|also|i\.e\.?|e\.g\.?|hereafter|hen"
    r"ceforth|hereinafter|abbreviated|abbr\.?|short for|acronym for|"
    r"stands for|the|as|to|called|known|简称|即|又称|全称为|全称)(?![A-Za-z])[\s,:]*){1,4}",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(r"(?:\s+for\s+short|\s+hereafter|\s+from\s+now\s+on|\s+below)\s*$", re.IGNORECASE)
_HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff"
_HAN_RUN: Final = re.compile(rf"[{_HAN}]{{2,40}}\s?$")
_HAN_ONLY: Final = re.compile(rf"[{_HAN}]{{3,20}}")
_HAN_FILLER: Final = re.compile(
    "我们|他们|采用|使用|引入|称为|叫做|叫作|基于|通过|根据|按照|关于|对于|以及|或者|就是|"
    "一个|一种|这个|所有|每个|负责|包括|的|是|在|由|对|将|把|和|与|及|或|用|从|向|到|了"
)
_MAX_WORDS: Final = 20
_FOLLOWING: Final = 0.6
"""What a word between the full name and its acronym costs."""


@dataclass(frozen=True, slots=True)
class Found:
    """An acronym with its full name, and where both stand in the text that was read."""

    name: str
    meaning: str
    start: int
    end: int


@dataclass(slots=True)
class Effort:
    """How many more phrases of a document are compared with the letters of acronyms. Documents that mean to be read need a
    few hundred; what is made of parentheses and costs most takes half a second."""

    left: int = MAX_PHRASES

    def spend(self) -> bool:
        """Whether one more may be compared."""
        self.left -= 1
        return self.left >= 0


def acronyms(read: str, effort: Effort) -> Iterator[Found]:
    """The acronyms that a text puts beside their full names, in order."""
    for count, match in enumerate(_PARENTHESES.finditer(read)):
        if count == MAX_PARENTHESES or effort.left <= 0:
            return
        inside = _LEAD.sub("", _TAIL.sub("", match[1]))
        found = _short_inside(read, match, inside, effort) or _long_inside(read, match, inside, effort)
        if found is not None:
            yield found


def named(text: str) -> Found | None:
    """The acronym of a title such as `Canonical Dock Model (CDM)`."""
    return next(acronyms(text, Effort()), None)


def _short_inside(read: str, match: re.Match[str], inside: str, effort: Effort) -> Found | None:
    """`Full Name (ABC)`: of the words before it, those that its letters fit best."""
    short = singular(_SEGMENT.split(inside, maxsplit=1)[0].strip(" '‘’."))
    if not is_short_form(short):
        return None
    start = max(0, match.start() - 300)
    before = read[start : match.start()]
    han = _HAN_RUN.search(before)
    if han:
        name = _han_name(han[0].strip())
        return Found(short, name, match.start() - len(name), match.end()) if name else None
    stops = [stop.end() for stop in _STOPS.finditer(before)]
    begin = stops[-1] if stops else 0
    words = [(word[0], start + word.start()) for word in _WORD.finditer(before, begin)][-_most_words(short) :]
    phrase = _best_phrase(short, [_bare(word) for word, _ in words], effort)
    if phrase is None:
        return None
    first, last = phrase
    end = words[last - 1][1] + len(words[last - 1][0])
    return _found(short, read[words[first][1] : end], words[first][1], match.end())


def _best_phrase(short: str, words: Sequence[str], effort: Effort) -> tuple[int, int] | None:
    """From where to where the words that the letters fit best stand. A word may follow: `Enhancement Proposal process (EP)`."""
    best: tuple[float, int, int] | None = None
    for last in range(len(words), max(0, len(words) - 2), -1):
        for first in range(last - 1, -1, -1):
            if words[first][:1].casefold() != short[0].casefold() and short[0] not in "xX" and not short[0].isdigit():
                continue
            if not effort.spend():
                return best[1:] if best else None
            cost = agree(short, words[first:last]) + _FOLLOWING * (len(words) - last)
            if cost <= allowed(short) and (best is None or cost < best[0]):
                best = cost, first, last
    return best[1:] if best else None


def _long_inside(read: str, match: re.Match[str], inside: str, effort: Effort) -> Found | None:
    """`ABC (Full Name)`: the parentheses open with a phrase that the letters of the word before them fit."""
    before = read[max(0, match.start() - 40) : match.start()]
    if WALL in before[-2:]:
        return None
    last = re.search(r"([^\s(（,;|]{2,16})\s{0,3}$", before)
    han = re.search(r"([A-Z][A-Za-z0-9-]{1,11})\s?$", before)
    short = singular((last[1] if last else "").strip("'‘’.:"))
    if not is_short_form(short) and han:
        short = singular(han[1])
    if not is_short_form(short):
        return None
    at = match.start() - len(before) + before.rfind(short)
    whole = _SEGMENT.split(inside, maxsplit=1)[0]
    if _HAN_ONLY.fullmatch(whole.strip()):
        name = whole.strip()
        return Found(short, name, at, match.end()) if len(name) >= 4 and not _HAN_FILLER.search(name) else None
    words = [_bare(word) for word in _WORD.findall(whole)]
    if not words or len(words) > _most_words(short) or words[0].casefold() == short.casefold():
        return None
    agrees = effort.spend() and agree(short, words) <= allowed(short)
    return _found(short, whole, at, match.end()) if agrees else None


def _most_words(short: str) -> int:
    """As Schwartz and Hearst have it: min(|A| + 5, 2 |A|)."""
    return min(len(short) + 5, 2 * len(short), _MAX_WORDS)


def _found(short: str, meaning: str, start: int, end: int) -> Found | None:
    meaning = " ".join(meaning.replace(WALL, " ").split()).strip(" '‘’.,-–—_")
    if len(meaning) <= len(short) or meaning.casefold() == short.casefold() or meaning.isupper():
        return None
    return Found(short, meaning, start, end)


def _bare(word: str) -> str:
    return word.strip("'‘’\"._-")


def _han_name(run: str) -> str:
    """The last of a run of Chinese that reads as a name: what stands behind its last function word."""
    name = _HAN_FILLER.split(run)[-1].strip()
    return name if 3 <= len(name) <= 16 else ""
