"""Who was at a meeting, as minutes list them, and what short forms the list states for their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ingest.formats.fields import plain
from ingest.parsed import Block, BlockKind

MAX_NAME = 60
MAX_LISTED = 1000
MAX_WORDS = 6

_INITIALS = re.compile(r"\(([^\W\d_a-z]{2,4}[0-9]?)\)")
_HANDLE = re.compile(r"(?<![\w.])@([\w-]{1,39})")
_END = re.compile(r"\s*[(\[<@|]|\s+[-–—]+\s|\s*[,;:，；：、]|\s+(?:joined|left|until|from|via)\s", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;，；、\n]|\s+(?:and|&)\s+")
_LABELLED = re.compile(r"\s*[*_]{0,3}([^:：,\n]{2,40})[:：]\s*(.*)", re.DOTALL)
_PRESENTER = re.compile(r"\W{0,3}(?:presenters?|moderators?|chairs?|facilitators?)\b", re.IGNORECASE)
_PRESENTED = re.compile(r"([^\W\d_][\w.'’ -]{2,50}?)\s*\(([^\W\d_a-z]{2,4})\)")
_NOBODY = {
    "none", "n/a", "na", "tbd", "everyone", "everybody", "all", "others", "other", "guests", "observers", "members", "team",
    "voting members", "regular members", "team members", "name", "attendees", "present", "absent", "regrets", "remote",
    "transcript", "无",
}  # fmt: skip
_NAME_COLUMNS = {"name", "names", "attendee", "attendees", "participant", "participants", "who", "person", "姓名", "与会者"}
_SHORT_COLUMNS = {"abbreviation", "abbr", "abbr.", "initials", "acronym", "short", "tla", "缩写"}
_SPEAKER = re.compile(r"\s{0,3}[*_]{0,3}(@?[^\W_][^:：\n*]{0,40}?)[*_]{0,3}\s?[:：][*_]{0,3}(?:\s+\S|(?<=：)\S)")
_NO_SPEAKERS = {
    "NOTE", "TODO", "AI", "PR", "Q", "A", "FYI", "TLDR", "TL;DR", "FAQ", "URL", "RFC", "PS", "NB", "EDIT", "PRS", "MCP",
    "FCP", "ACTION", "OK", "UB", "API", "EOM",
}  # fmt: skip


@dataclass(slots=True)
class Attendance:
    """The attendees in the order of the list, and the short forms that it states: `AKI` for Aki Rose Braun."""

    names: list[str] = field(default_factory=list)
    short: dict[str, str] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)

    def add(self, text: str, *, many: bool) -> None:
        """Take the people of a line: one with a role or an employer behind the name, or `many` between commas."""
        text = plain(text)
        label = _LABELLED.fullmatch(text)
        if label and not _HANDLE.search(label[1]):
            text, many = label[2], True
        several = many or text.count(",") > 1 or text.count("、") > 0
        for part in _BETWEEN.split(_outside_brackets(text)) if several else [text]:
            self._add_one(part)

    def add_table(self, text: str) -> None:
        """Take the people of a table with a column of names; its header tells which, else it is the first."""
        lines = (line.strip() for line in text.split("\n") if "|" in line)
        rows = [[plain(cell) for cell in line.strip("|").split("|")] for line in lines]
        header = [cell.casefold() for cell in rows[0]] if rows else []
        name = next((index for index, cell in enumerate(header) if cell in _NAME_COLUMNS), 0)
        short = next((index for index, cell in enumerate(header) if cell in _SHORT_COLUMNS), -1)
        for row in rows[1:]:
            if name < len(row) and not set(row[name]) <= set("-: "):
                initials = row[short].strip() if 0 <= short < len(row) else ""
                self._add_one(f"{row[name]} ({initials})" if initials.isalnum() else row[name])

    def hear_presenters(self, blocks: Sequence[Block]) -> None:
        """Take the short forms that lines such as `Presenter: Rob Palmer (RPR)` state; they name nobody as present."""
        for block in blocks:
            line = block.text[:200].split("\n", 1)[0] if block.kind is BlockKind.PARAGRAPH else ""
            for match in _PRESENTED.finditer(line) if _PRESENTER.match(line) else ():
                self.short.setdefault(match[2], match[1].strip())

    def expanded(self, name: str) -> str:
        """The full name where the list states what this short form or handle stands for, else the name itself."""
        wanted = name.removeprefix("@").casefold()
        as_listed = next((listed for listed in self.names if listed.casefold() == wanted), name)
        return self.short.get(name) or self.handles.get(wanted) or as_listed

    def knows(self, name: str) -> bool:
        """Whether this is somebody's name, first name, handle or short form."""
        wanted = name.removeprefix("@").casefold()
        return (
            bool(self.short.get(name)) or wanted in self.handles or any(_is_called(wanted, attendee) for attendee in self.names)
        )

    def _add_one(self, text: str) -> None:
        bare = plain(re.sub(r"^\s*(?:[-*+•]\s+)?(?:\[[ xX]\]\s*)?", "", text)).strip(" .")
        handle, initials = _HANDLE.search(bare), _INITIALS.search(bare)
        name = " ".join(_END.split(bare, maxsplit=1)[0].split())
        name = name or (f"@{handle[1]}" if handle else "")
        if not _is_name(name) or len(self.names) >= MAX_LISTED:
            return
        self.names.append(name)
        if handle:
            self.handles[handle[1].casefold()] = name
        if initials:
            # The same letters behind two names are a role, such as (TSC).
            known = self.short.get(initials[1], name)
            self.short[initials[1]] = name if known == name else ""


def is_attendance_table(text: str) -> bool:
    """Whether the header of a table names a column of people and one of short forms."""
    header = {plain(cell).casefold() for cell in text.split("\n", 1)[0].strip().strip("|").split("|")}
    return bool(header & _NAME_COLUMNS) and bool(header & _SHORT_COLUMNS)


def speaker_of(blocks: Sequence[Block], attendance: Attendance) -> Callable[[Block], str]:
    """Tells whose words a paragraph is that begins with `Name:`; "" for what nobody said.

    A name counts if the list of attendees knows it, or if it is a short form like those of the list and speaks twice.
    """
    spoken = [match[1].strip() for block in blocks if (match := _spoken(block))]
    counts = Counter(spoken)

    def is_speaker(name: str) -> bool:
        looks_short = bool(attendance.short) and name.isupper() and 2 <= len(name) <= 4 and counts[name] > 1
        is_role = attendance.short.get(name) == ""
        return name not in _NO_SPEAKERS and not is_role and (attendance.knows(name) or looks_short)

    known = {name: attendance.expanded(name) for name in counts if is_speaker(name)}
    known |= {name: attendance.short[name] for name in counts if attendance.short.get(name)}

    def told(block: Block) -> str:
        match = _spoken(block)
        return known.get(match[1].strip(), "") if match else ""

    return told


def _spoken(block: Block) -> re.Match[str] | None:
    return _SPEAKER.match(block.text[:60]) if block.kind in {BlockKind.PARAGRAPH, BlockKind.TURN} else None


def _outside_brackets(text: str) -> str:
    """Commas within brackets, as in `Ana Ruiz (Igalia, remote)`, do not part people."""
    return re.sub(r"\(([^()]*)\)", lambda match: f"({match[1].replace(',', ' ')})", text)


def _is_called(wanted: str, attendee: str) -> bool:
    name = attendee.casefold()
    return wanted in (name, name.split(" ", 1)[0])


def _is_name(name: str) -> bool:
    bare = name.casefold().strip(" .")
    return (
        0 < len(name) <= MAX_NAME
        and len(name.split()) <= MAX_WORDS
        and bare not in _NOBODY
        and re.search(r"[^\W\d_]", name) is not None
        and re.search(r"[?!/=#]|\.\s", name.replace(". ", " ", 1)) is None
    )
