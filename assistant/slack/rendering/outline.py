"""An answer's Markdown as a line of units. Pure.

Slack's lists hold neither code nor tables, so what is nested in an item or a quote and is not text comes out of it, and the
list goes on below with its number. A paragraph is read in pieces that are cut where nothing is open, by what stands before the
cut alone: the text of an answer comes out the same, however it arrives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table as gfm_table
from markdown_it.tree import SyntaxTreeNode

from assistant.slack.rendering.inert_code import inert_code
from assistant.slack.rendering.runs import Links, Run, read
from assistant.slack.rendering.tables import Table
from assistant.slack.rendering.units import Atom, Fence, Rows, Rule, Text, Unit

PIECE: Final = 40
"""A paragraph is cut at the first place that is at least so many characters after the last."""


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes one atom, not read yet: a block, an item of a list with its marker, or a piece of a paragraph."""

    node: SyntaxTreeNode | None = None
    marker: str = ""
    piece: str = ""
    before: str = "\n\n"

    def atom(self, links: Links) -> Atom:
        """The part's units."""
        if self.node is None:
            return (Text(read(self.piece, links), self.before),)
        walk = _Walk(links)
        units = walk.item(self.node, _line(self.marker)) if self.marker else walk.block(self.node)
        first = next(units, None)
        return (replace(first, before=self.before), *units) if first else ()


@dataclass(frozen=True, slots=True)
class Block:
    """A block at the top: its parts, and the lines [first, last) where it stands."""

    kind: str
    parts: tuple[Part, ...]
    first: int
    last: int
    is_closed: bool
    """Whether no further line can belong to it, whatever comes: a heading, a rule, a fence with its end."""


def blocks_of(text: str) -> list[Block]:
    """The blocks of a Markdown text."""
    tree = SyntaxTreeNode(_PARSER.parse(text))
    lines = text.split("\n")
    return [_block(node, lines) for node in tree.children if node.map]


def pieces_of(content: str) -> list[tuple[str, str]]:
    """A paragraph's pieces, each with what joins it to the one before."""
    found, start, before = [], 0, "\n\n"
    depth = 0
    opened: set[str] = set()
    for match in _OPENINGS.finditer(content):
        mark, kind = match[0], match.lastgroup
        if kind == "gap" and not depth and not opened and match.start() - start >= PIECE:
            found.append((before, content[start : match.start()]))
            start, before = match.end(), "\n" if "\n" in mark else " " if mark else ""
        elif kind == "delimiter":
            opened ^= {mark}
        elif kind == "open_code":
            break
        elif kind == "opening":
            depth += 1
        elif kind == "closing":
            depth = max(0, depth - 1)
    return [*found, (before, content[start:])]


_IDEOGRAPH: Final = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
# Escapes and whole code spans are stepped over; delimiters, brackets and backticks may still become something else.
_OPENINGS: Final = re.compile(
    r"\\.|(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)(?P<code>)|(?P<open_code>`)"
    r"|(?P<delimiter>(?:(?<=\S)|(?=[*_~]+\S))(?:\*+|~{2,}|(?<![^\W_])_+|_+(?![^\W_])))"
    rf"|(?P<opening>[(\[]|<(?=\S))|(?P<closing>[)\]>])|(?P<gap>\s+(?=\S)|(?<={_IDEOGRAPH}[。！？])(?={_IDEOGRAPH}))",
    re.DOTALL,
)
_LISTS: Final = frozenset({"bullet_list", "ordered_list"})
_TASK: Final = re.compile(r"^\[([ xX])\][ \t]+")
_LANGUAGE: Final = re.compile(r"[^\w+#.-]")


def _table(state: StateBlock, first: int, last: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it
    """GitHub's tables, of which the first line begins with a bar: so that a line shows at its start what it may become."""
    return state.src[state.bMarks[first] + state.tShift[first]] == "|" and bool(gfm_table(state, first, last, silent))


def _parser() -> MarkdownIt:
    """CommonMark without what a later line could make of an earlier one (underlined headings, references), and with tables."""
    parser = (
        MarkdownIt("commonmark", {"html": False}).enable("table").disable(["lheading", "reference", "html_block", "inline"])
    )
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    return parser


_PARSER: Final = _parser()


def _block(node: SyntaxTreeNode, lines: Sequence[str]) -> Block:
    first, last = node.map or (0, 0)
    is_closed = node.type in {"heading", "hr"} or (node.type == "fence" and _has_end(node, lines[first:last]))
    return Block(node.type, tuple(_parts(node)), first, last, is_closed)


def _has_end(node: SyntaxTreeNode, lines: Sequence[str]) -> bool:
    end = lines[-1].strip()
    return len(lines) > 1 and len(end) >= len(node.markup) and not end.strip(node.markup[0])


def _parts(node: SyntaxTreeNode) -> Iterator[Part]:
    if node.type == "paragraph":
        for space, piece in pieces_of(_content(node)):
            yield Part(piece=piece, before=space)
    elif node.type in _LISTS:
        for number, (marker, item) in enumerate(_items(node)):
            is_after_text = number and not _comes_out(node.children[number - 1])
            yield Part(item, marker, before="\n" if is_after_text else "\n\n")
    else:
        yield Part(node)


def _items(node: SyntaxTreeNode) -> Iterator[tuple[str, SyntaxTreeNode]]:
    start = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, start):
        yield (f"{number}." if node.type == "ordered_list" else "-"), item


def _comes_out(node: SyntaxTreeNode) -> bool:
    """Whether an item holds what can't stand in one."""
    return any(child.type not in {"paragraph", "list_item", *_LISTS} or _comes_out(child) for child in _nested(node))


def _nested(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for child in node.children:
        if child.type in _LISTS:
            yield from child.children
        elif child.type != "inline":
            yield child


def _content(node: SyntaxTreeNode) -> str:
    return "\n".join(child.content for child in node.children if child.type == "inline")


class _Walk:
    """Through one block. What has come out of a list or quote ends that; what follows stands at the margin."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._has_come_out = False

    def block(self, node: SyntaxTreeNode) -> Iterator[Unit]:
        """The units of a block that is neither a list nor an item."""
        self._has_come_out = True
        if node.type in {"fence", "code_block"}:
            yield Fence(inert_code(node.content.rstrip("\n"), self._links.hosts), _LANGUAGE.sub("", node.info)[:40])
        elif node.type == "table":
            yield Rows(_rows(node, self._links))
        elif node.type == "hr":
            yield Rule()
        elif node.type == "heading":
            yield Text(read(_content(node), self._links), lead=f"{node.markup} ", is_heading=True)
        elif node.type == "blockquote":
            yield from self._quote(node)
        else:
            yield Text(read(_content(node), self._links))

    def item(self, node: SyntaxTreeNode, line: Text) -> Iterator[Unit]:
        """A list's item with all that is nested in it; `line` is its first line without the words."""
        children = list(node.children)
        self._has_come_out = False
        is_text = bool(children) and children[0].type == "paragraph"
        yield self._first_line(_content(children.pop(0)), line) if is_text else line
        for number, child in enumerate(children):
            inside = 0 if self._has_come_out else line.indent + len(line.lead)
            if child.type in _LISTS:
                after_list = number > 0 and children[number - 1].type in _LISTS
                yield from self.list(child, inside, is_apart=after_list)
            elif child.type == "paragraph":
                runs = read(_content(child), self._links)
                yield Text(runs, "\n" if inside else "\n\n", indent=inside)
            else:
                yield from self.block(child)

    def list(self, node: SyntaxTreeNode, indent: int, *, is_apart: bool) -> Iterator[Unit]:
        """A list within an item or a quote. One that counts from elsewhere than 1 can't follow a line of text."""
        is_apart = is_apart or node.attrs.get("start", 1) != 1
        for marker, item in _items(node):
            before = "\n\n" if is_apart or self._has_come_out else "\n"
            is_apart = False
            yield from self.item(item, replace(_line(marker), before=before, indent=indent))

    def _first_line(self, content: str, line: Text) -> Text:
        task = _TASK.match(content)
        if task is None:
            return replace(line, runs=read(content, self._links))
        box = Run("☐ " if task[1] == " " else "☑ ")
        return replace(line, runs=(box, *read(content[task.end() :], self._links)))

    def _quote(self, node: SyntaxTreeNode) -> Iterator[Unit]:
        """A quote's text, marked line by line; quotes within it are one with it."""
        is_first = True
        for number, child in enumerate(node.children):
            is_apart = number > 0
            within = self.list(child, 0, is_apart=is_apart) if child.type in _LISTS else self.block(child)
            for unit in within:
                if isinstance(unit, Text):
                    yield _quoted(unit, is_first=is_first)
                else:
                    yield unit
                is_first = not isinstance(unit, Text)


def _line(marker: str) -> Text:
    return Text((), "\n", lead=f"{marker} ", later=" " * (len(marker) + 1))


def _quoted(unit: Text, *, is_first: bool) -> Text:
    before = "\n\n" if is_first else "\n" if unit.before == "\n" else "\n>\n"
    if unit.lead.startswith("> "):
        return replace(unit, before=before)
    pad = " " * unit.indent
    return replace(unit, before=before, lead=f"> {pad}{unit.lead}", later=f"> {pad}{unit.later}", indent=0)


def _rows(node: SyntaxTreeNode, links: Links) -> Table:
    rows = [list(row.children) for part in node.children for row in part.children]
    width = len(rows[0])
    read_rows = tuple(
        tuple(read(_content(cell), links) for cell in row[:width]) + ((Run(""),),) * (width - len(row)) for row in rows
    )
    alignments = tuple(str(cell.attrs.get("style", "")).removeprefix("text-align:") for cell in rows[0])
    return Table(read_rows, alignments)
