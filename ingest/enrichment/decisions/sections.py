"""The sections of a document by what their headings are called, in the words of many communities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.parsed import Block, BlockKind

MAX_SECTIONS: Final = 2000
_NUMBER: Final = re.compile(r"^\W*(?:(?:section|step)\s+)?(?:\d{1,3}(?:\.\d{1,3}){0,4}[.):]?|[ivx]{1,5}[.)])\s+", re.IGNORECASE)
_TRAIL: Final = re.compile(r"\s*(?:<!--.*|\((?:optional|required)\)|[:：.]+)\s*$", re.IGNORECASE)

DECISION: Final = frozenset(
    (
        "decision", "the decision", "decisions", "decision outcome", "our decision", "decision made", "decision and rationale",
        "decision & rationale", "decision / rationale", "decision and justification", "what we decided", "chosen option",
        "chosen solution", "selected option", "决定", "决策", "决议", "决策结果", "決定", "entscheidung", "entscheidungen",
        "décision", "decisión", "decisão", "decisione", "решение",
    )
)  # fmt: skip
"""What a section that says what was decided is called."""
SUMMARIES: Final = (
    "abstract", "summary", "tl;dr", "tldr", "executive summary", "摘要", "概述", "概要", "proposal", "the proposal",
    "proposed solution", "proposed change", "proposed changes", "proposed enhancement", "proposed enhancements",
    "proposed design", "proposed approach", "objective", "objectives", "方案", "提案", "solution", "introduction", "overview",
    "design", "detailed design", "specification", "goals", "goal", "problem", "problem statement", "problem description",
    "motivation", "rationale", "context", "background",
)  # fmt: skip
"""Where a proposal says in short what it is, the likeliest first."""
OUTCOMES: Final = re.compile(
    r"(?:pep |proposal )?(?:rejection|acceptance|withdrawal|deferral|resolution|approval)(?: notice| reason| rationale)?|"
    r"(?:reason|rationale) for (?:rejection|withdrawal|deferral)|(?:bdfl |pep )?pronouncement|(?:bdfl )?ruling|"
    r"(?:pep )?(?:rejected|withdrawn|deferred|superseded)|status update|why (?:was )?(?:it|this) (?:was )?rejected",
    re.IGNORECASE,
)
"""Where a proposal says in a section of its own how it ended."""
WEIGHED: Final = re.compile(
    r"\b(?:rejected|discarded|dismissed|alternatives?)\b(?! uses?\b)|"
    r"\b(?:considered|other|evaluated|possible)\s+(?:options?|approaches|solutions?|designs?|ideas?)|"
    r"\b(?:options?|approaches|solutions?|ideas?|designs?)\s+(?:considered|evaluated|rejected|not taken)|"
    r"^(?:the )?options(?: (?:that )?(?:we|were) \w+| compared)?$|\bpros (?:and|&) cons\b|^positions$"
    r"|备选|替代|候选|其他方案|被否决|被拒绝|未采用|代替案|alternativen|verworfen|alternativas",
    re.IGNORECASE,
)
"""Where other ways are weighed."""
_NOT_WEIGHED: Final = re.compile(r"\b(?:alternative (?:syntax|names?|implementations?) for|status|unresolved)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it, up to the next heading of its level. `name` is the heading in lower case without
    number and marks."""

    heading: Block
    name: str
    blocks: Sequence[Block]
    """The whole document's."""
    start: int
    own_end: int
    end: int

    @property
    def own(self) -> Sequence[Block]:
        """What stands above the first heading in it."""
        return self.blocks[self.start : self.own_end]

    @property
    def whole(self) -> Sequence[Block]:
        """All of it, with the headings in it."""
        return self.blocks[self.start : self.end]


def sections_of(blocks: Sequence[Block]) -> list[Section]:
    """Every section, in order."""
    found: list[Section] = []
    headings = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING][:MAX_SECTIONS]
    ends = _ends(blocks, headings)
    for place, index in enumerate(headings):
        following = headings[place + 1] if place + 1 < len(headings) else len(blocks)
        heading = blocks[index]
        found.append(Section(heading, name_of(heading.text), blocks, index + 1, following, ends[index]))
    return found


def children_of(section: Section, sections: Sequence[Section]) -> Iterator[Section]:
    """The sections directly in this one: those of its highest level."""
    inner = [one for one in sections if section.start <= one.start - 1 < section.end]
    top = min((one.heading.level for one in inner), default=0)
    return (one for one in inner if one.heading.level == top)


def name_of(heading: str) -> str:
    """A heading in lower case without number, marks and what it says of itself."""
    bare = _NUMBER.sub("", heading[:200].strip())
    return " ".join(_TRAIL.sub("", bare).strip(" *_`#:：").casefold().split())


def named(sections: Sequence[Section], names: Sequence[str] | frozenset[str]) -> Iterator[Section]:
    """The sections of these names: in the names' order if they have one, else in the document's."""
    if isinstance(names, frozenset):
        yield from (one for one in sections if one.name in names)
        return
    first: dict[str, Section] = {}
    for one in sections:
        first.setdefault(one.name, one)
    yield from (first[name] for name in names if name in first)


def weighs(section: Section) -> bool:
    """Whether it is about other ways than the one that was taken."""
    return len(section.name) <= 80 and bool(WEIGHED.search(section.name)) and not _NOT_WEIGHED.search(section.name)


def _ends(blocks: Sequence[Block], headings: Sequence[int]) -> dict[int, int]:
    """Where the section of each heading ends."""
    ends: dict[int, int] = {}
    waiting: list[int] = []
    for index in headings:
        while waiting and blocks[waiting[-1]].level >= blocks[index].level:
            ends[waiting.pop()] = index
        waiting.append(index)
    return ends | dict.fromkeys(waiting, len(blocks))
