"""Word (.docx): headings by their styles, lists, tables, footnotes, comments.

python-docx opens the file and knows its styles, properties and comments; the text is read from the XML itself, since
python-docx shows neither what was deleted with "track changes" on nor what is hidden. Elements are those of ISO/IEC
29500-1, 17 (WordprocessingML).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from zipfile import BadZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from assistant.errors import UnreadableDocument
from ingest.formats.assembling import assemble, shorten
from ingest.formats.decode import HIDDEN
from ingest.formats.fields import Fields, from_blocks
from ingest.formats.office_archive import checked, properties, xml_tree
from ingest.formats.teams import is_teams_transcript, parse_teams
from ingest.formats.transcript import is_transcript, parse_transcript
from ingest.formats.word_styles import Styles
from ingest.formats.word_text import Text, text_of
from ingest.parsed import Block, BlockKind, Parsed

_BROKEN = (OpcError, BadZipFile, etree.LxmlError, KeyError, ValueError, TypeError, AttributeError, LookupError, RecursionError)
_CONTENT = {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:smartTag"), qn("w:ins"), qn("w:moveTo")}


def parse_word(data: bytes, path: str) -> Parsed:
    """Blocks in the order of the document, footnotes last. Raises UnreadableDocument."""
    archive = checked(data, "word/")
    try:
        document = docx.Document(archive)
        reader = _Reader(document)
        blocks = reader.read()
        stated = properties(document.core_properties)
    except _BROKEN as error:
        raise UnreadableDocument("is not a Word document that can be read: damaged") from error
    if not blocks:
        raise UnreadableDocument("holds no text")
    warnings = (HIDDEN,) if reader.hides else ()
    parsed = _meeting([block.text for block in blocks], path)
    if parsed is not None:
        return replace(
            parsed,
            title=shorten(reader.title) or parsed.title,
            authors=parsed.authors or stated.authors,
            created_at=parsed.created_at or stated.created,
            updated_at=parsed.updated_at or stated.updated,
            warnings=warnings,
        )
    fields = Fields(reader.title).or_else(from_blocks(blocks)).or_else(stated)
    return replace(assemble(path, blocks, fields, is_design_format=True), warnings=warnings)


def _meeting(paragraphs: list[str], path: str) -> Parsed | None:
    """The transcript that the paragraphs are, if they are one. Its lines are no lines of the file: what counts of a turn's
    anchor is its speaker and second."""
    spoken = "\n".join(paragraphs)
    if is_teams_transcript(paragraphs):
        parsed = parse_teams(paragraphs, path)
    elif is_transcript(spoken):
        parsed = parse_transcript(spoken, path)
    else:
        return None
    without_lines = (replace(block.anchor, line=0, last_line=0) for block in parsed.blocks)
    blocks = (
        replace(block, line=0, last_line=0, anchor=anchor) for block, anchor in zip(parsed.blocks, without_lines, strict=True)
    )
    return replace(parsed, blocks=tuple(blocks))


@dataclass(slots=True)
class _Reader:
    """Walks the body without recursion and remembers what was met on the way."""

    document: WordDocument
    title: str = ""
    hides: bool = False
    styles: Styles = field(init=False)
    blocks: list[Block] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.styles = Styles(self.document)

    def read(self) -> list[Block]:
        """The body's blocks, then the footnotes."""
        waiting = list(reversed(self.document.element.body))
        while waiting:
            element = waiting.pop()
            if element.tag == qn("w:p"):
                self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                only = self._only_cell(element)
                if only is None:
                    self._table(element)
                else:
                    waiting.extend(reversed(only))
            elif element.tag in _CONTENT and not _is_contents(element):
                waiting.extend(reversed(element))
        self._notes()
        return self.blocks

    def _paragraph(self, element: etree._Element) -> None:
        text = self._words(element)
        style = self.styles.of(element)
        if text.words.strip() and not style.is_contents:
            level = style.level
            if style.is_title and not self.title:
                self.title = " ".join(text.words.split())
            elif level and len(text.words) <= 300:
                self.blocks.append(Block(BlockKind.HEADING, " ".join(text.words.split()), level=level))
            elif style.marker:
                self._item("  " * style.depth + style.marker + " ".join(text.words.split()))
            else:
                kind = BlockKind.CODE if style.is_code else BlockKind.PARAGRAPH
                self._text(kind, text.words.rstrip() if style.is_code else text.words.strip())
        for number in text.comments:
            comment = self.document.comments.get(number)
            if comment is not None and comment.text.strip():
                self.blocks.append(Block(BlockKind.COMMENT, f"{comment.author or 'unknown'}: {comment.text.strip()}"))

    def _item(self, line: str) -> None:
        last = self.blocks[-1] if self.blocks else None
        if last and last.kind is BlockKind.LIST:
            self.blocks[-1] = replace(last, text=f"{last.text}\n{line}")
        else:
            self.blocks.append(Block(BlockKind.LIST, line))

    def _text(self, kind: BlockKind, words: str) -> None:
        """A paragraph; lines of code stand in paragraphs of their own and belong together."""
        last = self.blocks[-1] if self.blocks else None
        if kind is BlockKind.CODE and last and last.kind is kind:
            self.blocks[-1] = replace(last, text=f"{last.text}\n{words}")
        else:
            self.blocks.append(Block(kind, words))

    def _only_cell(self, table: etree._Element) -> etree._Element | None:
        """The cell of a table that is only a frame around text."""
        cells = list(table.iter(qn("w:tc")))[:2]
        return cells[0] if len(cells) == 1 else None

    def _table(self, table: etree._Element) -> None:
        rows = []
        for row in table.iterchildren(qn("w:tr")):
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            cells = [self._cell(cell) for cell in row.iter(qn("w:tc")) if cell.getparent() is row or _is_wrapped(cell, row)]
            if any(cells):
                rows.append(" | ".join(cells))
        if rows:
            self.blocks.append(Block(BlockKind.TABLE, "\n".join(rows)))

    def _cell(self, cell: etree._Element) -> str:
        return " ".join(word for paragraph in cell.iter(qn("w:p")) for word in self._words(paragraph).words.split())

    def _words(self, element: etree._Element) -> Text:
        text = text_of(element, self.styles.hidden)
        self.hides = self.hides or text.hides
        return text

    def _notes(self) -> None:
        for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
            for name, words in self._notes_of(kind):
                self.blocks.append(Block(BlockKind.PARAGRAPH, f"[{name}] {words}"))

    def _notes_of(self, kind: str) -> Iterator[tuple[str, str]]:
        parts = [
            found.target_part for found in self.document.part.rels.values() if found.reltype == kind and not found.is_external
        ]
        for note in xml_tree(parts[0].blob) if parts else ():
            words = " ".join(word for paragraph in note.iter(qn("w:p")) for word in self._words(paragraph).words.split())
            if words and note.get(qn("w:type")) in {None, "normal"}:
                yield note.get(qn("w:id"), ""), words


def _is_wrapped(cell: etree._Element, row: etree._Element) -> bool:
    """Whether the cell is the row's own inside of a content control, not one of a table within."""
    parent = cell.getparent()
    while parent is not None and parent.tag in _CONTENT:
        parent = parent.getparent()
    return parent is row


def _is_contents(element: etree._Element) -> bool:
    """Whether it is the table of contents, which repeats the headings."""
    gallery = element.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    return gallery is not None and "contents" in (gallery.get(qn("w:val")) or "").casefold()
