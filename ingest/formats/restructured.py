"""reStructuredText: docutils says where the sections are, the lines between them are read as they stand.

docutils renders blocks anew and is vague about where they began; a reader wants the file's own words and lines. So its
parser runs without inline markup (faster, and free of slow cases), and only the section titles are taken from it.
Comments are left out, as they are from every rendering.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.parsers.rst.states import Inliner
from docutils.utils import new_document

from assistant.domain.documents import Anchor
from assistant.errors import UnreadableDocument
from ingest.formats.assembling import assemble
from ingest.formats.fields import Fields, from_blocks, from_pairs, plain
from ingest.parsed import Block, BlockKind, Parsed

_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "syntax_highlight": "none",
    "warning_stream": False,
}
# What str.splitlines, and so docutils, takes for line ends although editors don't.
_OTHER_LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")

MAX_DEPTH = 100

_BULLET = re.compile(r"(?:[-*+•‣⁃]|\(?(?:\d{1,4}|[A-Za-z#]|[ivxlcIVXLC]{2,7})[.)])(?:\s|$)")
_FIELD = re.compile(r":[^:\s][^:]{0,60}:(?:\s|$)")
_GRID = re.compile(r"\+[-=]+\+")
_SIMPLE_TABLE = re.compile(r"=+(?: +=+)+\s*$")
_DIRECTIVE = re.compile(r"\.\. +(?:\|[^|]+\| +)?([\w:.+-]+?)::")
_TARGET_OR_NOTE = re.compile(r"\.\. +(?:_|__|\[|\|)")
_TRANSITION = re.compile(r"([!-/:-@\[-`{-~])\1{3,}\s*$")
_MAIL_FIELD = re.compile(r"([A-Z][\w-]{1,40}):(?:\s+(.*))?$")
_CODE_DIRECTIVES = {"code", "code-block", "sourcecode", "parsed-literal", "highlight", "math", "doctest", "literalinclude"}
_TABLE_DIRECTIVES = {"table", "list-table", "csv-table"}


def parse_restructured(text: str, path: str) -> Parsed:
    """Blocks with the lines they stand on; headings carry the ids that docutils gives them."""
    lines = text.split("\n")
    fields, blocks, start = _mail_header(lines)
    headings = [heading for heading in _headings(lines) if heading.line > start]
    for heading in headings:
        blocks += _scan(lines, start, heading.line - 1)
        blocks.append(heading)
        start = heading.last_line
    blocks += _scan(lines, start, len(lines))
    return assemble(path, blocks, fields.or_else(from_blocks(blocks)), is_design_format=True)


def _title_text(
    _self: Inliner, text: str, lineno: int, _memo: object, _parent: object
) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Stands in for docutils' inline parser: the text as it is, and the line it is on."""
    node = nodes.inline(text, text)
    node.line = lineno
    return [node], []


# Inliner reads its settings from vars() of its own class, so that a plain subclass would not find them.
_PlainInliner = type("_PlainInliner", (Inliner,), {**vars(Inliner), "parse": _title_text})


def _headings(lines: Sequence[str]) -> Iterator[Block]:
    _check_depth(lines)
    text = "\n".join(_without_grids(lines))
    settings = get_default_settings(Parser)
    for name, value in _SETTINGS.items():
        setattr(settings, name, value)
    document = new_document("", settings)
    try:
        Parser(inliner=_PlainInliner()).parse(text.translate(_OTHER_LINE_ENDS), document)
    except (RecursionError, ValueError, TypeError, LookupError, AttributeError, AssertionError, ArithmeticError) as error:
        raise UnreadableDocument("is not reStructuredText that docutils can read") from error
    level = {id(document): 0}
    for section in document.findall(nodes.section):
        level[id(section)] = level.get(id(section.parent), 0) + 1
        title = section.next_node(nodes.title)
        inline = title.next_node(nodes.inline) if title is not None else None
        if title is None or inline is None or not isinstance(inline.line, int):
            continue
        first, last = _extent(lines, inline.line - 1)
        heading = plain(re.sub(r":[\w:+.-]+:`([^`<]*)(?:<[^`]*)?`", r"\1", title.astext())) or title.astext()
        fragment = section["ids"][0] if section["ids"] else ""
        anchor = Anchor(fragment=fragment, line=first + 1, last_line=last)
        yield Block(BlockKind.HEADING, " ".join(heading.split()), first + 1, last, level[id(section)], anchor)


def _check_depth(lines: Sequence[str]) -> None:
    """Refuse what docutils, which recurses and needs memory by the square of the depth, could not read."""
    depths: list[int] = []
    for line in lines:
        words = line.lstrip()
        if words:
            indent = len(line) - len(words)
            while depths and depths[-1] >= indent:
                depths.pop()
            depths.append(indent)
            if len(depths) > MAX_DEPTH:
                raise UnreadableDocument("is nested too deeply")


def _without_grids(lines: Sequence[str]) -> Iterator[str]:
    """The lines with a word for each line of a grid table: docutils needs minutes for large ones, and no section is in one."""
    in_grid = False
    for line in lines:
        words = line.strip()
        in_grid = bool(_GRID.match(words)) or (in_grid and words.startswith(("|", "+")))
        yield f"{line[: len(line) - len(line.lstrip())]}x" if in_grid else line


def _extent(lines: Sequence[str], index: int) -> tuple[int, int]:
    """The lines of a heading, with its underline and, if there is one, its overline."""
    last = index + 2 if index + 1 < len(lines) else index + 1
    overlined = index > 0 and last > index + 1 and _is_border(lines[index - 1], lines[index + 1])
    return (index - 1 if overlined else index), last


def _is_border(over: str, under: str) -> bool:
    return bool(over.strip()) and over.rstrip() == under.rstrip() and len(set(over.strip())) == 1


def _mail_header(lines: Sequence[str]) -> tuple[Fields, list[Block], int]:
    """The header of a PEP (PEP 1 and 12): mail-like fields from the first line to the first empty one."""
    pairs: list[tuple[str, str]] = []
    end = _paragraph_end(lines, 0, min(len(lines), 200))
    for line in lines[:end]:
        match = _MAIL_FIELD.match(line)
        if match:
            pairs.append((match[1], match[2] or ""))
        elif line[0].isspace() and pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}")
        else:
            return Fields(), [], 0
    if len(pairs) < 2:
        return Fields(), [], 0
    named = {name.casefold(): value for name, value in pairs}
    if named.get("pep") and named.get("title"):
        pairs.insert(0, ("Title", f"PEP {named['pep']} – {named['title']}"))
    return from_pairs(pairs), [Block(BlockKind.LIST, "\n".join(lines[:end]), 1, end)], end


def _scan(lines: Sequence[str], first: int, last: int) -> Iterator[Block]:
    """The blocks between two headings."""
    index, literal = first, False
    while index < last:
        if not lines[index].strip():
            index += 1
            continue
        kind, end = _extent_of_block(lines, index, last, literal=literal)
        while end > index + 1 and not lines[end - 1].strip():
            end -= 1
        source = "\n".join(lines[index:end])
        literal = source.endswith("::") and kind is not BlockKind.CODE
        if not _is_dropped(source):
            yield Block(kind, source, index + 1, end)
        index = end


def _is_dropped(source: str) -> bool:
    """Comments and transitions."""
    if source.startswith(".."):
        return source[2:3] in {"", " ", "\n"} and not (_DIRECTIVE.match(source) or _TARGET_OR_NOTE.match(source))
    return "\n" not in source and bool(_TRANSITION.match(source))


def _extent_of_block(lines: Sequence[str], index: int, last: int, *, literal: bool) -> tuple[BlockKind, int]:
    """What the block that begins at `index` is, and where it ends (exclusive)."""
    line = lines[index]
    if line[0].isspace():
        return BlockKind.CODE if literal else BlockKind.QUOTE, _indented_end(lines, index, last)
    if line.startswith("..") and line[2:3] in {"", " "}:
        return _directive_kind(line), _indented_end(lines, index + 1, last)
    if _SIMPLE_TABLE.match(line):
        return BlockKind.TABLE, _simple_table_end(lines, index, last)
    if _BULLET.match(line) or _FIELD.match(line):
        return BlockKind.LIST, _list_end(lines, index, last)
    return _plain_kind(lines, index, last)


def _plain_kind(lines: Sequence[str], index: int, last: int) -> tuple[BlockKind, int]:
    """What begins with no mark of its own: a term and its definition, a grid table, an interpreter session, a paragraph."""
    end = _paragraph_end(lines, index, last)
    if index + 1 < end and lines[index + 1][0].isspace():
        return BlockKind.LIST, _indented_end(lines, index + 1, last)
    if _GRID.match(lines[index]):
        return BlockKind.TABLE, end
    return BlockKind.CODE if lines[index].startswith(">>>") else BlockKind.PARAGRAPH, end


def _directive_kind(line: str) -> BlockKind:
    directive = _DIRECTIVE.match(line)
    name = directive[1].casefold() if directive else ""
    if name in _TABLE_DIRECTIVES:
        return BlockKind.TABLE
    return BlockKind.CODE if name in _CODE_DIRECTIVES else BlockKind.PARAGRAPH


def _paragraph_end(lines: Sequence[str], index: int, last: int) -> int:
    while index < last and lines[index].strip():
        index += 1
    return index


def _indented_end(lines: Sequence[str], index: int, last: int) -> int:
    while index < last and (not lines[index].strip() or lines[index][0].isspace()):
        index += 1
    return index


def _list_end(lines: Sequence[str], index: int, last: int) -> int:
    """The end of a list: its items, what is indented below them, and lines that go on without indentation."""
    while index < last:
        line = lines[index]
        continues = line.strip() and lines[index - 1].strip()
        if not (not line.strip() or line[0].isspace() or _BULLET.match(line) or _FIELD.match(line) or continues):
            break
        index += 1
    return index


def _simple_table_end(lines: Sequence[str], index: int, last: int) -> int:
    """After the last border, which an empty line follows; a table without one ends at the first empty line."""
    for end in range(index + 2, last):
        if _SIMPLE_TABLE.match(lines[end]) and (end + 1 >= last or not lines[end + 1].strip()):
            return end + 1
        if not lines[end].strip() and not lines[end - 1].strip():
            break
    return _paragraph_end(lines, index, last)
