"""The status that a document states, in its own words, and the day on which it was settled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.domain.quotes import Quote
from assistant.domain.statuses import LORES_OWN, DecisionStatus
from ingest.enrichment.decisions.sections import Section
from ingest.enrichment.decisions.text import MAX_QUOTE, readable, unmarked
from ingest.formats.dates import find_date
from ingest.formats.headers import HeaderLine, first_of
from ingest.parsed import Block

NAMES: Final = ("status", "state", "decision status", "current status", "状态", "状態", "estado", "statut", "stage", "结果")
MAX_STATED: Final = 100

_PLACEHOLDER: Final = re.compile(r"[{<\[]|\S\s*\|\s*\S|…|\.\.\.")
"""What a template has where a document has a status: `{proposed | accepted}`, `[proposed]`, `<status>`."""
_STATUS_FIRST: Final = re.compile(r"\W{0,4}[^\W\d_]{3,30}(?:\s[^\W\d_]{1,20}){0,5}\s*(?![|\w])")
_LINKED: Final = re.compile(r"\[[^\]\n]{0,200}\]\([^)\n]{0,300}\)|<!--.{0,300}?-->|<[^>\s]{1,200}>")
_LEAD: Final = re.compile(r"^(?:(?:this|the) \w+ (?:is|was|has been)|(?:it|is|was|currently|now)\b)\s*:?\s*", re.IGNORECASE)
_BY: Final = re.compile(r"\b(?:superseded|replaced|obsoleted)(?: in part)? by\b|被.{1,60}取代|已由.{1,60}取代", re.IGNORECASE)
_CUT: Final = re.compile(r"\s*(?:[.;:,(\[|<→—–。，；（]|\s-\s|\s(?:on|in|as of|since|until|at|by)\s|[\s-]\d).*$", re.DOTALL)
_STAGE: Final = re.compile(r"stage[ -]?\d(?:\.\d)?$", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"[;；。]|(?<!by \d)(?<!by \d\d)(?<!by \d{3})(?<!by \d{4})\.(?:\s|$)")
"""The number of `Superseded by 5. Hosting` ends no clause."""
_SHORT: Final = re.compile(r"[^\W\d_][^\W_]*(?:[ /-][^\W_]+){0,3}")
_FOLDERS: Final = frozenset(
    "accepted approved implemented rejected withdrawn abandoned deferred superseded obsolete final".split()
)
_BETWEEN: Final = re.compile(r"^[\s,;:()–—!-]*(?:(?:on|at|as of|since|in|am|le|于)\b\s*)?[\s(:]*", re.IGNORECASE)
_PART: Final = re.compile(r"\b(?:part(?:ly|ially)|in part|mostly)\b|部分", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """A status: its `words`, the line with it, and the day that stands beside it."""

    words: str = ""
    on: date | None = None
    quote: Quote | None = None
    is_placeholder: bool = False
    earlier: str = ""
    """What it was before another took its place, where that is told too."""

    @property
    def is_known(self) -> bool:
        """Whether Lore's own table has it among its first two words, as a status has and a sentence about statuses has not."""
        opening = " ".join(self.words.split()[:2])
        return LORES_OWN.meaning(opening) is not DecisionStatus.UNSTATED

    @property
    def is_short(self) -> bool:
        """Whether it has the form of a status, known to Lore or not: a few words that are no sentence. What a word of a
        community's own means is told by the user's settings, when it is asked for."""
        return bool(_SHORT.fullmatch(self.words))

    @property
    def in_part(self) -> bool:
        """Whether only a part of it was replaced."""
        return bool(_PART.search(self.words))

    @property
    def settled_on(self) -> date | None:
        """The day it was decided: what stands beside `Superseded` or `Draft` is the day of that."""
        settled = {DecisionStatus.ACCEPTED, DecisionStatus.REJECTED, DecisionStatus.DEFERRED, DecisionStatus.WITHDRAWN}
        return self.on if LORES_OWN.meaning(self.earlier or self.words) in settled else None


def status_of(header: Sequence[HeaderLine], sections: Sequence[Section], path: str) -> Stated:
    """The status in the header, else in a section of its own, else the folder that the community keeps such documents in."""
    line = first_of(header, NAMES)
    in_header = _stated(line.value, Quote(line.text.strip()[:MAX_QUOTE], line.line)) if line else Stated()
    section = next((one for one in sections if one.name in NAMES and one.own), None)
    below = in_section(section) if section else Stated()
    if below.words and (not in_header.words or _BY.search(below.words)):
        return below
    if in_header.words or in_header.is_placeholder:
        return in_header
    folder = next((part for part in reversed(path.casefold().split("/")[:-1]) if part in _FOLDERS), "")
    return Stated(folder)


def in_section(section: Section) -> Stated:
    """The status below a heading "Status": the line that tells a successor, else the one with the latest day, else the
    first."""
    lines = [found for block in section.own[:8] for found in _lines(block)]
    successor = next((one for one in lines if _BY.search(one.words) and not one.in_part), None)
    known = [one for one in lines if one.is_known]
    dated = max((one for one in known if one.on), key=lambda one: one.on or date.min, default=None)
    first = lines[0] if lines else Stated()
    return successor or (dated if dated and len(known) > 1 else None) or (first if first.words else Stated())


def _lines(block: Block) -> list[Stated]:
    found = []
    for number, line in enumerate(block.text[:2000].split("\n")[:12]):
        if re.search(r"\w", line):
            quote = Quote(line.strip()[:MAX_QUOTE], block.line + number if block.line else 0)
            found.append(_stated(unmarked(line), quote))
    return found


def _stated(value: str, quote: Quote) -> Stated:
    words = _LEAD.sub("", readable(value))
    if _PLACEHOLDER.search(_LINKED.sub("", value)) and not _STATUS_FIRST.match(value):
        return Stated(is_placeholder=True)
    by = _BY.search(words)
    whole = by and not _PART.search(words)
    kept = words[by.start() :] if by and whole else words if by or _STAGE.match(words) else _CUT.sub("", words)
    kept = _CLAUSE.split(kept)[0].strip(" .:;,-–—*_`\"'!?").strip()
    earlier = _CUT.sub("", words[: by.start()]).strip() if by else ""
    return Stated(kept[:MAX_STATED], _day_beside(words, earlier if by else kept), quote, earlier=earlier)


def _day_beside(words: str, status: str) -> date | None:
    """The day right behind a status: `Accepted (2023-07-06)`, `Accepted on 16 October 2023`."""
    behind = _BETWEEN.sub("", words[words.find(status) + len(status) :], count=1) if status else ""
    found = find_date(behind[:22]) if re.match(r"\d|[A-Z][a-z]{2}", behind) else None
    return found.date() if found else None
