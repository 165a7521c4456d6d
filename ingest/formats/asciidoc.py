"""AsciiDoc, by a scanner over lines: no parser of it in Python is maintained.

It knows headings, header attributes, delimited blocks, tables, lists and paragraphs. Includes are not followed, and
comments are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.domain.documents import Anchor
from ingest.formats.assembling import assemble
from ingest.formats.fields import Fields, from_blocks, from_pairs, plain
from ingest.parsed import Block, BlockKind, Parsed

MAX_HEADING = 300

_HEADING = re.compile(r"(={1,6}|#{1,6})\s+(\S.*?)(?:\s+=+)?\s*$")
_ATTRIBUTE = re.compile(r":!?([\w-]+)!?:(?:\s+(.*))?$")
_FENCES = {"----": BlockKind.CODE, "....": BlockKind.CODE, "```": BlockKind.CODE, "|===": BlockKind.TABLE,
           "____": BlockKind.QUOTE, "====": BlockKind.PARAGRAPH, "****": BlockKind.PARAGRAPH}  # fmt: skip
_ITEM = re.compile(r"\s*(?:[*.-]{1,5}|\d+\.|<\d*\.?>)\s+\S|\S.*?::(?:\s|$)")
_BLOCK_ATTRIBUTES = re.compile(r"\[[^\]]*\]\s*$|\.[^\s.].*$")
_ID = re.compile(r"\[(?:#|\[)([\w:.-]+)")


def parse_asciidoc(text: str, path: str) -> Parsed:
    """Blocks with the lines they stand on; headings carry the ids that Asciidoctor gives them."""
    lines = text.split("\n")
    blocks = list(_scan(lines))
    fields = from_pairs(_attributes(lines)).or_else(_byline(lines)).or_else(from_blocks(blocks))
    return assemble(path, blocks, fields, is_design_format=True)


def _attributes(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines[:60]:
        match = _ATTRIBUTE.match(line)
        if match:
            yield match[1], match[2] or ""


def _byline(lines: Sequence[str]) -> Fields:
    """Authors and revision in the two lines below the title: `Ana Ruiz <ana@example.org>`, `v1.0, 2024-05-01`."""
    if len(lines) < 2 or not lines[0].startswith("= "):
        return Fields()
    fields = from_pairs([("author", lines[1].replace(";", ","))]) if re.search(r"<\S+@\S+>", lines[1]) else Fields()
    revision = lines[2] if len(lines) > 2 and fields.authors else ""
    dated = from_pairs([("updated", revision.partition(",")[2])]) if re.match(r"v?\d", revision) else Fields()
    return fields.or_else(dated)


def _scan(lines: Sequence[str]) -> Iterator[Block]:
    index, given, seen = 0, "", dict[str, int]()
    while index < len(lines):
        line = lines[index]
        if not line.strip() or (line.startswith("//") and not line.startswith("////")):
            index += 1
            continue
        heading = _HEADING.match(line) if len(line) <= MAX_HEADING else None
        if heading:
            yield _heading(heading, index, given, seen)
            index, given = index + 1, ""
            continue
        identifier = _ID.match(line)
        given = identifier[1] if identifier else ""
        kind, end = _extent(lines, index)
        if not line.startswith("////"):
            yield Block(kind, "\n".join(lines[index:end]).rstrip(), index + 1, end)
        index = end


def _heading(match: re.Match[str], index: int, given: str, seen: dict[str, int]) -> Block:
    words = plain(match[2]) or match[2]
    base = "_" + re.sub(r"[\s.-]+", "_", re.sub(r"[^\w\s.-]", "", words.lower())).strip("_")
    seen[base] = seen.get(base, 0) + 1
    fragment = given or (base if seen[base] == 1 else f"{base}_{seen[base]}")
    anchor = Anchor(fragment=fragment, line=index + 1, last_line=index + 1)
    return Block(BlockKind.HEADING, words, index + 1, index + 1, len(match[1]), anchor)


def _extent(lines: Sequence[str], index: int) -> tuple[BlockKind, int]:
    """What the block at `index` is, and where it ends; `[source]` and `.Title` lines belong to what follows them."""
    body = index
    while body + 1 < len(lines) and _BLOCK_ATTRIBUTES.match(lines[body]) and not _HEADING.match(lines[body + 1]):
        body += 1
    fence = lines[body].rstrip()
    delimiter = next((mark for mark in (*_FENCES, "////") if fence.startswith(mark) and not fence.strip("-.`|=_*/")), "")
    if delimiter:
        end = _closing(lines, body + 1, fence)
        return _FENCES.get(delimiter, BlockKind.PARAGRAPH), end
    kind = BlockKind.LIST if _ITEM.match(lines[body]) else BlockKind.PARAGRAPH
    end = body + 1
    while end < len(lines) and lines[end].strip() and not _HEADING.match(lines[end]):
        end += 1
    return kind, end


def _closing(lines: Sequence[str], index: int, fence: str) -> int:
    closing = fence if not fence.startswith("```") else "```"
    while index < len(lines) and lines[index].rstrip() != closing:
        index += 1
    return min(index + 1, len(lines))
