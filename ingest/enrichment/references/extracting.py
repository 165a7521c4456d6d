"""What a document refers to, and how: the links of its text, the documents that it names, and what it says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.domain.documents import Link
from ingest.enrichment.references.links import Mention, Origin, labels_in, mentions_in, own_number
from ingest.enrichment.references.relations import DISCUSSED, REFERS, Sentences, labelled, of_section
from ingest.formats.link_targets import target_of
from ingest.parsed import Block, BlockKind, Parsed

MAX_LINKS: Final = 500
MAX_ADDRESSES: Final = 200
MAX_MENTIONS: Final = 5000
_MAX_TEXT: Final = 40_000
_BARE: Final = re.compile(r"(?<![\w./#-])0*(?P<number>\d{1,5})(?![\w./-])")
_PLACE: Final = re.compile(
    r"(?<![\w/.(<-])(?P<place>(?:\.{0,2}/)?[\w./-]{1,200}\.(?:md|rst|adoc|asciidoc|html?|txt|pdf|docx))(?![\w/-])"
)


def links_in(parsed: Parsed, path: str) -> tuple[Link, ...]:
    """The links that the document's format found, and those of its text: each target once a relation, and as `refers-to`
    only if nothing stronger is said of it. At most two hundred addresses, and five hundred links in all."""
    found: dict[str, list[str]] = {}
    for link in [*parsed.links, *_of_text(parsed, path)]:
        relations = found.setdefault(link.target, [])
        if link.relation not in relations:
            relations.append(link.relation)
    return tuple(_capped(found))


def _capped(found: dict[str, list[str]]) -> Iterator[Link]:
    links = addresses = 0
    for target, relations in found.items():
        stronger = [relation for relation in relations if relation != REFERS]
        is_address = "://" in target
        if is_address and addresses >= MAX_ADDRESSES:
            continue
        addresses += is_address
        for relation in stronger or relations:
            if links >= MAX_LINKS:
                return
            links += 1
            yield Link(relation, target)


def _of_text(parsed: Parsed, path: str) -> Iterator[Link]:
    defined = labels_in(block.text[:_MAX_TEXT] for block in parsed.blocks if block.kind is not BlockKind.CODE)
    origin = Origin(path, own_number(parsed.title, path), defined)
    sections: list[tuple[int, str]] = []
    count = 0
    for block in parsed.blocks:
        if block.kind is BlockKind.HEADING:
            sections = [one for one in sections if one[0] < block.level]
            sections.append((block.level, of_section(block.text)))
        elif block.kind is not BlockKind.CODE:
            below = next((relation for _, relation in reversed(sections) if relation), "")
            for link in _of_block(block, origin, below):
                yield link
                count += 1
        if count >= MAX_MENTIONS:
            return


def _of_block(block: Block, origin: Origin, below: str) -> Iterator[Link]:
    """`below` is the relation of the section that the block stands in, "" for most."""
    text = block.text[:_MAX_TEXT]
    stretches = labelled(text)
    mentions = mentions_in(text, origin)
    for stretch in stretches:
        mentions += _bare(text, stretch.start, stretch.end, mentions, origin)
    if not mentions:
        return
    sentences = Sentences(text)
    for mention in sorted(mentions, key=lambda one: one.start):
        stated = next((one.relation for one in stretches if one.start <= mention.start < one.end), "")
        relation = stated or below or sentences.relation(mention.start, mention.end) or REFERS
        # Minutes that write `Discussion: RFC-011` discuss it, and not the other way round.
        yield Link(REFERS if relation == DISCUSSED and "/" not in mention.target else relation, mention.target)


def _bare(text: str, start: int, end: int, known: list[Mention], origin: Origin) -> list[Mention]:
    """The numbers and paths of a label's value that stand there without a mark: `Requires: 435, 3107`, `- ../adr/0001.md`."""
    taken = [(mention.start, mention.end) for mention in known]
    found = [
        Mention(target_of(match["place"], origin.path), match.start(), match.end())
        for match in _PLACE.finditer(text, start, end)
    ]
    value = text[start:end]
    if origin.own and re.fullmatch(r"[\s\d,;&\[\]'\"-]{1,200}", value):
        series, own = origin.own
        numbers = ((int(match["number"]), match) for match in _BARE.finditer(text, start, end))
        found += [
            Mention(f"{series.upper()} {number}", match.start(), match.end()) for number, match in numbers if number != own
        ]
    return [one for one in found if one.target and not any(first <= one.start < last for first, last in taken)]
