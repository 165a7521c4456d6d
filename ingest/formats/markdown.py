"""Markdown (CommonMark and tables) with YAML front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.domain.documents import Anchor
from ingest.formats.assembling import assemble
from ingest.formats.fields import Fields, from_blocks, from_mapping
from ingest.parsed import Block, BlockKind, Parsed

MAX_FRONT_MATTER_LINES = 300
MAX_FRONT_MATTER = 20_000
MAX_HEADING = 300

_KINDS = {
    "bullet_list_open": BlockKind.LIST,
    "ordered_list_open": BlockKind.LIST,
    "fence": BlockKind.CODE,
    "code_block": BlockKind.CODE,
    "table_open": BlockKind.TABLE,
    "blockquote_open": BlockKind.QUOTE,
}
# Only the blocks and their lines are needed; without the inline rule parsing is faster and free of its quadratic cases.
_BLOCKS = MarkdownIt("commonmark").enable("table").disable("inline")
_INLINE = MarkdownIt("commonmark").enable("strikethrough")
_ALIAS = re.compile(r"[:\s\[,-][&*]\w")
_MARK = re.compile(r"[-*_ ]{3,}|(?:\[[^\]\n]+\]: *#\S*\n?)+")
_INLINE_MARK = re.compile(r"[\\`*_\[<&!~]")
_ATTRIBUTES = re.compile(r"\s*\{:?\s*#([\w.:-]+)[^}]*\}\s*$")


def parse_markdown(text: str, path: str) -> Parsed:
    """Blocks with the lines they stand on; headings carry the slugs that GitHub gives them."""
    lines = text.split("\n")
    fields, blocks, start = _front_matter(lines)
    tokens = [token for token in _BLOCKS.parse(_from_line(lines, start)) if token.level == 0 and token.map]
    blocks += _blocks(tokens, lines, start)
    blocks = [block for block, below in pairwise([*blocks, None]) if block and not _is_mark(block, below)]
    fields = fields.or_else(from_blocks(blocks))
    return assemble(path, blocks, fields, is_design_format=True)


def blocks_of_markdown(text: str) -> list[Block]:
    """The blocks of Markdown that stands inside of something else, such as a notebook's cell; lines count from its first."""
    lines = text.split("\n")
    tokens = [token for token in _BLOCKS.parse(text) if token.level == 0 and token.map]
    return list(_blocks(tokens, lines, 0))


def slug(heading: str, seen: dict[str, int]) -> str:
    """GitHub's fragment for a heading; `seen` counts the earlier ones of the document, which get -1, -2 …"""
    base = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
    count = seen.get(base, 0)
    seen[base] = count + 1
    return f"{base}-{count}" if count else base


def _front_matter(lines: Sequence[str]) -> tuple[Fields, list[Block], int]:
    """The fields of YAML between two `---` lines at the very top, its text as a block, and where the body begins."""
    if lines[0].rstrip() != "---":
        return Fields(), [], 0
    closing = (number for number, line in enumerate(lines[1:MAX_FRONT_MATTER_LINES], 1) if line.rstrip() in {"---", "..."})
    end = next(closing, 0)
    if not end:
        return Fields(), [], 0
    source = "\n".join(lines[1:end])
    try:
        # Aliases can multiply a small text into a huge value; no front matter needs them.
        loaded = yaml.safe_load(source) if len(source) < MAX_FRONT_MATTER and not _ALIAS.search(source) else None
    except (yaml.YAMLError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        loaded = None
    fields = from_mapping(loaded) if isinstance(loaded, dict) else Fields()
    block = [Block(BlockKind.LIST, source, 2, end)] if source.strip() else []
    return fields, block, end + 1


def _from_line(lines: Sequence[str], start: int) -> str:
    """The text with the first lines emptied, so that line numbers stay those of the file."""
    return "\n" * start + "\n".join(lines[start:])


def _blocks(tokens: Sequence[Token], lines: Sequence[str], start: int) -> Iterator[Block]:
    seen: dict[str, int] = {}
    done = start
    for token in tokens:
        first, last = token.map or (done, done)
        if first < done:
            continue
        yield from _stretch(lines, done, first, BlockKind.PARAGRAPH)
        if token.type == "heading_open" and sum(map(len, lines[first:last])) <= MAX_HEADING:
            yield _heading(lines, first, last, int(token.tag[1]), seen)
        else:
            yield from _stretch(lines, first, last, _KINDS.get(token.type, BlockKind.PARAGRAPH))
        done = last
    yield from _stretch(lines, done, len(lines), BlockKind.PARAGRAPH)


def _stretch(lines: Sequence[str], first: int, last: int, kind: BlockKind) -> Iterator[Block]:
    """The lines from `first` up to `last` as a block, if there is anything in them; what no token covers is kept too."""
    while first < last and not lines[first].strip():
        first += 1
    while first < last and not lines[last - 1].strip():
        last -= 1
    if first < last:
        yield Block(kind, "\n".join(lines[first:last]), first + 1, last)


def _is_mark(block: Block, below: Block | None) -> bool:
    """A rule or in-page link targets at the end of a section, which say nothing by themselves."""
    ends = below is None or below.kind is BlockKind.HEADING
    return ends and block.kind is BlockKind.PARAGRAPH and bool(_MARK.fullmatch(block.text))


def _heading(lines: Sequence[str], first: int, last: int, level: int, seen: dict[str, int]) -> Block:
    source = lines[first : max(first + 1, last)]
    if not source[0].lstrip().startswith("#") and len(source) > 1:  # underlined
        source = source[:-1]
    raw = re.sub(r"^\s*#{1,6}\s*|\s+#+\s*$", "", " ".join(line.strip() for line in source))
    given = _ATTRIBUTES.search(raw)
    heading = plain_heading(_ATTRIBUTES.sub("", raw)) or raw.strip() or "…"
    fragment = given[1] if given else slug(heading, seen)
    anchor = Anchor(fragment=fragment, line=first + 1, last_line=last)
    return Block(BlockKind.HEADING, heading, first + 1, last, level, anchor)


def plain_heading(source: str) -> str:
    """The words of a heading as they are read: without marks, link targets and HTML."""
    if not _INLINE_MARK.search(source):
        return " ".join(source.split())
    parts: list[str] = []
    for token in _INLINE.parseInline(source)[0].children or ():
        if token.type in {"text", "code_inline", "image"}:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return " ".join("".join(parts).split())
