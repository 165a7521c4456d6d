"""What documents say of themselves, read from the raw files by plain regular expressions: what the extraction is held against.

Deliberately simple, and none of the extraction's own code: PEPs' mail headers (PEP 1), the "Status" and "Date" of ADRs, the
bullets of Rust's, React's and Vue's RFCs, JEPs' front matter, and headings "Conclusion" in minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Final

from assistant.domain.statuses import DecisionStatus

# By hand. Python's own index lists the one PEP with the status April Fool! among the rejected.
MEANINGS: Final[Mapping[str, DecisionStatus]] = {
    "accepted": DecisionStatus.ACCEPTED,
    "active": DecisionStatus.ACCEPTED,
    "final": DecisionStatus.ACCEPTED,
    "approved": DecisionStatus.ACCEPTED,
    "draft": DecisionStatus.PROPOSED,
    "pending": DecisionStatus.PROPOSED,
    "proposed": DecisionStatus.PROPOSED,
    "deferred": DecisionStatus.DEFERRED,
    "rejected": DecisionStatus.REJECTED,
    "april fool!": DecisionStatus.REJECTED,
    "withdrawn": DecisionStatus.WITHDRAWN,
    "superseded": DecisionStatus.SUPERSEDED,
    # The rest of it is in force, which its readers have to know.
    "partly superseded": DecisionStatus.ACCEPTED,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What one file says; None or empty where it does not. `older` and `newer` are paths that it replaces, or that replace
    it, whether or not there are such files."""

    status: DecisionStatus | None = None
    day: date | None = None
    authors: tuple[str, ...] = ()
    older: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()


def told_by(path: str, text: str, paths: Mapping[int, str]) -> Told:
    """What the file says; `paths` are those of the documents in its folder by number."""
    if path.endswith(".rst"):
        return _pep(text, paths)
    if re.search(r"^## Status\s*$", text, re.MULTILINE):
        return _adr(path, text, paths)
    return _front(text) if text.startswith("---\n") and "date-started:" in text[:1500] else _rfc(text, paths)


def _pep(text: str, paths: Mapping[int, str]) -> Told:
    header = re.sub(r"\n[ \t]+", " ", text.split("\n\n", 1)[0])
    pairs = dict(re.findall(r"^([\w-]+):[ \t]*(.*)$", header, re.MULTILINE))
    return Told(
        MEANINGS[pairs["Status"].strip().lower()],
        datetime.strptime(pairs["Created"].strip(), "%d-%b-%Y").replace(tzinfo=UTC).date(),
        _names(pairs["Author"]),
        tuple(paths[int(number)] for number in re.findall(r"\d+", pairs.get("Replaces", "")) if int(number) in paths),
        tuple(paths[int(number)] for number in re.findall(r"\d+", pairs.get("Superseded-By", "")) if int(number) in paths),
    )


def _adr(path: str, text: str, paths: Mapping[int, str]) -> Told:
    status = re.search(r"^## Status\s*\n\s*\n(.*)$", text, re.MULTILINE)
    day = re.search(r"^Date: (\d{4}-\d\d-\d\d)", text, re.MULTILINE)
    words = status[1].strip() if status else ""
    by = re.search(r"^Superseded by \[.*?\]\((.*?)\)", words)
    meaning = DecisionStatus.SUPERSEDED if by else MEANINGS[words.lower()]
    newer = str(PurePosixPath(path).parent / by[1]) if by else ""
    known = set(paths.values())
    return Told(meaning, date.fromisoformat(day[1]) if day else None, newer=(newer,) if newer in known else ())


def _rfc(text: str, paths: Mapping[int, str]) -> Told:
    day = re.search(r"^[-* ]{0,3}Start Date:\s*(\d{4}-\d\d-\d\d)\s*$", text[:1500], re.MULTILINE)
    notes = " ".join(text.split())
    newer = re.findall(r"[Tt]his RFC (?:was|has been) superseded by \[?RFC (\d+)", notes)
    older = re.findall(r"(?:This RFC|Note: this) supersedes \[?(?:RFC |#)(\d+)", notes)
    author = re.search(r"^- Author: (\w+)", text[:1500], re.MULTILINE)
    return Told(
        DecisionStatus.SUPERSEDED if newer else None,
        date.fromisoformat(day[1]) if day and _is_day(day[1]) else None,
        (author[1],) if author else (),
        tuple(paths[int(number)] for number in older if int(number) in paths),
        tuple(paths[int(number)] for number in newer if int(number) in paths),
    )


def _front(text: str) -> Told:
    front = text.split("\n---", 1)[0]
    day = re.search(r"^date-started:\s*\"?(\d{4}-\d\d-\d\d)", front, re.MULTILINE)
    names = re.search(r"^authors:\s*(?:\|\s*\n\s*)?(.+)$", front, re.MULTILINE)
    return Told(None, date.fromisoformat(day[1]) if day else None, _names(names[1]) if names else ())


def _names(value: str) -> tuple[str, ...]:
    bare = re.sub(r"<[^>]*>|\(\[[^\]]*\]\([^)]*\)\)|\([^)]*\)", "", value)
    return tuple(name.strip() for name in re.split(r",|;|\band\b", bare) if name.strip())


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Concluded:
    """An item of an agenda with the text below its heading "Conclusion"."""

    title: str
    text: str


@dataclass(slots=True)
class _Heading:
    level: int
    title: str
    lines: list[str] = field(default_factory=list)


_CONCLUDES: Final = re.compile(
    r"(?:[\w'’]+[\s,/&]+){0,8}?(?:conclusions?|resolutions?|decisions?)(?:\s*/\s*(?:decision|resolution))?", re.IGNORECASE
)
_SUMS_UP: Final = re.compile(r"(?:speaker['’]s )?summary.*|.*key points.*", re.IGNORECASE)
_NONE: Final = re.compile(
    r"\W*(?:(?:no|none|n/?a|tb[dc]|nothing)\W*(?:conclusions?|decisions?|resolutions?)?\b.{0,20})?\W*", re.IGNORECASE
)


def concluded_in(text: str) -> Iterator[Concluded]:
    """The items of minutes that have a conclusion with any words."""
    headings = [_Heading(1, "")]
    fenced = False
    for line in text.split("\n"):
        fenced ^= line.lstrip().startswith("```")
        match = None if fenced else re.match(r"(#{1,6})\s+(.*?)\s*#*\s*$", line)
        if match:
            headings.append(_Heading(len(match[1]), match[2]))
        else:
            headings[-1].lines.append(line)
    for place, heading in enumerate(headings):
        if not _CONCLUDES.fullmatch(heading.title.strip(" :*")):
            continue
        said = " ".join(re.sub(r"^\s*(?:[-*+]|\d+\.)\s+", "", line).strip() for line in heading.lines if line.strip())
        above = [
            one
            for one in headings[:place]
            if one.title and not (_SUMS_UP.fullmatch(one.title) or _CONCLUDES.fullmatch(one.title))
        ]
        if above and said and not _NONE.fullmatch(said) and not said.lower().startswith(("no conclusion", "no decision")):
            yield Concluded(above[-1].title, said)


def concludes_nothing(title: str) -> bool:
    """Whether a heading is none of those that `concluded_in` reads."""
    return not _CONCLUDES.fullmatch(title.strip(" :*"))
