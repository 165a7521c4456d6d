"""The conclusions of a meeting: below a heading "Conclusion" of an item, in a list of decisions, or marked in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Link
from assistant.domain.quotes import Quote
from ingest.enrichment.decisions.links import targets_in
from ingest.enrichment.decisions.text import MAX_STATEMENT, quote_at, quote_of, readable, says_something, shortened, unmarked
from ingest.formats.items import Item, items_of
from ingest.formats.minutes import begins_statement, decision_marked, is_topic, marked_in_speech, role_of, says_nothing
from ingest.parsed import Block, BlockKind, Parsed

MAX_DECISIONS: Final = 200
MAX_TITLE: Final = 120
MAX_BLOCKS: Final = 12
"""Blocks below one heading "Conclusion" that are read."""
MAX_BLOCK: Final = 40_000
"""Characters of one list or paragraph that are read."""
MAX_DEPTH: Final = 12

_OPEN: Final = re.compile(
    r"\W{0,4}(?:(?:there (?:was|is) )?no (?:clear |firm |final )?(?:conclusions?|decisions?|resolutions?)\b"
    r"|(?:conclusion |decision )?(?:to be|not yet) (?:decided|determined|discussed"
    r"|concluded|recorded|filled)|\(?not (?:provided|recorded|available)|没有结论|未决|待定)",
    re.IGNORECASE,
)
_PLURAL: Final = re.compile(
    r"(?:decisions|resolutions|agreements|conclusions)(?: made)?|决[定议](?:事项)?|decisions (?:and|&) \w+", re.IGNORECASE
)
_LABEL: Final = re.compile(
    r"(?P<word>conclusions?|decisions?|decided|resolutions?|resolved|agreed|agreements?|consensus|决[定议]|结论)", re.IGNORECASE
)
_NOT_ADOPTED: Final = re.compile(
    r"(?:^\W*|\b(?:is|are|was|were|been|be|stays?)\s+)(?P<word>rejected|declined|withdrawn|deferred|postponed)\b|被?(?P<zh>拒绝|撤回|推迟)",
    re.IGNORECASE,
)
"""A meeting that agrees to reject something has decided against it: the item of that title is not accepted."""
_REPLACES: Final = re.compile(
    r"(?<!to )(?<!not )\b(?:replaces|supersedes|obsoletes|取代)\s+([^.;。；\n]{2,120})", re.IGNORECASE
)
_PREFIX: Final = re.compile(
    r"^(?:(?:topic|agenda item|item|issue|议题|主题)\s*[\d.]{0,6}\s*[:：]\s*"
    r"|\d{1,2}(?:\.\d{1,2})*[.)]?\s+|continuation(?: of)?\s*:\s*)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Found:
    day: date | None
    decisions: list[Decision] = field(default_factory=list)

    def add(self, title: str, statement: str, label: str, blocks: Sequence[Block], quote: Quote | None = None) -> None:
        """A conclusion, unless it says that there is none."""
        words = shortened(readable(statement), MAX_STATEMENT)
        if says_nothing(words) or _OPEN.match(words) or len(self.decisions) >= MAX_DECISIONS:
            return
        against = _NOT_ADOPTED.search(re.split(r"[.;。；]\s?", words, maxsplit=1)[0])
        word = (against["word"] or against["zh"]) if against else _label_of(label)
        quote = quote or quote_of(blocks, statement.strip().split("\n")[0][:200].strip())
        self.decisions.append(
            Decision(
                title=shortened(readable(title) or words, MAX_TITLE),
                statement=words,
                origin=Origin.MINUTES,
                stated=word.capitalize(),
                decided_on=self.day,
                links=tuple(_links(title, words)),
                quotes=(quote,) if quote else (),
            )
        )


def _links(title: str, statement: str) -> Iterator[Link]:
    """Where the item was discussed, and what its conclusion says to replace: `We move to Unleash. Replaces ADR-0003.`"""
    yield from [Link("discussed-in", target) for target in targets_in(title) if "://" in target][:5]
    for clause in _REPLACES.findall(statement)[:5]:
        yield from (Link("supersedes", target) for target in targets_in(clause))


def _label_of(text: str) -> str:
    match = _LABEL.search(text)
    return match["word"] if match else ""


def conclusions_in(parsed: Parsed) -> tuple[Decision, ...]:
    """One decision for each conclusion, titled by the item that it concludes."""
    found = _Found(parsed.created_at.date() if parsed.created_at else None)
    blocks = parsed.blocks
    topic: Block | None = None
    index = 0
    while index < len(blocks) and len(found.decisions) < MAX_DECISIONS:
        block = blocks[index]
        index += 1
        if block.kind is not BlockKind.HEADING:
            _marked(block, _title(topic), found)
        elif role_of(block.text) == "decisions":
            end = _end(blocks, index, block.level)
            _below_heading(block, topic, blocks[index:end], found)
            index = end
        elif is_topic(block.text):
            topic = block
    return tuple(found.decisions)


def _end(blocks: Sequence[Block], start: int, level: int) -> int:
    """Where what stands below a heading of this level ends; a deeper heading that is a topic ends it too."""
    for index in range(start, len(blocks)):
        block = blocks[index]
        if block.kind is BlockKind.HEADING and (block.level <= level or is_topic(block.text) or role_of(block.text)):
            return index
    return len(blocks)


def _below_heading(heading: Block, topic: Block | None, blocks: Sequence[Block], found: _Found) -> None:
    """What stands below "Conclusion" is one decision about the topic; each item below a "Decisions" that stands beside the
    topics is a decision of its own."""
    said = _said(blocks)
    of_all = topic is None or (heading.level <= topic.level and _PLURAL.fullmatch(heading.text.strip(" :：*")))
    if of_all:
        for block in said:
            for item in items_of(_bounded(block), begins_statement):
                statement = decision_marked(item.text) or item.whole
                found.add(next(iter(readable(statement).split(". ")), ""), statement, heading.text, [block])
        return
    statement = "; ".join(filter(None, (_flat(block) for block in said)))
    quote = next((quote for quote in map(quote_at, said) if quote), None)
    found.add(_title(topic), statement, heading.text, said, quote)


def _said(blocks: Sequence[Block]) -> list[Block]:
    """The conclusion itself: where it was written down, the talk that goes on below it is none of it."""
    told = [block for block in blocks if says_something(block) or block.kind is BlockKind.TABLE][:MAX_BLOCKS]
    if told and told[0].kind is BlockKind.TURN:
        return told[:2]
    spoken = next((index for index, block in enumerate(told) if block.kind is BlockKind.TURN), len(told))
    return told[:spoken]


def _flat(block: Block) -> str:
    if block.kind is BlockKind.LIST:
        return "; ".join(filter(None, (readable(unmarked(line)).rstrip(";") for line in block.text[:4000].split("\n")[:60])))
    return readable(block.text)


def _marked(block: Block, title: str, found: _Found) -> None:
    """`Decision: …` at the beginning of an item, of a line, or of a sentence that somebody says."""
    if block.kind is BlockKind.TURN:
        for role, statement in marked_in_speech(block.text[:MAX_BLOCK]):
            if role == "decisions":
                found.add(title, statement, "Decision", [block], quote_of([block], statement.split(". ")[0][:80]))
        return
    if block.kind in {BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE}:
        for item in items_of(_bounded(block), begins_statement):
            _in_item(item, title, block, found, 0)


def _in_item(item: Item, title: str, block: Block, found: _Found, depth: int) -> None:
    statement = decision_marked(item.text)
    if statement is not None:
        words = statement or "; ".join(one.whole for one in item.nested)
        quote = quote_of([block], item.text.split("\n")[0][:150].strip())
        found.add(title, words, item.text, [block], quote)
        return
    own = readable(item.text.split("\n")[0]).rstrip(" :：")
    inner = own if item.nested and 3 < len(own) <= MAX_TITLE else title
    for nested in item.nested if depth < MAX_DEPTH else ():
        _in_item(nested, inner, block, found, depth + 1)


def _bounded(block: Block) -> Block:
    return block if len(block.text) <= MAX_BLOCK else replace(block, text=block.text[:MAX_BLOCK])


def _title(topic: Block | None) -> str:
    return _PREFIX.sub("", topic.text.strip()) if topic else ""
