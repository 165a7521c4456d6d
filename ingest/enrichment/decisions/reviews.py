"""How a code review ended: merged, closed or replaced, with the words that say why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Link
from assistant.domain.quotes import Quote
from ingest.enrichment.decisions.text import MAX_STATEMENT, quote_at, quote_of, readable, shortened
from ingest.formats.dates import parse_date
from ingest.parsed import Block, BlockKind, Parsed

MAX_DECIDERS: Final = 10
_ENDED: Final = frozenset({"merged", "closed", "superseded"})
_AUTHOR: Final = re.compile(r"^@(?P<who>\S{1,60}): (?P<words>.*)", re.DOTALL)
_RELATIONS: Final = {"supersedes": "supersedes", "closes": "implements", "discussed-in": "discussed-in"}
_PROGRAM: Final = re.compile(r"\bbot\b|\[bot\]$|-bot$", re.IGNORECASE)
_CODE: Final = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)


def outcome_of(parsed: Parsed, path: str) -> Decision | None:
    """The decision that an ended review is; None for one that is open, and for an issue, which settles no change."""
    if parsed.status not in _ENDED or _is_issue(parsed, path):
        return None
    own, quote = _own_words(parsed.blocks)
    last = _last_words(parsed.blocks)
    merged = parsed.status == "merged"
    settled = next(iter(parsed.fields.get("settled_at", ())), "")
    day = parse_date(settled) if settled else None
    reason = last if not merged else None
    statement = f"{own} — {reason[0]}" if reason and reason[0] else own
    return Decision(
        title=parsed.title,
        statement=shortened(statement or readable(parsed.title) or path, MAX_STATEMENT),
        origin=Origin.REVIEW,
        stated=parsed.status,
        proposed_on=parsed.created_at.date() if parsed.created_at else None,
        decided_on=day.date() if day else None,
        deciders=tuple(_deciders(parsed)),
        links=tuple(_links(parsed)),
        quotes=tuple(dict.fromkeys(one for one in (quote, last[1]) if one)),
    )


def _is_issue(parsed: Parsed, path: str) -> bool:
    if parsed.fields.get("target_branch") or parsed.fields.get("merged_by"):
        return False
    return bool(re.search(r"(?:^|/)issues/", path) or "/issues/" in parsed.url)


def _own_words(blocks: Sequence[Block]) -> tuple[str, Quote | None]:
    """The first paragraph of the description, else the title."""
    opening = [block for block in blocks[:4] if block.kind is BlockKind.COMMENT and not block.text.startswith("@")]
    for block in opening:
        for paragraph in _CODE.sub("", block.text[:6000]).split("\n\n"):
            words = readable(paragraph).strip("# ")
            if len(words) > 15 and not words.startswith("<!--"):
                return shortened(words, MAX_STATEMENT // 2), quote_of([block], paragraph.strip().split("\n")[0][:200])
    return (readable(blocks[0].text), quote_at(blocks[0])) if blocks else ("", None)


def _last_words(blocks: Sequence[Block]) -> tuple[str, Quote | None]:
    """The first sentences of the last remark that somebody wrote in the conversation."""
    for block in reversed(blocks[-30:]):
        match = _AUTHOR.match(block.text) if block.kind is BlockKind.COMMENT and not block.anchor.file else None
        if match is None or _PROGRAM.search(match["who"]):
            continue
        words = readable(_CODE.sub(" ", match["words"][:3000]))
        if len(words) > 3:
            return shortened(words, 300), quote_at(block)
    return "", None


def _deciders(parsed: Parsed) -> Iterator[str]:
    """Who merged it, and whose approval stands."""
    approved = [verdict.rpartition(": ") for verdict in parsed.fields.get("verdicts", ())]
    names = [
        *parsed.fields.get("merged_by", ()),
        *(who for who, _, said in approved if said == "approved" or said.endswith("+2")),
    ]
    yield from list(dict.fromkeys(names))[:MAX_DECIDERS]


def _links(parsed: Parsed) -> Iterator[Link]:
    for target in parsed.fields.get("superseded_by", ()):
        yield Link("superseded-by", target)
    for link in parsed.links:
        if link.relation in _RELATIONS:
            yield Link(_RELATIONS[link.relation], link.target)
