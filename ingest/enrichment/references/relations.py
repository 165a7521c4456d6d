"""How a document refers to another: by the label, the section or the sentence that the link stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

NEEDS: Final = "needs"
IMPLEMENTS: Final = "implements"
DISCUSSED: Final = "discussed-in"
SUPERSEDES: Final = "supersedes"
SUPERSEDED: Final = "superseded-by"
REFERS: Final = "refers-to"

_LABELS: Final[tuple[tuple[str, str], ...]] = (
    (
        NEEDS,
        (
            r"requires?|required[ -]reading|depends[ _-]on|depends|dependencies|"
            r"pre-?requisites?|needs|read[ -]first|builds[ -]on|依赖|前置|先读|前提"
        ),
    ),
    (IMPLEMENTS, r"implements|implementing|实现"),
    (DISCUSSED, r"discussed[ _-]in|discussions?(?:[ _-]to)?|meetings?|minutes|post-history|resolution|讨论|会议|纪要"),
    (SUPERSEDES, r"supersedes?|replaces|obsoletes|取代|替代"),
    (SUPERSEDED, r"superseded[ _-]by|replaced[ _-]by|obsoleted[ _-]by|被取代|被替代"),
)
_LABEL: Final = re.compile(
    r"^[ \t]{0,8}(?:[-*+][ \t]+)?[|*_: \t]{0,6}(?:"
    + "|".join(f"(?P<r{index}>{words})" for index, (_, words) in enumerate(_LABELS))
    + r")[*_ \t]{0,4}[:：|][*_: \t]{0,6}(?P<value>[^\n]{0,2000})$",
    re.IGNORECASE | re.MULTILINE,
)
_INDENTED: Final = re.compile(r"(?:\n[ \t]+\S[^\n]{0,500}){1,50}")
_ITEMS: Final = re.compile(r"(?:\n(?:[ \t]+|[-*+][ \t]+)\S[^\n]{0,500}){1,50}")
_IS_ITEM: Final = re.compile(r"[ \t]{0,8}[-*+][ \t]")
_SECTIONS: Final = (
    (
        NEEDS,
        re.compile(
            r"(?:\d+[.)]?\s*)?(?:pre-?requisites?|before (?:you|we) (?:start|begin|read)\b.*|before reading.*|required reading|"
            r"(?:what to )?read (?:this |these )?first|first,? read.*|depends on"
            r"|dependencies on other .*|依赖|前置.{0,6}|先读.{0,4}|先决条件|前提.{0,4}|阅读前.*)",
            re.IGNORECASE,
        ),
    ),
    (DISCUSSED, re.compile(r"(?:\d+[.)]?\s*)?(?:discussed in|discussions?|meetings?|minutes|讨论|会议记录)", re.IGNORECASE)),
    (IMPLEMENTS, re.compile(r"(?:\d+[.)]?\s*)?implements", re.IGNORECASE)),
)
_WITHIN: Final = re.compile(
    r"(?:^\W*(?:\d+[.)]\s+)?|\b(?:please|should|must|need to|first,?|you|then)\s"
    r"+)read\b.{0,250}?\b(?:first\b(?=\W*(?:$|[.,;:)!]|and\b|then\b))|before\b)|"
    r"\bfirst,?\s+read\b|\bbefore (?:you |we )?(?:start|read|begin|continu)\w*\b|"
    r"\b(?:assumes?|presupposes?) (?:that )?(?:you|the reader|famili"
    r"arity|knowledge)\b|\bfamiliarity with\b|先读|请先阅读|先看|阅读.{0,12}之前",
    re.IGNORECASE | re.DOTALL,
)
_AFTER: Final = (
    (
        NEEDS,
        re.compile(
            r"\b(?:depends? (?:up)?on|builds? (?:up)?on(?: top of)?|prerequisites? (?:is|are))\b|依赖(?:于)?|建立在",
            re.IGNORECASE,
        ),
    ),
    (IMPLEMENTS, re.compile(r"\b(?:implements|implementing)\b|实现了", re.IGNORECASE)),
    (DISCUSSED, re.compile(r"\b(?:was |were |been )?discussed (?:in|at|on)\b|讨论见", re.IGNORECASE)),
)
_NEAR: Final = 80
_NEGATION: Final = 25
"""So many characters before a verb may hold its `not`."""
_NEGATED: Final = re.compile(r"\b(?:not|never|no longer|without|neither|cannot)\b|n't\b|不", re.IGNORECASE)
_ENDS: Final = re.compile(r"[.!?](?=\s)|[。！？]|\n\s*\n|\n(?=[ \t]*(?:[-*+•|]|\d{1,3}[.)])\s)|;")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text in which links have a relation of their own."""

    relation: str
    start: int
    end: int


def of_section(heading: str) -> str:
    """The relation of what is linked below a heading; "" where it says nothing."""
    plain = heading.strip().rstrip(":：").strip()
    return next((relation for relation, pattern in _SECTIONS if len(plain) <= 80 and pattern.fullmatch(plain)), "")


def labelled(text: str) -> list[Stretch]:
    """The values of labels such as `Requires:`, with the lines that go on with them."""
    found: list[Stretch] = []
    for match in _LABEL.finditer(text):
        index = next(index for index in range(len(_LABELS)) if match[f"r{index}"])
        opens_list = not match["value"].strip(" *_") and not _IS_ITEM.match(match[0])
        more = (_ITEMS if opens_list else _INDENTED).match(text, match.end())
        found.append(Stretch(_LABELS[index][0], match.start("value"), more.end() if more else match.end()))
    return found


class Sentences:
    """The sentences of a text, to ask what each link is to its own."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [match.end() for match in _ENDS.finditer(text)]
        self._needed: dict[int, bool] = {}

    def relation(self, start: int, end: int) -> str:
        """What the sentence around says of a link that stands there: needs, implements, discussed-in, or nothing."""
        number = bisect_right(self._ends, start)
        first = self._ends[number - 1] if number else 0
        last = self._ends[number] if number < len(self._ends) else len(self._text)
        if number not in self._needed:
            sentence = self._text[first : max(last, end)].strip()
            whole = _WITHIN.search(sentence)
            self._needed[number] = whole is not None and not _NEGATED.search(sentence, 0, whole.start() + 5)
        if self._needed[number]:
            return NEEDS
        before = self._text[max(first, start - _NEAR) : start]
        for relation, pattern in _AFTER:
            found = list(pattern.finditer(before))
            if found and not _NEGATED.search(before, max(0, found[-1].start() - _NEGATION), found[-1].start()):
                return relation
        return ""
